"""Orders: placing one in one call, and reading it with what can be done."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from comptoir.api import schemas as s
from comptoir.api.auth import caller
from comptoir.api.orders_out import order_out
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.cases import queries as cases
from comptoir.checkout import services as checkout
from comptoir.checkout.services import OrderRequest, Progress
from comptoir.core.actors import GUEST, Actor
from comptoir.core.addresses import Address
from comptoir.core.numbers import show_number
from comptoir.core.policy import Method, Service
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.infra.visitors import visitor_of
from comptoir.people import queries as people_queries
from comptoir.people import services as people

router = Router(tags=["orders"])
_REFUSED = {Reason.PAYMENT_DECLINED, Reason.PAYMENT_FAILED, Reason.PAYMENT_CANCELLED}


@router.post("/orders", response={201: s.PlacedOut, REFUSALS: s.RefusedOut}, exclude_defaults=True)
def place_order(
    request: HttpRequest,
    body: s.OrderIn,
    idempotency_key: s.IdempotencyKey = "",
) -> Status[s.PlacedOut]:
    """Order and pay in one call; the same key with the same body is the same order."""
    key = idempotency_key.strip()
    if not key:
        raise refuse(Reason.KEY_MISSING, field="Idempotency-Key")
    actor = caller(request) or GUEST
    visitor = visitor_of(request=request)
    with speaking(request, body.language, body.country):
        checkout.watch_visitor(codes=body.codes, visitor=visitor, at=clock.now())
        progress = checkout.place_order(
            request=_request(body, actor),
            key=key,
            actor=actor,
            at=clock.now(),
            visitor=visitor,
        )
        if progress.state == "abandoned" and progress.reason in _REFUSED:
            raise refuse(Reason(progress.reason), rule="PAY-14")
        wanted = progress.may_have_gifts or body.codes
        gone = cases.gifts_gone(number=progress.number, codes=body.codes) if wanted else []
        return Status(201, placed_out(progress, gifts_gone=gone))


def _request(body: s.OrderIn, actor: Actor) -> OrderRequest:
    return OrderRequest(
        country=body.country,
        language=body.language,
        lines=tuple((line.sku, line.quantity) for line in body.lines),
        codes=tuple(body.codes),
        email=body.email,
        address=address_in(body.address),
        service=Service(body.service),
        method=Method(body.payment_method),
        token=body.payment.token,
        shown_total=body.shown_total,
        customer_id=people_queries.customer_key(actor=actor),
    )


def address_in(address: s.AddressIn) -> Address:
    """An address of a request as the rules take it."""
    return Address(
        name=address.name,
        company=address.company or "",
        vat_number=address.vat_number or "",
        line1=address.line1,
        line2=address.line2 or "",
        postal_code=address.postal_code,
        city=address.city,
        region=address.region or "",
        country=address.country,
        phone=address.phone,
    )


def placed_out(progress: Progress, *, gifts_gone: list[str]) -> s.PlacedOut:
    """Where a fresh order stands."""
    return s.PlacedOut(
        number=show_number(progress.number),
        token=progress.token,
        status=progress.state,
        held=progress.held,
        total=progress.total,
        currency=progress.currency,
        next_action=s.NextActionOut(type="redirect", url=progress.next_url) if progress.next_url else None,
        gifts_gone=gifts_gone,
    )


@router.get("/orders/{number}", response={200: s.OrderOut, REFUSALS: s.RefusedOut}, by_alias=True)
def read_order(request: HttpRequest, number: str, x_order_token: s.OrderToken = "") -> s.OrderOut:
    """An order with everything that can be done, for the one who holds its link or placed it."""
    order = cases.order_for(number=number, token=x_order_token, actor=caller(request))
    if order is None:
        raise refuse(Reason.NOT_FOUND)
    with speaking(request, language_of(request), order.country):
        return order_out(cases.order_view(order=order, viewer="shopper", at=clock.now()))


@router.post("/sessions", response={201: s.SessionOut, REFUSALS: s.RefusedOut})
def open_session(request: HttpRequest, body: s.SessionIn) -> Status[s.SessionOut]:
    """A customer's bearer token, by e-mail and password."""
    with speaking(request, language_of(request)):
        token = people.session_token(
            email=body.email,
            password=body.password,
            visitor=visitor_of(request=request),
            real_at=clock.real_now(),
            at=clock.now(),
        )
    return Status(201, s.SessionOut(token=token))
