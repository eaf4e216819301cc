"""Reads of wishlists and stock alerts. What has left the store with its collection is in none of them (ACC-10)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Min, QuerySet

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Colourway, Sellable
from comptoir.infra import ids
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock
from comptoir.wishes.models import Alert, Wish, WishList

# How long a list is kept that nobody signed in to keep (ACC-10), counted from its last change; the cookie lives as long.
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedSize:
    """A size of a wished piece, and how many of it are left."""

    sku: str
    size: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """A wished piece as it stands now. `before` is the price at which it was wished, where that was another one."""

    piece: Colourway
    sizes: tuple[WishedSize, ...]
    before: int | None

    @property
    def sold_out(self) -> bool:
        """Nothing of it is left in any size."""
        return not any(size.left for size in self.sizes)


def wished(*, token: str, at: datetime) -> tuple[str, ...]:
    """The references in a list, the last one first, for hearts and counts."""
    references = list(_wishes(token).values_list("reference", flat=True)) if token else []
    online = catalogue.online_references(references=references, at=at) if references else frozenset()
    return tuple(reference for reference in references if reference in online)


def wish_list(*, token: str, country: str, language: str, at: datetime) -> tuple[WishView, ...]:
    """A list with the prices and stock of now, the last one first."""
    wishes = list(_wishes(token)) if token else []
    if not wishes:
        return ()
    pieces = catalogue.colourways(
        references=[wish.reference for wish in wishes], country=country, language=language, at=at
    )
    left = stock.available(skus=[sku for piece in pieces.values() for sku, _size in piece.sizes])
    return tuple(_view(wish, pieces[wish.reference], left) for wish in wishes if wish.reference in pieces)


def _wishes(token: str) -> QuerySet[Wish]:
    return Wish.objects.filter(wish_list__digest=ids.digest(token)).order_by("-added_at", "-id")


def _view(wish: Wish, piece: Colourway, left: dict[str, int]) -> WishView:
    comparable = piece.price is not None and piece.currency == wish.seen_currency
    return WishView(
        piece=piece,
        sizes=tuple(WishedSize(sku=sku, size=size, left=left[sku]) for sku, size in piece.sizes),
        before=wish.seen_price if comparable and wish.seen_price != piece.price else None,
    )


def pieces_to_wait_for(
    *, skus: Iterable[str], country: str, language: str, at: datetime
) -> dict[str, Sellable]:
    """What is sold in this market now, whether or not some are left: for these an alert can be asked."""
    if country not in markets.current_policy(at=at).markets:
        return {}
    pieces = catalogue.sellables(skus=skus, country=country, language=language, at=at)
    return {
        sku: piece
        for sku, piece in pieces.items()
        if piece.visible and piece.unit_price is not None and not piece.limited
    }


def alerts_due(*, at: datetime) -> tuple[int, ...]:
    """The alerts whose size can be ordered again in their market, the oldest first."""
    waiting = Alert.objects.filter(expires_at__gt=at)
    left = stock.available(skus=waiting.values_list("sku", flat=True).distinct())
    rows = waiting.filter(sku__in=[sku for sku, count in left.items() if count]).order_by("id")
    by_country: dict[str, list[Alert]] = {}
    for row in rows:
        by_country.setdefault(row.country, []).append(row)
    due = []
    for country, alerts in by_country.items():
        skus = {alert.sku for alert in alerts}
        sold = pieces_to_wait_for(skus=skus, country=country, language="en", at=at)
        due += [alert.pk for alert in alerts if alert.sku in sold]
    return tuple(sorted(due))


def next_end_at() -> datetime | None:
    """When the next alert is over, or the next list has not been touched for long enough."""
    alert = Alert.objects.aggregate(first=Min("expires_at"))["first"]
    touched = WishList.objects.filter(customer_id=None).aggregate(first=Min("touched_at"))["first"]
    ends = [alert, touched + KEPT if touched else None]
    return min((end for end in ends if end), default=None)
