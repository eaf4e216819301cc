"""The whole story of an order as an outside program lives it, by the outside face alone, on the house as people run it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from comptoir.core.actors import Role
from tests.api.calls import OUTSIDE, Json, address_json, at_the_page, reasons
from tests.builders import KNIT, KNIT_M, SHIRT_M
from tests.journeys.program import Program

WORN = "Worn: the elbows are thin."
CODE = {"codes": ["WELCOME10"], "service": "standard", "shown_total": 39600}


@pytest.mark.rule(
    "DEL-08",
    "DEL-10",
    "ORD-03",
    "ORD-05",
    "PAY-05",
    "PAY-07",
    "RET-07",
    "RET-08",
    "RET-10",
    "RET-11",
    "RET-12",
)
def test_a_guest_buys_two_pieces_and_sends_one_back(program: Program, email: str) -> None:
    market = next(item for item in program.get("markets")["items"] if item["country"] == "FR")
    assert (market["currency"], market["services"], market["free_delivery"]) == (
        "EUR",
        ["standard", "express"],
        {"over": 30000},
    )
    (knit,) = program.get("products?country=FR&language=en&category=knitwear")["items"]
    assert (knit["style"], knit["price"]) == (KNIT, 29000)
    had = {sku["sku"]: sku["available"] for sku in knit["skus"]}[KNIT_M]

    quote = program.quote((KNIT_M, 1), (SHIRT_M, 1), codes=["WELCOME10"], address=address_json())
    assert (quote["goods_total"], quote["totals"]) == (39600, {"standard": 39600, "express": 41400})
    placed = program.place(email=email, **CODE)
    assert (placed["status"], placed["total"], placed["currency"]) == ("placed", 39600, "EUR")

    order = program.order(placed)
    assert [(piece["sku"], piece["paid"], piece["state"]) for piece in order["pieces"]] == [
        (KNIT_M, 26100, "ordered"),
        (SHIRT_M, 13500, "ordered"),
    ]
    assert order["payments"] == [
        {"method": "card", "state": "authorised", "authorised": 39600, "captured": 0, "refunded": 0}
    ]
    cancel = order["can"]["cancel"]
    assert (cancel["allowed"], cancel["rule"], cancel["how"]) == (True, "ORD-03", "phone")
    placed_at = datetime.fromisoformat(order["placed_at"])
    until = datetime.fromisoformat(cancel["until"])
    assert until - placed_at.replace(microsecond=0) == timedelta(minutes=30)
    assert until.utcoffset() == timedelta(hours=1)  # the zone of the delivery address
    assert not order["can"]["pieces"][0]["return"]["allowed"]
    assert program.get(f"products/{KNIT}?country=FR&language=en")["skus"][1]["available"] == had - 1

    refused = program.pack(placed, status=422)
    assert reasons(refused)[0][1] == "not_released"
    program.house.advance("PT31M")
    late = {"reason": "changed her mind"}
    refused = program.post(
        f"desk/orders/{placed['number']}/cancellation", late, role=Role.ADVISOR, status=422
    )
    assert reasons(refused) == [("ORD-03", "cancellation_over", None)]

    parcel = program.pack(placed)
    assert (parcel["state"], len(parcel["pieces"])) == ("packed", 2)
    assert program.house.books(placed["number"]) == [("authorisation", 39600)]
    assert program.ship(parcel)["state"] == "shipped"
    assert program.ship(parcel)["state"] == "shipped"  # pressed twice
    assert program.house.books(placed["number"]) == [("authorisation", 39600), ("capture", 39600)]
    assert program.deliver(parcel)["state"] == "delivered"

    order = program.order(placed)
    assert order["status"] == "closed"
    (invoice,) = order["documents"]
    assert invoice["kind"] == "invoice"
    assert _pdf(program, invoice["url"])
    answer = {each["id"]: each["return"] for each in order["can"]["pieces"]}
    (shirt,) = program.ids(placed, SHIRT_M)
    assert (answer[shirt]["allowed"], answer[shirt]["rule"]) == (True, "RET-01")
    last = datetime.fromisoformat(answer[shirt]["until"])
    arrived = datetime.fromisoformat(program.desk_order(placed)["timeline"][0]["at"]).astimezone(last.tzinfo)
    assert (last.date() - arrived.date(), last.strftime("%H:%M:%S")) == (timedelta(days=14), "23:59:59")

    back = program.send_back(placed, SHIRT_M)
    assert (back["status"], back["refund"]) == (
        "registered",
        {"amount": 13500, "currency": "EUR", "method": "card"},
    )
    assert _pdf(program, back["label_url"])
    assert len(back["dropoff_points"]) > 0
    program.house.advance("P2D")
    received = program.receive(back, [shirt])
    assert [(piece["reception"], piece["acceptance"]) for piece in received["pieces"]] == [
        ("received", "pending")
    ]
    judged = program.judge(back, {shirt: "accepted"})
    assert (judged["pieces"][0]["acceptance"], judged["pieces"][0]["refund"]) == ("accepted", 13500)
    program.house.advance()

    assert program.house.books(placed["number"]) == [
        ("authorisation", 39600),
        ("capture", 39600),
        ("refund", 13500),
    ]
    order = program.order(placed)
    assert order["payments"][0]["refunded"] == 13500
    assert [document["kind"] for document in order["documents"]] == ["invoice", "credit_note"]
    assert _pdf(program, order["documents"][1]["url"])
    assert program.states(placed) == {KNIT_M: "delivered", SHIRT_M: "return_accepted"}
    booked = program.ledger(placed)
    assert booked[:3] == ["authorisation", "capture", "sale"]
    assert sorted(booked[3:]) == [
        "credit_note",
        "refund",
    ]  # the refund is the worker's, whenever it comes to it
    assert [mail["kind"] for mail in program.mails(email)] == [
        "order_placed",
        "order_shipped",
        "parcel_delivered",
        "return_registered",
        "return_confirmed",
        "refund_sent",
    ]
    assert program.get(f"products/{KNIT}?country=FR&language=en")["skus"][1]["available"] == had - 1


def _pdf(program: Program, url: str) -> bool:
    answer = program.house.http.get(url)
    return answer.status_code == 200 and answer.content.startswith(b"%PDF-")


@pytest.mark.rule("ORD-03", "pitfall-3")
def test_an_order_is_called_back_within_thirty_minutes(program: Program, email: str) -> None:
    placed = program.place(email=email)
    program.house.advance("PT29M")
    order = program.post(
        f"desk/orders/{placed['number']}/cancellation", {"reason": "wrong size"}, role=Role.ADVISOR
    )
    assert order["status"] == "cancelled"
    program.house.advance()
    assert program.house.books(placed["number"]) == [("authorisation", 45800), ("void", 45800)]
    assert program.order(placed)["payments"][0]["state"] == "voided"
    assert [mail["kind"] for mail in program.mails(email)] == ["order_placed", "order_cancelled"]
    refused = program.post(
        f"desk/orders/{placed['number']}/cancellation", {"reason": "again"}, role=Role.ADVISOR, status=422
    )
    assert reasons(refused)[0][0] == "ORD-03"


@pytest.mark.rule("RET-06", "RET-11")
def test_a_piece_that_was_worn_is_refused_and_says_why(program: Program, email: str) -> None:
    placed = _delivered(program, email)
    back = program.send_back(placed, KNIT_M, SHIRT_M)
    (knit,), (shirt,) = program.ids(placed, KNIT_M), program.ids(placed, SHIRT_M)
    program.receive(back, [knit, shirt])
    judged = program.judge(back, {knit: WORN, shirt: "accepted"})
    assert {piece["id"]: (piece["acceptance"], piece["refund"]) for piece in judged["pieces"]} == {
        knit: ("refused", 0),
        shirt: ("accepted", 15000),
    }
    mails = program.mails(email)
    (confirmed,) = (mail for mail in mails if mail["kind"] == "return_confirmed")
    assert WORN in confirmed["text"]
    assert program.house.books(placed["number"])[2:] == [("refund", 15000)]
    assert program.states(placed) == {KNIT_M: "return_refused", SHIRT_M: "return_accepted"}


@pytest.mark.rule("PAY-06")
def test_a_piece_that_is_not_there_is_never_charged(program: Program, email: str) -> None:
    placed = _released(program, email)
    order = program.post(
        f"desk/orders/{placed['number']}/shortages",
        {"pieces": program.ids(placed, SHIRT_M)},
        role=Role.WAREHOUSE,
    )
    assert {piece["sku"]: piece["state"] for piece in order["pieces"]} == {
        KNIT_M: "ordered",
        SHIRT_M: "cancelled",
    }
    parcel = program.pack(placed, KNIT_M)
    program.ship(parcel)
    program.house.advance()
    moved = program.house.books(placed["number"])
    assert moved[:2] == [("authorisation", 45800), ("capture", 30800)]
    assert "piece_short" in [mail["kind"] for mail in program.mails(email)]
    assert program.order(placed)["payments"][0]["captured"] == 30800


@pytest.mark.rule("PAY-05", "C-06")
def test_a_card_that_refuses_the_charge_keeps_the_parcel_here(program: Program, email: str) -> None:
    placed = _released(program, email, payment={"token": "card_capture_fails"})
    parcel = program.pack(placed)
    refused = program.ship(parcel, status=409)
    assert reasons(refused) == [("PAY-05", "capture_failed", None)]
    order = program.order(placed)
    assert (order["status"], order["parcels"][0]["state"]) == ("released", "packed")
    assert (order["documents"], order["payments"][0]["captured"]) == ([], 0)
    assert program.house.books(placed["number"]) == [("authorisation", 45800)]
    program.house.advance()
    assert "case_opened" in program.timeline(placed)
    assert [mail["kind"] for mail in program.mails(email)] == ["order_placed"]


@pytest.mark.rule("PAY-05", "RET-01", "pitfall-13")
def test_an_order_in_two_parcels_is_charged_twice_and_received_once(program: Program, email: str) -> None:
    placed = _released(program, email)
    first = program.pack(placed, KNIT_M)
    second = program.pack(placed, SHIRT_M)
    program.ship(first)
    assert program.house.books(placed["number"]) == [("authorisation", 45800), ("capture", 30800)]
    program.deliver(first)
    program.ship(second)
    assert program.house.books(placed["number"])[2:] == [("capture", 15000)]
    assert program.order(placed)["status"] == "released"
    program.house.advance("P3D")
    program.deliver(second)
    order = program.order(placed)
    assert (order["status"], [document["kind"] for document in order["documents"]]) == (
        "closed",
        ["invoice", "invoice"],
    )
    untils = {each["return"]["until"] for each in order["can"]["pieces"]}
    assert len(untils) == 1
    kinds = [mail["kind"] for mail in program.mails(email)]
    assert kinds.count("order_shipped") == kinds.count("parcel_delivered") == 2


@pytest.mark.rule("PAY-05", "RET-12")
def test_paypal_is_charged_at_once_and_gets_its_money_back(program: Program, email: str) -> None:
    placed = program.place(email=email, payment_method="paypal", payment={"token": "paypal_ok"})
    assert program.house.books(placed["number"]) == [("authorisation", 45800), ("capture", 45800)]
    program.house.advance("PT31M")
    parcel = program.pack(placed)
    program.ship(parcel)
    program.deliver(parcel)
    back = program.send_back(placed, KNIT_M)
    assert back["refund"]["method"] == "paypal"
    (knit,) = program.ids(placed, KNIT_M)
    program.receive(back, [knit])
    program.judge(back, {knit: "accepted"})
    program.house.advance()
    assert program.house.books(placed["number"])[2:] == [("refund", 29000)]
    (payment,) = program.order(placed)["payments"]
    assert (payment["method"], payment["captured"], payment["refunded"]) == ("paypal", 45800, 29000)


@pytest.mark.rule("PAY-04", "pitfall-4")
def test_a_challenge_is_settled_by_the_webhook_alone(program: Program, email: str) -> None:
    placed = program.place(email=email, payment={"token": "card_3ds"})
    assert placed["status"] == "awaiting_payment"
    page = OUTSIDE.get(placed["next_action"]["url"])
    assert page.status_code == 200
    at_the_page(placed["next_action"]["url"], "approve")
    program.house.until(lambda: program.order(placed)["status"] == "placed")
    assert [mail["kind"] for mail in program.mails(email)] == ["order_placed"]


@pytest.mark.rule("RET-01", "RET-09", "RET-13")
def test_a_return_with_a_courier_can_be_called_off_by_an_advisor(program: Program, email: str) -> None:
    placed = _delivered(program, email)
    day = (
        datetime.fromisoformat(program.get("desk/clock", role=Role.ADMIN)["now"]) + timedelta(days=2)
    ).date()
    while day.weekday() > 4:
        day += timedelta(days=1)
    wish = {"address": address_json(), "date": date.isoformat(day), "from": "09:00", "to": "18:00"}
    back = program.send_back(placed, KNIT_M, pickup=wish)
    undone = _undo(program, back)
    assert undone["status"] == "cancelled"
    assert program.states(placed)[KNIT_M] == "delivered"
    assert program.send_back(placed, KNIT_M)["status"] == "registered"


def _undo(program: Program, back: Json) -> Json:
    answer = program.send("DELETE", f"desk/returns/{back['id']}", role=Role.ADVISOR)
    assert answer.status_code == 200, answer.text
    undone: Json = answer.json()
    return undone


def _released(program: Program, email: str, **wishes: object) -> Json:
    placed = program.place(email=email, **wishes)
    assert placed["status"] == "placed"
    program.house.advance("PT31M")
    return placed


def _delivered(program: Program, email: str) -> Json:
    placed = _released(program, email)
    parcel = program.pack(placed)
    program.ship(parcel)
    program.deliver(parcel)
    return placed
