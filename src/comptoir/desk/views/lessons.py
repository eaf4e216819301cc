"""What the house learns: what came back, why, of which product and size."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpResponse

from comptoir.cases import queries
from comptoir.core.lessons import Lesson
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.claim_words import kind_words
from comptoir.desk.events import reason_words
from comptoir.infra.i18n import gettext as _
from comptoir.returns.queries import return_reasons

_SEASON = timedelta(days=182)


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Every product of which something came back, with its sizes; those that stand out first."""
    tallies = _tallies(desk.at, desk.language)
    return desk.page(
        "lessons.html",
        days=_SEASON.days,
        lessons=_named(tallies),
        why_words=_why_words,
        tallies=[one for one in tallies if one.back],
        arrived=sum(one.arrived for one in tallies),
        back=sum(one.back.total() for one in tallies),
    )


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
