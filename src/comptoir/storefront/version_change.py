"""What another store version does to a basket, worked out before anything changes (PAY-13, I18N-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comptoir.checkout import queries as checkout
from comptoir.checkout.queries import BasketLineView, CannotPrice
from comptoir.core.quote import Quote
from comptoir.storefront.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedLine:
    """A line of the basket here and there; `there` is None where it cannot be sent."""

    line: BasketLineView
    here: int | None
    there: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A basket in two store versions, totals with the first service offered; none where nothing can be bought."""

    lines: tuple[ChangedLine, ...]
    here: Quote | None
    there: Quote | None

    @property
    def lost(self) -> int:
        """How many lines cannot be sent there, and can here."""
        return sum(line.there is None and line.here is not None for line in self.lines)


def change_of(*, token: str, here: Store, there: Store, at: datetime) -> Change:
    """The basket as it is and as it would be; the basket itself stays as it is."""
    views = [
        checkout.basket_view(token=token, country=store.country, language=there.language, at=at)
        for store in (here, there)
    ]
    lines = tuple(
        ChangedLine(line=before, here=before.unit_price, there=after.unit_price)
        for before, after in zip(views[0].lines, views[1].lines, strict=True)
    )
    quotes = [
        _quote(view, store, language=there.language, at=at)
        for view, store in zip(views, (here, there), strict=True)
    ]
    return Change(lines=lines, here=quotes[0], there=quotes[1])


def _quote(view: checkout.BasketView, store: Store, *, language: str, at: datetime) -> Quote | None:
    if not view.buyable:
        return None
    try:
        return checkout.price_lines(
            lines=view.buyable, country=store.country, language=language, codes=view.codes, at=at
        ).quote
    except CannotPrice:
        return None
