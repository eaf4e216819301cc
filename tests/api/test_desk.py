"""The staff part: who may do what, and what comes of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.core.actors import Role
from comptoir.infra import queue
from tests import builders, cast
from tests.api.calls import Api, Json, books, reasons
from tests.api.pictures import nothing_moves

NOBODY = "00000000-0000-7000-8000-000000000000"
ADVISORS = {Role.ADVISOR, Role.SENIOR_ADVISOR}
STAFF = {*ADVISORS, Role.WAREHOUSE, Role.AUDITOR}
CALLS: list[tuple[str, str, Json | None, set[Role]]] = [
    ("GET", "desk/orders", None, STAFF),
    ("GET", "desk/orders/{number}", None, STAFF),
    ("GET", "desk/orders/{number}/ledger", None, {Role.AUDITOR}),
    ("POST", "desk/orders/{number}/cancellation", {"reason": "phone"}, ADVISORS),
    ("POST", "desk/orders/{number}/parcels", {"pieces": []}, {Role.WAREHOUSE}),
    ("POST", "desk/orders/{number}/shortages", {"pieces": []}, {Role.WAREHOUSE}),
    ("POST", f"desk/parcels/{NOBODY}/shipment", {}, {Role.WAREHOUSE}),
    ("POST", f"desk/parcels/{NOBODY}/events", {"status": "delivered"}, {Role.WAREHOUSE}),
    ("POST", f"desk/returns/{NOBODY}/reception", {"pieces": []}, {Role.WAREHOUSE}),
    (
        "POST",
        f"desk/returns/{NOBODY}/inspection",
        {"pieces": [{"id": NOBODY, "verdict": "accepted"}]},
        {Role.WAREHOUSE},
    ),
    ("DELETE", f"desk/returns/{NOBODY}", None, ADVISORS),
    ("POST", f"desk/stock/{builders.KNIT_M}/count", {"quantity": 20}, {Role.WAREHOUSE}),
    ("GET", "desk/refunds", None, {*ADVISORS, Role.FINANCE, Role.AUDITOR}),
    ("POST", f"desk/refunds/{NOBODY}/approval", {}, {Role.SENIOR_ADVISOR, Role.FINANCE}),
    ("POST", f"desk/refunds/{NOBODY}/refusal", {"reason": "no"}, {Role.SENIOR_ADVISOR, Role.FINANCE}),
    ("GET", "desk/events", None, {Role.AUDITOR}),
    ("GET", "desk/outbox", None, STAFF),
    ("GET", "desk/clock", None, set()),
    ("POST", "desk/clock", {"at": "2020-01-01T00:00:00Z"}, set()),
]


def test_each_call_is_refused_to_strangers_and_to_other_roles(api: Api) -> None:
    number = api.place()["number"]
    for role in Role:
        api.token(role)
    with nothing_moves():
        for method, path, body, allowed in CALLS:
            refused = api.send(method, path.format(number=number), body)
            assert (refused.status_code, reasons(refused.json())) == (401, [(None, "not_signed_in", None)])
            for role in set(Role) - allowed - {Role.ADMIN}:
                refused = api.send(method, path.format(number=number), body, role=role)
                assert (refused.status_code, reasons(refused.json())) == (403, [(None, "not_allowed", None)])


def test_each_call_is_open_to_its_roles_and_to_admin(api: Api) -> None:
    number = api.place()["number"]
    for method, path, body, allowed in CALLS:
        for role in {*allowed, Role.ADMIN}:
            answer = api.send(method, path.format(number=number), body, role=role)
            assert answer.status_code not in {401, 403}, (method, path, role)


@pytest.mark.rule("ORD-03", "pitfall-3")
def test_an_advisor_calls_an_order_back_within_its_time(api: Api) -> None:
    placed = api.place(codes=["ONCE"], shown_total=43600)
    until = builders.moment(api.order(placed)["can"]["cancel"]["until"])
    builders.at_clock(until - timedelta(seconds=20))
    order = api.post(
        f"desk/orders/{placed['number']}/cancellation", {"reason": "changed her mind"}, role=Role.ADVISOR
    )
    assert order["status"] == "cancelled"
    assert {piece["state"] for piece in order["pieces"]} == {"cancelled"}
    queue.run_waiting()
    order = api.order(placed)
    assert (order["payments"][0]["state"], order["payments"][0]["captured"]) == ("voided", 0)
    assert books(placed["number"]) == [("authorisation", 43600), ("void", 43600)]
    assert builders.stock_left() == {builders.KNIT_M: 20, builders.SHIRT_M: 20}
    assert api.quote((builders.KNIT_M, 1), codes=["ONCE"])["refused_codes"] == []
    mails = [mail["kind"] for mail in api.get("desk/outbox", role=Role.ADVISOR)["items"]]
    assert mails == ["order_cancelled", "order_placed"]
    (line, *_earlier) = api.desk_order(placed)["timeline"]
    assert (line["verb"], line["role"], line["rule"], line["reason"]) in {
        ("order_cancelled", "advisor", "ORD-03", "changed her mind"),
        ("void_requested", "advisor", "ORD-03", ""),
    }


@pytest.mark.rule("ORD-03")
def test_one_second_after_the_time_it_is_refused(api: Api) -> None:
    placed = api.place()
    queue.run_waiting()
    api.token(Role.ADVISOR)
    until = builders.moment(api.order(placed)["can"]["cancel"]["until"])
    builders.at_clock(until + timedelta(seconds=1))
    with nothing_moves():
        refused = api.post(
            f"desk/orders/{placed['number']}/cancellation", {"reason": "late"}, role=Role.ADVISOR, status=422
        )
    assert reasons(refused) == [("ORD-03", "cancellation_over", None)]


@pytest.mark.rule("PAY-05", "ORD-03")
def test_a_payment_already_taken_is_refunded(api: Api) -> None:
    placed = api.place(payment_method="paypal", payment={"token": "paypal_ok"})
    api.post(f"desk/orders/{placed['number']}/cancellation", {"reason": "phone"}, role=Role.ADVISOR)
    queue.run_waiting()
    assert books(placed["number"]) == [("authorisation", 45800), ("capture", 45800), ("refund", 45800)]
    assert api.order(placed)["payments"][0]["refunded"] == 45800


@pytest.mark.rule("ORD-03")
def test_an_order_is_called_back_once(api: Api) -> None:
    placed = api.place()
    path = f"desk/orders/{placed['number']}/cancellation"
    api.post(path, {"reason": "phone"}, role=Role.ADVISOR)
    queue.run_waiting()
    with nothing_moves():
        refused = api.post(path, {"reason": "phone"}, role=Role.ADVISOR, status=422)
    assert reasons(refused) == [("ORD-03", "already_cancelled", None)]


def test_a_cancellation_needs_a_reason(api: Api) -> None:
    placed = api.place()
    api.token(Role.ADVISOR)
    with nothing_moves():
        path = f"desk/orders/{placed['number']}/cancellation"
        refused = api.post(path, {"reason": " "}, role=Role.ADVISOR, status=400)
    assert reasons(refused) == [(None, "field_wrong", "reason")]


def test_orders_are_found_by_whatever_the_caller_can_tell(api: Api) -> None:
    placed = api.place()
    other = api.place(
        email="other@example.org", lines=[{"sku": builders.LOAFER_42, "quantity": 1}], shown_total=43800
    )

    def found(words: str) -> list[str]:
        rows = api.send("GET", "desk/orders", role=Role.ADVISOR) if not words else None
        answer = rows or api.http.get(
            "/api/v1/desk/orders",
            {"q": words},
            headers={"Authorization": f"Bearer {api.token(Role.ADVISOR)}"},
        )
        return [row["number"] for row in answer.json()["items"]]

    assert found("") == [other["number"], placed["number"]]
    assert found(placed["number"]) == [placed["number"]]
    assert found("OTHER@example.org") == [other["number"]]
    assert found(builders.LOAFER_42) == [other["number"]]
    assert found("jeanne exemple") == [other["number"], placed["number"]]
    assert found("nobody") == []


@pytest.mark.rule("pitfall-15")
def test_the_ledger_balances_entry_by_entry(api: Api) -> None:
    progress = builders.a_delivered_order()
    entries = api.get(f"desk/orders/{progress.number}/ledger", role=Role.AUDITOR)["entries"]
    assert [entry["kind"] for entry in entries] == ["authorisation", "capture", "sale"]
    for entry in entries:
        assert sum(line["debit"] - line["credit"] for line in entry["lines"]) == 0
        assert {line["currency"] for line in entry["lines"]} == {"EUR"}
    accounts: dict[str, int] = {}
    for line in (line for entry in entries for line in entry["lines"]):
        accounts[line["account"]] = accounts.get(line["account"], 0) + line["debit"] - line["credit"]
    assert accounts == {
        "memo.authorised": 0,
        "memo.contra": 0,
        "psp.stripe": 45800,
        "customer": 0,
        "sales.goods": -36667,
        "sales.delivery": -1500,
        "tax.FR": -7633,
    }


def test_events_are_read_in_order_and_to_their_end(api: Api) -> None:
    builders.a_placed_order()
    first = api.get("desk/events", role=Role.AUDITOR)
    ids = [int(item["id"]) for item in first["items"]]
    assert ids == sorted(ids)
    assert first["next"] == str(ids[-1])
    assert {"order_made", "payment_authorised", "order_placed"} <= {item["verb"] for item in first["items"]}
    rest = api.get(f"desk/events?after={first['next']}", role=Role.AUDITOR)
    assert rest == {"items": [], "next": None}
    assert api.get(f"desk/events?after={ids[-2]}", role=Role.AUDITOR)["items"] == first["items"][-1:]


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
def test_events_after_what_is_no_id_are_refused(api: Api, after: str) -> None:
    answer = api.send("GET", f"desk/events?after={after}", role=Role.AUDITOR)
    assert (answer.status_code, reasons(answer.json())) == (400, [(None, "field_wrong", "after")])


@pytest.mark.rule("pitfall-3")
def test_what_was_counted_is_what_lies_there(api: Api) -> None:
    path = f"desk/stock/{builders.KNIT_M}/count"
    counted = api.post(path, {"quantity": 7}, role=Role.WAREHOUSE)
    assert counted == {
        "sku": builders.KNIT_M,
        "levels": [{"location": "PAR", "on_hand": 7, "reserved": 0}],
    }
    assert builders.stock_left()[builders.KNIT_M] == 7


def test_a_count_below_what_is_promised_is_refused(api: Api) -> None:
    api.place()
    api.token(Role.WAREHOUSE)
    with nothing_moves():
        path = f"desk/stock/{builders.KNIT_M}/count"
        refused = api.post(path, {"quantity": 0}, role=Role.WAREHOUSE, status=422)
        assert reasons(refused) == [(None, "field_wrong", "quantity")]
        for body in ({"quantity": -1}, {"quantity": "7"}, {"quantity": 7, "location": "NOWHERE"}, {}):
            assert api.send("POST", path, body, role=Role.WAREHOUSE).status_code in {400, 404}
        unknown = api.send("POST", "desk/stock/ME-NOTHING/count", {"quantity": 1}, role=Role.WAREHOUSE)
        assert unknown.status_code == 404


def test_the_outbox_is_read_by_address(api: Api) -> None:
    api.place()
    api.place(email="other@example.org")
    queue.run_waiting()
    (mail,) = api.get(f"desk/outbox?to={cast.JEANNE_EMAIL}", role=Role.ADVISOR)["items"]
    assert (mail["to"], mail["kind"], mail["attachments"]) == (cast.JEANNE_EMAIL, "order_placed", [])
    assert mail["subject"]
    assert mail["text"]
    assert mail["html"].startswith("<!")
