"""A refused piece that its customer wants back: the house's own label, the number, the mail (RET-06)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client

from comptoir.core.actors import GUEST, Role
from comptoir.core.numbers import show_number
from comptoir.core.returns import HeldChoice
from comptoir.fulfilment.models import Label
from comptoir.infra import clock, queue
from comptoir.notices import queries as notices
from comptoir.orders.models import Order
from comptoir.returns import queries, services
from tests import builders, cast
from tests.apps.fulfilment import ship
from tests.desk.selling import plain, signed_in
from tests.desk.test_dock import a_return

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("RET-06", "A-36")]
BUY = "POST /mydhlapi/shipments"


@pytest.fixture(autouse=True)
def _mended() -> object:
    yield
    ship.mend()


@pytest.fixture
def order(house: None) -> Order:
    """An order that has arrived."""
    del house
    return ship.a_delivered_order()


def a_refused_piece(order: Order) -> tuple[queries.ReturnView, UUID]:
    """A return of one piece, refused, that waits for its customer's choice."""
    known = a_return(order, 0)
    (piece,) = (row.id for row in known.pieces)
    services.receive_return(return_id=known.id, pieces=[piece], actor=cast.WAREHOUSE, at=clock.now())
    verdict = services.VerdictIn(piece=piece, verdict=services.Verdict.REFUSED, reason="Worn")
    services.inspect_return(return_id=known.id, verdicts=[verdict], actor=cast.WAREHOUSE, at=clock.now())
    return known, piece


def chosen(known: queries.ReturnView, piece: UUID, choice: HeldChoice) -> None:
    services.choose_for_piece(return_id=known.id, piece=piece, choice=choice, actor=GUEST, at=clock.now())


def pressed(hand: Client, known: queries.ReturnView, piece: UUID, what: str = "", **form: str) -> str:
    """What the desk says after a press at the row of the piece."""
    page = f"/desk/returns/{known.id}/held/{piece}/{what}"
    return plain(hand.post(page, form, follow=True).content.decode())


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_piece_goes_back_under_a_label_of_the_house_and_its_customer_has_the_number(
    language: str,
) -> None:
    order = ship.a_delivered_order(language=language)
    known, piece = a_refused_piece(order)
    chosen(known, piece, HeldChoice.SEND_BACK)
    hand, before = signed_in(Role.WAREHOUSE), len(ship.shipments())
    for _twice in range(2):
        assert "label" in pressed(hand, known, piece, "label/")
    (label,) = Label.objects.filter(kind="held")
    assert (label.contents, len(ship.shipments())) == ([str(piece)], before + 1)
    (row,) = queries.held_pieces()
    assert row.label_url
    shown = hand.get("/desk/returns/held/").content.decode()
    assert f'href="{row.label_url}"' in shown.replace("&amp;", "&")
    assert Client().get(row.label_url).content.startswith(b"%PDF")
    pressed(hand, known, piece)
    assert queries.held_pieces() == ()
    queue.run_waiting()
    (mail,) = [each for each in notices.outbox(to=cast.JEANNE_EMAIL) if each.kind == "return_sent_back"]
    assert show_number(known.number) in mail.subject
    assert label.tracking_number in mail.text
    assert label.tracking_url in mail.text
    assert [each.language for each in ship.mails(order) if each.kind == mail.kind] == [language]


def test_only_a_piece_that_its_customer_wants_back_has_a_label(order: Order) -> None:
    known, piece = a_refused_piece(order)
    hand = signed_in(Role.WAREHOUSE)
    for choice in (None, HeldChoice.COLLECT, HeldChoice.GIVE_UP):
        if choice:
            chosen(known, piece, choice)
        said = pressed(hand, known, piece, "label/")
        assert "A label is made for a piece that its customer wants sent back." in said
    assert Label.objects.filter(kind="held").count() == 0


def test_another_choice_gives_the_label_back_to_the_carrier(order: Order) -> None:
    known, piece = a_refused_piece(order)
    chosen(known, piece, HeldChoice.SEND_BACK)
    hand = signed_in(Role.WAREHOUSE)
    pressed(hand, known, piece, "label/")
    chosen(known, piece, HeldChoice.COLLECT)
    ship.work()
    (label,) = Label.objects.filter(kind="held")
    assert label.voided_at
    pressed(hand, known, piece)
    assert len(queries.held_pieces()) == 1
    pressed(hand, known, piece, reference="Jeanne Martin")
    assert queries.held_pieces() == ()
    assert "return_sent_back" not in [mail.kind for mail in ship.mails(order)]


def test_a_label_that_the_carrier_owes_comes_by_itself_and_is_bought_once(order: Order) -> None:
    known, piece = a_refused_piece(order)
    chosen(known, piece, HeldChoice.SEND_BACK)
    hand, before = signed_in(Role.WAREHOUSE), len(ship.shipments())
    ship.break_carrier(mode="down", endpoint=BUY)
    pressed(hand, known, piece, "label/")
    said = plain(hand.get("/desk/returns/held/").content.decode())
    assert "The carrier has not sent the label yet. It comes by itself." in said
    pressed(hand, known, piece)
    assert len(queries.held_pieces()) == 1
    ship.mend()
    (label,) = Label.objects.filter(kind="held")
    assert label.retry_at
    builders.at_clock(label.retry_at)
    ship.sweep("fulfilment.retry_labels")
    (row,) = queries.held_pieces()
    assert (bool(row.label_url), len(ship.shipments())) == (True, before + 1)
