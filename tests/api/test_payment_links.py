"""A payment link (ORD-06): prepared by an advisor, paid by the customer alone, once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from comptoir.checkout import tasks
from comptoir.core.actors import HOUSE, Role
from comptoir.core.promotions import PromotionKind
from comptoir.infra import queue
from comptoir.promotions import services as promotions
from tests import builders, cast
from tests.api.calls import Api, Json, address_json, at_the_page, books, reasons
from tests.api.pictures import nothing_moves
from tests.storefront.pages import hidden, words

pytestmark = pytest.mark.rule("ORD-06")
TOTAL = 45800


def link_json(**changes: Any) -> Json:
    body: Json = {
        "country": "FR",
        "language": "en",
        "email": cast.JEANNE_EMAIL,
        "lines": [{"sku": builders.KNIT_M, "quantity": 1}, {"sku": builders.SHIRT_M, "quantity": 1}],
        "address": address_json(),
        "service": "express",
    }
    return body | changes


def send_link(api: Api, **changes: Any) -> str:
    """An advisor sends a link; the path that the customer opens."""
    made = api.post("desk/payment-links", link_json(**changes), role=Role.ADVISOR, status=201)
    return urlsplit(made["url"]).path


def press(path: str, *, method: str = "card", device: Client | None = None, **typed: str) -> Any:
    """The customer opens the link and presses the button."""
    device = device or Client()
    return device.post(path, _form(device.get(path).content.decode(), method) | typed)


def _form(html: str, method: str) -> dict[str, str]:
    return {name: hidden(html, name) for name in ("key", "shown_total")} | {"payment_method": method}


def _orders(api: Api) -> list[Json]:
    rows: list[Json] = api.get("desk/orders", role=Role.ADVISOR)["items"]
    return rows


def test_the_link_is_answered_with_its_end_and_mailed(api: Api) -> None:
    made = api.post("desk/payment-links", link_json(), role=Role.ADVISOR, status=201)
    assert set(made) == {"url", "expires_at"}
    assert datetime.fromisoformat(made["expires_at"]) - builders.MONDAY == pytest.approx(
        timedelta(days=3), abs=timedelta(minutes=1)
    )
    queue.run_waiting()
    (mail,) = api.get(f"desk/outbox?to={cast.JEANNE_EMAIL}", role=Role.ADMIN)["items"]
    assert (mail["kind"], made["url"] in mail["text"], "458,00" in mail["text"]) == (
        "payment_link",
        True,
        True,
    )


def test_the_customer_sees_what_is_paid_and_pays_it(api: Api) -> None:
    path = send_link(api)
    page = Client().get(path)
    assert page.headers["Cache-Control"] == "private, no-store"
    said = words(page.content.decode())
    assert all(
        text in said for text in ("Boxy crewneck", "Boxy-fit shirt", "458,00 €", "12 rue des Archives")
    )
    answer = press(path)
    assert answer.status_code == 302
    at_the_page(answer.headers["Location"], "approve")
    queue.run_waiting()
    opened = Client().get(path, follow=True)
    token = opened.redirect_chain[-1][0].split("/")[-2]
    api.http.get(f"/en-fr/orders/{token}/paid/")
    (row,) = _orders(api)
    assert (row["status"], row["total"]) == ("placed", TOTAL)
    assert books(row["number"]) == [("authorisation", TOTAL)]
    verbs = [
        event["verb"] for event in api.get(f"desk/orders/{row['number']}", role=Role.ADVISOR)["timeline"]
    ]
    assert "payment_link_used" in verbs


@pytest.mark.rule("A-50")
def test_a_gift_is_shown_with_what_is_paid(api: Api) -> None:
    gift = promotions.Terms(
        code="SCARF",
        kind=PromotionKind.GIFT,
        gift_sku=builders.LOAFER_42,
        amounts={"EUR": 1500},
        starts_at=builders.OPENED,
    )
    promotions.create_promotion(terms=gift, actor=HOUSE, at=builders.OPENED)
    said = words(Client().get(send_link(api, codes=["SCARF"])).content.decode())
    assert "Penny loafer Gift" in said


def test_two_devices_make_one_order_whatever_each_pays_with(api: Api) -> None:
    path = send_link(api)
    first, second = Client(), Client()
    pages = [device.get(path).content.decode() for device in (first, second)]
    places = [
        device.post(path, _form(html, method)).headers["Location"]
        for device, html, method in zip((first, second), pages, ("card", "paypal"), strict=True)
    ]
    assert places[1].startswith("/en-fr/orders/")
    assert places[0] in second.get(places[1], follow=True).content.decode()
    assert [row["status"] for row in _orders(api)] == ["awaiting_payment"]


def test_an_order_that_was_given_up_leaves_the_link_open(api: Api) -> None:
    path = send_link(api)
    at_the_page(press(path).headers["Location"], "cancel")
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    answer = press(path)
    assert answer.status_code == 302
    assert [row["status"] for row in _orders(api)] == ["awaiting_payment", "abandoned"]


def test_a_price_that_changed_is_said_before_anything_is_ordered(api: Api) -> None:
    path = send_link(api)
    with nothing_moves():
        answer = press(path, shown_total="100")
    assert answer.status_code == 422
    assert "The total has changed" in words(answer.content.decode())


def test_over_is_over_on_the_second(api: Api) -> None:
    path = send_link(api)
    builders.at_clock(builders.MONDAY + timedelta(days=3) - timedelta(seconds=2))
    assert Client().get(path).status_code == 200
    builders.at_clock(builders.MONDAY + timedelta(days=3, seconds=2))
    with nothing_moves():
        page = Client().get(path)
        late = Client().post(path, {"payment_method": "card", "key": "x", "shown_total": str(TOTAL)})
    assert (page.status_code, late.status_code) == (410, 410)
    assert "+33 1 99 00 12 34" in words(page.content.decode())


def test_a_made_up_link_opens_nothing(api: Api) -> None:
    del api
    assert Client().get("/en-fr/pay/made-up/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"service": "standard", "country": "US"}, ("PAY-13", "address_field_wrong", "address.country")),
        ({"address": address_json(line1="BP 12")}, ("DEL-13", "po_box", "address.line1")),
        ({"codes": ["NOPE"]}, ("PAY-07", "code_unknown", "codes")),
        ({"lines": [{"sku": builders.RARE, "quantity": 2}]}, ("ORD-07", "out_of_stock", "lines")),
        ({"lines": [{"sku": builders.GOWN_38, "quantity": 1}]}, ("PRD-02", "not_sold_online", "lines.0.sku")),
    ],
)
def test_what_could_not_be_ordered_is_not_sent(api: Api, changes: Json, refused: tuple[str, ...]) -> None:
    api.token(Role.ADVISOR)
    with nothing_moves():
        answer = api.post("desk/payment-links", link_json(**changes), role=Role.ADVISOR, status=422)
    assert refused in reasons(answer)


@pytest.mark.parametrize("role", [Role.WAREHOUSE, Role.MERCHANDISER, Role.AUDITOR])
def test_only_advisors_send_links(api: Api, role: Role) -> None:
    api.post("desk/payment-links", link_json(), role=role, status=403)


def test_a_piece_that_went_meanwhile_is_refused_at_the_button(api: Api) -> None:
    path = send_link(api, lines=[{"sku": builders.RARE, "quantity": 1}])
    gone = {"quantity": 0, "location": "PAR"}
    api.post(f"desk/stock/{builders.RARE}/count", gone, role=Role.WAREHOUSE)
    answer = press(path)
    assert answer.status_code == 422
    assert "Boxy crewneck" in words(answer.content.decode())
    assert _orders(api) == []
