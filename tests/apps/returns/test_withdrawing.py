"""The statutory withdrawal: always taken, receipted, and acted upon as far as it can be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.actors import GUEST
from comptoir.core.numbers import show_number
from comptoir.core.policy import Method
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.models import Label
from comptoir.invoicing.models import Document
from comptoir.notices.models import Message
from comptoir.returns import queries, services
from comptoir.returns.models import Return, Withdrawal
from comptoir.returns.services import Verdict, VerdictIn
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ARRIVED, AT, HAND, KNIT, LATER

pytestmark = pytest.mark.usefixtures("shop")
BACK = ARRIVED + timedelta(days=3)


def withdraw(
    order: ship.Order,
    *places: int,
    at: object = ARRIVED,
    contract: str | None = None,
    email: str = cast.JEANNE_EMAIL,
) -> Withdrawal:
    said = services.withdraw(
        name="Jeanne Exemple",
        contract=order.number if contract is None else contract,
        email=email,
        pieces=[str(ship.ids(order)[place]) for place in places],
        language="fr",
        at=at,
    )
    ship.work()
    return Withdrawal.objects.get(pk=said.pk)


def take_back(order: ship.Order, *places: int) -> None:
    """The open return of these pieces arrives and is good."""
    parcel = Return.objects.filter(state__in=["registered", "sent"]).get()
    chosen = [ship.ids(order)[place] for place in places]
    services.receive_return(return_id=parcel.public_id, pieces=chosen, actor=HAND, at=BACK)
    verdicts = [VerdictIn(piece=piece, verdict=Verdict.ACCEPTED) for piece in chosen]
    services.inspect_return(return_id=parcel.public_id, verdicts=verdicts, actor=HAND, at=BACK)
    ship.work()


def refunds(order: ship.Order) -> list[int]:
    return [amount for kind, amount in ship.payment_books(order) if kind == "refund"]


@pytest.mark.rule("A-07")
def test_the_receipt_has_the_words_the_day_and_the_time() -> None:
    order = ship.a_delivered_order()
    said = withdraw(order, contract=f"ma commande {show_number(order.number)}, merci")
    mail = Message.objects.get(kind="withdrawal_received")
    assert (mail.to, mail.language) == (cast.JEANNE_EMAIL, "fr")
    assert mail.facts["statement"]["contract"] == f"ma commande {show_number(order.number)}, merci"
    assert mail.facts["statement"]["received_at"] == ARRIVED.isoformat()
    assert mail.sent_at is not None
    assert said.order == order


@pytest.mark.rule("A-08")
@pytest.mark.parametrize(
    ("contract", "email"),
    [("M7K4-92QD-3", cast.JEANNE_EMAIL), ("the blue one", cast.JEANNE_EMAIL), (None, "stranger@example.org")],
)
def test_a_statement_that_matches_nothing_is_taken_all_the_same_and_kept_for_a_person(
    contract: str | None, email: str
) -> None:
    order = ship.a_delivered_order()
    said = withdraw(order, contract=contract, email=email)
    assert (said.order, said.outcome) == (None, "person")
    assert [row.public_id for row in queries.withdrawals_for_person()] == [said.public_id]
    assert Message.objects.get(kind="withdrawal_received").to == email
    assert not Return.objects.exists()


@pytest.mark.rule("A-08")
def test_an_order_that_was_not_sent_is_called_off_whole_even_when_the_warehouse_has_it() -> None:
    order = ship.a_released_order()
    fulfilment.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    said = withdraw(order, at=LATER)
    assert said.outcome == "cancelled"
    assert ship.fresh(order).state == "cancelled"
    assert ship.payment_books(order) == [("authorisation", 45800), ("void", 45800)]
    assert ship.on_hand(KNIT) == (20, 0)
    assert Label.objects.get().voided_at is not None
    assert [mail.kind for mail in ship.mails(order)].count("order_cancelled") == 1
    assert ship.clears(order)


@pytest.mark.rule("A-08")
def test_paypal_gives_all_of_an_unsent_order_back() -> None:
    order = ship.a_placed_order(method=Method.PAYPAL, token="paypal_ok")
    withdraw(order, at=AT + timedelta(minutes=40))
    assert refunds(order) == [45800]
    assert [mail.kind for mail in ship.mails(order)][-1] == "refund_sent"


@pytest.mark.rule("A-08")
def test_one_piece_of_an_unsent_order_is_called_off_and_the_rest_goes_on() -> None:
    order = ship.a_released_order()
    assert withdraw(order, 1, at=LATER).outcome == "cancelled"
    piece = ship.pieces(order)[1]
    assert (piece.cancelled_because, ship.fresh(order).state) == ("withdrawal", "released")
    mail = ship.mails(order)[-1]
    assert (mail.kind, mail.facts["amount"], mail.facts["refunded"]) == ("pieces_withdrawn", 15000, False)
    assert mail.sent_at is not None
    parcel = fulfilment.pack_parcel(order_number=order.number, pieces=None, actor=HAND, at=LATER)
    fulfilment.ship_parcel(parcel_id=parcel.id, actor=HAND, at=LATER)
    assert ship.payment_books(order)[1] == ("capture", 30800)
    assert ship.clears(order)


@pytest.mark.rule("A-02", "A-08")
def test_a_full_withdrawal_gives_back_the_cheapest_delivery_that_was_offered() -> None:
    order = ship.a_delivered_order()
    assert (order.delivery_paid, order.delivery_cheapest) == (1800, 0)  # Standard is free over 300 euros
    assert withdraw(order).outcome == "return"
    take_back(order, 0, 1)
    assert refunds(order) == [44000]


@pytest.mark.rule("A-02")
def test_the_supplement_of_express_over_standard_is_kept_and_nothing_else() -> None:
    order = ship.a_delivered_order(lines=((builders.SHIRT_M, 1),))
    assert (order.delivery_paid, order.delivery_cheapest) == (1800, 1000)
    withdraw(order)
    parcel = Return.objects.get()
    assert parcel.basis == "statutory_withdrawal"
    view = queries.return_view(return_id=parcel.public_id)
    assert view is not None
    assert view.refund_amount == 15000 + 1000
    take_back(order, 0)
    assert refunds(order) == [16000]
    note = Document.objects.get(kind="credit_note")
    assert (note.gross, note.body["delivery"]["gross"], note.body["delivery"]["tax"]) == (16000, 1000, 167)
    assert ship.clears(order)


@pytest.mark.rule("A-03")
def test_withdrawing_in_two_steps_ends_at_the_same_sum() -> None:
    order = ship.a_delivered_order(lines=((builders.SHIRT_M, 1), (builders.CLUTCH_OS, 1)))
    del order
    order = ship.a_delivered_order(lines=((builders.SHIRT_M, 2),))
    cheapest = order.delivery_cheapest
    withdraw(order, 0)
    take_back(order, 0)
    withdraw(order, 1)
    take_back(order, 1)
    assert refunds(order) == [15000, 15000 + cheapest]


@pytest.mark.rule("A-05")
def test_the_money_is_due_by_the_statement_not_by_the_inspection() -> None:
    order = ship.a_delivered_order()
    withdraw(order)
    assert Return.objects.get().refund_by == ARRIVED.replace(month=12, day=9, hour=22, minute=59, second=59)
    take_back(order, 0, 1)
    assert Return.objects.get().refund_by == ARRIVED.replace(month=12, day=9, hour=22, minute=59, second=59)


@pytest.mark.rule("A-08")
def test_what_is_on_its_way_comes_back_and_what_is_still_here_stays() -> None:
    order = ship.a_released_order()
    first = fulfilment.pack_parcel(
        order_number=order.number, pieces=[ship.ids(order)[0]], actor=HAND, at=LATER
    )
    fulfilment.ship_parcel(parcel_id=first.id, actor=HAND, at=LATER)
    assert withdraw(order, at=LATER).outcome == "both"
    assert ship.pieces(order)[1].cancelled_because == "withdrawal"
    view = queries.returns_of(order_number=order.number)[0]
    assert [piece.id for piece in view.pieces] == [ship.ids(order)[0]]
    assert view.label_url


@pytest.mark.rule("A-08")
def test_a_return_that_is_under_way_rests_on_the_law_from_then_on() -> None:
    order = ship.a_delivered_order(lines=((builders.SHIRT_M, 1),))
    chosen = [(ship.ids(order)[0], "")]
    services.register_return(order_number=order.number, pieces=chosen, pickup=None, actor=GUEST, at=ARRIVED)
    assert withdraw(order).outcome == "return"
    assert Return.objects.get().basis == "statutory_withdrawal"
    take_back(order, 0)
    assert refunds(order) == [16000]


@pytest.mark.rule("A-11")
def test_a_personalised_piece_waits_for_a_person_and_the_others_do_not() -> None:
    order = ship.a_delivered_order(lines=((builders.KNIT_M, 1), (builders.CLUTCH_OS, 1)))
    assert withdraw(order, 0, 1).outcome == "partly"
    (view,) = queries.returns_of(order_number=order.number)
    assert [piece.id for piece in view.pieces] == [ship.ids(order)[0]]
    assert withdraw(order).outcome == "return"  # the whole order is what the law covers of it


@pytest.mark.rule("A-01")
@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        (ARRIVED.replace(month=12, day=9, hour=22, minute=59, second=59), "return"),
        (ARRIVED.replace(month=12, day=9, hour=23, minute=0, second=0), "person"),
    ],
)
def test_it_is_timely_by_the_moment_it_was_made(at: object, outcome: str) -> None:
    order = ship.a_delivered_order()
    assert withdraw(order, at=at).outcome == outcome


def test_a_country_without_the_right_leaves_it_to_a_person() -> None:
    order = ship.a_delivered_order(address=cast.JOHN)
    assert withdraw(order).outcome == "person"


@pytest.mark.rule("A-08")
def test_a_statement_whose_process_died_is_acted_upon_by_its_job_and_only_once() -> None:
    order = ship.a_delivered_order()
    said = withdraw(order)
    still = ship.snapshot()
    services.act_on_withdrawal(withdrawal_id=said.pk, at=BACK)
    assert ship.snapshot() == still


def test_a_second_statement_is_receipted_and_changes_nothing() -> None:
    order = ship.a_delivered_order()
    withdraw(order)
    withdraw(order)
    assert Return.objects.count() == 1
    assert Message.objects.filter(kind="withdrawal_received").count() == 2


@pytest.mark.rule("A-08")
def test_a_carrier_that_is_down_does_not_keep_a_statement_from_being_taken() -> None:
    order = ship.a_delivered_order()
    ship.break_carrier(mode="down")
    assert withdraw(order).outcome == "return"
    assert Message.objects.filter(kind="withdrawal_received").count() == 1
