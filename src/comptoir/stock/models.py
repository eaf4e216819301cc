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


class Lot(models.Model):
    """A batch in which a style was made, as the supplier names it on the delivery and on the labels of its pieces."""

    style = models.CharField(max_length=20)
    code = models.CharField(max_length=40)
    made_on = models.DateField(null=True)
    made_in = models.CharField(max_length=60, blank=True)
    named_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["style", "code"], name="lot_once"),
            models.CheckConstraint(condition=~Q(code=""), name="lot_has_a_code"),
        ]


class Movement(models.Model):
    """A change of what lies somewhere; the sum of movements is the level. Unique on its cause, so never twice."""

    append_only = True

    sku = models.CharField(max_length=40)
    location = models.ForeignKey(Location, on_delete=models.PROTECT)
    quantity = models.IntegerField()
    kind = models.CharField(max_length=16)  # MovementKind
    cause = models.CharField(max_length=64)  # the piece, consignment or count behind it
    actor = models.CharField(max_length=64, blank=True, default="", db_default="")
    reason = models.CharField(max_length=200, blank=True, default="", db_default="")
    at = models.DateTimeField()
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, null=True, related_name="+"
    )  # of what came, if known

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause", "sku", "location"], name="movement_once"),
            models.CheckConstraint(condition=~Q(quantity=0), name="movement_moves"),
        ]
        indexes = [models.Index(fields=["sku", "location"], name="movement_sku")]


class Consignment(models.Model):
    """Pieces on their way to a place: from another one (a transfer), or from outside (goods in). Its state is its moments."""

    public_id = models.UUIDField(unique=True)
    origin = models.ForeignKey(Location, on_delete=models.PROTECT, null=True, related_name="+")
    supplier = models.CharField(max_length=100, blank=True)
    note = models.CharField(max_length=60, blank=True)  # the delivery note's number
    destination = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="+")
    expected_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)  # of a transfer: its pieces left
    closed_at = models.DateTimeField(null=True)  # everything is booked, with every difference
    cancelled_at = models.DateTimeField(null=True)
    bookings = models.IntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(origin=F("destination")), name="consignment_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(origin__isnull=True) | Q(sent_at__isnull=False),
                name="consignment_closed_was_sent",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True)
                | Q(sent_at__isnull=True, closed_at__isnull=True, bookings=0),
                name="consignment_cancelled_never_left",
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="consignment_open",
                condition=Q(closed_at__isnull=True, cancelled_at__isnull=True),
            )
        ]

    @property
    def is_open(self) -> bool:
        """Whether it is a transfer that is still put together."""
        return self.origin_id is not None and self.sent_at is None

    @property
    def is_over(self) -> bool:
        """Whether nothing of it is to come any more."""
        return self.closed_at is not None or self.cancelled_at is not None


class ConsignmentLine(models.Model):
    """A SKU of a consignment: announced or sent, counted here and not booked yet, and booked."""

    consignment = models.ForeignKey(Consignment, on_delete=models.PROTECT, related_name="lines")
    sku = models.CharField(max_length=40, db_index=True)
    announced = models.IntegerField(default=0)
    counted = models.IntegerField(default=0)
    received = models.IntegerField(default=0)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consignment", "sku"], name="consignment_line_once"),
            models.CheckConstraint(
                condition=Q(announced__gte=0) & Q(counted__gte=0) & Q(received__gte=0),
                name="consignment_line_counts",
            ),
        ]
