"""Codes: which apply, what they take off each piece, and that their order never matters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations
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


def entered(promotions: Iterable[PromotionFacts]) -> tuple[str, ...]:
    return tuple(promotion.code for promotion in promotions if not promotion.name)


def promoted(
    pieces: list[PromotedPiece],
    *promotions: PromotionFacts,
    codes: tuple[str, ...] | None = None,
    at: datetime = SUNDAY,
) -> Promoted:
    return apply_promotions(
        pieces,
        codes=codes if codes is not None else entered(promotions),
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
    (
        replace(WELCOME, categories=frozenset({"bags"}), pieces="Bags"),
        None,
        Reason.CODE_NO_MATCH,
        (("code", "WELCOME10"), ("pieces", "Bags")),
    ),
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
    codes = entered(promotions)
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
    accepted, refused = {code for code, _ in result.discounts}, {no.code for no in result.refused}
    assert not accepted & refused
    assert {known.code for known in promotions if not known.name} <= accepted | refused
    assert {gift.code for gift in result.gifts} <= accepted
    given = Counter(piece.sku for piece in pieces) + Counter(gift.sku for gift in result.gifts)
    left = {known.code: known.gifts_left for known in promotions}
    assert all(given[gift.sku] <= max(left.values()) for gift in result.gifts)


@pytest.mark.rule("PAY-07", "pitfall-17")
@given(lines=baskets(), promotions=promotion_sets())
def test_what_is_kept_goes_together_and_nothing_else_would_have_taken_more(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...]
) -> None:
    pieces = pieces_of(lines)
    result = promoted(pieces, *promotions)
    kept = [known for known in promotions if known.code in dict(result.discounts)]
    for one, other in combinations(kept, 2):
        assert one.combines
        assert other.combines
        assert other.code not in one.excludes
        assert one.code not in other.excludes
    for known in promotions:
        if not known.name and known.kind is not PromotionKind.GIFT:
            assert sum(taken(promoted(pieces, known))) <= sum(taken(result))


@pytest.mark.rule("PAY-08")
@given(lines=baskets(), promotions=promotion_sets())
def test_delivery_is_free_by_its_own_kind_of_promotion_alone(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...]
) -> None:
    pieces = pieces_of(lines)
    result = promoted(pieces, *promotions)
    by_code = {known.code: known for known in promotions}
    if result.free_delivery:
        assert by_code[result.free_delivery].kind is PromotionKind.FREE_DELIVERY
    free = {code for code, _ in result.discounts if by_code[code].kind is PromotionKind.FREE_DELIVERY}
    assert bool(free) == bool(result.free_delivery)
    assert all(dict(result.discounts)[code] == 0 for code in free)


@pytest.mark.rule("pitfall-17")
@given(lines=baskets(), promotions=promotion_sets())
def test_one_more_code_that_combines_never_makes_the_basket_dearer(
    lines: tuple[LineFacts, ...], promotions: tuple[PromotionFacts, ...]
) -> None:
    pieces = pieces_of(lines)
    before = sum(taken(promoted(pieces, *promotions)))
    more = replace(TEN_EUROS, code="MORE", lane=9, starts=datetime(2026, 1, 1, tzinfo=UTC))
    assert sum(taken(promoted(pieces, *promotions, more))) >= before


BY_ITSELF = replace(WELCOME, code="WINTER", name="Winter days")
SCARF = PromotionFacts(
    code="SCARF",
    kind=PromotionKind.GIFT,
    starts=WELCOME.starts,
    gift="SC",
    gift_name="Silk square",
    gifts_left=1,
    amount=1500,
    currency="EUR",
)


@pytest.mark.rule("PAY-07")
def test_what_applies_by_itself_needs_no_code_and_is_refused_without_a_word() -> None:
    result = promoted([a_piece(10000)], BY_ITSELF, codes=())
    assert (result.discounts, result.names) == ((("WINTER", 1000),), (("WINTER", "Winter days"),))
    dear = promoted([a_piece(10000)], replace(BY_ITSELF, minimum_goods=10001, currency="EUR"), codes=())
    assert (dear.discounts, dear.refused, dear.names) == ((), (), ())
    (typed,) = promoted([a_piece(10000)], BY_ITSELF, codes=("WINTER",)).refused
    assert typed.refused.reason is Reason.CODE_UNKNOWN


@pytest.mark.rule("PAY-07")
def test_a_code_that_was_entered_comes_before_one_that_applies_by_itself_and_takes_as_much() -> None:
    apart = replace(BY_ITSELF, excludes=frozenset({"WELCOME10"}))
    result = promoted([a_piece(10000)], apart, WELCOME, codes=("WELCOME10",))
    assert (result.discounts, result.refused) == ((("WELCOME10", 1000),), ())


@pytest.mark.rule("PAY-07")
def test_only_those_two_that_the_house_keeps_apart_do_not_combine() -> None:
    apart = replace(TEN_EUROS, excludes=frozenset({"WELCOME10"}))
    result = promoted([a_piece(20000)], apart, WELCOME, FREE_DELIVERY)
    assert (result.discounts, result.free_delivery) == ((("WELCOME10", 2000), ("FREESHIP", 0)), "FREESHIP")
    (no,) = result.refused
    assert (no.code, dict(no.refused.values)) == ("TEN", {"code": "TEN", "other": "WELCOME10"})


@pytest.mark.rule("PAY-07")
def test_of_two_codes_of_one_batch_an_order_uses_one() -> None:
    first, second = (replace(WELCOME, code=code, key="GUESTS") for code in ("G1", "G2"))
    result = promoted([a_piece(10000)], second, first)
    assert result.discounts == (("G1", 1000),)
    assert [(no.code, no.refused.reason) for no in result.refused] == [("G2", Reason.CODE_EXCLUSIVE)]


@pytest.mark.rule("A-50")
def test_a_gift_takes_nothing_off_and_customs_are_told_its_worth() -> None:
    result = promoted([a_piece(10000)], SCARF)
    assert (result.discounts, taken(result), result.refused) == ((("SCARF", 0),), [0], ())
    assert [(gift.code, gift.sku, gift.customs_value) for gift in result.gifts] == [("SCARF", "SC", 1500)]


@pytest.mark.rule("A-50")
def test_a_gift_that_is_bought_up_or_given_twice_has_run_out_and_keeps_nothing_else_out() -> None:
    result = promoted([a_piece(10000, sku="SC")], replace(SCARF, combines=False), WELCOME)
    (no,) = result.refused
    assert (no.code, no.refused.reason) == ("SCARF", Reason.GIFT_GONE)
    assert dict(no.refused.values) == {"code": "SCARF", "name": "Silk square"}
    assert (result.gifts, result.discounts) == ((), (("WELCOME10", 1000),))
    twice = promoted([a_piece(10000)], SCARF, replace(SCARF, code="SCARF2"))
    assert [gift.code for gift in twice.gifts] == ["SCARF"]
    assert [known.code for known in twice.refused] == ["SCARF2"]
