"""One idempotency key, one effect."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import stripe

from tests.standins.paying import pay
from tests.standins.running import StandIn

FORM = {
    "amount": "10000",
    "currency": "eur",
    "confirm": "true",
    "capture_method": "manual",
    "payment_method": "card_ok",
}


def _post(
    payment: StandIn, key: str, form: dict[str, str], path: str = "/v1/payment_intents"
) -> httpx.Response:
    headers = {"Authorization": "Bearer sk_test_x", "Idempotency-Key": key}
    return payment.http.post(f"{payment.url}{path}", data=form, headers=headers)


def test_a_repeat_gets_the_first_answer_and_moves_nothing(payment: StandIn, order: str) -> None:
    form = FORM | {"metadata[order]": order}
    first = _post(payment, f"a-{order}", form)
    again = _post(payment, f"a-{order}", dict(reversed(form.items())))
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert (again.status_code, again.content) == (200, first.content)
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_a_repeat_of_a_declined_payment_is_declined_in_the_same_words(payment: StandIn, order: str) -> None:
    form = FORM | {"metadata[order]": order, "payment_method": "card_declined"}
    first, again = _post(payment, f"b-{order}", form), _post(payment, f"b-{order}", form)
    assert (again.status_code, again.content) == (402, first.content)


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"amount": "9999"}, "/v1/payment_intents"), ({}, "/v1/payment_intents/pi_x/confirm")],
)
def test_a_key_used_for_another_request_is_refused(
    payment: StandIn, order: str, changes: dict[str, str], path: str
) -> None:
    form = FORM | {"metadata[order]": order}
    _post(payment, f"c-{order}", form)
    refused = _post(payment, f"c-{order}", form | changes, path)
    assert (refused.status_code, refused.json()["error"]["type"]) == (400, "idempotency_error")
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_the_sdk_tells_a_reused_key_from_other_refusals(client: stripe.StripeClient, order: str) -> None:
    pay(client, order, key=f"d-{order}")
    with pytest.raises(stripe.IdempotencyError):
        pay(client, order, key=f"d-{order}", amount=1_000)


def test_a_request_that_was_wrong_may_be_mended_under_its_key(payment: StandIn, order: str) -> None:
    form = FORM | {"metadata[order]": order}
    assert _post(payment, f"e-{order}", form | {"amount": "nothing"}).status_code == 400
    assert _post(payment, f"e-{order}", form).status_code == 200


def test_refunds_under_one_key_are_one_and_under_two_keys_two(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order, "paypal_ok", capture_method="automatic")
    for key in ("one", "one", "two"):
        client.v1.refunds.create(
            {"payment_intent": intent.id, "amount": 1_000}, {"idempotency_key": f"{key}-{order}"}
        )
    assert payment.moves(order)[2:] == [("refund", 1_000), ("refund", 1_000)]
    assert [row["key"] for row in payment.rows(order)[2:]] == [f"one-{order}", f"two-{order}"]


def test_sixteen_clients_at_once_with_one_key_make_one_payment(payment: StandIn, order: str) -> None:
    form = FORM | {"metadata[order]": order}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: _post(payment, f"f-{order}", form), range(48)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert payment.moves(order) == [("authorisation", 10_000)]


def test_sixteen_clients_at_once_never_capture_more_than_is_authorised(
    payment: StandIn, client: stripe.StripeClient, order: str
) -> None:
    intent = pay(client, order)
    form = {"amount_to_capture": "3000", "final_capture": "false"}

    def capture(_number: int) -> int:
        return _post(payment, str(uuid.uuid4()), form, f"/v1/payment_intents/{intent.id}/capture").status_code

    with ThreadPoolExecutor(16) as pool:
        codes = sorted(pool.map(capture, range(16)))
    assert codes == [200] * 3 + [400] * 13
    assert payment.moves(order) == [("authorisation", 10_000)] + [("capture", 3_000)] * 3
