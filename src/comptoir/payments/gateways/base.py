"""What the house asks of a payment provider, in its own words; each adapter translates, nothing more."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol

from comptoir.core.lifecycles import DisputeState, PaymentState


class ProviderUnreachable(Exception):
    """No answer, or one that makes no sense: the outcome is not known. Ask again with the same key, or look."""


class NotToldYet(ProviderUnreachable):
    """The provider has taken the wish and tells the outcome later: asked again then, with the same key."""


class EffectRefused(Exception):
    """The provider will not capture, refund or void; its code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadSignature(Exception):
    """A message that does not come from the provider."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of what is paid, as some ways to pay want it. The sum of lines is the amount (pitfall 16)."""

    name: str
    amount: int
    quantity: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A payment to be opened: with a `token` it is confirmed at once, without one on the provider's page."""

    key: str
    order_number: str
    method: str
    amount: int
    currency: str
    capture_now: bool
    token: str
    lines: tuple[Line, ...]
    email: str
    language: str
    return_url: str
    cancel_url: str
    expires_at: datetime
    off_session: bool = False  # the payer is not there: what would need them is refused (C-06)


Payload = Mapping[str, object]


def _nothing() -> Sequence[Payload]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A payment as the house knows it: the provider's ids, and what the provider has told of it, signed and kept.

    `told` is read by the adapter whose provider has no call that says what became of a payment.
    """

    provider_ref: str = ""
    session_ref: str = ""
    told: Callable[[], Sequence[Payload]] = field(default=_nothing, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What the provider says of a payment now. OPEN with a `page_url` waits for the shopper."""

    state: PaymentState
    provider_ref: str = ""
    session_ref: str = ""
    page_url: str = ""
    authorised: int = 0
    captured: int = 0
    capture_before: datetime | None = None
    under_review: bool = False
    card_country: str = ""  # where the card is from
    # The provider's own mark of the card: the same for the same card, and nothing of its number.
    card_mark: str = ""
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event of the provider: a hint to look at a payment, never a fact by itself (C-11)."""

    event_id: str
    kind: str
    provider_ref: str
    session_ref: str
    payload: Payload
    dispute_ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeReport:
    """What the provider says of a dispute now: all that was ever `taken` from us for it and `returned`; minor units.

    `authentication` is what the payer's bank said when the payer was asked to prove who they are (3-D Secure).
    """

    reference: str
    provider_ref: str
    amount: int
    currency: str
    reason: str
    state: DisputeState
    taken: int
    returned: int
    opened_at: datetime
    answer_by: datetime | None = None
    authentication: str = ""


MovementKind = Literal["capture", "refund", "dispute", "dispute_won"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A line of the provider's report: money that moved between it and us, `amount` always positive, in minor units.

    `order` is our number where the report gives it; else the payment tells.
    """

    reference: str
    kind: MovementKind
    provider_ref: str
    amount: int
    currency: str
    at: datetime
    order: str = ""


class Gateway(Protocol):
    """A payment provider."""

    name: str
    report_lag: timedelta  # how long after it moved money is in the provider's report for certain

    def open(self, opening: Opening) -> Report:
        """Open a payment. The same key opens it once."""
        ...

    def look(self, known: Known) -> Report:
        """What the payment is now."""
        ...

    def close(self, known: Known, *, key: str) -> Report:
        """Give up a payment that is still open, so that it cannot be paid later; what it is then."""
        ...

    def capture(self, known: Known, *, amount: int, currency: str, final: bool, key: str) -> str:
        """Take a part of what is authorised; the last part releases the rest. Returns the provider's reference."""
        ...

    def refund(self, known: Known, *, amount: int, currency: str, key: str) -> str:
        """Give back a part of what was captured. Returns the provider's reference."""
        ...

    def void(self, known: Known, *, key: str) -> str:
        """Release an authorisation. Returns the provider's reference."""
        ...

    def disputes(self, *, since: datetime) -> tuple[DisputeReport, ...]:
        """Every dispute opened since a moment, as it is now; none where the provider has no list of them."""
        ...

    def look_at_dispute(self, known: Known, *, reference: str) -> DisputeReport:
        """What a dispute of a payment is now."""
        ...

    def answer_dispute(self, *, reference: str, evidence: str, key: str) -> None:
        """Give the bank our evidence; EffectRefused when it is too late."""
        ...

    def movements(self, *, since: datetime, until: datetime) -> tuple[Movement, ...]:
        """The provider's report of a period: all money that moved, oldest first."""
        ...

    def read_events(self, *, body: bytes, headers: Mapping[str, str]) -> tuple[Told, ...]:
        """Check and read what the provider sent; BadSignature when any of it is not theirs."""
        ...
