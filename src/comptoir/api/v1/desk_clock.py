"""Of the demo only: the test clock, and the mails that were sent."""

from __future__ import annotations

import re
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from ninja import Query, Router

from comptoir.api import schemas as s
from comptoir.api.auth import staff
from comptoir.api.v1.desk_orders import moment_of
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import language_of, refuse, speaking
from comptoir.core.actors import Role
from comptoir.core.reasons import Reason
from comptoir.infra import clock, formats, testclock
from comptoir.notices import queries as notices

router = Router(tags=["demo"])
_FURTHEST = timedelta(days=4000)
_PERIOD = re.compile(r"P(?:(\d{1,5})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?")


def _demo_only() -> None:
    if not settings.COMPTOIR_DEMO:
        raise refuse(Reason.NOT_FOUND)


@router.get("/desk/outbox", response={200: s.OutboxOut, REFUSALS: s.RefusedOut})
def read_outbox(request: HttpRequest, wanted: Query[s.OutboxIn]) -> s.OutboxOut:
    """The last mails that were sent, newest first, to one address or to all."""
    _demo_only()
    staff(request, Role.ADVISOR, Role.WAREHOUSE, Role.AUDITOR)
    return s.OutboxOut(
        items=[
            s.MessageOut(
                to=mail.to,
                kind=mail.kind,
                subject=mail.subject,
                text=mail.text,
                html=mail.html,
                at=mail.at,
                reply_to=mail.reply_to,
                attachments=[
                    s.AttachmentOut(name=file.name, type=file.type, url=f"/desk/outbox/{mail.id}/{file.name}")
                    for file in mail.attachments
                ],
            )
            for mail in notices.outbox(to=wanted.to)
        ]
    )


@router.get("/desk/clock", response={200: s.ClockOut, REFUSALS: s.RefusedOut})
def read_clock(request: HttpRequest) -> s.ClockOut:
    """What time it is in the house."""
    _demo_only()
    staff(request)
    return s.ClockOut(now=clock.now())


@router.post("/desk/clock", response={200: s.ClockOut, REFUSALS: s.RefusedOut})
def set_clock(request: HttpRequest, body: s.ClockIn) -> s.ClockOut:
    """Advance the test clock through everything that falls due; answers when all of it is done."""
    _demo_only()
    staff(request)
    now = clock.now()
    if body.advance is None and body.at is None:
        raise refuse(Reason.FIELD_MISSING, field="advance")
    to = now + period(body.advance) if body.advance is not None else moment_of(body.at, now)
    with speaking(request, language_of(request)):
        if to < now:
            raise refuse(Reason.CLOCK_BACKWARDS, field="at", now=formats.moment(now))
        if to - now > _FURTHEST:
            raise refuse(Reason.FIELD_WRONG, field="advance", why="at most 4000 days at a time")
    testclock.advance_clock(to=to, run=testclock.run_by_worker)
    return s.ClockOut(now=clock.now())


def period(text: str) -> timedelta:
    """An ISO 8601 duration of weeks, days, hours, minutes and seconds."""
    found = _PERIOD.fullmatch(text.strip().upper())
    if found is None or not any(found.groups()):
        raise refuse(Reason.FIELD_WRONG, field="advance", why="write a period as P15D or PT30M")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
