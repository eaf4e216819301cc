"""Tickets of waiting rooms in the browser, and the pieces of a drop as its pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Sellable
from comptoir.drops.queries import DropView
from comptoir.storefront.contact_page import TRAP
from comptoir.storefront.cookies import TokenCookie
from comptoir.storefront.store import Store

PREFIX = TokenCookie(name="drop-", kept=timedelta(days=30))


@dataclass(frozen=True, slots=True, kw_only=True)
class DropPiece:
    """A colour that is in a drop, with its SKUs that are."""

    first: Sellable
    sizes: tuple[Sellable, ...]


def ticket_cookie(slug: str) -> TokenCookie:
    """The cookie that binds a drop's ticket to this browser."""
    return TokenCookie(name=f"{PREFIX.name}{slug}", kept=PREFIX.kept)


def tickets_in(request: HttpRequest) -> tuple[str, ...]:
    """Every ticket that the browser brought."""
    start = PREFIX.full_name
    return tuple(text[:100] for name, text in request.COOKIES.items() if name.startswith(start))


def looks_bare(request: HttpRequest) -> bool:
    """Whether the request names no language, or fills in what people do not see."""
    return not request.headers.get("Accept-Language") or bool(request.POST.get(TRAP))


def pieces_of(drop: DropView, store: Store, *, at: datetime) -> tuple[DropPiece, ...]:
    """The colours of a drop that are sold in this country, each with its sizes."""
    found = catalogue.sellables(skus=drop.skus, country=store.country, language=store.language, at=at)
    colours: dict[str, list[Sellable]] = {}
    for sku in drop.skus:
        if (piece := found.get(sku)) and piece.visible and piece.unit_price is not None:
            colours.setdefault(piece.reference, []).append(piece)
    return tuple(DropPiece(first=sizes[0], sizes=tuple(sizes)) for sizes in colours.values())
