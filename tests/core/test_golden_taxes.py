"""The quote against golden cases: a second calculator's sums, and anchors that were reckoned by hand."""

from __future__ import annotations

import ast
import json
import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from comptoir.core.policy import Service
from comptoir.core.quote import Quote, QuotedDelivery
from tests.core import golden_cases, second_calculator
from tests.core.baskets import FREE_DELIVERY, WELCOME, a_line, a_quote, some_facts
from tests.core.golden_places import PLACES
from tests.core.second_calculator import Case, reckon

CASES: list[Case] = json.loads(golden_cases.FILE.read_text(encoding="utf-8"))
ANCHORS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("golden_anchors.toml").read_text(encoding="utf-8")
)["anchors"]
HERE = Path(__file__).parent
_ALWAYS = tuple(replace(each, starts=datetime(2020, 1, 1, tzinfo=UTC)) for each in (WELCOME, FREE_DELIVERY))


def quoted(case: Case) -> tuple[Quote, QuotedDelivery]:
    """What the core asks for a case: it gets the place, the basket and the moment, and no rate."""
    lines = [
        a_line(
            line["price"],
            line["quantity"],
            sku=f"S{place}",
            hs_code=line["hs"],
            origin=line["origin"],
            tax_class=line["class"],
        )
        for place, line in enumerate(case["lines"])
    ]
    quote = a_quote(
        some_facts(
            *lines,
            country=case["country"],
            region=case["region"],
            postal_code=case["postal_code"],
            codes=tuple(case["codes"]),
            promotions=_ALWAYS,
        ),
        at=datetime.fromisoformat(case["at"]),
    )
    delivery = quote.delivery(Service(case["service"]))
    assert isinstance(delivery, QuotedDelivery)
    return quote, delivery


def rows_of(sums: dict[str, Any], *, delivery_only: bool = False) -> list[tuple[Decimal, int]]:
    """The tax by rate, of goods and delivery or of delivery alone."""
    return [
        (Decimal(row["rate"]), row["delivery_tax"] + (0 if delivery_only else row["goods_tax"]))
        for row in sums["rates"]
    ]


def test_there_are_more_than_three_hundred_and_each_names_its_source() -> None:
    assert len(CASES) > 300
    assert len({case["name"] for case in CASES}) == len(CASES)
    assert all(case["source"] for case in CASES)
    assert {case["country"] for case in CASES} >= {"FR", "GB", "CH", "NO", "US", "JP", "AU", "CA", "KR"}


def test_the_second_calculator_and_its_law_are_not_the_first() -> None:
    for name in ("second_calculator", "golden_cases", "golden_places"):
        tree = ast.parse((HERE / f"{name}.py").read_text(encoding="utf-8"))
        froms = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imports = {
            alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
        }
        assert not {module for module in froms | imports if module.startswith("comptoir")}
    assert golden_cases.FILE.read_text(encoding="utf-8") == golden_cases.written()


@pytest.mark.rule("A-43", "A-45", "A-46", "PAY-11", "pitfall-15")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_quote_is_what_the_second_calculator_says(case: Case) -> None:
    sums = case["sums"]
    quote, delivery = quoted(case)
    pieces = [piece for line in quote.lines for piece in line.pieces]
    assert (quote.currency, quote.tax_included, delivery.duties.mode) == (
        case["currency"],
        case["tax_included"],
        case["duties"],
    )
    assert sum(amount for _, amount in quote.discounts) == sums["discount"]
    assert (quote.goods_total, delivery.price) == (sums["goods"], sums["delivery"])
    assert [(line.rate, line.amount) for line in delivery.tax] == rows_of(sums)
    assert [(line.rate, line.amount) for line in delivery.delivery_tax] == rows_of(sums, delivery_only=True)
    assert sum(line.amount for line in delivery.tax) == sums["tax"]
    assert sum(piece.paid - piece.tax for piece in pieces) == sums["net_goods"]
    assert delivery.duties.taxed == sums["taxed"]
    assert (delivery.duties.duty, delivery.duties.tax) == (sums["duty"], sums["import_tax"])
    assert delivery.total == sums["total"]


@pytest.mark.rule("A-43", "A-45", "A-46", "PAY-11")
@pytest.mark.parametrize("anchor", ANCHORS, ids=lambda anchor: anchor["name"])
def test_what_was_reckoned_by_hand_is_what_both_say(anchor: dict[str, Any]) -> None:
    lines = tuple(golden_cases.Line(**line, exact=True) for line in anchor["lines"])
    case = golden_cases.case_of(
        anchor["name"], PLACES[anchor["place"]], lines, codes=tuple(anchor.get("codes", ()))
    )
    names = ("goods", "delivery", "tax", "duty", "import_tax", "total")
    by_hand = {name: anchor[name] for name in names}
    second = reckon(case)
    assert {name: second[name] for name in names} == by_hand
    quote, delivery = quoted(case)
    first = {
        "goods": quote.goods_total,
        "delivery": delivery.price,
        "tax": sum(line.amount for line in delivery.tax),
        "duty": delivery.duties.duty,
        "import_tax": delivery.duties.tax,
        "total": delivery.total,
    }
    assert first == by_hand


def test_a_half_goes_up_and_a_remainder_to_the_largest_fraction() -> None:
    half, third = second_calculator.Fraction(5, 2), second_calculator.Fraction(7, 3)
    assert [second_calculator.half_up(each) for each in (half, third)] == [3, 2]
    assert second_calculator.shared(100, [1, 1, 1]) == [34, 33, 33]
    assert second_calculator.shared(10, [0, 0]) == [5, 5]
