"""The law is dated data under the policy, and the consumer gets the better of the two."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from comptoir.core.law import LawError, LawKey, LegalFloor, effective_terms, floor_for, law_row, parse_law
from comptoir.core.policy import Floor
from tests.core.baskets import HOUSE, LAW, LAW_TEXT

TODAY = date(2026, 11, 22)
EUROPEAN = LegalFloor(
    withdrawal_days=14, refund_days=14, refund_delivery=True, guarantee_months=24, next_working_day=True
)


def floor(country: str, on: date = TODAY) -> LegalFloor:
    return floor_for(LAW, country=country, floor=HOUSE.markets[country].floor, on=on)


@pytest.mark.rule("A-01")
@pytest.mark.rule("A-12")
def test_each_body_of_law_has_its_floor() -> None:
    assert floor("FR") == floor("DE") == floor("NO") == floor("GB") == EUROPEAN
    assert floor("US") == LegalFloor()
    assert floor("KR") == LegalFloor(withdrawal_days=7)
    assert floor("CH") == LegalFloor(guarantee_months=24)


@pytest.mark.rule("A-12")
def test_a_countrys_own_row_goes_before_its_body_of_law() -> None:
    assert floor("PT") == replace(EUROPEAN, guarantee_months=36)
    row = law_row(LAW, key=LawKey.GUARANTEE_MONTHS, country="PT", floor=Floor.EU, on=TODAY)
    assert row is not None
    assert row.source == "Decreto-Lei 84/2021, art. 12"
    assert floor("PT", date(2021, 12, 31)).guarantee_months == 24
    assert floor("PT", date(2022, 1, 1)).guarantee_months == 36


@pytest.mark.rule("A-01")
def test_before_a_law_begins_it_gives_nothing() -> None:
    assert floor("FR", date(2014, 6, 12)).withdrawal_days is None
    assert floor("FR", date(2014, 6, 13)).withdrawal_days == 14


@pytest.mark.rule("A-02")
def test_the_better_of_law_and_policy_holds_and_says_where_the_law_is_better() -> None:
    terms = effective_terms(EUROPEAN, policy=HOUSE, market=HOUSE.markets["FR"])
    assert (terms.withdrawal_days, terms.refund_days, terms.refund_delivery) == (14, 14, True)
    assert terms.overridden == (LawKey.REFUND_DELIVERY,)
    american = effective_terms(LegalFloor(), policy=HOUSE, market=HOUSE.markets["US"])
    assert (american.withdrawal_days, american.refund_days, american.refund_delivery) == (None, 14, False)
    assert american.overridden == ()


@pytest.mark.rule("A-05")
def test_a_policy_below_the_floor_has_no_effect_and_one_above_it_stands() -> None:
    slow = replace(HOUSE, returns=replace(HOUSE.returns, days=10, refund_days=30))
    terms = effective_terms(EUROPEAN, policy=slow, market=slow.markets["FR"])
    assert terms.refund_days == 14
    assert terms.overridden == (LawKey.WITHDRAWAL_DAYS, LawKey.REFUND_DAYS, LawKey.REFUND_DELIVERY)
    kind = replace(
        HOUSE,
        returns=replace(HOUSE.returns, days=30, refund_days=5),
        markets={"FR": replace(HOUSE.markets["FR"], refund_delivery=True)},
    )
    terms = effective_terms(EUROPEAN, policy=kind, market=kind.markets["FR"])
    assert (terms.refund_days, terms.refund_delivery, terms.overridden) == (5, True, ())


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('scope = "PT"', 'scope = "Portugal"', "floors.{n}.scope: “Portugal” is neither"),
        (
            'scope = "PT", key = "guarantee_months"',
            'scope = "PT", key = "guarantee"',
            "must be one of withdrawal_days",
        ),
        ('source = "Decreto-Lei 84/2021, art. 12"', 'source = ""', "floors.{n}.source: must be a text"),
        (
            'since = 2022-01-01, source = "Decreto',
            'since = "2022", source = "Decreto',
            "must be a date such as",
        ),
        ('country = "FR", rate = "0.20"', 'country = "FR", rate = 0.2', "rate: must be a number in quotes"),
        ('country = "FR", rate = "0.20"', 'country = "FR", rate = "20"', "rate: is a share of the price"),
        ('country = "FR", rate = "0.20"', 'country = "ZZ", rate = "0.20"', "“ZZ” is no country"),
        (
            'country = "FR", rate = "0.20"',
            'country = "DE", rate = "0.20"',
            "overlaps another row of the same thing",
        ),
        (
            "since = 2024-01-01, until = 2025-07-01",
            "since = 2025-08-01, until = 2025-07-01",
            "is not after “since”",
        ),
        ('country = "FR", rate', 'country = "FR", colour = "blue", rate', "colour: is not known here"),
    ],
)
def test_a_wrong_row_is_named_with_its_line(old: str, new: str, problem: str) -> None:
    assert LAW_TEXT.count(old) == 1
    text = LAW_TEXT.replace(old, new)
    with pytest.raises(LawError) as caught:
        parse_law(tomllib.loads(text), text=text)
    first = caught.value.problems[0]
    number = first.path.split(".")[1]
    assert problem.replace("{n}", number) in str(first)
    assert first.line is not None
    assert text.splitlines()[first.line - 1].lstrip().startswith("{")
    touched = [
        n for n, (a, b) in enumerate(zip(LAW_TEXT.splitlines(), text.splitlines(), strict=True), 1) if a != b
    ]
    assert "overlaps" in problem or first.line in touched


def test_a_law_that_says_nothing_is_a_law() -> None:
    assert parse_law({}).rows == ()
