"""STO: thirty days in the country of purchase, an exchange or a credit, never money."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Outcome, Purchase, Shop, StoreKind, can_exchange
from tests.core.order_facts import POLICY, ZONES

PARIS = Shop(kind=StoreKind.OWN, country="FR", zone="Europe/Paris")
LYON = replace(PARIS)
OUTLET = replace(PARIS, kind=StoreKind.OUTLET)
CONCESSION = replace(PARIS, kind=StoreKind.CONCESSION)
LONDON = Shop(kind=StoreKind.OWN, country="GB", zone="Europe/London")
BOUGHT_ON = date(2026, 10, 1)
PURCHASE = Purchase(shop=PARIS, bought_on=BOUGHT_ON)
SOON = datetime(2026, 10, 2, 12, tzinfo=UTC)


def end_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(23, 59, 59), tzinfo=ZoneInfo(zone)).astimezone(UTC)


def exchange(
    purchase: Purchase = PURCHASE, shop: Shop = LYON, at: datetime = SOON, *, resaleable: bool = True
) -> Decision:
    return can_exchange(purchase=purchase, shop=shop, resaleable=resaleable, policy=POLICY, at=at)


@pytest.mark.rule("STO-01")
@pytest.mark.parametrize("zone", ZONES)
def test_the_thirtieth_day_is_included_to_its_last_second_in_the_stores_zone(zone: str) -> None:
    shop = replace(PARIS, zone=zone)
    purchase = replace(PURCHASE, shop=shop)
    until = end_of(date(2026, 10, 31), zone)  # in Paris after the clocks went back
    allowed = Allowed(rule="STO-01", until=until, values=(("days", 30),))
    assert exchange(purchase, shop, until) == allowed
    assert exchange(purchase, shop, until + timedelta(seconds=1)) == Refused(
        rule="STO-01", reason=Reason.STORE_WINDOW_OVER, until=until, values=(("until", until),)
    )


@pytest.mark.rule("STO-01")
@pytest.mark.parametrize(
    ("bought_in", "shop", "reason"),
    [
        (OUTLET, PARIS, Reason.BOUGHT_IN_OUTLET),
        (CONCESSION, PARIS, Reason.NOT_OWN_STORE),
        (PARIS, CONCESSION, Reason.NOT_OWN_STORE),
        (PARIS, OUTLET, Reason.NOT_OWN_STORE),
        (PARIS, LONDON, Reason.OTHER_COUNTRY),
    ],
)
def test_exchanges_are_between_own_stores_of_one_country(bought_in: Shop, shop: Shop, reason: Reason) -> None:
    purchase = replace(PURCHASE, shop=bought_in)
    assert exchange(purchase, shop) == Refused(rule="STO-01", reason=reason)


@pytest.mark.rule("RET-14")
@pytest.mark.parametrize("shop", [PARIS, OUTLET, CONCESSION])
def test_an_online_order_does_not_come_back_to_any_kind_of_store(shop: Shop) -> None:
    online = replace(PURCHASE, shop=None)
    assert exchange(online, shop) == Refused(rule="RET-14", reason=Reason.BOUGHT_ONLINE)


@pytest.mark.rule("STO-03")
def test_underwear_swimwear_and_tax_free_purchases_never_come_back() -> None:
    swimwear = replace(PURCHASE, never_returnable=True)
    tax_free = replace(PURCHASE, tax_free=True)
    assert exchange(swimwear) == Refused(rule="STO-03", reason=Reason.NEVER_RETURNABLE)
    assert exchange(tax_free) == Refused(rule="STO-03", reason=Reason.TAX_FREE)


@pytest.mark.rule("STO-04")
def test_a_piece_bought_in_a_sale_comes_back_while_that_sale_lasts() -> None:
    last_day = date(2026, 10, 6)
    sale = replace(PURCHASE, sale_until=last_day)
    until = end_of(last_day, "Europe/Paris")
    assert exchange(sale, at=until) == Allowed(rule="STO-01", until=until, values=(("days", 30),))
    assert exchange(sale, at=until + timedelta(seconds=1)) == Refused(
        rule="STO-04", reason=Reason.SALE_OVER, until=until, values=(("ended", last_day),)
    )


@pytest.mark.rule("STO-01", "STO-04")
def test_a_long_sale_does_not_lengthen_the_thirty_days() -> None:
    sale = replace(PURCHASE, sale_until=date(2026, 12, 31))
    until = end_of(date(2026, 10, 31), "Europe/Paris")
    assert exchange(sale, at=until + timedelta(seconds=1)) == Refused(
        rule="STO-01", reason=Reason.STORE_WINDOW_OVER, until=until, values=(("until", until),)
    )


@pytest.mark.rule("STO-05")
def test_a_worn_piece_is_not_taken() -> None:
    assert exchange(resaleable=False) == Refused(rule="STO-05", reason=Reason.NOT_RESALEABLE)


@pytest.mark.rule("STO-08")
def test_a_store_return_never_ends_in_money() -> None:
    assert set(Outcome) == {Outcome.EXCHANGE, Outcome.CREDIT}
