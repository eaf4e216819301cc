"""Prices by market and period; a struck price is the lowest of the thirty days before the reduction (A-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comptoir.catalogue import queries, services
from comptoir.catalogue.models import Price
from comptoir.catalogue.services import PriceRefused
from comptoir.core.actors import HOUSE
from comptoir.journal import queries as journal
from tests.apps.catalogue.shelf import AT, PRICES, SWEATER

DAY = timedelta(days=1)
FULL = PRICES[SWEATER.style]


def set_price(amount: int, *, starts: datetime, sale: bool = False, ends: datetime | None = None) -> None:
    price = replace(FULL, amount=amount, starts_at=starts, ends_at=ends, sale=sale)
    services.set_price(price=price, actor=HOUSE, at=AT)


def shown(at: datetime) -> tuple[int | None, int | None]:
    """The price and the struck price of the sweater in France."""
    detail = queries.product_detail(style=SWEATER.style, country="FR", language="en", at=at)
    assert detail is not None
    (card,) = queries.cards_of(styles=[SWEATER.style], country="FR", language="en", at=at)
    assert (card.price, card.was_price) == (detail.price, detail.was_price)
    return detail.price, detail.was_price


def test_a_price_runs_until_just_before_the_next() -> None:
    set_price(31000, starts=AT + DAY)
    assert shown(AT + DAY - timedelta(microseconds=1)) == (29000, None)
    assert shown(AT + DAY) == (31000, None)


def test_a_reduction_strikes_what_it_cost_before() -> None:
    set_price(20300, starts=AT, sale=True)
    assert shown(AT) == (20300, 29000)


def test_a_dearer_price_just_before_a_sale_is_not_what_is_struck() -> None:
    """The lowest of the thirty days before counts."""
    set_price(40000, starts=AT)
    set_price(28000, starts=AT + 5 * DAY, sale=True)
    assert shown(AT + 5 * DAY) == (28000, 29000)


def test_a_price_of_more_than_thirty_days_ago_does_not_count() -> None:
    set_price(40000, starts=AT)
    set_price(28000, starts=AT + 30 * DAY, sale=True)
    assert shown(AT + 30 * DAY) == (28000, 40000)


def test_what_is_no_cheaper_than_before_is_no_reduction() -> None:
    set_price(20300, starts=AT, sale=True)
    set_price(25000, starts=AT + DAY, sale=True)
    assert shown(AT + DAY) == (25000, None)


def test_a_second_cut_is_counted_from_the_first() -> None:
    set_price(20300, starts=AT, sale=True)
    set_price(14500, starts=AT + 7 * DAY, sale=True)
    assert shown(AT + 7 * DAY) == (14500, 20300)


def test_the_same_price_again_does_not_begin_the_reduction_anew() -> None:
    set_price(20300, starts=AT, sale=True)
    set_price(20300, starts=AT + 40 * DAY, sale=True)
    assert shown(AT + 41 * DAY) == (20300, 29000)


def test_another_markets_history_is_its_own() -> None:
    set_price(20300, starts=AT, sale=True)
    (card,) = queries.cards_of(styles=[SWEATER.style], country="GB", language="en", at=AT)
    assert (card.price, card.was_price) == (27000, None)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    amounts=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    gaps=st.lists(st.integers(1, 20), min_size=6, max_size=6),
)
def test_the_struck_price_is_the_lowest_of_the_window_for_any_history(
    amounts: list[int], gaps: list[int]
) -> None:
    """Against a day-by-day calculation of its own."""
    Price.objects.filter(product__style=SWEATER.style, country="FR").delete()
    services.load_prices(prices=[FULL])
    days = [29000] * 40  # what it cost on each day, the first of them forty days before the first change
    start = AT
    for amount, gap in zip(amounts, gaps, strict=False):
        set_price(amount * 10000, starts=start)
        days += [amount * 10000] * gap
        start += gap * DAY
    set_price(15000, starts=start, sale=True)
    lowest = min(days[-30:])
    assert shown(start) == (15000, lowest if lowest > 15000 else None)


def test_the_past_does_not_change() -> None:
    with pytest.raises(PriceRefused):
        set_price(20000, starts=AT - timedelta(seconds=1))
    assert Price.objects.filter(product__style=SWEATER.style, country="FR").count() == 1


def test_what_is_planned_is_not_overwritten() -> None:
    set_price(20300, starts=AT + 7 * DAY)
    with pytest.raises(PriceRefused):
        set_price(25000, starts=AT + DAY)
    assert shown(AT + DAY) == (29000, None)


def test_a_new_price_is_journalled() -> None:
    set_price(20300, starts=AT, sale=True)
    (entry,) = journal.entries_about(kind="product", subject_id=SWEATER.style)
    assert entry.data == {"country": "FR", "currency": "EUR", "amount": 20300, "sale": True}


def test_the_database_refuses_two_prices_at_once() -> None:
    overlapping = replace(FULL, starts_at=datetime(2026, 6, 1, tzinfo=UTC))
    with pytest.raises(IntegrityError):
        services.load_prices(prices=[overlapping])
    assert shown(AT) == (29000, None)
