"""Fraud reports and disputes against the card payments of each month (C-16)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import TruncMonth

from comptoir.core.lifecycles import EffectState
from comptoir.core.policy import Method
from comptoir.payments.models import Dispute, Effect, ProviderEvent

CARDS = (Method.CARD, Method.APPLE_PAY, Method.GOOGLE_PAY)
_REPORTED = ("radar.early_fraud_warning.created", "NOTIFICATION_OF_FRAUD")  # Stripe, Adyen


@dataclass(frozen=True, slots=True, kw_only=True)
class FraudMonth:
    """A calendar month of the house: card payments by their first charge, fraud reports, disputes of cards."""

    month: date
    settled: int
    reports: int
    disputes: int


def fraud_months(*, since: datetime, zone: str) -> tuple[FraudMonth, ...]:
    """The months since a moment in which anything was, the latest first."""
    charges = Effect.objects.filter(kind="capture", state=EffectState.DONE)
    earlier = charges.filter(payment=OuterRef("payment"), id__lt=OuterRef("id"))
    first = charges.filter(~Exists(earlier), payment__method__in=CARDS)
    reports = ProviderEvent.objects.filter(kind__in=_REPORTED)
    disputes = Dispute.objects.filter(payment__method__in=CARDS)
    settled = _by_month(first.filter(done_at__gte=since), "done_at", zone)
    reported = _by_month(reports.filter(received_at__gte=since), "received_at", zone)
    disputed = _by_month(disputes.filter(opened_at__gte=since), "opened_at", zone)
    return tuple(
        FraudMonth(month=month, settled=settled[month], reports=reported[month], disputes=disputed[month])
        for month in sorted({*settled, *reported, *disputed}, reverse=True)
    )


def _by_month(
    rows: QuerySet[Effect] | QuerySet[Dispute] | QuerySet[ProviderEvent], moment: str, zone: str
) -> Counter[date]:
    months = rows.annotate(month=TruncMonth(moment, tzinfo=ZoneInfo(zone))).values("month")
    return Counter({row["month"].date(): row["n"] for row in months.annotate(n=Count("pk"))})
