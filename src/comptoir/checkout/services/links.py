"""Payment links: an advisor prepares an order for a caller, who pays it alone, once (ORD-06)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from comptoir.checkout import queries
from comptoir.checkout.models import PaymentLink
from comptoir.checkout.queries import LinkView, Priced
from comptoir.checkout.services.placing import (
    LinkOver,
    LinkTaken,
    OrderRequest,
    check_terms,
    link_over,
    place_order,
)
from comptoir.checkout.services.settling import Progress, settle_order
from comptoir.core.actors import Actor
from comptoir.core.addresses import Address
from comptoir.core.policy import Method, Service
from comptoir.core.quote import QuotedDelivery
from comptoir.drops import queries as drops
from comptoir.drops.services import NoTurn
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction, spans_transactions
from comptoir.infra.visitors import INSIDE, Visitor
from comptoir.journal import services as journal
from comptoir.notices import services as notices
from comptoir.stock import queries as stock_queries
from comptoir.stock.services import OutOfStock


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRequest:
    """What an advisor prepares: everything of an order but the way to pay."""

    country: str
    language: str
    lines: tuple[tuple[str, int], ...]
    codes: tuple[str, ...]
    email: str
    address: Address
    service: Service


def price_link(*, request: LinkRequest, at: datetime) -> tuple[Priced, QuotedDelivery]:
    """What the customer would see and pay. Refusals: CannotPrice, CannotPlace, NoTurn, OutOfStock."""
    priced = queries.price_lines(
        lines=request.lines,
        country=request.country,
        language=request.language,
        codes=request.codes,
        region=request.address.region,
        postal_code=request.address.postal_code,
        at=at,
    )
    delivery = check_terms(
        address=request.address, country=request.country, service=request.service, priced=priced
    )
    names = {sku: priced.goods[sku].name for sku, _ in request.lines}
    if refused := drops.refusals(names=names, tickets=(), at=at):
        raise NoTurn(*refused)
    _refuse_missing(request, priced)
    return priced, delivery


def _refuse_missing(request: LinkRequest, priced: Priced) -> None:
    """Nobody is sent a link to what is not there, though nothing is kept for them either (ORD-07)."""
    left = stock_queries.available(skus=[sku for sku, _ in request.lines])
    missing = [(sku, wanted, left.get(sku, 0)) for sku, wanted in request.lines if left.get(sku, 0) < wanted]
    if missing:
        pieces = priced.goods.values()
        names = {piece.sku: f"{piece.name}, {piece.colour}, {piece.size}" for piece in pieces}
        raise OutOfStock(missing=missing, names=names)


@owns_transaction
def make_payment_link(*, request: LinkRequest, actor: Actor, at: datetime) -> LinkView:
    """Keep the prepared order and mail its link. Nothing is reserved. Refused as an order would be."""
    priced, delivery = price_link(request=request, at=at)
    public_id = ids.new_id()
    link = PaymentLink.objects.create(
        public_id=public_id,
        digest=ids.digest(queries.link_token(public_id=public_id)),
        country=request.country,
        language=request.language,
        lines=[list(line) for line in request.lines],
        codes=list(request.codes),
        service=request.service,
        email=request.email,
        address=asdict(request.address),
        total=delivery.total,
        currency=priced.quote.currency,
        made_by=actor.id,
        made_at=at,
        expires_at=at + timedelta(days=priced.policy.checkout.link_days),
    )
    _note(link, verb="payment_link_made", actor=actor, at=at)
    made = queries.link_by_id(public_id=public_id, at=at)
    if made is None:
        raise AssertionError(f"the payment link {public_id} is not there")
    notices.send(
        kind="payment_link",
        to=request.email,
        language=request.language,
        country=request.country,
        key=f"payment_link:{public_id}",
        facts={"link": _facts(made, priced, zone=priced.policy.house.time_zone)},
        at=at,
    )
    return made


@owns_transaction
def revoke_payment_link(*, link_id: UUID, actor: Actor, at: datetime) -> None:
    """The link opens nothing any more; a second time changes nothing. Refused with LinkOver once it was used."""
    link = queries.lock_link(public_id=link_id)
    if link is None or link.order_number:
        raise LinkOver(link_over())
    if link.revoked_at is None:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        _note(link, verb="payment_link_revoked", actor=actor, at=at)


@spans_transactions
def pay_by_link(
    *,
    link: LinkView,
    method: Method,
    shown_total: int,
    key: str,
    actor: Actor,
    at: datetime,
    visitor: Visitor = INSIDE,
) -> Progress:
    """Order what was prepared; on a second device, the order that the first one made. Refused as `place_order` is."""
    wanted = OrderRequest(
        country=link.country,
        language=link.language,
        lines=link.lines,
        codes=link.codes,
        email=link.email,
        address=link.address,
        service=link.service,
        method=method,
        token="",
        shown_total=shown_total,
        link=link.id,
    )
    try:
        return place_order(request=wanted, key=key, actor=actor, at=at, visitor=visitor)
    except LinkTaken as taken:
        return settle_order(order_number=taken.order_number, actor=actor, at=at)


def _note(link: PaymentLink, *, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="payment_link",
        subject_id=link.public_id,
        actor=actor,
        rule="ORD-06",
        at=at,
    )


def _facts(link: LinkView, priced: Priced, *, zone: str) -> dict[str, object]:
    """What the mail says of the link."""
    return {
        "url": link.url,
        "name": link.address.name,
        "total": link.total,
        "currency": link.currency,
        "expires_at": link.expires_at.isoformat(),
        "zone": zone,
        "phone": priced.policy.house.phone,
        "lines": [
            {
                "name": known.name,
                "colour": known.colour,
                "size": known.size,
                "reference": known.reference,
                "picture": known.picture,
                "quantity": line.quantity,
                "unit": line.unit_price,
                "paid": line.total,
            }
            for line in priced.quote.lines
            for known in [priced.goods[line.sku]]
        ],
    }
