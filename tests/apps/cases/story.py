"""An hour of a house in which everything happens that the books know."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from comptoir.checkout import tasks as checkout_tasks
from comptoir.claims import services as claims
from comptoir.claims.queries import VerdictIn as Decided
from comptoir.core.actors import GUEST, HOUSE
from comptoir.core.claims import ClaimKind, Outcome
from comptoir.core.goodwill import Gesture
from comptoir.core.policy import Method
from comptoir.core.promotions import PromotionKind
from comptoir.core.redemption import Entry
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.goodwill import services as goodwill
from comptoir.infra import clock, ids, queue, testclock
from comptoir.orders import queries as orders
from comptoir.orders.models import Piece
from comptoir.promotions import services as promotions
from comptoir.returns import services as returns
from comptoir.returns.services import Verdict, VerdictIn
from comptoir.stock import services as stock
from tests import builders, cast
from tests.apps.claims.claiming import a_photo
from tests.apps.stores.receipts import a_receipt, bring_back, told

HOUR = builders.MONDAY


def pieces_of(number: str) -> list[Piece]:
    order = orders.order_by_number(number=number)
    assert order is not None
    return orders.pieces_of(order_id=order.pk)


def everything() -> dict[str, str]:
    """The numbers of the orders, by what became of them."""
    guests = promotions.Terms(
        code="GUESTS",
        kind=PromotionKind.PERCENT,
        rate=Decimal("0.10"),
        entry=Entry.BATCH,
        starts_at=HOUR,
    )
    promotions.create_promotion(terms=guests, actor=HOUSE, at=HOUR)
    promotions.make_batch(code="GUESTS", count=2, actor=HOUSE, at=HOUR)
    numbers = {
        "abandoned": builders.a_placed_order(token="card_declined").number,
        "waiting": builders.a_placed_order(token="card_3ds").number,
        "called back": builders.a_placed_order(codes=("WELCOME10",)).number,
        "held": builders.a_placed_order(token="card_review").number,
        "given back": builders.a_placed_order(method=Method.PAYPAL, token="paypal_ok").number,
        "refused capture": builders.a_placed_order(token="card_capture_fails").number,
        "in two parcels": builders.a_placed_order(codes=("ONCE",)).number,
        "short": builders.a_placed_order().number,
        "returned": builders.a_placed_order(codes=("WELCOME10",), address=cast.JOHN).number,
        "withdrawn": builders.a_placed_order().number,
        "sent again": builders.a_placed_order().number,
    }
    builders.cancel(numbers["called back"])
    builders.cancel(numbers["given back"])
    queue.run_waiting()
    testclock.advance_clock(to=HOUR + timedelta(minutes=40), run=testclock.run_here)
    _leave(numbers["in two parcels"], 0)
    _leave(numbers["in two parcels"], 1)
    _leave(numbers["refused capture"])
    short = pieces_of(numbers["short"])
    fulfilment.report_shortage(
        order_number=numbers["short"], pieces=[short[0].public_id], actor=cast.WAREHOUSE, at=clock.now()
    )
    _arrive(_leave(numbers["short"]))
    _arrive(_leave(numbers["returned"]))
    _make_gesture(numbers["returned"])
    _arrive(_leave(numbers["sent again"]))
    _claim_again(numbers["sent again"])
    _send_back(numbers["returned"])
    bring_back(a_receipt(told(bought_at=clock.now()), at=clock.now()), at=clock.now())
    returns.withdraw(
        name="Jeanne Exemple",
        contract=numbers["withdrawn"],
        email=cast.JEANNE_EMAIL,
        pieces=[],
        language="fr",
        at=clock.now(),
    )
    for _ in range(2):
        testclock.work()
    checkout_tasks.expire_orders()
    _move_stock()
    return numbers


def _move_stock() -> None:
    """A transfer of which one piece was lost, another under way, goods in, and a piece set aside."""
    at, hand = clock.now(), cast.WAREHOUSE
    for lost in (1, 0):
        transfer = ids.new_id()
        stock.begin_transfer(consignment_id=transfer, origin="PAR", destination="LIL", actor=hand, at=at)
        for announced, many in ((True, 2), (False, 2 - lost)):
            lines = {builders.LOAFER_42: many}
            stock.write_lines(consignment_id=transfer, announced=announced, lines=lines, actor=hand, at=at)
            if announced:
                stock.send_transfer(consignment_id=transfer, actor=hand, at=at)
            elif lost:
                stock.book_consignment(
                    consignment_id=transfer, seen=many, rest_follows=False, actor=hand, at=at
                )
    stock.change_condition(
        sku=builders.LOAFER_42,
        location="PAR",
        quantity=1,
        before=stock.Condition.STOCK,
        after=stock.Condition.SECOND_CHOICE,
        reason="a scratch",
        key="set aside",
        actor=hand,
        at=at,
    )


def _leave(number: str, *places: int) -> fulfilment_queries.ParcelView:
    """Pieces of an order, all that are left unless some are chosen, are packed and shipped."""
    chosen = [pieces_of(number)[place].public_id for place in places] or None
    parcel = fulfilment.pack_parcel(order_number=number, pieces=chosen, actor=cast.WAREHOUSE, at=clock.now())
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=cast.WAREHOUSE, at=clock.now())
    return parcel


def _arrive(parcel: fulfilment_queries.ParcelView) -> None:
    fulfilment.record_event(
        parcel_id=parcel.id, status="delivered", event_at=None, actor=cast.WAREHOUSE, at=clock.now()
    )


def _send_back(number: str) -> None:
    """One piece comes back and is taken, the other is refused."""
    knit, shirt = (piece.public_id for piece in pieces_of(number))
    known = returns.register_return(
        order_number=number,
        pieces=[(knit, ""), (shirt, "")],
        pickup=None,
        actor=cast.GUEST_SHOPPER,
        at=clock.now(),
    )
    returns.receive_return(return_id=known.id, pieces=[knit, shirt], actor=cast.WAREHOUSE, at=clock.now())
    verdicts = [
        VerdictIn(piece=knit, verdict=Verdict.ACCEPTED, reason=""),
        VerdictIn(piece=shirt, verdict=Verdict.REFUSED, reason="Worn outside."),
    ]
    returns.inspect_return(return_id=known.id, verdicts=verdicts, actor=cast.WAREHOUSE, at=clock.now())


def _make_gesture(number: str) -> None:
    said = Gesture(
        piece=str(pieces_of(number)[0].public_id), amount=500, reason="Late", words="We are sorry."
    )
    goodwill.make_gesture(
        gesture_id=ids.new_id(), order_number=number, said=said, actor=cast.ADVISOR, at=clock.now()
    )


def _claim_again(number: str) -> None:
    """A piece that arrived faulty is sent again."""
    said = claims.ClaimIn(
        kind=ClaimKind.FAULTY,
        language="fr",
        country="FR",
        order_number=number,
        proved=True,
        pieces=(pieces_of(number)[0].public_id,),
        photos=(a_photo(),),
        description="A hole under the arm",
        washing="By hand, cold",
    )
    known = claims.make_claim(said=said, actor=GUEST, at=clock.now())
    verdict = Decided(outcome=Outcome.RESEND, words="We send it again.", cause=None)
    claims.decide_claim(claim_id=known.id, said=verdict, actor=cast.ADVISOR, at=clock.now())
