"""PAY-05: what leaves is charged, delivery once, never more than was authorised."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.capture import (
    CaptureLeg,
    due_at_confirmation,
    due_for_parcel,
    remaining,
    to_release,
)
from comptoir.core.facts import OrderFacts, PieceState
from comptoir.core.policy import Method
from tests.core.order_facts import (
    METHODS,
    PLACED_AT,
    a_piece,
    a_tender,
    an_order,
    captured,
    histories,
    in_state,
    worth,
)

pytestmark = pytest.mark.rule("PAY-05", "C-07")


def test_the_first_parcel_takes_its_pieces_and_the_delivery_charge() -> None:
    plan = due_for_parcel(
        order=an_order(), parcel={"a"}, charged=(), tenders=[a_tender()], methods=METHODS, at=PLACED_AT
    )
    assert plan.legs == (CaptureLeg(tender="t1", amount=16000, final=False),)
    assert (plan.total, plan.missing, plan.ahead, plan.release) == (16000, 0, 0, ())


def test_the_last_parcel_takes_its_pieces_only_and_is_final() -> None:
    plan = due_for_parcel(
        order=an_order(),
        parcel={"b"},
        charged={"a"},
        tenders=[a_tender(captured=16000)],
        methods=METHODS,
        at=PLACED_AT,
    )
    assert plan.legs == (CaptureLeg(tender="t1", amount=15000, final=True),)


def test_prepaid_duty_is_taken_with_its_piece() -> None:
    order = an_order(a_piece("a", 20000, duty=3000), delivery_paid=0)
    plan = due_for_parcel(
        order=order, parcel={"a"}, charged=(), tenders=[a_tender()], methods=METHODS, at=PLACED_AT
    )
    assert plan.total == 23000


@pytest.mark.rule("PAY-06")
def test_a_piece_out_of_stock_is_never_taken_and_the_last_capture_frees_the_rest() -> None:
    order = in_state(an_order(), ["b"], PieceState.CANCELLED)
    plan = due_for_parcel(
        order=order, parcel={"a"}, charged=(), tenders=[a_tender()], methods=METHODS, at=PLACED_AT
    )
    assert plan.legs == (CaptureLeg(tender="t1", amount=16000, final=True),)


@pytest.mark.rule("PAY-06")
def test_when_the_last_pieces_fall_out_after_the_first_parcel_the_rest_is_released() -> None:
    order = in_state(in_state(an_order(), ["a"], PieceState.SHIPPED), ["b"], PieceState.CANCELLED)
    held = a_tender(captured=16000)
    assert to_release(order=order, charged={"a"}, tenders=[held], at=PLACED_AT) == ("t1",)
    spent = a_tender(authorised=16000, captured=16000)
    assert to_release(order=order, charged={"a"}, tenders=[spent], at=PLACED_AT) == ()
    assert to_release(order=an_order(), charged={"a"}, tenders=[held], at=PLACED_AT) == ()


def test_a_parcel_worth_nothing_more_releases_what_is_left() -> None:
    order = an_order(a_piece("a"), a_piece("b", 0))
    plan = due_for_parcel(
        order=order,
        parcel={"b"},
        charged={"a"},
        tenders=[a_tender(captured=16000)],
        methods=METHODS,
        at=PLACED_AT,
    )
    assert (plan.legs, plan.release) == ((), ("t1",))


def test_paypal_and_the_like_are_taken_whole_at_confirmation_and_then_no_more() -> None:
    paypal = a_tender(Method.PAYPAL)
    card = a_tender(name="t2")
    legs = due_at_confirmation(tenders=[paypal, card], methods=METHODS, at=PLACED_AT)
    assert legs == (CaptureLeg(tender="t1", amount=31000, final=True),)
    taken = replace(paypal, captured=31000)
    assert due_at_confirmation(tenders=[taken], methods=METHODS, at=PLACED_AT) == ()
    plan = due_for_parcel(
        order=an_order(), parcel={"a"}, charged=(), tenders=[taken], methods=METHODS, at=PLACED_AT
    )
    assert (plan.legs, plan.missing, plan.ahead) == ((), 0, 0)


def test_a_way_to_pay_with_one_capture_takes_the_rest_of_the_order_and_says_so() -> None:
    apple = a_tender(Method.APPLE_PAY)
    plan = due_for_parcel(
        order=an_order(), parcel={"a"}, charged=(), tenders=[apple], methods=METHODS, at=PLACED_AT
    )
    assert plan.legs == (CaptureLeg(tender="t1", amount=31000, final=True),)
    assert plan.ahead == 15000
    after = due_for_parcel(
        order=an_order(),
        parcel={"b"},
        charged={"a"},
        tenders=[replace(apple, captured=31000)],
        methods=METHODS,
        at=PLACED_AT,
    )
    assert (after.legs, after.ahead) == ((), 0)


def test_two_payments_are_used_up_in_their_order() -> None:
    voucher = a_tender(Method.PAYPAL, authorised=10000, captured=10000)
    card = a_tender(authorised=21000, name="t2")
    plan = due_for_parcel(
        order=an_order(), parcel={"a"}, charged=(), tenders=[voucher, card], methods=METHODS, at=PLACED_AT
    )
    assert plan.legs == (CaptureLeg(tender="t2", amount=6000, final=False),)


@pytest.mark.rule("C-05")
def test_a_lapsed_authorisation_takes_nothing_and_the_parcel_stays() -> None:
    until = PLACED_AT + timedelta(days=7)
    tender = a_tender(capture_before=until)
    assert remaining(tender=tender, at=until - timedelta(seconds=1)) == 31000
    assert remaining(tender=tender, at=until) == 0
    plan = due_for_parcel(
        order=an_order(), parcel={"a"}, charged=(), tenders=[tender], methods=METHODS, at=until
    )
    assert (plan.legs, plan.missing) == ((), 16000)


def test_never_more_than_was_authorised_even_where_it_does_not_suffice() -> None:
    plan = due_for_parcel(
        order=an_order(),
        parcel={"a"},
        charged=(),
        tenders=[a_tender(authorised=12000)],
        methods=METHODS,
        at=PLACED_AT,
    )
    assert (plan.total, plan.missing) == (12000, 4000)


@given(history=histories(), short_first=st.booleans())
def test_what_was_taken_is_what_left_and_delivery_once(
    history: tuple[OrderFacts, list[set[str]], set[str], Method], *, short_first: bool
) -> None:
    order, parcels, short, method = history
    everything = {piece.id for piece in order.pieces}
    authorised = worth(order, everything) + order.delivery_paid
    tender = a_tender(method, authorised=authorised)
    tender = captured(tender, due_at_confirmation(tenders=[tender], methods=METHODS, at=PLACED_AT))
    charged: set[str] = set()
    if short_first:
        order = in_state(order, short, PieceState.CANCELLED)
    for parcel in parcels:
        order = in_state(order, parcel, PieceState.PACKED)
        plan = due_for_parcel(
            order=order, parcel=parcel, charged=charged, tenders=[tender], methods=METHODS, at=PLACED_AT
        )
        assert plan.missing == 0
        tender = captured(tender, plan.legs)
        assert tender.captured <= authorised
        charged |= parcel
        order = in_state(order, parcel, PieceState.SHIPPED)
        left = worth(order, charged) + order.delivery_paid
        if METHODS[method].multi_capture:
            assert tender.captured == left
        assert tender.captured >= left
    order = in_state(order, short, PieceState.CANCELLED)
    if METHODS[method].multi_capture:
        assert tender.captured == (worth(order, charged) + order.delivery_paid if parcels else 0)
    released = to_release(order=order, charged=charged, tenders=[tender], at=PLACED_AT)
    assert bool(released) == (tender.captured < authorised)
