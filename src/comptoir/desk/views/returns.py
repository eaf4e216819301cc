"""Returns at the desk: which are open, one of them with its dock, its pieces taken in, its cancellation."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.core.grading import Destination
from comptoir.desk import dock_words
from comptoir.desk.access import CARE, Desk, for_roles
from comptoir.desk.answers import ids_in, say, sentence, take_said
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import ids
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.returns import queries as returns
from comptoir.returns import services as verbs
from comptoir.warehouse import queries as warehouse


@for_roles(*CARE)
def index(desk: Desk) -> HttpResponse:
    """Returns that wait for the warehouse, the oldest first; the field for what is on a parcel."""
    return list_page(desk)


def list_page(desk: Desk, *, code: str = "", found: tuple[UUID, ...] = ()) -> HttpResponse:
    """The dock's first page; with a code that means no return, or several."""
    rows = returns.open_returns()
    meant = [known for one in found if (known := returns.return_view(return_id=one))]
    return desk.page(
        "returns.html",
        rows=meant or rows,
        code=code,
        found=bool(meant),
        strays=returns.open_strays(),
        held=returns.held_pieces(),
        key=ids.new_id(),
        said=take_said(desk),
    )


@for_roles(*CARE)
def show(desk: Desk, return_id: UUID) -> HttpResponse:
    """One return: the field for the scanner, what should be in the parcel, each piece's checklist."""
    return return_page(desk, return_id)


def return_page(
    desk: Desk, return_id: UUID, *, scanned: verbs.Scanned | None = None, words: str = "", status: int = 200
) -> HttpResponse:
    """The dock of a return, with what the last scan came to."""
    known = returns.return_view(return_id=return_id)
    if known is None:
        raise Http404
    lots = fulfilment_queries.lots_sent(pieces=[piece.id for piece in known.pieces])
    return desk.page(
        "return.html",
        status=status,
        unread=[piece for piece in known.pieces if lots.get(piece.id, 0) is None],
        known=known,
        sent=warehouse.identities_of(pieces=[piece.id for piece in known.pieces]),
        called=catalogue.piece_names(skus={piece.sku for piece in known.pieces}, language=desk.language),
        table={row.id: row for row in returns.pieces_to_grade(return_id=return_id)},
        strays=returns.strays_in(return_id=return_id),
        account=returns.refund_statement(return_id=return_id),
        scanned=scanned,
        words=words or (dock_words.scan_told(scanned) if scanned else ""),
        wrong=bool(words) or (scanned is not None and not scanned.done),
        check_words=dock_words.check_words(),
        finding_words=dock_words.finding_words(),
        destination_words=dock_words.destination_words(),
        verdict_words=dock_words.verdict_words(),
        choice_words=dock_words.choice_words(),
        destinations=tuple(Destination),
        key=ids.new_id(),
        stray_id=ids.new_id(),
        said=take_said(desk),
    )


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
    return HttpResponseRedirect(page_of(return_id))


@require_POST
@for_roles(Role.WAREHOUSE)
def read_lot(desk: Desk, return_id: UUID) -> HttpResponse:
    """The label of a piece that came back says of which lot it is, where that was not known when it left."""
    known = returns.return_view(return_id=return_id)
    if known is None:
        raise Http404
    try:
        for piece in ids_in(desk, "piece"):
            fulfilment.read_lot(
                order_number=known.order_number,
                piece=piece,
                code=desk.request.POST.get("lot", ""),
                actor=desk.actor,
                at=desk.at,
            )
    except NotPossible:
        wrong = _("No lot of this product is called so, or another one is known. Nothing was saved.")
        say(desk, wrong, wrong=True)
    else:
        say(desk, _("Saved."))
    return HttpResponseRedirect(page_of(return_id))


def page_of(return_id: UUID) -> str:
    """The address of a return at the desk."""
    return reverse("desk:return", args=[return_id])
