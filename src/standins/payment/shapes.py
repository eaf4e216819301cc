"""The provider's JSON shapes, drawn from the records."""

from collections.abc import Sequence

from standins.payment.behaviours import BEHAVIOURS, DECLINES
from standins.payment.records import Intent, Refund, Session
from standins.server import Json

API_VERSION = "2026-10-28.endive"


def expand_under(expand: Sequence[str], name: str) -> list[str] | None:
    """The expansions asked for below a field, or None when the field itself is to stay an id."""
    below = [path[len(name) + 1 :] for path in expand if path.startswith(f"{name}.")]
    return below if below or name in expand else None


def shape_intent(intent: Intent, *, base_url: str, expand: Sequence[str] = ()) -> Json:
    """A PaymentIntent; `latest_charge`, `review` and `payment_method` expand."""
    charge: str | Json | None = intent.charge
    if intent.charge and expand_under(expand, "latest_charge") is not None:
        charge = shape_charge(intent)
    review: str | Json | None = intent.review
    if intent.review and expand_under(expand, "review") is not None:
        review = shape_review(intent)
    declined = intent.decline is not None
    method: str | Json | None = None if declined else intent.token
    if intent.token and not declined and expand_under(expand, "payment_method") is not None:
        method = shape_method(intent)
    return {
        "id": intent.id,
        "object": "payment_intent",
        "allowed_payment_method_types": intent.method_types,
        "amount": intent.amount,
        "amount_capturable": intent.capturable if intent.status == "requires_capture" else 0,
        "amount_details": {"tip": {}},
        "amount_received": intent.captured,
        "application": None,
        "application_fee_amount": None,
        "automatic_payment_methods": None,
        "canceled_at": intent.canceled_at,
        "cancellation_reason": intent.cancellation_reason,
        "capture_method": intent.capture_method,
        "client_secret": client_secret(intent),
        "confirmation_method": "automatic",
        "created": intent.created,
        "currency": intent.currency,
        "customer": None,
        "description": intent.description,
        "last_payment_error": shape_decline(intent) if declined else None,
        "latest_charge": charge,
        "livemode": False,
        "metadata": intent.metadata,
        "next_action": _shape_next_action(intent, base_url),
        "on_behalf_of": None,
        "payment_method": method,
        "payment_method_options": intent.options,
        "payment_method_types": intent.method_types,
        "processing": None,
        "receipt_email": intent.receipt_email,
        "review": review,
        "setup_future_usage": None,
        "shipping": None,
        "source": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": intent.status,
        "transfer_data": None,
        "transfer_group": None,
    }


def _shape_next_action(intent: Intent, base_url: str) -> Json | None:
    if intent.status != "requires_action":
        return None
    url = f"{base_url}/authorise/{intent.id}"
    return {"type": "redirect_to_url", "redirect_to_url": {"url": url, "return_url": intent.return_url}}


def client_secret(intent: Intent) -> str:
    """The secret the browser's side would use; derived, never checked here."""
    return f"{intent.id}_secret_{intent.id[-12:]}"


def shape_decline(intent: Intent) -> Json:
    """What a declined payment's last error, or a 402's body, says."""
    decline = DECLINES[intent.decline or "capture_refused"]
    error: Json = {
        "type": decline.type,
        "code": decline.code,
        "message": decline.message,
        "charge": intent.charge,
    }
    if decline.decline_code:
        error["decline_code"] = decline.decline_code
    return error | {"payment_method": shape_method(intent)}


def shape_method(intent: Intent) -> Json:
    """The PaymentMethod behind a payment; its id is the token it was made with."""
    token = intent.token or "card_ok"
    kind = BEHAVIOURS[token].method
    details = _card(intent) if kind == "card" else {}
    return {
        "id": token,
        "object": "payment_method",
        "billing_details": {"address": None, "email": intent.receipt_email, "name": None, "phone": None},
        "created": intent.created,
        "customer": None,
        "livemode": False,
        "metadata": {},
        "type": kind,
        kind: details,
    }


def _card(intent: Intent) -> Json:
    wallet = BEHAVIOURS[intent.token or "card_ok"].wallet
    return {
        "brand": intent.brand,
        "country": "FR",
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": f"{intent.brand}{intent.last4}".ljust(16, "x")[:16],
        "funding": "credit",
        "last4": intent.last4,
        "network": intent.brand,
        "wallet": {"type": wallet, wallet: {}, "dynamic_last4": None} if wallet else None,
    }


def shape_charge(intent: Intent) -> Json:
    """The latest Charge of a payment: succeeded once authorised, failed when declined."""
    decline = DECLINES[intent.decline] if intent.decline else None
    captured = intent.captured > 0 and intent.status == "succeeded"
    return {
        "id": intent.charge,
        "object": "charge",
        "amount": intent.amount,
        "amount_captured": intent.captured,
        "amount_refunded": intent.refunded,
        "application": None,
        "balance_transaction": None,
        "billing_details": {"address": None, "email": intent.receipt_email, "name": None, "phone": None},
        "captured": captured,
        "created": intent.charged_at,
        "currency": intent.currency,
        "customer": None,
        "description": intent.description,
        "disputed": intent.dispute is not None,
        "failure_code": decline.code if decline else None,
        "failure_message": decline.message if decline else None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent.metadata,
        "outcome": _shape_outcome(intent),
        "paid": decline is None,
        "payment_intent": intent.id,
        "payment_method": intent.token,
        "payment_method_details": _shape_method_details(intent),
        "receipt_email": intent.receipt_email,
        "receipt_url": None,
        "refunded": captured and intent.refunded == intent.captured,
        "review": intent.review,
        "shipping": None,
        "source": None,
        "status": "failed" if decline else "succeeded",
        "transfer_data": None,
        "transfer_group": None,
    }


def _shape_outcome(intent: Intent) -> Json:
    elevated = intent.review is not None
    words: tuple[str, str, str | None, str]
    if intent.decline:
        decline = DECLINES[intent.decline]
        words = (
            "issuer_declined",
            "declined_by_network",
            decline.decline_code or decline.code,
            decline.message,
        )
    elif elevated:
        words = ("manual_review", "approved_by_network", "elevated_risk_level", "Held for review.")
    else:
        words = ("authorized", "approved_by_network", None, "Payment complete.")
    return {
        "type": words[0],
        "network_status": words[1],
        "reason": words[2],
        "seller_message": words[3],
        "risk_level": "elevated" if elevated else "normal",
        "risk_score": 68 if elevated else 12,
    }


def _shape_method_details(intent: Intent) -> Json:
    kind = BEHAVIOURS[intent.token or "card_ok"].method
    if kind == "paypal":
        return {
            "type": kind,
            kind: {"payer_email": None, "payer_id": intent.id[-13:].upper(), "country": "FR"},
        }
    if kind == "klarna":
        return {"type": kind, kind: {"payment_method_category": "pay_over_time", "preferred_locale": "fr-FR"}}
    multicapture = "available" if takes_many_captures(intent) else "unavailable"
    challenge = {"authentication_flow": "challenge", "result": "authenticated", "version": "2.2.0"}
    frictionless = challenge | {"authentication_flow": "frictionless"}
    card = _card(intent) | {
        "amount_authorized": intent.authorised,
        "capture_before": intent.capture_before,
        "multicapture": {"status": multicapture},
        "three_d_secure": None if intent.decline else challenge if intent.challenged else frictionless,
    }
    return {"type": kind, kind: card}


def takes_many_captures(intent: Intent) -> bool:
    """Whether captures with `final_capture=false` were asked for when the payment was made (cards only)."""
    card = intent.options.get("card", {})
    return intent.capture_method == "manual" and card.get("request_multicapture") == "if_available"


def shape_refund(refund: Refund, *, expand_intent: Json | None = None) -> Json:
    """A Refund; they succeed at once."""
    return {
        "id": refund.id,
        "object": "refund",
        "amount": refund.amount,
        "balance_transaction": None,
        "charge": refund.charge,
        "created": refund.created,
        "currency": refund.currency,
        "destination_details": {"type": "card", "card": {"reference_status": "pending", "type": "refund"}},
        "failure_reason": None,
        "metadata": refund.metadata,
        "payment_intent": expand_intent or refund.intent,
        "reason": refund.reason,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }


def shape_review(intent: Intent) -> Json:
    """The Review opened on a payment."""
    return {
        "id": intent.review,
        "object": "review",
        "billing_zip": None,
        "charge": intent.charge,
        "closed_reason": intent.review_closed,
        "created": intent.charged_at,
        "ip_address": None,
        "ip_address_location": None,
        "livemode": False,
        "open": intent.review_closed is None,
        "opened_reason": "rule",
        "payment_intent": intent.id,
        "reason": intent.review_closed or "rule",
        "session": None,
    }


def shape_session(
    session: Session, *, intent: Intent | None, base_url: str, expand: Sequence[str] = ()
) -> Json:
    """A Checkout Session; `payment_intent` and `line_items` expand. `paid` only once money is captured."""
    below = expand_under(expand, "payment_intent")
    payment: str | Json | None = session.intent
    if intent and below is not None:
        payment = shape_intent(intent, base_url=base_url, expand=below)
    shape: Json = {
        "id": session.id,
        "object": "checkout.session",
        "allowed_payment_method_types": session.method_types,
        "amount_subtotal": session.subtotal,
        "amount_total": session.total,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "cancel_url": session.cancel_url,
        "client_reference_id": session.client_reference_id,
        "client_secret": None,
        "created": session.created,
        "currency": session.currency,
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None},
        "customer": None,
        "customer_details": {"email": session.customer_email} if session.customer_email else None,
        "customer_email": session.customer_email,
        "expires_at": session.expires_at,
        "invoice": None,
        "livemode": False,
        "locale": session.locale,
        "metadata": session.metadata,
        "mode": "payment",
        "payment_intent": payment,
        "payment_link": None,
        "payment_method_options": session.options,
        "payment_method_types": session.method_types,
        "payment_status": "paid" if intent and intent.status == "succeeded" else "unpaid",
        "setup_intent": None,
        "shipping_cost": {
            "amount_subtotal": session.shipping,
            "amount_tax": 0,
            "amount_total": session.shipping,
        },
        "shipping_options": [],
        "status": session.status,
        "subscription": None,
        "success_url": session.success_url,
        "total_details": {"amount_discount": 0, "amount_shipping": session.shipping, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": f"{base_url}/c/pay/{session.id}" if session.status == "open" else None,
    }
    if expand_under(expand, "line_items") is not None:
        shape["line_items"] = shape_lines(session)
    return shape


def shape_lines(session: Session) -> Json:
    """The line items of a session."""
    lines = [
        {
            "id": f"li_{session.id[-12:]}{number}",
            "object": "item",
            "amount_discount": 0,
            "amount_subtotal": line.total,
            "amount_tax": 0,
            "amount_total": line.total,
            "currency": session.currency,
            "description": line.name,
            "price": None,
            "quantity": line.quantity,
        }
        for number, line in enumerate(session.lines, start=1)
    ]
    return shape_list(lines, url=f"/v1/checkout/sessions/{session.id}/line_items", more=False)


def shape_list(items: Sequence[Json], *, url: str, more: bool) -> Json:
    """One page of a list."""
    return {"object": "list", "data": items, "has_more": more, "url": url}


def shape_event(*, event_id: str, type_: str, created: int, shape: Json, request: Json) -> Json:
    """An Event with the object as it was at that moment."""
    return {
        "id": event_id,
        "object": "event",
        "api_version": API_VERSION,
        "created": created,
        "data": {"object": shape},
        "livemode": False,
        "pending_webhooks": 1,
        "request": request,
        "type": type_,
    }
