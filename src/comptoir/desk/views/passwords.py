"""A new password for the desk: asked for by oneself or by an admin, chosen by the link of a mail (D2-09)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk import sessions
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import carry_out, sentence
from comptoir.desk.places import link_place
from comptoir.infra import clock, i18n
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import visitor_of
from comptoir.markets import queries as markets
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.services import LinkPlace

if TYPE_CHECKING:
    from datetime import datetime

_RESET = "reset"


@csrf_protect
def forgot(request: HttpRequest) -> HttpResponse:
    """Have a link mailed; every e-mail is answered alike."""
    sent, wrong = False, []
    with i18n.speaking(request.headers.get("Accept-Language", "en")[:2].lower()):
        if request.method == "POST":
            email, at = request.POST.get("email", "").strip()[:254], clock.now()
            try:
                people.ask_staff_reset(
                    email=email, place=_reset_place(at), visitor=visitor_of(request=request)
                )
                sent = True
            except NotPossible as refusal:
                wrong = [sentence(known) for known in refusal.refusals]
        return _page(request, "forgot.html", 429 if wrong else 200, sent=sent, wrong=wrong)


@require_POST
@for_roles(Role.ADMIN, proved=True)
def mail_reset(desk: Desk, person: UUID) -> HttpResponse:
    """Mail the link to a colleague."""
    user = queries.staff_member(public_id=person)
    if user is None or not user.is_active:
        raise Http404
    return carry_out(
        desk,
        lambda: people.mail_staff_reset(user=user, place=_reset_place(desk.at), actor=desk.actor, at=desk.at),
        done=_("%(name)s has a link to a new password by mail, for a quarter of an hour.")
        % {"name": user.name},
        back=reverse("desk:staff"),
    )


def open_reset(request: HttpRequest, token: str) -> HttpResponse:
    """The link: its token goes into the session, so that no address keeps it (B-25)."""
    request.session[_RESET] = token
    response = HttpResponseRedirect(reverse("desk:reset"))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@csrf_protect
def reset(request: HttpRequest) -> HttpResponse:
    """Choose the password; the second factor is next."""
    at, token = clock.now(), request.session.get(_RESET, "")
    proof = queries.staff_reset_proof(token=token, at=at) if token else None
    language = proof.user.language if proof and proof.user else request.headers.get("Accept-Language", "en")
    wrong: list[str] = []
    with i18n.speaking(language[:2].lower()):
        if request.method == "POST" and proof:
            try:
                user = people.reset_staff_password(
                    token=token,
                    password=request.POST.get("password", ""),
                    terms=markets.current_policy(at=at).passwords,
                    place=link_place(reverse("desk:forgot"), at=at),
                    at=at,
                )
            except NotPossible as refusal:
                wrong = [sentence(known) for known in refusal.refusals]
            else:
                sessions.begin_half(request, user)
                return HttpResponseRedirect(reverse("desk:code"))
        status = 410 if proof is None else 422 if wrong else 200
        return _page(request, "reset.html", status, proof=proof, wrong=wrong)


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    response = render(request, f"desk/{template}", context, status=status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _reset_place(at: datetime) -> LinkPlace:
    return link_place(reverse("desk:reset") + "link/", at=at)
