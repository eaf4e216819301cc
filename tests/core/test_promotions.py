"""Codes: which apply, what they take off each piece, and that their order never matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Refused
from comptoir.core.goods import LineFacts
from comptoir.core.money import Money
from comptoir.core.promotions import (
    Promoted,
    PromotedPiece,
    PromotionFacts,
    PromotionKind,
    RefusedCode,
    apply_promotions,
    normalise_code,
)
from comptoir.core.reasons import Reason
from tests.core.baskets import FREE_DELIVERY, SUNDAY, WELCOME, baskets, promotion_sets

TEN_EUROS = replace(
    WELCOME, code="TEN", kind=PromotionKind.AMOUNT, rate=Decimal(0), amount=1000, currency="EUR"
)


def a_piece(price: int, *, sku: str = "A", style: str = "KN", category: str = "knitwear") -> PromotedPiece:
    return PromotedPiece(sku=sku, style=style, category=category, price=price)


def promoted(
    pieces: list[PromotedPiece],
    *promotions: PromotionFacts,
    codes: tuple[str, ...] | None = None,
    at: datetime = SUNDAY,
) -> Promoted:
    return apply_promotions(
        pieces,
        codes=codes if codes is not None else tuple(promotion.code for promotion in promotions),
        promotions=promotions,
        country="FR",
        currency="EUR",
        at=at,
    )


def taken(result: Promoted) -> list[int]:
    return [sum(amount for _, amount in shares) for shares in result.shares]


def pieces_of(lines: tuple[LineFacts, ...]) -> list[PromotedPiece]:
    return [
        a_piece(line.unit_price, sku=line.sku, style=line.style, category=line.category)
        for line in lines
        for _ in range(line.quantity)
    ]


@pytest.mark.rule("PAY-07")
def test_a_percentage_is_reckoned_once_and_shared_to_the_penny() -> None:
    result = promoted([a_piece(3333), a_piece(3333), a_piece(3333)], WELCOME)
    assert result.discounts == (("WELCOME10", 1000),)
    assert taken(result) == [334, 333, 333]


@pytest.mark.rule("PAY-07")
def test_an_amount_is_spread_by_price_and_never_takes_more_than_there_is() -> None:
    assert taken(promoted([a_piece(3000), a_piece(1000, sku="B")], TEN_EUROS)) == [750, 250]
    all_of_it = promoted([a_piece(300), a_piece(100, sku="B")], TEN_EUROS)
    assert taken(all_of_it) == [300, 100]
    assert all_of_it.discounts == (("TEN", 400),)


@pytest.mark.rule("PAY-07")
def test_codes_combine_in_lanes_and_in_a_lane_percentages_come_first() -> None:
    both = promoted([a_piece(10000)], TEN_EUROS, WELCOME)
    assert both.discounts == (("WELCOME10", 1000), ("TEN", 1000))
    assert both.shares == ((("WELCOME10", 1000), ("TEN", 1000)),)
    amount_first = promoted([a_piece(10000)], replace(TEN_EUROS, lane=0), WELCOME)
    assert amount_first.discounts == (("TEN", 1000), ("WELCOME10", 900))


@pytest.mark.rule("PAY-07")
def test_a_code_is_read_without_case_or_spaces_and_counts_once() -> None:
    assert normalise_code("  welcome10 ") == "WELCOME10"
    result = promoted([a_piece(10000)], WELCOME, codes=(" welcome10", "WELCOME10", "Welcome10 ", " "))
    assert result.discounts == (("WELCOME10", 1000),)
    assert result.refused == ()


@pytest.mark.rule("PAY-07")
def test_a_scope_touches_only_its_pieces() -> None:
    bags = replace(WELCOME, categories=frozenset({"bags"}))
    pieces = [a_piece(10000), a_piece(5000, sku="B", category="bags")]
    assert taken(promoted(pieces, bags)) == [0, 500]
    style = replace(WELCOME, styles=frozenset({"KN"}))
    assert taken(promoted([a_piece(10000), a_piece(5000, sku="B", style="SH")], style)) == [1000, 0]
    either = replace(bags, styles=frozenset({"KN"}))
    assert taken(promoted(pieces, either)) == [1000, 500]


REFUSALS = [
    (WELCOME, ("OTHER",), Reason.CODE_UNKNOWN, (("code", "OTHER"),)),
    (
        replace(WELCOME, starts=SUNDAY + timedelta(seconds=1)),
        None,
        Reason.CODE_NOT_YET,
        (("code", "WELCOME10"), ("starts", SUNDAY + timedelta(seconds=1))),
    ),
    (
        replace(WELCOME, ends=SUNDAY),
        None,
        Reason.CODE_OVER,
        (("code", "WELCOME10"), ("ended", SUNDAY)),
    ),
    (replace(WELCOME, uses_left=0), None, Reason.CODE_USED_UP, (("code", "WELCOME10"),)),
    (replace(WELCOME, countries=frozenset({"US"})), None, Reason.CODE_NOT_HERE, (("code", "WELCOME10"),)),
    (replace(TEN_EUROS, currency="GBP"), None, Reason.CODE_NOT_HERE, (("code", "TEN"),)),
    (
        replace(WELCOME, minimum_goods=10001, currency="EUR"),
        None,
        Reason.CODE_BELOW_MINIMUM,
        (("code", "WELCOME10"), ("minimum", Money(10001, "EUR")), ("missing", Money(1, "EUR"))),
    ),
    (replace(WELCOME, categories=frozenset({"bags"})), None, Reason.CODE_NO_MATCH, (("code", "WELCOME10"),)),
]


@pytest.mark.rule("PAY-07")
@pytest.mark.parametrize(("promotion", "codes", "reason", "values"), REFUSALS)
def test_a_refused_code_says_why_and_takes_nothing(
    promotion: PromotionFacts,
    codes: tuple[str, ...] | None,
    reason: Reason,
    values: tuple[tuple[str, object], ...],
) -> None:
    result = promoted([a_piece(10000)], promotion, codes=codes)
    (no,) = result.refused
    assert (no.refused.rule, no.refused.reason, no.refused.values) == ("PAY-07", reason, values)
    assert taken(result) == [0]
    assert result.discounts == ()


@pytest.mark.rule("PAY-07")
def test_the_last_use_the_first_second_and_the_exact_minimum_still_count() -> None:
    fine = replace(
        WELCOME,
        uses_left=1,
        starts=SUNDAY,
        ends=SUNDAY + timedelta(seconds=1),
        minimum_goods=10000,
        currency="EUR",
        countries=frozenset({"FR"}),
    )
    assert promoted([a_piece(10000)], fine).discounts == (("WELCOME10", 1000),)


@pytest.mark.rule("PAY-07")
@pytest.mark.rule("pitfall-17")
def test_a_code_that_stands_alone_wins_only_where_it_takes_more() -> None:
    alone = replace(TEN_EUROS, code="ALONE", combines=False)
    dear = promoted([a_piece(20000)], WELCOME, alone)
    assert dear.discounts == (("WELCOME10", 2000),)
    assert dear.refused == (
        RefusedCode(
            code="ALONE",
            refused=Refused(
                rule="PAY-07",
                reason=Reason.CODE_EXCLUSIVE,
                values=(("code", "ALONE"), ("other", "WELCOME10")),
                field="codes",
            ),
        ),
    )
    cheap = promoted([a_piece(5000)], WELCOME, FREE_DELIVERY, alone)
    assert cheap.discounts == (("ALONE", 1000),)
    assert cheap.free_delivery is None
    assert [(no.code, no.refused.reason) for no in cheap.refused] == [
        ("FREESHIP", Reason.CODE_EXCLUSIVE),
        ("WELCOME10", Reason.CODE_EXCLUSIVE),
    ]


@pytest.mark.rule("PAY-08")
def test_a_free_delivery_code_takes_nothing_off_the_pieces() -> None:
    result = promoted([a_piece(10000)], FREE_DELIVERY)
    assert (result.free_delivery, result.discounts, taken(result)) == ("FREESHIP", (("FREESHIP", 0),), [0])


@pytest.mark.rule("pitfall-17")
@pytest.mark.rule("PAY-07")
@given(lines=baskets(), promotions=promotion_sets(), seed=st.integers(0, 1000))
def test_neither_the_order_of_codes_nor_that_of_pieces_matters(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...], seed: int
) -> None:
    pieces = pieces_of(lines)
    codes = [promotion.code for promotion in promotions]
    straight = promoted(pieces, *promotions)
    shuffled = Random(seed)
    mixed_codes, places = list(codes), list(range(len(pieces)))
    shuffled.shuffle(mixed_codes)
    shuffled.shuffle(places)
    mixed = promoted([pieces[place] for place in places], *promotions, codes=tuple(mixed_codes))
    assert (mixed.discounts, mixed.free_delivery, mixed.refused) == (
        straight.discounts,
        straight.free_delivery,
        straight.refused,
    )
    by_sku = sorted(zip((piece.sku for piece in pieces), straight.shares, strict=True))
    assert sorted(zip((pieces[place].sku for place in places), mixed.shares, strict=True)) == by_sku


@pytest.mark.rule("pitfall-6")
@pytest.mark.rule("pitfall-17")
@given(lines=baskets(), promotions=promotion_sets())
def test_shares_add_up_and_no_piece_goes_below_zero_or_becomes_dearer(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...]
) -> None:
    pieces = pieces_of(lines)
    result = promoted(pieces, *promotions)
    for piece, shares in zip(pieces, result.shares, strict=True):
        assert all(amount > 0 for _, amount in shares)
        assert 0 <= sum(amount for _, amount in shares) <= piece.price
    for code, amount in result.discounts:
        assert amount == sum(part for shares in result.shares for own, part in shares if own == code)
    accepted = {code for code, _ in result.discounts}
    assert accepted | {no.code for no in result.refused} == {promotion.code for promotion in promotions}


@pytest.mark.rule("pitfall-17")
@given(lines=baskets(), promotions=promotion_sets())
def test_one_more_code_that_combines_never_makes_the_basket_dearer(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...]
) -> None:
    pieces = pieces_of(lines)
    before = sum(taken(promoted(pieces, *promotions)))
    more = replace(TEN_EUROS, code="MORE", lane=9, starts=datetime(2026, 1, 1, tzinfo=UTC))
    assert sum(taken(promoted(pieces, *promotions, more))) >= before
