"""Waves: taken from what waits, handed over, given back. No order is in two: the database sees to it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.warehouse import queries
from comptoir.warehouse.models import Preparation, PreparedPiece, Wave
from comptoir.warehouse.services.scanning import lock_wave


class NothingToPrepare(NotPossible):
    """No order waits in this warehouse."""


@owns_transaction
def make_wave(*, location: str, most: int, actor: Actor, at: datetime) -> UUID:
    """A wave of the orders that have waited longest, up to `most`; its id. Refusals: NothingToPrepare."""
    wave = Wave.objects.create(public_id=ids.new_id(), location=location, held_by=actor.id, made_at=at)
    mine: dict[str, int] = {}
    tried: set[str] = set()
    while not mine:  # another who takes at the same moment may leave nothing of the first choice
        rows = queries.waiting(location=location)
        chosen = [row for row in rows if row.number not in tried][:most]
        if not chosen:
            raise NothingToPrepare(Refused(rule=None, reason=Reason.NOT_FOUND))
        tried |= {row.number for row in chosen}
        mine = _prepare(wave, chosen)
    _note(wave, "wave_made", actor, at, orders=sorted(mine))
    return wave.public_id


def _prepare(wave: Wave, chosen: Sequence[queries.Waiting]) -> dict[str, int]:
    """Put orders into a wave; the preparations of those that nobody else took first.

    Two who take at the same moment meet here: the second waits for the first, and goes without what is taken.
    """
    Preparation.objects.bulk_create(
        [
            Preparation(
                wave=wave,
                order_number=row.number,
                location=wave.location,
                position=place,
                service=row.service,
                promised=row.promised,
            )
            for place, row in enumerate(chosen, start=1)
        ],
        ignore_conflicts=True,
    )
    mine = dict(Preparation.objects.filter(wave=wave).values_list("order_number", "pk"))
    PreparedPiece.objects.bulk_create(
        PreparedPiece(preparation_id=mine[row.number], piece=piece, sku=sku)
        for row in chosen
        if row.number in mine
        for piece, sku in row.pieces
    )
    return mine


@owns_transaction
def take_wave(*, wave_id: UUID, actor: Actor, at: datetime) -> None:
    """The wave is this person's from now on. Refusals: UnknownWave."""
    wave = lock_wave(wave_id=wave_id)
    before, wave.held_by = wave.held_by, actor.id
    wave.save(update_fields=["held_by"])
    _note(wave, "wave_taken", actor, at, before=before)


@owns_transaction
def give_back_wave(*, wave_id: UUID, actor: Actor, at: datetime) -> tuple[str, ...]:
    """What is not packed waits again; the SKUs that were picked and go back to their bins. Refusals: UnknownWave."""
    wave = lock_wave(wave_id=wave_id)
    rows = queries.open_pieces(wave_id=wave.pk)
    picked = tuple(row.sku for row in rows if row.picked_at)
    PreparedPiece.objects.filter(preparation__wave=wave, ended_at__isnull=True).update(ended_at=at)
    Preparation.objects.filter(wave=wave, ended_at__isnull=True).update(ended_at=at)
    _note(wave, "wave_given_back", actor, at, picked=len(picked))
    return picked


@owns_transaction
def end_done(*, preparation_id: int, at: datetime) -> None:
    """A preparation of which nothing is left, for it was packed or called off elsewhere, is over."""
    end_if_done(preparation_id=preparation_id, at=at)


@joins_transaction
def end_if_done(*, preparation_id: int, at: datetime) -> None:
    """Pieces that were called off or packed are out of the preparation, and without any it is over."""
    rows = list(PreparedPiece.objects.filter(preparation_id=preparation_id, ended_at__isnull=True))
    live = queries.live_pieces(rows=rows)
    gone = [row.pk for row in rows if row.piece not in live]
    PreparedPiece.objects.filter(pk__in=gone).update(ended_at=at)
    if not live:
        Preparation.objects.filter(pk=preparation_id, ended_at__isnull=True).update(ended_at=at)


@joins_transaction
def reopen(*, preparation_id: int, pieces: Collection[UUID]) -> None:
    """Pieces that were packed are on the bench again, to be checked anew; what another wave has by now stays there."""
    with suppress(IntegrityError), transaction.atomic():
        Preparation.objects.filter(pk=preparation_id).update(ended_at=None)
        rows = PreparedPiece.objects.filter(preparation_id=preparation_id, piece__in=pieces)
        rows.update(ended_at=None, checked_at=None, checked_by="")


def _note(wave: Wave, verb: str, actor: Actor, at: datetime, **data: object) -> None:
    record(verb=verb, subject_kind="wave", subject_id=wave.public_id, actor=actor, data=data, at=at)
