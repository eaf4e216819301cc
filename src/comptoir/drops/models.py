"""Drops, the line before each, and what orders took of them (D2-13). People are known by keyed digests only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Drop(models.Model):
    """Pieces that are sold in turns for a time. `codes` is how the desk named them: styles, references or SKUs."""

    slug = models.CharField(max_length=60, unique=True)
    name = models.JSONField(default=dict)  # language -> words
    codes = models.JSONField(default=list)
    skus = models.JSONField(default=list)
    enters_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    turn_minutes = models.IntegerField()
    per_customer = models.IntegerField()
    per_address = models.IntegerField()
    per_household = models.IntegerField()
    seed = models.CharField(max_length=64)  # secret until the draw
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(enters_at__lt=F("opens_at")) & Q(opens_at__lt=F("ends_at")), name="drop_times"
            )
        ]


class Line(models.Model):
    """How far a drop's line has come: its lock, and all that those who wait are shown of the others."""

    drop = models.OneToOneField(Drop, on_delete=models.PROTECT)
    drawn = models.IntegerField(null=True)  # how many entered in the window; none before the draw
    placed = models.IntegerField(default=0)
    called = models.IntegerField(default=0)
    left = models.IntegerField(default=0)
    taken_at = models.DateTimeField(null=True)  # since when no piece is free
    gone = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(called__lte=F("placed")), name="line_called")]


class Entry(models.Model):
    """One mailbox in a drop; its key is the number that is drawn."""

    drop = models.ForeignKey(Drop, on_delete=models.PROTECT)
    mailbox = models.CharField(max_length=64)
    network = models.CharField(max_length=64, blank=True)
    domain = models.CharField(max_length=64, blank=True)
    bare = models.BooleanField()
    entered_at = models.DateTimeField()
    place = models.IntegerField(null=True)
    sign = models.CharField(max_length=20, blank=True)
    turn_ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["drop", "mailbox"], name="entry_once"),
            models.UniqueConstraint(fields=["drop", "place"], name="entry_place"),
        ]
        indexes = [
            models.Index(fields=["drop"], name="entry_unplaced", condition=Q(place__isnull=True)),
            models.Index(
                fields=["drop", "turn_ends_at"], name="entry_turn", condition=Q(turn_ends_at__isnull=False)
            ),
        ]


class Taking(models.Model):
    """What an order took in a turn; ended when the order came to nothing."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT)
    order_number = models.CharField(max_length=12)
    pieces = models.IntegerField()
    taken_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["order_number", "entry"], name="taking_once"),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(ended_at__isnull=True), name="taking_one_of_a_turn"
            ),
        ]


class Mark(models.Model):
    """By what a taking is counted: a mailbox, an address, a household."""

    taking = models.ForeignKey(Taking, on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, db_index=True)
