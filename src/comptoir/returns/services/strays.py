"""What comes to the dock and belongs to nothing known: written down, photographed, later matched or settled (RET-10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.returns import queries
from comptoir.returns.models import Stray
from comptoir.returns.services.locking import UnknownReturn


class CannotSettleStray(NotPossible):
    """It cannot be written down or settled so, and why."""


@owns_transaction
def record_stray(
    *,
    stray_id: UUID,
    code: str,
    contents: str,
    photographs: Sequence[str],
    return_id: UUID | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down what came; the same id again changes nothing. `return_id` is the parcel in which it lay.

    Refusals: CannotSettleStray where nobody said what it is, UnknownReturn.
    """
    if Stray.objects.filter(public_id=stray_id).exists():
        return
    if not contents.strip():
        raise CannotSettleStray(
            Refused(
                rule="RET-10", reason=Reason.FIELD_MISSING, values=(("field", "contents"),), field="contents"
            )
        )
    parcel = queries.return_by_id(return_id=return_id) if return_id else None
    if return_id and parcel is None:
        raise UnknownReturn(Refused(rule=None, reason=Reason.NOT_FOUND))
    stray = Stray.objects.create(
        public_id=stray_id,
        parcel=parcel,
        code=code.strip().upper()[:60],
        contents=contents.strip()[:300],
        photographs=list(photographs),
        found_at=at,
        found_by=actor.id,
    )
    _note(stray, verb="stray_found", actor=actor, at=at)


@owns_transaction
def match_stray(*, stray_id: UUID, code: str, actor: Actor, at: datetime) -> UUID:
    """It belongs to this return (by a code on a parcel), which is returned: its pieces are taken in there.

    Refusals: CannotSettleStray.
    """
    stray = _lock(stray_id)
    found = queries.returns_by_code(code=code)
    if not found:
        raise CannotSettleStray(Refused(rule=None, reason=Reason.NOT_FOUND, field="code"))
    stray.matched = queries.return_by_id(return_id=found[0])
    stray.settled_at = at
    stray.save(update_fields=["matched", "settled_at"])
    _note(stray, verb="stray_matched", actor=actor, at=at)
    return found[0]


@owns_transaction
def settle_stray(*, stray_id: UUID, how: str, actor: Actor, at: datetime) -> None:
    """It was settled otherwise, in words: sent back to whoever sent it, say. Refusals: CannotSettleStray."""
    stray = _lock(stray_id)
    if not how.strip():
        raise CannotSettleStray(
            Refused(rule="RET-10", reason=Reason.FIELD_MISSING, values=(("field", "how"),), field="how")
        )
    stray.settled_at, stray.settled_as = at, how.strip()[:200]
    stray.save(update_fields=["settled_at", "settled_as"])
    _note(stray, verb="stray_settled", actor=actor, at=at)


def _lock(stray_id: UUID) -> Stray:
    found = locked(Stray.objects.filter(public_id=stray_id), kind="return")
    if not found:
        raise CannotSettleStray(Refused(rule=None, reason=Reason.NOT_FOUND))
    stray = found[0]
    if stray.settled_at is not None:
        raise CannotSettleStray(Refused(rule="RET-10", reason=Reason.STRAY_SETTLED))
    return stray


def _note(stray: Stray, *, verb: str, actor: Actor, at: datetime) -> None:
    parcel = stray.matched or stray.parcel
    journal.record(
        verb=verb,
        subject_kind="stray",
        subject_id=stray.public_id,
        order_number=parcel.order.number if parcel else "",
        actor=actor,
        rule="RET-10",
        reason=stray.settled_as,
        data={"contents": stray.contents, "code": stray.code},
        at=at,
    )
