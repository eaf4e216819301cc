"""Reads of disputes."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, Sum

from comptoir.core.lifecycles import DisputeState
from comptoir.payments.models import Dispute, LedgerLine

UNDECIDED = (DisputeState.OPEN, DisputeState.ANSWERED)
_LOOK_BACK = timedelta(days=2)


def disputes() -> QuerySet[Dispute]:
    """Every dispute with its payment: those that want an answer first, by their day, then the latest."""
    return Dispute.objects.select_related("payment").order_by("closed_at", "answer_by", "-id")


def undecided_disputes() -> QuerySet[Dispute]:
    """Disputes that the bank has not decided."""
    return disputes().filter(state__in=UNDECIDED)


def disputes_lately(*, since: datetime) -> QuerySet[Dispute]:
    """Disputes that the bank has not decided, or only since a moment."""
    return disputes().filter(Q(closed_at__isnull=True) | Q(closed_at__gte=since))


def disputes_of(*, order_number: str) -> QuerySet[Dispute]:
    """The disputes on an order's payments."""
    return disputes().filter(payment__order_number=order_number)


def is_disputed(*, order_number: str) -> bool:
    """Whether a bank is still to decide on money of this order."""
    return undecided_disputes().filter(payment__order_number=order_number).exists()


def dispute_by_id(*, public_id: UUID) -> Dispute | None:
    """One dispute."""
    return disputes().filter(public_id=public_id).first()


def dispute_by_reference(*, reference: str) -> Dispute | None:
    """The dispute of a provider's id."""
    return Dispute.objects.filter(provider_ref=reference).first()


def disputed_amount(*, payment_id: int) -> int:
    """What is asked back of a payment by disputes that are not won."""
    asked = Dispute.objects.filter(payment=payment_id).exclude(state=DisputeState.WON)
    total: int | None = asked.aggregate(total=Sum("amount"))["total"]
    return total or 0


def looked_for_since(*, at: datetime) -> datetime:
    """Since when disputes are asked for: two days back, and further for one that is not decided."""
    oldest = undecided_disputes().order_by("opened_at").values_list("opened_at", flat=True).first()
    return min(at - _LOOK_BACK, oldest or at)


def booked_for(*, kind: str, cause: str) -> int:
    """What the ledger has of a kind for a cause, in one entry or several."""
    lines = LedgerLine.objects.filter(entry__kind=kind, entry__cause__startswith=cause)
    total: int | None = lines.aggregate(total=Sum("debit"))["total"]
    return total or 0
