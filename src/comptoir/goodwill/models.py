"""Gestures of good will, and the envelopes of a month that they come from."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Envelope(models.Model):
    """A member of staff's month; locked by who gives from it, so that two gestures at once cannot give more than it holds."""

    by = models.CharField(max_length=64)
    month = models.DateField()  # its first day, in the house's zone

    class Meta:
        constraints = [models.UniqueConstraint(fields=["by", "month"], name="envelope_once")]


class Gesture(models.Model):
    """A price that somebody lowered after it was paid; without a piece it is the delivery's. Its words can be erased."""

    public_id = models.UUIDField(unique=True)  # made with the form, so that a form sent twice is one gesture
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="gestures")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="gestures")
    piece = models.ForeignKey("orders.Piece", null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    tax = models.BigIntegerField()
    counted = models.BigIntegerField()  # of the envelope, in its own currency
    words = models.TextField()  # for the customer
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0) & Q(counted__gt=0) & Q(tax__gte=0) & Q(tax__lte=F("amount")),
                name="gesture_amount",
            )
        ]


class Proposal(models.Model):
    """A gesture that a second person decides on before anything of it happens (C-13).

    Until then it keeps its part of the envelope.
    """

    public_id = models.UUIDField(unique=True)  # the gesture's, once somebody has agreed
    envelope = models.ForeignKey(Envelope, on_delete=models.PROTECT, related_name="proposals")
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="proposals")
    piece = models.ForeignKey("orders.Piece", null=True, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    amount = models.BigIntegerField()
    counted = models.BigIntegerField()  # of the envelope, in its own currency
    reason = models.CharField(max_length=200)  # for the journal
    words = models.TextField()  # for the customer
    asked_at = models.DateTimeField()
    agreed = models.BooleanField(null=True)  # None while it waits
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0) & Q(counted__gt=0), name="proposal_amount"),
            models.CheckConstraint(
                condition=Q(agreed__isnull=True, decided_at__isnull=True, decided_by="")
                | (Q(agreed__isnull=False, decided_at__isnull=False) & ~Q(decided_by="")),
                name="proposal_decided",
            ),
        ]
