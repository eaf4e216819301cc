"""Reads of orders: rows for the verbs, facts for the rules, words for the faces."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Max, Min, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Coalesce, Lower

from comptoir.core.actors import Actor
from comptoir.core.addresses import Address
from comptoir.core.calendar import local_date
from comptoir.core.delivery import preparation_on
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.lifecycles import OrderState
from comptoir.core.numbers import check_number, show_number
from comptoir.core.policy import HousePolicy, Method
from comptoir.core.redemption import customer_key
from comptoir.infra import ids
from comptoir.infra.db import locked
from comptoir.markets import queries as markets
from comptoir.orders.models import Hold, Order, Party, Piece
from comptoir.orders.queries.reductions import NOTHING, reductions_of
from comptoir.payments import queries as payments

# An `until` is the last whole second in which the thing is allowed.
_LAST_SECOND = timedelta(seconds=1)
_KEPT = Coalesce("kept_until", "cancellable_until")  # how long the house has an order to itself


class UnknownOrder(LookupError):
    """There is no order under a number that was taken from one: a bug."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list."""

    number: str
    shown: str
    state: str
    held: bool
    country: str
    name: str
    email: str
    total: int
    currency: str
    pieces: int
    ordered_at: datetime
    cancellable_until: datetime | None


def link_token(order: Order) -> str:
    """The token of the order's private link: made from its id, so that any mail can carry it and none is stored."""
    return ids.derived_token(f"order-link:{order.public_id}:{order.link_version}")


def link_for(order: Order) -> str:
    """The address of the order's private page."""
    return f"{settings.SITE_URL}/{order.language}-{order.country.lower()}/orders/{link_token(order)}/"


def order_by_number(*, number: str) -> Order | None:
    """The order under a number as a person types it."""
    known = check_number(number)
    return Order.objects.filter(number=known).first() if known else None


def order_by_link(*, token: str) -> Order | None:
    """The order behind a private link."""
    return Order.objects.filter(link_digest=ids.digest(token)).first()


def order_for_guest(*, number: str, email: str) -> Order | None:
    """The order of a number and the e-mail it was placed with; both must be right (D2-02)."""
    known = check_number(number)
    if not known:
        return None
    party = Party.objects.annotate(lower=Lower("email")).filter(
        order=OuterRef("pk"), role="delivery", lower=email.strip().lower()
    )
    return Order.objects.filter(Exists(party), number=known).first()


def is_of(*, order: Order, actor: Actor) -> bool:
    """Whether a signed-in customer placed the order."""
    return order.customer is not None and str(order.customer.public_id) == actor.id


def lock_order(*, number: str) -> Order:
    """The order, locked; an UnknownOrder is a bug of the caller."""
    rows = locked(Order.objects.filter(number=number), kind="order")
    if not rows:
        raise UnknownOrder(number)
    return rows[0]


def pieces_of(*, order_id: int) -> list[Piece]:
    """The pieces of an order, in their order."""
    return list(Piece.objects.filter(order_id=order_id).order_by("position"))


def gifts_of(*, number: str) -> dict[str, bool]:
    """The SKUs of an order's gifts, and whether they were there when it was made."""
    gifts = Piece.objects.filter(order__number=number).exclude(gift="")
    return {sku: because != "gift_gone" for sku, because in gifts.values_list("sku", "cancelled_because")}


def pieces_by_ids(*, public_ids: Sequence[UUID]) -> list[Piece]:
    """Pieces by their public ids."""
    return list(Piece.objects.filter(public_id__in=public_ids).order_by("position"))


def delivery_party(*, order_id: int) -> Party | None:
    """Who receives the order; None once erased."""
    return Party.objects.filter(order_id=order_id, role="delivery").first()


def billing_party(*, order_id: int) -> Party | None:
    """Who is invoiced: the billing party, else the one who receives."""
    return Party.objects.filter(order_id=order_id).order_by("role").first()


def is_held(*, order_id: int) -> bool:
    """Whether a check keeps the order from going on (PAY-12)."""
    return Hold.objects.filter(order_id=order_id, ended_at__isnull=True).exists()


def release_due(*, at: datetime) -> list[str]:
    """Orders whose cancellation time is over and that nothing holds (ORD-03)."""
    held = Hold.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    due = Order.objects.annotate(kept=_KEPT).filter(
        ~Exists(held), state="placed", kept__lte=at - _LAST_SECOND
    )
    return list(due.order_by("kept").values_list("number", flat=True)[:500])


def next_release_at() -> datetime | None:
    """When the next order's cancellation time is over: the first second after it."""
    held = Hold.objects.filter(order=OuterRef("pk"), ended_at__isnull=True)
    due = Order.objects.annotate(kept=_KEPT).filter(~Exists(held), state="placed", kept__isnull=False)
    until = due.order_by("kept").values_list("kept", flat=True).first()
    return until + _LAST_SECOND if until else None


def order_facts(
    *,
    order: Order,
    pieces: Sequence[Piece],
    states: dict[UUID, PieceState],
    delivered: dict[UUID, datetime],
    held: bool,
    delivery_refunded: int = 0,
    parcel_leaving: bool = False,
    stop: str = "",
) -> OrderFacts:
    """The order as the rules see it; where its pieces are is told by the apps above, which know parcels and returns."""
    # Nothing of an order that was not released has left, and a gesture is of what has (C-23).
    reduced = reductions_of(order_id=order.pk) if order.released_at else {}
    names = {piece.pk: str(piece.public_id) for piece in pieces}
    return OrderFacts(
        number=order.number,
        country=order.country,
        currency=order.currency,
        zone=order.zone,
        state=order.state,
        held=held,
        placed_at=order.placed_at or order.ordered_at,
        confirmed_at=order.confirmed_at,
        pieces=tuple(
            PieceFacts(
                id=str(piece.public_id),
                sku=piece.sku,
                paid=piece.paid,
                tax=piece.tax,
                duty=piece.duty,
                personalised=piece.personalised,
                state=PieceState.CANCELLED
                if piece.cancelled_at
                else states.get(piece.public_id, PieceState.ORDERED),
                delivered_at=delivered.get(piece.public_id),
                gift=bool(piece.gift),
                reduced=reduced.get(piece.public_id, NOTHING).amount,
                replaces=names[piece.replaces_id] if piece.replaces_id else "",
            )
            for piece in pieces
        ),
        delivery_paid=order.delivery_paid,
        delivery_tax=order.delivery_tax,
        delivery_cheapest=order.delivery_cheapest,
        delivery_refunded=delivery_refunded,
        delivery_reduced=reduced.get(None, NOTHING).amount,
        parcel_leaving=parcel_leaving,
        stop=stop,
    )


def line_summaries(pieces: Sequence[Piece]) -> list[dict[str, object]]:
    """Pieces grouped into the lines people see."""
    lines = []
    for _, group in groupby(sorted(pieces, key=lambda p: (p.line, p.position)), key=lambda p: p.line):
        same = list(group)
        first = same[0]
        lines.append(
            {
                "sku": first.sku,
                "name": first.name,
                "colour": first.colour,
                "size": first.size,
                "reference": first.reference,
                "style": first.style,
                "picture": first.picture,
                "quantity": len(same),
                "unit": first.list_price,
                "paid": sum(piece.list_price - piece.discount for piece in same),
                "gift": bool(first.gift),
                "gone": first.cancelled_because == "gift_gone",
                "again": first.replaces_id is not None,
                "pieces": [str(piece.public_id) for piece in same],
            }
        )
    return lines


def orders_of_companies() -> frozenset[str]:
    """The orders (numbers) that are invoiced to a company with a VAT number."""
    rows = Party.objects.exclude(vat_number="").values_list("order__number", flat=True)
    return frozenset(rows)


def address_of(party: Party) -> Address:
    """The address of somebody named on an order."""
    return Address(
        name=party.name,
        company=party.company,
        vat_number=party.vat_number,
        line1=party.line1,
        line2=party.line2,
        postal_code=party.postal_code,
        city=party.city,
        region=party.region,
        country=party.country,
        phone=party.phone,
    )


def order_summary(
    *, order: Order, pieces: Sequence[Piece], party: Party | None, method: str, policy: HousePolicy
) -> dict[str, object]:
    """What every mail, page and document says of the order: frozen values, nothing worked out again."""
    return {
        "number": show_number(order.number),
        "link": link_for(order),
        "placed_at": (order.placed_at or order.ordered_at).isoformat(),
        "zone": order.zone,
        "currency": order.currency,
        "country": order.country,
        "language": order.language,
        "tax_included": order.tax_included,
        "name": party.name if party else "",
        "address": markets.address_lines(address=address_of(party), language=order.language) if party else (),
        "lines": line_summaries([piece for piece in pieces if not piece.replaces_id]),
        "goods": order.goods_total,
        "discounts": order.codes,
        "delivery": {
            "service": order.delivery_service,
            "price": order.delivery_paid,
            "earliest": order.earliest.isoformat(),
            "latest": order.latest.isoformat(),
            "free_because": order.delivery_free_because or None,
        },
        "peak": _peak(order, pieces, policy),
        "duties": order.duties,
        "duties_mode": policy.markets[order.country].duties,
        "tax": sum(piece.tax for piece in pieces) + order.delivery_tax,
        "total": order.total,
        "method": method,
        "charged": policy.methods[Method(method)].charged if method else "",
        "cancel_until": order.cancellable_until.isoformat() if order.cancellable_until else None,
        "phone": policy.house.phone,
        "terms": markets.letter_terms(
            policy=policy, country=order.country, language=order.language, on=order.ordered_at.date()
        ),
    }


def _peak(order: Order, pieces: Sequence[Piece], policy: HousePolicy) -> dict[str, object] | None:
    """The busy period that an order was placed in (DEL-02), and whether it may travel in less packaging (ORD-01)."""
    ordered_on = local_date(order.ordered_at, zone=policy.house.time_zone)
    _preparation, peak = preparation_on(ordered_on, policy=policy)
    if peak is None:
        return None
    less = peak.less_packaging and any(piece.needs_box for piece in pieces)
    return {"name": peak.name.get(order.language) or peak.name["en"], "less_packaging": less}


def summary_of(*, order: Order) -> dict[str, object]:
    """The order's summary, read whole: for mails and pages that have only the order."""
    policy = markets.policy_version(number=order.policy_version)
    return order_summary(
        order=order,
        pieces=pieces_of(order_id=order.pk),
        party=delivery_party(order_id=order.pk),
        method=payments.paying_method(order_number=order.number),
        policy=policy,
    )


def placed_among(*, numbers: Collection[str]) -> frozenset[str]:
    """Those of these orders that were placed."""
    rows = Order.objects.filter(number__in=numbers, placed_at__isnull=False)
    return frozenset(rows.values_list("number", flat=True))


def first_ordered(*, numbers: Collection[str]) -> datetime | None:
    """When the first of these orders was made; None where there is none of them."""
    first: datetime | None = Order.objects.filter(number__in=numbers).aggregate(at=Min("ordered_at"))["at"]
    return first


def released_among(*, numbers: Collection[str]) -> dict[str, tuple[str, date]]:
    """Those of these orders that the warehouse has, with their service and the last day of their promise."""
    rows = Order.objects.filter(number__in=numbers, state=OrderState.RELEASED)
    return {
        number: (service, latest)
        for number, service, latest in rows.values_list("number", "delivery_service", "latest")
    }


def orders_in(*, states: Sequence[str], limit: int = 200) -> tuple[OrderRow, ...]:
    """Orders in these states, oldest first: a work list."""
    return rows_of(Order.objects.filter(state__in=states).order_by("ordered_at", "id")[:limit])


def not_sent(*, since: datetime, sent: QuerySet[Any], limit: int) -> list[Order]:
    """Orders with the warehouse that still have a piece, wanted before a moment, that was not `sent` (ids).

    Where pieces are sent again, `again_at` is when that was decided last.
    """
    waiting = Piece.objects.filter(order=OuterRef("pk"), cancelled_at__isnull=True).exclude(pk__in=sent)
    rows = Order.objects.filter(
        Exists(waiting.exclude(again_at__gte=since)), state=OrderState.RELEASED, ordered_at__lt=since
    ).annotate(again_at=Max("pieces__again_at"))
    return list(rows.order_by("latest", "id")[:limit])


def regions_of(*, order_ids: Collection[int]) -> dict[int, str]:
    """The region that each order goes to; none where the address was erased."""
    rows = Party.objects.filter(order_id__in=order_ids, role="delivery")
    return dict(rows.values_list("order_id", "region"))


def orders_of_email(*, email: str) -> tuple[OrderRow, ...]:
    """Every order placed with an e-mail, newest first."""
    return rows_of(Order.objects.filter(_has_party(email__iexact=email)).order_by("-ordered_at")[:100])


def has_ordered(*, email: str) -> bool:
    """Whether an order of this mailbox stands: placed, and not called back."""
    never = (OrderState.AWAITING_PAYMENT, OrderState.ABANDONED, OrderState.CANCELLED)
    party = Party.objects.filter(email_key=customer_key(email)[:254], role="delivery")
    return party.exclude(order__state__in=never).exists()


def _has_party(**terms: str) -> Exists:
    return Exists(Party.objects.filter(order=OuterRef("pk"), role="delivery", **terms))


def rows_of(orders: QuerySet[Order]) -> tuple[OrderRow, ...]:
    """Orders as lists show them."""
    loaded = orders.prefetch_related(
        Prefetch("parties", queryset=Party.objects.filter(role="delivery"), to_attr="delivery_parties"),
        Prefetch("holds", queryset=Hold.objects.filter(ended_at__isnull=True), to_attr="open_holds"),
        "pieces",
    )
    return tuple(_row(order) for order in loaded)


def _row(order: Order) -> OrderRow:
    party: Party | None = next(iter(getattr(order, "delivery_parties", ())), None)
    return OrderRow(
        number=order.number,
        shown=show_number(order.number),
        state=order.state,
        held=bool(getattr(order, "open_holds", ())),
        country=order.country,
        name=party.name if party else "",
        email=party.email if party else "",
        total=order.total,
        currency=order.currency,
        pieces=len(order.pieces.all()),
        ordered_at=order.ordered_at,
        cancellable_until=order.cancellable_until,
    )
