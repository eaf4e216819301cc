"""Writing the journal, and sealing it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import GUEST, Actor
from comptoir.infra import chain, ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal import queries
from comptoir.journal.models import Entry, Seal

_BATCH = 1000


@joins_transaction
def record(
    *,
    verb: str,
    subject_kind: str,
    subject_id: str | int | UUID,
    actor: Actor,
    at: datetime,
    order_number: str = "",
    rule: str = "",
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    """Note that something happened, with ids only: no name, address or e-mail goes into the journal."""
    Entry.objects.create(
        at=at,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_role=actor.role or "",
        verb=verb,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        order_number=order_number,
        rule=rule,
        reason=reason,
        data=dict(data or {}),
    )


@owns_transaction
def note_seen(*, customer: str, page: str, actor: Actor, at: datetime) -> None:
    """Note that a member of staff saw a customer's data, known by a keyed digest: one line a page."""
    record(
        verb="customer_seen",
        subject_kind="customer",
        subject_id=customer,
        actor=actor,
        at=at,
        data={"page": page},
    )


@owns_transaction
def note_refused(*, page: str, actor: Actor, at: datetime) -> None:
    """Note that a member of staff was refused a page that their role does not have; the page by its name."""
    record(verb="access_refused", subject_kind="page", subject_id=page, actor=actor, at=at)


@owns_transaction
def note_limit(*, limit: Limit, at: datetime) -> None:
    """Note that a limit turned a form away: once for what it counts and its time, so that a flood does not fill the journal."""
    counted = ids.derived_token(f"limit:{limit.form}:{limit.key}")
    if queries.is_noted(subject_kind="limit", subject_id=counted, since=at - limit.within):
        return
    record(
        verb="form_limited",
        subject_kind="limit",
        subject_id=counted,
        actor=GUEST,
        at=at,
        data={"form": limit.form, "of": limit.of},
    )


@contextmanager
def notes_limits() -> Iterator[None]:
    """Worn outermost by a verb that a limit may refuse: that is noted once what it had written is undone (16.3.3)."""
    try:
        yield
    except NotPossible as refusal:
        if refusal.limit:
            note_limit(limit=refusal.limit, at=refusal.limit.at)
        raise


@owns_transaction
def seal_entries(*, at: datetime) -> int:
    """Chain every settled entry that has no seal yet, in batches, and say how many were sealed."""
    chain.take_turn(table=queries.ENTRIES)
    sealed = 0
    until = chain.settled_id(table=queries.ENTRIES)
    after, previous = queries.last_seal()
    while entries := queries.entries_between(after=after, until=until, limit=_BATCH):
        records = list(queries.chained(entries))
        digest = chain.link(previous=previous, records=records)
        Seal.objects.create(
            last_entry=entries[-1].id,
            count=len(entries),
            digest=digest,
            previous=previous,
            marks=chain.mark_each(records=records),
            sealed_at=at,
        )
        after, previous = entries[-1].id, digest
        sealed += len(entries)
    return sealed
