"""Carrying an erasure out, from the map: rows, files, and the list by which it is done again after a restore (B-03)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import Model, QuerySet, Value
from django.db.models.functions import Coalesce

from comptoir.core.privacy import Fate, Waits
from comptoir.infra import ids, media
from comptoir.infra.db import joins_transaction, locked, one_transaction, spans_transactions
from comptoir.notices import queries as notices
from comptoir.privacy import queries
from comptoir.privacy.models import Erasure, Restricted
from comptoir.privacy.queries import MAP, Held
from comptoir.privacy.queries.exporting import digests_in

_LIST = "erased.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What an erasure did: rows by table, digests of files that may go, and what it still waits for."""

    counts: dict[str, int]
    files: frozenset[str]
    waits: tuple[Waits, ...]


@joins_transaction
def erase_person(*, email: str, at: datetime) -> Done:
    """Erase what nothing needs any more: everything, or while something is under way account and marketing alone."""
    person = queries.person_behind(email=email)
    locked(QuerySet(apps.get_model("orders.Order")).filter(number__in=person.orders), kind="order")
    waits = queries.waits_of(person=person)
    entries = [entry for entry in MAP if entry.fate is not Fate.KEEP and (entry.at_once or not waits)]
    kept = () if waits else queries.kept_of(person=person)
    counts: dict[str, int] = {}
    files: set[str] = set()
    for entry in entries:
        keys, found = _take(entry, entry.of(person))
        files |= found
        counts[entry.model] = counts.get(entry.model, 0) + len(keys)
        _forget(entry, keys, at)
    if not waits:
        Erasure.objects.get_or_create(address=person.address, at=at)
        for one in kept:
            Restricted.objects.update_or_create(order_number=one.order_number, defaults={"until": one.until})
    return Done(counts={name: n for name, n in counts.items() if n}, files=frozenset(files), waits=waits)


@joins_transaction
def forget_rows(*, entry: Held, rows: QuerySet[Model], at: datetime) -> Done:
    """What an erasure does to rows, for those whose time is over."""
    keys, files = _take(entry, rows)
    _forget(entry, keys, at)
    return Done(counts={entry.model: len(keys)}, files=frozenset(files), waits=())


def remove_files(*, digests: Iterable[str]) -> int:
    """Remove the files that no row refers to any more; how many those were."""
    unused = [digest for digest in digests if not _is_used(digest)]
    for digest in unused:
        media.remove(digest, private=True)
    return len(unused)


def keep_tombstones() -> None:
    """Write down outside the database who was erased: a backup that is restored knows nothing of it."""
    known = dict.fromkeys((*_written(), *queries.tombstones()))
    path = Path(settings.COMPTOIR_HOME) / _LIST
    fresh = path.with_suffix(".new")
    lines = [json.dumps({"address": address, "at": at.isoformat()}) for address, at in known]
    fresh.touch(mode=0o600)
    with fresh.open("w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


@spans_transactions
def replay_erasures(*, at: datetime) -> int:
    """After a restore: erase again everybody on the list of whom this database does not know it; how many were found."""
    missing = {address for address, moment in _written() if (address, moment) not in queries.tombstones()}
    found = {
        email for email in queries.emails_held() if email and notices.address_digest(email=email) in missing
    }
    for email in sorted(found):
        with one_transaction():
            done = erase_person(email=email, at=at)
        remove_files(digests=done.files)
    keep_tombstones()
    return len({email.casefold() for email in found})


def _written() -> list[tuple[str, datetime]]:
    path = Path(settings.COMPTOIR_HOME) / _LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [(row["address"], datetime.fromisoformat(row["at"])) for row in map(json.loads, lines)]


def _take(entry: Held, rows: QuerySet[Model]) -> tuple[list[int], set[str]]:
    found = list(rows)
    return [row.pk for row in found], {digest for row in found for digest in digests_in(entry=entry, row=row)}


def _forget(entry: Held, keys: list[int], at: datetime) -> None:
    table = entry.table
    rows: QuerySet[Model] = QuerySet(table).filter(pk__in=keys)
    if getattr(table, "append_only", False):
        if entry.fields:
            _forget_sealed(entry, keys)
    elif entry.fate is Fate.DELETE:
        rows.delete()
    else:
        stamps = {moment: Coalesce(moment, Value(at)) for moment in entry.stamped}
        if changes := entry.blanks() | stamps:
            rows.update(**changes)
        for name in entry.spoiled:
            for key in keys:
                QuerySet(table).filter(pk=key).update(**{name: ids.digest(ids.new_token())})


def _forget_sealed(entry: Held, keys: list[int]) -> None:
    """Tables that only grow let go of texts about people through the owner's function, and of nothing else."""
    blanks = None if entry.fate is Fate.DELETE else json.dumps(entry.blanks())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT comptoir_forget(%s, %s, %s::jsonb)", [entry.table._meta.db_table, keys, blanks]
        )


def _is_used(digest: str) -> bool:
    sealed = [
        entry for entry in MAP if entry.fate is not Fate.KEEP and getattr(entry.table, "append_only", False)
    ]
    return any(
        entry.every().filter(**{f"{name}__icontains": digest}).exists()
        for entry in MAP
        if entry not in sealed
        for name in entry.files
    )
