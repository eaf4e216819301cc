"""The ledger's one verb: post a balanced entry, once for its cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.infra import chain, ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.payments import queries
from comptoir.payments.models import LedgerEntry, LedgerLine, LedgerSeal

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
        digest = chain.link(previous=previous, records=queries.chained(entries))
        LedgerSeal.objects.create(
            last_entry=entries[-1].pk, count=len(entries), digest=digest, previous=previous, sealed_at=at
        )
        after, previous = entries[-1].pk, digest
        sealed += len(entries)
    return sealed
