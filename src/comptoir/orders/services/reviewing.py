"""The check of an order: its reasons, its clock, who has it, how it ended (PAY-12, C-19)."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, get_args

from comptoir.core.actors import Actor
from comptoir.core.policy import HousePolicy
from comptoir.core.screening import ReviewTimes, Screening
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.orders import queries
from comptoir.orders.models import Hold, Order, Review
from comptoir.orders.services.moving import confirm_order
from comptoir.orders.services.noting import note_order

Accepted = Literal["nothing_found", "customer_answered", "known_customer", "provider_cleared"]
RefusedBecause = Literal[
    "refused_after_check", "customer_unreachable", "provider_refused", "looks_like_fraud", "review_over"
]
ACCEPTED_BECAUSE: tuple[Accepted, ...] = get_args(Accepted)
# What a person may say; a review that is over is the house's own word.
REFUSED_BECAUSE: tuple[RefusedBecause, ...] = get_args(RefusedBecause)[:-1]


@joins_transaction
def hold_order(*, order: Order, found: Screening, times: ReviewTimes, actor: Actor, at: datetime) -> None:
    """Keep a placed order from going on until a person has decided: a hold for each signal, and one review."""
    Hold.objects.bulk_create(Hold(order=order, reason=signal, since=at) for signal in found.signals)
    Review.objects.create(
        order=order, score=found.score, opened_at=at, due_at=times.due_at, ends_at=times.ends_at
    )
    order.save()
    note_order(
        order,
        verb="order_held",
        actor=actor,
        rule="PAY-12",
        reason=found.signals[0],
        data={"signals": list(found.signals), "score": found.score},
        at=at,
    )


@owns_transaction
def take_review(*, order_number: str, actor: Actor, at: datetime) -> None:
    """A person looks at a held order from now on; one that is decided stays as it is."""
    order = queries.lock_order(number=order_number)
    open_one = Review.objects.filter(order=order, decided_at__isnull=True)
    if open_one.update(taken_by=actor.id, taken_at=at):
        note_order(order, verb="review_taken", actor=actor, rule="PAY-12", at=at)


@joins_transaction
def close_review(*, order: Order, accepted: bool, because: str, at: datetime) -> None:
    """How the review ended. The order must be locked."""
    Review.objects.filter(order=order, decided_at__isnull=True).update(
        accepted=accepted, because=because, decided_at=at
    )


@joins_transaction
def end_hold(*, order: Order, policy: HousePolicy, because: Accepted, actor: Actor, at: datetime) -> None:
    """The check is over in the customer's favour: the order is confirmed now, and its time to cancel runs from now."""
    ended = Hold.objects.filter(order=order, ended_at__isnull=True).update(ended_at=at)
    if not ended:
        return
    close_review(order=order, accepted=True, because=because, at=at)
    note_order(order, verb="hold_ended", actor=actor, rule="PAY-12", reason=because, at=at)
    confirm_order(order=order, policy=policy, at=at)
