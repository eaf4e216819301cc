"""The desk's calls and the demo's clock and outbox."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema
from pydantic import Field, StrictInt

from comptoir.api.schemas.base import Id, Strict
from comptoir.api.schemas.orders import OrderOut


class TimelineOut(Schema):
    id: str
    at: datetime
    verb: str
    actor: str
    role: str
    subject: str
    rule: str
    reason: str
    data: dict[str, object]


class DeskOrderOut(OrderOut):
    token: str
    link: str
    email: str
    timeline: list[TimelineOut]


class OrderRowOut(Schema):
    number: str
    status: str
    held: bool
    country: str
    name: str
    email: str
    total: int
    currency: str
    pieces: int
    ordered_at: datetime


class OrderRowsOut(Schema):
    items: list[OrderRowOut]


class PiecesIn(Strict):
    pieces: list[Id] = Field(default=[], max_length=200)


class ReasonIn(Strict):
    reason: str = Field(min_length=1, max_length=200)


class ShipmentOut(Schema):
    id: str
    number: str
    state: str


class EventIn(Strict):
    status: Literal["in_transit", "out_for_delivery", "delivered", "exception", "returned", "lost"]
    at: datetime | None = None


class VerdictIn(Strict):
    id: Id
    verdict: Literal["accepted", "refused", "needs_person"]
    reason: str | None = Field(default=None, max_length=300)


class InspectionIn(Strict):
    pieces: list[VerdictIn] = Field(min_length=1, max_length=200)


class CountIn(Strict):
    quantity: StrictInt = Field(ge=0, le=1_000_000)
    location: str | None = Field(default=None, max_length=8)


class LevelOut(Schema):
    location: str
    on_hand: int
    reserved: int


class StockOut(Schema):
    sku: str
    levels: list[LevelOut]


class LedgerLineOut(Schema):
    account: str
    debit: int
    credit: int
    currency: str


class LedgerEntryOut(Schema):
    id: str
    at: datetime
    kind: str
    lines: list[LedgerLineOut]


class LedgerOut(Schema):
    entries: list[LedgerEntryOut]


class WaitingRefundOut(Schema):
    id: str
    order: str
    amount: int
    currency: str
    reason: str
    asked_by: str
    asked_at: datetime
    due_at: datetime | None


class RefundsOut(Schema):
    items: list[WaitingRefundOut]


class RefundStateOut(Schema):
    id: str
    state: Literal["approved", "declined"]


class EventsOut(Schema):
    items: list[TimelineOut]
    next: str | None


class AttachmentOut(Schema):
    name: str
    type: str
    url: str


class MessageOut(Schema):
    to: str
    kind: str
    subject: str
    text: str
    html: str
    at: datetime
    reply_to: str
    attachments: list[AttachmentOut]


class OutboxOut(Schema):
    items: list[MessageOut]


class ClockIn(Strict):
    advance: str | None = Field(default=None, max_length=40)
    at: datetime | None = None


class ClockOut(Schema):
    now: datetime
