"""Claims on what was delivered, with the photographs behind them and what was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from comptoir.core.claims import OPEN_STATES, Cause, ClaimKind, ClaimState, Outcome
from comptoir.infra.models import one_of


class Claim(models.Model):
    """What a customer, or the carrier, says is wrong; `cause` makes it once for one event."""

    public_id = models.UUIDField(unique=True)
    number = models.CharField(max_length=14, unique=True)
    kind = models.CharField(max_length=20)
    cause = models.CharField(max_length=100, unique=True)
    order = models.ForeignKey("orders.Order", null=True, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=10)
    email = models.EmailField()
    language = models.CharField(max_length=5)
    country = models.CharField(max_length=2)
    description = models.TextField(blank=True)
    references = models.JSONField(default=list)  # as printed on the care labels
    not_received = models.CharField(max_length=40, blank=True)
    washing = models.TextField(blank=True)
    label_attached = models.BooleanField(null=True)  # the house label (CLM-05); None where nobody said
    doubts = models.JSONField(default=list)  # [rule, reason]: what the person who decides must weigh
    made_by = models.CharField(max_length=64, blank=True, default="", db_default="")  # an advisor, for them
    guarantee_until = models.DateTimeField(null=True)  # the earliest of its pieces
    received_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    contested_at = models.DateTimeField(null=True)
    contest = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            one_of("state", ClaimState, name="claim_state"),
            one_of("kind", ClaimKind, name="claim_kind"),
        ]
        indexes = [
            models.Index(
                fields=["state", "received_at"], name="claim_open", condition=Q(state__in=OPEN_STATES)
            ),
            models.Index(fields=["email", "received_at"], name="claim_email"),
        ]


class ClaimPiece(models.Model):
    """A piece that a claim is about."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="pieces")
    piece = models.ForeignKey("orders.Piece", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "piece"], name="claim_piece_once")]


class ClaimPhoto(models.Model):
    """A photograph, in the private media; without a claim it is a draft's, and forgotten after a day."""

    public_id = models.UUIDField(unique=True)
    claim = models.ForeignKey(Claim, null=True, on_delete=models.PROTECT, related_name="photos")
    stage = models.CharField(max_length=8, blank=True)  # claim | contest | verdict
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    width = models.IntegerField()
    height = models.IntegerField()
    added_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["added_at"], name="claim_photo_draft", condition=Q(claim__isnull=True))
        ]


class Verdict(models.Model):
    """What somebody decided on a claim, and the words the customer reads."""

    append_only = True

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="verdicts")
    outcome = models.CharField(max_length=10)
    cause = models.CharField(max_length=10, blank=True)
    words = models.TextField()
    basis = models.CharField(max_length=24, blank=True)  # of its refund
    amount = models.BigIntegerField(default=0)  # that goes back at once, minor units
    return_number = models.CharField(max_length=14, blank=True)
    earliest = models.DateField(null=True)  # what is sent again should arrive between these
    latest = models.DateField(null=True)
    by = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            one_of("outcome", Outcome, name="verdict_outcome"),
            models.CheckConstraint(condition=Q(cause__in=["", *Cause]), name="verdict_cause"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="verdict_amount"),
        ]
