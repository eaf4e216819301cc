"""Where the preparation team has orders sooner, it is asked to stop one: tried, answered, told (ORD-03)."""

from __future__ import annotations

import tomllib
from datetime import timedelta

import pytest

from comptoir.core.actors import HOUSE
from comptoir.core.cancellation import Stopping
from comptoir.core.policy import Method
from comptoir.fulfilment import queries, services
from comptoir.infra import clock, queue
from comptoir.infra.db import one_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.markets import services as markets
from comptoir.orders import queries as orders
from comptoir.orders.services import CannotCancel
from tests import builders, cast
from tests.api.calls import books
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR, AT, HAND

pytestmark = [pytest.mark.usefixtures("shop"), pytest.mark.rule("ORD-03")]
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _sooner(shop: object) -> None:
    """A house whose team has orders after ten minutes."""
    del shop
    text = (builders.PROFILE / "house.toml").read_text().replace("# release_minutes", "release_minutes")
    markets.publish_policy(policy_data=tomllib.loads(text), effective_from=AT, actor=HOUSE, at=AT, text=text)


def released(**wishes: object) -> ship.Order:
    """An order that the team has since its eleventh minute."""
    number = builders.a_placed_order(**wishes).number
    assert not services.release_due_order(order_number=number, at=AT + 10 * MINUTE)
    assert orders.next_release_at() == AT + timedelta(minutes=10, seconds=1)
    clock.set_to(at=AT + 11 * MINUTE)
    assert services.release_due_order(order_number=number, at=AT + 11 * MINUTE)
    return ship.known(number)


def call_back(order: ship.Order, *, at: int) -> Stopping:
    clock.set_to(at=AT + at * MINUTE)
    return services.call_back_order(
        order_number=order.number, actor=ADVISOR, reason="asked_by_phone", at=clock.now()
    )


def refused(act) -> list[tuple[str | None, str]]:
    """The refusals of an act; nothing moves."""
    still = ship.snapshot()
    with pytest.raises(NotPossible) as no:
        act()
    assert ship.snapshot() == still
    return ship.reasons(no.value)


def pack(order: ship.Order):
    return services.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=clock.now())


def answer(order: ship.Order, stopped: Stopping) -> None:
    services.answer_stop(order_number=order.number, stopped=stopped, actor=HAND, at=clock.now())
    queue.run_waiting()


def test_an_order_that_the_house_still_has_is_cancelled_at_once() -> None:
    order = ship.known(builders.a_placed_order().number)
    assert call_back(order, at=5) is Stopping.STOPPED
    assert ship.fresh(order).state == "cancelled"


def test_nothing_is_packed_or_shipped_until_the_team_has_answered() -> None:
    order = released()
    packed = pack(order)
    assert call_back(order, at=20) is Stopping.ASKED
    assert call_back(order, at=21) is Stopping.ASKED
    assert [stop.order_number for stop in queries.open_stops()] == [order.number]
    waits = [("ORD-03", "stop_asked")]
    assert refused(lambda: services.ship_parcel(parcel_id=packed.id, actor=HAND, at=clock.now())) == waits
    assert refused(lambda: pack(order)) == waits
    assert ship.verbs(order).count("stop_asked") == 1


@pytest.mark.parametrize(("method", "token"), [(Method.CARD, "card_ok"), (Method.PAYPAL, "paypal_ok")])
def test_stopped_in_time_it_is_cancelled_with_its_parcel_its_money_and_its_mail(
    method: Method, token: str
) -> None:
    order = released(method=method, token=token)
    pack(order)
    call_back(order, at=30)
    answer(order, Stopping.STOPPED)
    assert ship.fresh(order).state == "cancelled"
    assert queries.parcels_of(order_number=order.number) == ()
    last = {Method.CARD: ("void", ship.TOTAL), Method.PAYPAL: ("refund", ship.TOTAL)}[method]
    assert books(order.number)[-1] == last
    assert ship.on_hand(ship.KNIT) == (20, 0)
    assert "order_cancelled" in [mail.kind for mail in ship.mails(order)]
    assert "stop_stopped" in ship.verbs(order)
    assert queries.open_stops() == ()
    assert refused(lambda: answer(order, Stopping.TOO_LATE)) == [("ORD-03", "not_found")]


def test_too_late_is_told_and_the_order_goes_on() -> None:
    order = released()
    call_back(order, at=30)
    answer(order, Stopping.TOO_LATE)
    assert ship.fresh(order).state == "released"
    assert ship.mails(order)[-1].kind == "stop_too_late"
    parcel = pack(order)
    services.ship_parcel(parcel_id=parcel.id, actor=HAND, at=clock.now())
    assert refused(lambda: call_back(order, at=30)) == [("ORD-03", "stop_too_late")]


def test_after_its_time_and_once_a_part_has_left_nobody_is_asked() -> None:
    late, gone = released(), released()
    assert refused(lambda: call_back(late, at=31)) == [("ORD-03", "cancellation_over")]
    clock.set_to(at=AT + 12 * MINUTE)
    part = services.pack_parcel(
        order_number=gone.number, pieces=ship.ids(gone)[:1], actor=HAND, at=clock.now()
    )
    services.ship_parcel(parcel_id=part.id, actor=HAND, at=clock.now())
    assert refused(lambda: call_back(gone, at=20)) == [("ORD-03", "already_released")]


def test_a_shopper_is_told_to_phone_also_when_the_team_has_it() -> None:
    order = released()
    with pytest.raises(CannotCancel) as no:
        services.call_back_order(
            order_number=order.number, actor=cast.GUEST_SHOPPER, reason="", at=AT + 12 * MINUTE
        )
    assert ship.reasons(no.value) == [("ORD-03", "by_phone")]


def test_what_the_customer_withdraws_from_meanwhile_waits_for_no_answer() -> None:
    order = released()
    call_back(order, at=20)
    assert len(queries.open_stops()) == 1
    with one_transaction():
        services.take_out_pieces(
            order=orders.lock_order(number=order.number),
            pieces=ship.ids(order),
            actor=ADVISOR,
            at=clock.now(),
        )
    assert queries.open_stops() == ()
