"""A refund is a sum of stored numbers: exact, capped by what was taken, and explained cent by cent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comptoir.core.actors import Actor, ActorKind
from comptoir.core.capture import due_at_confirmation, due_for_parcel
from comptoir.core.facts import OrderFacts, PieceState, TenderFacts
from comptoir.core.law import EffectiveTerms
from comptoir.core.money import Money
from comptoir.core.policy import Method, RefundTerms
from comptoir.core.refunds import (
    Basis,
    LineKind,
    RefundLeg,
    RefundLine,
    RefundPlan,
    plan_refund,
    takes_two,
    takes_whole_order,
)
from tests.core.order_facts import (
    METHODS,
    PLACED_AT,
    POLICY,
    a_piece,
    a_tender,
    an_order,
    captured,
    histories,
    in_state,
    worth,
)

FRANCE = POLICY.markets["FR"]
GENEROUS = replace(FRANCE, refund_delivery=True)
EU = EffectiveTerms(
    withdrawal_days=14,
    refund_days=14,
    refund_delivery=True,
    guarantee_months=24,
    next_working_day=True,
    overridden=(),
)
NO_LAW = replace(EU, withdrawal_days=None, refund_delivery=False)
ARRIVED = in_state(
    an_order(delivery_paid=2500), ["a", "b"], PieceState.DELIVERED
)  # express; standard was 800
TAKEN = a_tender(authorised=32500, captured=32500)


def refund(
    *pieces: str,
    order: OrderFacts = ARRIVED,
    basis: Basis = Basis.COMMERCIAL_RETURN,
    refunded: tuple[str, ...] = (),
    tenders: tuple[TenderFacts, ...] = (TAKEN,),
    generous: bool = False,
    terms: EffectiveTerms = EU,
) -> RefundPlan:
    return plan_refund(
        order=order,
        pieces=pieces,
        basis=basis,
        market=GENEROUS if generous else FRANCE,
        terms=terms,
        refunded=refunded,
        tenders=tenders,
    )


@pytest.mark.rule("RET-11", "RET-12")
def test_one_piece_of_two_goes_back_to_the_card_for_what_was_paid_for_it() -> None:
    plan = refund("a")
    assert plan.legs == (RefundLeg(tender="t1", amount=15000),)
    assert plan.lines == (
        RefundLine(kind=LineKind.PIECE, amount=15000, tax=2500, piece="a", rule="RET-11"),
        RefundLine(kind=LineKind.DELIVERY, amount=0, tax=0, rule="RET-02"),
    )
    assert plan.total == 15000


@pytest.mark.rule("RET-02")
def test_a_commercial_return_of_everything_keeps_delivery_unless_the_market_gives_it_back() -> None:
    assert (refund("a", "b").total, refund("a", "b").delivery) == (30000, 0)
    generous = refund("a", "b", generous=True)
    assert (generous.total, generous.delivery) == (32500, 2500)
    assert refund("a", generous=True).delivery == 0


@pytest.mark.rule("RET-02")
def test_a_return_costs_nothing_so_prepaid_duty_comes_back_with_its_piece() -> None:
    order = an_order(a_piece("a", 20000, duty=3000, state=PieceState.DELIVERED), delivery_paid=0)
    plan = refund("a", order=order)
    assert [(line.kind, line.amount) for line in plan.lines] == [
        (LineKind.PIECE, 20000),
        (LineKind.DUTY, 3000),
    ]
    assert plan.legs == (RefundLeg(tender="t1", amount=23000),)


@pytest.mark.rule("A-02", "RET-02")
def test_a_full_withdrawal_gives_back_the_cheapest_delivery_and_keeps_the_supplement() -> None:
    plan = refund("a", "b", basis=Basis.STATUTORY_WITHDRAWAL)
    assert (plan.total, plan.delivery) == (30800, 800)
    assert plan.lines[-1] == RefundLine(kind=LineKind.DELIVERY, amount=800, tax=133, rule="A-02")
    cheap = replace(ARRIVED, delivery_paid=500)
    assert refund("a", "b", order=cheap, basis=Basis.STATUTORY_WITHDRAWAL).delivery == 500


@pytest.mark.rule("A-02")
def test_a_withdrawal_never_gives_less_than_the_house_would() -> None:
    assert refund("a", "b", basis=Basis.STATUTORY_WITHDRAWAL, generous=True).delivery == 2500
    assert refund("a", "b", basis=Basis.STATUTORY_WITHDRAWAL, terms=NO_LAW).delivery == 0


@pytest.mark.rule("A-03", "A-04")
def test_a_partial_withdrawal_leaves_delivery_and_the_last_one_makes_it_full() -> None:
    first = refund("a", basis=Basis.STATUTORY_WITHDRAWAL)
    assert (first.total, first.delivery) == (15000, 0)
    once = replace(TAKEN, refunded=first.total)
    last = refund("b", basis=Basis.STATUTORY_WITHDRAWAL, refunded=("a",), tenders=(once,))
    assert (last.total, last.delivery) == (15800, 800)


@pytest.mark.rule("A-03")
def test_a_cancelled_piece_is_not_kept() -> None:
    order = in_state(ARRIVED, ["b"], PieceState.CANCELLED)
    assert takes_whole_order(order=order, gone={"a"})
    assert not takes_whole_order(order=ARRIVED, gone={"a"})


@pytest.mark.rule("A-12", "A-13")
@pytest.mark.parametrize("basis", [Basis.NON_CONFORMITY, Basis.LATE_DELIVERY, Basis.LOST_PARCEL])
def test_where_the_house_failed_all_of_delivery_comes_back_with_the_last_piece(basis: Basis) -> None:
    assert refund("a", "b", basis=basis).delivery == 2500
    assert refund("a", basis=basis).delivery == 0


@pytest.mark.rule("PAY-06")
def test_a_piece_found_short_before_its_card_was_charged_is_never_taken() -> None:
    shipped = in_state(an_order(), ["a"], PieceState.SHIPPED)
    card = a_tender(captured=16000)
    plan = refund("b", order=shipped, basis=Basis.SHORTAGE, tenders=(card,))
    assert (plan.total, plan.legs) == (0, ())
    assert plan.lines[0] == RefundLine(kind=LineKind.PIECE, amount=0, tax=0, piece="b", rule="PAY-06")


@pytest.mark.rule("PAY-06", "C-08")
def test_a_piece_found_short_after_paypal_took_it_goes_back_at_once() -> None:
    for state in (PieceState.ORDERED, PieceState.CANCELLED):
        order = in_state(an_order(), ["b"], state)
        plan = refund("b", order=order, basis=Basis.SHORTAGE, tenders=(a_tender(captured=31000),))
        assert (plan.total, plan.delivery) == (15000, 0)


@pytest.mark.rule("ORD-03", "C-08")
def test_a_cancelled_paypal_order_gives_everything_back_and_a_card_nothing() -> None:
    order = an_order()
    paypal = refund(
        "a", "b", order=order, basis=Basis.CANCEL_BEFORE_DISPATCH, tenders=(a_tender(captured=31000),)
    )
    assert (paypal.total, paypal.delivery) == (31000, 1000)
    assert {line.rule for line in paypal.lines} == {"ORD-03"}
    card = refund("a", "b", order=order, basis=Basis.CANCEL_BEFORE_DISPATCH, tenders=(a_tender(),))
    assert (card.total, card.legs) == (0, ())


@pytest.mark.rule("A-02")
def test_withdrawn_from_before_anything_left_even_the_supplement_comes_back() -> None:
    order = an_order(delivery_paid=2500)
    plan = refund("a", "b", order=order, basis=Basis.STATUTORY_WITHDRAWAL, tenders=(TAKEN,))
    assert (plan.total, plan.delivery) == (32500, 2500)


def test_money_taken_ahead_covers_what_will_still_leave_before_it_goes_back() -> None:
    order = an_order()
    voucher = a_tender(Method.PAYPAL, authorised=20000, captured=20000, name="v")
    card = a_tender(authorised=11000, name="c")
    plan = refund("b", order=order, basis=Basis.SHORTAGE, tenders=(voucher, card))
    assert plan.legs == (RefundLeg(tender="v", amount=4000),)
    assert plan.lines[0].tax == 667  # of 2500 in 15000


@pytest.mark.rule("RET-12", "C-13")
def test_each_payment_gives_back_at_most_what_it_took_in_their_order() -> None:
    card = a_tender(authorised=20000, captured=20000, refunded=8000, name="c")
    credit = a_tender(Method.PAYPAL, authorised=12500, captured=12500, name="v")
    assert refund("a", tenders=(card, credit)).legs == (
        RefundLeg(tender="c", amount=12000),
        RefundLeg(tender="v", amount=3000),
    )


@pytest.mark.rule("C-13")
def test_what_was_given_back_otherwise_is_taken_off_and_said() -> None:
    plan = refund("a", tenders=(replace(TAKEN, refunded=20000),))
    assert plan.legs == (RefundLeg(tender="t1", amount=12500),)
    assert plan.lines[-1] == RefundLine(kind=LineKind.EARLIER, amount=-2500)
    assert plan.total == 12500


@pytest.mark.rule("PAY-06", "C-23")
def test_a_gesture_on_one_piece_takes_nothing_from_another_found_short() -> None:
    paypal = a_tender(captured=31000, refunded=2000)
    order = in_state(an_order(replace(a_piece("a"), reduced=2000), a_piece("b")), ["a"], PieceState.SHIPPED)
    plan = plan_refund(
        order=order,
        pieces={"b"},
        basis=Basis.SHORTAGE,
        market=FRANCE,
        terms=EU,
        refunded=(),
        tenders=[paypal],
    )
    assert plan.total == 15000


def test_refunding_a_piece_twice_or_of_another_order_is_a_bug() -> None:
    with pytest.raises(ValueError, match="already refunded"):
        refund("a", refunded=("a",))
    with pytest.raises(ValueError, match="not of this order"):
        refund("z")


@st.composite
def groupings(draw: st.DrawFn) -> tuple[OrderFacts, list[list[str]], tuple[TenderFacts, ...]]:
    """A delivered order, an order and grouping in which its pieces come back, and who paid."""
    amounts = draw(st.lists(st.tuples(st.integers(0, 90000), st.integers(0, 9000)), min_size=1, max_size=7))
    pieces = [
        a_piece(f"p{i}", paid, duty=duty, state=PieceState.DELIVERED)
        for i, (paid, duty) in enumerate(amounts)
    ]
    order = an_order(*pieces, delivery_paid=draw(st.integers(0, 3000)))
    whole = sum(paid + duty for paid, duty in amounts) + order.delivery_paid
    first = draw(st.integers(0, whole))
    tenders = (
        a_tender(authorised=first, captured=first, name="c"),
        a_tender(Method.PAYPAL, authorised=whole - first, captured=whole - first, name="v"),
    )
    shuffled = draw(st.permutations([piece.id for piece in pieces]))
    groups: list[list[str]] = [[]]
    for name in shuffled:
        if groups[-1] and draw(st.booleans()):
            groups.append([])
        groups[-1].append(name)
    return order, groups, tenders


@pytest.mark.rule("RET-11", "RET-02", "A-03")
@given(grouping=groupings(), basis=st.sampled_from(Basis), generous=st.booleans())
def test_any_order_and_grouping_ends_at_exactly_what_was_paid(
    grouping: tuple[OrderFacts, list[list[str]], tuple[TenderFacts, ...]], basis: Basis, *, generous: bool
) -> None:
    order, groups, tenders = grouping
    refunded: tuple[str, ...] = ()
    tax = 0
    for group in groups:
        plan = refund(*group, order=order, basis=basis, refunded=refunded, tenders=tenders, generous=generous)
        assert plan.total == sum(leg.amount for leg in plan.legs) == sum(line.amount for line in plan.lines)
        tax += sum(line.tax for line in plan.lines)
        paid_back = {leg.tender: leg.amount for leg in plan.legs}
        tenders = tuple(replace(t, refunded=t.refunded + paid_back.get(t.id, 0)) for t in tenders)
        assert all(t.refunded <= t.captured for t in tenders)
        refunded = (*refunded, *group)
        order = replace(order, delivery_refunded=order.delivery_refunded + plan.delivery)
    goods = sum(piece.paid + piece.duty for piece in order.pieces)
    delivery = {
        Basis.COMMERCIAL_RETURN: 0,
        Basis.STATUTORY_WITHDRAWAL: min(order.delivery_paid, order.delivery_cheapest),
    }.get(basis, order.delivery_paid)
    if generous:
        delivery = order.delivery_paid
    assert order.delivery_refunded == delivery
    assert sum(t.refunded for t in tenders) == goods + delivery
    if delivery == order.delivery_paid:
        assert tax == sum(piece.tax for piece in order.pieces) + order.delivery_tax


@pytest.mark.rule("PAY-06", "C-13")
@given(
    grouping=groupings(),
    basis=st.sampled_from([Basis.SHORTAGE, Basis.CANCEL_BEFORE_DISPATCH, Basis.STATUTORY_WITHDRAWAL]),
    captured=st.integers(0, 100),
)
def test_before_dispatch_exactly_what_was_taken_comes_back_however_it_is_grouped(
    grouping: tuple[OrderFacts, list[list[str]], tuple[TenderFacts, ...]], basis: Basis, captured: int
) -> None:
    order, groups, tenders = grouping
    order = in_state(order, [piece.id for piece in order.pieces], PieceState.ORDERED)
    tenders = tuple(replace(t, captured=t.authorised * captured // 100) for t in tenders)
    taken = sum(t.captured for t in tenders)
    refunded: tuple[str, ...] = ()
    for group in groups:
        plan = refund(*group, order=order, basis=basis, refunded=refunded, tenders=tenders)
        paid_back = {leg.tender: leg.amount for leg in plan.legs}
        tenders = tuple(replace(t, refunded=t.refunded + paid_back.get(t.id, 0)) for t in tenders)
        refunded = (*refunded, *group)
        order = in_state(order, group, PieceState.CANCELLED)
        order = replace(order, delivery_refunded=order.delivery_refunded + plan.delivery)
    assert sum(t.refunded for t in tenders) == taken


@pytest.mark.rule("PAY-05", "PAY-06", "RET-12")
@given(history=histories())
def test_what_was_captured_and_what_is_refunded_meet(
    history: tuple[OrderFacts, list[set[str]], set[str], Method],
) -> None:
    """Parcels leave, the rest is found short, everything that arrived comes back: not a cent stays or is missing."""
    order, parcels, short, method = history
    authorised = worth(order, {piece.id for piece in order.pieces}) + order.delivery_paid
    tender = a_tender(method, authorised=authorised)
    tender = captured(tender, due_at_confirmation(tenders=[tender], methods=METHODS, at=PLACED_AT))
    charged: set[str] = set()
    for parcel in parcels:
        plan = due_for_parcel(
            order=order, parcel=parcel, charged=charged, tenders=[tender], methods=METHODS, at=PLACED_AT
        )
        tender = captured(tender, plan.legs)
        charged |= parcel
        order = in_state(order, parcel, PieceState.DELIVERED)
    refunded: tuple[str, ...] = ()
    for names, basis in ((short, Basis.SHORTAGE), (charged, Basis.NON_CONFORMITY)):
        back = refund(*names, order=order, basis=basis, refunded=refunded, tenders=(tender,))
        tender = replace(tender, refunded=tender.refunded + back.total)
        order = in_state(order, short, PieceState.CANCELLED)
        order = replace(order, delivery_refunded=order.delivery_refunded + back.delivery)
        refunded = (*refunded, *names)
        if basis is Basis.SHORTAGE:
            assert tender.captured - tender.refunded == (
                worth(order, charged) + order.delivery_paid if charged else 0
            )
    assert tender.refunded == tender.captured


@pytest.mark.rule("C-13")
@pytest.mark.parametrize(
    ("basis", "kind", "total", "currency", "two"),
    [
        (Basis.COMMERCIAL_RETURN, ActorKind.STAFF, 50000, "EUR", False),
        (Basis.COMMERCIAL_RETURN, ActorKind.STAFF, 50001, "EUR", True),
        (Basis.STATUTORY_WITHDRAWAL, ActorKind.STAFF, 50001, "EUR", True),
        (Basis.GOODWILL, ActorKind.STAFF, 50001, "EUR", True),
        (Basis.COMMERCIAL_RETURN, ActorKind.SYSTEM, 50001, "EUR", False),
        (Basis.COMMERCIAL_RETURN, ActorKind.SHOPPER, 50001, "EUR", False),
        (Basis.CANCEL_BEFORE_DISPATCH, ActorKind.STAFF, 50001, "EUR", False),
        (Basis.SHORTAGE, ActorKind.STAFF, 50001, "EUR", False),
        (Basis.COMMERCIAL_RETURN, ActorKind.STAFF, 10**9, "USD", False),
    ],
)
def test_a_large_refund_by_verdict_takes_two_and_what_nobody_judged_does_not(
    basis: Basis, kind: ActorKind, total: int, currency: str, two: bool
) -> None:
    terms = RefundTerms(alone={"EUR": Money(50000, "EUR")})
    actor = Actor(kind=kind, id="somebody")
    assert takes_two(basis=basis, actor=actor, total=total, currency=currency, terms=terms) is two
