"""Cases: what a person must look at, whose it is, and the conversation about it; macros that help to answer."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.lifecycles import CaseState
from comptoir.core.teams import Team, TurnKind
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
    team = models.CharField(max_length=10, default=Team.ADVISORS, db_default=Team.ADVISORS)
    taken_by = models.CharField(max_length=64, blank=True, default="", db_default="")  # the actor's id
    due_at = models.DateTimeField(null=True)  # by when we answer; none where it is not our turn
    answered_at = models.DateTimeField(null=True)  # the first answer that a person wrote
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")

    class Meta:
        constraints = [
            one_of("state", CaseState, name="case_state"),
            one_of("team", Team, name="case_team"),
        ]
        indexes = [
            models.Index(fields=["team", "due_at"], name="case_work", condition=~Q(state=CaseState.RESOLVED)),
        ]


class Turn(models.Model):
    """One thing said in a case; of a mail, its text as it was read, and what was put aside of it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="turns")
    at = models.DateTimeField()
    author = models.CharField(max_length=64)
    text = models.TextField()
    kind = models.CharField(max_length=4, default=TurnKind.NOTE, db_default=TurnKind.NOTE)
    quoted = models.TextField(blank=True, default="", db_default="")  # the earlier mails that it repeats
    sender = models.CharField(max_length=254, blank=True, default="", db_default="")  # where it came from
    photographs = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))  # digests
    left_out = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # names of files

    class Meta:
        constraints = [one_of("kind", TurnKind, name="turn_kind")]


class IncomingMail(models.Model):
    """A mail that came in, kept as it came, once; and what became of it."""

    message_id = models.CharField(max_length=64, unique=True)  # digest of what its sender calls it
    raw = models.CharField(max_length=64)  # digest of the file, private media
    outcome = models.CharField(max_length=12)  # answer | new | automatic | flood | unreadable
    case = models.ForeignKey(Case, null=True, on_delete=models.CASCADE, related_name="mails")
    received_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["case", "received_at"], name="incoming_of_case")]


class Macro(models.Model):
    """An answer that is written often, with names in braces for the facts of the case."""

    public_id = models.UUIDField(unique=True)
    title = models.JSONField()  # by language
    text = models.JSONField()  # by language
    changed_at = models.DateTimeField()


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


class Note(models.Model):
    """What an advisor keeps of a customer, a call of theirs among it; `customer` is the keyed digest of the e-mail."""

    append_only = True

    public_id = models.UUIDField(unique=True)
    customer = models.CharField(max_length=64, db_index=True)
    order_number = models.CharField(max_length=12, blank=True)
    kind = models.CharField(max_length=4)  # note | call
    text = models.TextField()
    author = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["note", "call"]), name="note_kind")
        ]


class Mention(models.Model):
    """A colleague whom a note is for, until they have read it; `key` leads to the customer's page."""

    note = models.ForeignKey(Note, on_delete=models.PROTECT, related_name="mentions")
    person = models.UUIDField()
    key = models.UUIDField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["note", "person"], name="mention_once")]
        indexes = [
            models.Index(fields=["person"], name="mention_unread", condition=models.Q(read_at__isnull=True))
        ]
