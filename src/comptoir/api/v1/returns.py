"""Returns and withdrawals, for whoever holds the order."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from django.http import HttpRequest
from ninja import Router, Status

from comptoir.api import schemas as s
from comptoir.api.auth import caller
from comptoir.api.v1.desk_orders import uuid_of
from comptoir.api.v1.orders import address_in
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.cases import queries as cases
from comptoir.core.actors import GUEST
from comptoir.core.reasons import Reason
from comptoir.fulfilment.services import PickupWish
from comptoir.infra import clock
from comptoir.returns import services as returns

router = Router(tags=["returns"])


@router.post("/orders/{number}/returns", response={201: s.RegisteredOut, REFUSALS: s.RefusedOut})
def register_return(
    request: HttpRequest,
    number: str,
    body: s.ReturnIn,
    x_order_token: s.OrderToken = "",
) -> Status[s.RegisteredOut]:
    """Register a return (RET-07); the label comes with the answer and by mail (RET-08)."""
    actor = caller(request)
    order = cases.order_for(number=number, token=x_order_token, actor=actor)
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    with speaking(request, language_of(request), order.country):
        known = returns.register_return(
            order_number=order.number,
            pieces=[(uuid_of(piece.id, field="pieces"), piece.reason or "") for piece in body.pieces],
            pickup=_pickup(body.pickup),
            actor=actor or GUEST,
            at=clock.now(),
        )
    out = s.RegisteredOut(
        id=str(known.id),
        number=known.number,
        status=known.state,
        label_url=known.label_url,
        dropoff_points=[
            s.PointOut(name=point.name, address=point.address, distance_m=point.distance_m)
            for point in known.dropoff_points
        ],
        refund=s.RefundOut(amount=known.refund_amount, currency=known.currency, method=known.refund_method),
        hand_in_by=known.hand_in_by.astimezone(ZoneInfo(known.zone)),
    )
    return Status(201, out)


def _pickup(wish: s.PickupIn | None) -> PickupWish | None:
    if wish is None:
        return None
    return PickupWish(address=address_in(wish.address), day=wish.date, begins=wish.from_, ends=wish.to)


@router.post("/withdrawals", response={201: s.WithdrawalOut, REFUSALS: s.RefusedOut})
def withdraw(request: HttpRequest, body: s.WithdrawalIn) -> Status[s.WithdrawalOut]:
    """The statutory withdrawal: always taken, whether or not it matches an order; the receipt goes by mail."""
    with speaking(request, body.language):
        statement = returns.withdraw(
            name=body.name,
            contract=body.contract,
            email=body.email,
            pieces=body.pieces,
            language=body.language,
            at=clock.now(),
        )
    return Status(201, s.WithdrawalOut(id=str(statement.public_id), received_at=statement.received_at))
