"""What the inbox comes to, drawn and written."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from comptoir.cases import queries
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import ngettext
from comptoir.markets import queries as markets

_LATELY = timedelta(days=90)
_HOUR, _NONE = timedelta(hours=1), timedelta(0)


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """First answers, what one answer settled, open cases by age, what people ask about, and of which products."""
    figures = queries.case_figures(
        since=desk.at - _LATELY, at=desk.at, policy=markets.current_policy(at=desk.at)
    )
    words = queries.topic_words()
    return desk.page(
        "case_figures.html",
        days=_LATELY.days,
        figures=figures,
        usual_hours=-(-(figures.usual or _NONE) // _HOUR),
        answered=list(zip(_hour_words(), figures.answered, strict=True)),
        ages=list(zip(_age_words(), figures.open_by_age, strict=True)),
        topics=[(words[topic], count) for topic, count in figures.topics],
        topic_words=words,
    )


def _hour_words() -> list[str]:
    known = [
        ngettext("within %(num)s working hour", "within %(num)s working hours", hours) % {"num": hours}
        for hours in queries.ANSWERED_IN
    ]
    return [*known, _("later")]


def _age_words() -> list[str]:
    edges = zip((0, *queries.OLD[:-1]), queries.OLD, strict=True)
    known = [
        _("%(least)s to %(most)s days") % {"least": low + bool(low), "most": high} for low, high in edges
    ]
    return [*known, _("older")]
