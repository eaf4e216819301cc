"""Counts at the desk: which bins were not counted for longest, one count, its differences before they are booked."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.desk import labels, pasted
from comptoir.desk.access import STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import take_said
from comptoir.desk.views.consignments import what_was_done, write_pasted
from comptoir.desk.views.products import carry_out_here
from comptoir.infra import ids
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.stock import queries as stock
from comptoir.warehouse import queries, services
from comptoir.warehouse.queries import CountView

_OLDEST = 20
_SHOWN = 30


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Counts under way, bins to count next, what was counted last; posted to, a new count."""
    places = stock.shipping_locations()
    asked = desk.request.POST.get("place") or desk.request.GET.get("place", "")
    place = asked if asked in places else places[0] if places else ""
    errors = labels.Beside()
    if desk.request.method == "POST":
        if not desk.may(Role.WAREHOUSE):
            return HttpResponse(_("Your role does not allow this."), status=403)
        known = pasted.new_id(desk.request.POST)
        what = desk.request.POST.get("what", "")[:40]
        try:
            services.begin_count(count_id=known, location=place, what=what, actor=desk.actor, at=desk.at)
        except NotPossible as refused:
            errors = labels.by_field(refused.refusals)
        else:
            return HttpResponseRedirect(reverse("desk:count", args=[known]))
    open_counts = queries.counts(location=place, over=False, limit=_SHOWN)
    over = queries.counts(location=place, over=True, limit=_SHOWN)
    return desk.page(
        "counts.html",
        status=422 if errors else 200,
        places=places,
        place=place,
        open_counts=open_counts,
        over=over,
        oldest=[(row, ids.new_id()) for row in queries.oldest_bins(location=place, limit=_OLDEST)],
        names=names_of_actors({row.made_by for row in (*open_counts, *over)}),
        typed=desk.request.POST.dict(),
        errors=errors,
        id=ids.new_id(),
        said=take_said(desk),
    )


@for_roles(*STAFF)
def show(desk: Desk, count_id: UUID) -> HttpResponse:
    """A count: the field for the scanner, what should be there, what was found."""
    return _page(desk, _known(count_id))


@require_POST
@for_roles(Role.WAREHOUSE)
def scan(desk: Desk, count_id: UUID) -> HttpResponse:
    """One more piece lies there. The answer is the page itself: sent twice, it counts once."""
    known = _known(count_id)
    try:
        sku, counted = services.scan_counted(
            count_id=count_id,
            code=desk.request.POST.get("code", ""),
            key=pasted.key_in(desk),
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refusal:
        return _page(desk, known, words=labels.sentence(refusal.refusals[0]), wrong=True)
    return _page(desk, known, words=_("%(sku)s: %(count)s counted.") % {"sku": sku, "count": counted})


@require_POST
@for_roles(Role.WAREHOUSE)
def write(desk: Desk, count_id: UUID) -> HttpResponse:
    """What was counted, as it was pasted, typed into the table, or came as a file."""
    _known(count_id)

    def do(lines: Mapping[str, int]) -> None:
        services.write_counts(count_id=count_id, lines=lines, actor=desk.actor, at=desk.at)

    return write_pasted(desk, do, back=reverse("desk:count", args=[count_id]))


@require_POST
@for_roles(Role.WAREHOUSE)
def book(desk: Desk, count_id: UUID) -> HttpResponse:
    """What was counted is what lies there."""
    post = desk.request.POST
    return carry_out_here(
        desk,
        lambda: services.book_count(
            count_id=count_id,
            reason=post.get("reason", ""),
            seen=whole_number(post.get("seen", "")) or 0,
            rest_is_none=post.get("rest") == "yes",
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Booked: what was counted is what lies there."),
        back=reverse("desk:count", args=[count_id]),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def drop(desk: Desk, count_id: UUID) -> HttpResponse:
    """Nothing of it is booked."""
    place = urlencode({"place": _known(count_id).location})
    return carry_out_here(
        desk,
        lambda: services.drop_count(count_id=count_id, actor=desk.actor, at=desk.at),
        done=_("The count is dropped. Nothing was moved."),
        back=f"{reverse('desk:counts')}?{place}",
    )


def _known(count_id: UUID) -> CountView:
    known = queries.count_by_id(count_id=count_id)
    if known is None:
        raise Http404
    return known


def _page(desk: Desk, known: CountView, *, words: str = "", wrong: bool = False) -> HttpResponse:
    lines = queries.count_lines(count_id=known.id)
    skus = [line.sku for line in lines]
    counted = [line for line in lines if line.counted is not None]
    return desk.page(
        "count.html",
        status=422 if wrong else 200,
        known=known,
        lines=lines,
        pieces=catalogue.piece_names(skus=skus, language=desk.language),
        bins=queries.bins_at(location=known.location, skus=skus),
        seen=sum(line.counted or 0 for line in counted),
        differing=sum(line.difference != 0 for line in counted),
        uncounted=len(lines) - len(counted),
        **what_was_done("count", known.id),
        words=words,
        wrong=wrong,
        key=ids.new_id(),
        said=take_said(desk),
    )
