"""Reading an order: who may, and every field that says what can be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from comptoir.core.actors import HOUSE, Role
from comptoir.core.claims import Outcome
from comptoir.journal.models import Entry
from comptoir.markets import queries as markets
from comptoir.people import services as people
from tests import builders, cast
from tests.api.calls import Api, Json, address_json, reasons
from tests.api.pictures import nothing_moves
from tests.apps.claims.claiming import claim, decide
from tests.apps.fulfilment import ship

PARIS = ZoneInfo("Europe/Paris")
PASSWORD = "grande maille 4!"


def a_customer(email: str = cast.JEANNE_EMAIL) -> None:
    people.create_user(
        email=email,
        name="Jeanne",
        password=PASSWORD,
        role=None,
        language="fr",
        terms=markets.current_policy(at=builders.MONDAY).passwords,
        actor=HOUSE,
        at=builders.MONDAY,
    )


def session(api: Api, email: str = cast.JEANNE_EMAIL) -> str:
    answer = api.post("sessions", {"email": email, "password": PASSWORD}, status=201)
    return str(answer["token"])


def read(progress: object, api: Api, *, viewer: str = "shopper") -> Json:
    """The order that a builder made, as a shopper or an advisor reads it."""
    number, token = progress.number, progress.token
    placed = {"number": number, "token": token}
    return api.order(placed) if viewer == "shopper" else api.desk_order(placed)


@pytest.mark.rule("ORD-03", "RET-01", "DEL-16")
def test_an_order_reads_as_it_was_placed(api: Api) -> None:
    placed = api.place(codes=["WELCOME10"], service="standard", shown_total=39600)
    order = api.order(placed)
    assert {name: order[name] for name in ("number", "status", "held", "currency", "total")} == {
        "number": placed["number"],
        "status": "placed",
        "held": False,
        "currency": "EUR",
        "total": 44000 - 4400,
    }
    assert order["policy_version"] == 1
    assert builders.MONDAY <= builders.moment(order["placed_at"]) < builders.MONDAY + timedelta(minutes=1)
    assert order["delivery"] == {
        "service": "standard",
        "price": 0,
        "earliest": "2026-11-26",
        "latest": "2026-12-03",
    }
    assert [(p["sku"], p["reference"], p["name"], p["paid"], p["state"]) for p in order["pieces"]] == [
        (builders.KNIT_M, "ME-26W-KN014-0410", "Boxy crewneck", 26100, "ordered"),
        (builders.SHIRT_M, "ME-26W-SH008-0200", "Boxy-fit shirt", 13500, "ordered"),
    ]
    assert (order["parcels"], order["returns"], order["documents"]) == ([], [], [])


@pytest.mark.rule("ORD-03", "RET-01", "A-01")
def test_what_can_be_done_with_a_fresh_order(api: Api) -> None:
    order = api.order(api.place())
    until = builders.moment(order["placed_at"]).replace(microsecond=0) + timedelta(minutes=30)
    can = order["can"]
    assert can["cancel"] == {
        "allowed": True,
        "rule": "ORD-03",
        "reason": None,
        "message": None,
        "until": until.astimezone(PARIS).isoformat(),
        "how": "phone",
    }
    assert can["withdraw"] == {
        "allowed": True,
        "rule": "A-01",
        "reason": None,
        "message": None,
        "until": None,
    }
    assert [piece["id"] for piece in can["pieces"]] == [piece["id"] for piece in order["pieces"]]
    assert can["pieces"][0]["return"] == {
        "allowed": False,
        "rule": "RET-01",
        "reason": "not_received_yet",
        "message": "Returns open when the order has been delivered, and then for 14 days.",
        "until": None,
    }
    assert can["pieces"][0]["claim"]["reason"] == "not_sent_yet"


@pytest.mark.rule("ORD-03")
def test_an_advisor_can_cancel_at_once_where_a_shopper_phones(api: Api) -> None:
    placed = api.place()
    assert api.order(placed)["can"]["cancel"]["how"] == "phone"
    assert api.desk_order(placed)["can"]["cancel"]["how"] == "advisor"


@pytest.mark.rule("ORD-03")
def test_after_the_time_nobody_can_cancel_and_the_answer_says_until_when_it_was(api: Api) -> None:
    placed = api.place()
    until = builders.moment(api.order(placed)["can"]["cancel"]["until"])
    builders.at_clock(until - timedelta(seconds=20))
    assert api.order(placed)["can"]["cancel"]["allowed"] is True
    builders.at_clock(until + timedelta(seconds=1))
    cancel = api.order(placed)["can"]["cancel"]
    assert (cancel["allowed"], cancel["rule"], cancel["reason"], cancel["how"]) == (
        False,
        "ORD-03",
        "cancellation_over",
        None,
    )
    assert builders.moment(cancel["until"]) == until


@pytest.mark.rule("RET-01", "A-01", "A-12")
def test_what_can_be_done_with_an_order_that_arrived(api: Api) -> None:
    arrived = datetime(2026, 11, 25, 10, 0, tzinfo=UTC)
    order = read(builders.a_delivered_order(delivered_at=arrived), api)
    assert order["status"] == "closed"
    assert [piece["state"] for piece in order["pieces"]] == ["delivered", "delivered"]
    can = order["can"]
    assert (can["cancel"]["allowed"], can["cancel"]["reason"]) == (False, "cancellation_over")
    assert can["pieces"][0]["return"] == {
        "allowed": True,
        "rule": "RET-01",
        "reason": None,
        "message": None,
        "until": "2026-12-09T23:59:59+01:00",
    }
    assert (can["withdraw"]["allowed"], can["withdraw"]["until"]) == (True, "2026-12-09T23:59:59+01:00")
    assert (can["pieces"][0]["claim"]["allowed"], can["pieces"][0]["claim"]["until"]) == (
        True,
        "2028-11-25T23:59:59+01:00",
    )
    (parcel,) = order["parcels"]
    assert (parcel["state"], parcel["pieces"]) == ("delivered", [piece["id"] for piece in order["pieces"]])
    assert parcel["tracking_url"].startswith("http")
    (invoice,) = order["documents"]
    assert invoice["kind"] == "invoice"


@pytest.mark.rule("RET-01")
def test_the_way_in_to_a_return_closes_with_its_last_day(api: Api) -> None:
    progress = builders.a_delivered_order(delivered_at=datetime(2026, 11, 25, 10, 0, tzinfo=UTC))
    last = datetime(2026, 12, 9, 22, 59, 59, tzinfo=UTC)
    builders.at_clock(last - timedelta(seconds=20))
    assert read(progress, api)["can"]["pieces"][0]["return"]["allowed"] is True
    builders.at_clock(last + timedelta(seconds=1))
    answer = read(progress, api)["can"]["pieces"][0]["return"]
    assert (answer["allowed"], answer["reason"], answer["until"]) == (
        False,
        "return_window_over",
        "2026-12-09T23:59:59+01:00",
    )


@pytest.mark.rule("RET-05", "A-11")
def test_a_personalised_piece_does_not_come_back(api: Api) -> None:
    progress = builders.a_delivered_order(lines=((builders.CLUTCH_OS, 1), (builders.SHIRT_M, 1)))
    order = read(progress, api)
    clutch, shirt = (piece["return"] for piece in order["can"]["pieces"])
    assert (clutch["allowed"], clutch["rule"], clutch["reason"]) == (False, "RET-05", "personalised")
    assert shirt["allowed"] is True


@pytest.mark.rule("A-12")
def test_a_piece_that_is_sent_again_reads_as_any_other_and_costs_nothing(api: Api) -> None:
    progress = builders.a_delivered_order()
    before = read(progress, api)
    decide(claim(ship.known(progress.number), 0).id, Outcome.RESEND)
    order = read(progress, api)
    first, other, again = order["pieces"]
    assert again.keys() == first.keys() == {"id", "sku", "reference", "name", "paid", "state"}
    assert [first, other] == [{**before["pieces"][0], "state": "replaced"}, before["pieces"][1]]
    assert again == {**first, "id": again["id"], "paid": 0, "state": "ordered"}
    assert (order["status"], order["total"]) == ("released", before["total"])
    assert order["payments"] == before["payments"]
    assert [paper["number"] for paper in order["documents"]] == [
        paper["number"] for paper in before["documents"]
    ]
    assert [can["id"] for can in order["can"]["pieces"]] == [piece["id"] for piece in order["pieces"]]
    assert [can["return"]["reason"] for can in order["can"]["pieces"][::2]] == [
        "piece_replaced",
        "not_received_yet",
    ]


@pytest.mark.rule("A-01")
def test_where_the_law_gives_no_withdrawal_the_answer_says_so(api: Api) -> None:
    quote = api.quote((builders.KNIT_M, 1), country="US", address=address_json(cast.JOHN))
    placed = api.place(
        country="US",
        address=address_json(cast.JOHN),
        lines=[{"sku": builders.KNIT_M, "quantity": 1}],
        shown_total=quote["totals"]["express"],
    )
    withdraw = api.order(placed)["can"]["withdraw"]
    assert (withdraw["allowed"], withdraw["rule"], withdraw["reason"]) == (False, None, "no_withdrawal_here")


@pytest.mark.rule("PAY-10")
def test_an_order_that_is_not_paid_can_do_nothing(api: Api) -> None:
    order = api.order(api.place(payment={"token": "card_3ds"}))
    assert order["placed_at"] is None
    assert [order["can"]["cancel"]["reason"], order["can"]["withdraw"]["reason"]] == ["not_placed"] * 2
    assert {piece["return"]["reason"] for piece in order["can"]["pieces"]} == {"not_placed"}


@pytest.mark.rule("ACC-02", "pitfall-19")
def test_an_order_is_read_with_its_own_link_and_no_other(api: Api) -> None:
    mine, other = api.place(), api.place()
    for token in ("", "x", other["token"], mine["token"][:-1], "é"):
        answer = api.send("GET", f"orders/{mine['number']}", X_Order_Token=token)
        assert (answer.status_code, reasons(answer.json())) == (404, [(None, "not_found", None)])
    assert api.order(mine)["number"] == mine["number"]


@pytest.mark.rule("ACC-02")
def test_a_number_is_found_however_it_is_written(api: Api) -> None:
    placed = api.place()
    for number in (placed["number"].lower(), placed["number"].replace("-", "")):
        assert api.order(placed | {"number": number})["number"] == placed["number"]
    answer = api.send("GET", "orders/nonsense", X_Order_Token=placed["token"])
    assert answer.status_code == 404


@pytest.mark.rule("ACC-01", "pitfall-19")
def test_a_customer_reads_the_orders_they_placed_and_no_others(api: Api) -> None:
    a_customer()
    bearer = session(api)
    mine, guests = api.place(bearer=bearer), api.place()
    assert api.get(f"orders/{mine['number']}", bearer=bearer)["number"] == mine["number"]
    answer = api.send("GET", f"orders/{guests['number']}", bearer=bearer)
    assert answer.status_code == 404
    a_customer("other@example.org")
    assert (
        api.send("GET", f"orders/{mine['number']}", bearer=session(api, "other@example.org")).status_code
        == 404
    )


@pytest.mark.rule("ACC-04")
def test_a_session_needs_the_right_password_and_is_not_for_staff(api: Api) -> None:
    a_customer()
    people.create_user(
        email="staff@example.org",
        name="S",
        password=PASSWORD,
        role=Role.ADVISOR,
        language="en",
        terms=markets.current_policy(at=builders.MONDAY).passwords,
        actor=HOUSE,
        at=builders.MONDAY,
    )
    with nothing_moves(but="journal"):
        for email, password in (
            (cast.JEANNE_EMAIL, "wrong"),
            ("nobody@example.org", PASSWORD),
            ("staff@example.org", PASSWORD),
        ):
            refused = api.post("sessions", {"email": email, "password": password}, status=401)
            assert reasons(refused) == [(None, "not_signed_in", None)]
    assert Entry.objects.filter(verb="sign_in_failed").count() == 3


def test_a_token_that_is_not_valid_is_refused_before_anything_else(api: Api) -> None:
    placed = api.place()
    for header in ("Bearer nonsense", "Basic abc", "nonsense"):
        answer = api.send(
            "GET", f"orders/{placed['number']}", X_Order_Token=placed["token"], Authorization=header
        )
        assert (answer.status_code, reasons(answer.json())) == (401, [(None, "not_signed_in", None)])
