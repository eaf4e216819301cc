"""Passkeys of who is at the desk: second factors beside an authenticator or in its place (D2-09)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.desk import sessions
from comptoir.desk.access import STAFF, Desk, for_roles, signed_in
from comptoir.desk.answers import carry_out, sentence
from comptoir.desk.places import link_place
from comptoir.infra import clock
from comptoir.infra.devices import device_name
from comptoir.infra.i18n import gettext as _
from comptoir.infra.passkeys import MOST_ANSWER
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.people import services as people


@require_POST
@for_roles(*STAFF, proved=True)
def offer(desk: Desk) -> HttpResponse:
    """What the browser asks of its device to make one."""
    try:
        asked = people.offer_factor(
            user=signed_in(desk),
            browser=sessions.asks_here(desk.request),
            house=markets.current_policy(at=desk.at).house.name,
            real_at=clock.real_now(),
        )
    except NotPossible as refusal:
        return JsonResponse({"refused": [sentence(known) for known in refusal.refusals]}, status=422)
    return JsonResponse(asked)


@require_POST
@for_roles(*STAFF, proved=True)
def add(desk: Desk) -> HttpResponse:
    """Keep the one that the device made."""
    typed = desk.request.POST
    agent = desk.request.headers.get("User-Agent", "")

    def keep() -> None:
        people.add_factor(
            user=signed_in(desk),
            answer=typed.get("answer", "")[:MOST_ANSWER],
            name=typed.get("name", "").strip()[:60] or device_name(agent),
            browser=sessions.asks_here(desk.request),
            place=link_place(reverse("desk:forgot"), at=desk.at),
            real_at=clock.real_now(),
            at=desk.at,
        )

    return carry_out(desk, keep, done=_("The passkey is added."), back=reverse("desk:security"))


@require_POST
@for_roles(*STAFF, proved=True)
def remove(desk: Desk, passkey: UUID) -> HttpResponse:
    """One that counts no more; the last factor stays."""
    return carry_out(
        desk,
        lambda: people.remove_factor(
            user=signed_in(desk),
            passkey=passkey,
            place=link_place(reverse("desk:forgot"), at=desk.at),
            at=desk.at,
        ),
        done=_("The passkey is removed."),
        back=reverse("desk:security"),
    )
