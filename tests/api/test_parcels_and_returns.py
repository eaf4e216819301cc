"""The rest of the story over the API: packed, charged, shipped, delivered, sent back, refunded."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings

from comptoir.core.actors import Role
from comptoir.infra import clock, queue, testclock
from tests import builders, cast
from tests.api.calls import Api, Json, address_json, books, provider, reasons
from tests.api.pictures import nothing_moves

WAREHOUSE = {"role": Role.WAREHOUSE}


def released(api: Api, **wishes: Any) -> Json:
    """An order that the warehouse has."""
    placed = api.place(**wishes)
    testclock.advance_clock(to=clock.now() + timedelta(minutes=32), run=testclock.run_here)
    return placed


def packed(api: Api, placed: Json, *pieces: str) -> Json:
    path = f"desk/orders/{placed['number']}/parcels"
    return api.post(path, {"pieces": list(pieces)}, status=201, **WAREHOUSE)


def shipped(api: Api, parcel: Json, *, status: int = 200) -> Json:
    return api.post(f"desk/parcels/{parcel['id']}/shipment", {}, status=status, **WAREHOUSE)


def delivered(api: Api, placed: Json) -> list[str]:
    """The whole order arrives; the ids of its pieces."""
    parcel = packed(api, placed)
    shipped(api, parcel)
    api.post(f"desk/parcels/{parcel['id']}/events", {"status": "delivered"}, **WAREHOUSE)
    queue.run_waiting()
    return [piece["id"] for piece in api.order(placed)["pieces"]]


def sent_back(api: Api, placed: Json, *pieces: str, status: int = 201, **wishes: Any) -> Json:
    return api.post(
        f"orders/{placed['number']}/returns",
        {"pieces": [{"id": piece} for piece in pieces]} | wishes,
        status=status,
        X_Order_Token=placed["token"],
    )


def let_the_house_work() -> None:
    """The worker's sweeps and the queue, until what the one began the other has finished."""
    testclock.work()
    testclock.work()


def kinds(api: Api) -> list[str]:
    """The kinds of the mails, newest first."""
    queue.run_waiting()
    return [mail["kind"] for mail in api.get("desk/outbox", role=Role.AUDITOR)["items"]]


@pytest.mark.rule("PAY-05", "DEL-10", "ORD-05")
def test_a_parcel_is_charged_when_it_leaves_and_the_customer_is_told(api: Api) -> None:
    placed = released(api)
    knit, _shirt = api.order(placed)["pieces"]
    parcel = packed(api, placed, knit["id"])
    assert parcel["state"] == "packed"
    assert parcel["pieces"] == [knit["id"]]
    assert parcel["label_url"].startswith("http")
    label = api.http.get(parcel["label_url"])
    assert (label.status_code, label.headers["Content-Type"]) == (200, "application/pdf")
    assert books(placed["number"]) == [("authorisation", 45800)]

    assert shipped(api, parcel)["state"] == "shipped"
    assert books(placed["number"]) == [("authorisation", 45800), ("capture", 29000 + 1800)]
    assert shipped(api, parcel)["state"] == "shipped"  # asking again charges nothing
    assert books(placed["number"]) == [("authorisation", 45800), ("capture", 29000 + 1800)]
    order = api.order(placed)
    assert [piece["state"] for piece in order["pieces"]] == ["shipped", "ordered"]
    (invoice,) = order["documents"]
    queue.run_waiting()
    page = api.http.get(invoice["url"])
    assert (page.status_code, page.headers["Content-Type"]) == (200, "application/pdf")
    assert "order_shipped" in kinds(api)


@pytest.mark.rule("PAY-05")
def test_a_charge_that_fails_brings_the_parcel_back(api: Api) -> None:
    placed = released(api, payment={"token": "card_capture_fails"})
    parcel = packed(api, placed)
    refused = shipped(api, parcel, status=409)
    assert reasons(refused) == [("PAY-05", "capture_failed", None)]
    order = api.order(placed)
    assert (order["parcels"][0]["state"], order["payments"][0]["captured"]) == ("packed", 0)
    assert order["documents"] == []
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}
    assert "order_shipped" not in kinds(api)


@pytest.mark.rule("PAY-05", "pitfall-13")
def test_a_charge_without_an_answer_goes_on_by_itself(api: Api) -> None:
    placed = released(api)
    parcel = packed(api, placed)
    provider(mode="half_open", endpoint="POST /v1/payment_intents/*/capture", count=2)
    assert shipped(api, parcel, status=202)["state"] == "charging"
    assert api.order(placed)["documents"] == []
    let_the_house_work()
    assert api.order(placed)["parcels"][0]["state"] == "shipped"
    assert books(placed["number"]) == [("authorisation", 45800), ("capture", 45800)]


@pytest.mark.rule("ORD-03")
def test_nothing_is_packed_while_the_order_can_still_be_called_back(api: Api) -> None:
    placed = api.place()
    queue.run_waiting()
    api.token(Role.WAREHOUSE)
    with nothing_moves():
        path = f"desk/orders/{placed['number']}/parcels"
        refused = api.post(path, {"pieces": []}, status=422, **WAREHOUSE)
    assert reasons(refused) == [("ORD-03", "not_released", None)]


@pytest.mark.rule("PAY-12")
def test_a_held_order_does_not_go_on(api: Api) -> None:
    placed = released(api, payment={"token": "card_review"})
    api.token(Role.WAREHOUSE)
    with nothing_moves():
        path = f"desk/orders/{placed['number']}/parcels"
        refused = api.post(path, {"pieces": []}, status=422, **WAREHOUSE)
    assert reasons(refused) == [("PAY-12", "order_held", None)]


@pytest.mark.rule("PAY-06")
def test_a_piece_that_is_not_found_is_never_charged(api: Api) -> None:
    placed = released(api)
    knit, shirt = api.order(placed)["pieces"]
    order = api.post(
        f"desk/orders/{placed['number']}/shortages", {"pieces": [knit["id"]]}, role=Role.WAREHOUSE
    )
    assert [piece["state"] for piece in order["pieces"]] == ["cancelled", "ordered"]
    shipped(api, packed(api, placed))
    queue.run_waiting()
    assert books(placed["number"]) == [("authorisation", 45800), ("capture", 16800), ("void", 29000)]
    assert [p["state"] for p in api.order(placed)["pieces"]] == ["cancelled", "shipped"]
    assert kinds(api)[:2] == ["order_shipped", "piece_short"]
    assert shirt["paid"] == 15000


@pytest.mark.rule("DEL-06")
def test_the_carrier_s_word_moves_the_parcel(api: Api) -> None:
    placed = released(api)
    parcel = packed(api, placed)
    path = f"desk/parcels/{parcel['id']}/events"
    queue.run_waiting()
    with nothing_moves():
        refused = api.post(path, {"status": "delivered"}, status=422, **WAREHOUSE)
        assert reasons(refused) == [(None, "parcel_not_shipped", None)]
    shipped(api, parcel)
    queue.run_waiting()
    later = (clock.now() + timedelta(hours=1)).isoformat()
    with nothing_moves():
        refused = api.post(path, {"status": "delivered", "at": later}, status=422, **WAREHOUSE)
        assert reasons(refused) == [(None, "field_wrong", "at")]
        refused = api.post(path, {"status": "eaten"}, status=400, **WAREHOUSE)
        assert reasons(refused) == [(None, "field_wrong", "status")]
    assert api.post(path, {"status": "in_transit"}, **WAREHOUSE)["state"] == "shipped"
    assert api.post(path, {"status": "delivered"}, **WAREHOUSE)["state"] == "delivered"
    assert api.order(placed)["status"] == "closed"


def test_a_carrier_s_message_is_checked_and_may_be_about_what_is_not_ours(api: Api) -> None:
    scan = {"timestamp": "2026-11-23T09:00:00+01:00", "statusCode": "transit"}
    body = json.dumps({"id": "x", "shipments": [{"id": "1234567890", "events": [scan]}]}).encode()

    def pushed(secret: str) -> int:
        headers = {"DHL-Hook-Token": secret}
        answer = api.http.post("/webhooks/carrier/", body, content_type="application/json", headers=headers)
        return answer.status_code

    with nothing_moves():
        assert pushed("somebody_else") == 400
        assert pushed(settings.CARRIER_WEBHOOK_SECRETS[0]) == 200


@pytest.mark.rule("RET-01", "RET-07", "RET-08", "RET-10", "RET-11", "RET-12")
def test_a_guest_sends_one_piece_of_two_back_and_is_refunded(api: Api) -> None:
    placed = released(api)
    knit, _shirt = delivered(api, placed)
    registered = sent_back(api, placed, knit)
    assert registered["status"] == "registered"
    assert registered["refund"] == {"amount": 29000, "currency": "EUR", "method": "card"}
    assert registered["dropoff_points"]
    assert set(registered["dropoff_points"][0]) == {"name", "address", "distance_m"}
    label = api.http.get(registered["label_url"])
    assert (label.status_code, label.headers["Content-Type"]) == (200, "application/pdf")
    days = builders.moment(registered["hand_in_by"]).date() - clock.now().date()
    assert days == timedelta(days=14)
    assert kinds(api)[0] == "return_registered"

    path = f"desk/returns/{registered['id']}"
    received = api.post(f"{path}/reception", {"pieces": [knit]}, **WAREHOUSE)
    assert (received["status"], received["pieces"][0]["reception"]) == ("received", "received")
    verdict = {"pieces": [{"id": knit, "verdict": "accepted"}]}
    judged = api.post(f"{path}/inspection", verdict, **WAREHOUSE)
    assert (judged["status"], judged["pieces"][0]["acceptance"], judged["pieces"][0]["refund"]) == (
        "closed",
        "accepted",
        29000,
    )
    let_the_house_work()
    assert books(placed["number"])[-1] == ("refund", 29000)
    order = api.order(placed)
    assert [document["kind"] for document in order["documents"]] == ["invoice", "credit_note"]
    assert order["payments"][0]["refunded"] == 29000
    assert [piece["state"] for piece in order["pieces"]] == ["return_accepted", "delivered"]
    assert order["returns"][0]["id"] == registered["id"]
    assert kinds(api)[:2] == ["refund_sent", "return_confirmed"]
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 19}


@pytest.mark.rule("RET-06")
def test_a_refused_piece_is_not_refunded_and_the_refusal_says_why(api: Api) -> None:
    placed = released(api)
    knit, _shirt = delivered(api, placed)
    registered = sent_back(api, placed, knit)
    path = f"desk/returns/{registered['id']}"
    api.post(f"{path}/reception", {"pieces": [knit]}, **WAREHOUSE)
    queue.run_waiting()
    with nothing_moves():
        refused = api.post(
            f"{path}/inspection", {"pieces": [{"id": knit, "verdict": "refused"}]}, status=422, **WAREHOUSE
        )
        assert reasons(refused) == [("RET-06", "verdict_wants_reason", "reason")]
    verdict = {"pieces": [{"id": knit, "verdict": "refused", "reason": "Worn outside."}]}
    judged = api.post(f"{path}/inspection", verdict, **WAREHOUSE)
    assert (judged["pieces"][0]["acceptance"], judged["pieces"][0]["reason"]) == ("refused", "Worn outside.")
    let_the_house_work()
    assert [kind for kind, _amount in books(placed["number"])] == ["authorisation", "capture"]
    (mail, *_others) = api.get("desk/outbox", role=Role.AUDITOR)["items"]
    assert "Worn outside." in mail["text"]


@pytest.mark.rule("RET-13")
def test_only_an_advisor_cancels_a_return_and_the_piece_can_be_registered_again(api: Api) -> None:
    placed = released(api)
    knit, _shirt = delivered(api, placed)
    registered = sent_back(api, placed, knit)
    again = sent_back(api, placed, knit, status=422)
    assert reasons(again) == [("RET-13", "return_open", "pieces.0")]
    cancelled = api.send("DELETE", f"desk/returns/{registered['id']}", role=Role.ADVISOR)
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert sent_back(api, placed, knit)["status"] == "registered"


@pytest.mark.rule("RET-01", "RET-05", "RET-07", "RET-09")
def test_a_return_that_cannot_be_registered_says_why(api: Api) -> None:
    lines = [{"sku": builders.CLUTCH_OS, "quantity": 1}, {"sku": builders.SHIRT_M, "quantity": 1}]
    placed = released(api, lines=lines, shown_total=35800)
    clutch, shirt = (piece["id"] for piece in api.order(placed)["pieces"])
    queue.run_waiting()
    with nothing_moves():
        early = sent_back(api, placed, shirt, status=422)
    assert reasons(early) == [("RET-01", "not_received_yet", "pieces.0")]
    delivered(api, placed)
    yesterday = (clock.now() - timedelta(days=2)).date().isoformat()
    courier = {"address": address_json(), "date": yesterday, "from": "09:00", "to": "12:00"}
    with nothing_moves():
        assert reasons(sent_back(api, placed, clutch, status=422)) == [("RET-05", "personalised", "pieces.0")]
        assert reasons(sent_back(api, placed, status=422)) == [("RET-07", "nothing_chosen", "pieces")]
        late = sent_back(api, placed, shirt, pickup=courier, status=422)
        assert reasons(late) == [("RET-09", "field_wrong", "pickup.date")]
        strange = sent_back(api, placed, "00000000-0000-7000-8000-000000000000", status=422)
        assert reasons(strange) == [("RET-07", "piece_not_here", "pieces")]
        other = sent_back(api, placed | {"token": "x"}, shirt, status=404)
        assert reasons(other) == [(None, "not_found", None)]


@pytest.mark.rule("RET-09")
def test_a_courier_can_be_booked_with_the_return(api: Api) -> None:
    placed = released(api)
    knit, _shirt = delivered(api, placed)
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    courier = {"address": address_json(), "date": tomorrow, "from": "09:00", "to": "12:00"}
    assert sent_back(api, placed, knit, pickup=courier)["status"] == "registered"
    assert "pickup_booked" in {line["verb"] for line in api.desk_order(placed)["timeline"]}


@pytest.mark.rule("A-07", "A-08")
def test_a_withdrawal_is_always_taken_and_receipted(api: Api) -> None:
    placed = released(api)
    statement = {"name": "Jeanne Exemple", "contract": placed["number"], "email": cast.JEANNE_EMAIL}
    taken = api.post("withdrawals", statement, status=201)
    assert set(taken) == {"id", "received_at"}
    assert kinds(api)[:2] == ["order_cancelled", "withdrawal_received"]
    assert api.order(placed)["status"] == "cancelled"
    queue.run_waiting()
    assert books(placed["number"]) == [("authorisation", 45800), ("void", 45800)]
    nobody = api.post("withdrawals", statement | {"contract": "who knows"}, status=201)
    assert nobody["id"] != taken["id"]
    wrong = api.post("withdrawals", {"name": "x"}, status=400)
    assert {reason for _rule, reason, _field in reasons(wrong)} == {"field_missing"}


def test_parcels_and_returns_that_do_not_exist_are_not_found(api: Api) -> None:
    nobody = "00000000-0000-7000-8000-000000000000"
    for path, body in (
        (f"desk/parcels/{nobody}/shipment", {}),
        (f"desk/parcels/{nobody}/events", {"status": "lost"}),
        (f"desk/returns/{nobody}/reception", {"pieces": [nobody]}),
        ("desk/orders/ABCD-EFGH-J/parcels", {"pieces": []}),
    ):
        answer = api.send("POST", path, body, role=Role.WAREHOUSE)
        assert (answer.status_code, reasons(answer.json())) == (404, [(None, "not_found", None)])
    answer = api.send("POST", "desk/parcels/x/shipment", {}, role=Role.WAREHOUSE)
    assert (answer.status_code, reasons(answer.json())) == (400, [(None, "field_wrong", "id")])
