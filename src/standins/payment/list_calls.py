"""The calls that list: payments, refunds, sessions, events; newest first, page by page."""

import json
from collections.abc import Callable, Sequence

from standins.payment import shapes
from standins.payment.books import Page
from standins.payment.calls import Call
from standins.payment.params import Params
from standins.payment.records import Intent, Refund, Session, load_record
from standins.server import Answer, Json, answer_json

LARGEST_PAGE = 100

KNOWN = "charge created delivery_success ending_before expand limit payment_intent source starting_after type types"


def list_intents(call: Call) -> Answer:
    """GET /v1/payment_intents."""
    below = shapes.expand_under(call.expand, "data") or []

    def shape(body: str) -> Json:
        return shapes.shape_intent(load_record(Intent, body), base_url=call.books.base_url, expand=below)

    return answer_list(call, kind="payment_intent", owners=None, shape=shape)


def list_refunds(call: Call) -> Answer:
    """GET /v1/refunds, of one payment or charge where asked."""
    owner = call.params.text("payment_intent")
    charge = call.params.text("charge")
    if charge:
        owner = call.books.find_intent_of(charge).id

    def shape(body: str) -> Json:
        return shapes.shape_refund(load_record(Refund, body))

    return answer_list(call, kind="refund", owners=[owner] if owner else None, shape=shape)


def list_sessions(call: Call) -> Answer:
    """GET /v1/checkout/sessions, of one payment where asked."""
    owner = call.params.text("payment_intent")
    below = shapes.expand_under(call.expand, "data") or []

    def shape(body: str) -> Json:
        session = load_record(Session, body)
        intent = call.books.find(Intent, session.intent) if session.intent else None
        return shapes.shape_session(session, intent=intent, base_url=call.books.base_url, expand=below)

    return answer_list(call, kind="checkout.session", owners=[owner] if owner else None, shape=shape)


def list_events(call: Call) -> Answer:
    """GET /v1/events, of one or several types where asked."""
    types = call.params.texts("types")
    one = call.params.text("type")
    return answer_list(call, kind="event", owners=[one] if one else types or None, shape=json.loads)


def answer_list(
    call: Call, *, kind: str, owners: Sequence[str] | None, shape: Callable[[str], Json]
) -> Answer:
    """A page of one kind of record, newest first, as the parameters narrow it."""
    call.params.refuse_unknown(KNOWN)
    bodies, more = call.books.list_page(kind, _read_page(call.params, owners))
    return answer_json(
        status=200, body=shapes.shape_list([shape(body) for body in bodies], url=call.path, more=more)
    )


def _read_page(params: Params, owners: Sequence[str] | None) -> Page:
    created = params.child("created")
    return Page(
        limit=min(params.integer("limit") or 10, LARGEST_PAGE),
        older=params.text("starting_after"),
        newer=params.text("ending_before"),
        since=_read_bound(created, "gte", "gt", step=1, default=0),
        until=_read_bound(created, "lte", "lt", step=-1, default=2**53),
        owners=owners,
    )


def _read_bound(created: Params, inclusive: str, exclusive: str, *, step: int, default: int) -> int:
    value = created.integer(inclusive, least=0)
    if value is not None:
        return value
    value = created.integer(exclusive, least=0)
    return default if value is None else value + step
