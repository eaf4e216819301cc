"""What an advisor does on a customer's page: notes and calls, mails again, returns on behalf, work for another team."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.cases import queries as cases
from comptoir.cases import services
from comptoir.cases.queries import RegistrationPreview
from comptoir.cases.services import NoteIn
from comptoir.core.actors import Role
from comptoir.core.goodwill import Gesture
from comptoir.core.money import minor_of
from comptoir.core.teams import Team
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, ids_in, say, sentence
from comptoir.desk.views.customers import show_order
from comptoir.desk.views.orders import known, page_of
from comptoir.goodwill import queries as goodwill_queries
from comptoir.goodwill import services as goodwill
from comptoir.infra import ids
from comptoir.infra.i18n import gettext as _
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.returns import queries as return_queries
from comptoir.returns import services as returns


@require_POST
@for_roles(Role.ADVISOR)
def note(desk: Desk, key: UUID) -> HttpResponse:
    """Keep a note or a call, for a colleague to read where one is named."""
    email = cases.email_behind(key=key)
    if not email:
        raise Http404
    post = desk.request.POST
    number = known(post["number"]) if post.get("number") else ""
    wanted = NoteIn(
        email=email,
        key=key,
        order_number=number,
        kind="call" if post.get("kind") == "call" else "note",
        text=post.get("text", "")[:4000],
        mentions=[] if not post.get("mention") else ids_in(desk, "mention"),
    )
    return carry_out(
        desk,
        lambda: services.write_note(note=wanted, actor=desk.actor, at=desk.at),
        done=_("Kept."),
        back=page_of(number) if number else reverse("desk:customer", args=[key]),
    )


@require_POST
@for_roles(*STAFF)
def read(desk: Desk, note_id: UUID) -> HttpResponse:
    """What was written for this person is read."""
    return carry_out(
        desk,
        lambda: services.read_mention(note_id=note_id, actor=desk.actor, at=desk.at),
        done=_("Read."),
        back=reverse("desk:index"),
    )


@require_POST
@for_roles(Role.ADVISOR)
def ask_team(desk: Desk, number: str) -> HttpResponse:
    """A case for another team."""
    post = desk.request.POST
    team = post.get("team", "")
    if team not in set(Team):
        raise Http404
    return carry_out(
        desk,
        lambda: services.ask_team(
            order_number=known(number),
            team=Team(team),
            text=post.get("text", "")[:4000],
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Handed over. It is among the open cases."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.ADVISOR)
def mail_again(desk: Desk, number: str, message_id: UUID) -> HttpResponse:
    """A mail of this order once more, as it was."""
    return carry_out(
        desk,
        lambda: notices.send_again(
            message_id=message_id, order_number=known(number), actor=desk.actor, at=desk.at
        ),
        done=_("The customer has been written to."),
        back=page_of(number),
    )


@require_POST
@for_roles(Role.ADVISOR)
def register_return(desk: Desk, number: str) -> HttpResponse:
    """A return on the customer's behalf (RET-07): first what it will do, then it."""
    order = orders.order_by_number(number=known(number))
    if order is None:
        raise Http404
    pieces = ids_in(desk, "piece")
    reason = desk.request.POST.get("reason", "")[:40]
    if desk.request.POST.get("do") == "register":
        return carry_out(
            desk,
            lambda: returns.register_return(
                order_number=order.number,
                pieces=[(piece, reason) for piece in pieces],
                pickup=None,
                actor=desk.actor,
                at=desk.at,
            ),
            done=_("Return registered. The customer has the label by mail."),
            back=page_of(number),
        )
    planned = cases.preview_registration(order=order, pieces=pieces, at=desk.at)
    if not isinstance(planned, RegistrationPreview):
        say(desk, *map(sentence, planned), wrong=True)
        return HttpResponseRedirect(page_of(number))
    return show_order(desk, order, planned=planned, reason=reason)


@require_POST
@for_roles(Role.ADVISOR)
def make_gesture(desk: Desk, number: str) -> HttpResponse:
    """A price lowered as a gesture (C-23): first what it will do, or why not, then it."""
    order = orders.order_by_number(number=known(number))
    if order is None:
        raise Http404
    post = desk.request.POST
    target = post.get("piece", "?")
    said = Gesture(
        piece="" if target == "delivery" else target,
        amount=minor_of(post.get("amount", ""), currency=order.currency),
        reason=post.get("reason", "").strip()[:200],
        words=post.get("words", "").strip()[:2000],
    )
    seen = goodwill_queries.preview_gesture(order=order, said=said, actor=desk.actor, at=desk.at)
    if post.get("do") == "give":
        (gesture_id,) = ids_in(desk, "gesture") or [ids.new_id()]
        return carry_out(
            desk,
            lambda: goodwill.make_gesture(
                gesture_id=gesture_id, order_number=order.number, said=said, actor=desk.actor, at=desk.at
            ),
            done=_("Proposed. Nothing goes out before a second person has agreed.")
            if seen.two_people
            else _("Given. The customer has been written to."),
            back=page_of(number),
        )
    return show_order(desk, order, gesture=seen, typed=post.get("amount", "").strip()[:12])


@require_POST
@for_roles(Role.ADVISOR)
def cancel_return(desk: Desk, number: str, return_id: UUID) -> HttpResponse:
    """Cancel a return of this order that was not sent (RET-13)."""
    parcel = return_queries.return_by_id(return_id=return_id)
    if parcel is None or parcel.order.number != known(number):
        raise Http404
    return carry_out(
        desk,
        lambda: returns.cancel_return(return_id=return_id, actor=desk.actor, at=desk.at),
        done=_("Return cancelled. Its label is void."),
        back=page_of(number),
    )
