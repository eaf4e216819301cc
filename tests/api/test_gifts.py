"""Gifts and promotions that apply by themselves, as programs see them (A-50, PAY-07)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.core.redemption import Entry
from comptoir.promotions import services as promotions
from comptoir.promotions.services import Terms
from tests import builders
from tests.api.calls import Api

pytestmark = [pytest.mark.rule("A-50"), pytest.mark.rule("PAY-07")]
SCARF = Terms(
    code="SCARF",
    kind=PromotionKind.GIFT,
    gift_sku=builders.LOAFER_42,
    amounts={"EUR": 1500},
    starts_at=builders.OPENED,
)
SEASON = Terms(
    code="SEASON",
    kind=PromotionKind.PERCENT,
    entry=Entry.AUTOMATIC,
    name={"en": "Season’s offer", "fr": "Offre de saison", "de": "Saisonangebot", "ja": "季節の特典"},
    rate=Decimal("0.10"),
    starts_at=builders.OPENED,
)


def offer(*terms: Terms) -> None:
    for known in terms:
        promotions.create_promotion(terms=known, actor=HOUSE, at=builders.OPENED)


def test_a_quote_names_gifts_and_what_applies_by_itself(api: Api) -> None:
    offer(SCARF, SEASON)
    quote = api.quote((builders.KNIT_M, 1), codes=["SCARF"], language="fr")
    assert quote["gifts"] == [{"code": "SCARF", "sku": builders.LOAFER_42}]
    assert quote["discounts"] == [{"code": "SEASON", "amount": 2900}, {"code": "SCARF", "amount": 0}]
    assert quote["applied"] == [{"code": "SEASON", "name": "Offre de saison"}]
    assert "gifts" not in api.quote((builders.KNIT_M, 1))


def test_a_gift_that_runs_out_at_the_button_is_told(api: Api) -> None:
    offer(SCARF)
    builders.count_to(builders.LOAFER_42, 1)
    for gone in (None, [builders.LOAFER_42]):
        placed = api.place(codes=["SCARF"])
        assert placed.get("gifts_gone") == gone
        builders.count_to(builders.LOAFER_42, 1)
