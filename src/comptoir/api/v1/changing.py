"""Changing an order: refused with the rule, for staff too, and with what can be done instead (ORD-04, DEL-12)."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from comptoir.api import schemas as s
from comptoir.api.auth import caller, staff
from comptoir.api.orders_out import can_out
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refusals_out, refuse, speaking
from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.changes import Part, decide_change
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.orders import queries as orders

router = Router(tags=["orders"])
_VERBS = ["PUT", "PATCH", "DELETE"]


@router.api_operation(_VERBS, "/orders/{number}/{part}", response={REFUSALS: s.FixedOut}, by_alias=True)
def change_order(
    request: HttpRequest, number: str, part: Part, x_order_token: s.OrderToken = ""
) -> Status[dict[str, object]]:
    """Whatever it is to become: what was agreed stays, and `can` says what can be done instead."""
    order = cases.order_for(number=number, token=x_order_token, actor=caller(request))
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    with speaking(request, language_of(request), order.country):
        return _refused(cases.order_view(order=order, viewer="shopper", at=clock.now()), part)


@router.api_operation(_VERBS, "/desk/orders/{number}/{part}", response={REFUSALS: s.FixedOut}, by_alias=True)
def change_desk_order(request: HttpRequest, number: str, part: Part) -> Status[dict[str, object]]:
    """As for shoppers: staff changes nothing either."""
    staff(request, Role.ADVISOR, Role.WAREHOUSE)
    order = orders.order_by_number(number=number)
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    with speaking(request, language_of(request), order.country):
        return _refused(cases.order_view(order=order, viewer="advisor", at=clock.now()), part)


def _refused(view: cases.OrderView, part: Part) -> Status[dict[str, object]]:
    return Status(422, {"refused": refusals_out([decide_change(part)]), "can": can_out(view)})
