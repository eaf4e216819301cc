"""Which tariff meets a piece: the closest origin first, then the longest code, and every surcharge on top."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pytest

from comptoir.core.delivery import Destination
from comptoir.core.law import LawError, parse_law
from comptoir.core.policy import DutyMode
from comptoir.core.tariffs import Basis, Customs, DutyTerms
from tests.core.baskets import HOUSE, LAW, LAW_TEXT

TODAY = date(2026, 11, 22)
ROWS = """
groups.EU = ["FR", "PT"]
groups.GULF = ["AE", "SA"]
customs = [
  { to = "JP", basis = "cif", currency = "JPY", since = 2020-01-01, source = "a test" },
  { to = "GULF", basis = "fob", currency = "USD", since = 2020-01-01, source = "a test" },
  { to = "AE", basis = "cif", currency = "USD", duty_free = "81.00", since = 2020-01-01, source = "a test" },
]
tariffs = [
  { to = "JP", rate = "0.05", since = 2020-01-01, source = "a test" },
  { to = "JP", hs = ["61", "62"], rate = "0.11", since = 2020-01-01, until = 2026-01-01, source = "a test" },
  { to = "JP", hs = ["61", "62"], rate = "0.10", since = 2026-01-01, source = "a test" },
  { to = "JP", hs = ["6110"], rate = "0.09", since = 2020-01-01, source = "a test" },
  { to = "JP", origin = "EU", rate = "0", since = 2020-01-01, source = "a test" },
  { to = "JP", origin = "EU", hs = ["64"], rate = "0.08", since = 2020-01-01, source = "a test" },
  { to = "JP", origin = "PT", hs = ["6403"], rate = "0.02", least = "300", since = 2020-01-01, source = "a test" },
  { to = "JP", rate = "0.10", surcharge = true, since = 2026-02-24, until = 2026-07-24, source = "a test" },
  { to = "JP", origin = "CN", rate = "0.20", surcharge = true, since = 2026-03-01, source = "a test" },
  { to = "GULF", rate = "0.05", since = 2020-01-01, source = "a test" },
]
"""
TARIFFS = parse_law(tomllib.loads(ROWS), text=ROWS).tariffs


def terms(hs_code: str, origin: str, *, to: str = "JP", on: date = TODAY) -> DutyTerms:
    return TARIFFS.at(Destination(country=to), on=on).duty_on(hs_code=hs_code, origin=origin)


@pytest.mark.rule("PAY-11")
@pytest.mark.parametrize(
    ("hs_code", "origin", "rate", "least"),
    [
        ("611011", "TR", "0.09", 0),  # the longest code
        ("61101130", "TR", "0.09", 0),  # however many digits the piece has
        ("620520", "TR", "0.10", 0),
        ("420221", "TR", "0.05", 0),
        ("", "TR", "0.05", 0),  # no code, no origin: the general rate
        ("", "", "0.05", 0),
        ("611011", "FR", "0", 0),  # a preference goes before a longer code
        ("640399", "FR", "0.08", 0),
        ("640399", "PT", "0.02", 300),  # the country itself before its group
        ("640411", "PT", "0.08", 0),
        ("611011", "CN", "0.29", 0),  # and a surcharge on top
    ],
)
def test_the_closest_origin_then_the_longest_code(hs_code: str, origin: str, rate: str, least: int) -> None:
    assert terms(hs_code, origin) == DutyTerms(rate=Decimal(rate), least=least)


@pytest.mark.rule("A-46")
def test_surcharges_run_for_their_time_and_add_up() -> None:
    assert terms("611011", "FR", on=date(2026, 2, 23)).rate == 0
    assert terms("611011", "FR", on=date(2026, 2, 24)).rate == Decimal("0.10")
    assert terms("611011", "CN", on=date(2026, 3, 1)).rate == Decimal("0.39")
    assert terms("611011", "FR", on=date(2026, 7, 23)).rate == Decimal("0.10")
    assert terms("611011", "FR", on=date(2026, 7, 24)).rate == 0


def test_rates_follow_each_other_by_the_day() -> None:
    assert terms("620520", "TR", on=date(2025, 12, 31)).rate == Decimal("0.11")
    assert terms("620520", "TR", on=date(2026, 1, 1)).rate == Decimal("0.10")


def test_a_country_goes_before_its_customs_union_and_shares_its_tariff() -> None:
    emirates = TARIFFS.at(Destination(country="AE"), on=TODAY)
    saudi = TARIFFS.at(Destination(country="SA"), on=TODAY)
    assert emirates.row
    assert saudi.row
    assert (emirates.row.basis, emirates.row.duty_free) == (Basis.CIF, 8100)
    assert (saudi.row.basis, saudi.row.duty_free) == (Basis.FOB, 0)
    assert emirates.duty_on(hs_code="", origin="FR") == saudi.duty_on(hs_code="", origin="FR")


def test_of_a_place_that_no_row_names_nothing_is_known() -> None:
    assert TARIFFS.at(Destination(country="BR"), on=TODAY) == Customs()
    assert TARIFFS.at(Destination(country="JP"), on=date(2019, 12, 31)) == Customs()
    assert Customs().duty_on(hs_code="611011", origin="FR") == DutyTerms()


@pytest.mark.rule("PAY-11")
def test_every_market_whose_duties_somebody_pays_has_customs_and_a_rate_for_everything() -> None:
    for market in HOUSE.markets.values():
        if market.duties is DutyMode.NONE:
            continue
        customs = LAW.tariffs.at(Destination(country=market.country), on=TODAY)
        assert customs.row, market.country
        assert customs.row.currency == market.currency, market.country
        assert any(not row.hs and not row.origin and not row.surcharge for row in customs.tariff), (
            market.country
        )


@pytest.mark.rule("A-43")
def test_every_place_outside_the_union_and_its_tax_lies_behind_a_border_and_no_other_does() -> None:
    for market in HOUSE.markets.values():
        customs = LAW.tariffs.at(Destination(country=market.country), on=TODAY)
        assert (customs.row is None) == (market.country in LAW.tariffs.groups["EU"] | {"MC"}), market.country
    for country, postal_code, behind in [
        ("ES", "28001", False),
        ("ES", "35001", True),
        ("FI", "22100", True),
        ("IT", "23041", True),
        ("GR", "630 86", True),
        ("DE", "27498", True),
        ("GB", "BT1 1AA", False),
    ]:
        place = Destination(country=country, postal_code=postal_code)
        assert (LAW.tariffs.at(place, on=TODAY).row is not None) is behind


@pytest.mark.rule("A-46")
def test_the_american_surcharge_ran_from_february_to_july() -> None:
    def rate(on: date) -> Decimal:
        american = LAW.tariffs.at(Destination(country="US"), on=on)
        return american.duty_on(hs_code="611011", origin="PT").rate

    days = [date(2026, 2, 23), date(2026, 2, 24), date(2026, 7, 23), date(2026, 7, 24)]
    assert [rate(on) for on in days] == [Decimal(each) for each in ("0.175", "0.275", "0.275", "0.175")]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('to = "UK", rate = "0.04"', 'to = "Britain", rate = "0.04"', "neither a country nor a group"),
        (
            'hs = ["6214"], rate = "0.08"',
            'hs = ["62x"], rate = "0.08"',
            "not the beginning of a customs code",
        ),
        (
            'hs = ["6214"], rate = "0.08"',
            'hs = ["62"], rate = "0.08"',
            "overlaps another row of the same thing",
        ),
        ('groups.GULF = ["AE"', 'groups.GULF = ["XX"', "“XX” is no country"),
        ('to = "NO", basis = "cif"', 'to = "NO", basis = "dap"', "must be one of fob, cif"),
        ('duty_free = "10000", tax', 'duty_free = "10000.5", tax', "more decimals than JPY has"),
        ('{ state = "CA", since', '{ state = "California", since', "does not look right"),
        (
            'authority = "Florida", rate = "0.06"',
            'authority = "Florida", rate = "6"',
            "is a share of the price",
        ),
    ],
)
def test_a_wrong_row_of_customs_is_named(old: str, new: str, problem: str) -> None:
    assert LAW_TEXT.count(old) == 1
    text = LAW_TEXT.replace(old, new)
    with pytest.raises(LawError, match=problem) as caught:
        parse_law(tomllib.loads(text), text=text)
    assert caught.value.problems[0].line is not None
