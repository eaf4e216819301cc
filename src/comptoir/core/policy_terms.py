"""The small tables of the policy file, read into their terms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from types import MappingProxyType

from comptoir.core.goodwill import ENVELOPES
from comptoir.core.money import Money
from comptoir.core.policy import AlertTerms, PasswordTerms, ProductTerms, RefundTerms, Rounding
from comptoir.core.reading import Table
from comptoir.core.screening import ScreeningTerms, Signal, WhenOver
from comptoir.core.working_hours import AnswerTerms, Opening, Weekday


def read_passwords(table: Table) -> PasswordTerms:
    """What a password needs."""
    terms = PasswordTerms(
        length=table.whole("length", least=1), digits=table.whole("digits"), specials=table.whole("specials")
    )
    table.done()
    return terms


def read_products(table: Table) -> ProductTerms:
    """What the house says of its products."""
    terms = ProductTerms(
        spring_summer_month=_month(table, "spring_summer_month"),
        fall_winter_month=_month(table, "fall_winter_month"),
        wash_degrees=table.whole("wash_degrees"),
    )
    table.done()
    return terms


def _month(table: Table, key: str) -> int:
    month = table.whole(key, least=1)
    if month > 12:
        table.problem(key, "is no month")
    return month


def read_alerts(table: Table) -> AlertTerms:
    """How long a stock alert is kept."""
    terms = AlertTerms(days=table.whole("days", least=1))
    table.done()
    return terms


def read_answers(table: Table) -> AnswerTerms:
    """When the house answers its letters, and in how many of those hours."""
    days = table.table("hours")
    hours = {day: _opening(days.table(day)) for day in Weekday if days.has(day)}
    days.done()
    if not hours:
        table.problem("hours", "are none: nobody ever answers")
    terms = AnswerTerms(within=table.whole("within", least=1), hours=MappingProxyType(hours))
    table.done()
    return terms


def _opening(table: Table) -> Opening:
    opening = Opening(opens=_hour(table, "opens"), closes=_hour(table, "closes"))
    if opening.closes <= opening.opens:
        table.problem("closes", "is not later than it opens")
    table.done()
    return opening


def _hour(table: Table, key: str) -> time:
    text = table.text(key, pattern=r"([01][0-9]|2[0-3]):[0-5][0-9]")
    try:
        return time.fromisoformat(text)
    except ValueError:
        return time(0)


def read_rounding(table: Table, currency: str) -> Rounding:
    """How proposed prices are rounded in a market."""
    step = table.amount("step", currency=currency)
    less = table.amount("less", currency=currency) if table.has("less") else 0
    if not less < step:
        table.problem("step", "is not more than what is taken off it")
    table.done()
    return Rounding(step=step, less=less)


def read_screening(table: Table) -> ScreeningTerms:
    """When an order is checked, by whom until when, and how often one may try to pay (PAY-12, C-17)."""
    terms = ScreeningTerms(
        hold_at=table.whole("hold_at", least=1),
        weights=_by_signal(table.table("weights")),
        most_orders=_by_signal(table.table("most_orders")),
        window_hours=table.whole("window_hours", least=1),
        values=_amounts(table, "values"),
        review_hours=table.whole("review_hours", least=1),
        margin_hours=table.whole("margin_hours"),
        when_over=table.choice("when_over", WhenOver),
        most_tries=table.whole("most_tries", least=1),
        tries_minutes=table.whole("tries_minutes", least=1),
        remember_days=table.whole("remember_days", least=1),
    )
    table.done()
    return terms


def read_refunds(table: Table) -> RefundTerms:
    """What one member of staff may give back without a second, and in gestures in a month."""
    terms = RefundTerms(
        alone=_amounts(table, "alone"),
        goodwill=_envelopes(table.table("goodwill")) if table.has("goodwill") else {},
    )
    table.done()
    return terms


def _envelopes(table: Table) -> Mapping[str, Mapping[str, Money]]:
    known = {str(role): _amounts(table, role) for role in ENVELOPES if table.has(role)}
    table.done()
    return MappingProxyType(known)


def _by_signal(table: Table) -> Mapping[str, int]:
    known = {str(signal): table.whole(signal) for signal in Signal if table.has(signal)}
    table.done()
    return MappingProxyType(known)


def _amounts(table: Table, key: str) -> Mapping[str, Money]:
    values: dict[str, Money] = {}
    for name, row in table.tables(key):
        currency = row.text("currency", pattern=r"[A-Z]{3}")
        values[name] = Money(row.amount("over", currency=currency), currency)
        row.done()
    return MappingProxyType(values)
