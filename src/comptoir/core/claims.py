"""Claims on what was delivered: what each kind must carry, and what the legal guarantee leaves to a person (CLM).

The house label and the time that has passed never end a claim that the law protects (A-12): a person decides those.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comptoir.core.actors import Actor, ActorKind, Role, may_act_as
from comptoir.core.calendar import add_months, end_of_day_after, local_date, not_after
from comptoir.core.decisions import Allowed, Decision, NeedsPerson, Refused
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState
from comptoir.core.law import EffectiveTerms
from comptoir.core.lifecycles import Event, Machine
from comptoir.core.reasons import Reason


class ClaimKind(StrEnum):
    """What is wrong."""

    DAMAGED = "damaged"
    MISSING = "missing"
    FAULTY = "faulty"  # on arrival
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_ITEM = "wrong_item"
    IN_USE = "in_use"  # a fault found later


class Cause(StrEnum):
    """What the quality department found (CLM-06, CLM-07)."""

    DEFECT = "defect"
    CARE = "care"  # the care label was not followed
    UNKNOWN = "unknown"


class ClaimState(StrEnum):
    """Who has a claim, or how far it is decided."""

    OPEN = "open"  # with the advisors
    QUALITY = "quality"  # with the quality department (CLM-06)
    CARRIER = "carrier"  # the carrier looks for the parcel, or answers for it
    DECIDED = "decided"  # may be contested once
    CONTESTED = "contested"
    CLOSED = "closed"  # decided again, for good


class Outcome(StrEnum):
    """What is decided on a claim; the last two only hand it over."""

    REFUND = "refund"  # at once, and the customer keeps what came
    SEND_BACK = "send_back"  # the piece comes back first, and is paid when it is here
    RESEND = "resend"  # the same piece is sent again, and the customer keeps what came
    REPAIR = "repair"
    REFUSED = "refused"
    CARRIER = "carrier"
    QUALITY = "quality"


CLAIM = Machine(
    name="claim",
    start=ClaimState.OPEN,
    edges={
        (ClaimState.OPEN, Event.REFER): ClaimState.QUALITY,
        (ClaimState.OPEN, Event.WAIT): ClaimState.CARRIER,
        (ClaimState.OPEN, Event.RESOLVE): ClaimState.DECIDED,
        (ClaimState.QUALITY, Event.RESOLVE): ClaimState.DECIDED,
        (ClaimState.CARRIER, Event.REFER): ClaimState.QUALITY,
        (ClaimState.CARRIER, Event.RESOLVE): ClaimState.DECIDED,
        (ClaimState.DECIDED, Event.CONTEST): ClaimState.CONTESTED,
        (ClaimState.CONTESTED, Event.RESOLVE): ClaimState.CLOSED,
    },
)
OPEN_STATES = (ClaimState.OPEN, ClaimState.QUALITY, ClaimState.CARRIER, ClaimState.CONTESTED)
_EVENTS = {Outcome.QUALITY: Event.REFER, Outcome.CARRIER: Event.WAIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFacts:
    """A claim as it was sent in; `references` are those printed on the care labels, `photos` is how many came.

    `pieces_ordered` is 0 where the order is not known; `label_attached` is None where nobody said.
    """

    kind: ClaimKind
    order_number: str = ""
    description: str = ""
    references: tuple[str, ...] = ()
    photos: int = 0
    washing: str = ""  # how it was washed, and anything that helps to find the cause
    not_received: str = ""  # the reference that did not come in place of the wrong one
    pieces_ordered: int = 0
    label_attached: bool | None = None


_RULES = {
    ClaimKind.DAMAGED: "CLM-01",
    ClaimKind.MISSING: "CLM-02",
    ClaimKind.FAULTY: "CLM-03",
    ClaimKind.WRONG_ITEM: "CLM-04",
    ClaimKind.IN_USE: "CLM-06",
    ClaimKind.NOT_AS_DESCRIBED: "CLM-08",
}
_WANTED: dict[ClaimKind, tuple[str, ...]] = {
    ClaimKind.DAMAGED: ("order_number", "description", "references", "photos"),
    ClaimKind.MISSING: ("order_number", "references"),
    ClaimKind.FAULTY: ("order_number", "references", "photos"),
    ClaimKind.WRONG_ITEM: ("references", "photos"),
    ClaimKind.IN_USE: ("order_number", "references", "description", "photos", "washing"),
    ClaimKind.NOT_AS_DESCRIBED: ("order_number", "references", "photos"),
}
_LABEL_COUNTS = (ClaimKind.DAMAGED, ClaimKind.FAULTY, ClaimKind.NOT_AS_DESCRIBED)
# What never came has nothing to claim about (CLM-02), and what is made good has had its remedy.
_NOTHING_TO_CLAIM = {
    PieceState.ORDERED: ("CLM-02", Reason.NOT_SENT_YET),
    PieceState.PACKED: ("CLM-02", Reason.NOT_SENT_YET),
    PieceState.CANCELLED: ("CLM-02", Reason.PIECE_CANCELLED),
    PieceState.REFUNDED: ("A-12", Reason.ALREADY_REFUNDED),
    PieceState.REPLACED: ("A-12", Reason.PIECE_REPLACED),
    PieceState.RETURN_ACCEPTED: ("A-12", Reason.ALREADY_RETURNED),
}


def asks_for_label(kind: ClaimKind) -> bool:
    """Whether the house label counts for this kind (CLM-05)."""
    return kind in _LABEL_COUNTS


def rule_of(kind: ClaimKind) -> str:
    """The house rule of a kind of claim."""
    return _RULES[kind]


def wanted_fields(*, kind: ClaimKind, pieces_ordered: int = 0) -> tuple[str, ...]:
    """What a claim of this kind must carry, by the names of `ClaimFacts` (CLM-01 to CLM-04, CLM-06, CLM-08)."""
    wanted = _WANTED[kind]
    if kind is ClaimKind.WRONG_ITEM and pieces_ordered > 1:
        wanted = (*wanted, "not_received")
    return wanted


def check_claim(claim: ClaimFacts) -> tuple[Refused, ...]:
    """A refusal for each thing that the claim's rule asks for and that is not there."""
    given = {
        "order_number": claim.order_number.strip(),
        "description": claim.description.strip(),
        "references": claim.references,
        "photos": claim.photos,
        "washing": claim.washing.strip(),
        "not_received": claim.not_received.strip(),
    }
    return tuple(
        Refused(rule=_RULES[claim.kind], reason=Reason.FIELD_MISSING, field=field, values=(("field", field),))
        for field in wanted_fields(kind=claim.kind, pieces_ordered=claim.pieces_ordered)
        if not given[field]
    )


def judge_label(*, claim: ClaimFacts, terms: EffectiveTerms) -> Decision:
    """CLM-05: without the house label these kinds are not accepted back; where there is a legal guarantee a person decides."""
    if claim.kind not in _LABEL_COUNTS or claim.label_attached is not False:
        return Allowed(rule="CLM-05")
    if terms.guarantee_months is not None:
        return NeedsPerson(rule="CLM-05", reason=Reason.LABEL_REMOVED)
    return Refused(rule="CLM-05", reason=Reason.LABEL_REMOVED, field="label_attached")


def guarantee_until(*, delivered_at: datetime, zone: str, terms: EffectiveTerms) -> datetime | None:
    """The last second of the legal guarantee, counted from delivery (A-12); None where the law gives none."""
    if terms.guarantee_months is None:
        return None
    last_day = add_months(local_date(delivered_at, zone=zone), months=terms.guarantee_months)
    return end_of_day_after(last_day, days=0, zone=zone)


def can_claim(*, piece: PieceFacts, order: OrderFacts, terms: EffectiveTerms, at: datetime) -> Decision:
    """Whether a claim on this piece can be made; past the legal guarantee it goes to a person (A-12)."""
    if piece.state in _NOTHING_TO_CLAIM:
        rule, reason = _NOTHING_TO_CLAIM[piece.state]
        return Refused(rule=rule, reason=reason)
    if piece.delivered_at is None:
        return Allowed(rule="CLM-02")
    until = guarantee_until(delivered_at=piece.delivered_at, zone=order.zone, terms=terms)
    if until is None:
        return Allowed(rule="CLM-06")
    if not not_after(at, until=until):
        return NeedsPerson(
            rule="A-12", reason=Reason.CLAIM_WINDOW_OVER, until=until, values=(("until", until),)
        )
    return Allowed(rule="A-12", until=until)


def judge_cause(*, cause: Cause) -> Decision:
    """CLM-06, CLM-07: a defect is made good; damage from other care than the label's is none and gives no refund."""
    if cause is Cause.CARE:
        return Refused(rule="CLM-07", reason=Reason.CARE_NOT_FOLLOWED)
    if cause is Cause.UNKNOWN:
        return NeedsPerson(rule="CLM-06", reason=Reason.CAUSE_UNKNOWN)
    return Allowed(rule="CLM-06")


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictFacts:
    """A verdict as somebody means to give it. `words` are for the customer, `decided_by` gave the verdict before.

    `short` are the SKUs of its pieces of which not enough lies free to send them again, `closed` is why the house does not
    deliver to its country now.
    """

    outcome: Outcome
    words: str
    cause: Cause | None
    state: ClaimState
    pieces: tuple[PieceState, ...]  # what the claim is about; empty where its order is not known
    decided_by: str = ""
    short: tuple[str, ...] = ()
    closed: Refused | None = None


_DECIDERS = {
    ClaimState.QUALITY: (Role.QUALITY,),
    ClaimState.CONTESTED: (Role.ADVISOR, Role.QUALITY),
}
_MADE_GOOD = (Outcome.REFUND, Outcome.SEND_BACK, Outcome.RESEND, Outcome.REPAIR)
_CANNOT_PAY = {
    PieceState.REFUNDED: Reason.ALREADY_REFUNDED,
    PieceState.REPLACED: Reason.PIECE_REPLACED,
    PieceState.RETURN_ACCEPTED: Reason.ALREADY_RETURNED,
    PieceState.RETURN_REGISTERED: Reason.RETURN_OPEN,
    PieceState.RETURN_RECEIVED: Reason.RETURN_OPEN,
    PieceState.CANCELLED: Reason.PIECE_CANCELLED,
}


def event_of(outcome: Outcome) -> Event:
    """What an outcome does to its claim."""
    return _EVENTS.get(outcome, Event.RESOLVE)


def may_give(*, outcome: Outcome, state: ClaimState) -> bool:
    """Whether a claim in this state can have this outcome."""
    return (state, event_of(outcome)) in CLAIM.edges


def check_verdict(verdict: VerdictFacts, *, actor: Actor) -> tuple[Refused, ...]:
    """Everything that speaks against this verdict now. A person gives it, whatever it says of a claim (A-27)."""
    if not may_give(outcome=verdict.outcome, state=verdict.state):
        return (Refused(rule="CLM-06", reason=Reason.CLAIM_DECIDED, field="outcome"),)
    if refused := _check_person(verdict, actor):
        return (refused,)
    found = []
    if not verdict.words.strip():
        found.append(Refused(rule="A-27", reason=Reason.VERDICT_WANTS_REASON, field="words"))
    cause = judge_cause(cause=verdict.cause) if verdict.cause else None
    if verdict.outcome in _MADE_GOOD and isinstance(cause, Refused):
        found.append(cause)
    if verdict.outcome in (Outcome.REFUND, Outcome.SEND_BACK, Outcome.RESEND):
        found += _check_pieces(verdict)
    if verdict.outcome is Outcome.RESEND:
        found += [nothing_to_resend(sku) for sku in verdict.short]
        found += [verdict.closed] if verdict.closed else []
    return tuple(found)


def nothing_to_resend(sku: str) -> Refused:
    """The refusal to send again what is not there: what may be done is to refund it (A-12)."""
    return Refused(rule="A-12", reason=Reason.NOTHING_TO_RESEND, values=(("sku", sku),), field="outcome")


def _check_person(verdict: VerdictFacts, actor: Actor) -> Refused | None:
    deciders = _DECIDERS.get(verdict.state, (Role.ADVISOR,))
    if actor.kind is not ActorKind.STAFF:
        return Refused(rule="A-27", reason=Reason.PERSON_DECIDES)
    if not may_act_as(actor.role, deciders):
        return Refused(rule="CLM-06", reason=Reason.NOT_ALLOWED)
    if verdict.state is ClaimState.CONTESTED and actor.id == verdict.decided_by:
        return Refused(rule="A-12", reason=Reason.CLAIM_OWN)
    return None


def _check_pieces(verdict: VerdictFacts) -> list[Refused]:
    if not verdict.pieces:
        return [Refused(rule="CLM-04", reason=Reason.CLAIM_WITHOUT_ORDER, field="outcome")]
    reasons = {_CANNOT_PAY[state] for state in verdict.pieces if state in _CANNOT_PAY}
    here = all(state in (PieceState.DELIVERED, PieceState.RETURN_REFUSED) for state in verdict.pieces)
    if not reasons and verdict.outcome is Outcome.SEND_BACK and not here:
        reasons = {Reason.NOT_WITH_CUSTOMER}
    return [Refused(rule="A-12", reason=reason, field="outcome") for reason in sorted(reasons)]
