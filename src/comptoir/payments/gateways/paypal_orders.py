"""PayPal's orders, amounts, events and transactions, in the house's words and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from comptoir.core.lifecycles import PaymentState
from comptoir.core.money import exponent
from comptoir.payments.gateways.base import EffectRefused, Line, Movement, MovementKind, Opening, Report, Told
from comptoir.payments.gateways.rest import Json, Unpayable, table_of, text_of

_CURRENCIES = (
    "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD HUF ILS JPY MXN MYR NOK NZD PHP PLN SEK SGD THB TWD USD"
)
_WHOLE = {"HUF", "JPY", "TWD"}  # PayPal takes no part of these
_LOCALES = {"en": "en-GB", "fr": "fr-FR", "de": "de-DE", "ja": "ja-JP"}
UNAPPROVED = {"CREATED", "SAVED", "PAYER_ACTION_REQUIRED"}
TAKEN = {"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"}
_NAME = 127
_MOVES: dict[str, MovementKind] = {"T1107": "refund", "T1201": "dispute", "T1202": "dispute_won"}


def shape_order(opening: Opening) -> Json:
    """An order for the shopper to approve; Unpayable where PayPal cannot be told the amount."""
    total = shape_amount(opening.amount, opening.currency)
    return {
        "intent": "CAPTURE" if opening.capture_now else "AUTHORIZE",
        "purchase_units": [
            {
                "custom_id": opening.order_number,
                "invoice_id": opening.key,  # PayPal charges an invoice once
                "amount": {**total, "breakdown": {"item_total": total}},
                "items": [_item(line, opening.currency) for line in opening.lines],
            }
        ],
        "payment_source": {
            "paypal": {
                "email_address": opening.email,
                "experience_context": {
                    "return_url": opening.return_url,
                    "cancel_url": opening.cancel_url,
                    "locale": _LOCALES.get(opening.language, "en-GB"),
                    "shipping_preference": "NO_SHIPPING",
                    "user_action": "PAY_NOW",
                },
            }
        },
    }


def _item(line: Line, currency: str) -> Json:
    return {
        "name": line.name[:_NAME],
        "quantity": str(line.quantity),
        "unit_amount": shape_amount(line.amount, currency),
    }


def shape_amount(amount: int, currency: str) -> Json:
    """Minor units as PayPal writes them; Unpayable for a currency or a part that it does not know."""
    if currency not in _CURRENCIES.split():
        raise Unpayable(f"no_{currency}")
    value = Decimal(amount).scaleb(-exponent(currency))
    places = 0 if currency in _WHOLE else 2
    if value != round(value, places):
        raise Unpayable(f"no_part_of_{currency}")
    return {"currency_code": currency, "value": f"{value:.{places}f}"}


def minor_of(amount: Mapping[str, str]) -> int:
    """An amount of PayPal's in our minor units."""
    return int(Decimal(amount["value"]).scaleb(exponent(amount["currency_code"])))


def payments_of(order: Json) -> dict[str, list[Json]]:
    """The authorisations, captures and refunds of an order."""
    found = table_of(order["purchase_units"][0].get("payments"))
    return {kind: list(found.get(kind, ())) for kind in ("authorizations", "captures", "refunds")}


def authorisation_of(order: Json) -> Json:
    """The authorisation in force: the last one."""
    found = payments_of(order)["authorizations"]
    if not found:
        raise EffectRefused("not_authorised")
    return found[-1]


def left_of(capture: Json, refunds: list[Json]) -> int:
    """What was not given back of a capture."""
    if capture["status"] not in TAKEN:
        return 0
    end = f"/captures/{capture['id']}"
    back = [row for row in refunds if any(link["href"].endswith(end) for link in row.get("links", ()))]
    return minor_of(capture["amount"]) - sum(
        minor_of(row["amount"]) for row in back if row["status"] != "FAILED"
    )


def report_order(order: Json) -> Report:
    """What an order says of the payment."""
    parts = payments_of(order)
    taken = sum(minor_of(row["amount"]) for row in parts["captures"] if row["status"] in TAKEN)
    state, failure = _state(order, parts, taken)
    report = Report(state=state, provider_ref=order["id"], session_ref=order["id"], failure=failure)
    if state is PaymentState.OPEN and order["status"] in UNAPPROVED:
        pages = [link["href"] for link in order["links"] if link["rel"] in {"payer-action", "approve"}]
        return replace(report, page_url=pages[0])
    if state not in {PaymentState.AUTHORISED, PaymentState.CAPTURED}:
        return report
    ends = parts["authorizations"][-1].get("expiration_time") if parts["authorizations"] else None
    return replace(
        report,
        authorised=minor_of(order["purchase_units"][0]["amount"]),
        captured=taken,
        capture_before=datetime.fromisoformat(ends) if ends else None,
    )


def _state(order: Json, parts: dict[str, list[Json]], taken: int) -> tuple[PaymentState, str]:
    rows = parts["authorizations"] or parts["captures"]
    if not rows:
        over = order["status"] == "VOIDED"
        return (PaymentState.CANCELLED, "voided") if over else (PaymentState.OPEN, "")
    status = rows[-1]["status"]
    match status:
        case "CREATED" | "PARTIALLY_CAPTURED":
            ended = any(row.get("final_capture") for row in parts["captures"])
            return (PaymentState.CAPTURED if ended else PaymentState.AUTHORISED), ""
        case "VOIDED":
            return (PaymentState.CAPTURED if taken else PaymentState.CANCELLED), ""
        case "PENDING":  # PayPal looks at it
            return PaymentState.OPEN, ""
        case "CAPTURED" | "COMPLETED" | "PARTIALLY_REFUNDED" | "REFUNDED":
            return PaymentState.CAPTURED, ""
        case _:
            return PaymentState.DECLINED, status.lower()


def read_event(event: Json) -> Told:
    """An event, with the order it is about where it names one, or the dispute."""
    resource = event["resource"]
    related = table_of(table_of(resource.get("supplementary_data")).get("related_ids"))
    order = resource["id"] if event["resource_type"] == "checkout-order" else text_of(related.get("order_id"))
    return Told(
        event_id=event["id"],
        kind=event["event_type"],
        provider_ref=order,
        session_ref=order,
        dispute_ref=resource["dispute_id"] if event["resource_type"] == "dispute" else "",
        payload=event,
    )


def read_row(row: Json) -> Iterator[Movement]:
    """A transaction of the search that is about a payment."""
    code, amount = row["transaction_event_code"], row["transaction_amount"]
    sale = code.startswith("T00") and not amount["value"].startswith("-")
    kind = _MOVES.get(code) or ("capture" if sale else None)
    if kind is None or row["transaction_status"] != "S":
        return
    yield Movement(
        reference=row["transaction_id"],
        kind=kind,
        provider_ref=text_of(row.get("paypal_reference_id")),
        amount=abs(minor_of(amount)),
        currency=amount["currency_code"],
        at=datetime.fromisoformat(row["transaction_initiation_date"]),
        order=text_of(row.get("custom_field")),
    )
