"""Stock: a level per SKU and location, moved only by movements; pieces are reserved when the shopper orders (ORD-07)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Location(models.Model):
    """Where stock lies: a warehouse that ships, or a store."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    ships = models.BooleanField()
    position = models.IntegerField()


class Level(models.Model):
    """What lies there and how much of it is promised; the rest can be sold."""

    sku = models.CharField(max_length=40)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    on_hand = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sku", "location"], name="level_once"),
            models.CheckConstraint(
                condition=Q(reserved__gte=0) & Q(reserved__lte=F("on_hand")), name="level_never_oversold"
            ),
        ]


class Reservation(models.Model):
    """One piece promised to an order, until it is freed or leaves."""

    piece = models.UUIDField(unique=True)
    order_number = models.CharField(max_length=12, db_index=True)
    sku = models.CharField(max_length=40)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["sku", "location"], name="reservation_open", condition=Q(ended_at__isnull=True)
            )
        ]


class Movement(models.Model):
    """A change of what lies somewhere; the sum of movements is the level. Unique on its cause, so never twice."""

    append_only = True

    sku = models.CharField(max_length=40)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    quantity = models.IntegerField()
    kind = models.CharField(max_length=16)  # receipt | sale | return | count | second_choice | missing
    cause = models.CharField(max_length=64)  # the piece, receipt or count behind it
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause", "sku", "location"], name="movement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves"),
        ]
        indexes = [models.Index(fields=["sku", "location"], name="movement_sku")]
