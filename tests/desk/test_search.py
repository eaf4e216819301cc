"""The one search of the desk, and the page of a customer that it leads to."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import Role
from comptoir.core.numbers import show_number
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import queue
from comptoir.invoicing import queries as invoicing
from comptoir.orders import queries as orders
from comptoir.returns import services as verbs
from tests import builders, cast
from tests.desk.selling import page, plain, signed_in
from tests.desk.test_messages import write

pytestmark = pytest.mark.usefixtures("house")


def found(client: Client, words: str) -> tuple[str, str]:
    """Where a search leads, and what is said there."""
    answer = client.post("/desk/search/", {"q": words}, follow=True)
    assert answer.status_code == 200
    return answer.redirect_chain[-1][0], plain(answer.content.decode())


def a_return(number: str) -> verbs.Registered:
    order = orders.order_by_number(number=number)
    assert order is not None
    piece = orders.pieces_of(order_id=order.pk)[0]
    return verbs.register_return(
        order_number=number,
        pieces=[(piece.public_id, "")],
        pickup=None,
        actor=cast.ADVISOR,
        at=builders.MONDAY + timedelta(days=5),
    )


def test_every_number_of_the_house_leads_straight_to_its_page() -> None:
    placed = builders.a_delivered_order()
    queue.run_waiting()
    back = a_return(placed.number)
    (parcel,) = fulfilment.parcels_of(order_number=placed.number)
    (invoice,) = invoicing.documents_of(order_number=placed.number)
    advisor, its_page = signed_in(Role.ADVISOR), f"/desk/orders/{placed.number}/"
    lower = show_number(placed.number).lower()
    for words in (placed.number, f" {lower} ", parcel.number, parcel.tracking_number, invoice.number):
        assert found(advisor, words)[0] == its_page, words
    for words in (back.number, back.tracking_number):
        assert found(advisor, words)[0] == f"/desk/returns/{back.id}/", words
    case = write(email="zoe@example.org")
    assert re.fullmatch(r"/desk/cases/[0-9a-f-]{36}/", found(advisor, show_number(case))[0])


@pytest.mark.parametrize(
    "words",
    [
        cast.JEANNE_EMAIL,
        cast.JEANNE_EMAIL.upper(),
        "jeanne",
        "JÉANNE exemplé",
        "+33 1 99 00 12 34",
        "0199001234",
    ],
)
def test_an_e_mail_a_name_however_accented_and_a_telephone_number_lead_to_the_customer(words: str) -> None:
    first, second = builders.a_placed_order(), builders.a_placed_order()
    where, said = found(signed_in(Role.ADVISOR), words)
    assert re.fullmatch(r"/desk/customers/[0-9a-f-]{36}/", where)
    assert show_number(first.number) in said
    assert show_number(second.number) in said
    assert "jeanne @example.org" in said


def test_what_may_be_several_things_is_a_list_by_kind_and_no_word_of_it_stands_in_the_address() -> None:
    placed = builders.a_placed_order()
    advisor = signed_in(Role.ADVISOR)
    where, said = found(advisor, builders.KNIT_M.lower())
    assert where == "/desk/search/"
    assert re.search(rf"Orders 1 {show_number(placed.number)} .* Pieces 1 {builders.KNIT_M}", said)
    old = advisor.get(f"/desk/?q={cast.JEANNE_EMAIL}")
    assert old.headers["Location"].startswith("/desk/customers/")
    assert "Nothing fits." in found(advisor, "Nobody at all")[1]
    assert found(advisor, "  ")[0] == "/desk/"


def test_who_only_wrote_or_only_has_an_account_has_a_page_too() -> None:
    write(email="zoe@example.org", text="Where is the green one?")
    advisor = signed_in(Role.ADVISOR)
    where, said = found(advisor, "ZOE@example.org")
    assert where.startswith("/desk/customers/")
    assert "Where is the green one?" in said
    assert found(advisor, "zoe")[0] == found(advisor, "ZOË")[0] == where
    assert "No order was placed with this e-mail." in said


def test_the_warehouse_finds_numbers_and_pieces_and_no_customer() -> None:
    placed = builders.a_placed_order()
    hand, advisor = signed_in(Role.WAREHOUSE), signed_in(Role.ADVISOR)
    assert found(hand, placed.number)[0] == f"/desk/orders/{placed.number}/"
    assert "Nothing fits." in found(hand, cast.JEANNE_EMAIL)[1]
    where, _said = found(advisor, cast.JEANNE_EMAIL)
    assert hand.get(where).status_code == 403
    its_page = page(hand, f"/desk/orders/{placed.number}/")
    assert "@example.org" not in its_page
    assert "Balances in the ledger" not in its_page
    assert signed_in(Role.AUDITOR).get(where).status_code == 200
    assert Client().get(where).status_code == 302


def test_a_search_and_a_customer_s_page_ask_no_more_of_the_database_the_more_there_is() -> None:
    advisor = signed_in(Role.ADVISOR)
    asked: list[list[int]] = []
    for _more in range(2):
        builders.a_placed_order()
        asked.append([])
        for words in ("jeanne", builders.KNIT_M, "0199001234", "nothing of ours"):
            with CaptureQueriesContext(connection) as searched:
                where = advisor.post("/desk/search/", {"q": words}).headers["Location"]
            with CaptureQueriesContext(connection) as shown:
                assert advisor.get(where).status_code == 200
            asked[-1] += [len(searched), len(shown)]
    assert asked[0] == asked[1]
    assert max(asked[1][::2]) <= 20
    assert max(asked[1][1::2]) <= 70
