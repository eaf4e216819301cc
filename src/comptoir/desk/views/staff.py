"""The staff: who may do what, who is asked to join, who is cut off; and one's own second factor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk import labels, sessions
from comptoir.desk.access import STAFF, Desk, for_roles, signed_in
from comptoir.desk.answers import carry_out, say, sentence, take_said
from comptoir.desk.places import link_place
from comptoir.desk.views.counter import store_names
from comptoir.desk.words import language_name, role_name
from comptoir.infra import clock, i18n
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.stores import queries as stores

if TYPE_CHECKING:
    from comptoir.people.models import User

_INVITED = "invitation"


@for_roles(Role.ADMIN, Role.AUDITOR)
def index(desk: Desk) -> HttpResponse:
    """Everybody, and who has been asked to join."""
    return _index(desk)


@require_POST
@for_roles(Role.ADMIN, proved=True)
def invite(desk: Desk) -> HttpResponse:
    """Ask somebody to join, in a role."""
    form = {field: desk.request.POST.get(field, "").strip()[:200] for field in ("email", "name", "language")}
    role = _role(desk)
    if not form["name"] or "@" not in form["email"] or form["language"] not in i18n.LANGUAGES:
        raise Http404
    newcomer = people.Newcomer(email=form["email"], name=form["name"], role=role, language=form["language"])
    house = markets.current_policy(at=desk.at).house
    try:
        people.invite(
            newcomer=newcomer,
            site=settings.SITE_URL + reverse("desk:join_index"),
            zone=house.time_zone,
            country=house.entity.country,
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _index(desk, errors=labels.by_field(refusal.refusals), form={**form, "role": role})
    say(desk, _("%(name)s has a link by mail, for three days.") % {"name": form["name"]})
    return HttpResponseRedirect(reverse("desk:staff"))


@require_POST
@for_roles(Role.ADMIN)
def withdraw(desk: Desk, invitation_id: UUID) -> HttpResponse:
    """The link works no more."""
    invitation = queries.invitation_by_id(public_id=invitation_id)
    if invitation is None:
        raise Http404
    return carry_out(
        desk,
        lambda: people.withdraw_invitation(invitation=invitation, actor=desk.actor, at=desk.at),
        done=_("The invitation is withdrawn."),
        back=reverse("desk:staff"),
    )


@require_POST
@for_roles(Role.ADMIN, proved=True)
def change_role(desk: Desk, person: UUID) -> HttpResponse:
    """Another role, from their next request on."""
    user, role = _known(person), _role(desk)
    return carry_out(
        desk,
        lambda: people.change_role(user=user, role=role, actor=desk.actor, at=desk.at),
        done=_("%(name)s has another role now.") % {"name": user.name},
        back=reverse("desk:staff"),
    )


@require_POST
@for_roles(Role.ADMIN, proved=True)
def cut_off(desk: Desk, person: UUID) -> HttpResponse:
    """They leave: signed out everywhere, now; or come back."""
    user, back = _known(person), "back" in desk.request.POST
    verb = people.let_back if back else people.cut_off
    return carry_out(
        desk,
        lambda: verb(user=user, actor=desk.actor, at=desk.at),
        done=(_("%(name)s may sign in again.") if back else _("%(name)s is cut off.")) % {"name": user.name},
        back=reverse("desk:staff"),
    )


@require_POST
@for_roles(Role.ADMIN, proved=True)
def take_factor_off(desk: Desk, person: UUID) -> HttpResponse:
    """They lost their authenticator, and set up another when they sign in."""
    user = _known(person)
    return carry_out(
        desk,
        lambda: people.take_factor_off(
            user=user, actor=desk.actor, place=link_place(reverse("desk:forgot"), at=desk.at), at=desk.at
        ),
        done=_("%(name)s sets up another authenticator at the next sign-in.") % {"name": user.name},
        back=reverse("desk:staff"),
    )


@for_roles(*STAFF)
def security(desk: Desk) -> HttpResponse:
    """One's own second factor: since when, how many recovery codes are left."""
    user = signed_in(desk)
    left = queries.recovery_codes_left(user_id=user.pk)
    passkeys = queries.passkeys_of(user_id=user.pk)
    return desk.page("security.html", user=user, left=left, passkeys=passkeys, said=take_said(desk))


@require_POST
@for_roles(*STAFF, proved=True)
def renew_codes(desk: Desk) -> HttpResponse:
    """New recovery codes, shown once."""
    codes = people.renew_recovery_codes(user=signed_in(desk), at=desk.at)
    return desk.page("recovery.html", 200, recovery=codes, next=reverse("desk:security"))


def join_index(request: HttpRequest) -> HttpResponse:
    """Where a link begins; by itself it leads nowhere."""
    del request
    raise Http404


def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """The link of an invitation: its token goes into the session, so that no address keeps it (B-25)."""
    request.session[_INVITED] = token
    response = HttpResponseRedirect(reverse("desk:join"))
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@csrf_protect
def join(request: HttpRequest) -> HttpResponse:
    """Choose a password; the second factor is next."""
    at, token = clock.now(), request.session.get(_INVITED, "")
    invitation = queries.open_invitation(token=token, at=at) if token else None
    errors: list[str] = []
    with i18n.speaking(
        invitation.language if invitation else request.headers.get("Accept-Language", "en")[:2]
    ):
        if request.method == "POST" and invitation:
            try:
                user = people.accept_invitation(
                    token=token,
                    password=request.POST.get("password", ""),
                    terms=markets.current_policy(at=at).passwords,
                    at=at,
                )
            except NotPossible as refusal:
                errors = [sentence(known) for known in refusal.refusals]
            else:
                sessions.begin_half(request, user)
                return HttpResponseRedirect(reverse("desk:code"))
        status = 410 if invitation is None else 422 if errors else 200
        response = render(
            request, "desk/join.html", {"invitation": invitation, "errors": errors}, status=status
        )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _index(
    desk: Desk, errors: labels.Beside | None = None, form: dict[str, str] | None = None
) -> HttpResponse:
    return desk.page(
        "staff.html",
        422 if errors else 200,
        people=queries.everybody(),
        invitations=queries.open_invitations(at=desk.at),
        role_choices=[(role.value, role_name(role)) for role in Role],
        store_choices=list(store_names().items()),
        postings=stores.postings(),
        language_choices=[(code, language_name(code)) for code in i18n.LANGUAGES],
        errors=errors or labels.Beside(),
        form=form or {"email": "", "name": "", "role": Role.ADVISOR, "language": desk.language},
        said=take_said(desk),
    )


def _known(person: UUID) -> User:
    user = queries.staff_member(public_id=person)
    if user is None:
        raise Http404
    return user


def _role(desk: Desk) -> Role:
    try:
        return Role(desk.request.POST.get("role", ""))
    except ValueError:
        raise Http404 from None
