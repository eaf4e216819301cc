"""The periods and numbers of the shipped profile, rule by rule."""

from __future__ import annotations

import pytest

from tests.core.baskets import HOUSE


@pytest.mark.rule("ORD-03")
def test_an_order_is_called_back_within_thirty_minutes() -> None:
    assert HOUSE.checkout.cancellation_minutes == 30


@pytest.mark.rule("RET-01")
def test_a_return_is_registered_within_fourteen_days() -> None:
    assert HOUSE.returns.days == 14


@pytest.mark.rule("RET-15")
def test_its_parcel_is_handed_in_within_fourteen_more() -> None:
    assert HOUSE.returns.hand_in_days == 14


@pytest.mark.rule("RET-11")
def test_the_money_is_back_within_fourteen_days_of_the_confirmation() -> None:
    assert HOUSE.returns.refund_days == 14


@pytest.mark.rule("RET-02")
def test_no_market_gives_delivery_back_on_the_houses_own_returns() -> None:
    assert not any(market.refund_delivery for market in HOUSE.markets.values())


@pytest.mark.rule("STO-01")
def test_a_store_purchase_is_exchanged_within_thirty_days() -> None:
    assert HOUSE.stores.days == 30


@pytest.mark.rule("STO-02")
def test_a_credit_is_valid_for_one_year() -> None:
    assert HOUSE.stores.credit_months == 12


@pytest.mark.rule("ACC-04")
def test_a_password_has_eight_characters_a_digit_and_a_special_one() -> None:
    assert (HOUSE.passwords.length, HOUSE.passwords.digits, HOUSE.passwords.specials) == (8, 1, 1)
