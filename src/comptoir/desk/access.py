"""Who is at the desk, and what their role lets them do. Everything is refused unless a view names the roles."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Concatenate, ParamSpec
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from comptoir.core.actors import Actor, Role, may_act_as
from comptoir.desk import sessions, words
from comptoir.infra import clock, i18n
from comptoir.infra.formats import Reader
from comptoir.infra.i18n import gettext as _
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.people import queries as people

if TYPE_CHECKING:
    from comptoir.people.models import User

P = ParamSpec("P")
STAFF = tuple(Role)
# Who reads what customers write and send back: everybody but those who look after the goods and their words.
CARE = tuple(role for role in Role if role is not Role.MERCHANDISER)
PEOPLE = (Role.ADVISOR, Role.AUDITOR)  # who may see customers, not only their orders and parcels
_UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class Desk:
    """One request at the desk: who, in which role, and at what time of the house."""

    request: HttpRequest
    actor: Actor
    name: str
    role: Role
    language: str
    at: datetime

    def may(self, *roles: Role) -> bool:
        """Whether the role may do what is for these."""
        return may_act_as(self.role, roles)

    def page(self, template: str, /, status: int = 200, **context: object) -> HttpResponse:
        """A page of the desk, in the language of who is there; never kept by anyone in between."""
        shared = {
            "desk": self,
            "clock": self.at,
            "house_zone": markets.current_policy(at=self.at).house.time_zone,
            **words.HELPERS,
        }
        response = render(self.request, f"desk/{template}", {**shared, **context}, status=status)
        response.headers["Cache-Control"] = "private, no-store"
        return response

    def reader(self) -> Reader:
        """Who reads at the desk: on the house's clock."""
        return Reader(at=self.at, zone=markets.shown_policy(at=self.at).house.time_zone)


DeskView = Callable[Concatenate[Desk, P], HttpResponseBase]


def for_roles(
    *roles: Role, proved: bool = False
) -> Callable[[DeskView[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let only signed-in staff in these roles through; where it must be `proved`, with a code that is not old (D2-09)."""

    def wrap(view: DeskView[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @functools.wraps(view)
        def run(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            desk = open_desk(request)
            if desk is None:
                return HttpResponseRedirect(f"{reverse('desk:sign_in')}?{urlencode({'next': request.path})}")
            with i18n.speaking(desk.language, reader=desk.reader):
                if not desk.may(*roles):
                    place = request.resolver_match
                    journal.note_refused(page=place.view_name if place else "", actor=desk.actor, at=desk.at)
                    return HttpResponseForbidden(_("Your role does not allow this."))
                if proved and not sessions.is_proved(request):
                    return sessions.ask_proof(request)
                return view(desk, *args, **kwargs)

        return run

    return wrap


def open_desk(request: HttpRequest) -> Desk | None:
    """The desk of whoever is signed in with a role; None for anyone else."""
    user = request.user
    if not user.is_authenticated or not user.is_active or not user.role or not user.factor_since:
        return None
    if not sessions.goes_on(request):
        return None
    return Desk(
        request=request,
        actor=people.actor_of(user=user),
        name=user.name,
        role=Role(user.role),
        language=user.language,
        at=clock.now(),
    )


def signed_in(desk: Desk) -> User:
    """The row of who is at the desk."""
    found = people.staff_member(public_id=UUID(desk.actor.id))
    if found is None:
        raise Http404
    return found


def names_of_actors(actors: Iterable[str]) -> dict[str, str]:
    """The names of those who act, by their ids; programs with a token have none."""
    known = people.names_of(people=[UUID(actor) for actor in actors if len(actor) == _UUID_LENGTH])
    return {str(actor): name for actor, name in known.items()}
