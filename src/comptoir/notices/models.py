"""Mail: one row a message, written in the transaction of the event that it tells of; and who asked for the newsletter."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Message(models.Model):
    """A mail from wish to delivery. `facts` are the frozen values its template shows; `key` makes it once only."""

    public_id = models.UUIDField(unique=True)
    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    to = models.EmailField()
    language = models.CharField(max_length=5)
    facts = models.JSONField()
    order_number = models.CharField(max_length=12, blank=True)
    subject = models.CharField(max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    attachments = models.JSONField(default=list)  # [{name, type, digest}] of private media
    wanted_at = models.DateTimeField()
    rendered_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)
    forget_at = models.DateTimeField(null=True)  # of letters that prove nothing: the row goes
    letter_id = models.CharField(
        max_length=32, blank=True, default="", db_default=""
    )  # what servers name it by
    bounced_at = models.DateTimeField(null=True)
    bounced_for_good = models.BooleanField(default=False, db_default=False)
    bounce = models.CharField(max_length=200, blank=True, default="", db_default="")
    complained_at = models.DateTimeField(null=True)  # its reader called it unwanted

    class Meta:
        indexes = [
            models.Index(fields=["to", "id"], name="message_to"),
            models.Index(fields=["order_number", "id"], name="message_order"),
            models.Index(fields=["letter_id"], name="message_letter", condition=~Q(letter_id="")),
            models.Index(
                fields=["bounced_at"], name="message_bounced", condition=Q(bounced_at__isnull=False)
            ),
            models.Index(fields=["forget_at"], name="message_forget", condition=Q(forget_at__isnull=False)),
        ]


class Ended(models.TextChoices):
    """How a subscription ended: its reader left, its letters came back, or one was called unwanted."""

    LEFT = "left"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Subscription(models.Model):
    """The newsletter (ACC-09) from the ask to the end, with its proof (B-08): what was agreed to, where, when.

    Asked, confirmed by the link that was mailed, ended. When it ends, the address is emptied: what stays is the proof, and
    the salted digest by which the house knows that this address has left; and which letter of the newsletter it was after.
    """

    public_id = models.UUIDField(unique=True)
    address = models.CharField(max_length=64)  # salted digest of the e-mail
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=5)
    country = models.CharField(max_length=2)
    wording = models.TextField()
    source = models.CharField(max_length=200)  # the page it was asked on
    asked_at = models.DateTimeField()
    mailed_at = models.DateTimeField()  # the last mail that an ask brought about
    confirm_digest = models.CharField(max_length=64, blank=True)  # of the link's token
    confirm_until = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    leave_digest = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(max_length=10, choices=Ended.choices, blank=True, default="", db_default="")
    ended_after = models.UUIDField(null=True)  # the letter whose link, bounce or complaint it was

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_how="", ended_after__isnull=True)
                | Q(ended_how__in=Ended.values, ended_at__isnull=False),
                name="subscription_ended_how",
            ),
            models.UniqueConstraint(
                fields=["address"], name="subscription_open_once", condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True)
                | Q(confirmed_at__isnull=False, email="", confirm_digest=""),
                name="subscription_ended_forgotten",
            ),
        ]
        indexes = [
            models.Index(
                fields=["confirm_digest"], name="subscription_confirm", condition=~Q(confirm_digest="")
            ),
            models.Index(
                fields=["confirm_until"],
                name="subscription_unconfirmed",
                condition=Q(confirmed_at__isnull=True),
            ),
            models.Index(
                fields=["ended_after"],
                name="subscription_ended_after",
                condition=Q(ended_after__isnull=False),
            ),
        ]


class CountedAsk(models.Model):
    """Somebody asked for the newsletter, for whatever address: counted by network (D2-14), forgotten after the hour."""

    sender = models.CharField(max_length=64)  # a network address, as a keyed digest
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sender", "at"], name="newsletter_ask_sender")]


class Suppressed(models.TextChoices):
    """Why an address gets no letters: it takes none, or its reader called one unwanted."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"


class Suppression(models.Model):
    """An address that gets no letters, known by its salted digest: it outlives subscription, account and erasure (ACC-09)."""

    address = models.CharField(max_length=64, unique=True)
    because = models.CharField(max_length=10, choices=Suppressed.choices)
    since = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(because__in=Suppressed.values), name="suppression_has_a_reason"
            )
        ]
