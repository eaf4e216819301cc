"""Retention: what the table of terms says is over goes, every night; counts only, and a trial run that changes nothing (B2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import HOUSE
from comptoir.core.privacy import Fate, Keep
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.journal.services import record
from comptoir.privacy import queries
from comptoir.privacy.models import Request
from comptoir.privacy.queries import MAP
from comptoir.privacy.services import erasing
from comptoir.privacy.services.asking import answer_erasure
from comptoir.privacy.services.warning import warn_idle


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """How many rows of a table are over by which term, and what becomes of them."""

    table: str
    keep: Keep
    fate: Fate
    rows: int


def find_expired(*, at: datetime) -> tuple[Expired, ...]:
    """What a run would do now: every line of the map that has a term of its own."""
    return tuple(
        Expired(table=entry.model, keep=entry.keep, fate=entry.fate, rows=entry.over(at=at).count())
        for entry in MAP
        if entry.since
    )


@spans_transactions
def expire(*, at: datetime) -> tuple[Expired, ...]:
    """Let go of everything whose time is over, a transaction a table, and say how much that was.

    Whoever's account would be next is warned first.
    """
    warn_idle(at=at)
    done: list[Expired] = []
    for entry in (entry for entry in MAP if entry.since):
        with one_transaction():
            gone = erasing.forget_rows(entry=entry, rows=entry.over(at=at), at=at)
        erasing.remove_files(digests=gone.files)
        done.append(
            Expired(table=entry.model, keep=entry.keep, fate=entry.fate, rows=gone.counts[entry.model])
        )
    _close(at=at)
    with one_transaction():
        counts = {f"{one.table} {one.keep}": one.rows for one in done if one.rows}
        record(
            verb="retention_run", subject_kind="house", subject_id="house", actor=HOUSE, at=at, data=counts
        )
    return tuple(done)


@owns_transaction
def _close(*, at: datetime) -> None:
    """Requests that nobody proved go with their link; files of answers after their month."""
    Request.objects.filter(proved_at__isnull=True, link_until__lte=at).delete()
    over = Request.objects.filter(file_until__lte=at).exclude(file="")
    digests = list(over.values_list("file", flat=True))
    over.update(file="")
    erasing.remove_files(digests=digests)


@spans_transactions
def go_on(*, request_id: UUID, at: datetime) -> None:
    """An erasure that waited is carried out when nothing stands in its way any more."""
    known = queries.request_by_id(request_id=request_id)
    if known and known.email and not queries.waits_of(person=queries.person_behind(email=known.email)):
        answer_erasure(request_id=request_id, actor=HOUSE, at=at)
