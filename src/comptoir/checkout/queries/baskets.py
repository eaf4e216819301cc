"""Reads of baskets. A basket keeps a piece as long as it is visible, and says what changed since it was put in (ORD-07)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Sellable
from comptoir.checkout.models import Basket, BasketLine
from comptoir.infra import ids
from comptoir.infra.db import locked
from comptoir.stock import queries as stock


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLineView:
    """A line as it stands now: `changes` are price, gone, short or elsewhere."""

    sku: str
    quantity: int
    piece: Sellable | None
    unit_price: int | None
    seen_price: int | None
    available: int
    changes: tuple[str, ...]

    @property
    def total(self) -> int:
        """What the line costs now; nothing where it cannot be bought."""
        return (self.unit_price or 0) * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketView:
    """A basket in a store version."""

    lines: tuple[BasketLineView, ...]
    codes: tuple[str, ...]
    draft: dict[str, str]
    currency: str
    order_number: str

    @property
    def count(self) -> int:
        """Pieces in it."""
        return sum(line.quantity for line in self.lines)

    @property
    def buyable(self) -> tuple[tuple[str, int], ...]:
        """SKU and quantity of the lines that have a price here."""
        return tuple((line.sku, line.quantity) for line in self.lines if line.unit_price is not None)

    @property
    def total(self) -> int:
        """The goods before any code."""
        return sum(line.total for line in self.lines)


MOST_CODES = 10  # a basket keeps no more: one has to be taken out first
EMPTY = BasketView(lines=(), codes=(), draft={}, currency="", order_number="")


def basket_by_token(*, token: str) -> Basket | None:
    """The basket behind a cookie."""
    return Basket.objects.filter(digest=ids.digest(token)).first() if token else None


def lock_basket(*, token: str) -> Basket | None:
    """The basket behind a cookie, locked."""
    rows = locked(Basket.objects.filter(digest=ids.digest(token)), kind="basket") if token else []
    return rows[0] if rows else None


def count_in(*, token: str) -> int:
    """Pieces in a basket, for the header."""
    if not token:
        return 0
    return sum(BasketLine.objects.filter(basket__digest=ids.digest(token)).values_list("quantity", flat=True))


def basket_view(*, token: str, country: str, language: str, at: datetime) -> BasketView:
    """A basket with the prices and stock of now."""
    basket = basket_by_token(token=token)
    if basket is None:
        return EMPTY
    rows = list(BasketLine.objects.filter(basket=basket).order_by("id"))
    skus = [row.sku for row in rows]
    pieces = catalogue.sellables(skus=skus, country=country, language=language, at=at) if rows else {}
    left = stock.available(skus=skus) if rows else {}
    lines = tuple(_line(row, pieces.get(row.sku), left.get(row.sku, 0)) for row in rows)
    currency = next((line.piece.currency for line in lines if line.piece and line.piece.currency), "")
    return BasketView(
        lines=lines,
        codes=tuple(basket.codes),
        draft=basket.draft,
        currency=currency,
        order_number=basket.order_number,
    )


def _line(row: BasketLine, piece: Sellable | None, available: int) -> BasketLineView:
    price = piece.unit_price if piece and piece.visible else None
    changes = []
    if piece is None or not piece.visible:
        changes.append("gone")
    elif price is None:
        changes.append("elsewhere")
    elif available < row.quantity:
        changes.append("short")
    same_currency = piece is not None and piece.currency == row.seen_currency
    if price is not None and same_currency and row.seen_price not in (None, price):
        changes.append("price")
    return BasketLineView(
        sku=row.sku,
        quantity=row.quantity,
        piece=piece,
        unit_price=price,
        seen_price=row.seen_price if same_currency else None,
        available=available,
        changes=tuple(changes),
    )
