"""Parcels, their labels and what the carrier says of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.lifecycles import EffectState, ParcelState
from comptoir.infra.models import one_of


class Label(models.Model):
    """A label wanted of the carrier: the intent first, so that a paid label is never lost with its answer."""

    public_id = models.UUIDField(unique=True)  # our reference at the carrier
    kind = models.CharField(max_length=8)  # parcel | return | held: a refused piece goes back to its customer
    order_number = models.CharField(max_length=12)
    service = models.CharField(max_length=10)
    contents = models.JSONField(default=list)  # the pieces' public ids: what a repeated request declares
    state = models.CharField(max_length=10)
    tracking_number = models.CharField(max_length=40, blank=True, db_index=True)
    tracking_url = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=64, blank=True)  # the PDF, private media
    # What goes through customs with it, ours or drawn by the carrier: kind and digest of the PDF, private media.
    papers = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    # The carrier's page: another day, a locker.
    redirect_url = models.CharField(max_length=500, blank=True, default="", db_default="")
    answer = models.JSONField(null=True)  # the carrier's, without files and people
    requested_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)  # when the carrier is asked again, while anything is open
    tries = models.IntegerField(default=0)
    poll_at = models.DateTimeField(null=True)  # when its scans are asked for, should they not be pushed
    done_at = models.DateTimeField(null=True)
    void_wanted_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            one_of("state", EffectState, name="label_state"),
            models.CheckConstraint(condition=Q(kind__in=["parcel", "return", "held"]), name="label_kind"),
        ]
        indexes = [
            models.Index(fields=["retry_at"], name="label_open", condition=Q(retry_at__isnull=False)),
            models.Index(fields=["poll_at"], name="label_polled", condition=Q(poll_at__isnull=False)),
        ]


class Parcel(models.Model):
    """Pieces that travel together."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="parcels")
    state = models.CharField(max_length=10)
    label = models.OneToOneField(Label, on_delete=models.PROTECT)
    weight_g = models.IntegerField()  # on the scales; of its pieces where nobody weighed it
    delivery_share = models.BigIntegerField(default=0)  # of the order's delivery charge
    charges = models.IntegerField(default=0)  # how often it went to be charged: each is a capture
    capture_failure = models.CharField(max_length=60, blank=True)
    packed_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)
    charging_at = models.DateTimeField(null=True)
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    lost_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    # What its customer was written about last (core Stage), and when that was scanned.
    told = models.CharField(max_length=20, blank=True, default="", db_default="")
    told_seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [one_of("state", ParcelState, name="parcel_state")]
        indexes = [
            models.Index(fields=["charging_at"], name="parcel_charging", condition=Q(state="charging"))
        ]


class ParcelPiece(models.Model):
    """A piece in a parcel; a piece is in one parcel that was not voided."""

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="contents")
    piece = models.ForeignKey("orders.Piece", on_delete=models.PROTECT, related_name="+")
    lot = models.ForeignKey("stock.Lot", on_delete=models.PROTECT, null=True, related_name="+")  # if known
    unpacked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["piece"], name="piece_in_one_parcel", condition=Q(unpacked_at__isnull=True)
            )
        ]


class CarrierEvent(models.Model):
    """What the carrier or the warehouse said of a parcel, kept as it came; each once."""

    append_only = True

    label = models.ForeignKey(Label, on_delete=models.PROTECT, related_name="events")
    event_id = models.CharField(max_length=120, unique=True)
    status = models.CharField(max_length=20)
    at = models.DateTimeField()
    local_at = models.CharField(max_length=40)  # as the scanner's wall clock had it, with its offset
    text = models.CharField(max_length=200, blank=True)
    place = models.CharField(
        max_length=80, blank=True, default="", db_default=""
    )  # the town it was scanned in
    until = models.DateField(null=True)  # the last day at a pick-up point
    payload = models.JSONField(default=dict)
    received_at = models.DateTimeField()


class Stop(models.Model):
    """The preparation team was asked to stop an order that it had already (ORD-03), once, and what it answered."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="stop")
    asked_by = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    stopped = models.BooleanField(null=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped__isnull=True, answered_at__isnull=True)
                | Q(stopped__isnull=False, answered_at__isnull=False),
                name="stop_answered_whole",
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="stop_open", condition=Q(answered_at__isnull=True))]


class RefundNotice(models.Model):
    """The customer was told that a refund has been sent (RET-11, PAY-06); without this row it is still to be told."""

    effect = models.OneToOneField("payments.Effect", on_delete=models.PROTECT, related_name="notice")
    told_at = models.DateTimeField()
