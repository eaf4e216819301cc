"""Reads of the journal, and the proof that it was not changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db.models import Q

from comptoir.infra import chain
from comptoir.journal.models import Entry, Seal

ENTRIES = "journal_entry"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One line of the journal, as it was written."""

    id: int
    at: datetime
    actor_kind: str
    actor_id: str
    actor_role: str
    verb: str
    subject_kind: str
    subject_id: str
    order_number: str
    rule: str
    reason: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenSeal:
    """A seal whose entries are not what was sealed: `last_entry` names it, `changed` the entries where it can tell."""

    last_entry: int
    sealed: int
    found: int
    changed: tuple[tuple[int, str], ...]


def is_noted(*, subject_kind: str, subject_id: str, since: datetime) -> bool:
    """Whether something is in the journal about this subject after this time."""
    return Entry.objects.filter(subject_kind=subject_kind, subject_id=subject_id, at__gt=since).exists()


def entries_for_order(*, number: str) -> tuple[JournalEntry, ...]:
    """Everything that happened to an order, oldest first."""
    return tuple(map(_entry, Entry.objects.filter(order_number=number).order_by("id")))


def entries_about(*, kind: str, subject_id: str | int) -> tuple[JournalEntry, ...]:
    """Everything that happened to one thing, oldest first."""
    about = Entry.objects.filter(subject_kind=kind, subject_id=str(subject_id))
    return tuple(map(_entry, about.order_by("id")))


def entries_after(*, after: int, limit: int) -> tuple[JournalEntry, ...]:
    """The entries after an id, in an order in which none can appear later before one that was read."""
    return entries_between(after=after, until=chain.settled_id(table=ENTRIES), limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody looks for in the journal; blank is everything. `before` is the entry to go on from."""

    actors: tuple[str, ...] = ()
    verb: str = ""
    subject: str = ""  # the id of a thing, or the number of an order
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None


def find_entries(*, wanted: Wanted, limit: int) -> tuple[JournalEntry, ...]:
    """The entries that somebody looks for, the newest first."""
    narrowed = {
        "actor_id__in": wanted.actors,
        "verb": wanted.verb,
        "at__gte": wanted.since,
        "at__lt": wanted.until,
        "id__lt": wanted.before,
    }
    rows = Entry.objects.filter(**{lookup: value for lookup, value in narrowed.items() if value})
    if wanted.subject:
        rows = rows.filter(Q(subject_id=wanted.subject) | Q(order_number=wanted.subject))
    return tuple(map(_entry, rows.order_by("-id")[:limit]))


def verbs() -> tuple[str, ...]:
    """Every verb that was ever written."""
    return tuple(Entry.objects.order_by("verb").values_list("verb", flat=True).distinct())


def entries_between(*, after: int, until: int, limit: int | None = None) -> tuple[JournalEntry, ...]:
    """The entries with an id above `after` up to `until`, by id."""
    rows = Entry.objects.filter(id__gt=after, id__lte=until).order_by("id")
    return tuple(map(_entry, rows if limit is None else rows[:limit]))


def chained(entries: Iterable[JournalEntry]) -> Iterator[dict[str, object]]:
    """Entries as a seal covers them."""
    return (asdict(entry) for entry in entries)


def verify_seals() -> tuple[BrokenSeal, ...]:
    """Every seal whose batch was changed, emptied or added to since; none when the journal is whole."""
    broken = []
    previous, after = "", 0
    for seal in Seal.objects.order_by("last_entry").iterator():
        records = list(chained(entries_between(after=after, until=seal.last_entry)))
        digest = chain.link(previous=seal.previous, records=records)
        if seal.previous != previous or seal.digest != digest:
            changed = tuple(chain.changed(marks=seal.marks, records=records))
            broken.append(
                BrokenSeal(last_entry=seal.last_entry, sealed=seal.count, found=len(records), changed=changed)
            )
        previous, after = seal.digest, seal.last_entry
    return tuple(broken)


def last_seal() -> tuple[int, str]:
    """The last sealed entry and the digest there; nothing sealed is (0, "")."""
    seal = Seal.objects.order_by("-last_entry").values_list("last_entry", "digest").first()
    return seal or (0, "")


def _entry(row: Entry) -> JournalEntry:
    return JournalEntry(
        id=row.pk,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        actor_role=row.actor_role,
        verb=row.verb,
        subject_kind=row.subject_kind,
        subject_id=row.subject_id,
        order_number=row.order_number,
        rule=row.rule,
        reason=row.reason,
        data=row.data,
    )
