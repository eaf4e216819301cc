"""Each provider as the contract meets it: its adapter, its messages, and the vendor's model of what went over the wire."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import httpx
from django.conf import settings

from comptoir.payments.gateways.adyen import AdyenGateway
from comptoir.payments.gateways.base import Gateway, Known, Report
from comptoir.payments.gateways.paypal import PaypalGateway
from comptoir.payments.gateways.stripe import StripeGateway
from standins.webhooks import sign_body
from tests.adapters.vendor_models import check_adyen, check_paypal
from tests.api.calls import OUTSIDE
from tests.api.events import events_of

Message = tuple[bytes, dict[str, str]]
Check = Callable[[str, object], None]


def _stripe_messages(order: str) -> list[Message]:
    bodies = [json.dumps(event).encode() for event in events_of(order)]
    secrets = settings.PAYMENT_WEBHOOK_SECRETS[:1]
    return [
        (body, {"Stripe-Signature": sign_body(body=body, secrets=secrets, at=int(time.time()))})
        for body in bodies
    ]


def _notices(order: str, path: str) -> list[Message]:
    url = f"{settings.PAYMENT_URL}/_control/notices"
    found = OUTSIDE.get(url, params={"order": order}).json()["notices"]
    return [(notice["body"].encode(), notice["headers"]) for notice in found if notice["path"] == path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """One of the three. `models`: of a method and path, of what is sent and of what is answered; "" is nothing."""

    name: str
    method: str  # a way to pay that it holds money for
    gateway: Callable[[], Gateway]
    messages: Callable[[str], list[Message]]
    models: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    check: Check = check_adyen
    trouble: str = ""  # the model of an error
    opens: str = ""  # the call that opens a payment, for faults
    lists_disputes: bool = True

    def known(self, order: str, report: Report) -> Known:
        """The payment as the house would know it after all its messages."""

        def told() -> list[Mapping[str, object]]:
            return [
                heard.payload
                for body, headers in self.messages(order)
                for heard in self.gateway().read_events(body=body, headers=headers)
            ]

        return Known(provider_ref=report.provider_ref, session_ref=report.session_ref, told=told)

    def check_exchange(self, exchange: httpx.Response) -> None:
        """What was sent and what was answered are the vendor's own."""
        request = exchange.request
        target = f"{request.method} {request.url.path}"
        found = [models for pattern, models in self.models.items() if re.fullmatch(pattern, target)]
        assert len(found) == 1, f"no model of {target}"
        sent, answered = found[0]
        if sent:
            self.check(sent, json.loads(request.content))
        kind = exchange.headers["Content-Type"]
        if exchange.content and kind == "application/json" and not exchange.is_server_error:
            model = answered if exchange.is_success else self.trouble
            if model:
                self.check(model, exchange.json())


STRIPE = Provider(
    name="stripe",
    method="card",
    gateway=StripeGateway,
    messages=_stripe_messages,
    opens="POST /v1/checkout/sessions",
)
_LINK = "PaymentLinkResponse"
_DISPUTES = "POST /ca/services/DisputeService/v30/"
_WISH = r"POST /v71/payments/\w+/"
ADYEN = Provider(
    name="adyen",
    method="card",
    gateway=AdyenGateway,
    messages=lambda order: _notices(order, "adyen/"),
    models={
        "POST /v71/paymentLinks": ("PaymentLinkRequest", _LINK),
        r"GET /v71/paymentLinks/\w+": ("", _LINK),
        r"PATCH /v71/paymentLinks/\w+": ("UpdatePaymentLinkRequest", _LINK),
        f"{_WISH}captures": ("PaymentCaptureRequest", "PaymentCaptureResponse"),
        f"{_WISH}refunds": ("PaymentRefundRequest", "PaymentRefundResponse"),
        f"{_WISH}cancels": ("PaymentCancelRequest", "PaymentCancelResponse"),
        r"GET /reports/.*": ("", ""),
        f"{_DISPUTES}retrieveApplicableDefenseReasons": (
            "disputes/DefenseReasonsRequest",
            "disputes/DefenseReasonsResponse",
        ),
        f"{_DISPUTES}supplyDefenseDocument": (
            "disputes/SupplyDefenseDocumentRequest",
            "disputes/SupplyDefenseDocumentResponse",
        ),
        f"{_DISPUTES}defendDispute": ("disputes/DefendDisputeRequest", "disputes/DefendDisputeResponse"),
    },
    check=check_adyen,
    trouble="ServiceError",
    opens="POST /v71/paymentLinks",
    lists_disputes=False,
)
_ORDER = r"/v2/checkout/orders/\w+"
PAYPAL = Provider(
    name="paypal",
    method="paypal",
    gateway=PaypalGateway,
    messages=lambda order: _notices(order, "paypal/"),
    models={
        "POST /v1/oauth2/token": ("", "OAuthToken"),
        "POST /v2/checkout/orders": ("OrderRequest", "Order"),
        f"GET {_ORDER}": ("", "Order"),
        f"POST {_ORDER}/authorize": ("OrderAuthorizeRequest", "OrderAuthorizeResponse"),
        f"POST {_ORDER}/capture": ("OrderCaptureRequest", "Order"),
        r"POST /v2/payments/authorizations/\w+/capture": ("CaptureRequest", "CapturedPayment"),
        r"POST /v2/payments/authorizations/\w+/void": ("", "PaymentAuthorization"),
        r"POST /v2/payments/authorizations/\w+/reauthorize": ("ReauthorizeRequest", "PaymentAuthorization"),
        r"GET /v2/payments/captures/\w+": ("", "CapturedPayment"),
        r"POST /v2/payments/captures/\w+/refund": ("RefundRequest", "Refund"),
        "GET /v1/reporting/transactions": ("", "SearchResponse"),
        # Of these the SDK knows nothing.
        "POST /v1/notifications/verify-webhook-signature": ("", ""),
        "GET /v1/customer/disputes": ("", ""),
        r"GET /v1/customer/disputes/[\w-]+": ("", ""),
        r"POST /v1/customer/disputes/[\w-]+/provide-evidence": ("", ""),
    },
    check=check_paypal,
    opens="POST /v2/checkout/orders",
)
PROVIDERS = (STRIPE, ADYEN, PAYPAL)
