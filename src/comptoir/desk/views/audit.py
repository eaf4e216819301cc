"""The audit log: who did what to which thing, and who saw whom; searched here, proved by `comptoir doctor`."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpResponse

from comptoir.cases import queries as cases
from comptoir.core.actors import Role
from comptoir.core.numbers import check_number
from comptoir.desk import events
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import date_in
from comptoir.infra.spreadsheets import write_csv
from comptoir.journal import queries as journal
from comptoir.journal.queries import JournalEntry, Wanted
from comptoir.markets import queries as markets
from comptoir.people import queries as people

READERS = (Role.AUDITOR, Role.DATA_PROTECTION)
_ON_A_PAGE = 100
_IN_A_FILE = 50_000
_COLUMNS = (
    "id", "at", "actor_kind", "actor_role", "actor_id", "verb", "subject_kind", "subject_id", "order_number", "rule",
    "reason", "data",
)  # fmt: skip


@for_roles(*READERS)
def index(desk: Desk) -> HttpResponse:
    """The lines that are looked for, the newest first. What is typed comes by post: it may be somebody's e-mail."""
    typed = _typed(desk)
    rows = journal.find_entries(wanted=_wanted(desk, typed), limit=_ON_A_PAGE + 1)
    return desk.page(
        "audit.html",
        rows=rows[:_ON_A_PAGE],
        more=rows[_ON_A_PAGE - 1].id if len(rows) > _ON_A_PAGE else None,
        typed=typed,
        verbs=journal.verbs(),
        staff=people.staff(),
        names=names_of_actors({row.actor_id for row in rows}),
        event_words=events.event_words,
        as_text=_data,
        sealed_to=journal.last_seal()[0],
    )


@for_roles(*READERS, proved=True)
def export(desk: Desk) -> HttpResponse:
    """The same lines as a table in which nothing is a formula."""
    rows = journal.find_entries(wanted=_wanted(desk, _typed(desk)), limit=_IN_A_FILE)
    answer = HttpResponse(write_csv(_COLUMNS, map(_cells, rows)), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="audit.csv"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _typed(desk: Desk) -> dict[str, str]:
    fields = ("who", "verb", "about", "since", "until", "before")
    return {name: desk.request.POST.get(name, "").strip()[:254] for name in fields}


def _wanted(desk: Desk, typed: dict[str, str]) -> Wanted:
    zone = ZoneInfo(markets.current_policy(at=desk.at).house.time_zone)
    since, until = date_in(desk, "since"), date_in(desk, "until")
    return Wanted(
        actors=(typed["who"],) if typed["who"] else (),
        verb=typed["verb"],
        subject=_subject(typed["about"]),
        since=datetime.combine(since, time(), zone) if since else None,
        until=datetime.combine(until + timedelta(days=1), time(), zone) if until else None,
        before=int(typed["before"]) if typed["before"].isdecimal() else None,
    )


def _subject(text: str) -> str:
    """What the journal calls it: an e-mail is its digest, an order its number, anything else its id."""
    if "@" in text:
        return cases.customer_key(email=text)
    return check_number(text) or text


def _cells(row: JournalEntry) -> list[str]:
    return [_data(row) if name == "data" else str(getattr(row, name)) for name in _COLUMNS]


def _data(row: JournalEntry) -> str:
    """Before and after, and whatever else was kept of it."""
    return json.dumps(row.data, ensure_ascii=False) if row.data else ""
