"""Reads of attempts to pay."""

from __future__ import annotations

from datetime import datetime

from comptoir.checkout.models import Attempt


def latest_attempt(*, order_number: str) -> Attempt | None:
    """The last press of the order button for an order."""
    return Attempt.objects.filter(order_number=order_number).order_by("-id").first()


def is_open(*, order_number: str) -> bool:
    """Whether the order's payment is still under way."""
    return (
        bool(order_number)
        and Attempt.objects.filter(order_number=order_number, ended_at__isnull=True).exists()
    )


def open_attempts(*, before: datetime) -> list[str]:
    """Orders whose payment was begun before a moment and has no end yet: the poller's list (C-12)."""
    waiting = Attempt.objects.filter(ended_at__isnull=True, made_at__lte=before)
    return list(waiting.order_by("id").values_list("order_number", flat=True)[:200])


def overdue_orders(*, at: datetime) -> list[str]:
    """Orders that still wait for a payment whose time is over."""
    due = Attempt.objects.filter(order_waits=True, expires_at__lt=at)
    return list(due.order_by("expires_at").values_list("order_number", flat=True)[:200])


def next_expiry_at() -> datetime | None:
    """When the next waiting order's time is over."""
    waiting = Attempt.objects.filter(order_waits=True).order_by("expires_at")
    return waiting.values_list("expires_at", flat=True).first()
