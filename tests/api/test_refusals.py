"""Bad input: each gets a clear message, and nothing moves."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from comptoir.api.words import language_of
from comptoir.core.actors import Role
from comptoir.infra import queue
from tests import builders, cast
from tests.api.calls import Api, Json, address_json, order_json, reasons
from tests.api.pictures import nothing_moves

Refusal = tuple[str | None, str, str | None]


def line(sku: str = builders.KNIT_M, quantity: int = 1) -> dict[str, Any]:
    return {"lines": [{"sku": sku, "quantity": quantity}], "shown_total": 30800}


BAD: dict[str, tuple[Json, int, list[Refusal]]] = {
    "an unknown SKU": (line("ME-00X-XX000-0000-M"), 422, [(None, "unknown_sku", "lines.0.sku")]),
    "no piece": (line(quantity=0), 422, [(None, "quantity_wrong", "lines.0.quantity")]),
    "less than no piece": (line(quantity=-1), 422, [(None, "quantity_wrong", "lines.0.quantity")]),
    "ten thousand pieces": (line(quantity=10_000), 422, [(None, "quantity_wrong", "lines.0.quantity")]),
    "more than there are": (
        line(builders.RARE, 2) | {"shown_total": 59800},
        422,
        [("ORD-07", "out_of_stock", "lines")],
    ),
    "no lines": ({"lines": []}, 422, [(None, "nothing_ordered", "lines")]),
    "a limited edition": (line(builders.GOWN_38), 422, [("PRD-02", "not_sold_online", "lines.0.sku")]),
    "another total": ({"shown_total": 45799}, 409, [(None, "total_changed", "shown_total")]),
    "a market nobody knows": (
        {"country": "ZZ", "address": address_json(country="ZZ")},
        422,
        [("DEL-01", "unknown_market", "country")],
    ),
    "an excluded destination": (
        {"country": "RU", "address": address_json(country="RU")},
        422,
        [("DEL-01", "excluded_destination", "country")],
    ),
    "another country in the address": (
        {"address": address_json(cast.MARY)},
        422,
        [("PAY-13", "address_field_wrong", "address.country")],
    ),
    "a PO box": (
        {"address": address_json(line1="BP 42")},
        422,
        [("DEL-13", "po_box", "address.line1")],
    ),
    "a wrong postcode": (
        {"address": address_json(postal_code="7500")},
        422,
        [(None, "address_field_wrong", "address.postal_code")],
    ),
    "an address with nothing in it": (
        {"address": address_json(line1=" ", city="", phone="x")},
        422,
        [
            (None, "address_field_missing", "address.line1"),
            (None, "address_field_missing", "address.city"),
            (None, "address_field_wrong", "address.phone"),
        ],
    ),
    "an overseas postcode": (
        {"address": address_json(postal_code="97100")},
        422,
        [("DEL-01", "area_not_served", "address.postal_code")],
    ),
    "a service that does not go there": (
        {"service": "standard", "address": address_json(postal_code="20000", city="Ajaccio")},
        422,
        [("DEL-03", "service_not_offered", "service")],
    ),
    "a code that does not exist": ({"codes": ["NOPE"]}, 422, [("PAY-07", "code_unknown", "codes")]),
    "a way to pay that is not offered": (
        {"payment_method": "klarna", "payment": {"token": "klarna_ok"}},
        422,
        [("PAY-01", "method_not_offered", "payment_method")],
    ),
    "fields nobody knows": (
        {"colour": "red", "address": address_json() | {"planet": "earth"}},
        400,
        [(None, "field_unknown", "address.planet"), (None, "field_unknown", "colour")],
    ),
    "a quantity in words": (
        {"lines": [{"sku": builders.KNIT_M, "quantity": "1"}]},
        400,
        [(None, "field_wrong", "lines.0.quantity")],
    ),
    "a total that is no whole number": ({"shown_total": 458.5}, 400, [(None, "field_wrong", "shown_total")]),
    "an e-mail that is none": ({"email": "jeanne"}, 400, [(None, "field_wrong", "email")]),
    "a character that cannot be kept": (
        {"address": address_json(name="Jeanne\x00")},
        400,
        [(None, "field_wrong", "address.name")],
    ),
}


@pytest.mark.rule("DEL-01", "DEL-13", "PAY-07", "ORD-07", "PRD-02", "PAY-13", "PAY-01")
@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_and_nothing_moves(api: Api, what: str) -> None:
    wishes, status, expected = BAD[what]
    with nothing_moves():
        refused = api.place(status=status, **wishes)
    assert reasons(refused) == expected


def test_a_quote_of_a_country_nobody_knows_is_refused_whatever_its_address(api: Api) -> None:
    with nothing_moves():
        refused = api.quote(
            (builders.KNIT_M, 1), country="ZZ", address=address_json(region="X", country="ZZ"), status=422
        )
    assert reasons(refused) == [("DEL-01", "unknown_market", "country")]


@pytest.mark.rule("PAY-07")
def test_a_changed_total_comes_with_the_quote_of_now(api: Api) -> None:
    refused = api.place(status=409, shown_total=1)
    quote = api.quote((builders.KNIT_M, 1), (builders.SHIRT_M, 1), payment_method="card")
    assert refused["quote"] == quote
    assert api.place(shown_total=refused["quote"]["totals"]["express"])["status"] == "placed"


@pytest.mark.rule("ORD-07")
def test_what_is_missing_is_counted(api: Api) -> None:
    lines = [{"sku": builders.RARE, "quantity": 3}, {"sku": builders.SHIRT_M, "quantity": 1}]
    with nothing_moves():
        refused = api.place(status=422, lines=lines, shown_total=103800)
    assert refused["missing"] == [{"sku": builders.RARE, "wanted": 3, "available": 1}]


@pytest.mark.rule("PAY-07")
def test_a_code_used_by_somebody_else_in_the_meantime_is_refused(api: Api) -> None:
    wishes: Json = {"codes": ["ONCE"], "shown_total": 43600}
    api.place(**wishes)
    queue.run_waiting()
    with nothing_moves():
        refused = api.place(status=422, **wishes)
    assert reasons(refused) == [("PAY-07", "code_used_up", "codes")]


@pytest.mark.rule("pitfall-4")
def test_a_double_click_is_one_order(api: Api) -> None:
    first, second = api.place(key="the-button"), api.place(key="the-button")
    assert first == second
    assert builders.stock_left() == {builders.KNIT_M: 19, builders.SHIRT_M: 19}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b"[" * 100_000, b'{"country": "FR"'],
)
def test_a_body_that_is_no_order_is_refused(api: Api, body: bytes) -> None:
    with nothing_moves():
        answer = api.http.post(
            "/api/v1/orders", body, content_type="application/json", headers={"Idempotency-Key": "k"}
        )
    assert answer.status_code == 400
    assert reasons(answer.json())


def test_everything_that_is_wrong_is_said_at_once(api: Api) -> None:
    with nothing_moves():
        refused = api.post("orders", {"country": "FRANCE", "lines": "x"}, status=400, Idempotency_Key="k")
    assert {(field, reason) for _rule, reason, field in reasons(refused)} == {
        ("country", "field_wrong"),
        ("lines", "field_wrong"),
        *(
            (name, "field_missing")
            for name in ("email", "address", "service", "payment_method", "payment", "shown_total")
        ),
    }


@pytest.mark.rule("DEL-01")
@pytest.mark.parametrize("headers", [{}, {"Accept_Language": "de"}])
def test_a_refusal_speaks_the_language_of_the_request(api: Api, headers: dict[str, str]) -> None:
    wishes = {"language": "fr", "country": "RU", "address": address_json(country="RU")}
    answer = api.send("POST", "orders", order_json(**wishes), Idempotency_Key="k", **headers)
    (refused,) = answer.json()["refused"]
    assert "Des restrictions à l’exportation s’appliquent à cette destination." in refused["message"]


@pytest.mark.rule("DEL-13", "I18N-02")
def test_refusals_are_whole_french_sentences(api: Api) -> None:
    refused = api.place(status=422, language="fr", address=address_json(line1="BP 42"))
    assert [refusal["message"] for refusal in refused["refused"]] == [
        "Un colis ne peut pas être livré à une boîte postale. Indiquez une adresse de rue où quelqu’un peut signer."
    ]
    refused = api.place(status=400, language="fr", shown_total="458")
    assert [refusal["message"] for refusal in refused["refused"]] == [
        "«\xa0shown_total\xa0» n’est pas correct\xa0: ce n’est pas un nombre entier."
    ]


@pytest.mark.parametrize(
    ("how", "language"),
    [
        ({"body": {"language": "fr"}}, "fr"),
        ({"body": {"language": "fr", "zz": 1}, "Accept_Language": "de"}, "fr"),
        ({"body": {"language": 7}, "Accept_Language": "ja,en;q=0.5"}, "ja"),
        ({"body": {"language": "xx"}}, "en"),
        ({"body": {}}, "en"),
    ],
)
def test_the_language_is_known_also_where_the_body_is_wrong(how: dict[str, Any], language: str) -> None:
    headers = {name.replace("_", "-"): text for name, text in how.items() if name != "body"}
    request = RequestFactory().post("/", how["body"], content_type="application/json", headers=headers)
    assert language_of(request) == language


def test_a_shortage_or_a_reception_of_nothing_is_refused(api: Api) -> None:
    progress = builders.a_released_order()
    api.token(Role.WAREHOUSE)
    with nothing_moves():
        path = f"desk/orders/{progress.number}/shortages"
        refused = api.post(path, {"pieces": []}, role=Role.WAREHOUSE, status=422)
        assert reasons(refused) == [(None, "nothing_chosen", "pieces")]
        refused = api.post(path, {"pieces": ["x"]}, role=Role.WAREHOUSE, status=400)
        assert reasons(refused) == [(None, "field_wrong", "pieces")]
