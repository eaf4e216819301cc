"""One page per customer: who they are, one of their orders, and what can be done now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse

from comptoir.cases import queries as cases
from comptoir.cases.queries import OrderView, RegistrationPreview
from comptoir.claims import queries as claims
from comptoir.desk import claim_words
from comptoir.desk.access import PEOPLE, Desk, for_roles, names_of_actors
from comptoir.desk.accounts import by_account
from comptoir.desk.answers import take_said
from comptoir.desk.case_words import team_words
from comptoir.desk.seeing import note_seen
from comptoir.desk.timeline import timeline
from comptoir.fulfilment import queries as fulfilment
from comptoir.goodwill import queries as goodwill
from comptoir.goodwill.queries import GesturePreview
from comptoir.infra import ids
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from comptoir.payments import queries as payments
from comptoir.people import queries as people
from comptoir.returns.queries import return_reasons
from comptoir.stores import queries as stores

if TYPE_CHECKING:
    from comptoir.orders.models import Order


_NOTHING: dict[str, object] = {"planned": None, "reason": "", "gesture": None, "typed": ""}  # is being done


@for_roles(*PEOPLE)
def show(desk: Desk, key: UUID) -> HttpResponse:
    """The page of a customer, with their newest order."""
    email = cases.email_behind(key=key)
    if not email:
        raise Http404
    newest = next(iter(orders.orders_of_email(email=email)), None)
    return show_customer(
        desk, email=email, key=key, order=orders.order_by_number(number=newest.number) if newest else None
    )


def show_order(
    desk: Desk,
    order: Order,
    *,
    planned: RegistrationPreview | None = None,
    reason: str = "",
    gesture: GesturePreview | None = None,
    typed: str = "",
) -> HttpResponse:
    """The page of an order's customer, with this order in the middle and what is about to be done with it."""
    party = orders.delivery_party(order_id=order.pk)
    doing = {"planned": planned, "reason": reason, "gesture": gesture, "typed": typed}
    return show_customer(
        desk, email=party.email if party else "", key=order.public_id, order=order, doing=doing
    )


def show_customer(
    desk: Desk, *, email: str, key: UUID, order: Order | None, doing: Mapping[str, object] | None = None
) -> HttpResponse:
    """One layout for a customer and for an order; who may not see customers sees the order alone."""
    seen = bool(email) and desk.may(*PEOPLE)
    if seen:
        note_seen(desk, email=email, page="order" if order else "customer")
    return desk.page(
        "customer.html",
        status=200,
        customer=cases.customer_view(email=email, key=key) if seen else None,
        receipts=stores.receipts_under(email=email) if seen else [],
        credits=payments.credits_under(email=email) if seen else [],
        topics=cases.topic_words(),
        colleagues=[user for user in people.staff() if str(user.public_id) != desk.actor.id],
        teams=team_words(),
        reasons=return_reasons(),
        **{**_NOTHING, **(doing or {})},
        **(_of_order(desk, order) if order else {"order": None}),
        said=take_said(desk),
    )


def _of_order(desk: Desk, order: Order) -> dict[str, object]:
    """What the page says of an order."""
    view = cases.order_view(order=order, viewer="advisor", at=desk.at)
    review = orders.review_of(order=order)
    notes = cases.notes_of(email=view.email) if desk.may(*PEOPLE) and view.email else ()
    mails = notices.messages_for_order(number=view.number) if desk.may(*PEOPLE) else ()
    return {
        "order": view,
        "accepting": cases.preview_acceptance(order=order, at=desk.at) if view.held else None,
        "link_form": _link_form(order, view),
        "claim_signature": claims.sign_behalf(order_number=view.number, actor=desk.actor),
        "preview": cases.preview_cancellation(view=view),
        "cancelling": {
            known.id: cases.preview_return_cancellation(order=order, known=known, at=desk.at)
            for known in view.returns
            if known.state == "registered"
        },
        "ship_by": cases.ship_by(view=view),
        "timeline": timeline(order=view, mails=mails, notes=notes),
        "cases": cases.open_cases(order_number=view.number),
        "claims": claims.claims_of(order_number=view.number),
        "claim_kinds": claim_words.kind_words(),
        "claim_states": claim_words.state_words(),
        "disputes": cases.disputes(order_number=view.number),
        "accounts": by_account(payments.balances(order_number=view.number)),
        "here": {parcel.id: fulfilment.whereabouts(parcel=parcel, at=desk.at) for parcel in view.parcels},
        "stop": fulfilment.stop_view(order_number=view.number),
        "gesture_id": ids.new_id(),
        "proposals": goodwill.proposals_waiting(order_number=order.number),
        "envelope": goodwill.envelope_of(actor=desk.actor, at=desk.at),
        "review": review,
        "takers": names_of_actors([review.taken_by] if review else ()),
        "accepted_because": order_services.ACCEPTED_BECAUSE,
        "refused_because": order_services.REFUSED_BECAUSE,
    }


def _link_form(order: Order, view: OrderView) -> list[tuple[str, object]]:
    """What a payment link of the same pieces to the same person begins with (ORD-06): fields of its form."""
    party = orders.delivery_party(order_id=order.pk)
    if party is None:
        return []
    bought = Counter(piece.sku for piece in view.pieces if not piece.gift and not piece.again_at)
    address = {name: text for name, text in asdict(orders.address_of(party)).items() if text}
    lines = [pair for sku, count in bought.items() for pair in (("sku", sku), (f"quantity.{sku}", count))]
    known = {**address, "country": order.country, "language": order.language, "email": party.email}
    return [*known.items(), ("service", order.delivery_service), *lines]
