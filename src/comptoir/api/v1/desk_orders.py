"""The desk's calls on orders and their parcels, for programs."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.orders_out import desk_order_out, order_out, parcel_out, timeline_out
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.numbers import check_number
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock
from comptoir.journal import queries as journal
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments

router = Router(tags=["desk"])
_PAGE = 500


def uuid_of(text: str, *, field: str) -> UUID:
    """An id of a request; refused where it is none."""
    try:
        return UUID(text)
    except ValueError:
        raise refuse(Reason.FIELD_WRONG, field=field, why="not an id") from None


def number_of(text: str) -> str:
    """An order number of a request; nothing is there under one that does not exist."""
    known = check_number(text)
    if known is None or orders.order_by_number(number=known) is None:
        raise refuse(Reason.NOT_FOUND)
    return known


def moment_of(at: datetime | None, now: datetime) -> datetime:
    """When something happened: now, unless it is said; a time without zone is refused."""
    if at is not None and at.tzinfo is None:
        raise refuse(Reason.FIELD_WRONG, field="at", why="give a time with its offset")
    return at or now


@router.get("/desk/orders", response={200: s.OrderRowsOut, REFUSALS: s.RefusedOut})
def find_orders(request: HttpRequest, wanted: Query[s.FindIn]) -> s.OrderRowsOut:
    """Orders by number, e-mail, name, phone, SKU or reference; the newest without words."""
    staff(request, Role.ADVISOR, Role.WAREHOUSE, Role.AUDITOR)
    rows = orders.find_orders(text=wanted.q)
    return s.OrderRowsOut(
        items=[
            s.OrderRowOut(
                number=row.shown,
                status=row.state,
                held=row.held,
                country=row.country,
                name=row.name,
                email=row.email,
                total=row.total,
                currency=row.currency,
                pieces=row.pieces,
                ordered_at=row.ordered_at,
            )
            for row in rows
        ]
    )


@router.get("/desk/orders/{number}", response={200: s.DeskOrderOut, REFUSALS: s.RefusedOut}, by_alias=True)
def read_order(request: HttpRequest, number: str) -> s.DeskOrderOut:
    """An order with its timeline, and what an advisor can do."""
    staff(request, Role.ADVISOR, Role.WAREHOUSE, Role.AUDITOR)
    order = orders.order_by_number(number=number)
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    with speaking(request, language_of(request), order.country):
        view = cases.order_view(order=order, viewer="advisor", at=clock.now())
        return desk_order_out(view, cases.timeline(number=order.number))


@router.get("/desk/orders/{number}/ledger", response={200: s.LedgerOut, REFUSALS: s.RefusedOut})
def read_ledger(request: HttpRequest, number: str) -> s.LedgerOut:
    """The ledger of an order."""
    staff(request, Role.AUDITOR)
    rows = payments.ledger_of(order_number=number_of(number))
    return s.LedgerOut(
        entries=[
            s.LedgerEntryOut(
                id=row.id,
                at=row.at,
                kind=row.kind,
                lines=[
                    s.LedgerLineOut(account=account, currency=currency, debit=debit, credit=credit)
                    for account, currency, debit, credit in row.lines
                ],
            )
            for row in rows
        ]
    )


@router.post(
    "/desk/orders/{number}/cancellation", response={200: s.OrderOut, REFUSALS: s.RefusedOut}, by_alias=True
)
def cancel_order(request: HttpRequest, number: str, body: s.ReasonIn) -> s.OrderOut:
    """Call an order back within its time, or ask the preparation team to stop it where that has it (ORD-03)."""
    actor = staff(request, Role.ADVISOR)
    at = clock.now()
    with speaking(request, language_of(request)):
        known = number_of(number)
        fulfilment.call_back_order(order_number=known, actor=actor, reason=body.reason, at=at)
        return _order_now(known, at)


@router.post("/desk/orders/{number}/parcels", response={201: s.ParcelOut, REFUSALS: s.RefusedOut})
def pack_parcel(request: HttpRequest, number: str, body: s.PiecesIn) -> Status[dict[str, object]]:
    """Pack these pieces, all that are left when none is named, and buy the label."""
    actor = staff(request, Role.WAREHOUSE)
    with speaking(request, language_of(request)):
        parcel = fulfilment.pack_parcel(
            order_number=number_of(number),
            pieces=[uuid_of(piece, field="pieces") for piece in body.pieces] or None,
            actor=actor,
            at=clock.now(),
        )
    return Status(201, parcel_out(parcel))


@router.post(
    "/desk/parcels/{parcel_id}/shipment",
    response={200: s.ShipmentOut, 202: s.ShipmentOut, REFUSALS: s.RefusedOut},
)
def ship_parcel(request: HttpRequest, parcel_id: str) -> Status[s.ShipmentOut]:
    """Charge what the parcel is worth, then ship it (PAY-05)."""
    actor = staff(request, Role.WAREHOUSE)
    known = uuid_of(parcel_id, field="id")
    with speaking(request, language_of(request)):
        result = fulfilment.ship_parcel(parcel_id=known, actor=actor, at=clock.now())
        if result is fulfilment.ShipResult.CAPTURE_FAILED:
            raise refuse(Reason.CAPTURE_FAILED, rule="PAY-05")
    parcel = fulfilment_queries.parcel_view(parcel_id=known)
    if parcel is None:
        raise refuse(Reason.NOT_FOUND)
    status = 202 if result is fulfilment.ShipResult.CHARGING else 200
    return Status(status, s.ShipmentOut(id=str(parcel.id), number=parcel.number, state=parcel.state))


@router.post("/desk/parcels/{parcel_id}/events", response={200: s.ShipmentOut, REFUSALS: s.RefusedOut})
def record_event(request: HttpRequest, parcel_id: str, body: s.EventIn) -> s.ShipmentOut:
    """Note what became of a parcel on its way."""
    actor = staff(request, Role.WAREHOUSE)
    at = clock.now()
    known = uuid_of(parcel_id, field="id")
    with speaking(request, language_of(request)):
        fulfilment.record_event(
            parcel_id=known, status=body.status, event_at=moment_of(body.at, at), actor=actor, at=at
        )
    parcel = fulfilment_queries.parcel_view(parcel_id=known)
    if parcel is None:
        raise refuse(Reason.NOT_FOUND)
    return s.ShipmentOut(id=str(parcel.id), number=parcel.number, state=parcel.state)


@router.post(
    "/desk/orders/{number}/shortages", response={200: s.OrderOut, REFUSALS: s.RefusedOut}, by_alias=True
)
def report_shortage(request: HttpRequest, number: str, body: s.PiecesIn) -> s.OrderOut:
    """Pieces that are not there: never captured, or given back (PAY-06)."""
    actor = staff(request, Role.WAREHOUSE)
    at = clock.now()
    known = number_of(number)
    with speaking(request, language_of(request)):
        fulfilment.report_shortage(
            order_number=known,
            pieces=[uuid_of(piece, field="pieces") for piece in body.pieces],
            actor=actor,
            at=at,
        )
        return _order_now(known, at)


def _order_now(number: str, at: datetime) -> s.OrderOut:
    order = orders.order_by_number(number=number)
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    return order_out(cases.order_view(order=order, viewer="advisor", at=at))


@router.get("/desk/events", response={200: s.EventsOut, REFUSALS: s.RefusedOut})
def list_events(request: HttpRequest, wanted: Query[s.EventsIn]) -> s.EventsOut:
    """Everything that happened, in order, for integrations: ask again with `next`."""
    staff(request, Role.AUDITOR)
    entries = journal.entries_after(after=wanted.after, limit=_PAGE)
    last = str(entries[-1].id) if entries else None
    return s.EventsOut(items=[timeline_out(entry) for entry in entries], next=last)
