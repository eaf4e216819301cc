"""After a form: back to the page, with what was done or why not. The word is kept in the session for one page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect

from comptoir.core.decisions import Refused
from comptoir.desk.access import Desk
from comptoir.desk.words import plainly
from comptoir.infra.figures import whole_number
from comptoir.infra.refusals import NotPossible

_KEY = "said"
# Mails are shown as they are, in a frame of their own that can do nothing.
_MAIL_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; frame-ancestors 'self'; sandbox"
)


def carry_out(desk: Desk, verb: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do it and say so, or say why it was refused; nothing is repeated by a refresh."""
    try:
        verb()
    except NotPossible as refusal:
        say(desk, *(sentence(known) for known in refusal.refusals), wrong=True)
    else:
        say(desk, done)
    return HttpResponseRedirect(back)


def say(desk: Desk, *lines: str, wrong: bool = False) -> None:
    """Keep a word for the next page."""
    desk.request.session[_KEY] = {"wrong": wrong, "lines": list(lines)}


def sentence(refusal: Refused) -> str:
    """A refusal in words, with its rule."""
    rule = f" ({refusal.rule})" if refusal.rule else ""
    return plainly(refusal) + rule


def take_said(desk: Desk) -> dict[str, object] | None:
    """What the last form came to, once."""
    said: dict[str, object] | None = desk.request.session.pop(_KEY, None)
    return said


def framed_mail(html: str) -> HttpResponse:
    """The HTML of a mail, for its frame."""
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = _MAIL_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def place_in(desk: Desk) -> int:
    """The place that something is to move to; anything else is no page of ours."""
    place = whole_number(desk.request.POST.get("place", ""), most=999)
    if place is None:
        raise Http404
    return place


def date_in(desk: Desk, field: str) -> date | None:
    """The day in a form, where there is one."""
    try:
        return date.fromisoformat(desk.request.POST.get(field, ""))
    except ValueError:
        return None


def ids_in(desk: Desk, field: str) -> list[UUID]:
    """The ids ticked in a form; anything else is no page of ours."""
    try:
        return [UUID(text) for text in desk.request.POST.getlist(field)]
    except ValueError:
        raise Http404 from None
