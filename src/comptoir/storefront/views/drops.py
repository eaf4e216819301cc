"""Drops: what is announced, the waiting room, the line, and one's turn (D2-13)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.views.decorators.http import require_POST

from comptoir.core.drops import LineFacts, standing
from comptoir.drops import queries, services
from comptoir.drops.queries import DropView
from comptoir.drops.services import CannotEnter
from comptoir.infra import clock
from comptoir.infra.i18n import explain
from comptoir.infra.visitors import visitor_of
from comptoir.stock import queries as stock
from comptoir.storefront import forms
from comptoir.storefront.contact_page import TRAP
from comptoir.storefront.drops import looks_bare, pieces_of, ticket_cookie, tickets_in
from comptoir.storefront.store import Store, in_store, show_page, show_personal
from comptoir.storefront.wire import packed

# Who waits asks the more seldom the more wait: so many of them a second at most, and so many for their own pages.
_ASKS_A_SECOND, _PAGES_A_SECOND = 1_500, 300
_LEAST_S, _MOST_S = 4, 30


@in_store
def drop(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """What is sold, when, under which caps, and the way into the waiting room: the same for everybody."""
    return show_page(request, store, "drop", _announced(store, _find(slug)))


@require_POST
@in_store
def enter(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """Take a place in the line, once for a mailbox."""
    found = _find(slug)
    email = request.POST.get("email", "").strip()[:200]
    if error := forms.email_error(email):
        return _refuse(request, store, found, email, error)
    try:
        ticket = services.enter_drop(
            drop=found,
            email=email,
            visitor=visitor_of(request=request),
            bare=looks_bare(request),
            tickets=tickets_in(request),
            language=store.language,
            country=store.country,
            at=clock.now(),
        )
    except CannotEnter as refused:
        return _refuse(request, store, found, email, explain(refused.refusals[0]))
    if not ticket:
        return show_personal(request, store, "drop_entered", {"drop": found, "email": email})
    return _with_ticket(store, slug, ticket)


def _refuse(request: HttpRequest, store: Store, found: DropView, email: str, error: str) -> HttpResponse:
    context = _announced(store, found) | {"email": email, "error": error}
    return show_personal(request, store, "drop", context, status=422)


@in_store
def take_place(request: HttpRequest, store: Store, slug: str, ticket: str) -> HttpResponse:
    """The mailed way to a place that was taken in another browser."""
    del request
    if queries.entry_of(drop_id=_find(slug).id, tickets=[ticket]) is None:
        raise Http404
    return _with_ticket(store, slug, ticket)


def _with_ticket(store: Store, slug: str, ticket: str) -> HttpResponse:
    return ticket_cookie(slug).give(HttpResponseRedirect(store.to(f"drops/{slug}/line/")), ticket)


@in_store
def line(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """One's own place and what happens next; when the turn has come, the pieces to choose from."""
    found, at = _find(slug), clock.now()
    entry = queries.entry_of(drop_id=found.id, tickets=[ticket_cookie(slug).token_of(request)])
    if entry is None:
        return HttpResponseRedirect(store.to(f"drops/{slug}/"))
    facts = queries.line_facts(drop_id=found.id)
    ends_at = entry.turn_ends_at
    is_turn = ends_at is not None and at < ends_at and at < found.terms.ends_at and not entry.has_ordered
    is_turn = is_turn and facts.left > 0
    context = {
        "drop": found,
        "entry": entry,
        "line": facts,
        "standing": standing(found.terms, facts, at=at),
        "is_turn": is_turn,
        "turn_over": ends_at is not None and at >= ends_at,
        "pieces": pieces_of(found, store, at=at) if is_turn else (),
        "left": stock.available(skus=found.skus) if is_turn else {},
        "again": _again(facts),
        "zone": store.house.time_zone,
    }
    return show_personal(request, store, "drop_line", context)


@in_store
def state(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """How far the line has come: what everybody who waits asks again and again, answered from memory."""
    del store
    found = _find(slug)
    facts = queries.line_facts(drop_id=found.id)
    told = {
        "standing": standing(found.terms, facts, at=clock.now()),
        "called": facts.called,
        "placed": facts.placed,
        "left": facts.left,
        "again": _again(facts),
        "spread": facts.placed // _PAGES_A_SECOND,
    }
    return packed(request, JsonResponse(told))


@in_store
def draw(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """The draw, for anybody to do it again."""
    del store
    drawn = queries.drawn_of(drop=_find(slug))
    if drawn is None:
        raise Http404
    return packed(request, JsonResponse(drawn))


def _find(slug: str) -> DropView:
    found = queries.drop_by_slug(slug=slug)
    if found is None:
        raise Http404
    return found


def _announced(store: Store, found: DropView) -> dict[str, object]:
    facts, at = queries.line_facts(drop_id=found.id), clock.now()
    return {
        "drop": found,
        "line": facts,
        "standing": standing(found.terms, facts, at=at),
        "pieces": pieces_of(found, store, at=at),
        "zone": store.house.time_zone,
        "trap": TRAP,
        "email": "",
        "error": "",
    }


def _again(facts: LineFacts) -> int:
    """After how many seconds who waits asks again."""
    return min(_LEAST_S + (facts.placed - facts.called) // _ASKS_A_SECOND, _MOST_S)
