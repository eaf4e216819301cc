"""STO-02: a credit is in a name, for a year, in one country."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.credits import CreditFacts, can_spend, credit_valid_until, same_person
from comptoir.core.decisions import Allowed, Refused
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Shop, StoreKind
from tests.core.order_facts import POLICY, ZONES

pytestmark = pytest.mark.rule("STO-02")

PARIS = Shop(kind=StoreKind.OWN, country="FR", zone="Europe/Paris")
UNTIL = datetime(2027, 11, 23, 22, 59, 59, tzinfo=UTC)
CREDIT = CreditFacts(name="Chloé Martin", country="FR", valid_until=UNTIL)
AT = datetime(2026, 12, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_a_credit_lasts_to_the_end_of_the_same_day_next_year(zone: str) -> None:
    issued_at = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    day = issued_at.astimezone(ZoneInfo(zone)).date()
    until = datetime.combine(day.replace(year=2027), time(23, 59, 59), tzinfo=ZoneInfo(zone))
    assert credit_valid_until(issued_at=issued_at, zone=zone, policy=POLICY) == until.astimezone(UTC)


def test_a_credit_of_the_twenty_ninth_of_february_ends_with_that_month() -> None:
    issued_at = datetime(2028, 2, 29, 12, tzinfo=UTC)
    until = credit_valid_until(issued_at=issued_at, zone="Europe/Paris", policy=POLICY)
    assert until.date() == date(2029, 2, 28)


def test_it_is_spent_to_its_last_second_and_not_after() -> None:
    allowed = Allowed(rule="STO-02", until=UNTIL)
    assert can_spend(credit=CREDIT, shop=PARIS, name="Chloé Martin", at=UNTIL) == allowed
    late = UNTIL + timedelta(seconds=1)
    assert can_spend(credit=CREDIT, shop=PARIS, name="Chloé Martin", at=late) == Refused(
        rule="STO-02", reason=Reason.CREDIT_EXPIRED, until=UNTIL, values=(("until", UNTIL),)
    )


@pytest.mark.parametrize("name", ["chloe  martin", " CHLOÉ MARTIN", "Chloe\u0301 Martin"])
def test_case_accents_and_spaces_do_not_make_another_person(name: str) -> None:
    assert isinstance(can_spend(credit=CREDIT, shop=PARIS, name=name, at=AT), Allowed)


def test_another_name_country_or_kind_of_store_is_refused() -> None:
    def reason(name: str = "Chloé Martin", shop: Shop = PARIS) -> Reason:
        decision = can_spend(credit=CREDIT, shop=shop, name=name, at=AT)
        assert isinstance(decision, Refused)
        assert decision.rule == "STO-02"
        return decision.reason

    assert reason(name="Chloé Martinez") is Reason.CREDIT_OTHER_NAME
    assert reason(shop=replace(PARIS, country="GB")) is Reason.CREDIT_OTHER_COUNTRY
    assert reason(shop=replace(PARIS, kind=StoreKind.OUTLET)) is Reason.NOT_OWN_STORE
    assert reason(shop=replace(PARIS, kind=StoreKind.CONCESSION)) is Reason.NOT_OWN_STORE


def test_names_in_any_script_are_compared() -> None:
    assert same_person("山田 花子") == same_person("山田　花子")
