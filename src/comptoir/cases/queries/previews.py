"""Exactly what a verb will do, shown before it is done: made of the plans that the verbs themselves carry out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.cases.queries.orders import OrderView
from comptoir.core.cancellation import cancellable_until
from comptoir.core.decisions import Allowed, Refused
from comptoir.core.refunds import Basis
from comptoir.core.returns import can_return, check_return
from comptoir.fulfilment import queries as fulfilment
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns
from comptoir.returns.queries import ReturnView

if TYPE_CHECKING:
    from comptoir.orders.models import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class CancellationPreview:
    """What calling an order back, or refusing a held one, does; amounts in minor units, pieces back on sale by SKU."""

    void: int
    refund: int
    stock: dict[str, int]
    codes: tuple[str, ...]
    mail: str
    language: str

    @property
    def pieces(self) -> int:
        """How many pieces go back on sale."""
        return sum(self.stock.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptancePreview:
    """What the end of a check does: until when the order can then be cancelled, and the mail."""

    cancellable_until: datetime | None
    mail: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationPreview:
    """What registering a return does: nothing moves until it is judged; `refund` is then what goes back, and to where."""

    pieces: tuple[UUID, ...]
    gifts: tuple[UUID, ...]
    hand_in_by: datetime
    refund: int
    method: str
    mail: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCancellationPreview:
    """What cancelling a return does: its label is void, its courier called off; `pieces` can then be registered again."""

    tracking_number: str
    courier_day: str  # ISO; blank where nobody was to come
    pieces: tuple[UUID, ...]


def preview_cancellation(*, view: OrderView) -> CancellationPreview:
    """What `cancel_order` or `refuse_order` would do to this order now."""
    plan = orders.plan_undoing(number=view.number)
    return CancellationPreview(
        void=plan.voided,
        refund=plan.refunded,
        stock=plan.stock,
        codes=plan.codes,
        mail="order_cancelled",
        language=view.language,
    )


def preview_acceptance(*, order: Order, at: datetime) -> AcceptancePreview:
    """What `accept_order` would do to this held order now."""
    policy = markets.policy_version(number=order.policy_version)
    facts = replace(returns.order_facts(order=order), held=False, confirmed_at=at)
    return AcceptancePreview(
        cancellable_until=cancellable_until(order=facts, policy=policy),
        mail="order_placed",
        language=order.language,
    )


def preview_registration(
    *, order: Order, pieces: Sequence[UUID], at: datetime
) -> RegistrationPreview | tuple[Refused, ...]:
    """What `register_return` would do with these pieces now, or why it would refuse them."""
    facts = returns.order_facts(order=order)
    policy = markets.policy_version(number=order.policy_version)
    refusals = check_return(order=facts, chosen=[str(piece) for piece in pieces], policy=policy, at=at)
    if refusals:
        return tuple(refusals)
    plan = returns.plan_registration(
        order=order, facts=facts, chosen=pieces, basis=Basis.COMMERCIAL_RETURN, at=at
    )
    return RegistrationPreview(
        pieces=plan.pieces,
        gifts=plan.gifts,
        hand_in_by=plan.hand_in_by,
        refund=plan.refund.total,
        method=payments.paying_method(order_number=order.number),
        mail="return_registered",
        language=order.language,
    )


def preview_return_cancellation(
    *, order: Order, known: ReturnView, at: datetime
) -> ReturnCancellationPreview:
    """What `cancel_return` would do to this return now; no money moves and nobody is written to (RET-13)."""
    policy = markets.policy_version(number=order.policy_version)
    facts = returns.order_facts(order=order)
    freed = {str(piece.id) for piece in known.pieces}
    there = [piece for piece in fulfilment.order_facts(order=order).pieces if piece.id in freed]
    decided = {piece.id: can_return(piece=piece, order=facts, policy=policy, at=at) for piece in there}
    return ReturnCancellationPreview(
        tracking_number=known.tracking_number,
        courier_day=known.pickup_day if known.pickup_confirmation else "",
        pieces=tuple(UUID(piece) for piece, decision in decided.items() if isinstance(decision, Allowed)),
    )
