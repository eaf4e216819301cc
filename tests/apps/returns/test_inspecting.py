"""The dock: what came, the verdict on each piece, and the money to the cent."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from comptoir.core.actors import GUEST
from comptoir.core.policy import Method
from comptoir.invoicing.models import Document
from comptoir.payments import queries as payments_queries
from comptoir.returns import queries, services
from comptoir.returns.models import Return, ReturnPiece
from comptoir.returns.services import Verdict, VerdictIn
from tests import builders
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, HAND, KNIT, SHIRT

pytestmark = pytest.mark.usefixtures("shop")
BACK = ARRIVED + timedelta(days=3)


def register(order: ship.Order, *places: int) -> UUID:
    chosen = [(ship.ids(order)[place], "") for place in places]
    return services.register_return(
        order_number=order.number, pieces=chosen, pickup=None, actor=GUEST, at=ARRIVED
    ).id


def receive(order: ship.Order, known: UUID, *places: int, at: object = BACK) -> None:
    came = [ship.ids(order)[place] for place in places]
    services.receive_return(return_id=known, pieces=came, actor=HAND, at=at)


def judge(order: ship.Order, known: UUID, **verdicts: tuple[Verdict, str]) -> None:
    said = [
        VerdictIn(piece=ship.ids(order)[int(place[1:])], verdict=verdict, reason=reason)
        for place, (verdict, reason) in verdicts.items()
    ]
    services.inspect_return(return_id=known, verdicts=said, actor=HAND, at=BACK)


GOOD = (Verdict.ACCEPTED, "")
WORN = (Verdict.REFUSED, "worn, the label is missing")
DOUBT = (Verdict.NEEDS_PERSON, "")


@pytest.mark.rule("RET-10", "RET-11", "RET-12", "RET-02")
def test_one_piece_of_two_goes_back_to_the_card_to_the_cent_and_delivery_stays_paid() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    ship.work()
    assert ship.payment_books(order)[1:] == [("capture", 45800), ("refund", 29000)]
    assert ship.on_hand(KNIT) == (20, 0)
    note = Document.objects.get(kind="credit_note")
    invoice = Document.objects.get(kind="invoice")
    assert (note.number, note.gross, note.corrects) == ("MEX-FR-CN-2026-000001", 29000, invoice)
    assert note.tax == ship.pieces(order)[0].tax
    kinds = [mail.kind for mail in ship.mails(order)]
    assert kinds[-2:] == ["return_confirmed", "refund_sent"]
    confirmed, sent = ship.mails(order)[-2:]
    assert (confirmed.facts["amount"], confirmed.facts["refund_by"]) == (29000, "2026-12-12T23:59:59+01:00")
    assert (sent.facts["amount"], sent.facts["method"]) == (29000, "card")
    assert str(note.public_id) in sent.facts["document_url"]
    row = Return.objects.get()
    assert (row.state, row.closed_at, row.confirmed_at) == ("closed", BACK, BACK)
    assert ship.clears(order)
    verbs = ship.verbs(order)
    assert verbs.index("return_registered") < verbs.index("return_received") < verbs.index("return_inspected")


@pytest.mark.rule("RET-11")
def test_the_second_mail_waits_for_the_provider() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0)
    ship.break_payments(mode="down", endpoint="POST /v1/refunds")
    judge(order, known, p0=GOOD)
    ship.sweep("fulfilment.tell_refunds")
    assert ship.mails(order)[-1].kind == "return_confirmed"
    ship.mend()
    ship.work()
    ship.work()
    assert [mail.kind for mail in ship.mails(order)].count("refund_sent") == 1


@pytest.mark.rule("RET-06")
def test_a_refused_piece_gives_nothing_back_and_says_why() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=WORN)
    ship.work()
    assert ship.payment_books(order)[1:] == [("capture", 45800)]
    assert ship.on_hand(KNIT) == (19, 0)
    assert not Document.objects.filter(kind="credit_note").exists()
    mail = ship.mails(order)[-1]
    assert (mail.kind, mail.facts["accepted"], mail.facts["amount"]) == ("return_confirmed", [], 0)
    assert [row["reason"] for row in mail.facts["refused"]] == ["worn, the label is missing"]
    assert mail.sent_at is not None
    row = Return.objects.get()
    assert (row.state, row.confirmed_at, row.refund_by) == ("closed", None, None)


@pytest.mark.rule("RET-06")
def test_the_verdict_is_given_piece_by_piece() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0, 1)
    judge(order, known, p0=GOOD, p1=WORN)
    ship.work()
    assert ship.payment_books(order)[2:] == [("refund", 29000)]
    view = queries.return_view(return_id=known)
    assert view is not None
    assert [(piece.acceptance, piece.refund) for piece in view.pieces] == [
        ("accepted", 29000),
        ("refused", 0),
    ]
    assert view.refund_amount == 29000


@pytest.mark.rule("RET-06")
def test_a_refusal_without_a_reason_is_no_refusal_and_the_other_verdict_waits() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0, 1)
    still = ship.snapshot()
    with pytest.raises(services.CannotJudge) as refusal:
        judge(order, known, p0=GOOD, p1=(Verdict.REFUSED, "  "))
    assert ship.reasons(refusal.value) == [("RET-06", "verdict_wants_reason")]
    assert ship.snapshot() == still


@pytest.mark.rule("RET-10")
def test_a_piece_that_has_not_come_is_not_judged() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0)
    still = ship.snapshot()
    with pytest.raises(services.CannotJudge) as refusal:
        judge(order, known, p1=GOOD)
    assert ship.reasons(refusal.value) == [("RET-10", "not_received_back")]
    assert ship.snapshot() == still


@pytest.mark.rule("pitfall-5")
def test_an_inspection_sent_twice_refunds_once() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    ship.work()
    still = ship.snapshot()
    judge(order, known, p0=GOOD)
    receive(order, known, 0)
    assert ship.snapshot() == still
    with pytest.raises(services.CannotJudge) as refusal:
        judge(order, known, p0=WORN)
    assert ship.reasons(refusal.value) == [("RET-10", "already_judged")]


@pytest.mark.rule("pitfall-8")
def test_a_short_parcel_refunds_what_came_and_the_rest_can_be_registered_again() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    ship.work()
    assert ship.payment_books(order)[2:] == [("refund", 29000)]
    assert [row.reception for row in ReturnPiece.objects.order_by("id")] == ["received", "missing"]
    assert Return.objects.get().state == "closed"
    assert register(order, 1) != known


@pytest.mark.rule("pitfall-8", "RET-10")
def test_a_piece_that_was_not_expected_is_refused_with_all_that_came_with_it() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    still = ship.snapshot()
    with pytest.raises(services.CannotReceive) as refusal:
        receive(order, known, 0, 1)
    assert ship.reasons(refusal.value) == [("RET-10", "not_expected")]
    assert refusal.value.refusals[0].field == "pieces.1"
    with pytest.raises(services.CannotReceive):
        services.receive_return(return_id=known, pieces=[], actor=HAND, at=BACK)
    assert ship.snapshot() == still


def test_a_piece_found_at_the_bottom_of_the_bag_is_taken_in_until_the_last_verdict() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0)
    receive(order, known, 1)
    judge(order, known, p0=GOOD, p1=GOOD)
    assert Return.objects.get().state == "closed"
    assert (
        sum(e.amount for e in payments_queries.effects_of(order_number=order.number).filter(kind="refund"))
        == 44000
    )


def test_a_closed_return_takes_nothing_more() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0, 1)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    with pytest.raises(services.CannotReceive) as refusal:
        receive(order, known, 1)
    assert ship.reasons(refusal.value) == [("RET-10", "return_not_open")]


@pytest.mark.rule("RET-15")
@pytest.mark.parametrize(("days", "acceptance"), [(14, "pending"), (15, "needs_person")])
def test_a_parcel_handed_in_too_late_waits_for_a_person(days: int, acceptance: str) -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0, at=ARRIVED + timedelta(days=days))
    assert ReturnPiece.objects.get().acceptance == acceptance
    assert [row.verdict_reason for row in queries.pieces_for_person()] == (
        ["handed_in_late"] if acceptance == "needs_person" else []
    )


@pytest.mark.rule("RET-15")
def test_what_counts_is_the_day_it_was_handed_in_not_the_day_it_came() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    view = queries.return_view(return_id=known)
    assert view is not None
    ship.scan(view.tracking_number, "picked_up", at=ARRIVED + timedelta(days=14))
    receive(order, known, 0, at=ARRIVED + timedelta(days=20))
    assert ReturnPiece.objects.get().acceptance == "pending"


@pytest.mark.rule("RET-10")
def test_a_piece_in_doubt_keeps_the_return_open_until_a_person_decides() -> None:
    order = ship.a_delivered_order()
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=DOUBT)
    assert Return.objects.get().state == "received"
    assert "return_confirmed" not in [mail.kind for mail in ship.mails(order)]
    judge(order, known, p0=GOOD)
    assert Return.objects.get().state == "closed"
    assert ReturnPiece.objects.get().refund == 29000


@pytest.mark.rule("RET-12", "C-08")
def test_paypal_money_goes_back_to_paypal() -> None:
    order = ship.a_delivered_order(method=Method.PAYPAL, token="paypal_ok")
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    ship.work()
    assert ship.payment_books(order)[1:] == [("capture", 45800), ("refund", 29000)]
    assert ship.mails(order)[-1].facts["method"] == "paypal"


@pytest.mark.rule("RET-02", "pitfall-6")
def test_pieces_returned_one_by_one_end_at_exactly_what_was_paid_for_them() -> None:
    order = ship.a_delivered_order(lines=((KNIT, 3), (SHIRT, 1)), codes=("WELCOME10",))
    for place in (3, 0, 2, 1):
        known = register(order, place)
        receive(order, known, place)
        judge(order, known, **{f"p{place}": GOOD})
    ship.work()
    refunded = sum(amount for kind, amount in ship.payment_books(order) if kind == "refund")
    assert refunded == sum(piece.paid for piece in ship.pieces(order)) == order.total - order.delivery_paid
    notes = Document.objects.filter(kind="credit_note").order_by("sequence")
    assert [note.sequence for note in notes] == [1, 2, 3, 4]
    invoice = Document.objects.get(kind="invoice")
    assert (
        sum(note.tax for note in notes)
        == sum(p.tax for p in ship.pieces(order))
        == invoice.tax - order.delivery_tax
    )
    assert ship.clears(order)


@pytest.mark.rule("RET-11", "PAY-11")
def test_prepaid_duties_go_back_with_their_piece() -> None:
    order = ship.a_delivered_order(address=builders.cast.JOHN)
    piece = ship.pieces(order)[0]
    assert piece.duty > 0
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    ship.work()
    assert ship.payment_books(order)[2:] == [("refund", piece.paid + piece.duty)]
    assert ship.clears(order)


def test_a_return_never_edits_what_was_shipped() -> None:
    order = ship.a_delivered_order()
    before = ship.fulfilment_queries.parcels_of(order_number=order.number)
    known = register(order, 0)
    receive(order, known, 0)
    judge(order, known, p0=GOOD)
    assert ship.fulfilment_queries.parcels_of(order_number=order.number) == before


def test_nobody_receives_a_return_that_does_not_exist() -> None:
    with pytest.raises(services.UnknownReturn):
        services.receive_return(return_id=uuid4(), pieces=[uuid4()], actor=HAND, at=BACK)
