"""The house's policy: every number, list and date that the house may change, as one frozen value.

`profile/house.toml` is its seed and exchange format; published versions in the database are the truth, and an order
keeps the version it was placed under. Amounts are minor units of the market's currency.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from comptoir.core.money import Money
from comptoir.core.screening import ScreeningTerms
from comptoir.core.working_hours import AnswerTerms


class Service(StrEnum):
    """The carrier's two services (DEL-03)."""

    STANDARD = "standard"
    EXPRESS = "express"


class Method(StrEnum):
    """Ways to pay (PAY-01)."""

    CARD = "card"
    PAYPAL = "paypal"
    KLARNA = "klarna"
    APPLE_PAY = "apple_pay"
    GOOGLE_PAY = "google_pay"


class Charged(StrEnum):
    """When a way to pay takes the money (PAY-05)."""

    AT_SHIPMENT = "at_shipment"
    AT_CONFIRMATION = "at_confirmation"
    BY_PLAN = "by_plan"


class DutyMode(StrEnum):
    """Who pays duties and import taxes (PAY-11)."""

    NONE = "none"
    PREPAID = "prepaid"
    ON_DELIVERY = "on_delivery"


class Floor(StrEnum):
    """Which body of consumer law stands under the policy in a market; the dated rows are in profile/law.toml."""

    EU = "eu"
    UK = "uk"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity:
    """The company that sells: named on invoices, and the owner of an invoice series and of ledger entries."""

    code: str
    name: str
    address: tuple[str, ...]
    country: str
    register: str
    capital: str
    vat_number: str
    eori: str
    registrations: Mapping[str, str] = field(
        default_factory=dict
    )  # its tax numbers elsewhere, by country


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Who the operator is and how it is reached."""

    name: str
    entity: LegalEntity
    time_zone: str
    phone: str
    phone_hours: Mapping[str, str]  # language -> opening hours of the phone line
    email: str
    privacy_email: str
    url: str
    video_channel: str
    mediator: tuple[str, ...]
    second_hand: str | None = None  # PRD-04, address of the second-hand store


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A span of business days, both ends included."""

    least: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """A busy period of the house (DEL-02, ORD-01): orders placed from `first` to `last`, both included, take longer."""

    name: Mapping[str, str]
    first: date
    last: date
    preparation: Days
    less_packaging: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceTerms:
    """One service to one market: transit in the destination's business days (DEL-04), price, and when it is free."""

    transit: Days
    price: int
    free_over: int | None = None  # DEL-08: free for a goods total strictly over this
    free_always: bool = False  # DEL-09


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounding:
    """How a proposed price is rounded: to a multiple of `step`, less `less` (10.00 less 1.00 ends in 9)."""

    step: int
    less: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """One destination country and everything that depends on it."""

    country: str
    currency: str
    languages: tuple[str, ...]
    tax_included: bool
    duties: DutyMode
    floor: Floor
    services: Mapping[Service, ServiceTerms]
    methods: tuple[Method, ...]
    instalments: tuple[Method, ...]
    withheld_areas: tuple[str, ...] = ()  # postal code prefixes that are not delivered to
    withheld_standard: tuple[str, ...] = ()  # postal code prefixes without Standard (DEL-05)
    refund_delivery: bool = False  # RET-02: commercial returns give delivery back
    self_cancellation: bool = False  # ORD-03 by the shopper, where the house allows it
    rounding: Rounding | None = None  # of proposed prices; whole units without it


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """A destination the house does not ship to, and why in each language (DEL-01)."""

    country: str
    reason: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodTerms:
    """What a way to pay can do; this table drives capture, cancellation and refund (PAY-05)."""

    charged: Charged
    multi_capture: bool
    needs_lines: bool
    authorisation_days: int | None  # expected; the date that counts is the provider's
    brands: tuple[str, ...] = ()  # PAY-01, such as a card is called
    gateway: str | None = None  # the provider that serves it, where that is not the house's first
    gateways: Mapping[str, str] = field(default_factory=dict)  # destination -> provider, before `gateway`

    def gateway_in(self, country: str) -> str:
        """The provider that serves it for a destination; blank is the house's first."""
        return self.gateways.get(country) or self.gateway or ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTerms:
    """Returns of online orders (RET)."""

    days: int  # RET-01, calendar days from receipt
    hand_in_days: int  # RET-15, after registration
    refund_days: int  # RET-11, after the confirmation
    inspection_days: Days  # RET-10, for information
    choice_days: int = 14  # RET-06, for the customer to say what becomes of a refused piece
    remind_days: int = 7  # RET-06, before the reminder


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTerms:
    """When money takes two people to give back (C-13)."""

    alone: Mapping[str, Money] = field(
        default_factory=dict
    )  # by currency: what one may give back of an order
    goodwill: Mapping[str, Mapping[str, Money]] = field(
        default_factory=dict
    )  # C-23, by role and currency: what one may give in gestures in a month


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTerms:
    """Exchanges and credits for store purchases (STO)."""

    days: int  # STO-01
    credit_months: int  # STO-02
    outlets: Mapping[str, str] = field(default_factory=dict)  # STO-06: language -> where they are


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductTerms:
    """What the house says of its products, for information (PRD)."""

    spring_summer_month: int = 6  # PRD-01, when the collection is usually shown
    fall_winter_month: int = 1
    wash_degrees: int = 30  # PRD-06, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordTerms:
    """What a customer's password needs (ACC-04)."""

    length: int
    digits: int
    specials: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertTerms:
    """Stock alerts (ACC-11)."""

    days: int = 180  # how long the house keeps the address of somebody who waits for a piece


LINK_DAYS = 3  # in policies from before there were payment links


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckoutTerms:
    """Limits around the order button (ORD-03, ORD-07)."""

    cancellation_minutes: int
    hold_minutes: int  # how long an unfinished payment keeps its stock
    most_per_sku: int
    most_lines: int
    link_days: int = LINK_DAYS  # ORD-06: how long a payment link can be paid
    release_minutes: int | None = None  # ORD-03: where the preparation team has orders sooner

    @property
    def kept_minutes(self) -> int:
        """How long the house keeps an order to itself before the preparation team has it."""
        return self.cancellation_minutes if self.release_minutes is None else self.release_minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class HousePolicy:
    """The whole policy of the house; `version` is the number under which it was published."""

    version: int
    house: House
    preparation: Days
    peaks: tuple[Peak, ...]
    markets: Mapping[str, Market]
    exclusions: Mapping[str, Exclusion]
    methods: Mapping[Method, MethodTerms]
    checkout: CheckoutTerms
    returns: ReturnTerms
    stores: StoreTerms
    passwords: PasswordTerms
    products: ProductTerms = ProductTerms()
    alerts: AlertTerms = AlertTerms()
    answers: AnswerTerms = field(default_factory=AnswerTerms)
    screening: ScreeningTerms = ScreeningTerms()  # PAY-12
    refunds: RefundTerms = RefundTerms()
    watch: Mapping[str, Decimal] = field(default_factory=dict)  # C-16: marks of fraud reports and disputes

    def market(self, country: str) -> Market | None:
        """The market of a country, or None where the house does not sell."""
        return self.markets.get(country)
