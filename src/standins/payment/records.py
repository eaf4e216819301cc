"""What the books keep: a payment with its charge, a refund, a dispute, a movement of the balance, a checkout session."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from standins.server import dump_json


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """A payment. Amounts are in minor units; times are unix seconds of the house's clock.

    authorised = captured + released + what can still be captured, once there is an authorisation.
    """

    id: str
    created: int
    amount: int
    currency: str
    status: str
    capture_method: str
    method_types: Sequence[str]
    key: str  # of the request that made it, or its session's
    metadata: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Any] = field(default_factory=dict)
    description: str | None = None
    receipt_email: str | None = None
    return_url: str | None = None
    token: str | None = None
    brand: str = "visa"
    last4: str = "4242"
    charge: str | None = None
    charged_at: int = 0
    authorised: int = 0
    captured: int = 0
    captures: int = 0
    released: int = 0
    refunded: int = 0
    disputed: int = 0  # withdrawn for disputes that are open or lost
    dispute: str | None = None
    capture_before: int | None = None
    decline: str | None = None
    challenged: bool = False
    review: str | None = None
    review_closed: str | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    session: str | None = None
    wire: str = "stripe"  # the provider whose shapes it is spoken of in

    @property
    def capturable(self) -> int:
        """What may still be captured, in minor units."""
        return self.authorised - self.captured - self.released

    @property
    def order(self) -> str | None:
        """The house's order, as it named it in the metadata."""
        return self.metadata.get("order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money sent back out of what was captured."""

    id: str
    created: int
    amount: int
    currency: str
    intent: str
    charge: str
    reason: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """Money that the payer's bank asks back; `withdrawn` is what is kept for it now."""

    id: str
    created: int
    amount: int
    currency: str
    intent: str
    charge: str
    reason: str
    status: str
    due_by: int
    withdrawn: int = 0
    transactions: Sequence[str] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
    submissions: int = 0
    wire: str = "stripe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A movement of the balance: positive for what comes in, negative for what goes out; `source` is its object."""

    id: str
    created: int
    amount: int
    currency: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a session: what, how many, at which price each in minor units."""

    name: str
    unit_amount: int
    quantity: int
    description: str | None = None

    @property
    def total(self) -> int:
        """The line's amount in minor units."""
        return self.unit_amount * self.quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A hosted payment page; its payment is made when the shopper first tries to pay."""

    id: str
    created: int
    expires_at: int
    currency: str
    lines: Sequence[Line]
    shipping: int
    method_types: Sequence[str]
    success_url: str
    key: str
    cancel_url: str | None = None
    locale: str | None = None
    customer_email: str | None = None
    client_reference_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    capture_method: str = "automatic"
    intent_metadata: Mapping[str, str] = field(default_factory=dict)
    intent_description: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    status: str = "open"
    intent: str | None = None
    wire: str = "stripe"
    asked: Mapping[str, Any] = field(default_factory=dict)  # the request that opened it, of another provider
    approved: str | None = None  # the token with which a shopper allowed it to be charged, at PayPal

    @property
    def subtotal(self) -> int:
        """The lines in minor units, without shipping."""
        return sum(line.total for line in self.lines)

    @property
    def total(self) -> int:
        """What the shopper pays in minor units."""
        return self.subtotal + self.shipping


AnyRecord = Intent | Refund | Session | Dispute | Transaction
Record = TypeVar("Record", Intent, Refund, Session, Dispute, Transaction)


def dump_record(record: AnyRecord) -> str:
    """JSON of a record's fields."""
    values = {name: getattr(record, name) for name in record.__slots__}
    if isinstance(record, Session):
        values["lines"] = [{name: getattr(line, name) for name in line.__slots__} for line in record.lines]
    return dump_json(values)


def load_record(kind: type[Record], text: str) -> Record:
    """The record again; fields that no longer exist are ignored, new ones take their default."""
    values = {name: value for name, value in json.loads(text).items() if name in kind.__slots__}
    if "lines" in values:
        values["lines"] = [Line(**line) for line in values["lines"]]
    return kind(**values)
