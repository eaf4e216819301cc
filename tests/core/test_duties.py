"""Who pays duty, and how much."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.duties import charges_tax, collected_on_delivery, duty_each
from comptoir.core.money import share
from comptoir.core.policy import DutyMode
from tests.core.baskets import HOUSE

PREPAID, ON_DELIVERY, NONE = HOUSE.markets["US"], HOUSE.markets["JP"], HOUSE.markets["FR"]


@pytest.mark.rule("PAY-11")
def test_only_prepaid_duty_is_charged_with_the_pieces() -> None:
    assert duty_each([10000, 3333], market=PREPAID) == (1500, 500)
    assert duty_each([10000, 3333], market=ON_DELIVERY) == (0, 0)
    assert duty_each([10000, 3333], market=NONE) == (0, 0)
    assert duty_each([], market=PREPAID) == ()


@pytest.mark.rule("PAY-11")
@given(values=st.lists(st.integers(0, 99999), min_size=1, max_size=9))
def test_prepaid_duty_is_reckoned_on_the_whole_and_shared_to_the_penny(values: list[int]) -> None:
    duties = duty_each(values, market=PREPAID)
    assert sum(duties) == share(sum(values), rate=PREPAID.duty_rate)
    assert all(duty >= 0 for duty in duties)


@pytest.mark.rule("PAY-11")
def test_the_courier_collects_duty_and_the_tax_the_store_did_not_take() -> None:
    goods = [(Decimal("0.10"), 10000)]
    assert collected_on_delivery(goods, delivery=4000, market=ON_DELIVERY) == 900 + 1490
    taxed_here = replace(ON_DELIVERY, tax_included=True)
    assert collected_on_delivery(goods, delivery=4000, market=taxed_here) == 900
    assert collected_on_delivery(goods, delivery=4000, market=PREPAID) == 0
    assert collected_on_delivery([], delivery=4000, market=ON_DELIVERY) == 0


@pytest.mark.rule("PAY-11")
def test_the_store_takes_no_tax_where_the_courier_does() -> None:
    assert not charges_tax(ON_DELIVERY)
    assert charges_tax(replace(ON_DELIVERY, tax_included=True))
    assert charges_tax(PREPAID)
    assert charges_tax(replace(ON_DELIVERY, duties=DutyMode.NONE, duty_rate=Decimal(0)))
