"""The desk over HTTP: what each role sees and does with an order."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import queue
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from tests import builders
from tests.desk.selling import signed_in

pytestmark = pytest.mark.usefixtures("house")


def text_of(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def said_after(client: Client, path: str, **form: object) -> str:
    answer = client.post(path, form, follow=True)
    assert answer.status_code == 200
    found = re.search(r'class="notice.*?</div>', answer.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found.group())).split(">")[-1].strip() if found else ""


@pytest.mark.rule("ORD-03")
def test_an_advisor_finds_the_order_and_cancels_it_within_thirty_minutes() -> None:
    placed = builders.a_placed_order(codes=["WELCOME10"])
    desk = signed_in(Role.ADVISOR)
    page = text_of(desk, f"/desk/orders/{placed.number}/")
    assert "Cancel and void" in page
    assert "WELCOME10" in page
    said = said_after(desk, f"/desk/orders/{placed.number}/cancellation/", reason="Wrong address")
    assert said.startswith("Order cancelled.")
    queue.run_waiting()
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    assert order.state == "cancelled"
    (paid,) = payments.payments_of(order_number=placed.number)
    assert (paid.state, paid.captured) == ("voided", 0)


@pytest.mark.rule("ORD-03")
def test_after_thirty_minutes_the_desk_says_why_not() -> None:
    placed = builders.a_placed_order()
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    desk = signed_in(Role.ADVISOR)
    said = said_after(desk, f"/desk/orders/{placed.number}/cancellation/", reason="late")
    assert said.endswith("(ORD-03)")
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    assert order.state == "placed"


@pytest.mark.rule("PAY-05", "ORD-05", "RET-10", "RET-11")
def test_the_warehouse_packs_ships_and_takes_a_return_back() -> None:
    placed = builders.a_released_order()
    desk = signed_in(Role.WAREHOUSE)
    assert placed.number[:4] in text_of(desk, "/desk/parcels/")
    asked = said_after(desk, f"/desk/orders/{placed.number}/postage/")
    assert asked.startswith("EXPRESS DOMESTIC: €")
    assert said_after(desk, f"/desk/orders/{placed.number}/parcels/").startswith("Parcel packed.")
    page = text_of(desk, f"/desk/orders/{placed.number}/")
    parcel = re.search(r"/desk/parcels/([0-9a-f-]{36})/shipment/", page)
    assert parcel
    said = said_after(desk, f"/desk/parcels/{parcel.group(1)}/shipment/")
    assert said.startswith("Charged and shipped.")
    queue.run_waiting()
    assert "Invoice" in text_of(desk, f"/desk/orders/{placed.number}/")
    assert said_after(desk, f"/desk/parcels/{parcel.group(1)}/events/", status="delivered") == "Noted."


def test_a_stranger_sees_nothing_of_the_desk() -> None:
    placed = builders.a_placed_order()
    for path in ("/desk/", f"/desk/orders/{placed.number}/", "/desk/outbox/", "/desk/parcels/"):
        assert Client().get(path).status_code == 302


def test_the_wrong_role_is_refused() -> None:
    placed = builders.a_placed_order()
    desk = signed_in(Role.WAREHOUSE)
    answer = desk.post(f"/desk/orders/{placed.number}/cancellation/", {"reason": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_page_of_the_desk_renders(language: str) -> None:
    placed = builders.a_shipped_order()
    desk = signed_in(Role.ADMIN, language)
    for path in (
        "/desk/",
        "/desk/parcels/",
        "/desk/returns/",
        "/desk/cases/",
        "/desk/outbox/",
        "/desk/clock/",
    ):
        assert "%(" not in text_of(desk, path)
    assert "%(" not in text_of(desk, f"/desk/orders/{placed.number}/")
    mail = re.search(r"/desk/outbox/[0-9a-f-]{36}/", text_of(desk, "/desk/outbox/"))
    assert mail
    assert "<iframe" in text_of(desk, mail.group())
    assert "<html" in text_of(desk, f"{mail.group()}body/").lower()


@pytest.mark.rule("PAY-12")
def test_a_held_order_is_in_the_list_with_its_reason_and_clock_is_taken_and_accepted() -> None:
    held = builders.a_placed_order(token="card_review")
    desk = signed_in(Role.ADVISOR)
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text_of(desk, "/desk/")))
    assert "1 order is being checked" in page
    assert "The provider doubts the payment" in page
    assert "23 hours left nobody yet" in page
    path = f"/desk/orders/{held.number}"
    assert said_after(desk, f"{path}/review/") == "The check is yours."
    assert "Take the check" not in text_of(desk, f"{path}/")
    said = said_after(desk, f"{path}/acceptance/", because="known_customer")
    assert said == "Order accepted. Its time to cancel runs from now."
    assert "We know the customer" in text_of(desk, f"{path}/")
    assert "is being checked" not in text_of(desk, "/desk/")


@pytest.mark.rule("PAY-12")
def test_another_advisor_sees_who_has_the_check_and_the_warehouse_decides_nothing() -> None:
    held = builders.a_placed_order(token="card_review")
    path = f"/desk/orders/{held.number}"
    said_after(signed_in(Role.ADVISOR), f"{path}/review/")
    admin, warehouse = signed_in(Role.ADMIN), signed_in(Role.WAREHOUSE)
    assert "Advisor" in text_of(admin, "/desk/")
    for verb in ("review", "acceptance", "refusal"):
        assert warehouse.post(f"{path}/{verb}/").status_code == 403
    said = said_after(admin, f"{path}/refusal/", because="nonsense")
    assert said == "Order refused. Nothing was charged and the customer has been written to."
    assert "Refused after the check" in text_of(admin, f"{path}/")
