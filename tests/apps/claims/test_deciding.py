"""Verdicts: the money to the cent, the right desk, the reasons; contested once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import queries as cases
from comptoir.cases import services as watching
from comptoir.claims import queries, services
from comptoir.claims.queries import VerdictIn
from comptoir.core.actors import GUEST, HOUSE
from comptoir.core.claims import Cause, ClaimKind, ClaimState, Outcome
from comptoir.core.facts import PieceState
from comptoir.core.refunds import Basis
from comptoir.fulfilment import services as fulfilment
from comptoir.invoicing.models import Document
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns
from tests.apps.claims.claiming import OTHER, QUALITY, SOON, a_photo, claim, decide, view
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR, HAND
from tests.apps.payments import large

pytestmark = pytest.mark.usefixtures("shop")


def refused(known: object, outcome: Outcome, **how: object) -> list[tuple[str | None, str]]:
    with pytest.raises(services.CannotDecideClaim) as refusal:
        decide(known, outcome, **how)
    return ship.reasons(refusal.value)


def sound() -> bool:
    return all(not cases.check_invariant(invariant=known) for known in cases.INVARIANTS)


@pytest.mark.rule("CLM-03", "A-12", "RET-12")
def test_a_refund_pays_what_was_paid_with_a_credit_note_and_a_letter_as_the_preview_said() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    verdict = VerdictIn(outcome=Outcome.REFUND, words="You are right.")
    seen = queries.preview_verdict(claim_id=known.id, said=verdict, actor=ADVISOR, at=SOON)
    assert seen is not None
    assert seen.plan is not None
    assert (seen.plan.total, seen.plan.basis, seen.two_people) == (29000, Basis.NON_CONFORMITY, False)
    decide(known.id, Outcome.REFUND, "You are right.")
    ship.work()
    assert ship.payment_books(order)[1:] == [("capture", 45800), ("refund", 29000)]
    note = Document.objects.get(kind="credit_note")
    assert (note.gross, note.body["pieces"]) == (29000, [str(ship.ids(order)[0])])
    after = view(known.id)
    assert (after.state, after.verdicts[0].amount) == (ClaimState.DECIDED, 29000)
    assert [mail.kind for mail in ship.mails(order)][-3:] == [
        "claim_received",
        "claim_verdict",
        "refund_sent",
    ]
    states = [piece.state for piece in returns.order_facts(order=order).pieces]
    assert states == [PieceState.REFUNDED, PieceState.DELIVERED]
    assert sound()


@pytest.mark.rule("A-12")
def test_the_last_piece_takes_its_delivery_along_and_nothing_is_paid_twice() -> None:
    order = ship.a_delivered_order()
    first, second = claim(order, 0), claim(order, 1)
    decide(first.id, Outcome.REFUND)
    decide(second.id, Outcome.REFUND)
    ship.work()
    assert ship.payment_books(order)[1:] == [("capture", 45800), ("refund", 29000), ("refund", 16800)]
    services.contest_claim(claim_id=first.id, words="More", photos=(), actor=GUEST, at=SOON)
    assert refused(first.id, Outcome.REFUND, by=OTHER) == [("A-12", "already_refunded")]
    assert sound()


@pytest.mark.rule("CLM-06", "CLM-07", "A-27")
def test_only_people_of_the_right_desk_decide_and_bad_care_pays_nothing() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0, kind=ClaimKind.IN_USE)
    before = ship.snapshot()
    assert refused(known.id, Outcome.REFUSED, by=HOUSE) == [("A-27", "person_decides")]
    assert refused(known.id, Outcome.REFUND, by=HAND) == [("CLM-06", "not_allowed")]
    assert refused(known.id, Outcome.REFUSED, words=" ") == [("A-27", "verdict_wants_reason")]
    assert ship.snapshot() == before
    decide(known.id, Outcome.QUALITY)
    assert view(known.id).state is ClaimState.QUALITY
    assert refused(known.id, Outcome.REPAIR) == [("CLM-06", "not_allowed")]
    assert refused(known.id, Outcome.REFUND, by=QUALITY, cause=Cause.CARE) == [
        ("CLM-07", "care_not_followed")
    ]
    decide(known.id, Outcome.REFUSED, "It was washed hot.", by=QUALITY, cause=Cause.CARE)
    assert [(each.outcome, each.cause) for each in view(known.id).verdicts] == [
        ("quality", ""),
        ("refused", "care"),
    ]
    (counted,) = queries.claimed_pieces(since=SOON, until=SOON + timedelta(seconds=1))
    assert (counted.kind, counted.cause, counted.sku) == (ClaimKind.IN_USE, "care", ship.KNIT)


@pytest.mark.rule("A-12")
def test_a_decision_is_contested_once_and_somebody_else_decides() -> None:
    order = ship.a_delivered_order()
    known = claim(order, 0)
    decide(known.id, Outcome.REFUSED)
    services.contest_claim(
        claim_id=known.id, words="Look again", photos=(a_photo("#333333"),), actor=GUEST, at=SOON
    )
    assert refused(known.id, Outcome.REFUND) == [("A-12", "claim_own")]
    with pytest.raises(services.CannotContest):
        services.contest_claim(claim_id=known.id, words="Again", photos=(), actor=GUEST, at=SOON)
    decide(known.id, Outcome.REFUND, by=OTHER)
    after = view(known.id)
    assert (after.state, [photo.stage for photo in after.photos]) == (ClaimState.CLOSED, ["claim", "contest"])
    with pytest.raises(services.CannotContest):
        services.contest_claim(claim_id=known.id, words="Again", photos=(), actor=GUEST, at=SOON)


@pytest.mark.rule("A-12")
def test_a_piece_that_comes_back_first_is_a_return_on_the_guarantee_after_the_fourteen_days() -> None:
    order = ship.a_delivered_order()
    late = ship.ARRIVED + timedelta(days=300)
    known = claim(order, 0)
    verdict = VerdictIn(outcome=Outcome.SEND_BACK, words="Send it.")
    services.decide_claim(claim_id=known.id, said=verdict, actor=ADVISOR, at=late)
    (back,) = returns.returns_of(order_number=order.number)
    assert (back.basis, [piece.id for piece in back.pieces]) == ("non_conformity", [ship.ids(order)[0]])
    assert view(known.id).verdicts[0].return_number == back.number


@pytest.mark.rule("C-13")
def test_a_large_refund_waits_for_a_second_person() -> None:
    large.be_careful()
    order = ship.a_delivered_order()
    known = claim(order, 0, 1)
    verdict = VerdictIn(outcome=Outcome.REFUND, words="Yes.")
    seen = queries.preview_verdict(claim_id=known.id, said=verdict, actor=ADVISOR, at=SOON)
    assert seen is not None
    assert seen.two_people
    decide(known.id, Outcome.REFUND)
    ship.work()
    assert [kind for kind, _amount in ship.payment_books(order)] == ["authorisation", "capture"]
    assert sound()


@pytest.mark.rule("CLM-01")
def test_a_parcel_that_the_carrier_damaged_opens_its_claim_by_itself_once_and_still_arrives() -> None:
    order, parcel = ship.a_shipped_order()
    for status in ("damaged", "out_for_delivery", "delivered"):
        fulfilment.record_event(parcel_id=parcel, status=status, event_at=None, actor=HAND, at=ship.ARRIVED)
        for known, kind in queries.unclaimed_troubles():
            services.open_for_carrier(parcel_id=known, kind=kind, at=SOON)
    (opened,) = queries.claims_of(order_number=order.number)
    assert (opened.kind, opened.by_carrier, len(opened.pieces)) == (ClaimKind.DAMAGED, True, 2)
    assert orders.order_by_number(number=order.number).state == "closed"
    assert sound()


@pytest.mark.rule("CLM-01", "A-13")
def test_a_parcel_that_the_carrier_lost_opens_its_claim_by_itself_and_all_of_it_goes_back() -> None:
    order, parcel = ship.a_shipped_order()
    fulfilment.record_event(parcel_id=parcel, status="lost", event_at=None, actor=HAND, at=ship.ARRIVED)
    for _each in range(2):
        for known, kind in queries.unclaimed_troubles():
            services.open_for_carrier(parcel_id=known, kind=kind, at=SOON)
    (opened,) = queries.claims_of(order_number=order.number)
    assert (opened.kind, opened.by_carrier, len(opened.pieces)) == (ClaimKind.MISSING, True, 2)
    watching.open_cases_for_trouble(actor=HOUSE, at=SOON)
    assert cases.open_cases() == ()  # its claim is the one thing that waits
    decide(opened.id, Outcome.CARRIER)
    decide(opened.id, Outcome.REFUND)
    ship.work()
    assert ship.payment_books(order)[-1] == ("refund", 45800)
    assert view(opened.id).verdicts[1].basis == "lost_parcel"
    assert orders.order_by_number(number=order.number).state == "closed"
    assert sound()
