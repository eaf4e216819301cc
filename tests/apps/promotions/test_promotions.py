"""Codes: their terms in a currency, their uses counted to the last one, freed with the order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from comptoir.catalogue.services import CategoryInput, load_categories
from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.core.reasons import Reason
from comptoir.infra.db import one_transaction
from comptoir.promotions import queries, services
from comptoir.promotions.models import Promotion
from comptoir.promotions.services import CodeExists, CodeUsedUp, Terms

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
WELCOME = Terms(code="WELCOME10", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=AT)


def create(terms: Terms) -> None:
    services.create_promotion(terms=terms, actor=HOUSE, at=AT)


def redeem(order: str, **amounts: int) -> None:
    with one_transaction():
        services.redeem_codes(order_number=order, amounts=amounts, currency="EUR", at=AT)


def free(order: str) -> None:
    with one_transaction():
        services.free_codes(order_number=order, at=AT)


def uses() -> int:
    return Promotion.objects.get().uses


@pytest.mark.rule("PAY-07")
def test_a_code_is_found_however_it_is_typed_and_an_unknown_one_is_absent() -> None:
    create(WELCOME)
    (facts,) = queries.promotion_facts(codes=[" welcome10 ", "NOTHING"], currency="EUR", language="en", at=AT)
    assert (facts.code, facts.kind, facts.rate) == ("WELCOME10", PromotionKind.PERCENT, Decimal("0.10"))
    assert (facts.starts, facts.ends, facts.uses_left, facts.currency) == (AT, None, None, None)


def test_amounts_are_those_of_the_currency() -> None:
    create(
        Terms(
            code="TWENTY",
            kind=PromotionKind.AMOUNT,
            amounts={"EUR": 2000, "GBP": 1800},
            minimums={"EUR": 10000, "GBP": 9000},
            starts_at=AT,
            ends_at=AT + timedelta(days=1),
            uses_most=5,
        )
    )
    (facts,) = queries.promotion_facts(codes=["TWENTY"], currency="GBP", language="en", at=AT)
    assert (facts.amount, facts.minimum_goods, facts.currency, facts.uses_left) == (1800, 9000, "GBP", 5)


def test_a_code_without_an_amount_in_the_currency_is_of_another() -> None:
    create(replace(WELCOME, minimums={"EUR": 10000}))
    (facts,) = queries.promotion_facts(codes=["WELCOME10"], currency="JPY", language="en", at=AT)
    assert facts.currency == "EUR"


def test_a_category_stands_for_all_below_it() -> None:
    load_categories(
        categories=[
            CategoryInput(code="rtw", name={"en": "R"}, slug={"en": "r"}, position=0),
            CategoryInput(code="knitwear", name={"en": "K"}, slug={"en": "k"}, position=0, parent="rtw"),
            CategoryInput(code="shoes", name={"en": "S"}, slug={"en": "s"}, position=1),
        ]
    )
    create(replace(WELCOME, categories=("rtw",)))
    (facts,) = queries.promotion_facts(codes=["WELCOME10"], currency="EUR", language="en", at=AT)
    assert facts.categories == {"rtw", "knitwear"}


def test_a_code_is_made_once_in_whatever_case() -> None:
    create(WELCOME)
    with pytest.raises(CodeExists):
        create(replace(WELCOME, code="welcome10"))
    assert Promotion.objects.count() == 1


def test_an_order_uses_a_code_once() -> None:
    create(WELCOME)
    redeem("ORDER1", WELCOME10=500)
    redeem("ORDER1", welcome10=500)
    assert uses() == 1
    assert queries.open_redemptions(order_number="ORDER1") == ("WELCOME10",)
    assert queries.miscounted_promotions() == ()


def test_the_last_use_is_the_last() -> None:
    create(replace(WELCOME, uses_most=1))
    redeem("ORDER1", WELCOME10=500)
    with pytest.raises(CodeUsedUp) as refused:
        redeem("ORDER2", WELCOME10=500)
    assert [refusal.reason for refusal in refused.value.refusals] == [Reason.CODE_USED_UP]
    assert uses() == 1
    assert queries.open_redemptions(order_number="ORDER2") == ()


def test_a_code_that_is_used_up_keeps_the_others_unused_too() -> None:
    create(replace(WELCOME, uses_most=1))
    create(replace(WELCOME, code="FREESHIP", kind=PromotionKind.FREE_DELIVERY, rate=None))
    redeem("ORDER1", WELCOME10=500)
    with pytest.raises(CodeUsedUp):
        redeem("ORDER2", WELCOME10=500, FREESHIP=0)
    assert queries.miscounted_promotions() == ()
    assert Promotion.objects.get(code="FREESHIP").uses == 0


def test_an_order_that_comes_to_nothing_frees_its_codes_once_and_may_use_them_again() -> None:
    """Pitfall 18."""
    create(replace(WELCOME, uses_most=1))
    redeem("ORDER1", WELCOME10=500)
    free("ORDER1")
    free("ORDER1")
    assert uses() == 0
    redeem("ORDER1", WELCOME10=400)
    assert uses() == 1
    assert queries.miscounted_promotions() == ()
