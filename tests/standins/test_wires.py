"""The other providers on the same books are as strict as the first: Adyen and PayPal."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import httpx
import pytest

from tests.standins.paying import BROWSER, RETURN_URL
from tests.standins.running import Inbox, StandIn

Json = dict[str, Any]


class Api:
    """One provider's API on the stand-in, as a shop calls it."""

    def __init__(self, standin: StandIn, name: str, order: str) -> None:
        self.url, self.name, self.order = standin.url, name, order

    def ask(self, method: str, path: str, body: Json | None = None, key: str = "") -> httpx.Response:
        headers = {"X-API-Key": "demo"} if self.name == "adyen" else self._bearer()
        headers["Idempotency-Key" if self.name == "adyen" else "PayPal-Request-Id"] = key or str(uuid.uuid4())
        return BROWSER.request(method, f"{self.url}{path}", json=body, headers=headers)

    def _bearer(self) -> dict[str, str]:
        login = base64.b64encode(b"id:secret").decode()
        answer = BROWSER.post(
            f"{self.url}/v1/oauth2/token",
            content=b"grant_type=client_credentials",
            headers={"Authorization": f"Basic {login}"},
        )
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    @property
    def opening(self) -> tuple[str, Json]:
        """The path and the body that open a payment of EUR 100.00."""
        if self.name == "adyen":
            amount = {"currency": "EUR", "value": 10_000}
            named = {"merchantAccount": "Demo", "reference": self.order, "returnUrl": RETURN_URL}
            return "/v71/paymentLinks", {**named, "amount": amount, "manualCapture": True}
        unit = {"custom_id": self.order, "amount": {"currency_code": "EUR", "value": "100.00"}}
        context = {"return_url": RETURN_URL, "cancel_url": RETURN_URL}
        source = {"paypal": {"experience_context": context}}
        return "/v2/checkout/orders", {
            "intent": "AUTHORIZE",
            "purchase_units": [unit],
            "payment_source": source,
        }

    def approve(self) -> str:
        """A payment that the shopper has paid or approved; its id."""
        opened = self.ask("POST", *self.opening).json()
        assert (
            BROWSER.post(f"{self.url}/c/pay/{opened['id']}", data={"outcome": "approve"}).status_code == 303
        )
        return str(opened["id"])


@pytest.fixture(params=["adyen", "paypal"])
def api(request: pytest.FixtureRequest, payment: StandIn, order: str) -> Api:
    return Api(payment, request.param, order)


def test_strangers_and_unknown_or_missing_fields_are_refused(api: Api, payment: StandIn) -> None:
    path, body = api.opening
    assert BROWSER.post(f"{api.url}{path}", json=body).status_code == 401
    bearer = {"Authorization": "Bearer 99999999999.forged"}
    assert BROWSER.post(f"{api.url}{path}", json=body, headers=bearer).status_code == 401
    for wrong in (body | {"nonsense": 1}, {k: v for k, v in body.items() if k not in ("amount", "intent")}):
        assert api.ask("POST", path, wrong).status_code == 422
    assert payment.moves(api.order) == []


@pytest.mark.rule("C-10")
def test_a_key_answers_once_and_for_one_request(api: Api) -> None:
    path, body = api.opening
    key = str(uuid.uuid4())
    first = api.ask("POST", path, body, key)
    assert first.status_code == 201
    assert api.ask("POST", path, body, key).json() == first.json()
    other = dict(reversed(list(body.items()))) | (
        {"reference": "x"} if api.name == "adyen" else {"intent": "CAPTURE"}
    )
    refused = api.ask("POST", path, other, key)
    assert refused.status_code == 422
    assert "704" in refused.text or "DUPLICATE_REQUEST_ID" in refused.text


def test_what_nobody_approved_is_not_charged_and_nothing_is_taken_or_given_twice(
    payment: StandIn, order: str
) -> None:
    api = Api(payment, "paypal", order)
    unpaid = api.ask("POST", *api.opening).json()["id"]
    refused = api.ask("POST", f"/v2/checkout/orders/{unpaid}/authorize", {})
    assert (refused.status_code, refused.json()["message"]) == (422, "ORDER_NOT_APPROVED")
    paid = api.approve()
    assert api.ask("POST", f"/v2/checkout/orders/{paid}/capture", {}).status_code == 422
    held = api.ask("POST", f"/v2/checkout/orders/{paid}/authorize", {}).json()
    authorisation = held["purchase_units"][0]["payments"]["authorizations"][0]["id"]
    again = api.ask("POST", f"/v2/payments/authorizations/{authorisation}/reauthorize", {})
    assert again.json()["message"] == "REAUTHORIZATION_TOO_SOON"
    too_much = {"amount": {"currency_code": "EUR", "value": "100.01"}}
    path = f"/v2/payments/authorizations/{authorisation}/capture"
    assert api.ask("POST", path, too_much).status_code == 422
    capture = api.ask("POST", path, {"final_capture": True}).json()["id"]
    assert api.ask("POST", f"/v2/payments/captures/{capture}/refund", too_much).status_code == 422
    assert payment.moves(order) == [("authorisation", 10_000), ("capture", 10_000)]


def test_a_wish_too_large_is_taken_up_and_told_to_have_failed(payment: StandIn, order: str) -> None:
    api = Api(payment, "adyen", order)
    api.approve()
    notices = f"{payment.url}/_control/notices"
    told = BROWSER.get(notices, params={"order": order}).json()["notices"]
    assert [notice["path"] for notice in told] == ["adyen/"]
    psp = told[0]["body"].partition('"pspReference": "')[2].partition('"')[0]
    body = {"merchantAccount": "Demo", "amount": {"currency": "EUR", "value": 10_001}}
    assert api.ask("POST", f"/v71/payments/{psp}/captures", body).json()["status"] == "received"
    last = BROWSER.get(notices, params={"order": order}).json()["notices"][-1]["body"]
    assert '"eventCode": "CAPTURE"' in last
    assert '"success": "false"' in last
    assert payment.moves(order) == [("authorisation", 10_000)]


@pytest.mark.rule("C-11")
def test_events_are_pushed_to_the_provider_s_own_address_late_twice_or_never(
    api: Api, payment: StandIn
) -> None:
    inbox = Inbox("Paypal-Transmission-Sig")
    payment.control("/webhook", url=inbox.url, secrets=["new", "old"])
    try:
        payment.control(webhooks={"duplicate": 1})
        api.approve()
        first, second = inbox.take(2)
        assert (first.body, bool(first.signature)) == (second.body, api.name == "paypal")
        payment.control(webhooks={"drop": 1})
        api.approve()
        payment.control(webhooks={"hold": True})
        api.approve()
        assert inbox.is_empty()
        assert len(payment.control("/deliver")["sent"]) == 1
        assert inbox.take(1)[0].body != first.body
    finally:
        payment.control("/webhook", url="")
        inbox.close()
