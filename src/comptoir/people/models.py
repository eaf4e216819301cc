"""People who sign in, where they are signed in, what was mailed to prove an address, and the tokens of programs."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from comptoir.core.actors import Role


class User(AbstractBaseUser):
    """Someone with a password: staff when there is a role, a customer when there is none."""

    public_id = models.UUIDField(unique=True)
    email = models.EmailField(unique=True)
    password = models.CharField(max_length=255)  # a former site's digest is wrapped with what checks it
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="en")
    role = models.CharField(max_length=20, blank=True)
    is_active = models.BooleanField(default=True)
    email_proved_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    # The second factor: sealed, from when it counts, and the last half minute whose code was used.
    factor_secret = models.BinaryField(default=b"")
    factor_since = models.DateTimeField(null=True)
    factor_step = models.BigIntegerField(default=0)
    wrong_codes = models.PositiveSmallIntegerField(
        default=0
    )  # since the last right one, until a while has passed
    wrong_code_at = models.DateTimeField(null=True)
    signed_in_at = models.DateTimeField(null=True)  # at the desk
    # Of a customer: the last visit, and when they were told that an account nobody uses goes.
    seen_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)

    USERNAME_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(condition=models.Q(role__in=["", *Role]), name="user_role"),
        ]

    def get_session_auth_hash(self) -> str:
        """What a session of the desk holds on to: it is over with another password or another second factor."""
        since = str(self.factor_since.timestamp()) if self.factor_since else ""
        held = self.password.encode() + bytes(self.factor_secret) + since.encode()
        return salted_hmac("comptoir.people.User", held, algorithm="sha256").hexdigest()


class KeptAddress(models.Model):
    """Where a customer's parcels may go (ACC-07), as they typed it; it leaves with the account."""

    public_id = models.UUIDField(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="addresses")
    name = models.CharField(max_length=200)
    company = models.CharField(max_length=200, blank=True)
    vat_number = models.CharField(max_length=200, blank=True)
    line1 = models.CharField(max_length=200)
    line2 = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=200)
    region = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=200)
    preferred = models.BooleanField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="address_default_once", condition=models.Q(preferred=True)
            )
        ]


class Token(models.Model):
    """A bearer token, kept as its digest: a role for programs, or a customer."""

    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class Session(models.Model):
    """A browser in which a customer is signed in; the cookie's token is stored as its digest. Times are real ones."""

    public_id = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    device = models.CharField(max_length=200, blank=True)  # what the browser calls itself
    country = models.CharField(max_length=2, blank=True)
    made_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)


class Proof(models.Model):
    """A code or a link that was mailed; whoever has it reads that mailbox. It works once, and is stored as digests.

    `digest` is of the token that a link carries, or that the asking browser keeps.
    """

    public_id = models.UUIDField(unique=True)
    purpose = models.CharField(max_length=12)
    email = models.EmailField()
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64, unique=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong codes
    waiting = models.JSONField(default=dict)  # what happens once it is proved
    sender = models.CharField(max_length=64, blank=True)  # a keyed digest of the asker's network address
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["sign_up", "sign_in", "reset", "email"]), name="proof_purpose"
            ),
        ]
        indexes = [models.Index(Lower("email"), "purpose", name="proof_email")]


class Passkey(models.Model):
    """A public key whose other half a device keeps: a customer signs in by it, for staff it is a second factor."""

    public_id = models.UUIDField(unique=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    key_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    signed = models.BigIntegerField()  # how often, as the device counts; 0 where it does not
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Challenge(models.Model):
    """What one browser is to sign with a passkey, once and within minutes. Times are real ones."""

    digest = models.CharField(max_length=64, unique=True)
    browser = models.CharField(max_length=64, db_index=True)  # the digest of a token that only it has
    purpose = models.CharField(max_length=12)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(purpose__in=["add", "sign_in", "factor"]), name="challenge_purpose"
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=False) | models.Q(purpose="sign_in"), name="challenge_user"
            ),
        ]


class Tally(models.Model):
    """Something of which only so much is let through in an hour, by a keyed digest of who does it. Times are real ones."""

    key = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="tally_key")]


class RecoveryCode(models.Model):
    """A code that stands in for a lost authenticator, once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE)
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]


class Invitation(models.Model):
    """Someone is asked to join the staff; the link's token is stored as its digest."""

    public_id = models.UUIDField(unique=True)
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    language = models.CharField(max_length=5)
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=[*Role]), name="invitation_role"),
            models.UniqueConstraint(
                Lower("email"),
                condition=models.Q(used_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]
