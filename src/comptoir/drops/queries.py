"""Reads of drops: what is announced, how far a line has come, where a ticket stands in it, what orders took."""

from __future__ import annotations

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from comptoir.core.decisions import Refused
from comptoir.core.drops import (
    Cap,
    DropTerms,
    LineFacts,
    Standing,
    TurnFacts,
    commitment,
    draw_key,
    order_refused,
    standing,
)
from comptoir.core.redemption import customer_key
from comptoir.drops.models import Drop, Entry, Line, Mark, Taking
from comptoir.infra import ids, pages
from comptoir.infra.db import locked
from comptoir.markets import queries as markets


@dataclass(frozen=True, slots=True, kw_only=True)
class DropView:
    """A drop as it is announced; `sealed` is the public digest of its seed."""

    id: int
    slug: str
    name: Mapping[str, str]
    codes: tuple[str, ...]
    skus: tuple[str, ...]
    terms: DropTerms
    sealed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """An entry: its number, its place once it has one, and the turn it has or had."""

    number: int
    drop_id: int
    place: int | None
    turn_ends_at: datetime | None
    has_ordered: bool
    mailbox: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropFigures:
    """What came of a drop, for the desk; `by_sign` counts those drawn after the others."""

    entries: int
    turns: int
    orders: int
    pieces: int
    by_sign: Mapping[str, int]


def announced_drops() -> tuple[DropView, ...]:
    """Every drop, the next to open first; without a statement where changes are heard of."""
    return pages.kept(
        "drops", lambda: tuple(drop_view(row) for row in Drop.objects.all().order_by("opens_at"))
    )


def drop_by_slug(*, slug: str) -> DropView | None:
    """A drop by its name in addresses."""
    return next((drop for drop in announced_drops() if drop.slug == slug), None)


def drops_with(*, skus: Collection[str], at: datetime) -> tuple[DropView, ...]:
    """The drops that are not over and sell one of these SKUs."""
    return tuple(
        drop for drop in announced_drops() if at < drop.terms.ends_at and not set(skus).isdisjoint(drop.skus)
    )


def drop_view(row: Drop) -> DropView:
    """A drop's row as it is announced, its times in the house's zone."""
    zone = ZoneInfo(markets.current_policy(at=row.made_at).house.time_zone)
    return DropView(
        id=row.pk,
        slug=row.slug,
        name=row.name,
        codes=tuple(row.codes),
        skus=tuple(row.skus),
        terms=DropTerms(
            enters_at=row.enters_at.astimezone(zone),
            opens_at=row.opens_at.astimezone(zone),
            ends_at=row.ends_at.astimezone(zone),
            turn_minutes=row.turn_minutes,
            caps={
                Cap.CUSTOMER: row.per_customer,
                Cap.ADDRESS: row.per_address,
                Cap.HOUSEHOLD: row.per_household,
            },
        ),
        sealed=commitment(row.seed),
    )


def line_facts(*, drop_id: int) -> LineFacts:
    """How far the line has come; without a statement where changes are heard of."""
    return pages.kept(("line", drop_id), lambda: facts_of(Line.objects.get(drop=drop_id)), of=pages.LINE)


def facts_of(row: Line) -> LineFacts:
    """A line's row for the rules."""
    return LineFacts(
        drawn=row.drawn is not None,
        placed=row.placed,
        called=row.called,
        left=row.left,
        gone=row.gone,
    )


def standing_of(*, drop: DropView, at: datetime) -> Standing:
    """Where a drop stands."""
    return standing(drop.terms, line_facts(drop_id=drop.id), at=at)


def lock_line(*, drop_id: int) -> Line:
    """The line of a drop, locked: whoever moves it or takes of the drop is alone."""
    (line,) = locked(Line.objects.filter(drop=drop_id), kind="drop")
    return line


def ticket_of(*, number: int) -> str:
    """The signed ticket of an entry: nobody else can make it."""
    return f"{number}.{ids.derived_token(f'drop-ticket:{number}')}"


def numbers_of(*, tickets: Iterable[str]) -> list[int]:
    """The entries whose tickets these are; what is not signed by us is nothing."""
    numbers = (ticket.partition(".")[0] for ticket in tickets)
    known = [int(text) for text in numbers if text.isascii() and text.isdigit() and len(text) < 18]
    shown = [ticket.encode() for ticket in tickets]
    return [
        number
        for number in known
        if any(hmac.compare_digest(ticket, ticket_of(number=number).encode()) for ticket in shown)
    ]


def entry_of(*, drop_id: int, tickets: Collection[str], order_number: str = "") -> EntryView | None:
    """The entry of a ticket in this drop, or that an order of ours has taken its turn of."""
    numbers = numbers_of(tickets=tickets)
    if not numbers and not order_number:
        return None
    mine = Q(pk__in=numbers) | (Q(taking__order_number=order_number) if order_number else Q(pk__in=()))
    standing_taking = Taking.objects.filter(entry=OuterRef("pk"), ended_at__isnull=True)
    row = Entry.objects.filter(mine, drop=drop_id).annotate(used=Exists(standing_taking)).first()
    if row is None:
        return None
    return EntryView(
        number=row.pk,
        drop_id=drop_id,
        place=row.place,
        turn_ends_at=row.turn_ends_at,
        has_ordered=row.used,
        mailbox=row.mailbox,
    )


def refusals(
    *, names: Mapping[str, str], tickets: Collection[str], email: str | None = None, at: datetime
) -> tuple[Refused, ...]:
    """Why pieces (SKU and name) cannot be ordered now because they are in a drop; the e-mail counts where it is known."""
    found = []
    for drop in drops_with(skus=names, at=at):
        entry = entry_of(drop_id=drop.id, tickets=tickets) if tickets else None
        refused = order_refused(
            drop.terms, turn_facts(entry, email=email), name=piece_of(drop, names=names), at=at
        )
        if refused is not None:
            found.append(refused)
    return tuple(found)


def piece_of(drop: DropView, *, names: Mapping[str, str]) -> str:
    """What the first piece of a drop among these is called."""
    return next(name for sku, name in names.items() if sku in drop.skus)


def turn_facts(entry: EntryView | None, *, email: str | None) -> TurnFacts | None:
    """An entry for the rules."""
    if entry is None:
        return None
    return TurnFacts(
        turn_ends_at=entry.turn_ends_at,
        has_ordered=entry.has_ordered,
        same_mailbox=email is None or entry.mailbox == digest(Cap.CUSTOMER, text=customer_key(email)),
    )


def digest(kind: str, *, text: str) -> str:
    """By what a person, place or network is counted that is itself not kept; blank is nobody to count."""
    return ids.derived_token(f"drop-{kind}:{text}") if text else ""


def held_by(*, drop_id: int, marks: Mapping[Cap, Collection[str]]) -> dict[Cap, int]:
    """The pieces that standing orders of a drop have by each cap: of several digests of one kind, the most."""
    wanted = {text for texts in marks.values() for text in texts}
    rows = (
        Mark.objects.filter(digest__in=wanted, taking__entry__drop=drop_id, taking__ended_at__isnull=True)
        .values("kind", "digest")
        .annotate(pieces=Sum("taking__pieces"))
    )
    held: dict[Cap, int] = {}
    for row in rows:
        held[Cap(row["kind"])] = max(held.get(Cap(row["kind"]), 0), row["pieces"])
    return held


def has_taken(*, drop_id: int, order_number: str) -> bool:
    """Whether what an order took of a drop stands."""
    standing_taking = Taking.objects.filter(order_number=order_number, ended_at__isnull=True)
    return standing_taking.filter(entry__drop=drop_id).exists()


def open_turns(*, drop_id: int, at: datetime) -> int:
    """How many have a turn now and have not ordered."""
    used = Taking.objects.filter(entry=OuterRef("pk"), ended_at__isnull=True)
    return Entry.objects.filter(Q(turn_ends_at__gt=at) & ~Exists(used), drop=drop_id).count()


def unplaced(*, drop_id: int) -> QuerySet[Entry]:
    """Entries that have no place yet, as they came."""
    return Entry.objects.filter(drop=drop_id, place__isnull=True).order_by("pk")


def lines_due(*, at: datetime) -> tuple[int, ...]:
    """The drops whose line moves: open, and not over."""
    running = Line.objects.filter(drop__opens_at__lte=at, drop__ends_at__gt=at)
    return tuple(running.order_by("drop_id").values_list("drop_id", flat=True))


def next_move_at() -> datetime | None:
    """When the next drop opens that is not drawn yet."""
    waiting = Line.objects.filter(drawn__isnull=True).order_by("drop__opens_at")
    return waiting.values_list("drop__opens_at", flat=True).first()


def drawn_of(*, drop: DropView) -> dict[str, object] | None:
    """The draw as it is published, for anybody to do it again: the seed, and every number with its place; None before it."""
    line = Line.objects.select_related("drop").get(drop=drop.id)
    if line.drawn is None:
        return None
    seed = line.drop.seed
    entries = Entry.objects.filter(drop=drop.id, place__lte=line.drawn).order_by("place")
    return {
        "seed": seed,
        "sealed": drop.sealed,
        "order": [
            {"place": place, "number": number, "key": draw_key(seed, number), "sign": sign}
            for place, number, sign in entries.values_list("place", "pk", "sign")
        ],
    }


def figures(*, drop_id: int) -> DropFigures:
    """What came of a drop so far."""
    entries = Entry.objects.filter(drop=drop_id)
    taken = Taking.objects.filter(entry__drop=drop_id, ended_at__isnull=True)
    sums = taken.aggregate(orders=Count("pk"), pieces=Sum("pieces"))
    signs = entries.exclude(sign="").values("sign").annotate(count=Count("pk")).order_by("sign")
    return DropFigures(
        entries=entries.count(),
        turns=entries.filter(turn_ends_at__isnull=False).count(),
        orders=sums["orders"],
        pieces=sums["pieces"] or 0,
        by_sign={row["sign"]: row["count"] for row in signs},
    )


_OVER_CAP = """
SELECT mark.kind, sum(taking.pieces) FROM drops_mark AS mark
JOIN drops_taking AS taking ON taking.id = mark.taking_id AND taking.ended_at IS NULL
JOIN drops_entry AS entry ON entry.id = taking.entry_id JOIN drops_drop AS drop ON drop.id = entry.drop_id
GROUP BY drop.id, mark.kind, mark.digest HAVING sum(taking.pieces) > CASE mark.kind
  WHEN 'customer' THEN drop.per_customer WHEN 'address' THEN drop.per_address ELSE drop.per_household END
"""


def broken_caps() -> tuple[tuple[str, int], ...]:
    """Every cap that standing orders exceed, with the pieces: always none."""
    with connection.cursor() as cursor:
        cursor.execute(_OVER_CAP)
        return tuple(cursor.fetchall())
