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
