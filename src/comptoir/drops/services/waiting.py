"""The waiting room: entered once by a mailbox, drawn at the opening, then called in turns (D2-13)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection

from comptoir.core.actors import HOUSE
from comptoir.core.drops import (
    Cap,
    Drawn,
    Entrant,
    draw,
    entry_refused,
    mail_domain,
    turns_to_call,
)
from comptoir.core.redemption import customer_key
from comptoir.drops import queries
from comptoir.drops.models import Drop, Entry, Line, Mark
from comptoir.drops.queries import DropView
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor, connection_of
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.stock import queries as stock

_ENTER = """
INSERT INTO drops_entry (drop_id, mailbox, network, domain, bare, entered_at, sign)
VALUES (%(drop)s, %(mailbox)s, %(network)s, %(domain)s, %(bare)s, %(at)s, '')
ON CONFLICT (drop_id, mailbox) DO NOTHING RETURNING id
"""
_PLACE = """
UPDATE drops_entry SET place = given.place, sign = given.sign
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS given (id, place, sign) WHERE drops_entry.id = given.id
"""
_FORGET = """
UPDATE drops_entry AS entry SET mailbox = entry.id::text, network = '', domain = ''
FROM drops_drop AS ended WHERE ended.id = entry.drop_id AND ended.ends_at < %s AND entry.mailbox <> entry.id::text
"""


class CannotEnter(NotPossible):
    """The waiting room takes no entries now."""


@owns_transaction
def enter_drop(
    *,
    drop: DropView,
    email: str,
    visitor: Visitor,
    bare: bool = False,
    tickets: Collection[str] = (),
    language: str,
    country: str,
    at: datetime,
) -> str:
    """Take a place in one statement; the ticket for it. Refused with CannotEnter.

    `bare` is whether the request named no language. Blank where the mailbox has a place whose ticket is not among
    `tickets`: the way to it is mailed, once.
    """
    if refused := entry_refused(drop.terms, at=at):
        raise CannotEnter(refused)
    row: dict[str, str | int | bool | datetime] = {
        "drop": drop.id,
        "mailbox": queries.digest(Cap.CUSTOMER, text=customer_key(email)),
        "network": queries.digest("network", text=connection_of(network=visitor.network)),
        "domain": queries.digest("domain", text=mail_domain(email)),
        "bare": bare,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, row)
        made = cursor.fetchone()
    if made is not None:
        return queries.ticket_of(number=made[0])
    number = Entry.objects.values_list("pk", flat=True).get(drop=drop.id, mailbox=row["mailbox"])
    if number in queries.numbers_of(tickets=tickets):
        return queries.ticket_of(number=number)
    _mail_place(drop, number, email=email, language=language, country=country, at=at)
    return ""


@joins_transaction
def _mail_place(
    drop: DropView, number: int, *, email: str, language: str, country: str, at: datetime
) -> None:
    version = f"{language}-{country.lower()}"
    policy = markets.current_policy(at=at)
    notices.send(
        kind="drop_place",
        to=email,
        language=language,
        country=country,
        key=f"drop_place:{number}",
        facts={
            "drop": pick(drop.name, language),
            "link": f"{settings.SITE_URL}/{version}/drops/{drop.slug}/place/{queries.ticket_of(number=number)}/",
            "terms": markets.letter_terms(policy=policy, country=country, language=language, on=at.date()),
        },
        forget_at=drop.terms.ends_at,
        at=at,
    )


@owns_transaction
def move_line(*, drop_id: int, at: datetime) -> None:
    """Draw who entered in the window, place who came later, count what is left, and call who is next."""
    line = queries.lock_line(drop_id=drop_id)
    drop = Drop.objects.get(pk=drop_id)
    if not drop.opens_at <= at < drop.ends_at:
        return
    before = (queries.facts_of(line), line.taken_at)
    if line.drawn is None:
        _draw(drop, line, at)
    _place_later(drop, line)
    _count(drop, line, at)
    _call(drop, line, at)
    if (queries.facts_of(line), line.taken_at) != before:  # else everybody who waits would be told of nothing
        line.save()


@joins_transaction
def _draw(drop: Drop, line: Line, at: datetime) -> None:
    """Who entered before the opening, in the order of the seed (D2-13)."""
    rows = queries.unplaced(drop_id=drop.pk).filter(entered_at__lt=drop.opens_at)
    found = rows.values_list("pk", "network", "domain", "bare")
    drawn = draw(
        [Entrant(number=key, network=net, domain=domain, bare=bare) for key, net, domain, bare in found],
        seed=drop.seed,
    )
    _give(drawn)
    line.drawn = line.placed = len(drawn)
    data = {"seed": drop.seed, "entries": len(drawn)}
    record(
        verb="draw_drop",
        subject_kind="drop",
        subject_id=drop.slug,
        actor=HOUSE,
        rule="D2-13",
        data=data,
        at=at,
    )


@joins_transaction
def _place_later(drop: Drop, line: Line) -> None:
    """Who came after the opening, first come, first served."""
    numbers = queries.unplaced(drop_id=drop.pk).values_list("pk", flat=True)
    later = enumerate(numbers, line.placed + 1)
    placed = [Drawn(number=number, place=place, sign=None) for place, number in later]
    if placed:
        _give(placed)
        line.placed += len(placed)


@joins_transaction
def _give(places: Sequence[Drawn]) -> None:
    columns = (
        [each.number for each in places],
        [each.place for each in places],
        [each.sign or "" for each in places],
    )
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, columns)


def _count(drop: Drop, line: Line, at: datetime) -> None:
    """What is free; when nothing was for as long as an order may wait for its payment, the pieces are gone."""
    line.left = sum(stock.available(skus=drop.skus).values())
    line.taken_at = None if line.left else line.taken_at or at
    hold = timedelta(minutes=markets.current_policy(at=at).checkout.hold_minutes)
    line.gone = line.taken_at is not None and at >= line.taken_at + hold


@joins_transaction
def _call(drop: Drop, line: Line, at: datetime) -> None:
    """As many as can have a turn now."""
    called = turns_to_call(queries.facts_of(line), open_turns=queries.open_turns(drop_id=drop.pk, at=at))
    if called:
        until = at + timedelta(minutes=drop.turn_minutes)
        upcoming = Entry.objects.filter(drop=drop, place__gt=line.called, place__lte=line.called + called)
        upcoming.update(turn_ends_at=until)
        line.called += called


@owns_transaction
def forget_entries(*, before: datetime) -> None:
    """Of drops that ended before a moment nobody's mailbox, network or address is known any more; the draw stays."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [before])
    marks = Mark.objects.filter(taking__entry__drop__ends_at__lt=before)
    marks.delete()
