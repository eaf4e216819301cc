"""The ledger: post a balanced entry, once for its cause; seal what was posted; close the days that are over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from comptoir.core.calendar import local_date, start_of_day
from comptoir.infra import chain, ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.markets import queries as markets
from comptoir.payments import queries
from comptoir.payments.models import LedgerClosing, LedgerEntry, LedgerLine, LedgerSeal

_BATCH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSide:
    """One line of an entry: a positive amount debits the account, a negative one credits it; minor units."""

    account: str
    amount: int


@joins_transaction
def post_entry(
    *,
    kind: str,
    cause: str,
    order_number: str,
    entity: str,
    currency: str,
    sides: Sequence[LedgerSide],
    at: datetime,
) -> None:
    """Append an entry; zero sides are left out, and a second entry of the same kind and cause is a bug (the database says so)."""
    moved = [side for side in sides if side.amount]
    if not moved:
        return
    entry = LedgerEntry.objects.create(
        public_id=ids.new_id(), at=at, entity=entity, kind=kind, cause=cause, order_number=order_number
    )
    LedgerLine.objects.bulk_create(
        LedgerLine(
            entry=entry,
            account=side.account,
            currency=currency,
            debit=max(side.amount, 0),
            credit=max(-side.amount, 0),
        )
        for side in moved
    )


@owns_transaction
def seal_ledger(*, at: datetime) -> int:
    """Chain every settled entry that has no seal yet, in batches, and say how many were sealed."""
    chain.take_turn(table=queries.ENTRIES)
    sealed = 0
    until = chain.settled_id(table=queries.ENTRIES)
    after, previous = queries.last_seal()
    while entries := queries.entries_between(after=after, until=until, limit=_BATCH):
        records = list(queries.chained(entries))
        digest = chain.link(previous=previous, records=records)
        LedgerSeal.objects.create(
            last_entry=entries[-1].pk,
            count=len(entries),
            digest=digest,
            previous=previous,
            marks=chain.mark_each(records=records),
            sealed_at=at,
        )
        after, previous = entries[-1].pk, digest
        sealed += len(entries)
    return sealed


@owns_transaction
def close_days(*, at: datetime) -> int:
    """Close every day that is over for each legal entity, one after the other without a gap; how many were closed (A-42)."""
    chain.take_turn(table=queries.CLOSINGS)
    zone = markets.current_policy(at=at).house.time_zone
    until = chain.settled_id(table=queries.ENTRIES)
    closed = 0
    for entity in queries.entities():
        last = queries.last_closing(entity=entity)
        day = _next_day(entity, last, zone)
        while day < local_date(at, zone=zone):
            last = _close_day(entity, day, last, until, zone, at)
            day += timedelta(days=1)
            closed += 1
    return closed


def _next_day(entity: str, last: LedgerClosing | None, zone: str) -> date:
    if last is not None:
        return last.day + timedelta(days=1)
    first = queries.first_entry_at(entity=entity)
    return local_date(first, zone=zone) if first else date.max


def _close_day(
    entity: str, day: date, before: LedgerClosing | None, last_entry: int, zone: str, at: datetime
) -> LedgerClosing:
    closing = LedgerClosing(
        entity=entity,
        number=before.number + 1 if before else 1,
        day=day,
        until=start_of_day(day + timedelta(days=1), zone=zone),
        last_entry=last_entry,
        previous=before.digest if before else "",
        closed_at=at,
    )
    closing.count, closing.sums = queries.count_and_sum(closing=closing, before=before)
    closing.digest = queries.closing_digest(closing=closing, before=before)
    LedgerClosing.objects.bulk_create([closing])
    return closing
