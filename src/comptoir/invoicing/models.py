"""Invoices and credit notes: gapless numbers from a locked counter, never changed once issued."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Counter(models.Model):
    """The last number of a series; locked by who takes the next, so that a rollback leaves no gap."""

    entity = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    year = models.IntegerField()
    last = models.IntegerField(default=0)
    last_at = models.DateTimeField(null=True)  # no document is dated before the one with the number below

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entity", "kind", "year"], name="counter_once")]


class Document(models.Model):
    """An issued document. `body` holds what it states, without personal values; the parties stay with the order."""

    append_only = True

    public_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)  # invoice | credit_note
    number = models.CharField(max_length=30, unique=True)
    entity = models.CharField(max_length=12)
    year = models.IntegerField()
    sequence = models.IntegerField()
    order_number = models.CharField(max_length=12, db_index=True)
    cause = models.CharField(max_length=80)  # the parcel or refund that it documents
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT)
    issued_at = models.DateTimeField()
    language = models.CharField(max_length=5)
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    gross = models.BigIntegerField()
    body = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entity", "kind", "year", "sequence"], name="document_sequence"),
            models.UniqueConstraint(fields=["kind", "cause"], name="document_once"),
            models.CheckConstraint(condition=Q(gross=F("net") + F("tax")), name="document_adds_up"),
            models.CheckConstraint(condition=Q(kind__in=["invoice", "credit_note"]), name="document_kind"),
        ]


class DocumentFault(models.Model):
    """Why the e-invoice of a document was not made: the rules of EN 16931 that it breaks. A new try adds a new row."""

    append_only = True

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="faults")
    problems = models.JSONField()
    found_at = models.DateTimeField()


class Paper(models.Model):
    """A paper that travels with a parcel: packing slip, customs declaration, commercial invoice. Made once, kept as made."""

    append_only = True

    public_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=12)
    cause = models.CharField(max_length=80)  # the label of the parcel
    order_number = models.CharField(max_length=12, db_index=True)
    number = models.CharField(max_length=20)  # of the parcel, which names all of its papers
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause"], name="paper_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["slip", "declaration", "invoice"]), name="paper_kind"
            ),
        ]


class DocumentFile(models.Model):
    """The bytes of a document as they were made: private media under their digest."""

    append_only = True

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="file")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
