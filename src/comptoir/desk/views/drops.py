"""Drops at the desk: announced, changed before anybody enters, watched, ended (D2-13)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.drops import Cap, Sign, Standing
from comptoir.desk import typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, say, take_said
from comptoir.desk.drop_form import DropForm
from comptoir.desk.events import event_words
from comptoir.desk.labels import Beside
from comptoir.drops import queries, services
from comptoir.drops.queries import DropView
from comptoir.drops.services import DropInput
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Every drop, the latest to open first."""
    drops = reversed(queries.announced_drops())
    rows = [(drop, queries.standing_of(drop=drop, at=desk.at)) for drop in drops]
    return desk.page("drops.html", rows=rows, standings=standing_words(), said=take_said(desk))


@for_roles(Role.MERCHANDISER)
def create(desk: Desk) -> HttpResponse:
    """Announce a drop."""
    hour = desk.at.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    blank = DropInput(
        slug="", name={}, codes=(), enters_at=hour, opens_at=hour + timedelta(hours=1), ends_at=hour + timedelta(days=1)
    )  # fmt: skip
    return _form(desk, blank, found=None)


@for_roles(*STAFF)
def show(desk: Desk, slug: str) -> HttpResponse:
    """A drop: its figures, and its terms while they can change."""
    found = queries.drop_by_slug(slug=slug)
    if found is None or (desk.request.method == "POST" and not desk.may(Role.MERCHANDISER)):
        raise Http404
    return _form(desk, _as_input(found), found=found)


@require_POST
@for_roles(Role.MERCHANDISER)
def end(desk: Desk, slug: str) -> HttpResponse:
    """End a drop now."""
    return carry_out(
        desk,
        lambda: services.end_drop(slug=slug, actor=desk.actor, at=desk.at),
        done=_("Ended. What is left of it is sold as everything else."),
        back=reverse("desk:drop", args=[slug]),
    )


def _form(desk: Desk, known: DropInput, *, found: DropView | None) -> HttpResponse:
    zone = markets.current_policy(at=desk.at).house.time_zone
    errors = Beside()
    if desk.request.method == "POST":
        form = DropForm(desk.request.POST, zone=zone)
        known = form.drop(known=known, is_new=found is None)
        errors = Beside(form.errors or _save(desk, known, found))
        if not errors:
            say(desk, _("Announced.") if found is None else _("Saved."))
            return HttpResponseRedirect(reverse("desk:drop", args=[known.slug]))
    return desk.page(
        "drop.html",
        status=422 if errors else 200,
        drop=found,
        wanted=known,
        open_terms=found is None or desk.at < found.terms.enters_at,
        standing=queries.standing_of(drop=found, at=desk.at) if found else "",
        line=queries.line_facts(drop_id=found.id) if found else None,
        figures=queries.figures(drop_id=found.id) if found else None,
        errors=errors,
        standings=standing_words(),
        signs=sign_words(),
        by_language=typed.texts_by_language,
        stored=lambda moment: typed.moment_as_typed(moment, zone=zone),
        history=journal.entries_about(kind="drop", subject_id=found.slug) if found else (),
        event_of=event_words,
        said=take_said(desk),
    )


def _as_input(found: DropView) -> DropInput:
    terms = found.terms
    return DropInput(
        slug=found.slug,
        name=found.name,
        codes=found.codes,
        enters_at=terms.enters_at,
        opens_at=terms.opens_at,
        ends_at=terms.ends_at,
        turn_minutes=terms.turn_minutes,
        per_customer=terms.caps[Cap.CUSTOMER],
        per_address=terms.caps[Cap.ADDRESS],
        per_household=terms.caps[Cap.HOUSEHOLD],
    )


def _save(desk: Desk, wanted: DropInput, found: DropView | None) -> dict[str, str]:
    """Carry it out; what is wrong, by field."""
    verb: Callable[..., None] = services.announce_drop if found is None else services.change_drop
    try:
        verb(wanted=wanted, actor=desk.actor, at=desk.at)
    except NotPossible as refused:
        return {
            known.field or "": str(dict(known.values).get("why") or explain(known))
            for known in refused.refusals
        }
    return {}


def standing_words() -> dict[str, str]:
    """Where a drop stands."""
    return {
        Standing.ANNOUNCED: _("Announced"),
        Standing.ENTERING: _("Waiting room open"),
        Standing.DRAWING: _("Being drawn"),
        Standing.OPEN: _("Open"),
        Standing.TAKEN: _("All promised"),
        Standing.GONE: _("Sold out"),
        Standing.OVER: _("Over"),
    }


def sign_words() -> dict[str, str]:
    """What makes an entry look like a program's."""
    return {
        Sign.BARE: _("No browser’s request"),
        Sign.NETWORK: _("Many of one network"),
        Sign.DOMAIN: _("Many of one mail domain"),
    }
