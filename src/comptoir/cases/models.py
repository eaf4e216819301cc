"""Cases: what a person must look at, and the conversation about it."""

from __future__ import annotations

from django.db import models

from comptoir.core.lifecycles import CaseState
from comptoir.infra.models import one_of


class Case(models.Model):
    """Something for a person; `cause` makes it once for one event."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=30)
    cause = models.CharField(max_length=100, unique=True)
    order_number = models.CharField(max_length=12, blank=True, db_index=True)
    state = models.CharField(max_length=10)
    opened_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", CaseState, name="case_state")]


class Turn(models.Model):
    """One thing said in a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField()
    author = models.CharField(max_length=64)
    text = models.TextField()


class Contact(models.Model):
    """Who wrote to us with the contact form, and how to answer: kept apart, so that it can be erased by itself."""

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="contact")
    topic = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    email = models.CharField(max_length=254)
    language = models.CharField(max_length=2)
    country = models.CharField(max_length=2)
    about = models.CharField(max_length=200, blank=True)
    order_typed = models.CharField(max_length=30, blank=True)
    sender = models.CharField(max_length=64, blank=True)  # the network address, as a keyed digest
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["email", "received_at"], name="contact_email"),
            models.Index(fields=["sender", "received_at"], name="contact_sender"),
        ]
