"""What a product page shows, put together from the catalogue, the stock and the policy; it decides nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from comptoir.catalogue.queries import DetailColour, Picture, ProductDetail
from comptoir.core.delivery import Destination
from comptoir.core.money import Money
from comptoir.core.policy import Peak
from comptoir.core.quote import LineFacts, QuotedDelivery, QuoteFacts, price_basket
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.markets import queries as markets
from comptoir.storefront.store import Store

_INCH = Decimal("2.54")
# The points of measure that are read first, in the order of a tape.
_POINTS = ("chest", "waist", "hips", "hip", "shoulders", "length", "sleeve", "inseam", "outseam", "hem")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A picture with its caption on the sheet."""

    picture: Picture
    caption: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What is passed on of a piece: the address of its colour, and a letter with it, addressed to nobody yet."""

    address: str
    letter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeButton:
    """A size to choose; sold out ones are shown and cannot be."""

    sku: str
    size: str
    left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One cell of a size guide: a length or a range in centimetres and in inches; a size's other name is both."""

    cm: str
    inches: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A table of the size guide: a row for each size, a column for each point of measure or system of sizes."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Measure | None, ...]], ...]


def share(store: Store, product: ProductDetail, colour: DetailColour) -> Share:
    """A piece in a colour, to be passed on."""
    address = settings.SITE_URL + store.to(f"p/{colour.reference}/")
    told = {"subject": f"{product.name}, {colour.name}", "body": address}
    return Share(address=address, letter="mailto:?" + urlencode(told, quote_via=quote))


def plates(product: ProductDetail, colour: DetailColour) -> tuple[Plate, ...]:
    """The photographs, then the front and the back as drawn."""
    captions = {"photo": _("Photograph"), "front": _("Front"), "back": _("Back")}
    return tuple(
        Plate(
            picture=picture,
            caption=captions[picture.kind],
            alt=picture.alt or _alt(product, colour, picture.kind),
        )
        for picture in colour.pictures
        if picture.kind in captions
    )


def measured_plate(product: ProductDetail, colour: DetailColour) -> Plate | None:
    """The front with its points of measure."""
    picture = colour.picture("measured")
    if picture is None:
        return None
    return Plate(picture=picture, caption=_("Measures"), alt=_alt(product, colour, "measured"))


def _alt(product: ProductDetail, colour: DetailColour, kind: str) -> str:
    sentences = {
        "photo": _("Photograph of %(name)s in %(colour)s"),
        "front": _("Drawing of the front of %(name)s in %(colour)s"),
        "back": _("Drawing of the back of %(name)s in %(colour)s"),
        "measured": _("Drawing of the front of %(name)s with its points of measure"),
    }
    return sentences[kind] % {"name": product.name, "colour": colour.name}


def size_buttons(colour: DetailColour, left: Mapping[str, int]) -> tuple[SizeButton, ...]:
    """Every size of a colour with what is left of it."""
    return tuple(
        SizeButton(sku=size.sku, size=size.size, left=left.get(size.sku, 0)) for size in colour.sizes
    )


def composition(product: ProductDetail) -> list[dict[str, object]]:
    """The fibres part by part, the most first, in the language of the page (A-32)."""
    return [
        {
            "part": pick(part.get("part") or {}) if len(product.composition) > 1 else "",
            "fibres": [
                (pick(fibre["fibre"]), formats.percent(Decimal(fibre["percent"]) / 100))
                for fibre in sorted(part["fibres"], key=lambda fibre: -fibre["percent"])
            ],
            "animal_parts": part.get("animal_parts", False),
        }
        for part in product.composition
    ]


def charts(product: ProductDetail) -> tuple[Chart, ...]:
    """The size guide of this garment (PRD-05): the garment itself, the body it fits, and its sizes elsewhere."""
    data = product.size_chart
    sizes = [size.size for size in product.colours[0].sizes]
    points = {name: pick(texts) for name, texts in data.get("points", {}).items()}
    tables = (
        _chart(_("The garment, measured flat"), data.get("garment", {}), sizes, words=points, cell=_length),
        _chart(_("The body it is cut for"), data.get("body", {}), sizes, words=points, cell=_length),
        _chart(_("The same size elsewhere"), data.get("labels", {}), sizes, words={}, cell=_name),
    )
    return tuple(table for table in tables if table.rows)


def tapes(product: ProductDetail) -> tuple[tuple[str, str], ...]:
    """Where the tape goes, by the name of each point of measure that says so."""
    points, said = product.size_chart.get("points", {}), product.size_chart.get("tape", {})
    return tuple((pick(points[key]), pick(said[key])) for key in sorted(points, key=_place) if said.get(key))


def _chart(
    name: str,
    data: Mapping[str, Mapping[str, Any]],
    sizes: Sequence[str],
    *,
    words: Mapping[str, str],
    cell: Callable[[Any], Measure],
) -> Chart:
    keys = sorted({key for row in data.values() for key in row}, key=_place)
    return Chart(
        name=name,
        columns=tuple(words.get(key, key) for key in keys),
        rows=tuple(
            (size, tuple(cell(data[size][key]) if key in data[size] else None for key in keys))
            for size in sizes
            if size in data
        ),
    )


def _place(key: str) -> tuple[int, str]:
    """Where a column stands: JSON of the database keeps no order of its own."""
    return (_POINTS.index(key) if key in _POINTS else len(_POINTS), key)


def _name(label: str) -> Measure:
    return Measure(cm=label, inches=label)


def _length(value: float | list[float]) -> Measure:
    """A length, or the range that a body measure lies in."""
    return _measure(tuple(value) if isinstance(value, list) else (value,), str(formats.locale()))


@functools.lru_cache(maxsize=10_000)
def _measure(values: tuple[float, ...], locale: str) -> Measure:
    """Size guides are full of the same few lengths; how one is written depends on the locale."""
    del locale
    lengths = [Decimal(str(value)) for value in values]
    inches = [(length / _INCH).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP) for length in lengths]
    return Measure(cm=_span(lengths), inches=_span(inches))


def _span(lengths: list[Decimal]) -> str:
    return "–".join(formats.number(length.normalize()) for length in lengths)


def deliveries(store: Store, product: ProductDetail, *, sku: str, at: datetime) -> tuple[QuotedDelivery, ...]:
    """How this piece alone would travel here, by date and price; nothing where it is not sold."""
    if product.price is None:
        return ()
    line = LineFacts(
        sku=sku,
        style=product.style,
        name=product.name,
        category=product.path[-1].code,
        quantity=1,
        unit_price=product.price,
        tax_class=product.tax_class,
        hs_code=product.hs_code,
        origin=product.origin,
        personalised=product.personalised,
        limited=product.limited,
    )
    facts = QuoteFacts(
        destination=Destination(country=store.country),
        language=store.language,
        lines=(line,),
        taxes=markets.tax_book(),
        tariffs=markets.law().tariffs,
    )
    quote = price_basket(facts, policy=store.policy, at=at)
    return () if isinstance(quote, tuple) else quote.deliveries


def busy_notes(peak: Peak | None, *, needs_box: bool) -> list[str]:
    """What a busy period of the house changes: the dates, and perhaps what a piece travels in."""
    if peak is None:
        return []
    longer = _("%(name)s: preparation takes longer, and these dates count it in.") % {"name": pick(peak.name)}
    return [longer, *([_("There may be less packaging.")] if peak.less_packaging and needs_box else [])]


def delivery_notes(store: Store, product: ProductDetail, options: tuple[QuotedDelivery, ...]) -> list[str]:
    """What a busy period changes (DEL-02, ORD-01), when delivery is free, and who pays duties."""
    notes = busy_notes(options[0].peak, needs_box=product.needs_box) if options else []
    for option in options:
        terms = store.market.services[option.service]
        if option.price and terms.free_over is not None:
            over = formats.money(Money(terms.free_over, store.currency))
            notes.append(_("Free for goods over %(amount)s.") % {"amount": over})
    modes = {
        "prepaid": _("Duties and import taxes are paid here, with the order."),
        "on_delivery": _("The courier collects duties and import taxes at the door."),
    }
    if store.market.duties in modes:
        notes.append(modes[store.market.duties])
    return notes
