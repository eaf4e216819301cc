"""The returns dock: what is expected, what came, and the verdict on each piece."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, ids_in, say, sentence, take_said
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.returns import queries as returns
from comptoir.returns import services as verbs
from comptoir.warehouse import queries as warehouse


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Returns that wait for the warehouse, the oldest first."""
    return desk.page("returns.html", rows=returns.open_returns(), said=take_said(desk))


@for_roles(*STAFF)
def show(desk: Desk, return_id: UUID) -> HttpResponse:
    """One return, piece by piece."""
    known = returns.return_view(return_id=return_id)
    if known is None:
        raise Http404
    sent = warehouse.identities_of(pieces=[piece.id for piece in known.pieces])
    return desk.page("return.html", known=known, sent=sent, said=take_said(desk))


@require_POST
@for_roles(Role.WAREHOUSE)
def receive(desk: Desk, return_id: UUID) -> HttpResponse:
    """The ticked pieces are here (RET-10), with what was scanned of those that left with an identity."""
    pieces = ids_in(desk, "piece")
    scanned = {piece: desk.request.POST.get(f"identity-{piece}", "").strip().upper()[:40] for piece in pieces}
    try:
        others = verbs.receive_return(
            return_id=return_id, pieces=pieces, identities=scanned, actor=desk.actor, at=desk.at
        )
    except NotPossible as refusal:
        say(desk, *(sentence(known) for known in refusal.refusals), wrong=True)
    else:
        other = _("Another garment came back than the one that was sent: a person decides.")
        say(desk, _("Received. Now judge each piece."), *([other] if others else []), wrong=bool(others))
    return HttpResponseRedirect(_page(return_id))


@require_POST
@for_roles(Role.WAREHOUSE)
def inspect(desk: Desk, return_id: UUID) -> HttpResponse:
    """A verdict on each piece; a refusal says why (RET-06)."""
    post = desk.request.POST
    verdicts = [
        verbs.VerdictIn(
            piece=piece,
            verdict=verbs.Verdict(post[f"verdict-{piece}"]),
            reason=post.get(f"reason-{piece}", "").strip()[:300],
        )
        for piece in ids_in(desk, "piece")
        if post.get(f"verdict-{piece}") in set(verbs.Verdict)
    ]
    return carry_out(
        desk,
        lambda: verbs.inspect_return(return_id=return_id, verdicts=verdicts, actor=desk.actor, at=desk.at),
        done=_("Verdicts kept. Accepted pieces are refunded; the customer has been written to."),
        back=_page(return_id),
    )


@require_POST
@for_roles(Role.ADVISOR)
def cancel(desk: Desk, return_id: UUID) -> HttpResponse:
    """Cancel a return that was not sent (RET-13)."""
    return carry_out(
        desk,
        lambda: verbs.cancel_return(return_id=return_id, actor=desk.actor, at=desk.at),
        done=_("Return cancelled. Its label is void; another can be registered."),
        back=_page(return_id),
    )


def _page(return_id: UUID) -> str:
    return reverse("desk:return", args=[return_id])
