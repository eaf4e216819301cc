"""A return under its order's lock, and its journal lines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.orders import queries as orders
from comptoir.returns import queries
from comptoir.returns.models import Return


class UnknownReturn(NotPossible):
    """There is no such return."""


@joins_transaction
def lock_return(*, return_id: UUID) -> Return:
    """The return as it is now, under the lock of its order, which every verb on it takes. Refusals: UnknownReturn."""
    known = queries.return_by_id(return_id=return_id)
    if known is None:
        raise UnknownReturn(Refused(rule=None, reason=Reason.NOT_FOUND))
    orders.lock_order(number=known.order.number)
    return queries.return_by_id(return_id=return_id) or known


def view_or_refuse(*, return_id: UUID) -> queries.ReturnView:
    """The return as faces show it; UnknownReturn where there is none."""
    view = queries.return_view(return_id=return_id)
    if view is None:
        raise UnknownReturn(Refused(rule=None, reason=Reason.NOT_FOUND))
    return view


def note_return(
    *,
    parcel: Return,
    verb: str,
    actor: Actor,
    at: datetime,
    rule: str = "",
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Write down what happened to a return."""
    journal.record(
        verb=verb,
        subject_kind="return",
        subject_id=parcel.public_id,
        order_number=parcel.order.number,
        actor=actor,
        rule=rule,
        reason=reason[:200],
        data=data,
        at=at,
    )
