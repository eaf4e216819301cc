"""A piece that is sent again: its money is given back once, whatever is sent, comes back, is lost or is sent once more."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.decisions import Allowed, Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis, RefundPlan, plan_refund
from comptoir.core.replacements import refundable, stands_for, with_money_known
from comptoir.core.returns import can_return
from comptoir.core.withdrawal import can_withdraw_piece
from tests.core.order_facts import POLICY, a_piece, a_tender, an_order

FIRST = datetime(2026, 11, 25, 10, tzinfo=UTC)
LATER = FIRST + timedelta(days=20)
TERMS = EffectiveTerms(
    withdrawal_days=14,
    refund_days=14,
    refund_delivery=True,
    guarantee_months=24,
    next_working_day=False,
    overridden=(),
)


def again(
    name: str, of: str, *, state: PieceState = PieceState.ORDERED, at: datetime | None = None
) -> PieceFacts:
    return replace(a_piece(name, 0, state=state, delivered_at=at), tax=0, replaces=of)


def planned(order: OrderFacts, *pieces: str, refunded: frozenset[str] = frozenset()) -> RefundPlan:
    tender = a_tender(authorised=100000, captured=31000)
    return plan_refund(
        order=order,
        pieces=pieces,
        basis=Basis.NON_CONFORMITY,
        market=POLICY.markets["FR"],
        terms=TERMS,
        refunded=refunded,
        tenders=[tender],
    )


def sent_again() -> OrderFacts:
    order = an_order(
        a_piece("a", delivered_at=FIRST), a_piece("b", delivered_at=FIRST), again("c", "a", at=LATER)
    )
    return with_money_known(order=order, refunded=())


@pytest.mark.rule("A-12")
def test_what_was_replaced_gives_back_nothing_and_its_replacement_what_was_paid_for_it() -> None:
    order = sent_again()
    assert [piece.state for piece in order.pieces] == [
        PieceState.REPLACED,
        PieceState.DELIVERED,
        PieceState.DELIVERED,
    ]
    assert planned(order, "a").total == 0
    assert (planned(order, "c").total, planned(order, "c").pieces) == (15000, ("a",))
    assert planned(order, "a", "c").total == 15000


@pytest.mark.rule("A-12", "A-03")
def test_delivery_goes_back_with_the_replacement_that_is_the_last_of_the_order() -> None:
    order = sent_again()
    assert planned(order, "b").delivery == 0
    assert planned(order, "c", refunded=frozenset({"b"})).delivery == 1000


@pytest.mark.rule("A-12")
def test_a_replacement_that_was_called_off_leaves_the_money_with_the_first() -> None:
    called_off = again("c", "a", state=PieceState.CANCELLED)
    order = an_order(a_piece("a", delivered_at=FIRST), a_piece("b", delivered_at=FIRST), called_off)
    assert with_money_known(order=order, refunded=()).pieces[0].state is PieceState.DELIVERED
    assert planned(order, "a").total == 15000


@pytest.mark.rule("RET-01", "A-12")
def test_the_days_of_a_replacement_count_from_its_own_delivery_and_change_nothing_for_the_rest() -> None:
    order = sent_again()
    first, other, second = order.pieces
    for at, left in ((FIRST + timedelta(days=10), True), (LATER, False)):
        assert isinstance(can_return(piece=other, order=order, policy=POLICY, at=at), Allowed) is left
        assert isinstance(can_withdraw_piece(piece=other, order=order, terms=TERMS, at=at), Allowed) is left
    last = datetime(2026, 12, 29, 22, 59, 59, tzinfo=UTC)
    for at, allowed in ((last, True), (last + timedelta(seconds=1), False)):
        assert isinstance(can_return(piece=second, order=order, policy=POLICY, at=at), Allowed) is allowed
        assert (
            isinstance(can_withdraw_piece(piece=second, order=order, terms=TERMS, at=at), Allowed) is allowed
        )
    refused = can_return(piece=first, order=order, policy=POLICY, at=FIRST)
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.PIECE_REPLACED


@st.composite
def lives(draw: st.DrawFn) -> tuple[OrderFacts, list[str]]:
    """An order of two of which pieces are sent again, replacements too; and everything in the order it is given back."""
    pieces = [a_piece("p0", draw(st.integers(0, 90000))), a_piece("p1", draw(st.integers(0, 90000)))]
    for number in range(draw(st.integers(0, 5))):
        free = [piece.id for piece in pieces if piece.id not in {other.replaces for other in pieces}]
        pieces.append(again(f"r{number}", draw(st.sampled_from(free))))
    states = (PieceState.DELIVERED, PieceState.LOST, PieceState.SHIPPED)
    order = an_order(*(replace(piece, state=draw(st.sampled_from(states))) for piece in pieces))
    return order, draw(st.permutations([piece.id for piece in pieces]))


@pytest.mark.rule("A-12", "RET-11")
@given(lives())
def test_a_piece_is_refunded_at_most_once_whatever_is_resent(life: tuple[OrderFacts, list[str]]) -> None:
    order, asked = life
    refunded: set[str] = set()
    given_back = 0
    for piece in asked:
        known = with_money_known(order=order, refunded=refunded)
        if refundable(order=known, pieces=[piece]) & refunded:
            continue  # refused by its state, which says so
        plan = planned(known, piece, refunded=frozenset(refunded))
        assert not refunded & set(plan.pieces)
        refunded |= set(plan.pieces)
        given_back += sum(line.amount for line in plan.lines if line.piece)
    assert refunded == {"p0", "p1"} == set(stands_for(order=order).values())
    assert given_back == sum(piece.paid for piece in order.pieces)
    final = with_money_known(order=order, refunded=refunded)
    assert {piece.state for piece in final.pieces} == {PieceState.REFUNDED}
