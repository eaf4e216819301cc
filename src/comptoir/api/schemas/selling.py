"""Markets, products, quotes and orders being placed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field, StrictBool, StrictInt

from comptoir.api.schemas.base import AddressIn, LineIn, MissingOut, RefusalOut, ShortText, Strict


class PaymentIn(Strict):
    token: str = Field(min_length=1, max_length=80)


MethodName = Literal["card", "paypal", "klarna", "apple_pay", "google_pay"]
ServiceName = Literal["standard", "express"]


class QuoteIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)
    lines: list[LineIn] = Field(max_length=200)
    codes: list[ShortText] = Field(default=[], max_length=10)
    address: AddressIn | None = None
    payment_method: MethodName | None = None


class OrderIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)
    lines: list[LineIn] = Field(max_length=200)
    codes: list[ShortText] = Field(default=[], max_length=10)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    address: AddressIn
    service: ServiceName
    payment_method: MethodName
    payment: PaymentIn
    shown_total: StrictInt
    newsletter: StrictBool = False


class PaymentLinkIn(Strict):
    country: str = Field(min_length=2, max_length=2)
    language: str = Field(default="en", min_length=2, max_length=5)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
    lines: list[LineIn] = Field(max_length=200)
    codes: list[ShortText] = Field(default=[], max_length=10)
    address: AddressIn
    service: ServiceName


class PaymentLinkOut(Schema):
    url: str
    expires_at: datetime


class QuoteLineOut(Schema):
    sku: str
    quantity: int
    unit_price: int
    discount: int
    total: int


class DiscountOut(Schema):
    code: str
    amount: int


class GiftOut(Schema):
    code: str
    sku: str


class PromotionNameOut(Schema):
    code: str
    name: str


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
    gifts: list[GiftOut] = []  # these two are absent where there are none
    applied: list[PromotionNameOut] = []  # promotions that nobody entered


class RefusedOut(Schema):
    refused: list[RefusalOut]
    quote: QuoteOut | None = None
    missing: list[MissingOut] | None = None


class NextActionOut(Schema):
    type: Literal["redirect"]
    url: str


class PlacedOut(Schema):
    number: str
    token: str
    status: str
    held: bool
    total: int
    currency: str
    next_action: NextActionOut | None = None
    gifts_gone: list[str] = []  # SKUs of gifts that ran out since the quote: the order goes on without them


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


class FindIn(Strict):
    q: str = Field(default="", max_length=200)


class OutboxIn(Strict):
    to: str = Field(default="", max_length=254)


class EventsIn(Strict):
    after: int = Field(default=0, ge=0, lt=2**63)


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


class FibreOut(Schema):
    fibre: str
    percent: int


class PartOut(Schema):
    part: str
    fibres: list[FibreOut]
    animal_parts: bool


class ProductOut(CardOut):
    description: str
    material: str
    composition: list[PartOut]
    care: list[str]
    care_text: str
    size_chart: dict[str, object]
    origin: str
    media: list[MediaOut]
