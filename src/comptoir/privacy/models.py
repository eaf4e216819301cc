"""Requests about personal data, what was erased, and what of it is kept out of sight."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.privacy import BreachStep, Datum, RequestKind, Use


class Request(models.Model):
    """What a person asked about their data (GDPR 15 to 21): asked, proved from the mailbox, answered within the month."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=14)
    email = models.EmailField(blank=True)  # forgotten once it is answered by an erasure
    address = models.CharField(max_length=64, db_index=True)  # the e-mail as a keyed digest
    language = models.CharField(max_length=5)
    country = models.CharField(max_length=2)
    wish = models.TextField(blank=True)
    datum = models.CharField(max_length=10, blank=True, default="", db_default="")  # of a rectification
    wrong = models.TextField(blank=True, default="", db_default="")
    right = models.TextField(blank=True, default="", db_default="")
    use = models.CharField(max_length=10, blank=True, default="", db_default="")  # that is objected to
    source = models.CharField(max_length=10)  # form | contact | account | desk
    case_number = models.CharField(max_length=14, blank=True)
    sender = models.CharField(max_length=64, blank=True)  # the network address, as a keyed digest
    link_digest = models.CharField(max_length=64, unique=True)
    link_until = models.DateTimeField()
    asked_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    extended_at = models.DateTimeField(
        null=True
    )  # the person was told that it takes two months more, and why
    extension = models.TextField(blank=True, default="", db_default="")
    started_at = models.DateTimeField(null=True)  # an erasure that waits for what is under way
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    refused = models.BooleanField(default=False)
    words = models.TextField(blank=True)
    corrected = models.TextField(blank=True, default="", db_default="")  # what of a rectification was done
    file = models.CharField(max_length=64, blank=True)  # digest of the export, private media
    file_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=[*RequestKind]), name="privacy_request_kind"),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.RECTIFICATION, datum__in=[*Datum])
                | (~Q(kind=RequestKind.RECTIFICATION) & Q(datum="", wrong="", right="", corrected="")),
                name="request_says_which_data",
            ),
            models.CheckConstraint(
                condition=Q(kind=RequestKind.OBJECTION, use__in=[*Use])
                | (~Q(kind=RequestKind.OBJECTION) & Q(use="")),
                name="request_says_to_what",
            ),
            models.CheckConstraint(
                condition=~Q(use=Use.LETTERS, refused=True), name="request_letters_end_always"
            ),
            models.CheckConstraint(
                condition=Q(extended_at__isnull=False) | Q(extension=""), name="request_extension_told"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="request_open", condition=Q(answered_at__isnull=True)),
            models.Index(fields=["sender", "asked_at"], name="request_sender", condition=~Q(sender="")),
        ]


class Erasure(models.Model):
    """Somebody was erased: known by the keyed digest of the e-mail alone, to be erased again after a restore."""

    append_only = True

    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address", "at"], name="erasure_once")]


class Restricted(models.Model):
    """An order whose customer was erased and whose documents the books keep until a moment."""

    order_number = models.CharField(max_length=12, unique=True)
    until = models.DateTimeField()


class Breach(models.Model):
    """Personal data that was lost, seen or changed by whom it should not (GDPR 33(5)); what was done about it are its steps."""

    append_only = True

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    happened_at = models.DateTimeField(null=True)  # where it is known
    noticed_at = models.DateTimeField()
    what = models.TextField()
    data = models.TextField()  # which data, of whom
    people = models.IntegerField()  # how many, about
    consequences = models.TextField()
    noted_by = models.CharField(max_length=64)
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(people__gte=0), name="breach_people"),
            models.CheckConstraint(
                condition=Q(happened_at__isnull=True) | Q(happened_at__lte=models.F("noticed_at")),
                name="breach_noticed_after",
            ),
        ]


class BreachNote(models.Model):
    """A step that was taken about a breach, with the words of who took it."""

    append_only = True

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="notes")
    step = models.CharField(max_length=10)
    words = models.TextField()
    by = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=[*BreachStep]), name="breach_step"),
            models.UniqueConstraint(
                fields=["breach"], name="breach_closed_once", condition=Q(step=BreachStep.CLOSED)
            ),
        ]
