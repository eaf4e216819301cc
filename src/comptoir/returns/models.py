"""Returns of online orders, and statutory withdrawals."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.lifecycles import AcceptanceState, ReceptionState, ReturnState
from comptoir.core.returns import HeldChoice
from comptoir.infra.models import one_of


class Withdrawal(models.Model):
    """A consumer's statement of withdrawal, kept as it was made, whether or not it matches an order."""

    public_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    contract = models.CharField(max_length=200)
    email = models.EmailField()
    pieces = models.JSONField(default=list)
    language = models.CharField(max_length=5)
    received_at = models.DateTimeField()
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="withdrawals")
    acted_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=20, blank=True)  # cancelled | return | both | person

    class Meta:
        indexes = [
            models.Index(fields=["received_at"], name="withdrawal_open", condition=Q(acted_at__isnull=True))
        ]


class Return(models.Model):
    """Pieces that a customer sends back under one registration (RET-07)."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="returns")
    withdrawal = models.OneToOneField(Withdrawal, null=True, on_delete=models.PROTECT)
    basis = models.CharField(max_length=24)  # the legal basis of its refund
    state = models.CharField(max_length=12)
    label = models.OneToOneField(
        "fulfilment.Label", null=True, on_delete=models.PROTECT, related_name="return_parcel"
    )
    pickup = models.JSONField(null=True)  # what was wished, and the carrier's answer
    registered_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)  # the mail with the label has gone out (RET-08)
    hand_in_by = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)  # the first accepted piece was confirmed by mail (RET-11)
    refund_by = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    statements = models.JSONField(default=list, db_default=[])  # the plan of each inspection, line by line

    class Meta:
        constraints = [one_of("state", ReturnState, name="return_state")]
        indexes = [
            models.Index(fields=["state", "hand_in_by"], name="return_open"),
            models.Index(fields=["registered_at"], name="return_untold", condition=Q(told_at__isnull=True)),
        ]


class ReturnPiece(models.Model):
    """One piece of a return: received or not, accepted or not, are two questions."""

    parcel = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="pieces")
    piece = models.ForeignKey("orders.Piece", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=40, blank=True)
    reception = models.CharField(max_length=12)
    acceptance = models.CharField(max_length=12)
    verdict_reason = models.CharField(max_length=300, blank=True)
    identity = models.CharField(
        max_length=40, blank=True, default="", db_default=""
    )  # of the garment that came
    received_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)
    refund = models.BigIntegerField(default=0)  # what was planned back for it, minor units
    batch = models.IntegerField(null=True)  # the inspection that accepted it: refund and credit note name it
    extra = models.BooleanField(default=False, db_default=False)  # came without having been registered
    findings = models.JSONField(default=dict, db_default={})  # check -> finding, as the dock ticked them
    note = models.CharField(
        max_length=200, blank=True, default="", db_default=""
    )  # of the dock, in its words
    photographs = models.JSONField(default=list, db_default=[])  # digests of private pictures
    destination = models.CharField(max_length=16, blank=True, default="", db_default="")

    class Meta:
        constraints = [
            one_of("reception", ReceptionState, name="return_reception"),
            one_of("acceptance", AcceptanceState, name="return_acceptance"),
            models.UniqueConstraint(fields=["parcel", "piece"], name="return_piece_once"),
            models.CheckConstraint(condition=Q(refund__gte=0), name="return_refund"),
        ]


class HeldPiece(models.Model):
    """A refused piece that waits in the house for its customer's choice, on a clock (RET-06)."""

    row = models.OneToOneField(ReturnPiece, on_delete=models.PROTECT, related_name="held")
    asked_at = models.DateTimeField()
    choose_by = models.DateTimeField()
    remind_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    choice = models.CharField(max_length=12, blank=True)
    chosen_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    reference = models.CharField(max_length=60, blank=True)  # the carrier's number, or who collected it
    # The house's own, prepaid, to send it back to its customer.
    label = models.OneToOneField(
        "fulfilment.Label", null=True, on_delete=models.PROTECT, related_name="held_piece"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(choice__in=["", *HeldChoice]), name="held_choice"),
            models.CheckConstraint(condition=Q(settled_at__isnull=True) | ~Q(choice=""), name="held_settled"),
            models.CheckConstraint(
                condition=Q(label__isnull=True) | Q(choice=HeldChoice.SEND_BACK), name="held_label"
            ),
        ]
        indexes = [models.Index(fields=["choose_by"], name="held_open", condition=Q(settled_at__isnull=True))]


class Stray(models.Model):
    """What came to the dock and belongs to nothing that was known: a parcel, or a piece in somebody's parcel."""

    public_id = models.UUIDField(unique=True)
    parcel = models.ForeignKey(
        Return, null=True, on_delete=models.PROTECT, related_name="strays"
    )  # it came in
    code = models.CharField(max_length=60, blank=True)  # what was scanned
    contents = models.CharField(max_length=300)  # what lies in it, in the dock's words
    photographs = models.JSONField(default=list)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=64)
    matched = models.ForeignKey(Return, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_as = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["found_at"], name="stray_open", condition=Q(settled_at__isnull=True))]
