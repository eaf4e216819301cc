"""What is shown before a verb is done is what the verb then did: money, stock, codes and mails, on random cases."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from comptoir.cases import queries as cases
from comptoir.cases.queries import RegistrationPreview
from comptoir.checkout import services as checkout
from comptoir.core.policy import Method, Service
from comptoir.fulfilment import services as fulfilment
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from comptoir.returns import queries as return_queries
from comptoir.returns import services as returns
from tests import builders, cast
from tests.apps.cases.seeing import Seen, is_undone
from tests.builders import KNIT_M, MONDAY, SHIRT_M

pytestmark = pytest.mark.usefixtures("house")
SEEDS = range(12)


def an_order(number: str) -> Order:
    order = orders.order_by_number(number=number)
    assert order is not None
    return order


def preview(number: str) -> cases.CancellationPreview:
    view = cases.order_view(order=an_order(number), viewer="advisor", at=MONDAY)
    return cases.preview_cancellation(view=view)


def ends(number: str, return_id: UUID, *, at: datetime) -> cases.ReturnCancellationPreview:
    known = return_queries.return_view(return_id=return_id)
    assert known is not None
    return cases.preview_return_cancellation(order=an_order(number), known=known, at=at)


def returnable(number: str, *, at: datetime) -> set[UUID]:
    view = cases.order_view(order=an_order(number), viewer="advisor", at=at)
    return {piece.id for piece in view.returnable}


def wishes(chance: random.Random) -> dict[str, object]:
    """What somebody orders."""
    method, token = chance.choice([(Method.CARD, "card_ok"), (Method.PAYPAL, "paypal_ok")])
    lines = [(KNIT_M, chance.randint(1, 2)), (SHIRT_M, chance.randint(1, 3))]
    return {
        "lines": tuple(lines[: chance.randint(1, 2)]),
        "codes": chance.choice([(), ("WELCOME10",), ("FREESHIP",)]),
        "service": chance.choice([Service.EXPRESS, Service.STANDARD]),
        "method": method,
        "token": token,
        "language": chance.choice(["en", "fr"]),
    }


@pytest.mark.rule("ORD-03")
@pytest.mark.parametrize("seed", SEEDS)
def test_calling_an_order_back_does_what_was_shown(seed: int) -> None:
    placed = builders.a_placed_order(**wishes(random.Random(seed)))
    shown, before = preview(placed.number), Seen.of(placed.number)
    fulfilment.call_back_order(order_number=placed.number, actor=cast.ADVISOR, reason="asked", at=MONDAY)
    is_undone(placed.number, shown, before)


@pytest.mark.rule("PAY-12")
@pytest.mark.parametrize("seed", range(4))
def test_refusing_a_held_order_does_what_was_shown(seed: int) -> None:
    held = builders.a_placed_order(
        **wishes(random.Random(seed)) | {"method": Method.CARD, "token": "card_review"}
    )
    shown, before = preview(held.number), Seen.of(held.number)
    checkout.refuse_order(order_number=held.number, actor=cast.ADVISOR, at=MONDAY)
    is_undone(held.number, shown, before)


@pytest.mark.rule("PAY-12")
def test_accepting_a_held_order_does_what_was_shown() -> None:
    held = builders.a_placed_order(token="card_review", language="fr")
    later = MONDAY + timedelta(hours=3)
    shown, before = (
        cases.preview_acceptance(order=an_order(held.number), at=later),
        Seen.of(held.number),
    )
    checkout.accept_order(order_number=held.number, actor=cast.ADVISOR, at=later)
    after = Seen.of(held.number)
    assert an_order(held.number).cancellable_until == shown.cancellable_until
    assert after.mails - before.mails == {(shown.mail, shown.language): 1}
    assert (after.stock, after.codes, after.ledger) == (before.stock, before.codes, before.ledger)


@pytest.mark.rule("RET-07", "RET-13")
@pytest.mark.parametrize("seed", range(5))
def test_a_return_registered_and_cancelled_does_what_was_shown(seed: int) -> None:
    chance = random.Random(seed)
    sent = builders.a_delivered_order(**wishes(chance))
    number, at = sent.number, MONDAY + timedelta(days=4)
    pieces = [piece.public_id for piece in orders.pieces_of(order_id=an_order(number).pk)]
    chosen = chance.sample(pieces, chance.randint(1, len(pieces)))
    shown = cases.preview_registration(order=an_order(number), pieces=chosen, at=at)
    assert isinstance(shown, RegistrationPreview)
    before = Seen.of(number)
    made = returns.register_return(
        order_number=number,
        pieces=[(piece, "") for piece in chosen],
        pickup=None,
        actor=cast.ADVISOR,
        at=at,
    )
    after = Seen.of(number)
    assert {piece.id for piece in made.pieces} == {*shown.pieces, *shown.gifts}
    assert (made.hand_in_by, made.refund_amount, made.refund_method) == (
        shown.hand_in_by,
        shown.refund,
        shown.method,
    )
    assert after.mails - before.mails == {(shown.mail, shown.language): 1}
    assert (after.stock, after.codes, after.ledger) == (before.stock, before.codes, before.ledger)
    ending = ends(number, made.id, at=at)
    returns.cancel_return(return_id=made.id, actor=cast.ADVISOR, at=at)
    assert Seen.of(number) == after
    assert {*ending.pieces} == returnable(number, at=at) & {*chosen} == {*chosen}
    again = cases.preview_registration(order=an_order(number), pieces=chosen, at=at)
    assert again == shown
    cancelled = return_queries.return_view(return_id=made.id)
    assert cancelled is not None
    assert (cancelled.state, cancelled.tracking_number) == ("cancelled", ending.tracking_number)


@pytest.mark.rule("RET-01", "RET-13")
def test_once_the_days_are_over_cancelling_a_return_says_that_no_other_can_be_registered_and_none_can() -> (
    None
):
    number = builders.a_delivered_order().number
    pieces = [piece.public_id for piece in orders.pieces_of(order_id=an_order(number).pk)]
    made = returns.register_return(
        order_number=number,
        pieces=[(piece, "") for piece in pieces[:1]],
        pickup=None,
        actor=cast.ADVISOR,
        at=MONDAY + timedelta(days=12),
    )
    in_time, late = MONDAY + timedelta(days=12), MONDAY + timedelta(days=20)
    assert ends(number, made.id, at=in_time).pieces == (pieces[0],)
    assert ends(number, made.id, at=late).pieces == ()
    returns.cancel_return(return_id=made.id, actor=cast.ADVISOR, at=late)
    assert returnable(number, at=late) == set()


def test_what_cannot_come_back_is_refused_before_it_is_tried() -> None:
    placed = builders.a_placed_order()
    refused = cases.preview_registration(order=an_order(placed.number), pieces=[UUID(int=0)], at=MONDAY)
    assert isinstance(refused, tuple)
    assert [refusal.reason for refusal in refused] == ["piece_not_here"]
