"""Transfers and goods in at the desk: begun, scanned or pasted, sent, received with every difference said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.desk import labels, pasted, stock_words
from comptoir.desk.access import STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import say, take_said
from comptoir.desk.events import event_words
from comptoir.desk.pasted import Unreadable
from comptoir.desk.views.products import carry_out_here
from comptoir.infra import ids
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.stock import queries, services
from comptoir.stock.queries import ConsignmentView
from comptoir.stock.services import Scanned
from comptoir.warehouse import queries as warehouse

_SIZE = 30
_HISTORY = 12


@for_roles(*STAFF)
def transfers(desk: Desk) -> HttpResponse:
    """Transfers under way and over; posted to, a new one."""
    return _index(desk, transfers=True)


@for_roles(*STAFF)
def goods_in(desk: Desk) -> HttpResponse:
    """Goods that come in from outside, expected and received; posted to, new ones."""
    return _index(desk, transfers=False)


def _index(desk: Desk, *, transfers: bool) -> HttpResponse:
    post, errors = desk.request.POST, labels.Beside()
    if desk.request.method == "POST":
        if not desk.may(Role.WAREHOUSE):
            return HttpResponse(_("Your role does not allow this."), status=403)
        known = pasted.new_id(post)
        try:
            _begin(desk, known, transfers=transfers)
        except NotPossible as refused:
            errors = labels.by_field(refused.refusals)
        else:
            return HttpResponseRedirect(reverse("desk:consignment", args=[known]))
    page = pasted.page_in(desk.request)
    under_way, _count = queries.consignments(transfers=transfers, over=False, page=1, size=200)
    over, count = queries.consignments(transfers=transfers, over=True, page=page, size=_SIZE)
    return desk.page(
        "consignments.html",
        status=422 if errors else 200,
        here="transfers" if transfers else "goods_in",
        under_way=under_way,
        over=over,
        page=page,
        pages=max(1, -(-count // _SIZE)),
        places=queries.location_names(),
        state_words=stock_words.state_words(),
        typed=post.dict(),
        errors=errors,
        id=ids.new_id(),
        said=take_said(desk),
    )


def _begin(desk: Desk, consignment_id: UUID, *, transfers: bool) -> None:
    post = desk.request.POST
    if transfers:
        return services.begin_transfer(
            consignment_id=consignment_id,
            origin=post.get("origin", ""),
            destination=post.get("destination", ""),
            actor=desk.actor,
            at=desk.at,
        )
    return services.announce_receipt(
        consignment_id=consignment_id,
        supplier=post.get("supplier", ""),
        note=post.get("note", ""),
        destination=post.get("destination", ""),
        expected_on=_day(post.get("expected_on", "")),
        actor=desk.actor,
        at=desk.at,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@for_roles(*STAFF)
def show(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """A transfer or goods in: its lines, the field for the scanner, and what can be done now."""
    return _page(desk, _known(consignment_id))


@require_POST
@for_roles(Role.WAREHOUSE)
def scan(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """One piece. The answer is the page itself: sent twice, it counts once."""
    known = _known(consignment_id)
    try:
        scanned = services.scan_piece(
            consignment_id=consignment_id,
            code=desk.request.POST.get("code", ""),
            key=pasted.key_in(desk),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _page(desk, known, words=labels.sentence(refusal.refusals[0]), wrong=True)
    return _page(desk, known, words=_told(known, scanned))


def _told(known: ConsignmentView, scanned: Scanned) -> str:
    values = {"sku": scanned.sku, "count": scanned.quantity, "wanted": scanned.wanted}
    if known.state == "open":
        return _("%(sku)s: %(count)s to send.") % values
    if not scanned.wanted:
        return _("%(sku)s: %(count)s here, and nobody announced it.") % values
    if scanned.quantity > scanned.wanted:
        return _("%(sku)s: %(count)s here, %(wanted)s announced.") % values
    return _("%(sku)s: %(count)s of %(wanted)s here.") % values


@require_POST
@for_roles(Role.WAREHOUSE)
def write(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """Lines as they were pasted or typed into the table, announced or counted here."""
    _known(consignment_id)

    def do(lines: Mapping[str, int]) -> None:
        services.write_lines(
            consignment_id=consignment_id,
            announced=desk.request.POST.get("what") == "announced",
            lines=lines,
            actor=desk.actor,
            at=desk.at,
        )

    return write_pasted(desk, do, back=reverse("desk:consignment", args=[consignment_id]))


def write_pasted(desk: Desk, do: Callable[[Mapping[str, int]], None], *, back: str) -> HttpResponse:
    """Read lines and write them, or say what is wrong with which."""
    try:
        lines = pasted.lines_in(desk.request)
    except Unreadable as not_lines:
        say(desk, _("Nothing was saved."), *not_lines.faults, wrong=True)
        return HttpResponseRedirect(back)
    return carry_out_here(desk, lambda: do(lines), done=_("Saved."), back=back)


@require_POST
@for_roles(Role.WAREHOUSE)
def name_lot(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """The pieces of a style in this delivery are of one lot."""
    post = desk.request.POST
    return carry_out_here(
        desk,
        lambda: services.name_lot(
            consignment_id=consignment_id,
            style=post.get("style", ""),
            code=post.get("lot", ""),
            made_on=_day(post.get("made_on", "")),
            made_in=post.get("made_in", ""),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Saved."),
        back=reverse("desk:consignment", args=[consignment_id]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def send(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """A transfer leaves."""
    return carry_out_here(
        desk,
        lambda: services.send_transfer(consignment_id=consignment_id, actor=desk.actor, at=desk.at),
        done=_("Sent. Its pieces can be sold again once they are received."),
        back=reverse("desk:consignment", args=[consignment_id]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def book(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """What was counted lies here now."""
    post = desk.request.POST
    rest_follows = post.get("rest") == "follows"
    return carry_out_here(
        desk,
        lambda: services.book_consignment(
            consignment_id=consignment_id,
            seen=whole_number(post.get("seen", "")) or 0,
            rest_follows=rest_follows,
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Booked. The rest is still expected.") if rest_follows else _("Booked and closed."),
        back=reverse("desk:consignment", args=[consignment_id]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def cancel(desk: Desk, consignment_id: UUID) -> HttpResponse:
    """It never was."""
    return carry_out_here(
        desk,
        lambda: services.cancel_consignment(consignment_id=consignment_id, actor=desk.actor, at=desk.at),
        done=_("Cancelled. Nothing was moved."),
        back=reverse("desk:consignment", args=[consignment_id]),
    )


def _known(consignment_id: UUID) -> ConsignmentView:
    known = queries.consignment_by_id(consignment_id=consignment_id)
    if known is None:
        raise Http404
    return known


def _page(desk: Desk, known: ConsignmentView, *, words: str = "", wrong: bool = False) -> HttpResponse:
    lines = queries.consignment_lines(consignment_id=known.id)
    skus = [line.sku for line in lines]
    return desk.page(
        "consignment.html",
        status=422 if wrong else 200,
        known=known,
        lines=lines,
        names=catalogue.piece_names(skus=skus, language=desk.language),
        bins=warehouse.bins_at(
            location=known.origin if known.state == "open" else known.destination, skus=skus
        ),
        free=_free(known, skus),
        styles=sorted({(line.style, line.style) for line in lines})
        if known.state == "expected" and not known.bookings
        else [],
        seen=sum(line.counted for line in lines),
        here_pieces=sum(line.here for line in lines),
        announced=sum(line.announced for line in lines),
        lost=sum(-line.difference for line in lines if line.difference < 0),
        extra=sum(line.difference for line in lines if line.difference > 0),
        places=queries.location_names(),
        state_words=stock_words.state_words(),
        **what_was_done("consignment", known.id),
        words=words,
        wrong=wrong,
        key=ids.new_id(),
        said=take_said(desk),
    )


def what_was_done(kind: str, subject: UUID) -> dict[str, object]:
    """What was done with a consignment or a count, and the names of who did it; scans are told by their figures."""
    entries = [
        entry
        for entry in journal.entries_about(kind=kind, subject_id=str(subject))
        if not entry.verb.endswith("_scanned")
    ]
    return {
        "history": [(entry, event_words(entry)) for entry in entries[: -_HISTORY - 1 : -1]],
        "people": names_of_actors({entry.actor_id for entry in entries}),
    }


def _free(known: ConsignmentView, skus: list[str]) -> dict[str, int]:
    """What may leave the place where a transfer is put together."""
    if known.state != "open":
        return {}
    rows = queries.levels(skus=skus).items()
    return {
        sku: sum(level.available for level in places if level.location == known.origin)
        for sku, places in rows
    }
