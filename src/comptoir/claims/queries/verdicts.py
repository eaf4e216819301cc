"""What a verdict would do, to the cent, before it is given: the same that then happens."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.claims.models import Claim
from comptoir.claims.queries.reading import claim_by_id
from comptoir.core.actors import Actor
from comptoir.core.claims import CLAIM, Cause, ClaimState, Outcome, VerdictFacts, check_verdict, event_of
from comptoir.core.decisions import Refused
from comptoir.core.delivery import Promise, find_market
from comptoir.core.facts import PieceState
from comptoir.core.lifecycles import advance
from comptoir.core.refunds import Basis, RefundPlan
from comptoir.infra import i18n
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns
from comptoir.stock import queries as stock


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictIn:
    """A verdict as somebody means to give it; `words` are for the customer, `drafts` photographs kept for it."""

    outcome: Outcome
    words: str
    cause: Cause | None = None
    drafts: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictPreview:
    """Exactly what a verdict will do: why not, what goes back and by when, who else must agree, what is sent again and when it
    should arrive, what state follows."""

    refusals: tuple[Refused, ...]
    plan: RefundPlan | None
    two_people: bool
    refund_by: datetime | None
    again: Promise | None
    state: ClaimState | None


def preview_verdict(*, claim_id: UUID, said: VerdictIn, actor: Actor, at: datetime) -> VerdictPreview | None:
    """What `decide_claim` would do now; None where there is no such claim."""
    claim = claim_by_id(claim_id=claim_id)
    if claim is None:
        return None
    refusals = verdict_refusals(claim=claim, said=said, actor=actor, at=at)
    plan = claim_refund_plan(claim=claim) if said.outcome is Outcome.REFUND and not refusals else None
    resent = claim.order if said.outcome is Outcome.RESEND and not refusals else None
    return VerdictPreview(
        refusals=refusals,
        plan=plan,
        two_people=_takes_two(claim, plan, actor, at),
        refund_by=returns.refund_by(order=claim.order, at=at) if plan and claim.order else None,
        again=orders.resend_dates(order=resent, at=at) if resent else None,
        state=None if refusals else advance(CLAIM, ClaimState(claim.state), event_of(said.outcome)),
    )


def verdict_refusals(*, claim: Claim, said: VerdictIn, actor: Actor, at: datetime) -> tuple[Refused, ...]:
    """Everything that speaks against a verdict on the claim as it is now."""
    again = said.outcome is Outcome.RESEND
    last = claim.verdicts.order_by("id").last()
    facts = VerdictFacts(
        outcome=said.outcome,
        words=said.words,
        cause=said.cause,
        state=ClaimState(claim.state),
        pieces=_states(claim),
        decided_by=last.by if last else "",
        short=_short(claim) if again else (),
        closed=_closed(claim, at) if again else None,
    )
    return check_verdict(facts, actor=actor)


def claim_basis(*, claim: Claim) -> Basis:
    """What the carrier lost rests on the delivery, everything else on the guarantee (A-12, A-13)."""
    states = _states(claim)
    lost = bool(states) and all(state is PieceState.LOST for state in states)
    return Basis.LOST_PARCEL if lost else Basis.NON_CONFORMITY


def claim_refund_plan(*, claim: Claim) -> RefundPlan | None:
    """What goes back for the pieces of a claim; None where its order is not known."""
    if claim.order is None:
        return None
    return returns.refund_plan(
        order=claim.order,
        facts=returns.order_facts(order=claim.order),
        pieces=piece_ids(claim=claim),
        basis=claim_basis(claim=claim),
    )


def piece_ids(*, claim: Claim) -> list[str]:
    """The pieces of a claim, as the rules have them."""
    rows = claim.pieces.select_related("piece").order_by("piece__position")
    return [str(row.piece.public_id) for row in rows]


def _states(claim: Claim) -> tuple[PieceState, ...]:
    if claim.order is None:
        return ()
    states = {piece.id: piece.state for piece in returns.order_facts(order=claim.order).pieces}
    return tuple(states[piece] for piece in piece_ids(claim=claim))


def _short(claim: Claim) -> tuple[str, ...]:
    """The SKUs of a claim of which less lies free than it is about."""
    wanted = Counter(claim.pieces.values_list("piece__sku", flat=True))
    there = stock.available(skus=wanted)
    return tuple(sku for sku, count in sorted(wanted.items()) if there[sku] < count)


def _closed(claim: Claim, at: datetime) -> Refused | None:
    """Why nothing is sent to the country of its order by the policy in force, whatever that of the order said (DEL-01)."""
    if claim.order is None:
        return None
    policy = markets.current_policy(at=at)
    market = find_market(policy, country=claim.order.country, language=i18n.current().language)
    return market if isinstance(market, Refused) else None


def _takes_two(claim: Claim, plan: RefundPlan | None, actor: Actor, at: datetime) -> bool:
    if plan is None or claim.order is None:
        return False
    return payments.wants_second(
        order_number=claim.order.number,
        amount=plan.total,
        currency=plan.currency,
        basis=plan.basis,
        actor=actor,
        at=at,
    )
