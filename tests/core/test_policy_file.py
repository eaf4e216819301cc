"""The policy as a file: every problem is named with its place, and what is written back reads the same."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comptoir.core.money import Money
from comptoir.core.policy import (
    Days,
    DutyMode,
    Floor,
    HousePolicy,
    Market,
    Method,
    Peak,
    RefundTerms,
    Service,
    ServiceTerms,
)
from comptoir.core.policy_data import in_present_form
from comptoir.core.policy_file import PolicyError, parse_policy, policy_to_data
from tests.core.baskets import HOUSE, HOUSE_TEXT

LANGUAGES = ("en", "fr", "de", "ja")
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip)


def problems(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        parse_policy(tomllib.loads(text), version=1, text=text)
    return [str(problem) for problem in caught.value.problems]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        (
            'zone = "eu-euro"\ncurrency = "DKK"',
            'zone = "eu-euro"\ncurrency = "kroner"',
            "markets.DK.currency",
            "“kroner” does not look right",
        ),
        (
            "cancellation_minutes = 30",
            "cancellation_minutes = -1",
            "checkout.cancellation_minutes",
            "whole number, 0 or more",
        ),
        (
            "cancellation_minutes = 30",
            "cancellation_minutes = true",
            "checkout.cancellation_minutes",
            "whole number",
        ),
        ("most_lines = 40", "most_lines = 40\nmost_money = 3", "checkout.most_money", "is not known here"),
        ("most_lines = 40", "", "checkout.most_lines", "is missing"),
        ("first = 2026-12-11", "first = 2026-12-28", "peaks.3.last", "is before the first day"),
        ("first = 2026-12-11", 'first = "soon"', "peaks.3.first", "must be a date"),
        (
            "first = 2027-01-06",
            "first = 2026-12-27",
            "peaks.4.first",
            "lies in the peak that ends on 2026-12-27",
        ),
        ('time_zone = "Europe/Paris"', 'time_zone = "Paris"', "house.time_zone", "is no time zone"),
        (
            'price = "10.00", free_over',
            'price = "10.001", free_over',
            "markets.FR.services.standard.price",
            "more decimals than EUR has",
        ),
        (
            'price = "10.00", free_over',
            "price = 10.0, free_over",
            "markets.FR.services.standard.price",
            "number in quotes",
        ),
        (
            'price = "10.00", free_over',
            'price = "-10", free_over',
            "markets.FR.services.standard.price",
            "number in quotes",
        ),
        (
            'price = "4000"',
            'price = "4000.50"',
            "markets.JP.services.express.price",
            "more decimals than JPY has",
        ),
        (
            "[markets.FR] # France",
            '[markets.FR]\nduty_rate = "0.1"',
            "markets.FR.duty_rate",
            "is not known here",
        ),
        (
            'withheld_standard = ["20"] # Corsica',
            'withheld_standard = ["2 a"]',
            "markets.FR",
            "no start of a postal code",
        ),
        (
            'withheld_standard = ["20"] # Corsica',
            'withheld_standard = ["20", "20"]',
            "markets.FR.withheld_standard",
            "the same thing twice",
        ),
        (
            'withheld_standard = ["20"] # Corsica',
            'withheld_standard = "20"',
            "markets.FR.withheld_standard",
            "a list of texts",
        ),
        (
            'languages = ["en", "fr", "ja"]',
            'languages = ["fr", "ja"]',
            "markets.JP.languages",
            "must have “en”",
        ),
        (
            'languages = ["en", "fr", "ja"]',
            'languages = ["en", "fr", "ja", "x"]',
            "markets.JP.languages",
            "“x” is no language code",
        ),
        (
            'languages = ["en", "fr", "ja"]',
            'languages = ["en", "fr", "ko"]',
            "house.phone_hours",
            "has no text in “ko”",
        ),
        (
            'charged = "at_confirmation"',
            'charged = "later"',
            "methods.paypal.charged",
            "must be one of at_shipment",
        ),
        (
            'monday = { opens = "09:00", closes = "18:00" }',
            'monday = { opens = "9am", closes = "18:00" }',
            "answers.hours.monday.opens",
            "does not look right",
        ),
        (
            'friday = { opens = "09:00", closes = "18:00" }',
            'friday = { opens = "18:00", closes = "18:00" }',
            "answers.hours.friday.closes",
            "is not later than it opens",
        ),
        (
            'friday = { opens = "09:00", closes = "18:00" }',
            'freitag = { opens = "09:00", closes = "18:00" }',
            "answers.hours.freitag",
            "is not known here",
        ),
        ("within = 9", "within = 0", "answers.within", "a whole number, 1 or more"),
        ("[methods.klarna]", "[methods.barter]", "methods.barter", "is not known here"),
        ("[markets.FR] # France", "[markets.RU]", "markets.RU", "is an excluded destination as well"),
        ("[markets.FR] # France", "[markets.ZZ]", "markets.ZZ", "is no country"),
        (
            'zone = "world-euro"\nlanguages = ["fr", "en"]\n\n[markets.ZA]',
            'zone = "moon"\n\n[markets.ZA]',
            "markets.MA.zone",
            "“moon” is no zone of this file",
        ),
        (
            'least = 1, most = 4 }, price = "35.00"',
            'least = 5, most = 4 }, price = "35.00"',
            "zones.world-euro.services.express.transit.most",
            "less than the least",
        ),
        (
            'name = { en = "Winter sale"',
            'name = { it = "Saldi"',
            "peaks.1.name",
            "has no text in “en”",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place_and_line(old: str, new: str, path: str, message: str) -> None:
    assert old in HOUSE_TEXT
    text = HOUSE_TEXT.replace(old, new, 1)
    found = problems(text)
    assert any(f": {path}: " in f": {problem}" and message in problem for problem in found), found
    assert all(problem.startswith("line ") for problem in found)


def test_the_line_is_that_of_the_value() -> None:
    text = HOUSE_TEXT.replace("most_per_sku = 10", "most_per_sku = 0")
    assert problems(text) == [
        f"line {line_of(text, 'most_per_sku = 0')}: checkout.most_per_sku: must be a whole number, 1 or more"
    ]
    text = HOUSE_TEXT.replace('"Soldes d’hiver"', '""')
    assert [problem.split(": ")[1] for problem in problems(text)] == ["peaks.1.name.fr", "peaks.4.name.fr"]


def test_every_problem_is_told_at_once_and_only_once() -> None:
    text = HOUSE_TEXT.replace('floor = "eu"\nmethods', 'floor = "moon"\nmethods', 1).replace(
        "length = 8", "length = 0"
    )
    found = problems(text)
    assert [problem.split(": ")[1] for problem in found] == ["zones.eu-euro.floor", "passwords.length"]


def test_a_policy_that_is_not_a_table_at_all_is_refused() -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy({"house": "Maison Exemple", "markets": 3, "peaks": "never"}, version=1)
    paths = {problem.path for problem in caught.value.problems}
    assert {"house", "markets", "peaks", "preparation", "checkout"} <= paths
    assert all(problem.line is None for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("policy", "path"),
    [
        (replace(HOUSE, markets={}), "markets"),
        (replace(HOUSE, markets={"FR": replace(HOUSE.markets["FR"], services={})}), "markets.FR.services"),
        (replace(HOUSE, markets={"FR": replace(HOUSE.markets["FR"], methods=())}), "markets.FR.methods"),
        (
            replace(HOUSE, markets={"FR": replace(HOUSE.markets["FR"], instalments=(Method.KLARNA,))}),
            "markets.FR.instalments",
        ),
        (
            replace(HOUSE, markets={"FR": replace(HOUSE.markets["FR"], instalments=(Method.CARD,))}),
            "markets.FR.instalments",
        ),
        (
            replace(HOUSE, markets={"US": replace(HOUSE.markets["US"], withheld_standard=("1",))}),
            "markets.US.withheld_standard",
        ),
        (replace(HOUSE, methods={}), "markets.FR.methods"),
        (replace(HOUSE, refunds=RefundTerms(alone={"EUR": Money(1, "EUR")})), "refunds.alone"),
        (
            replace(HOUSE, peaks=(replace(HOUSE.peaks[0], preparation=Days(least=0, most=1)),)),
            "peaks.0.preparation",
        ),
        (
            replace(HOUSE, passwords=replace(HOUSE.passwords, length=1)),
            "passwords.length",
        ),
    ],
)
def test_a_policy_that_contradicts_itself_is_refused(policy: HousePolicy, path: str) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(policy_to_data(policy), version=1)
    assert path in {problem.path for problem in caught.value.problems}


def test_the_shipped_policy_reads_back_as_itself_through_json() -> None:
    through_json = json.loads(json.dumps(policy_to_data(HOUSE)))
    assert parse_policy(through_json, version=HOUSE.version) == HOUSE


def test_what_an_earlier_release_published_reads_as_it_is_now() -> None:
    former = policy_to_data(HOUSE)
    assert isinstance(former["markets"], dict)
    for market in former["markets"].values():
        assert isinstance(market, dict)
        market["duty_rate"] = "0.15"
    with pytest.raises(PolicyError, match=r"markets\.FR\.duty_rate: is not known here"):
        parse_policy(former, version=HOUSE.version)
    assert parse_policy(in_present_form(former), version=HOUSE.version) == HOUSE
    assert in_present_form({"markets": "none"}) == {"markets": "none"}


def texts() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries(dict.fromkeys(LANGUAGES, TEXTS))


@st.composite
def days(draw: st.DrawFn, least: int = 0) -> Days:
    first = draw(st.integers(least, 9))
    return Days(least=first, most=draw(st.integers(first, 12)))


@st.composite
def markets(draw: st.DrawFn, country: str) -> Market:
    always = draw(st.booleans())
    service = ServiceTerms(
        transit=draw(days()),
        price=draw(st.integers(0, 10**9)),
        free_over=None if always else draw(st.none() | st.integers(0, 10**9)),
        free_always=always,
    )
    return Market(
        country=country,
        currency=draw(st.sampled_from(["EUR", "JPY", "KWD", "HUF"])),
        languages=LANGUAGES,
        tax_included=draw(st.booleans()),
        duties=draw(st.sampled_from(DutyMode)),
        floor=draw(st.sampled_from(Floor)),
        services={Service.STANDARD: service, Service.EXPRESS: replace(service, price=1)},
        methods=tuple(Method),
        instalments=draw(st.sampled_from([(), (Method.KLARNA,), (Method.PAYPAL, Method.KLARNA)])),
        withheld_areas=draw(st.sampled_from([(), ("97", "98")])),
        withheld_standard=draw(st.sampled_from([(), ("20",)])),
        refund_delivery=draw(st.booleans()),
        self_cancellation=draw(st.booleans()),
    )


@st.composite
def policies(draw: st.DrawFn) -> HousePolicy:
    first = draw(st.dates(date(2026, 1, 1), date(2027, 1, 1)))
    peak = Peak(
        name=draw(texts()),
        first=first,
        last=first + timedelta(days=draw(st.integers(0, 60))),
        preparation=Days(least=1, most=draw(st.integers(12, 20))),
        less_packaging=draw(st.booleans()),
    )
    return replace(
        HOUSE,
        house=replace(HOUSE.house, name=draw(TEXTS), phone_hours=draw(texts())),
        preparation=draw(days()),
        peaks=draw(st.sampled_from([(), (peak,)])),
        markets={country: draw(markets(country)) for country in ("FR", "US")},
        refunds=RefundTerms(
            alone={c: Money(draw(st.integers(0, 10**9)), c) for c in ("EUR", "JPY", "KWD", "HUF")}
        ),
        exclusions={"RU": replace(HOUSE.exclusions["RU"], reason=draw(texts()))},
    )


@settings(max_examples=40)
@given(policy=policies())
def test_any_policy_reads_back_as_itself(policy: HousePolicy) -> None:
    data = json.loads(json.dumps(policy_to_data(policy)))
    assert parse_policy(data, version=policy.version) == policy
