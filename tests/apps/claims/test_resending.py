"""A piece that is sent again: for nothing, of the stock there is, and its money given back at most once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from comptoir.cases import queries as cases
from comptoir.claims import queries, services
from comptoir.claims.queries import VerdictIn
from comptoir.core.actors import GUEST, Actor
from comptoir.core.claims import ClaimKind, ClaimState, Outcome
from comptoir.core.facts import PieceState
from comptoir.core.lifecycles import OrderState
from comptoir.core.returns import Verdict
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.invoicing.models import Document
from comptoir.invoicing.services.consignments import customs_worth
from comptoir.returns import queries as returns
from comptoir.returns import services as returns_services
from comptoir.returns.services import VerdictIn as Judged
from tests import builders, cast
from tests.apps.claims.claiming import OTHER, SOON, claim, decide, said, view
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR, HAND
from tests.apps.fulfilment.test_papers import label_of, words

pytestmark = pytest.mark.usefixtures("shop")

AGAIN = SOON + timedelta(days=20)  # when what was sent again arrives


def resent(order: ship.Order, place: int = 0) -> UUID:
    """The claim on a piece of an order, decided so that it is sent again."""
    known = claim(order, place)
    decide(known.id, Outcome.RESEND, "We send it again.")
    return known.id


def sent_again(order: ship.Order, *, at: datetime = SOON) -> str:
    """The warehouse packs and ships what is left of an order; the number that the carrier tracks."""
    parcel = fulfilment.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=at)
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=HAND, at=at)
    return fulfilment_queries.parcels_of(order_number=order.number)[-1].tracking_number


def arrived(order: ship.Order) -> None:
    ship.scan(sent_again(order), "delivered", at=AGAIN)
    builders.at_clock(AGAIN)
    ship.work()


def refused(
    known: UUID, outcome: Outcome = Outcome.RESEND, by: Actor = ADVISOR
) -> list[tuple[str | None, str]]:
    with pytest.raises(services.CannotDecideClaim) as refusal:
        decide(known, outcome, by=by)
    return ship.reasons(refusal.value)


def states(order: ship.Order) -> list[PieceState]:
    return [piece.state for piece in returns.order_facts(order=ship.fresh(order)).pieces]


def broken() -> list[object]:
    return [found for known in cases.INVARIANTS for found in cases.check_invariant(invariant=known)]


def come_back(order: ship.Order, place: int) -> None:
    """A piece of an order is returned and accepted."""
    returns_services.register_return(
        order_number=order.number,
        pieces=[(ship.ids(order)[place], "too_small")],
        pickup=None,
        actor=GUEST,
        at=AGAIN,
    )
    take_back(order, place)


def take_back(order: ship.Order, place: int) -> None:
    """The one return of an order, with this piece, is received and accepted."""
    piece = ship.ids(order)[place]
    (known,) = returns.returns_of(order_number=order.number)
    returns_services.receive_return(return_id=known.id, pieces=[piece], actor=HAND, at=AGAIN)
    judged = Judged(piece=piece, verdict=Verdict.ACCEPTED)
    returns_services.inspect_return(return_id=known.id, verdicts=[judged], actor=HAND, at=AGAIN)
    ship.work()


@pytest.mark.rule("A-12", "ORD-05", "PAY-05")
def test_a_piece_is_sent_again_as_the_preview_said_without_money_or_invoice() -> None:
    order = ship.a_delivered_order()
    assert ship.fresh(order).state == OrderState.CLOSED
    before, books = ship.on_hand(ship.KNIT), ship.payment_books(order)
    known = claim(order, 0)
    seen = queries.preview_verdict(
        claim_id=known.id, said=VerdictIn(outcome=Outcome.RESEND, words="Yes."), actor=ADVISOR, at=SOON
    )
    assert seen is not None
    assert (seen.refusals, seen.plan, seen.state) == ((), None, ClaimState.DECIDED)
    decide(known.id, Outcome.RESEND, "We send it again.")
    verdict = view(known.id).verdicts[0]
    assert seen.again is not None
    assert (verdict.earliest, verdict.latest) == (seen.again.earliest, seen.again.latest)
    first, _other, again = ship.pieces(order)
    assert (again.sku, again.paid, again.replaces_id) == (first.sku, 0, first.pk)
    assert customs_worth(piece=again) == customs_worth(piece=first) > 0
    assert ship.on_hand(ship.KNIT) == (before[0], before[1] + 1)
    assert ship.fresh(order).state == OrderState.RELEASED
    assert states(order) == [PieceState.REPLACED, PieceState.DELIVERED, PieceState.ORDERED]
    assert broken() == []
    arrived(order)
    assert states(order) == [PieceState.REPLACED, PieceState.DELIVERED, PieceState.DELIVERED]
    assert ship.fresh(order).state == OrderState.CLOSED
    assert ship.on_hand(ship.KNIT) == (before[0] - 1, before[1])
    assert ship.payment_books(order) == books
    assert Document.objects.filter(order_number=order.number).count() == 1
    mails = [mail.kind for mail in ship.mails(order)]
    assert mails[mails.index("claim_received") :] == [
        "claim_received",
        "claim_verdict",
        "order_shipped",
        "parcel_delivered",
    ]
    shipped = next(mail for mail in reversed(ship.mails(order)) if mail.kind == "order_shipped")
    assert shipped.facts["order"]["delivery"]["latest"] == seen.again.latest.isoformat()
    assert broken() == []


@pytest.mark.rule("A-12", "ORD-07")
def test_what_is_not_there_is_not_sent_again_and_may_be_refunded() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    builders.count_to(ship.KNIT, 0)
    before = ship.snapshot()
    with pytest.raises(services.CannotDecideClaim) as refusal:
        decide(known.id, Outcome.RESEND)
    assert ship.reasons(refusal.value) == [("A-12", "nothing_to_resend")]
    assert ship.snapshot() == before
    decide(known.id, Outcome.REFUND)
    assert view(known.id).verdicts[0].amount == ship.KNIT_PRICE


@pytest.mark.rule("A-12", "RET-11")
def test_what_was_resent_is_not_refunded_before_it_comes_back_and_then_once() -> None:
    order = ship.a_delivered_order()
    known = resent(order)
    services.contest_claim(claim_id=known, words="Money instead", photos=(), actor=GUEST, at=SOON)
    for outcome in (Outcome.REFUND, Outcome.SEND_BACK, Outcome.RESEND):
        with pytest.raises(services.CannotDecideClaim) as refusal:
            decide(known, outcome, by=OTHER)
        assert ship.reasons(refusal.value) == [("A-12", "piece_replaced")]
    arrived(order)
    come_back(order, 2)
    assert ship.payment_books(order)[-1] == ("refund", ship.KNIT_PRICE)
    note = Document.objects.get(kind="credit_note")
    assert (note.gross, note.body["pieces"]) == (ship.KNIT_PRICE, [str(ship.ids(order)[0])])
    assert states(order) == [PieceState.REFUNDED, PieceState.DELIVERED, PieceState.RETURN_ACCEPTED]
    (back,) = returns.returns_of(order_number=order.number)
    assert [piece.refund for piece in back.pieces] == [ship.KNIT_PRICE]
    with pytest.raises(services.CannotClaim):
        claim(order, 0)
    assert broken() == []


@pytest.mark.rule("A-12", "CLM-02")
def test_a_replacement_that_the_carrier_loses_is_sent_once_more_or_paid() -> None:
    order = ship.a_delivered_order()
    resent(order)
    ship.scan(sent_again(order), "lost", at=AGAIN)
    ship.work()
    (lost,) = [known for known in queries.claims_of(order_number=order.number) if known.by_carrier]
    assert (lost.kind, [piece.id for piece in lost.pieces]) == (ClaimKind.MISSING, [ship.ids(order)[2]])
    decide(lost.id, Outcome.REFUND)
    ship.work()
    assert view(lost.id).verdicts[0].amount == ship.KNIT_PRICE
    assert ship.payment_books(order)[-1] == ("refund", ship.KNIT_PRICE)
    assert states(order) == [PieceState.REFUNDED, PieceState.DELIVERED, PieceState.REFUNDED]
    assert broken() == []


@pytest.mark.rule("A-12", "PAY-06")
def test_a_replacement_that_is_not_found_pays_what_the_first_cost_with_its_credit_note() -> None:
    order = ship.a_delivered_order()
    resent(order)
    again = ship.ids(order)[2]
    fulfilment.report_shortage(order_number=order.number, pieces=[again], actor=HAND, at=SOON)
    ship.work()
    assert ship.payment_books(order)[-1] == ("refund", ship.KNIT_PRICE)
    assert Document.objects.get(kind="credit_note").body["pieces"] == [str(ship.ids(order)[0])]
    assert states(order) == [PieceState.REFUNDED, PieceState.DELIVERED, PieceState.CANCELLED]
    assert ship.fresh(order).state == OrderState.CLOSED
    assert broken() == []


@pytest.mark.rule("RET-01", "A-12", "DEL-16")
def test_the_customer_sees_it_with_its_own_dates_and_days() -> None:
    order = ship.a_delivered_order()
    resent(order)
    seen = cases.order_view(order=ship.fresh(order), viewer="shopper", at=SOON)
    again = seen.pieces[2]
    assert again.again_at == SOON
    assert seen.promised == (again.earliest, again.latest)
    assert seen.promised[0] > SOON.date()
    arrived(order)
    seen = cases.order_view(order=ship.fresh(order), viewer="shopper", at=AGAIN + timedelta(days=13))
    assert [piece.id for piece in seen.returnable] == [again.id]


@pytest.mark.rule("A-12", "DEL-01")
def test_nothing_is_sent_again_to_a_country_that_is_stopped_and_it_may_be_refunded() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    builders.leave("FR", at=SOON)
    before = ship.snapshot()
    assert refused(known.id) == [("DEL-01", "excluded_destination")]
    assert ship.snapshot() == before
    seen = queries.preview_verdict(
        claim_id=known.id, said=VerdictIn(outcome=Outcome.RESEND, words="Yes."), actor=ADVISOR, at=SOON
    )
    assert seen is not None
    assert ([no.reason for no in seen.refusals], seen.again) == (["excluded_destination"], None)
    decide(known.id, Outcome.REFUND)
    assert view(known.id).verdicts[0].amount == ship.KNIT_PRICE


@pytest.mark.rule("A-12")
def test_what_was_refunded_is_not_sent_again() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    decide(known.id, Outcome.REFUND)
    services.contest_claim(claim_id=known.id, words="The piece, please", photos=(), actor=GUEST, at=SOON)
    ship.work()
    assert refused(known.id, by=OTHER) == [("A-12", "already_refunded")]
    assert len(ship.pieces(order)) == 2


@pytest.mark.rule("A-12", "RET-13")
def test_a_piece_that_is_coming_back_is_not_sent_again_and_one_that_was_replaced_does_not_come_back() -> None:
    order = ship.a_delivered_order()
    first, other = ship.ids(order)
    coming, replaced = claim(order, 0), claim(order, 1)
    returns_services.register_return(
        order_number=order.number, pieces=[(first, "faulty")], pickup=None, actor=GUEST, at=SOON
    )
    assert refused(coming.id) == [("A-12", "return_open")]
    decide(replaced.id, Outcome.RESEND)
    with pytest.raises(returns_services.CannotReturn) as refusal:
        returns_services.register_return(
            order_number=order.number, pieces=[(other, "faulty")], pickup=None, actor=GUEST, at=SOON
        )
    assert ship.reasons(refusal.value) == [("A-12", "piece_replaced")]
    assert broken() == []


@pytest.mark.rule("A-12", "ORD-03")
def test_nothing_of_a_cancelled_order_is_sent_again() -> None:
    order = ship.a_placed_order()
    builders.cancel(order.number)
    with pytest.raises(services.CannotClaim):
        claim(order, 0)
    assert len(ship.pieces(order)) == 2


@pytest.mark.rule("A-12", "RET-05", "A-11")
def test_a_personalised_piece_is_sent_again_as_personalised_and_is_no_more_returnable_than_it_was() -> None:
    order = ship.a_delivered_order(lines=((builders.CLUTCH_OS, 1), (builders.SHIRT_M, 1)))
    resent(order)
    assert ship.pieces(order)[2].personalised
    arrived(order)
    seen = cases.order_view(order=ship.fresh(order), viewer="shopper", at=AGAIN)
    assert ship.ids(order)[2] not in [piece.id for piece in seen.returnable]
    assert broken() == []


@pytest.mark.rule("A-12", "A-27")
def test_a_contested_refusal_is_made_good_by_somebody_else_who_sends_it_again() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    decide(known.id, Outcome.REFUSED)
    services.contest_claim(claim_id=known.id, words="Look again", photos=(), actor=GUEST, at=SOON)
    assert refused(known.id) == [("A-12", "claim_own")]
    decide(known.id, Outcome.RESEND, by=OTHER)
    assert view(known.id).state == ClaimState.CLOSED
    assert states(order) == [PieceState.REPLACED, PieceState.DELIVERED, PieceState.ORDERED]


@pytest.mark.rule("A-12", "CLM-03")
def test_a_replacement_is_claimed_and_sent_again_in_turn_and_paid_once() -> None:
    order = ship.a_delivered_order()
    resent(order)
    arrived(order)
    again = services.make_claim(said=said(order, 2), actor=GUEST, at=AGAIN)
    decide(again.id, Outcome.RESEND)
    third = ship.pieces(order)[3]
    assert third.replaces is not None
    assert third.replaces.public_id == ship.ids(order)[2]
    assert states(order)[2:] == [PieceState.REPLACED, PieceState.ORDERED]
    assert customs_worth(piece=third) == customs_worth(piece=ship.pieces(order)[0])
    ship.scan(sent_again(order, at=AGAIN), "delivered", at=AGAIN)
    last = services.make_claim(said=said(order, 3), actor=GUEST, at=AGAIN)
    decide(last.id, Outcome.REFUND)
    ship.work()
    assert [amount for kind, amount in ship.payment_books(order) if kind == "refund"] == [ship.KNIT_PRICE]
    assert states(order) == [
        PieceState.REFUNDED,
        PieceState.DELIVERED,
        PieceState.REFUNDED,
        PieceState.REFUNDED,
    ]
    assert broken() == []


@pytest.mark.rule("A-12", "A-08")
@pytest.mark.parametrize("left", [False, True], ids=["before it leaves", "once it came"])
def test_a_replacement_is_withdrawn_from_and_paid_once(left: bool) -> None:
    order = ship.a_delivered_order()
    resent(order)
    if left:
        arrived(order)
    returns_services.withdraw(
        name="Jeanne Exemple",
        contract=order.number,
        email=cast.JEANNE_EMAIL,
        pieces=[str(ship.ids(order)[2])],
        language="fr",
        at=AGAIN if left else SOON,
    )
    ship.work()
    if left:
        take_back(order, 2)
    assert [amount for kind, amount in ship.payment_books(order) if kind == "refund"] == [ship.KNIT_PRICE]
    assert Document.objects.get(kind="credit_note").body["pieces"] == [str(ship.ids(order)[0])]
    assert states(order)[0] == PieceState.REFUNDED
    with pytest.raises(services.CannotClaim):
        claim(order, 0)
    assert broken() == []


@pytest.mark.rule("A-12", "A-47")
def test_what_is_sent_again_across_a_border_has_a_declaration_of_its_own_with_its_worth() -> None:
    order = ship.a_delivered_order(address=cast.JOHN, lines=((builders.KNIT_M, 1),))
    known = claim(order, 0)
    decide(known.id, Outcome.RESEND)
    sent_again(order)
    first, second = (
        fulfilment.customs_papers(label_id=label_of(parcel.id), at=AGAIN)
        for parcel in fulfilment_queries.parcels_of(order_number=order.number)
    )
    assert [paper.kind for paper in first] == [paper.kind for paper in second] == ["invoice", "declaration"]
    worth = customs_worth(piece=ship.pieces(order)[0])
    for paper in (*first, *second):
        assert f"{worth // 100}.{worth % 100:02d}" in words(paper.pdf).replace("\u202f", ""), paper.kind
    assert "Reason Sale of goods" in words(first[0].pdf)
    assert "Reason Free replacement" in words(second[0].pdf)
    assert "A free replacement is no sale" in words(second[0].pdf)
    assert "Free replacement" not in words(first[1].pdf)
    assert "Other (Free replacement)" in words(second[1].pdf)
    assert broken() == []
