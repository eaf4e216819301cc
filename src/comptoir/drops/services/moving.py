"""A line moves: it is drawn at the opening, later ones follow as they come, and who is next is called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection

from comptoir.core.actors import HOUSE
from comptoir.core.drops import Drawn, Entrant, draw, turns_to_call
from comptoir.drops import queries
from comptoir.drops.models import Drop, Entry, Line, Mark
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock

_PLACE = """
UPDATE drops_entry SET place = given.place, sign = given.sign
FROM unnest(%s::bigint[], %s::int[], %s::text[]) AS given (id, place, sign) WHERE drops_entry.id = given.id
"""
_FORGET = """
UPDATE drops_entry AS entry SET mailbox = entry.id::text, network = '', domain = ''
FROM drops_drop AS ended WHERE ended.id = entry.drop_id AND ended.ends_at < %s AND entry.mailbox <> entry.id::text
"""


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
    Mark.objects.filter(taking__entry__drop__ends_at__lt=before).delete()
