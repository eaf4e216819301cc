"""The warehouse's work: where pieces lie, waves of orders to prepare, and every piece of them by its scans."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Bin(models.Model):
    """Where a SKU lies in a warehouse; pick lists walk along these."""

    sku = models.CharField(max_length=40)
    location = models.CharField(max_length=8)
    code = models.CharField(max_length=20)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sku", "location"], name="bin_once")]


class Wave(models.Model):
    """Orders that are picked on one walk; over when nothing of it is left to prepare."""

    public_id = models.UUIDField(unique=True)
    location = models.CharField(max_length=8)
    held_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()


class Preparation(models.Model):
    """The pieces of an order that leave from one warehouse, in one wave; ended when packed, or given back."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="preparations")
    order_number = models.CharField(max_length=12)
    location = models.CharField(max_length=8)
    position = models.IntegerField()  # its compartment on the trolley
    service = models.CharField(max_length=10)
    promised = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order_number", "location"],
                name="order_in_one_wave",
                condition=Q(ended_at__isnull=True),
            )
        ]


class PreparedPiece(models.Model):
    """One piece of a preparation: picked by a scan, checked by another when it is packed."""

    preparation = models.ForeignKey(Preparation, on_delete=models.PROTECT, related_name="pieces")
    piece = models.UUIDField()
    sku = models.CharField(max_length=40)
    lot = models.CharField(max_length=40, blank=True, default="", db_default="")  # read off its label
    identity = models.CharField(max_length=40, blank=True)  # of the garment, compared when it comes back
    picked_at = models.DateTimeField(null=True)
    picked_by = models.CharField(max_length=80, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=80, blank=True)
    ended_at = models.DateTimeField(null=True)
    back_at = models.DateTimeField(null=True)  # the garment is here again: its identity may go out anew

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], name="piece_in_one_preparation", condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["identity"],
                name="identity_out_once",
                condition=Q(back_at__isnull=True) & ~Q(identity=""),
            ),
            models.CheckConstraint(
                condition=Q(checked_at__isnull=True) | Q(picked_at__isnull=False), name="checked_is_picked"
            ),
        ]
        indexes = [models.Index(fields=["piece"], name="prepared_piece")]


class Count(models.Model):
    """What is counted in a warehouse on one walk: a bin, a SKU, or a list. Nothing is moved until it is booked."""

    public_id = models.UUIDField(unique=True)
    location = models.CharField(max_length=8)
    bin = models.CharField(max_length=20, blank=True)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    booked_at = models.DateTimeField(null=True)
    dropped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(booked_at__isnull=True) | Q(dropped_at__isnull=True), name="count_ends_once"
            )
        ]
        indexes = [models.Index(fields=["location", "bin"], name="count_bin")]


class CountLine(models.Model):
    """A SKU of a count. What should lie in its bin is frozen when it is first counted: what is picked later is no difference."""

    count = models.ForeignKey(Count, on_delete=models.PROTECT, related_name="lines")
    sku = models.CharField(max_length=40)
    expected = models.IntegerField(null=True)
    counted = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["count", "sku"], name="count_line_once"),
            models.CheckConstraint(
                condition=Q(expected__isnull=True, counted__isnull=True)
                | Q(expected__isnull=False, counted__gte=0),
                name="counted_is_compared",
            ),
        ]
