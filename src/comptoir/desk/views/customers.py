"""One page per customer: who they are, one of their orders, and what can be done now."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpResponse

from comptoir.cases import queries as cases
from comptoir.desk.access import PEOPLE, Desk, for_roles, names_of_actors
from comptoir.desk.accounts import by_account
from comptoir.desk.answers import take_said
from comptoir.desk.timeline import timeline
from comptoir.fulfilment import queries as fulfilment
from comptoir.notices import queries as notices
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from comptoir.payments import queries as payments

if TYPE_CHECKING:
    from comptoir.orders.models import Order


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


def show_customer(desk: Desk, *, email: str, key: UUID, order: Order | None) -> HttpResponse:
    """One layout for a customer and for an order; who may not see customers sees the order alone."""
    seen = bool(email) and desk.may(*PEOPLE)
    return desk.page(
        "customer.html",
        200,
        customer=cases.customer_view(email=email, key=key) if seen else None,
        topics=cases.topic_words(),
        **(_of_order(desk, order) if order else {"order": None}),
        said=take_said(desk),
    )


def _of_order(desk: Desk, order: Order) -> dict[str, object]:
    """What the page says of an order."""
    view = cases.order_view(order=order, viewer="advisor", at=desk.at)
    review = orders.review_of(order=order)
    mails = notices.messages_for_order(number=view.number) if desk.may(*PEOPLE) else ()
    return {
        "order": view,
        "preview": cases.preview_cancellation(view=view),
        "ship_by": cases.ship_by(view=view),
        "timeline": timeline(order=view, mails=mails),
        "cases": cases.open_cases(order_number=view.number),
        "disputes": cases.disputes(order_number=view.number),
        "accounts": by_account(payments.balances(order_number=view.number)),
        "here": {parcel.id: fulfilment.whereabouts(parcel=parcel, at=desk.at) for parcel in view.parcels},
        "stop": fulfilment.stop_view(order_number=view.number),
        "review": review,
        "takers": names_of_actors([review.taken_by] if review else ()),
        "accepted_because": order_services.ACCEPTED_BECAUSE,
        "refused_because": order_services.REFUSED_BECAUSE,
    }
