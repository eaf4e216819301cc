"""Reads of the checks of held orders (PAY-12, C-19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.orders.models import Order, Review
from comptoir.orders.queries.reading import OrderRow, rows_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRow:
    """The check of a held order: what spoke against it, its clock, who has it, and why it ended."""

    order: OrderRow
    signals: tuple[str, ...]
    score: int
    opened_at: datetime
    due_at: datetime
    ends_at: datetime | None
    taken_by: str
    taken_at: datetime | None
    decided_at: datetime | None
    because: str


def open_reviews() -> tuple[ReviewRow, ...]:
    """The orders that a check holds, the one that is due first before the others (C-19)."""
    reviews = {
        review.order_id: review
        for review in Review.objects.filter(decided_at__isnull=True).order_by("due_at", "id")
    }
    rows = {row.number: row for row in rows_of(Order.objects.filter(pk__in=reviews))}
    numbers = dict(Order.objects.filter(pk__in=reviews).values_list("pk", "number"))
    return tuple(_review_row(review, rows[numbers[key]]) for key, review in reviews.items())


def review_of(*, order: Order) -> ReviewRow | None:
    """The check of an order, open or over; None for one that was never held."""
    review = Review.objects.filter(order=order).first()
    (row,) = rows_of(Order.objects.filter(pk=order.pk))
    return _review_row(review, row) if review else None


def reviews_due(*, at: datetime) -> list[str]:
    """Orders whose check nobody decided in time: they go to a person."""
    due = Review.objects.filter(decided_at__isnull=True, due_at__lte=at)
    return list(due.order_by("due_at").values_list("order__number", flat=True)[:200])


def reviews_over(*, at: datetime) -> list[str]:
    """Orders whose check has ended without a decision, before their payment lapses."""
    over = Review.objects.filter(decided_at__isnull=True, ends_at__lte=at)
    return list(over.order_by("ends_at").values_list("order__number", flat=True)[:200])


def next_review_end_at() -> datetime | None:
    """When the next check ends for want of a decision."""
    waiting = Review.objects.filter(decided_at__isnull=True, ends_at__isnull=False).order_by("ends_at")
    return waiting.values_list("ends_at", flat=True).first()


def _review_row(review: Review, row: OrderRow) -> ReviewRow:
    return ReviewRow(
        order=row,
        signals=tuple(review.order.holds.order_by("id").values_list("reason", flat=True)),
        score=review.score,
        opened_at=review.opened_at,
        due_at=review.due_at,
        ends_at=review.ends_at,
        taken_by=review.taken_by,
        taken_at=review.taken_at,
        decided_at=review.decided_at,
        because=review.because,
    )
