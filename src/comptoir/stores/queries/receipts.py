"""Receipts: found by what is on them, by their customer, by their pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from comptoir.stores.models import Receipt, ReceiptPiece

_LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceView:
    """A piece of a receipt; `back_at` is when it came back at a counter, and `back` that return."""

    id: UUID
    sku: str
    paid: int
    never_returnable: bool
    sale_until: date | None
    back: UUID | None
    back_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A purchase in a store, its customer's e-mail where it is known."""

    id: UUID
    store: str
    number: str
    bought_at: datetime
    bought_on: date
    currency: str
    tax_free: bool
    source: str
    email: str
    pieces: tuple[PieceView, ...]

    @property
    def total(self) -> int:
        """What was paid, in minor units."""
        return sum(piece.paid for piece in self.pieces)


def receipt_by_id(*, public_id: UUID) -> ReceiptView | None:
    """The receipt with this id."""
    return next(_views(Receipt.objects.filter(public_id=public_id)), None)


def receipt_named(*, store: str, number: str) -> ReceiptView | None:
    """The receipt of a store with this number."""
    return next(_views(Receipt.objects.filter(store=store, number=number)), None)


def find_receipts(*, text: str, stores: Iterable[str] = ()) -> list[ReceiptView]:
    """Receipts by number, e-mail or SKU, the newest first; of these stores, or of all."""
    wanted = text.strip()
    if not wanted:
        return []
    rows = Receipt.objects.filter(
        Q(number__iexact=wanted) | Q(email__iexact=wanted) | Q(pieces__sku=wanted.upper())
    )
    if codes := list(stores):
        rows = rows.filter(store__in=codes)
    return list(_views(rows.distinct().order_by("-bought_at", "-pk")[:_LISTED]))


def receipts_at(*, store: str, limit: int) -> list[ReceiptView]:
    """The last receipts of a store."""
    return list(_views(Receipt.objects.filter(store=store).order_by("-bought_at", "-pk")[:limit]))


def receipts_of(*, customer: int) -> list[ReceiptView]:
    """What an account bought in stores, the newest first."""
    return list(_views(Receipt.objects.filter(customer_id=customer).order_by("-bought_at", "-pk")[:_LISTED]))


def receipts_under(*, email: str) -> list[ReceiptView]:
    """What was bought in stores under an e-mail, the newest first."""
    return list(_views(Receipt.objects.filter(email__iexact=email).order_by("-bought_at", "-pk")[:_LISTED]))


def _views(rows: QuerySet[Receipt]) -> Iterator[ReceiptView]:
    found = list(rows)
    pieces: dict[int, list[PieceView]] = {row.pk: [] for row in found}
    columns = ("public_id", "sku", "paid", "never_returnable", "sale_until")
    back = ("back__counter_return__public_id", "back__counter_return__made_at")
    of_these = ReceiptPiece.objects.filter(receipt__in=pieces).order_by("receipt", "position")
    for receipt, *values in of_these.values_list("receipt_id", *columns, *back):
        names = ("id", *columns[1:], "back", "back_at")
        pieces[receipt].append(PieceView(**dict(zip(names, values, strict=True))))
    for row in found:
        yield ReceiptView(
            id=row.public_id,
            store=row.store,
            number=row.number,
            bought_at=row.bought_at,
            bought_on=row.bought_on,
            currency=row.currency,
            tax_free=row.tax_free,
            source=row.source,
            email=row.email,
            pieces=tuple(pieces[row.pk]),
        )
