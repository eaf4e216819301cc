"""What the house learns: what came back, why, of which product, size and lot."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import Http404, HttpResponse

from comptoir.cases import queries
from comptoir.core.lessons import Lesson
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.claim_words import kind_words
from comptoir.desk.events import reason_words
from comptoir.infra.i18n import gettext as _
from comptoir.returns.queries import return_reasons
from comptoir.stock import queries as stock

_SEASON = timedelta(days=182)


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Every product of which something came back, with its sizes; those that stand out first."""
    tallies, lots = _tallies(desk.at, desk.language), _lots(desk.at, desk.language)
    return desk.page(
        "lessons.html",
        days=_SEASON.days,
        lessons=_named(tallies),
        why_words=_why_words,
        tallies=[one for one in tallies if one.back],
        arrived=sum(one.arrived for one in tallies),
        back=sum(one.back.total() for one in tallies),
        lots=lots,
        lots_out=queries.lots_standing_out(tallies=lots),
    )


@for_roles(*STAFF)
def lot(desk: Desk, lot_id: int) -> HttpResponse:
    """A lot: where it was made and went, what of it came back and why, beside the rest of its product."""
    known = stock.lot_by_id(lot_id=lot_id)
    if known is None:
        raise Http404
    tallies = _lots(desk.at, desk.language)
    out = queries.lots_standing_out(tallies=tallies)
    return desk.page(
        "lot.html",
        lot=known,
        days=_SEASON.days,
        tallies=[one for one in tallies if one.style == known.style],
        lots_out=[found for found in out if found[0].lot == lot_id],
        why_words=_why_words,
        pieces=queries.lot_pieces(lot=lot_id),
        deliveries=stock.deliveries_of(lot=lot_id),
    )


def lots_standing_out(*, at: datetime, language: str) -> tuple[tuple[queries.LotTally, Lesson], ...]:
    """The lots that stand out lately within their products: for the first page of who takes care of products."""
    return queries.lots_standing_out(tallies=_lots(at, language))


def _lots(at: datetime, language: str) -> tuple[queries.LotTally, ...]:
    return queries.lot_tallies(since=at - _SEASON, at=at, language=language)


def standing_out(*, at: datetime, language: str) -> list[tuple[str, Lesson]]:
    """The products that stand out lately, with their names: for the first page of who takes care of products."""
    return _named(_tallies(at, language))


def _tallies(at: datetime, language: str) -> tuple[queries.ProductTally, ...]:
    return queries.product_tallies(since=at - _SEASON, at=at, language=language)


def _named(tallies: tuple[queries.ProductTally, ...]) -> list[tuple[str, Lesson]]:
    names = {one.style: one.name for one in tallies}
    return [(names[lesson.style], lesson) for lesson in queries.lessons_of(tallies=tallies)]


def _why_words(reason: str) -> str:
    claimed = {kind.value: words for kind, words in kind_words().items()}
    said = claimed.keys() - return_reasons().keys()
    return (claimed[reason] if reason in said else reason_words(reason)) if reason else _("Nothing said")
