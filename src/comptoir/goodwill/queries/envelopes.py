"""Reads of envelopes: what somebody may still give this month, and what everybody gave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Sum

from comptoir.core import goodwill
from comptoir.core.actors import Actor
from comptoir.core.goodwill import envelope_month, envelope_sums
from comptoir.goodwill.models import Envelope, Gesture, Proposal
from comptoir.infra.db import joins_transaction, locked
from comptoir.markets import queries as markets
from comptoir.people import queries as people

if TYPE_CHECKING:
    from comptoir.core.policy import HousePolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeRow:
    """What one member of staff gave in a month, what waits for a second person included, and what is left of it; in minor
    units of COUNTED_IN."""

    by: str
    gestures: int
    given: int
    left: int


def envelope_of(*, actor: Actor, at: datetime) -> goodwill.Envelope:
    """What somebody may give this month by the policy of the day, and has given."""
    policy = markets.current_policy(at=at)
    month = _month(policy, at)
    return goodwill.Envelope(
        month=month,
        sums=envelope_sums(actor.role, terms=policy.refunds),
        given=_given(by=actor.id, month=month),
    )


def envelopes(*, at: datetime) -> tuple[EnvelopeRow, ...]:
    """Everybody who may give, or gave this month, who gave most first."""
    policy = markets.current_policy(at=at)
    month = _month(policy, at)
    sums: dict[str, tuple[int, int]] = {}
    for counted in (Gesture.objects.all(), Proposal.objects.filter(agreed=None)):
        rows = counted.filter(envelope__month=month).values("envelope__by")
        for row in rows.annotate(count=Count("id"), given=Sum("counted")):
            count, total = sums.get(row["envelope__by"], (0, 0))
            sums[row["envelope__by"]] = (count + row["count"], total + row["given"])
    terms = {
        str(user.public_id): envelope_sums(people.actor_of(user=user).role, terms=policy.refunds)
        for user in people.staff()
    }
    found = []
    for by in {*sums, *(person for person, known in terms.items() if known)}:
        count, given = sums.get(by, (0, 0))
        envelope = goodwill.Envelope(month=month, sums=terms.get(by, {}), given=given)
        found.append(EnvelopeRow(by=by, gestures=count, given=given, left=envelope.left))
    return tuple(sorted(found, key=lambda row: (-row.given, row.by)))


@joins_transaction
def lock_envelope(*, actor: Actor, at: datetime) -> Envelope:
    """Somebody's envelope of this month, locked until the transaction ends; made with the first gesture."""
    month = _month(markets.current_policy(at=at), at)
    Envelope.objects.bulk_create([Envelope(by=actor.id, month=month)], ignore_conflicts=True)
    return locked(Envelope.objects.filter(by=actor.id, month=month), kind="envelope")[0]


@joins_transaction
def lock_proposal(*, proposal: Proposal) -> Proposal:
    """A proposal as it is now, with the envelope that it keeps a part of locked until the transaction ends."""
    locked(Envelope.objects.filter(pk=proposal.envelope_id), kind="envelope")
    return Proposal.objects.select_related("envelope", "piece").get(pk=proposal.pk)


def _month(policy: HousePolicy, at: datetime) -> date:
    return envelope_month(at, zone=policy.house.time_zone)


def _given(*, by: str, month: date) -> int:
    rows = Gesture.objects.filter(envelope__by=by, envelope__month=month)
    waiting = Proposal.objects.filter(envelope__by=by, envelope__month=month, agreed=None)
    return sum(known.aggregate(total=Sum("counted", default=0))["total"] for known in (rows, waiting))
