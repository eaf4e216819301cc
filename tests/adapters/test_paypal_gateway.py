"""What only PayPal does: tokens, approvals that move nothing, events that it verifies itself, authorisations renewed."""

from __future__ import annotations

import json
from datetime import timedelta

import httpx
import pytest
from django.conf import settings as house_settings

from comptoir.infra import http
from comptoir.payments.gateways.base import BadSignature, Line
from comptoir.payments.gateways.paypal import PaypalGateway
from tests import builders
from tests.adapters.providers import PAYPAL
from tests.adapters.test_contract import WHOLE, opening, paid
from tests.adapters.vendor_models import NotTheirs, check_paypal
from tests.api.calls import OUTSIDE, at_the_page, books

pytestmark = pytest.mark.usefixtures("payment_standin")


@pytest.fixture
def gateway() -> PaypalGateway:
    builders.at_clock(builders.MONDAY)
    return PaypalGateway()


@pytest.fixture
def asked(gateway: PaypalGateway) -> list[str]:
    """Every path asked of PayPal in this test."""
    del gateway
    paths: list[str] = []
    http.client().event_hooks = {"request": [lambda request: paths.append(request.url.path)]}
    return paths


@pytest.fixture(autouse=True)
def _quiet() -> object:
    yield
    http.client().event_hooks = {}


def test_the_models_refuse_what_is_not_the_vendor_s() -> None:
    good = {"intent": "CAPTURE", "purchase_units": [{"amount": {"currency_code": "EUR", "value": "1.00"}}]}
    check_paypal("OrderRequest", good)
    bad_unit = {"purchase_units": [{"amount": {"currency_code": "EUR"}}]}
    for wrong in ({"nonsense": 1}, {"intent": "TAKE"}, {"purchase_units": {}}, bad_unit):
        with pytest.raises(NotTheirs):
            check_paypal("OrderRequest", good | wrong)


def test_a_token_is_asked_for_once_and_again_when_it_is_refused(
    gateway: PaypalGateway, asked: list[str]
) -> None:
    for _ in range(2):
        gateway.open(opening(PAYPAL))
    assert asked.count("/v1/oauth2/token") == 1
    vars(gateway)["_token"] = "9.stale"
    assert gateway.open(opening(PAYPAL)).state == "open"
    assert asked.count("/v1/oauth2/token") == 2


@pytest.mark.rule("PAY-04", "PAY-14", "C-08")
def test_an_approval_moves_nothing_until_it_is_looked_at(gateway: PaypalGateway) -> None:
    wish = opening(PAYPAL, capture_now=True)
    shown = gateway.open(wish)
    at_the_page(shown.page_url, "approve")
    assert books(wish.order_number) == []
    (event,) = PAYPAL.messages(wish.order_number)
    (told,) = gateway.read_events(body=event[0], headers=event[1])
    assert (told.kind, told.session_ref) == ("CHECKOUT.ORDER.APPROVED", shown.session_ref)
    known = PAYPAL.known(wish.order_number, shown)
    assert {gateway.look(known).state for _ in range(3)} == {"captured"}
    assert books(wish.order_number) == [("authorisation", WHOLE), ("capture", WHOLE)]


@pytest.mark.rule("ORD-07")
def test_an_order_given_up_and_approved_afterwards_is_never_charged(gateway: PaypalGateway) -> None:
    wish = opening(PAYPAL)
    shown = gateway.open(wish)
    assert gateway.close(PAYPAL.known(wish.order_number, shown), key="x").state == "cancelled"
    at_the_page(shown.page_url, "approve")
    assert books(wish.order_number) == []


@pytest.mark.rule("C-14", "PAY-10")
@pytest.mark.parametrize(
    ("currency", "amount"), [("KRW", 43000), ("ISK", 4300), ("AED", 100), ("HUF", 4300050), ("KWD", 1000)]
)
def test_a_currency_or_a_part_that_paypal_does_not_know_is_refused_before_the_call(
    gateway: PaypalGateway, asked: list[str], currency: str, amount: int
) -> None:
    wish = opening(PAYPAL, currency=currency, amount=amount, lines=(Line(name="Robe", amount=amount),))
    assert gateway.open(wish).state == "failed"
    assert asked == []


@pytest.mark.rule("C-14")
@pytest.mark.parametrize(
    ("currency", "amount", "sent"), [("HUF", 4300000, "43000"), ("JPY", 43000, "43000"), ("EUR", 5, "0.05")]
)
def test_decimals_are_paypal_s(gateway: PaypalGateway, currency: str, amount: int, sent: str) -> None:
    wish = opening(PAYPAL, currency=currency, amount=amount, lines=(Line(name="Robe", amount=amount),))
    report, _ = paid(PAYPAL, wish)
    assert report.authorised == amount
    order = json.loads(PAYPAL.messages(wish.order_number)[0][0])["resource"]
    assert order["purchase_units"][0]["amount"]["value"] == sent
    assert gateway.look(PAYPAL.known(wish.order_number, report)).authorised == amount


@pytest.mark.rule("C-05", "C-08")
def test_an_authorisation_past_its_honour_period_is_renewed_once_before_it_is_captured(
    gateway: PaypalGateway, asked: list[str]
) -> None:
    wish = opening(PAYPAL)
    report, known = paid(PAYPAL, wish)
    assert report.capture_before is not None
    assert report.capture_before - builders.MONDAY < timedelta(days=29, minutes=1)
    builders.at_clock(builders.MONDAY + timedelta(days=4))
    for _ in range(2):
        gateway.capture(known, amount=10000, currency="EUR", final=False, key=f"{wish.key}:a")
    gateway.capture(known, amount=20800, currency="EUR", final=True, key=f"{wish.key}:b")
    assert len([path for path in asked if path.endswith("/reauthorize")]) == 1
    captures = {path for path in asked if path.endswith("/capture")}
    assert captures == {f"/v2/payments/authorizations/{_held(known.session_ref)}/capture"}
    assert books(wish.order_number)[1:] == [("capture", 10000), ("capture", 20800)]


def _held(order: str) -> str:
    """The authorisation in force, as PayPal has it."""
    token = OUTSIDE.post(
        f"{house_settings.PAYMENT_URL}/v1/oauth2/token",
        content=b"grant_type=client_credentials",
        headers={"Authorization": "Basic ZGVtbzpkZW1v"},
    ).json()["access_token"]
    answer: httpx.Response = OUTSIDE.get(
        f"{house_settings.PAYMENT_URL}/v2/checkout/orders/{order}",
        headers={"Authorization": f"Bearer {token}"},
    )
    return str(answer.json()["purchase_units"][0]["payments"]["authorizations"][-1]["id"])


@pytest.mark.rule("C-11")
def test_an_event_goes_to_be_verified_byte_for_byte_and_with_every_header(gateway: PaypalGateway) -> None:
    wish = opening(PAYPAL)
    at_the_page(gateway.open(wish).page_url, "approve")
    ((body, headers),) = PAYPAL.messages(wish.order_number)
    assert gateway.read_events(body=body, headers=headers)
    spaced = json.dumps(json.loads(body)).encode()
    assert json.loads(spaced) == json.loads(body)
    with pytest.raises(BadSignature):
        gateway.read_events(body=spaced, headers=headers)
    for name in headers:
        with pytest.raises(BadSignature):
            gateway.read_events(body=body, headers={**headers, name: ""})
