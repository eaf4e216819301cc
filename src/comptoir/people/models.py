"""People who sign in, and the tokens of programs that act for them."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower

from comptoir.core.actors import Role


class User(AbstractBaseUser):
    """Someone with a password: staff when there is a role, a customer when there is none."""

    public_id = models.UUIDField(unique=True)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="en")
    role = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    email_proved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(role__in=["", *Role]), name="user_role"),
        ]


class Token(models.Model):
    """A bearer token, kept as its digest: a role for programs, or a customer."""

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
