"""Whether an order is looked at by a person before it is accepted, and by when that must be over (PAY-12, C-19).

Each signal has a weight of the policy; together they hold the order or they do not. A signal is a word and never says
whose it is: e-mail, address, card and network are counted by digests that only the house can make.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from comptoir.core.money import Money


def marks_reached(*, events: int, settled: int, marks: Iterable[Decimal]) -> int:
    """How many marks a month's fraud reports and disputes have reached, of its settled card payments (C-16)."""
    return sum(events >= mark * settled for mark in marks) if events else 0


class Signal(StrEnum):
    """What can speak against an order; each is also the reason of a hold."""

    PROVIDER = "payment_review"  # the provider doubts the payment
    EMAIL = "many_by_email"
    ADDRESS = "many_to_address"
    CARD = "many_by_card"
    NETWORK = "many_by_network"
    CARD_COUNTRY = "card_country_differs"
    NETWORK_COUNTRY = "network_country_differs"
    NAME = "other_name_before"
    VALUE = "high_value"


class WhenOver(StrEnum):
    """What becomes of a review that nobody decided in time: never an acceptance."""

    PERSON = "person"  # it goes to a person, who has until the payment is about to lapse
    REFUSE = "refuse"  # the order is refused and the payment let go


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreeningTerms:
    """The house's own check of orders (PAY-12) and its limit on tries to pay (C-17)."""

    hold_at: int = 100  # the weight that holds an order
    weights: Mapping[str, int] = field(default_factory=lambda: {Signal.PROVIDER: 100})  # by signal
    most_orders: Mapping[str, int] = field(default_factory=dict)  # by signal: so many in the window are usual
    window_hours: int = 24
    values: Mapping[str, Money] = field(default_factory=dict)  # usual totals, by market or by currency
    review_hours: int = 24  # how long a person has to decide
    margin_hours: int = 24  # a review ends so long before the payment lapses
    when_over: WhenOver = WhenOver.PERSON
    most_tries: int = 8  # by one e-mail, basket or network, that came to nothing
    tries_minutes: int = 60
    remember_days: int = 180  # how long the digests are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenedOrder:
    """What is known of an order when its payment is accepted; countries are blank where nobody told them."""

    country: str
    total: Money
    provider_doubts: bool
    card_country: str = ""
    network_country: str = ""
    orders: Mapping[Signal, int] = field(
        default_factory=dict
    )  # earlier ones in the window, by what they share
    other_name: bool = False  # the e-mail ordered under another name before


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """What the signals come to. `signals` are the reasons of a hold, the heaviest first."""

    score: int
    signals: tuple[Signal, ...]
    held: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTimes:
    """`due_at`: when a person should have decided. `ends_at`: when the order is refused for want of a decision, if ever."""

    due_at: datetime
    ends_at: datetime | None


def screen_order(order: ScreenedOrder, *, terms: ScreeningTerms) -> Screening:
    """PAY-12: the signals of an order with a weight of their own, and whether they hold it; the provider's doubt always does."""
    found = [signal for signal in Signal if terms.weights.get(signal, 0) and _speaks(signal, order, terms)]
    if order.provider_doubts and Signal.PROVIDER not in found:
        found.append(Signal.PROVIDER)
    score = sum(terms.weights.get(signal, 0) for signal in found)
    return Screening(
        score=score,
        signals=tuple(sorted(found, key=lambda signal: -terms.weights.get(signal, 0))),
        held=order.provider_doubts or score >= terms.hold_at,
    )


def _speaks(signal: Signal, order: ScreenedOrder, terms: ScreeningTerms) -> bool:
    match signal:
        case Signal.PROVIDER:
            return order.provider_doubts
        case Signal.CARD_COUNTRY:
            return order.card_country not in {"", order.country}
        case Signal.NETWORK_COUNTRY:
            return order.network_country not in {"", order.country}
        case Signal.NAME:
            return order.other_name
        case Signal.VALUE:
            return _is_high(order, terms)
    usual = terms.most_orders.get(signal)
    return usual is not None and order.orders.get(signal, 0) >= usual


def _is_high(order: ScreenedOrder, terms: ScreeningTerms) -> bool:
    usual = terms.values.get(order.country) or terms.values.get(order.total.currency)
    return usual is not None and order.total.amount > usual.amount


def review_times(*, terms: ScreeningTerms, held_at: datetime, lapses_at: datetime | None) -> ReviewTimes:
    """C-19: when a review is due and when it ends, always before the payment lapses; without that date a person decides."""
    due_at = held_at + timedelta(hours=terms.review_hours)
    last = max(lapses_at - timedelta(hours=terms.margin_hours), held_at) if lapses_at else None
    if last is not None:
        due_at = min(due_at, last)
    return ReviewTimes(due_at=due_at, ends_at=due_at if terms.when_over is WhenOver.REFUSE else last)


def is_one_try_too_many(*, tries: int, terms: ScreeningTerms) -> bool:
    """C-17: whether so many tries to pay came to nothing that the next one has to wait."""
    return tries >= terms.most_tries
