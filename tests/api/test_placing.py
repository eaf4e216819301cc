"""Placing an order in one call, with every token of the outside face."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.checkout import tasks
from comptoir.core.actors import Role
from comptoir.infra import queue
from comptoir.stock import queries as stock
from tests import builders, cast
from tests.api.calls import Api, Json, address_json, at_the_page, books, reasons
from tests.api.pictures import nothing_moves, picture

TOTAL = 45800


def left() -> tuple[int, int]:
    """What can still be ordered of the two pieces; there are twenty of each."""
    found = stock.available(skus=[builders.KNIT_M, builders.SHIRT_M])
    return found[builders.KNIT_M], found[builders.SHIRT_M]


def paid(api: Api, placed: Json) -> Json:
    """The order's one payment."""
    (payment,) = api.order(placed)["payments"]
    return payment


def mails(api: Api) -> list[tuple[str, str]]:
    """Kind and address of every mail, oldest first, after the queue has done its work."""
    queue.run_waiting()
    found = api.get("desk/outbox", role=Role.AUDITOR)["items"]
    return [(mail["kind"], mail["to"]) for mail in reversed(found)]


@pytest.mark.rule("PAY-05", "ORD-07", "ORD-03")
def test_a_card_is_authorised_and_not_charged(api: Api) -> None:
    placed = api.place()
    assert set(placed) == {"number", "token", "status", "held", "total", "currency"}
    assert (placed["status"], placed["held"], placed["total"], placed["currency"]) == (
        "placed",
        False,
        TOTAL,
        "EUR",
    )
    assert paid(api, placed) == {
        "method": "card",
        "state": "authorised",
        "authorised": TOTAL,
        "captured": 0,
        "refunded": 0,
    }
    assert books(placed["number"]) == [("authorisation", TOTAL)]
    assert left() == (19, 19)
    assert mails(api) == [("order_placed", cast.JEANNE_EMAIL)]


@pytest.mark.rule("PAY-05")
def test_paypal_is_captured_at_confirmation(api: Api) -> None:
    placed = api.place(payment_method="paypal", payment={"token": "paypal_ok"})
    assert placed["status"] == "placed"
    assert paid(api, placed) == {
        "method": "paypal",
        "state": "captured",
        "authorised": TOTAL,
        "captured": TOTAL,
        "refunded": 0,
    }
    assert books(placed["number"]) == [("authorisation", TOTAL), ("capture", TOTAL)]


@pytest.mark.rule("PAY-02", "PAY-05")
def test_klarna_is_authorised_by_its_plan(api: Api) -> None:
    quote = api.quote((builders.KNIT_M, 1), country="GB")
    placed = api.place(
        country="GB",
        address=address_json(cast.MARY),
        lines=[{"sku": builders.KNIT_M, "quantity": 1}],
        payment_method="klarna",
        payment={"token": "klarna_ok"},
        shown_total=quote["totals"]["express"],
    )
    assert placed["status"] == "placed"
    assert paid(api, placed)["state"] == "authorised"


@pytest.mark.rule("PAY-12", "ORD-03")
def test_a_payment_under_review_holds_the_order(api: Api) -> None:
    placed = api.place(payment={"token": "card_review"})
    assert (placed["status"], placed["held"]) == ("placed", True)
    order = api.order(placed)
    assert order["held"] is True
    assert (order["can"]["cancel"]["allowed"], order["can"]["cancel"]["until"]) == (True, None)
    assert left() == (19, 19)
    assert mails(api) == [("order_held", cast.JEANNE_EMAIL)]


@pytest.mark.rule("PAY-14", "pitfall-2")
@pytest.mark.parametrize(
    ("country", "method", "token"),
    [("FR", "card", "card_declined"), ("GB", "klarna", "klarna_refused"), ("FR", "card", "no_such_token")],
)
def test_a_refused_payment_is_no_order_and_frees_the_stock(
    api: Api, country: str, method: str, token: str
) -> None:
    address = cast.MARY if country == "GB" else cast.JEANNE
    quote = api.quote((builders.RARE, 1), country=country)
    wishes: Json = {
        "country": country,
        "address": address_json(address),
        "lines": [{"sku": builders.RARE, "quantity": 1}],
        "payment_method": method,
        "shown_total": quote["totals"]["express"],
    }
    before = picture()
    refused = api.place(status=402, payment={"token": token}, **wishes)
    assert reasons(refused) == [("PAY-14", "payment_declined", None)]
    after = picture()
    assert after["orders"] == [{"state": "abandoned", "count": 1, "sum": quote["totals"]["express"]}]
    assert {name for name in before if before[name] != after[name]} == {
        *("orders", "pieces", "parties", "payments", "attempts", "keys", "journal", "reservations"),
        "jobs",  # the shop's lists look again at what was the last one, and is again
    }
    # The last piece is there for the next try.
    again = "klarna_ok" if method == "klarna" else "card_ok"
    assert api.place(payment={"token": again}, **wishes)["status"] == "placed"


@pytest.mark.rule("PAY-10")
def test_a_technical_failure_brings_the_shopper_back_to_the_same_order(api: Api) -> None:
    placed = api.place(payment={"token": "card_error"})
    assert placed["status"] == "awaiting_payment"
    api.http.get(at_the_page(placed["next_action"]["url"], "approve"))
    order = api.order(placed)
    assert order["status"] == "awaiting_payment"
    assert (paid(api, placed)["state"], paid(api, placed)["captured"]) == ("failed", 0)
    assert books(placed["number"]) == []
    assert left() == (20, 20)
    assert mails(api) == [("payment_failed", cast.JEANNE_EMAIL)]
    (mail,) = api.get("desk/outbox", role=Role.AUDITOR)["items"]
    assert f"/orders/{placed['token']}/pay/" in mail["text"]


@pytest.mark.rule("PAY-10", "ORD-07")
def test_the_retry_pays_the_same_order(api: Api) -> None:
    placed = api.place(payment={"token": "card_error"})
    api.http.get(at_the_page(placed["next_action"]["url"], "approve"))
    page = api.http.post(
        f"/en-fr/orders/{placed['token']}/pay/",
        {"payment_method": "card"},
        headers={"Sec-Fetch-Site": "none"},
    )
    assert page.status_code == 302
    assert left() == (19, 19)
    assert at_the_page(page.headers["Location"], "approve") == f"/en-fr/orders/{placed['token']}/paid/"
    api.come_back(placed)
    order = api.order(placed)
    assert (order["number"], order["status"]) == (placed["number"], "placed")
    assert [payment["state"] for payment in order["payments"]] == ["failed", "authorised"]
    assert books(placed["number"]) == [("authorisation", TOTAL)]
    assert left() == (19, 19)
    assert [kind for kind, _to in mails(api)] == ["payment_failed", "order_placed"]


@pytest.mark.rule("pitfall-2", "ORD-07")
def test_paypal_given_up_frees_the_stock_when_the_shopper_is_back(api: Api) -> None:
    placed = api.place(payment_method="paypal", payment={"token": "paypal_cancelled"})
    assert placed["status"] == "awaiting_payment"
    assert left() == (19, 19)
    back = at_the_page(placed["next_action"]["url"], "cancel")
    assert left() == (19, 19)
    api.http.get(back)
    assert left() == (20, 20)
    order = api.order(placed)
    assert (order["status"], order["payments"][0]["state"]) == ("awaiting_payment", "cancelled")


@pytest.mark.rule("ORD-07")
def test_an_order_nobody_pays_is_abandoned_when_its_time_is_over(api: Api) -> None:
    placed = api.place(payment={"token": "card_3ds"})
    builders.at_clock(builders.MONDAY + timedelta(minutes=29))
    tasks.expire_orders()
    assert api.order(placed)["status"] == "awaiting_payment"
    builders.at_clock(builders.MONDAY + timedelta(minutes=31))
    tasks.expire_orders()
    order = api.order(placed)
    assert (order["status"], order["payments"][0]["state"]) == ("abandoned", "cancelled")
    assert left() == (20, 20)
    # The provider forgot it too: the page takes no money any more.
    at_the_page(placed["next_action"]["url"], "approve")
    assert books(placed["number"]) == []


@pytest.mark.rule("pitfall-4")
def test_the_same_key_and_body_is_the_same_answer(api: Api) -> None:
    placed = api.place(key="one-key")
    with nothing_moves():
        assert api.place(key="one-key") == placed
    assert left() == (19, 19)


@pytest.mark.rule("pitfall-4")
def test_the_same_answer_is_given_also_when_the_order_has_gone_on(api: Api) -> None:
    placed = api.place(key="one-key", payment={"token": "card_3ds"})
    api.http.get(at_the_page(placed["next_action"]["url"], "approve"))
    assert api.order(placed)["status"] == "placed"
    with nothing_moves():
        assert api.place(key="one-key", payment={"token": "card_3ds"}) == placed


@pytest.mark.rule("pitfall-4")
def test_a_refused_payment_is_refused_again_under_its_key(api: Api) -> None:
    refused = api.place(key="one-key", status=402, payment={"token": "card_declined"})
    with nothing_moves():
        assert api.place(key="one-key", status=402, payment={"token": "card_declined"}) == refused


@pytest.mark.rule("pitfall-4")
def test_the_same_key_with_another_body_is_refused(api: Api) -> None:
    api.place(key="one-key")
    with nothing_moves():
        refused = api.place(key="one-key", status=409, email="other@example.org")
    assert reasons(refused) == [(None, "key_reused", None)]


def test_an_order_without_a_key_is_refused(api: Api) -> None:
    with nothing_moves():
        answer = api.send("POST", "orders", {"country": "FR"})
        assert answer.status_code == 400
        refused = api.place(key=" ", status=400)
    assert reasons(refused) == [(None, "key_missing", "Idempotency-Key")]


def test_a_key_that_is_too_long_is_refused(api: Api) -> None:
    with nothing_moves():
        refused = api.place(key="k" * 201, status=400)
    assert reasons(refused) == [(None, "field_wrong", "Idempotency-Key")]


def test_a_key_whose_request_was_refused_can_be_used_for_the_mended_one(api: Api) -> None:
    api.place(key="one-key", status=422, address=address_json(postal_code="7500"))
    assert api.place(key="one-key")["status"] == "placed"


@pytest.mark.rule("ACC-02")
def test_spelling_of_the_address_s_region_does_not_change_the_price(api: Api) -> None:
    quote = api.quote((builders.KNIT_M, 1), country="US", address=address_json(cast.JOHN, region="New York"))
    placed = api.place(
        country="US",
        address=address_json(cast.JOHN),
        lines=[{"sku": builders.KNIT_M, "quantity": 1}],
        shown_total=quote["totals"]["express"],
    )
    assert (placed["status"], placed["currency"]) == ("placed", "USD")
