"""Which orders are held for a person, and that a review never outlives the payment (PAY-12, C-19)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.money import Money
from comptoir.core.screening import (
    ScreenedOrder,
    ScreeningTerms,
    Signal,
    WhenOver,
    is_one_try_too_many,
    review_times,
    screen_order,
)

AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TERMS = ScreeningTerms(
    hold_at=100,
    weights={
        Signal.PROVIDER: 100,
        Signal.EMAIL: 60,
        Signal.ADDRESS: 60,
        Signal.CARD: 100,
        Signal.NETWORK: 60,
        Signal.CARD_COUNTRY: 30,
        Signal.NETWORK_COUNTRY: 30,
        Signal.NAME: 30,
        Signal.VALUE: 100,
    },
    most_orders={Signal.EMAIL: 3, Signal.ADDRESS: 3, Signal.CARD: 3, Signal.NETWORK: 8},
    values={"EUR": Money(800000, "EUR"), "MC": Money(500000, "EUR")},
)
PLAIN = ScreenedOrder(country="FR", total=Money(45800, "EUR"), provider_doubts=False)


@pytest.mark.rule("PAY-12")
@pytest.mark.parametrize(
    ("changes", "score", "signals", "held"),
    [
        ({}, 0, (), False),
        ({"provider_doubts": True}, 100, (Signal.PROVIDER,), True),
        ({"orders": {Signal.CARD: 2}}, 0, (), False),
        ({"orders": {Signal.CARD: 3}}, 100, (Signal.CARD,), True),
        ({"orders": {Signal.EMAIL: 3}}, 60, (Signal.EMAIL,), False),
        ({"orders": {Signal.EMAIL: 3, Signal.ADDRESS: 9}}, 120, (Signal.EMAIL, Signal.ADDRESS), True),
        ({"orders": {Signal.NETWORK: 7}}, 0, (), False),
        ({"card_country": "FR", "network_country": "FR"}, 0, (), False),
        ({"card_country": "US"}, 30, (Signal.CARD_COUNTRY,), False),
        (
            {"card_country": "US", "network_country": "BR", "other_name": True},
            90,
            (Signal.CARD_COUNTRY, Signal.NETWORK_COUNTRY, Signal.NAME),
            False,
        ),
        (
            {"card_country": "US", "other_name": True, "orders": {Signal.NETWORK: 8}},
            120,
            (Signal.NETWORK, Signal.CARD_COUNTRY, Signal.NAME),
            True,
        ),
        ({"total": Money(800000, "EUR")}, 0, (), False),
        ({"total": Money(800001, "EUR")}, 100, (Signal.VALUE,), True),
        ({"country": "MC", "total": Money(500001, "EUR")}, 100, (Signal.VALUE,), True),
        ({"total": Money(99999999, "JPY")}, 0, (), False),
    ],
)
def test_the_signals_of_an_order_weigh_what_the_policy_says(
    changes: dict[str, object], score: int, signals: tuple[Signal, ...], held: bool
) -> None:
    found = screen_order(replace(PLAIN, **changes), terms=TERMS)
    assert (found.score, found.signals, found.held) == (score, signals, held)


@pytest.mark.rule("PAY-12")
def test_what_the_provider_doubts_is_held_whatever_the_policy_weighs() -> None:
    found = screen_order(replace(PLAIN, provider_doubts=True), terms=ScreeningTerms(weights={}, hold_at=500))
    assert (found.signals, found.held) == ((Signal.PROVIDER,), True)


@pytest.mark.rule("PAY-12")
@given(
    hours=st.integers(0, 24 * 40),
    review=st.integers(1, 400),
    margin=st.integers(0, 400),
    over=st.sampled_from(WhenOver),
)
def test_a_review_never_outlives_the_payment(hours: int, review: int, margin: int, over: WhenOver) -> None:
    terms = ScreeningTerms(review_hours=review, margin_hours=margin, when_over=over)
    lapses_at = AT + timedelta(hours=hours)
    times = review_times(terms=terms, held_at=AT, lapses_at=lapses_at)
    assert times.ends_at is not None
    assert AT <= times.due_at <= times.ends_at <= lapses_at
    assert times.ends_at <= max(lapses_at - timedelta(hours=margin), AT)


@pytest.mark.rule("PAY-12")
def test_a_review_without_an_end_of_the_payment_waits_for_a_person_or_is_refused_as_the_policy_says() -> None:
    due_at = AT + timedelta(hours=24)
    person = review_times(terms=ScreeningTerms(), held_at=AT, lapses_at=None)
    assert (person.due_at, person.ends_at) == (due_at, None)
    refused = review_times(terms=ScreeningTerms(when_over=WhenOver.REFUSE), held_at=AT, lapses_at=None)
    assert (refused.due_at, refused.ends_at) == (due_at, due_at)


@pytest.mark.rule("C-17")
def test_the_ninth_try_that_follows_eight_for_nothing_has_to_wait() -> None:
    terms = ScreeningTerms(most_tries=8)
    assert [is_one_try_too_many(tries=tries, terms=terms) for tries in (0, 7, 8, 500)] == [
        False,
        False,
        True,
        True,
    ]
