"""A line sheet as a page shows it: what it can be narrowed to, what it is narrowed to, its order, its pages.

All of it is in the address, so that a sheet can be kept, sent, and made without a script.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Choice, Facets, Filters, Found, ProductPage, Selection, Sort
from comptoir.core.money import Money, exponent
from comptoir.infra import formats, pages
from comptoir.infra.i18n import gettext as _
from comptoir.storefront.store import Store

# How each family is shown beside its name.
_SWATCHES = {
    "white": "#f7f5ef", "beige": "#cdb994", "yellow": "#ecd27a", "orange": "#d98a3d", "red": "#c03a30",
    "pink": "#e5b6c0", "purple": "#a48fc4", "blue": "#2a4c9b", "green": "#4f7a58", "brown": "#6e4a31",
    "grey": "#8d9096", "black": "#1b1b1c",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A value that can be chosen."""

    kind: str
    value: str
    name: str
    count: int
    chosen: bool
    swatch: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of filter with its values."""

    code: str
    name: str
    options: tuple[Option, ...]
    chosen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """A value that is chosen, and the address of the sheet without it."""

    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A way out of an empty sheet: without one kind of filter, so many styles."""

    name: str
    count: int
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSheet:
    """A page of cards and everything around it; `path` is the sheet's own address, with nothing chosen."""

    page: ProductPage
    kinds: tuple[Kind, ...]
    chips: tuple[Chip, ...]
    drops: tuple[Drop, ...]
    sort: Sort
    sorts: tuple[tuple[str, str], ...]
    path: str
    q: str
    clear: str
    turn: str  # the address of a page, but for its number
    coloured: bool  # narrowed to colours, which its cards then show

    @property
    def narrowed(self) -> bool:
        """Whether search engines should rather know the whole sheet."""
        return bool(self.chips or self.sort)


def line_sheet(
    request: HttpRequest, store: Store, selection: Selection, *, found: Found | None = None, q: str = ""
) -> LineSheet:
    """The sheet that an address asks for."""
    sort = _sort(request)
    filters = selection.filters
    number = _page_number(request)
    key = selection.key()
    offered = pages.kept(("facets", *key), lambda: catalogue.facets(selection=selection))
    page = pages.kept(
        ("sheet", *key, sort, number),
        lambda: catalogue.list_selection(selection=selection, sort=sort, found=found, page=number),
    )
    names = {
        (kind, choice.value): _value_name(store, kind, choice)
        for kind, choices in offered.choices.items()
        for choice in choices
    }

    def to(left: Filters) -> str:
        return _address(request.path, q=q, filters=left, sort=sort)

    return LineSheet(
        page=page,
        kinds=_kinds(offered, names),
        chips=tuple(
            Chip(name=names[kind, value], address=to(filters.without(kind, value)))
            for kind, value in filters.chosen()
        ),
        drops=() if page.count else _drops(offered, names, filters, to),
        sort=sort,
        sorts=_sorts(searching=bool(q)),
        path=request.path,
        q=q,
        clear=to(Filters()),
        turn=_turn(to(filters)),
        coloured=bool(filters.colour),
    )


def selection_of(
    request: HttpRequest,
    store: Store,
    *,
    at: datetime,
    category: str = "",
    collection: str = "",
    found: Found | None = None,
) -> Selection:
    """What a sheet is taken from, narrowed as the address says."""
    return Selection(
        country=store.country,
        currency=store.currency,
        language=store.language,
        at=at,
        category=category,
        collection=collection,
        styles=found.styles if found else None,
        filters=catalogue.read_filters(dict(request.GET.lists())),
    )


def _sort(request: HttpRequest) -> Sort:
    asked = request.GET.get("sort", "")
    return Sort(asked) if asked in set(Sort) else Sort.HOUSE


def _page_number(request: HttpRequest) -> int:
    """The page asked for; the first where that is no number."""
    asked = request.GET.get("page", "")
    return max(1, int(asked)) if asked.isdecimal() and len(asked) < 5 else 1


def _address(path: str, *, q: str, filters: Filters, sort: Sort) -> str:
    asked = [*filters.chosen(), ("sort", sort.value)]
    query = urlencode([(name, value) for name, value in (("q", q), *asked) if value])
    return f"{path}?{query}" if query else path


def _turn(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}page="


def _kinds(offered: Facets, names: dict[tuple[str, str], str]) -> tuple[Kind, ...]:
    titles = kind_names()
    return tuple(
        Kind(
            code=kind,
            name=titles[kind],
            options=tuple(
                Option(
                    kind=kind,
                    value=choice.value,
                    name=names[kind, choice.value],
                    count=choice.count,
                    chosen=choice.chosen,
                    swatch=_SWATCHES.get(choice.value, "") if kind == "colour" else "",
                )
                for choice in choices
            ),
            chosen=sum(choice.chosen for choice in choices),
        )
        for kind, choices in offered.choices.items()
        if len(choices) > 1 or any(choice.chosen for choice in choices)
    )


def _drops(
    offered: Facets, names: dict[tuple[str, str], str], filters: Filters, to: Callable[[Filters], str]
) -> tuple[Drop, ...]:
    """The kinds of filter that empty the sheet, the most helpful to leave out first."""
    drops = [
        Drop(
            name=", ".join(names[kind, value] for value in getattr(filters, kind)),
            count=count,
            address=to(filters.without_kind(kind)),
        )
        for kind, count in offered.without.items()
        if count
    ]
    return tuple(sorted(drops, key=lambda drop: (-drop.count, drop.name)))


def _sorts(*, searching: bool) -> tuple[tuple[str, str], ...]:
    return (
        (Sort.HOUSE.value, _("Best match") if searching else _("House order")),
        (Sort.NEWEST.value, _("Newest first")),
        (Sort.CHEAPEST.value, _("Price, low to high")),
        (Sort.DEAREST.value, _("Price, high to low")),
    )


def kind_names() -> dict[str, str]:
    """What can be chosen, in words."""
    return {
        "size": _("Size"),
        "colour": _("Colour"),
        "material": _("Material"),
        "fit": _("Fit"),
        "cut": _("Cut"),
        "price": _("Price"),
    }


def family_names() -> dict[str, str]:
    """Families of colours."""
    return {
        "white": _("White and ecru"),
        "beige": _("Beige"),
        "yellow": _("Yellow"),
        "orange": _("Orange"),
        "red": _("Red"),
        "pink": _("Pink"),
        "purple": _("Purple"),
        "blue": _("Blue"),
        "green": _("Green"),
        "brown": _("Brown"),
        "grey": _("Grey"),
        "black": _("Black"),
    }


def cut_names() -> dict[str, str]:
    """For whom garments are cut."""
    return {"women": _("Women’s cut"), "men": _("Men’s cut"), "unisex": _("For everybody")}


def _value_name(store: Store, kind: str, choice: Choice) -> str:
    match kind:
        case "colour":
            return family_names().get(choice.value, choice.value)
        case "fit":
            return catalogue.fit_words().get(choice.value, choice.value)
        case "cut":
            return cut_names().get(choice.value, choice.value)
        case "material":
            return choice.name[:1].upper() + choice.name[1:]
        case "price":
            return _band(choice.value, store.currency)
        case _:
            return _("One size") if choice.value == "OS" else choice.value


def _band(band: str, currency: str) -> str:
    low, dash, high = band.partition("-")
    if not dash or not all(end.isdecimal() for end in (low, high) if end):
        return band
    ends = [formats.money(Money(int(end or 0) * 10 ** exponent(currency), currency)) for end in (low, high)]
    if not high:
        return _("%(amount)s and over") % {"amount": ends[0]}
    return _("%(low)s to %(high)s") % {"low": ends[0], "high": ends[1]}
