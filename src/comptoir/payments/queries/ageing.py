"""Reads of authorisations by when they lapse, and of their renewals (C-05, C-06)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import QuerySet

from comptoir.core.lifecycles import PaymentState, RenewalState
from comptoir.infra.db import locked
from comptoir.payments.models import Payment, Renewal

RENEW_BEFORE = timedelta(hours=24)  # C-05: acted on at 24 hours before the end
WARN_BEFORE = timedelta(hours=48)  # and told to a person at 48


def authorisations() -> QuerySet[Payment]:
    """Every authorisation that an end was named for, the first to lapse first."""
    standing = Payment.objects.filter(state=PaymentState.AUTHORISED, capture_before__isnull=False)
    return standing.order_by("capture_before", "id")


def lapsing(*, at: datetime, within: timedelta) -> QuerySet[Payment]:
    """Authorisations that lapse within a time from now."""
    return authorisations().filter(capture_before__lte=at + within)


def to_renew(*, at: datetime) -> list[str]:
    """Authorisations that must be renewed now, and were not looked at for that yet."""
    due = lapsing(at=at, within=RENEW_BEFORE).filter(renewal__isnull=True)
    return [str(public_id) for public_id in due.values_list("public_id", flat=True)[:200]]


def next_renewal_at() -> datetime | None:
    """When the next authorisation is to be renewed."""
    first = authorisations().filter(renewal__isnull=True).values_list("capture_before", flat=True).first()
    return first - RENEW_BEFORE if first else None


def renewals() -> QuerySet[Renewal]:
    """Every renewal with its payments, the latest first."""
    return Renewal.objects.select_related("lapsing", "payment").order_by("-id")


def waiting_renewals() -> QuerySet[Renewal]:
    """Renewals that the customer has not answered."""
    return renewals().filter(state=RenewalState.WAITING)


def renewal_of_order(*, order_number: str) -> Renewal | None:
    """The renewal that waits for an order's customer."""
    return waiting_renewals().filter(order_number=order_number).first()


def is_renewal(*, payment: Payment) -> bool:
    """Whether a payment was opened to renew another."""
    return Renewal.objects.filter(payment=payment).exists()


def lock_renewal(*, payment_id: int) -> Renewal | None:
    """The renewal of a lapsing payment, locked."""
    rows = locked(Renewal.objects.filter(lapsing=payment_id), kind="payment")
    return rows[0] if rows else None
