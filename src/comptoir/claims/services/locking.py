"""A claim under its lock, and its journal lines."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.claims import queries
from comptoir.claims.models import Claim
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, locked
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.orders import queries as orders


class UnknownClaim(NotPossible):
    """There is no such claim."""


@joins_transaction
def lock_claim(*, claim_id: UUID) -> Claim:
    """The claim as it is now, under the lock of its order, or its own where no order is known. Refusals: UnknownClaim."""
    known = queries.claim_by_id(claim_id=claim_id)
    if known is None:
        raise UnknownClaim(Refused(rule=None, reason=Reason.NOT_FOUND))
    if known.order is not None:
        orders.lock_order(number=known.order.number)
    else:
        locked(Claim.objects.filter(pk=known.pk), kind="claim")
    return queries.claim_by_id(claim_id=claim_id) or known


def note_claim(
    *,
    claim: Claim,
    verb: str,
    actor: Actor,
    at: datetime,
    rule: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Write down what happened to a claim."""
    journal.record(
        verb=verb,
        subject_kind="claim",
        subject_id=claim.public_id,
        order_number=claim.order.number if claim.order else "",
        actor=actor,
        rule=rule,
        data=data,
        at=at,
    )
