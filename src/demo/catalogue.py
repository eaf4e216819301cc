"""Maison Exemple's catalogue, built from its line sheets; the same on every machine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from demo.customs import hs_code_of, weight_of
from demo.dice import chosen
from demo.facts import (
    Catalogue,
    Category,
    Collection,
    Colour,
    Fibre,
    Flat,
    Part,
    Product,
    Safety,
    Sale,
    Sku,
)
from demo.languages import LANGUAGES, text_of
from demo.line_sheet import Line, read_lines
from demo.materials import care_of, composition_of, has_animal_parts
from demo.names import name_of, slugs_of
from demo.prices import prices_of, reduced
from demo.sizes import chart_of, sizes_of, step_of
from demo.tables import read_words
from demo.wording import care_text_of, description_of, fit_note_of, material_of, term

__all__ = ["FIXTURE_STYLES", "Catalogue", "Product", "build_catalogue"]

FIXTURE_STYLES = ("ME-26W-SH003", "ME-26W-TS001", "ME-26W-SL001")
"""205 + 95 EUR and 185 + 85 GBP make 300.00 and 270.00, and so do two of the 150 EUR, 135 GBP card holder."""

_TREE = {
    "ready-to-wear": (
        "knitwear", "shirts", "t-shirts", "coats-and-jackets", "trousers", "skirts", "dresses", "underwear",
        "swimwear",
    ),
    "bags": (),
    "small-leather-goods": (),
    "accessories": ("scarves", "hats", "belts", "gloves", "jewellery"),
    "shoes": (),
}  # fmt: skip
# The word for filters behind what a line says of its fit; bags, jewellery and shoes have none.
_FITS = {
    "slim": "close", "body": "close", "high": "high", "regular": "regular", "boxy": "boxy", "oversized": "wide",
    "wide": "wide",
}  # fmt: skip
_FAMILIES = {
    "KN": "knitwear", "SH": "shirts", "TS": "t-shirts", "OU": "coats-and-jackets", "TR": "trousers", "SK": "skirts",
    "DR": "dresses", "UN": "underwear", "SW": "swimwear", "BA": "bags", "SL": "small-leather-goods",
    "JE": "jewellery", "SO": "shoes",
}  # fmt: skip
_KINDS = {"scarf": "scarves", "square": "scarves", "belt": "belts", "gloves": "gloves"}
_SECONDS = {
    "white": 1, "chalk": 2, "poppy": 3, "navy": 4, "bottle": 5, "ecru": 6, "burgundy": 7, "marine": 8, "black": 9,
}  # fmt: skip
_ONLINE = {
    "26S": (datetime(2025, 11, 3, 7, tzinfo=UTC), datetime(2027, 1, 31, 23, tzinfo=UTC)),
    "26W": (datetime(2026, 6, 8, 6, tzinfo=UTC), datetime(2027, 7, 31, 22, tzinfo=UTC)),
}
_RETIRED = datetime(2026, 9, 30, 22, tzinfo=UTC)
_SALES = (
    ("summer", "26S", 6, 30, datetime(2026, 6, 24, 6, tzinfo=UTC), datetime(2026, 7, 21, 22, tzinfo=UTC)),
    ("archive", "26S", 8, 40, datetime(2026, 11, 16, 7, tzinfo=UTC), datetime(2026, 12, 13, 23, tzinfo=UTC)),
    ("november", "26W", 3, 20, datetime(2026, 11, 20, 7, tzinfo=UTC), datetime(2026, 11, 30, 23, tzinfo=UTC)),
)
_SHOWN = (
    "KN014", "OU003", "TR021", "SH008", "KN022", "BA005", "SO002", "DR004", "KN017", "AC011", "AC019", "SH011",
)  # fmt: skip
_COLOURS = read_words("colours")


def build_catalogue(seed: int = 26) -> Catalogue:
    """Two collections, every category; the seed decides sales and what of the summer is still online."""
    lines = (*read_lines("26S"), *read_lines("26W"))
    sales = _sales_of(lines, seed)
    on_sale_late = frozenset(style for style, sale in sales.items() if sale[0] == "archive")
    kept = _kept_online(lines, seed) | on_sale_late
    return Catalogue(
        collections=tuple(
            Collection(code=code, name=term(f"collection.{code}"), online_from=start, online_until=end)
            for code, (start, end) in _ONLINE.items()
        ),
        categories=tuple(_categories()),
        products=tuple(_product(line, sales.get(line.style), kept=line.style in kept) for line in lines),
    )


def _categories() -> Iterator[Category]:
    for parent, children in _TREE.items():
        yield _category(parent, "")
        for child in children:
            yield _category(child, parent)


def _category(code: str, parent: str) -> Category:
    name = term(f"category.{code}")
    return Category(code=code, parent=parent, name=name, slug=slugs_of(name))


def _sales_of(lines: Sequence[Line], seed: int) -> dict[str, tuple[str, int, datetime, datetime]]:
    """Which styles are on sale, in which sale: never a fixture, a limited or a personalised piece."""
    sales: dict[str, tuple[str, int, datetime, datetime]] = {}
    for name, collection, count, percent, start, end in _SALES:
        free = [
            line.style
            for line in lines
            if line.collection == collection and line.style not in sales and not _is_fixed(line)
        ]
        for style in chosen(seed, f"sale {name}", free, count):
            sales[style] = (name, percent, start, end)
    return sales


def _is_fixed(line: Line) -> bool:
    shown = line.collection == "26W" and line.number in _SHOWN
    return shown or line.style in FIXTURE_STYLES or bool({"numbered", "engraving"} & set(line.features))


def _kept_online(lines: Sequence[Line], seed: int) -> frozenset[str]:
    """The summer styles still online after September: about half."""
    summer = [line.style for line in lines if line.collection == "26S"]
    return chosen(seed, "kept online", summer, len(summer) // 2)


def _product(line: Line, sale: tuple[str, int, datetime, datetime] | None, *, kept: bool) -> Product:
    name, chart = name_of(line.noun, line.adjectives), chart_of(line)
    colours = tuple(_colour(colour) for colour in line.colours)
    prices = prices_of(line.style, euro_cents=line.price)
    start, end = _ONLINE[line.collection]
    return Product(
        style=line.style,
        collection=line.collection,
        category=_KINDS.get(line.kind) or _FAMILIES.get(line.family, "hats"),
        cut=line.cut,
        fit=_FITS.get(line.fit, ""),
        name=name,
        slug=slugs_of(name),
        material=material_of(line),
        description=description_of(line, chart),
        care_text=care_text_of(line),
        fit_note=fit_note_of(line),
        colours=colours,
        sizes=sizes_of(line.sizes),
        skus=tuple(_skus(line, colours)),
        composition=tuple(_parts(line)),
        animal_parts=has_animal_parts(line),
        care=care_of(line),
        origin=line.origin,
        hs_code=hs_code_of(line),
        tax_class="standard",
        personalised="engraving" in line.features,
        limited="numbered" in line.features,
        underwear=line.family == "UN",
        swimwear=line.family == "SW",
        needs_box=line.family in ("SO", "BA", "JE"),
        price=line.price,
        prices=prices,
        sale=sale
        and Sale(
            percent=sale[1], prices=reduced(prices, percent=sale[1]), starts_at=sale[2], ends_at=sale[3]
        ),
        chart=chart,
        flat=Flat(kind=line.kind, params=line.params),
        safety=_safety(),
        online_from=start,
        online_until=end if kept or line.collection == "26W" else _RETIRED,
    )


def _colour(keys: tuple[str, ...]) -> Colour:
    """One colour, or two: the second one gives the last digit of the code."""
    main, second = _COLOURS[keys[0]], _COLOURS[keys[-1]] if len(keys) > 1 else None
    names = text_of(main[2:])
    if second is None or second is main:
        return Colour(code=main[0], name=names, hex=main[1], second_hex=second[1] if second else None)
    others = text_of(second[2:])
    return Colour(
        code=main[0][:3] + str(_second_digit(keys[1])),
        name={language: _pair(language, names[language], others[language]) for language in LANGUAGES},
        hex=main[1],
        second_hex=second[1],
    )


def _second_digit(key: str) -> int:
    return _SECONDS.get(key, 0) or 1 + int(_COLOURS[key][0]) // 10 % 9


def _pair(language: str, main: str, second: str) -> str:
    if language == "ja":
        return f"{main}・{second}"
    return f"{main}, {second if language == 'de' else second[0].lower() + second[1:]}"


def _skus(line: Line, colours: Sequence[Colour]) -> Iterator[Sku]:
    for colour in colours:
        reference = f"{line.style}-{colour.code}"
        for size in sizes_of(line.sizes):
            yield Sku(
                sku=f"{reference}-{size}",
                reference=reference,
                colour=colour.code,
                size=size,
                weight_g=weight_of(line, step_of(line.sizes, size)),
            )


def _parts(line: Line) -> Iterator[Part]:
    for code, fibres in composition_of(line):
        yield Part(
            code=code,
            name=term(f"part.{code}"),
            fibres=tuple(
                Fibre(
                    code=fibre,
                    name=term(f"{'fibre' if fibre.isupper() else 'material'}.{fibre}"),
                    percent=percent,
                )
                for fibre, percent in fibres
            ),
        )


def _safety() -> Safety:
    return Safety(
        manufacturer="Maison Exemple",
        address="18 rue du Faubourg-Poissonnière, 75010 Paris, France",
        email="product-safety@example.org",
        warnings=term("no_warning"),
    )
