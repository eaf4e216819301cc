"""Orders: the list, the page with what can be done now, calling one back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries as cases
from comptoir.checkout import services as checkout
from comptoir.core.actors import Role
from comptoir.core.cancellation import Stopping
from comptoir.core.numbers import check_number
from comptoir.desk.access import STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.views.customers import show_order
from comptoir.desk.views.searching import look_for
from comptoir.fulfilment import services as parcels
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services

R = TypeVar("R", bound=str)


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """The newest orders, and those being checked; words in an old address are searched for and leave it."""
    if words := desk.request.GET.get("q", ""):
        return look_for(desk, words)
    reviews = orders.open_reviews()
    return desk.page(
        "orders.html",
        rows=orders.find_orders(text=""),
        reviews=reviews,
        mentions=cases.mentions_of(person=desk.actor.id),
        takers=names_of_actors(row.taken_by for row in reviews),
        said=take_said(desk),
    )


@for_roles(*STAFF)
def show(desk: Desk, number: str) -> HttpResponse:
    """The page of an order, by its number however it is written: its customer's, with this order in the middle."""
    order = orders.order_by_number(number=number)
    if order is None:
        raise Http404
    return show_order(desk, order)


def page_of(number: str) -> str:
    """The address of an order's page at the desk."""
    return reverse("desk:order", args=[number])


@require_POST
@for_roles(Role.ADVISOR)
def cancel(desk: Desk, number: str) -> HttpResponse:
    """Call the order back (ORD-03)."""
    reason = desk.request.POST.get("reason", "").strip()[:200] or "asked_by_phone"
    try:
        became = parcels.call_back_order(
            order_number=known(number), actor=desk.actor, reason=reason, at=desk.at
        )
    except NotPossible as refusal:
        say(desk, *map(sentence, refusal.refusals), wrong=True)
    else:
        say(desk, _cancelled_words(became))
    return HttpResponseRedirect(page_of(number))


def _cancelled_words(became: Stopping) -> str:
    if became is Stopping.ASKED:
        return _(
            "The preparation team is asked to stop it. Tell the customer that it is tried, not guaranteed."
        )
    return _("Order cancelled. The customer has been written to.")


@require_POST
@for_roles(Role.ADVISOR)
def mail_document(desk: Desk, number: str, document_id: UUID) -> HttpResponse:
    """The invoice again, by mail (ORD-05)."""
    return carry_out(
        desk,
        lambda: parcels.mail_document(
            order_number=known(number), document_id=document_id, actor=desk.actor, at=desk.at
        ),
        done=_("The customer has been written to."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.ADVISOR)
def take(desk: Desk, number: str) -> HttpResponse:
    """This person looks at the held order from now on (C-19)."""
    return carry_out(
        desk,
        lambda: order_services.take_review(order_number=known(number), actor=desk.actor, at=desk.at),
        done=_("The check is yours."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.ADVISOR)
def accept(desk: Desk, number: str) -> HttpResponse:
    """The check found nothing: the order goes on (PAY-12)."""
    because = _chosen(desk, order_services.ACCEPTED_BECAUSE)
    return carry_out(
        desk,
        lambda: checkout.accept_order(
            order_number=known(number), because=because, actor=desk.actor, at=desk.at
        ),
        done=_("Order accepted. Its time to cancel runs from now."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.ADVISOR)
def refuse(desk: Desk, number: str) -> HttpResponse:
    """The check found something: the order comes to nothing (PAY-12)."""
    because = _chosen(desk, order_services.REFUSED_BECAUSE)
    return carry_out(
        desk,
        lambda: checkout.refuse_order(
            order_number=known(number), because=because, actor=desk.actor, at=desk.at
        ),
        done=_("Order refused. Nothing was charged and the customer has been written to."),
        back=page_of(number),
    )


def _chosen(desk: Desk, reasons: Sequence[R]) -> R:
    """The reason that was chosen; the first where none was."""
    sent = desk.request.POST.get("because", "")
    return next((reason for reason in reasons if reason == sent), reasons[0])


def known(number: str) -> str:
    """The order number in an address of ours."""
    found = check_number(number)
    if found is None or orders.order_by_number(number=found) is None:
        raise Http404
    return found
