"""Every lifecycle as a table: a state moves along an edge of its machine or not at all.

Holds and carrier exceptions are rows, not states; what other rows say ("partly shipped", "paid") is derived.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar


class Event(StrEnum):
    """What happens to a thing; one word means the same in every machine."""

    ABANDON = "abandon"
    ACCEPT = "accept"
    ANSWER = "answer"
    AUTHORISE = "authorise"
    CANCEL = "cancel"
    CAPTURE = "capture"
    CHARGE = "charge"
    CLOSE = "close"
    CONTEST = "contest"
    DECLINE = "decline"
    DELIVER = "deliver"
    DROP = "drop"
    FAIL = "fail"
    FINISH = "finish"
    LAPSE = "lapse"
    LOSE = "lose"
    PLACE = "place"
    RECEIVE = "receive"
    REFER = "refer"
    REFUSE = "refuse"
    RELEASE = "release"
    RESOLVE = "resolve"
    RETRY = "retry"
    SEND = "send"
    SEND_BACK = "send_back"
    SHIP = "ship"
    UNPACK = "unpack"
    VOID = "void"
    WAIT = "wait"
    WIN = "win"


class OrderState(StrEnum):
    """The order: sold, with the warehouse, finished."""

    AWAITING_PAYMENT = "awaiting_payment"
    PLACED = "placed"
    RELEASED = "released"  # the warehouse has it: cancellation is over
    CLOSED = "closed"  # every piece has arrived, is lost or was cancelled; returns go on, and a piece may be sent again
    ABANDONED = "abandoned"  # never paid
    CANCELLED = "cancelled"


class PaymentState(StrEnum):
    """One try to pay for an order; another try, or a renewal, is another payment."""

    OPEN = "open"
    AUTHORISED = "authorised"  # also while a part of it is captured
    CAPTURED = "captured"  # all that ever will be; the rest, if any, is given free
    VOIDED = "voided"
    LAPSED = "lapsed"  # the provider let go of it
    DECLINED = "declined"
    FAILED = "failed"  # for a technical reason (PAY-10)
    CANCELLED = "cancelled"  # by the shopper, or never finished


class EffectState(StrEnum):
    """One capture, refund or void asked of the provider."""

    WAITING = "waiting"  # a refund that a second member of staff decides (C-13)
    REQUESTED = "requested"
    FAILED = "failed"
    DONE = "done"
    DROPPED = "dropped"  # failed for good; something else was planned instead


class DisputeState(StrEnum):
    """Money that a customer's bank asks back from the provider (C-15)."""

    OPEN = "open"  # evidence is wanted until a day
    ANSWERED = "answered"  # the bank has the evidence
    WON = "won"
    LOST = "lost"


class RenewalState(StrEnum):
    """The customer is asked to authorise again what is about to lapse (C-06)."""

    WAITING = "waiting"
    RENEWED = "renewed"
    ENDED = "ended"  # nothing is left to pay for


class ParcelState(StrEnum):
    """A parcel: labelled, being charged for, on its way; nothing leaves that is not charged (C-06)."""

    PACKED = "packed"
    CHARGING = "charging"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    LOST = "lost"
    RETURNED = "returned"  # brought back by the carrier
    VOIDED = "voided"  # unpacked, its label void


class ReturnState(StrEnum):
    """A return, from the form to the last verdict."""

    REGISTERED = "registered"
    SENT = "sent"
    RECEIVED = "received"
    CLOSED = "closed"
    CANCELLED = "cancelled"  # by an advisor, while unsent (RET-13)
    LAPSED = "lapsed"  # never handed in (RET-15)


class ReceptionState(StrEnum):
    """Whether a piece of a return came back."""

    EXPECTED = "expected"
    RECEIVED = "received"
    MISSING = "missing"


class AcceptanceState(StrEnum):
    """The verdict on a piece that came back (RET-06)."""

    PENDING = "pending"
    NEEDS_PERSON = "needs_person"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class CaseState(StrEnum):
    """A conversation with a customer: our turn, theirs, or over."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"


S = TypeVar("S", bound=StrEnum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine(Generic[S]):
    """A lifecycle: where it starts, and where each event leads from each state."""

    name: str
    start: S
    edges: Mapping[tuple[S, Event], S]

    @property
    def ends(self) -> frozenset[S]:
        """The states that nothing leaves."""
        return frozenset(self.edges.values()) - {state for state, _ in self.edges}


class NoSuchTransition(LookupError):
    """A state was asked to move along an edge that its machine does not have: always a bug, never a refusal."""


def advance(machine: Machine[S], state: S, event: Event) -> S:
    """The state after the event; NoSuchTransition where the table has no such edge."""
    if (state, event) not in machine.edges:
        raise NoSuchTransition(f"{machine.name}: {state} has no {event}")
    return machine.edges[state, event]


ORDER = Machine(
    name="order",
    start=OrderState.AWAITING_PAYMENT,
    edges={
        (OrderState.AWAITING_PAYMENT, Event.PLACE): OrderState.PLACED,
        (OrderState.AWAITING_PAYMENT, Event.ABANDON): OrderState.ABANDONED,
        (OrderState.PLACED, Event.RELEASE): OrderState.RELEASED,
        (OrderState.PLACED, Event.CANCEL): OrderState.CANCELLED,
        (OrderState.RELEASED, Event.CANCEL): OrderState.CANCELLED,  # withdrawn from, or nothing left to send
        (OrderState.RELEASED, Event.CLOSE): OrderState.CLOSED,
        (OrderState.CLOSED, Event.RELEASE): OrderState.RELEASED,  # a piece is sent again
    },
)

PAYMENT = Machine(
    name="payment",
    start=PaymentState.OPEN,
    edges={
        (PaymentState.OPEN, Event.AUTHORISE): PaymentState.AUTHORISED,
        (PaymentState.OPEN, Event.CAPTURE): PaymentState.CAPTURED,
        (PaymentState.OPEN, Event.DECLINE): PaymentState.DECLINED,
        (PaymentState.OPEN, Event.FAIL): PaymentState.FAILED,
        (PaymentState.OPEN, Event.CANCEL): PaymentState.CANCELLED,
        (PaymentState.AUTHORISED, Event.CAPTURE): PaymentState.CAPTURED,
        (PaymentState.AUTHORISED, Event.VOID): PaymentState.VOIDED,
        (PaymentState.AUTHORISED, Event.LAPSE): PaymentState.LAPSED,
    },
)

EFFECT = Machine(
    name="effect",
    start=EffectState.REQUESTED,
    edges={
        (EffectState.WAITING, Event.ACCEPT): EffectState.REQUESTED,
        (EffectState.WAITING, Event.REFUSE): EffectState.FAILED,
        (EffectState.FAILED, Event.REFER): EffectState.WAITING,
        (EffectState.REQUESTED, Event.FINISH): EffectState.DONE,
        (EffectState.REQUESTED, Event.FAIL): EffectState.FAILED,
        (EffectState.FAILED, Event.RETRY): EffectState.REQUESTED,
        (EffectState.FAILED, Event.DROP): EffectState.DROPPED,
    },
)

DISPUTE = Machine(
    name="dispute",
    start=DisputeState.OPEN,
    edges={
        (DisputeState.OPEN, Event.ANSWER): DisputeState.ANSWERED,
        (DisputeState.OPEN, Event.WIN): DisputeState.WON,
        (DisputeState.OPEN, Event.LOSE): DisputeState.LOST,
        (DisputeState.ANSWERED, Event.WIN): DisputeState.WON,
        (DisputeState.ANSWERED, Event.LOSE): DisputeState.LOST,
    },
)

RENEWAL = Machine(
    name="renewal",
    start=RenewalState.WAITING,
    edges={
        (RenewalState.WAITING, Event.AUTHORISE): RenewalState.RENEWED,
        (RenewalState.WAITING, Event.CANCEL): RenewalState.ENDED,
    },
)

PARCEL = Machine(
    name="parcel",
    start=ParcelState.PACKED,
    edges={
        (ParcelState.PACKED, Event.UNPACK): ParcelState.VOIDED,
        (ParcelState.PACKED, Event.CHARGE): ParcelState.CHARGING,
        (ParcelState.CHARGING, Event.SHIP): ParcelState.SHIPPED,
        (ParcelState.CHARGING, Event.FAIL): ParcelState.PACKED,
        (ParcelState.SHIPPED, Event.DELIVER): ParcelState.DELIVERED,
        (ParcelState.SHIPPED, Event.LOSE): ParcelState.LOST,
        (ParcelState.SHIPPED, Event.SEND_BACK): ParcelState.RETURNED,
    },
)

RETURN = Machine(
    name="return",
    start=ReturnState.REGISTERED,
    edges={
        (ReturnState.REGISTERED, Event.SEND): ReturnState.SENT,
        # The carrier's first scan can be missed.
        (ReturnState.REGISTERED, Event.RECEIVE): ReturnState.RECEIVED,
        (ReturnState.REGISTERED, Event.CANCEL): ReturnState.CANCELLED,
        (ReturnState.REGISTERED, Event.LAPSE): ReturnState.LAPSED,
        (ReturnState.SENT, Event.RECEIVE): ReturnState.RECEIVED,
        (ReturnState.SENT, Event.CLOSE): ReturnState.CLOSED,  # lost on its way back
        (ReturnState.RECEIVED, Event.CLOSE): ReturnState.CLOSED,
    },
)

RECEPTION = Machine(
    name="reception",
    start=ReceptionState.EXPECTED,
    edges={
        (ReceptionState.EXPECTED, Event.RECEIVE): ReceptionState.RECEIVED,
        (ReceptionState.EXPECTED, Event.LOSE): ReceptionState.MISSING,
    },
)

ACCEPTANCE = Machine(
    name="acceptance",
    start=AcceptanceState.PENDING,
    edges={
        (AcceptanceState.PENDING, Event.ACCEPT): AcceptanceState.ACCEPTED,
        (AcceptanceState.PENDING, Event.REFUSE): AcceptanceState.REFUSED,
        (AcceptanceState.PENDING, Event.REFER): AcceptanceState.NEEDS_PERSON,
        (AcceptanceState.NEEDS_PERSON, Event.ACCEPT): AcceptanceState.ACCEPTED,
        (AcceptanceState.NEEDS_PERSON, Event.REFUSE): AcceptanceState.REFUSED,
    },
)

CASE = Machine(
    name="case",
    start=CaseState.OPEN,
    edges={
        (CaseState.OPEN, Event.WAIT): CaseState.WAITING,
        (CaseState.OPEN, Event.RESOLVE): CaseState.RESOLVED,
        (CaseState.WAITING, Event.ANSWER): CaseState.OPEN,
        (CaseState.WAITING, Event.RESOLVE): CaseState.RESOLVED,
        (CaseState.RESOLVED, Event.ANSWER): CaseState.OPEN,
    },
)
