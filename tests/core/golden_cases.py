"""Writes `golden_taxes.json`, one case a line: `python -m tests.core.golden_cases`.

Places times baskets, both sides of every limit, and the last and first second of rates that change at midnight in Paris.
The sums are the second calculator's; the product has no part in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.core.golden_places import KIND, PLACES, Border, Place
from tests.core.second_calculator import Case, reckon

FILE = Path(__file__).with_name("golden_taxes.json")
SUNDAY = "2026-11-22T11:00:00Z"
_PER_EURO = {  # hundredths
    "EUR": 100, "GBP": 90, "USD": 115, "CAD": 160, "AUD": 175, "CHF": 105, "DKK": 746, "PLN": 435, "SEK": 1160,
    "NOK": 1190, "SGD": 155, "HKD": 930, "JPY": 160, "KRW": 1600,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Line:
    """Pieces of one kind; the price in euro cents, or in the market's own money where it is `exact`."""

    price: int
    quantity: int = 1
    hs: str = "611011"
    origin: str = "PT"
    tax_class: str = "standard"
    exact: bool = False


_BASKETS: dict[str, tuple[tuple[Line, ...], tuple[str, ...]]] = {
    "one sweater": ((Line(price=29000),), ()),
    "two shirts and a bag at ten per cent off": (
        (Line(price=14999, quantity=2, hs="620520"), Line(price=39950, hs="420221", origin="IT")),
        ("WELCOME10",),
    ),
    "shoes from outside the Union": ((Line(price=19990, hs="640399", origin="CN"),), ()),
    "raffia and a sweater, delivery free by code": (
        (Line(price=8333, quantity=3, hs="460219", origin="MG"), Line(price=12345, origin="CN")),
        ("FREESHIP",),
    ),
    "odd pennies": ((Line(price=333, quantity=3), Line(price=1, hs="620520")), ()),
}


def case_of(
    name: str, place: Place, lines: tuple[Line, ...], *, codes: tuple[str, ...] = (), at: str = SUNDAY
) -> Case:
    """A case that states everything its price depends on."""
    charge, free_over = place.charge
    case: Case = {
        "name": name,
        "source": place.source,
        "at": at,
        "country": place.country,
        "region": place.region,
        "postal_code": place.postal_code,
        "currency": place.currency,
        "tax_included": place.tax_included,
        "duties": place.duties,
        "codes": list(codes),
        "service": place.service,
        "delivery": {
            "price": charge,
            "free_over": free_over,
            "free": place.free or "FREESHIP" in codes,
        },
        "customs": _customs(place.border),
        "lines": [_line(line, place) for line in lines],
    }
    return {**case, "percent": "0.10"} if "WELCOME10" in codes else case


def _customs(border: Border | None) -> dict[str, object] | None:
    if border is None:
        return None
    names = ("basis", "limits", "duty_free", "tax_free", "taxed_at_sale", "at_sale_by", "import_tax")
    return {name: getattr(border, name) for name in names}


def _line(line: Line, place: Place) -> dict[str, object]:
    border = place.border
    return {
        "price": line.price if line.exact else max(1, line.price * _PER_EURO[place.currency] // 100),
        "quantity": line.quantity,
        "class": line.tax_class,
        "hs": line.hs,
        "origin": line.origin,
        "tax": place.classes.get(line.tax_class, place.tax),
        "duty": border.duty(hs=line.hs, origin=line.origin) if border else "0",
        "least": border.least.get((line.hs, KIND[line.origin]), 0) if border else 0,
    }


def all_cases() -> list[Case]:
    """Every golden case, without its sums."""
    return [*_everywhere(), *_mixed(), *_limits(), *_midnights()]


def _everywhere() -> Iterator[Case]:
    for where, place in PLACES.items():
        for what, (lines, codes) in _BASKETS.items():
            yield case_of(f"{where}: {what}", place, lines, codes=codes)


def _mixed() -> Iterator[Case]:
    """Goods of several rates in one order."""
    for where, place in PLACES.items():
        for tax_class in place.classes:
            lines = (Line(price=5999, quantity=2, hs="620520", tax_class=tax_class), Line(price=11111))
            for codes in ((), ("WELCOME10",)):
                yield case_of(f"{where}: {tax_class} and the rest {codes}", place, lines, codes=codes)


def _limits() -> Iterator[Case]:
    """Goods at a limit and one minor unit above it, with their tax where prices include it."""
    for where, exact in {
        "GB": (16199, 16200, 16201, 8100, 8101),
        "Northern Ireland": (16200, 16201),
        "JE": (6000, 6001, 13500, 13501),
        "GG": (13500, 13501),
        "NO": (374999, 375000),
        "AU": (109999, 110000, 110001),
        "Ontario": (1999, 2000, 2001),
        "JP": (5999, 6000, 6001),
        "KR": (209999, 210000, 210001),
        "SG": (40000, 40001),
        "NZ": (55000, 55001),
        "TW": (2000, 2001),
        "AE": (8100, 8101),
        "SA": (26600, 26601),
        "IL": (7500, 7501, 50000, 50001),
        "FR": (30000, 30001),
        "SE": (340000, 340001),
    }.items():
        for price in exact:
            two = price in {8100, 8101} and where == "GB"
            line = Line(price=price, quantity=2 if two else 1, origin="CN", exact=True)
            yield case_of(f"{where}: {line.quantity} of {price}", PLACES[where], (line,))
    under, over = Line(price=300000, quantity=2, origin="CN", exact=True), Line(price=375000, exact=True)
    yield case_of("NO: two that are over together and under each", PLACES["NO"], (under,))
    yield case_of("NO: two under and one over", PLACES["NO"], (under, over))


def _midnights() -> Iterator[Case]:
    """The last second of a rate and the first of the next, in Paris, where the house is."""
    taxes = (
        ("FI", "2024-08-31T21:59:59Z", "0.24", "2024-08-31T22:00:00Z", "0.255"),
        ("SK", "2024-12-31T22:59:59Z", "0.20", "2024-12-31T23:00:00Z", "0.23"),
        ("EE", "2025-06-30T21:59:59Z", "0.22", "2025-06-30T22:00:00Z", "0.24"),
        ("RO", "2025-07-31T21:59:59Z", "0.19", "2025-07-31T22:00:00Z", "0.21"),
        ("Los Angeles", "2025-03-31T21:59:59Z", "0.0950", "2025-03-31T22:00:00Z", "0.0975"),
    )
    sweater = (Line(price=29000),)
    for where, before, old, after, new in taxes:
        place = PLACES[where]
        if place.border:  # the American relief still ran
            place = replace(place, border=replace(place.border, duty_free=80000))
        yield case_of(f"{where}: before midnight", replace(place, tax=old), sweater, at=before)
        yield case_of(f"{where}: after midnight", replace(place, tax=new), sweater, at=after)
    york = PLACES["New York"]
    assert york.border
    relieved = replace(york, border=replace(york.border, duty_free=80000))
    dearer = ("0.275", "0.297", "0.19", "0.20", "0.21")
    surcharged = replace(york, border=replace(york.border, rates=dearer))
    for place, at in (
        (relieved, "2025-08-28T21:59:59Z"),
        (york, "2025-08-28T22:00:00Z"),
        (york, "2026-02-23T22:59:59Z"),
        (surcharged, "2026-02-23T23:00:00Z"),
        (surcharged, "2026-07-23T21:59:59Z"),
        (york, "2026-07-23T22:00:00Z"),
    ):
        yield case_of(f"New York at {at}", place, sweater, at=at)


def written() -> str:
    """The file: one case a line with its sums."""
    rows = (json.dumps({**case, "sums": reckon(case)}, ensure_ascii=False) for case in all_cases())
    return "[\n" + ",\n".join(rows) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(written(), encoding="utf-8")
