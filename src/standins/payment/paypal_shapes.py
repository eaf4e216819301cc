"""What PayPal answers and tells of a payment."""

from dataclasses import replace
from datetime import UTC, datetime

from standins.payment.books import Books, Page
from standins.payment.records import Intent, Refund, Session, Transaction, load_record
from standins.payment.wires import major_of
from standins.server import Json

WHOLE = ("HUF", "JPY", "TWD")
STATUSES = {"open": "PAYER_ACTION_REQUIRED", "approved": "APPROVED", "complete": "COMPLETED"}
HELD = {"requires_capture": "CREATED", "succeeded": "CAPTURED", "canceled": "VOIDED"}
EVENTS = {
    "approve": ("checkout-order", "CHECKOUT.ORDER.APPROVED"),
    "authorisation": ("authorization", "PAYMENT.AUTHORIZATION.CREATED"),
    "capture": ("capture", "PAYMENT.CAPTURE.COMPLETED"),
    "void": ("authorization", "PAYMENT.AUTHORIZATION.VOIDED"),
    "lapse": ("authorization", "PAYMENT.AUTHORIZATION.VOIDED"),
    "refund": ("refund", "PAYMENT.CAPTURE.REFUNDED"),
    "dispute_opened": ("dispute", "CUSTOMER.DISPUTE.CREATED"),
    "dispute_answered": ("dispute", "CUSTOMER.DISPUTE.UPDATED"),
    "dispute_won": ("dispute", "CUSTOMER.DISPUTE.RESOLVED"),
    "dispute_lost": ("dispute", "CUSTOMER.DISPUTE.RESOLVED"),
}


def shape_order(books: Books, session: Session) -> Json:
    """An order, with its payments."""
    intent = books.find(Intent, session.intent) if session.intent else None
    unit = dict(session.asked["purchase_units"][0]) | {"reference_id": "default"}
    if intent and intent.charge and not intent.decline:
        refunds = [shape_refund(books, row) for row in list_refunds(books, intent)]
        payments = {"captures": list_captures(books, intent), "refunds": refunds}
        if intent.capture_method == "manual":
            payments["authorizations"] = _holds(books, intent)
        unit["payments"] = {kind: rows for kind, rows in payments.items() if rows}
    link = f"{books.base_url}/v2/checkout/orders/{session.id}"
    page = {"href": f"{books.base_url}/c/pay/{session.id}", "rel": "payer-action", "method": "GET"}
    return {
        "id": session.id,
        "intent": session.asked["intent"],
        "status": STATUSES[session.status],
        "create_time": stamp(session.created),
        "payment_source": {"paypal": {"email_address": session.customer_email}},
        "purchase_units": [unit],
        "links": [{"href": link, "rel": "self", "method": "GET"}]
        + ([page] if session.status == "open" else []),
    }


def _holds(books: Books, intent: Intent) -> list[Json]:
    first = shape_held(books, replace(intent, metadata={}))
    return [first, shape_held(books, intent)] if "again" in intent.metadata else [first]


def shape_held(books: Books, intent: Intent) -> Json:
    """An authorisation; one that was renewed has an id and a date of its own."""
    again = intent.metadata.get("again")
    status = HELD[intent.status]
    return {
        "id": f"{intent.id}R" if again else intent.id,
        "status": "PARTIALLY_CAPTURED" if status == "CREATED" and intent.captured else status,
        "amount": shape_money(intent.amount, intent.currency),
        "create_time": stamp(int(again) if again else intent.charged_at),
        "expiration_time": stamp(intent.capture_before or intent.charged_at),
        "links": [_link(books, f"authorizations/{intent.id}", "self")],
    }


def list_captures(books: Books, intent: Intent) -> list[Json]:
    """The captures of a payment, the oldest first."""
    bodies, _more = books.list_page("balance_transaction", Page(limit=100, owners=[intent.charge or ""]))
    moves = [load_record(Transaction, body) for body in reversed(bodies)]
    last = moves[-1].id if moves and intent.status == "succeeded" else ""
    rows = []
    for move in moves:
        back = sum(row.amount for row in list_refunds(books, intent) if row.metadata["capture"] == move.id)
        part = "PARTIALLY_REFUNDED" if back else "COMPLETED"
        rows.append(
            {
                "id": move.id,
                "status": "REFUNDED" if back == move.amount else part,
                "amount": shape_money(move.amount, intent.currency),
                "final_capture": move.id == last,
                "create_time": stamp(move.created),
                "links": [_link(books, f"captures/{move.id}", "self")],
            }
        )
    return rows


def list_refunds(books: Books, intent: Intent) -> list[Refund]:
    """The refunds of a payment, the oldest first."""
    bodies, _more = books.list_page("refund", Page(limit=100, owners=[intent.id]))
    return [load_record(Refund, body) for body in reversed(bodies)]


def shape_refund(books: Books, refund: Refund) -> Json:
    """A refund; its link says of which capture."""
    return {
        "id": refund.id,
        "status": "COMPLETED",
        "amount": shape_money(refund.amount, refund.currency),
        "custom_id": refund.metadata["custom_id"],
        "create_time": stamp(refund.created),
        "links": [_link(books, f"captures/{refund.metadata['capture']}", "up")],
    }


def _link(books: Books, path: str, rel: str) -> Json:
    return {"href": f"{books.base_url}/v2/payments/{path}", "rel": rel, "method": "GET"}


def shape_money(amount: int, currency: str) -> Json:
    """Minor units of the books as PayPal writes them."""
    code = currency.upper()
    value = major_of(amount, code)
    return {"currency_code": code, "value": value.partition(".")[0] if code in WHOLE else value}


def stamp(moment: int) -> str:
    """A moment as PayPal writes it."""
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tell(
    books: Books, about: Intent | Session, *, event: str, happened: str, amount: int, **_others: str
) -> Json | None:
    """An event; a refund does not name its order, nor does PayPal's."""
    held = happened == "authorisation" and isinstance(about, Intent) and about.capture_method != "manual"
    if happened not in EVENTS or held:
        return None
    kind, type_ = EVENTS[happened]
    if isinstance(about, Session):
        resource = shape_order(books, about)
    elif kind == "dispute":
        captured = list_captures(books, about)[0]["id"]
        about_it = [{"seller_transaction_id": captured, "custom": about.order}]
        money = shape_money(amount, about.currency)
        resource = {
            "dispute_id": books.reference,
            "disputed_transactions": about_it,
            "dispute_amount": money,
        }
    else:
        resource = {
            "id": about.id,
            "amount": shape_money(amount, about.currency),
            "custom_id": about.order,
            "create_time": stamp(books.at),
        }
        if happened != "refund":
            resource["supplementary_data"] = {"related_ids": {"order_id": about.session}}
    return {
        "id": event,
        "event_version": "1.0",
        "create_time": stamp(books.at),
        "resource_type": kind,
        "event_type": type_,
        "resource": resource,
        "links": [],
    }
