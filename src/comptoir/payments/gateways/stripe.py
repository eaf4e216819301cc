"""Stripe, by its SDK. Cards are authorised and captured by parcel; in the browser on its hosted page (PAY-04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import stripe
from django.conf import settings
from stripe.params import PaymentIntentCreateParams, PaymentIntentCreateParamsPaymentMethodOptions
from stripe.params.checkout import SessionCreateParams

from comptoir.core.lifecycles import PaymentState
from comptoir.infra.db import outside_transaction
from comptoir.payments.gateways.base import (
    BadSignature,
    DisputeReport,
    EffectRefused,
    Known,
    Movement,
    Opening,
    ProviderUnreachable,
    Report,
    Told,
)
from comptoir.payments.gateways.stripe_books import read_movement, report_dispute

T = TypeVar("T")

# The provider's codes that are neither a refusal of the shopper's bank nor the shopper's own doing (PAY-10).
_TECHNICAL = {"processing_error", "api_error", "rate_limit", "payment_intent_unexpected_state"}
_GIVEN_UP = {"payment_method_customer_decline"}
_AS_CARD = {"apple_pay": "card", "google_pay": "card"}
_SDK_WAIT_S = 12
_PAGE = 100
_SIGNATURE_AGE_S = 300
_UNDER_WAY = 409  # another request with the same key has not been answered yet


class StripeGateway:
    """The adapter of `payments.gateways.base.Gateway` to Stripe."""

    name = "stripe"
    report_lag = timedelta(minutes=15)

    def __init__(self) -> None:
        self._client = stripe.StripeClient(
            settings.PAYMENT_KEY,
            base_addresses={"api": settings.PAYMENT_URL} if settings.PAYMENT_URL else {},
            max_network_retries=1,
            http_client=stripe.RequestsClient(timeout=_SDK_WAIT_S),
        )

    def open(self, opening: Opening) -> Report:
        """A PaymentIntent confirmed with a token, or a Checkout Session for the shopper's browser."""
        return self._confirm(opening) if opening.token else self._show_page(opening)

    def _show_page(self, opening: Opening) -> Report:
        try:
            session = self._ask(
                lambda: self._client.v1.checkout.sessions.create(
                    _session(opening), {"idempotency_key": opening.key}
                )
            )
        except stripe.InvalidRequestError as refusal:  # such as too little time left to pay on a page
            return Report(state=PaymentState.FAILED, failure=refusal.code or "page_refused")
        return Report(state=PaymentState.OPEN, session_ref=session.id, page_url=session.url or "")

    def _confirm(self, opening: Opening) -> Report:
        try:
            intent = self._ask(
                lambda: self._client.v1.payment_intents.create(
                    _intent(opening), {"idempotency_key": opening.key}
                )
            )
        except stripe.CardError as refusal:
            tried = refusal.error.payment_intent if refusal.error else None
            return Report(
                state=PaymentState.DECLINED,
                provider_ref=tried.id if tried else "",
                failure=refusal.code or "card_declined",
            )
        except stripe.InvalidRequestError as refusal:  # such as a token that it does not know
            return Report(state=PaymentState.DECLINED, failure=refusal.code or "request_refused")
        return _report(intent)

    def look(self, known: Known) -> Report:
        """The payment as the provider has it now; one that it does not know tells nothing."""
        try:
            if known.provider_ref:
                return _report(self._find_intent(known.provider_ref))
            session = self._find_session(known.session_ref)
        except stripe.InvalidRequestError as refusal:
            raise ProviderUnreachable(refusal.code or "unknown_payment") from refusal
        intent = session.payment_intent
        if session.status == "open":
            return Report(state=PaymentState.OPEN, session_ref=session.id, page_url=session.url or "")
        tried = intent if isinstance(intent, stripe.PaymentIntent) else None
        if session.status == "expired" or tried is None:
            return _given_up(tried, session_ref=session.id)
        return _report(tried, session_ref=session.id)

    def close(self, known: Known, *, key: str) -> Report:
        """Expire the page or cancel the intent; one that is already over stays as it is."""
        reference = known.provider_ref
        try:
            if reference:
                self._ask(
                    lambda: self._client.v1.payment_intents.cancel(reference, {}, {"idempotency_key": key})
                )
            else:
                self._ask(lambda: self._client.v1.checkout.sessions.expire(known.session_ref))
        except stripe.InvalidRequestError:
            pass
        return self.look(known)

    def capture(self, known: Known, *, amount: int, currency: str, final: bool, key: str) -> str:
        """Take a part of the authorisation."""
        del currency
        return self._effect(
            lambda: self._client.v1.payment_intents.capture(
                known.provider_ref,
                {"amount_to_capture": amount, "final_capture": final},
                {"idempotency_key": key},
            )
        ).id

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        """Give back a part of what was captured."""
        del currency
        return self._effect(
            lambda: self._client.v1.refunds.create(
                {"payment_intent": known.provider_ref, "amount": amount}, {"idempotency_key": key}
            )
        ).id

    def void(self, known: Known, *, key: str) -> str:
        """Release the authorisation."""
        return self._effect(
            lambda: self._client.v1.payment_intents.cancel(known.provider_ref, {}, {"idempotency_key": key})
        ).id

    def disputes(self, *, since: datetime) -> tuple[DisputeReport, ...]:
        """Every dispute opened since a moment, page by page."""
        rows = self._ask(
            lambda: list(
                self._client.v1.disputes.list(
                    {"created": {"gte": int(since.timestamp())}, "limit": _PAGE, "expand": ["data.charge"]}
                ).auto_paging_iter()
            )
        )
        return tuple(report_dispute(row) for row in rows)

    def look_at_dispute(self, known: Known, *, reference: str) -> DisputeReport:
        """The dispute as the provider has it now."""
        del known
        return report_dispute(
            self._ask(lambda: self._client.v1.disputes.retrieve(reference, {"expand": ["charge"]}))
        )

    def answer_dispute(self, *, reference: str, evidence: str, key: str) -> None:
        """Submit the evidence as one text, which is final."""
        self._effect(
            lambda: self._client.v1.disputes.update(
                reference,
                {"evidence": {"uncategorized_text": evidence}, "submit": True},
                {"idempotency_key": key},
            )
        )

    def movements(self, *, since: datetime, until: datetime) -> tuple[Movement, ...]:
        """The balance transactions of a period that are about payments; fees and payouts are the provider's own."""
        rows = self._ask(
            lambda: list(
                self._client.v1.balance_transactions.list(
                    {
                        "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
                        "limit": _PAGE,
                        "expand": ["data.source"],
                    }
                ).auto_paging_iter()
            )
        )
        known = (read_movement(row) for row in reversed(rows))
        return tuple(movement for movement in known if movement is not None)

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Told, ...]:
        """Check the signature, by real time and against every secret in use, then read the event."""
        for secret in settings.PAYMENT_WEBHOOK_SECRETS:
            try:
                event = stripe.Webhook.construct_event(
                    body, headers.get("Stripe-Signature", ""), secret, tolerance=_SIGNATURE_AGE_S
                )
            except (stripe.SignatureVerificationError, ValueError):
                continue
            return (_told(event),)
        raise BadSignature

    def _find_session(self, reference: str) -> stripe.checkout.Session:
        return self._ask(
            lambda: self._client.v1.checkout.sessions.retrieve(
                reference, {"expand": ["payment_intent", "payment_intent.latest_charge"]}
            )
        )

    def _find_intent(self, reference: str) -> stripe.PaymentIntent:
        return self._ask(
            lambda: self._client.v1.payment_intents.retrieve(reference, {"expand": ["latest_charge"]})
        )

    def _ask(self, call: Callable[[], T]) -> T:
        outside_transaction()
        try:
            return call()
        except (stripe.CardError, stripe.InvalidRequestError):
            raise
        except stripe.IdempotencyError as clash:
            if clash.http_status != _UNDER_WAY:
                raise
            raise ProviderUnreachable("under_way") from clash
        # The SDK lets bytes that are no text escape.
        except (stripe.StripeError, UnicodeDecodeError) as trouble:
            raise ProviderUnreachable(type(trouble).__name__) from trouble

    def _effect(self, call: Callable[[], T]) -> T:
        try:
            return self._ask(call)
        except (stripe.CardError, stripe.InvalidRequestError) as refusal:
            raise EffectRefused(refusal.code or "refused") from refusal


def _intent(opening: Opening) -> PaymentIntentCreateParams:
    method = _AS_CARD.get(opening.method, opening.method)
    params: PaymentIntentCreateParams = {
        "amount": opening.amount,
        "currency": opening.currency.lower(),
        "capture_method": "automatic" if opening.capture_now else "manual",
        "confirm": True,
        "payment_method": opening.token,
        "allowed_payment_method_types": [method],
        "payment_method_options": _options(method),
        "metadata": {"order": opening.order_number},
        "expand": ["latest_charge"],
    }
    if opening.off_session:
        params["off_session"] = True
    else:
        params["return_url"] = opening.return_url
    return params


def _options(method: str) -> PaymentIntentCreateParamsPaymentMethodOptions:
    if method != "card":
        return {}
    return {"card": {"request_three_d_secure": "any", "request_multicapture": "if_available"}}


def _session(opening: Opening) -> SessionCreateParams:
    method = _AS_CARD.get(opening.method, opening.method)
    params: SessionCreateParams = {
        "mode": "payment",
        "allowed_payment_method_types": [method],
        "client_reference_id": opening.order_number,
        "customer_email": opening.email,
        "success_url": opening.return_url,
        "cancel_url": opening.cancel_url,
        "expires_at": int(opening.expires_at.timestamp()),
        "metadata": {"order": opening.order_number},
        "payment_intent_data": {
            "capture_method": "automatic" if opening.capture_now else "manual",
            "metadata": {"order": opening.order_number},
        },
        "line_items": [
            {
                "quantity": line.quantity,
                "price_data": {
                    "currency": opening.currency.lower(),
                    "unit_amount": line.amount,
                    "product_data": {"name": line.name},
                },
            }
            for line in opening.lines
        ],
    }
    if method == "card":
        params["payment_method_options"] = {
            "card": {"request_three_d_secure": "any", "request_multicapture": "if_available"}
        }
    if opening.language in {"en", "fr", "de", "ja"}:
        params["locale"] = opening.language
    return params


def _report(intent: stripe.PaymentIntent, *, session_ref: str = "") -> Report:
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    held = intent.amount_capturable + intent.amount_received
    state, failure = _state(intent)
    # Only a card has `card`: of another method the SDK's object does not even have the name.
    card = getattr(charge.payment_method_details, "card", None) if charge else None
    stamp = card.capture_before if card else None
    return Report(
        state=state,
        provider_ref=intent.id,
        session_ref=session_ref,
        page_url=_page(intent),
        authorised=held if state in {PaymentState.AUTHORISED, PaymentState.CAPTURED} else 0,
        captured=intent.amount_received,
        capture_before=datetime.fromtimestamp(stamp, UTC) if stamp else None,
        under_review=intent.review is not None or _risky(charge),
        card_country=str(getattr(card, "country", None) or ""),
        card_mark=str(getattr(card, "fingerprint", None) or ""),
        failure=failure,
    )


def _given_up(intent: stripe.PaymentIntent | None, *, session_ref: str) -> Report:
    """A page that was closed unpaid: for a technical reason if its last try ended so, else by the shopper."""
    error = intent.last_payment_error if intent else None
    failed = error is not None and error.code in _TECHNICAL
    return Report(
        state=PaymentState.FAILED if failed else PaymentState.CANCELLED,
        provider_ref=intent.id if intent else "",
        session_ref=session_ref,
        failure=(error.code or "") if error else "page_closed",
    )


def _state(intent: stripe.PaymentIntent) -> tuple[PaymentState, str]:
    match intent.status:
        case "requires_capture":
            return PaymentState.AUTHORISED, ""
        case "succeeded":
            return PaymentState.CAPTURED, ""
        case "canceled":
            lapsed = intent.cancellation_reason == "automatic"
            return (
                PaymentState.LAPSED if lapsed else PaymentState.CANCELLED
            ), intent.cancellation_reason or ""
        case _:
            return _unfinished(intent)


def _unfinished(intent: stripe.PaymentIntent) -> tuple[PaymentState, str]:
    error = intent.last_payment_error
    if intent.status != "requires_payment_method" or error is None:
        return PaymentState.OPEN, ""
    code = error.code or "declined"
    if code in _TECHNICAL:
        return PaymentState.FAILED, code
    if code in _GIVEN_UP:
        return PaymentState.CANCELLED, code
    return PaymentState.DECLINED, code


def _page(intent: stripe.PaymentIntent) -> str:
    action = intent.next_action
    if action is None or action.redirect_to_url is None:
        return ""
    return action.redirect_to_url.url or ""


def _risky(charge: stripe.Charge | None) -> bool:
    return bool(charge and charge.outcome and charge.outcome.risk_level in {"elevated", "highest"})


def _told(event: stripe.Event) -> Told:
    payload = event.to_dict()
    thing = payload["data"]["object"]
    kind = thing.get("object")
    return Told(
        event_id=event.id,
        kind=event.type,
        provider_ref=thing.get("id" if kind == "payment_intent" else "payment_intent") or "",
        session_ref=thing["id"] if kind == "checkout.session" else "",
        dispute_ref=thing["id"] if kind == "dispute" else "",
        payload=payload,
    )
