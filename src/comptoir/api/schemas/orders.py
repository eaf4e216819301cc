"""Orders as they stand, returns, withdrawals and sessions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from comptoir.api.schemas.base import AddressIn, AnswerOut, Id, RefusalOut, ShortText, Strict


class CancelOut(AnswerOut):
    how: Literal["phone", "self", "advisor"] | None


class PieceAnswersOut(Schema):
    id: str
    return_: AnswerOut = Field(alias="return", serialization_alias="return")
    claim: AnswerOut


class CanOut(Schema):
    cancel: CancelOut
    withdraw: AnswerOut
    pieces: list[PieceAnswersOut]


class FixedOut(Schema):
    """A change of an order that is refused, with what can be done instead."""

    refused: list[RefusalOut]
    can: CanOut | None = None


class PieceOut(Schema):
    id: str
    sku: str
    reference: str
    name: str
    paid: int
    state: str


class PaymentOut(Schema):
    method: str
    state: str
    authorised: int
    captured: int
    refunded: int


class ParcelOut(Schema):
    id: str
    number: str
    state: str
    tracking_url: str
    pieces: list[str]
    label_url: str | None = None


class ReturnPieceOut(Schema):
    id: str
    reception: str
    acceptance: str
    reason: str
    refund: int


class ReturnOut(Schema):
    id: str
    number: str
    status: str
    basis: str
    hand_in_by: datetime
    refund_by: datetime | None
    pieces: list[ReturnPieceOut]


class DocumentOut(Schema):
    kind: str
    number: str
    url: str


class OrderDeliveryOut(Schema):
    service: str
    price: int
    earliest: date
    latest: date


class OrderOut(Schema):
    number: str
    status: str
    held: bool
    currency: str
    total: int
    placed_at: datetime | None
    policy_version: int
    delivery: OrderDeliveryOut
    pieces: list[PieceOut]
    payments: list[PaymentOut]
    parcels: list[ParcelOut]
    returns: list[ReturnOut]
    documents: list[DocumentOut]
    can: CanOut


class ReturnPieceIn(Strict):
    id: Id
    reason: str | None = Field(default=None, max_length=40)


class PickupIn(Strict):
    address: AddressIn
    date: date
    from_: str = Field(alias="from", max_length=5)
    to: str = Field(max_length=5)


class ReturnIn(Strict):
    pieces: list[ReturnPieceIn] = Field(max_length=200)
    pickup: PickupIn | None = None


class PointOut(Schema):
    name: str
    address: str
    distance_m: int


class RefundOut(Schema):
    amount: int
    currency: str
    method: str


class RegisteredOut(Schema):
    id: str
    number: str
    status: str
    label_url: str
    dropoff_points: list[PointOut]
    refund: RefundOut
    hand_in_by: datetime


class WithdrawalIn(Strict):
    name: str = Field(min_length=1, max_length=200)
    contract: str = Field(min_length=1, max_length=200)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    pieces: list[Id] = Field(default=[], max_length=200)
    language: str = Field(default="en", min_length=2, max_length=5)


class WithdrawalOut(Schema):
    id: str
    received_at: datetime


class MessageIn(Strict):
    purpose: str = Field(min_length=1, max_length=30)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    name: str = Field(default="", max_length=120)
    message: str = Field(default="", max_length=4000)
    order_number: str = Field(default="", max_length=30)
    reference: str = Field(default="", max_length=60)
    store: str = Field(default="", max_length=60)
    colour: str = Field(default="", max_length=40)
    size: str = Field(default="", max_length=10)
    seller: str = Field(default="", max_length=200)
    language: str = Field(default="en", min_length=2, max_length=5)
    country: str = Field(default="FR", min_length=2, max_length=2)


class WrittenOut(Schema):
    id: str
    number: str


class ClaimIn(Strict):
    """What is wrong, and what its kind's rule lists; the photographs come as files named `photos`."""

    kind: Literal["damaged", "missing", "faulty", "not_as_described", "wrong_item", "in_use"]
    order_number: str = Field(default="", max_length=30)
    email: str = Field(default="", max_length=254, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$")
    description: str = Field(default="", max_length=4000)
    references: list[ShortText] = Field(default=[], max_length=50)
    washing: str = Field(default="", max_length=4000)
    not_received: str = Field(default="", max_length=40)
    label_attached: bool | None = None
    pieces: list[Id] = Field(default=[], max_length=200)
    language: str = Field(default="", max_length=5)


class ClaimOut(Schema):
    id: str
    number: str


class SessionIn(Strict):
    email: str = Field(max_length=254)
    password: Annotated[str, StringConstraints(strip_whitespace=False)]  # as it was typed (V6.2.8)


class SessionOut(Schema):
    token: str
