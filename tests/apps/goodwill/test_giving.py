"""A gesture: its money, its credit note, its letter; what it leaves of the envelope and of every later refund."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from comptoir.cases import queries as cases
from comptoir.core.actors import Actor, ActorKind, Role
from comptoir.core.claims import Outcome
from comptoir.core.policy import Method
from comptoir.core.refunds import Basis, LineKind
from comptoir.goodwill import queries, services
from comptoir.goodwill.models import Gesture
from comptoir.infra import ids
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import queries as invoicing
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.orders.models import Reduction
from comptoir.payments import queries as payments
from comptoir.payments import services as payment_services
from comptoir.returns import queries as returns
from comptoir.returns import services as return_services
from tests import builders, cast
from tests.api.calls import provider
from tests.apps.claims import claiming
from tests.apps.fulfilment import ship
from tests.apps.goodwill.giving import SOON, give, preview
from tests.apps.payments import large

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("C-23")]
SENIOR = Actor(kind=ActorKind.STAFF, id="senior", role=Role.SENIOR_ADVISOR)
FINANCE = Actor(kind=ActorKind.STAFF, id="finance", role=Role.FINANCE)


@pytest.fixture
def order() -> ship.Order:
    known = ship.a_delivered_order()
    builders.at_clock(SOON)
    return known


def refusals(*wanted: object, **how: object) -> list[str]:
    with pytest.raises(NotPossible) as refused:
        give(*wanted, **how)
    return [known.reason for known in refused.value.refusals]


def credit_notes(order: ship.Order) -> list[tuple[int, int]]:
    rows = invoicing.document_rows(order_number=order.number).filter(kind="credit_note")
    return [(row.gross, row.tax) for row in rows]


def went_back(order: ship.Order) -> list[int]:
    ship.work()
    return [amount for kind, amount in ship.payment_books(order) if kind == "refund"]


def sound() -> None:
    """Nothing of the books is broken."""
    broken = {known.id: cases.check_invariant(invariant=known) for known in cases.INVARIANTS}
    assert {name: things for name, things in broken.items() if things} == {}


def returned(order: ship.Order, *places: int) -> None:
    chosen = [ship.ids(order)[place] for place in places]
    known = return_services.register_return(
        order_number=order.number,
        pieces=[(piece, "") for piece in chosen],
        pickup=None,
        actor=cast.ADVISOR,
        at=SOON,
    ).id
    return_services.receive_return(return_id=known, pieces=chosen, actor=cast.WAREHOUSE, at=SOON)
    accepted = return_services.Verdict.ACCEPTED
    verdicts = [return_services.VerdictIn(piece=piece, verdict=accepted) for piece in chosen]
    return_services.inspect_return(return_id=known, verdicts=verdicts, actor=cast.WAREHOUSE, at=SOON)


@pytest.mark.rule("RET-12")
def test_what_the_preview_says_is_what_happens(order: ship.Order) -> None:
    seen = preview(order, 0, 2000)
    assert (seen.refusals, seen.two_people, seen.left, seen.rest) == ((), False, 28000, 27000)
    assert seen.plan is not None
    give(order, 0, 2000)
    assert went_back(order) == [leg.amount for leg in seen.plan.legs] == [2000]
    assert credit_notes(order) == [(2000, sum(line.tax for line in seen.plan.lines))] == [(2000, 333)]
    told = [mail.kind for mail in ship.mails(order)]
    assert [kind for kind in told if kind in (seen.mail, "refund_sent")] == [seen.mail, "refund_sent"]
    assert queries.envelope_of(actor=ship.ADVISOR, at=SOON).left == seen.left
    (refund,) = payments.effects_of(order_number=order.number).filter(kind="refund")
    assert (refund.basis, refund.due_at) == ("goodwill", seen.refund_by)
    (line,) = [e for e in journal.entries_for_order(number=order.number) if e.verb == "gesture_made"]
    assert (line.actor_id, line.rule, line.reason, line.data["amount"]) == (
        ship.ADVISOR.id, "C-23", "Parcel late", 2000,
    )  # fmt: skip
    (given,) = queries.gestures_of(order_number=order.number)
    assert (given.amount, given.words, given.by) == (2000, "We are sorry that it took so long.", "advisor")
    assert [(leg.amount, leg.state) for leg in given.legs] == [(2000, "done")]
    sound()


def test_the_credit_note_shows_the_price_that_is_lowered_with_its_rate_and_takes_no_piece_back(
    order: ship.Order,
) -> None:
    give(order, 0, 2000)
    give(order, None, 600)
    note, delivery = invoicing.document_rows(order_number=order.number).filter(kind="credit_note")
    (line,) = note.body["lines"]
    assert (line["quantity"], line["gross"], line["tax"], line["rate"]) == (1, 2000, 333, "0.2")
    assert (line["net"], line["unit_net"], line["discount_net"]) == (1667, 1667, 0)
    assert note.body["taxes"] == [{"rate": "0.2", "net": 1667, "tax": 333}]
    assert (note.body["pieces"], note.body["gesture"], note.corrects is not None) == ([], True, True)
    assert (delivery.body["delivery"]["gross"], delivery.tax, delivery.body["lines"]) == (600, 100, [])
    assert payments.balances(order_number=order.number)["goodwill", "EUR"] == 1667 + 500
    sound()


def test_a_return_gives_back_the_rest_and_its_statement_says_why(order: ship.Order) -> None:
    give(order, 0, 2000)
    give(order, None, 600)
    returned(order, 0, 1)
    assert went_back(order) == [2000, 600, 27000 + 15000]
    assert credit_notes(order)[-1] == (42000, 29000 // 6 - 333 + 2500)
    (known,) = returns.returns_of(order_number=order.number)
    statement = returns.refund_statement(return_id=known.id)
    assert statement is not None
    assert [(line.kind, line.amount) for line in statement.lines] == [
        (LineKind.PIECE, 29000),
        (LineKind.GOODWILL, -2000),
        (LineKind.PIECE, 15000),
        (LineKind.DELIVERY, 0),
    ]
    assert (statement.total, known.pieces[0].refund) == (42000, 27000)
    assert refusals(order, 0, 100) == ["already_refunded"]
    assert payments.balances(order_number=order.number)["customer", "EUR"] == 0
    sound()


def test_a_return_that_is_under_way_gives_back_less_after_a_gesture(order: ship.Order) -> None:
    known = return_services.register_return(
        order_number=order.number,
        pieces=[(ship.ids(order)[0], "")],
        pickup=None,
        actor=cast.ADVISOR,
        at=SOON,
    )
    give(order, 0, 2000)
    seen = returns.return_view(return_id=known.id)
    assert seen is not None
    assert seen.refund_amount == 27000


@pytest.mark.rule("A-02")
def test_a_withdrawal_gives_back_the_rest_of_all(order: ship.Order) -> None:
    give(order, 1, 1500)
    give(order, None, 1800)
    facts = returns.order_facts(order=order)
    plan = returns.refund_plan(
        order=order,
        facts=facts,
        pieces=[piece.id for piece in facts.pieces],
        basis=Basis.STATUTORY_WITHDRAWAL,
    )
    assert (plan.total, plan.delivery) == (29000 + 13500, 0)


@pytest.mark.rule("A-12")
def test_a_claim_gives_back_the_rest(order: ship.Order) -> None:
    give(order, 0, 2000)
    known = claiming.claim(order, 0)
    claiming.decide(known.id, Outcome.REFUND, by=claiming.OTHER)
    assert went_back(order) == [2000, 27000]
    assert credit_notes(order) == [(2000, 333), (27000, 4833 - 333)]
    assert refusals(order, 0, 100) == ["already_refunded"]
    sound()


def test_more_than_what_remains_of_a_piece_is_refused_and_nothing_has_moved(order: ship.Order) -> None:
    give(order, 1, 14000, by=cast.ADMIN)
    assert refusals(order, 1, 1001, by=cast.ADMIN) == ["gesture_too_large"]
    assert preview(order, 1, 1001, by=cast.ADMIN).plan is None
    assert (went_back(order), len(credit_notes(order)), Gesture.objects.count()) == ([14000], 1, 1)
    give(order, 1, 1000, by=cast.ADMIN)
    # Nothing is left of it to give back; it still comes back, and its order is whole.
    returned(order, 1)
    assert went_back(order) == [14000, 1000]
    returned(order, 0)
    assert went_back(order) == [14000, 1000, 29000]
    sound()


def test_what_was_not_charged_cannot_be_lowered() -> None:
    waiting = ship.a_released_order()
    assert refusals(waiting, 0, 100, at=ship.LATER) == ["gesture_not_charged", "gesture_too_large"]
    paid = ship.known(builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number)
    assert refusals(paid, 0, 100, at=ship.AT) == ["gesture_not_charged"]
    assert refusals(paid, None, 100, at=ship.AT) == ["gesture_not_charged"]


@pytest.mark.rule("PAY-06")
def test_a_piece_found_short_after_a_gesture_on_another_gives_back_all_of_its_own() -> None:
    number = builders.a_released_order(method=Method.PAYPAL, token="paypal_ok").number
    order = ship.known(number)
    builders.at_clock(ship.LATER)
    knit, shirt = ship.ids(order)
    parcel = ship.fulfilment.pack_parcel(order_number=number, pieces=[knit], actor=ship.HAND, at=ship.LATER)
    ship.fulfilment.ship_parcel(parcel_id=parcel.id, actor=ship.HAND, at=ship.LATER)
    ship.work()
    give(order, 0, 2000, at=ship.LATER)
    ship.fulfilment.report_shortage(order_number=number, pieces=[shirt], actor=ship.HAND, at=ship.LATER)
    assert went_back(order) == [2000, 15000]
    sound()


def test_an_envelope_holds_for_a_month_of_the_house_and_by_role(order: ship.Order) -> None:
    give(order, 0, 29000)
    give(order, 1, 1000)
    assert refusals(order, 1, 1) == ["gesture_envelope"]
    assert queries.envelope_of(actor=ship.ADVISOR, at=SOON).left == 0
    # Another's is untouched, a senior advisor's is larger, and finance has none.
    other = Actor(kind=ActorKind.STAFF, id="other", role=Role.ADVISOR)
    assert queries.envelope_of(actor=other, at=SOON).left == 30000
    assert queries.envelope_of(actor=SENIOR, at=SOON).left == 100000
    assert refusals(order, 1, 1, by=FINANCE) == ["gesture_no_envelope"]
    night = builders.moment("2026-11-30T22:59:59+00:00")
    assert refusals(order, 1, 100, at=night) == ["gesture_envelope"]
    give(order, 1, 100, at=night + timedelta(seconds=1))
    assert queries.envelope_of(actor=ship.ADVISOR, at=night + timedelta(seconds=1)).left == 29900


def test_other_currencies_count_as_the_sums_of_the_policy_compare() -> None:
    order = ship.a_delivered_order(address=cast.MARY)
    assert order.currency == "GBP"
    give(order, 0, 2640)
    whole = markets.current_policy(at=SOON).refunds.goodwill["advisor"]
    assert (whole["EUR"].amount, whole["GBP"].amount) == (30000, 26400)
    assert queries.envelope_of(actor=ship.ADVISOR, at=SOON).given == 3000
    sound()


def test_a_form_sent_twice_is_one_gesture(order: ship.Order) -> None:
    known = ids.new_id()
    give(order, 0, 2000, gesture_id=known)
    give(order, 0, 2000, gesture_id=known)
    assert (went_back(order), queries.envelope_of(actor=ship.ADVISOR, at=SOON).given) == ([2000], 2000)


@pytest.mark.rule("C-13")
def test_above_the_limit_of_one_person_a_second_decides_on_the_money(order: ship.Order) -> None:
    large.be_careful()
    give(order, 0, 15000, by=SENIOR)
    assert not preview(order, 0, 100).two_people
    seen = preview(order, 1, 15000, by=SENIOR)
    assert not seen.two_people  # 300 and no more
    give(order, 1, 14900, by=SENIOR)
    assert preview(order, 0, 101, by=SENIOR).two_people
    assert queries.proposals_waiting() == ()
    known = propose(order)
    ship.work()
    # Nothing has happened yet, and the envelope keeps its part.
    assert (went_back(order), len(credit_notes(order)), letters(order)) == ([15000, 14900], 2, 2)
    assert queries.envelope_of(actor=SENIOR, at=SOON).given == 30001
    services.agree_to_gesture(gesture_id=known, actor=FINANCE, at=SOON)
    assert (went_back(order), len(credit_notes(order)), letters(order)) == ([15000, 14900, 101], 3, 3)
    assert queries.envelope_of(actor=SENIOR, at=SOON).given == 30001
    assert queries.proposals_waiting() == ()
    sound()


def propose(order: ship.Order) -> UUID:
    known = ids.new_id()
    give(order, 0, 101, by=SENIOR, gesture_id=known)
    (waiting,) = queries.proposals_waiting(order_number=order.number)
    assert (waiting.id, waiting.amount, waiting.by) == (known, 101, SENIOR.id)
    return known


def letters(order: ship.Order) -> int:
    return [mail.kind for mail in ship.mails(order)].count("gesture_made")


@pytest.fixture
def proposed(order: ship.Order) -> UUID:
    """A gesture above what one person gives alone."""
    large.be_careful()
    give(order, 0, 15000, by=SENIOR)
    give(order, 1, 14900, by=SENIOR)
    return propose(order)


@pytest.mark.rule("C-13")
def test_a_gesture_that_is_declined_never_was_and_the_envelope_has_it_back(
    order: ship.Order, proposed: UUID
) -> None:
    services.decline_gesture(gesture_id=proposed, reason="Was given enough", actor=FINANCE, at=SOON)
    assert (went_back(order), len(credit_notes(order)), letters(order)) == ([15000, 14900], 2, 2)
    assert queries.envelope_of(actor=SENIOR, at=SOON).given == 29900
    last = journal.entries_for_order(number=order.number)[-1]
    assert (last.verb, last.reason) == ("gesture_declined", "Was given enough")
    with pytest.raises(NotPossible, match="refund_decided"):
        services.agree_to_gesture(gesture_id=proposed, actor=FINANCE, at=SOON)
    # The form that proposed it, sent again, proposes nothing more.
    give(order, 0, 101, by=SENIOR, gesture_id=proposed)
    assert queries.proposals_waiting() == ()
    sound()


@pytest.mark.rule("C-13")
def test_nobody_agrees_to_what_they_proposed(order: ship.Order, proposed: UUID) -> None:
    with pytest.raises(NotPossible, match="refund_own"):
        services.agree_to_gesture(gesture_id=proposed, actor=SENIOR, at=SOON)
    assert (went_back(order), len(queries.proposals_waiting())) == ([15000, 14900], 1)


@pytest.mark.rule("C-13")
def test_what_came_back_meanwhile_is_not_given_by_an_agreement_that_comes_late(
    order: ship.Order, proposed: UUID
) -> None:
    returned(order, 0)
    with pytest.raises(NotPossible, match="already_refunded"):
        services.agree_to_gesture(gesture_id=proposed, actor=FINANCE, at=SOON)
    assert len(queries.proposals_waiting()) == 1


@pytest.mark.rule("C-15")
def test_nothing_is_given_while_a_bank_asks_the_money_back(order: ship.Order) -> None:
    (payment,) = payments.payments_of(order_number=order.number)
    provider("/disputes", payment_intent=payment.provider_ref, amount=1000)
    payment_services.find_disputes(since=ship.AT, actor=ship.ADVISOR, at=SOON)
    assert refusals(order, 0, 100) == ["refund_disputed"]
    assert (went_back(order), credit_notes(order)) == ([], [])


def test_the_books_keep_a_lower_price_as_it_is(order: ship.Order) -> None:
    give(order, 0, 2000)
    rows = Reduction.objects.all()
    for change in (lambda: rows.update(amount=1), rows.delete):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            change()


def test_the_accountants_file_has_gestures_on_an_account_of_their_own(order: ship.Order) -> None:
    give(order, 0, 2000)
    ship.work()
    later = SOON + timedelta(days=2)
    payment_services.close_days(at=later)
    policy = markets.current_policy(at=later)
    first = SOON.date().replace(day=1)
    lines = list(invoicing.fec_lines(policy=policy, entity=order.entity, first=first, last=later.date()))
    cells = [line.rstrip("\r\n").split("\t") for line in lines[1:]]
    assert [row[11] for row in cells if row[4] == "709700"] == ["16,67"]
    debit, credit = (sum(Decimal(row[place].replace(",", ".")) for row in cells) for place in (11, 12))
    assert debit == credit > 0


def test_what_everybody_gave_this_month_can_be_read(order: ship.Order) -> None:
    give(order, 0, 2000)
    (row,) = [row for row in queries.envelopes(at=SOON) if row.by == "advisor"]
    assert (row.gestures, row.given) == (1, 2000)
