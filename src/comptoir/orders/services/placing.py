"""Freezing a quote into an order: one row a piece, with its money and its words as they are now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from comptoir.core.actors import Actor
from comptoir.core.addresses import Address
from comptoir.core.lifecycles import OrderState
from comptoir.core.numbers import make_number
from comptoir.core.quote import Quote, QuotedDelivery
from comptoir.core.redemption import customer_key
from comptoir.core.vat_numbers import plain_vat_number
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction
from comptoir.orders import queries
from comptoir.orders.models import Order, Party, Piece
from comptoir.orders.services.noting import note_order
from comptoir.people import queries as people


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceDetails:
    """What a piece keeps of the catalogue as it was, in the order's language."""

    reference: str
    style: str
    name: str
    colour: str
    size: str
    picture: str
    weight_g: int
    hs_code: str
    origin: str
    personalised: bool
    needs_box: bool


@joins_transaction
def create_order(
    *,
    number: str,
    quote: Quote,
    delivery: QuotedDelivery,
    details: Mapping[str, PieceDetails],
    email: str,
    address: Address,
    language: str,
    zone: str,
    entity: str,
    customer_id: int | None,
    actor: Actor,
    at: datetime,
) -> tuple[Order, list[Piece], Party]:
    """Freeze a quote into an order that awaits its payment, one row a piece, and who receives it.

    An order of nobody who is signed in belongs to who has proved its e-mail (ACC-03).
    """
    order = _new_order(
        number=number,
        quote=quote,
        delivery=delivery,
        language=language,
        zone=zone,
        entity=entity,
        at=at,
    )
    # Whose it is is looked up by the insert itself; whoever asks the row afterwards reads it.
    order.customer_id = customer_id or people.proved_customer_key(email=email)
    order.save(force_insert=True)
    pieces = Piece.objects.bulk_create(_pieces(order, quote, delivery, details))
    party = Party.objects.create(
        order=order,
        role="delivery",
        email=email,
        email_key=customer_key(email)[:254],
        name=address.name,
        company=address.company or "",
        vat_number=plain_vat_number(address.vat_number),
        line1=address.line1,
        line2=address.line2 or "",
        postal_code=address.postal_code,
        city=address.city,
        region=address.region or "",
        country=address.country,
        phone=address.phone,
    )
    note_order(
        order,
        verb="order_made",
        actor=actor,
        rule="ORD-07",
        data={"total": order.total, "pieces": len(pieces)},
        at=at,
    )
    return order, pieces, party


def new_number() -> str:
    """An order number that nobody can guess."""
    return make_number(bits=ids.random_bits(40))


def _new_order(
    *,
    number: str,
    quote: Quote,
    delivery: QuotedDelivery,
    language: str,
    zone: str,
    entity: str,
    at: datetime,
) -> Order:
    pieces = [piece for line in quote.lines for piece in line.pieces]
    order = Order(
        public_id=ids.new_id(),
        number=number,
        state=OrderState.AWAITING_PAYMENT,
        entity=entity,
        policy_version=quote.policy_version,
        country=quote.country,
        language=language,
        zone=zone,
        currency=quote.currency,
        tax_included=quote.tax_included,
        codes=[
            {"code": code, "amount": amount, "name": quote.name_of(code)} for code, amount in quote.discounts
        ],
        goods_total=quote.goods_total,
        goods_paid=sum(piece.paid for piece in pieces),
        duties=sum(delivery.duties.each),
        taxed=delivery.duties.taxed,
        delivery_service=delivery.service,
        delivery_paid=delivery.paid,
        delivery_tax=sum(line.amount for line in delivery.delivery_tax),
        delivery_tax_rate=max((line.rate for line in delivery.delivery_tax), default=0),
        delivery_taxes=[[str(line.rate), line.base, line.amount] for line in delivery.delivery_tax],
        delivery_cheapest=quote.delivery_cheapest,
        delivery_free_because=delivery.free_because or "",
        total=delivery.total,
        earliest=delivery.earliest,
        latest=delivery.latest,
        ordered_at=at,
    )
    order.link_digest = ids.digest(queries.link_token(order))
    return order


def _pieces(
    order: Order, quote: Quote, delivery: QuotedDelivery, details: Mapping[str, PieceDetails]
) -> list[Piece]:
    """A row a piece, and after those that are bought, the gifts (A-50)."""
    bought = [(number, money) for number, line in enumerate(quote.lines) for money in line.pieces]
    rows = [
        Piece(
            **_known(order, place, details[money.sku]),
            sku=money.sku,
            line=number,
            list_price=money.list_price,
            discount=money.discount,
            shares=[{"code": code, "amount": amount} for code, amount in money.shares],
            paid=money.paid,
            tax_rate=money.tax_rate,
            tax=money.tax,
            duty=delivery.duties.each[place],
        )
        for place, (number, money) in enumerate(bought)
    ]
    return rows + [
        Piece(
            **_known(order, len(rows) + place, details[gift.sku]),
            sku=gift.sku,
            line=len(quote.lines) + place,
            list_price=0,
            paid=0,
            tax_rate=0,
            tax=0,
            gift=gift.code,
            customs_value=gift.customs_value,
        )
        for place, gift in enumerate(quote.gifts)
    ]


def _known(order: Order, position: int, details: PieceDetails) -> dict[str, Any]:
    """What a piece has of its order and of the catalogue."""
    return {"public_id": ids.new_id(), "order": order, "position": position, **asdict(details)}
