"""What the house asks of a payment provider, in its own words; each adapter translates, nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comptoir.core.lifecycles import PaymentState


class ProviderUnreachable(Exception):
    """No answer, or one that makes no sense: the outcome is not known. Ask again with the same key, or look."""


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
    failure: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An event of the provider: a hint to look at a payment, never a fact by itself (C-11)."""

    event_id: str
    kind: str
    provider_ref: str
    session_ref: str
    payload: Mapping[str, object]


class Gateway(Protocol):
    """A payment provider."""

    name: str

    def open(self, opening: Opening) -> Report:
        """Open a payment. The same key opens it once."""
        ...

    def look(self, *, provider_ref: str, session_ref: str) -> Report:
        """What the payment is now."""
        ...

    def close(self, *, provider_ref: str, session_ref: str, key: str) -> None:
        """Give up a payment that is still open, so that it cannot be paid later."""
        ...

    def capture(self, *, provider_ref: str, amount: int, currency: str, final: bool, key: str) -> str:
        """Take a part of what is authorised; the last part releases the rest. Returns the provider's reference."""
        ...

    def refund(self, *, provider_ref: str, amount: int, currency: str, key: str) -> str:
        """Give back a part of what was captured. Returns the provider's reference."""
        ...

    def void(self, *, provider_ref: str, key: str) -> str:
        """Release an authorisation. Returns the provider's reference."""
        ...

    def read_event(self, *, body: bytes, headers: Mapping[str, str], at: datetime) -> Told:
        """Check and read what the provider sent; BadSignature when it is not theirs."""
        ...
