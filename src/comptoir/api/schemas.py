"""The JSON of the API: money in minor units with its currency beside it, times with their offset, ids as strings."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import ConfigDict, Field


class Strict(Schema):
    """A request: a field it does not know is refused, and so is a value of another type."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class RefusalOut(Schema):
    rule: str | None
    reason: str
    message: str
    field: str | None = None


class MissingOut(Schema):
    sku: str
    wanted: int
    available: int


class LineIn(Strict):
    sku: str = Field(min_length=1, max_length=40)
    quantity: int


class AddressIn(Strict):
    name: str = Field(max_length=200)
    company: str | None = Field(default=None, max_length=200)
    line1: str = Field(max_length=200)
    line2: str | None = Field(default=None, max_length=200)
    postal_code: str = Field(default="", max_length=20)
    city: str = Field(max_length=100)
    region: str | None = Field(default=None, max_length=100)
    country: str = Field(min_length=2, max_length=2)
    phone: str = Field(max_length=40)


class PaymentIn(Strict):
    token: str = Field(min_length=1, max_length=80)


MethodName = Literal["card", "paypal", "klarna", "apple_pay", "google_pay"]
ServiceName = Literal["standard", "express"]


class QuoteIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)
    lines: list[LineIn] = Field(max_length=200)
    codes: list[str] = Field(default=[], max_length=10)
    address: AddressIn | None = None
    payment_method: MethodName | None = None


class OrderIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)
    lines: list[LineIn] = Field(max_length=200)
    codes: list[str] = Field(default=[], max_length=10)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    address: AddressIn
    service: ServiceName
    payment_method: MethodName
    payment: PaymentIn
    shown_total: int
    newsletter: bool = False


class QuoteLineOut(Schema):
    sku: str
    quantity: int
    unit_price: int
    discount: int
    total: int


class DiscountOut(Schema):
    code: str
    amount: int


class RefusedCodeOut(Schema):
    code: str
    rule: str | None
    reason: str
    message: str


class TaxOut(Schema):
    rate: str
    base: int
    amount: int


class DutiesOut(Schema):
    mode: str
    amount: int


class DeliveryOut(Schema):
    service: ServiceName
    carrier: str
    price: int
    free_because: str | None
    earliest: date
    latest: date
    tax: list[TaxOut]
    duties: DutiesOut
    total: int


class MethodOut(Schema):
    method: MethodName
    charged: str
    instalments: bool


class QuoteOut(Schema):
    currency: str
    tax_included: bool
    lines: list[QuoteLineOut]
    goods_total: int
    discounts: list[DiscountOut]
    refused_codes: list[RefusedCodeOut]
    deliveries: list[DeliveryOut]
    payment_methods: list[MethodOut]
    totals: dict[str, int]


class RefusedOut(Schema):
    refused: list[RefusalOut]
    quote: QuoteOut | None = None
    missing: list[MissingOut] | None = None


class NextActionOut(Schema):
    type: Literal["redirect"] = "redirect"
    url: str


class PlacedOut(Schema):
    number: str
    token: str
    status: str
    held: bool
    total: int
    currency: str
    next_action: NextActionOut | None = None


class ExcludedOut(Schema):
    reason: str


class FreeDeliveryOut(Schema):
    over: int | None = None
    always: bool | None = None


class MarketOut(Schema):
    country: str
    currency: str | None
    languages: list[str]
    tax_included: bool | None
    services: list[ServiceName]
    payment_methods: list[MethodName]
    instalments: list[MethodName]
    duties: Literal["none", "prepaid", "on_delivery"] | None
    free_delivery: FreeDeliveryOut
    excluded: ExcludedOut | None


class MarketsOut(Schema):
    items: list[MarketOut]


class AnswerOut(Schema):
    """A decision: whether, under which rule, why not, and until when."""

    allowed: bool
    rule: str | None
    reason: str | None
    message: str | None = None
    until: datetime | None


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


class ReturnPieceIn(Strict):
    id: str
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
    pieces: list[str] = Field(default=[], max_length=200)
    language: str = Field(default="en", min_length=2, max_length=5)


class WithdrawalOut(Schema):
    id: str
    received_at: datetime


class SessionIn(Strict):
    email: str = Field(max_length=254)
    password: str = Field(max_length=200)


class SessionOut(Schema):
    token: str


class PiecesIn(Strict):
    pieces: list[str] = Field(default=[], max_length=200)


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
    id: str
    verdict: Literal["accepted", "refused", "needs_person"]
    reason: str | None = Field(default=None, max_length=300)


class InspectionIn(Strict):
    pieces: list[VerdictIn] = Field(min_length=1, max_length=200)


class CountIn(Strict):
    quantity: int = Field(ge=0, le=1_000_000)
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
    attachments: list[AttachmentOut]


class OutboxOut(Schema):
    items: list[MessageOut]


class ClockIn(Strict):
    advance: str | None = Field(default=None, max_length=40)
    at: datetime | None = None


class ClockOut(Schema):
    now: datetime


class ProductIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)


class ProductsIn(ProductIn):
    category: str = Field(default="", max_length=40)
    q: str = Field(default="", max_length=200)
    size: str = Field(default="", max_length=8)
    colour: str = Field(default="", max_length=40)
    page: int = Field(default=1, ge=1, le=10_000)


class SkuOut(Schema):
    sku: str
    reference: str
    size: str
    colour: str
    price: int | None
    available: int


class CardOut(Schema):
    style: str
    name: str
    category: str
    price: int | None
    was_price: int | None = None
    currency: str | None
    personalised: bool
    limited: bool
    skus: list[SkuOut]


class ProductsOut(Schema):
    items: list[CardOut]
    count: int
    page: int
    pages: int


class MediaOut(Schema):
    reference: str
    kind: str
    url: str
    type: str
    width: int
    height: int


class ProductOut(CardOut):
    description: str
    material: str
    composition: list[dict[str, object]]
    care: list[str]
    care_text: str
    size_chart: dict[str, object]
    origin: str
    media: list[MediaOut]
