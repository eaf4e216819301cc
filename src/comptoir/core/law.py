"""The law under the policy: dated floors, taxes and tariffs with their sources, and what holds when both have spoken.

The house edits its policy; a policy that gives a consumer less than the floor of the delivery country has no effect there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from comptoir.core.dated import holds, read_until
from comptoir.core.policy import Floor, HousePolicy, Market
from comptoir.core.reading import Problem, ProfileError, Table, located
from comptoir.core.sales_tax import SalesTaxTable
from comptoir.core.tariffs import Tariffs
from comptoir.core.tax import TaxRow
from comptoir.core.tax_file import read_rows, read_sales_taxes, read_tariffs, read_taxes
from comptoir.core.zones import COUNTRIES


class LawError(ProfileError):
    """A file of law that cannot be used; `problems` lists everything that is wrong with it."""


class LawKey(StrEnum):
    """What a legal floor says; yes and no are written 1 and 0."""

    WITHDRAWAL_DAYS = "withdrawal_days"  # calendar days after receipt
    REFUND_DAYS = "refund_days"  # calendar days after the withdrawal is told
    REFUND_DELIVERY = "refund_delivery"  # a full withdrawal gives back the cheapest standard delivery
    GUARANTEE_MONTHS = "guarantee_months"  # from delivery
    NEXT_WORKING_DAY = (
        "next_working_day"  # a period that ends on a day of rest ends on the next working day
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LawRow:
    """One legal constant of a body of law or of one country, from `since` until the day before `until`."""

    scope: str  # a Floor, or a country
    key: LawKey
    value: int
    since: date
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """Every dated row of `profile/law.toml`."""

    rows: tuple[LawRow, ...]
    taxes: tuple[TaxRow, ...]
    sales_taxes: SalesTaxTable
    tariffs: Tariffs


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalFloor:
    """What the law of a country gives a consumer at least; None where it says nothing."""

    withdrawal_days: int | None = None
    refund_days: int | None = None
    refund_delivery: bool = False
    guarantee_months: int | None = None
    next_working_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveTerms:
    """What holds in a market: of law and policy, what is better for the consumer. `overridden` is where the law is."""

    withdrawal_days: int | None
    refund_days: int
    refund_delivery: bool  # on a full withdrawal; RET-02 alone speaks for the house's own returns
    guarantee_months: int | None
    next_working_day: bool
    overridden: tuple[LawKey, ...]


def floor_for(law: Law, *, country: str, floor: Floor, on: date) -> LegalFloor:
    """The legal floor of a country on a day: its own rows before those of its body of law."""

    def value(key: LawKey) -> int | None:
        row = law_row(law, key=key, country=country, floor=floor, on=on)
        return row.value if row else None

    return LegalFloor(
        withdrawal_days=value(LawKey.WITHDRAWAL_DAYS),
        refund_days=value(LawKey.REFUND_DAYS),
        refund_delivery=bool(value(LawKey.REFUND_DELIVERY)),
        guarantee_months=value(LawKey.GUARANTEE_MONTHS),
        next_working_day=bool(value(LawKey.NEXT_WORKING_DAY)),
    )


def law_row(law: Law, *, key: LawKey, country: str, floor: Floor, on: date) -> LawRow | None:
    """The row that decides a legal constant in a country on a day, with its source."""
    for scope in (country, floor):
        for row in law.rows:
            if row.scope == scope and row.key is key and holds(row, on=on):
                return row
    return None


def effective_terms(floor: LegalFloor, *, policy: HousePolicy, market: Market) -> EffectiveTerms:
    """Law and policy together, each constant the one better for the consumer."""
    house_days = policy.returns.refund_days
    refund_days = house_days if floor.refund_days is None else min(house_days, floor.refund_days)
    return EffectiveTerms(
        withdrawal_days=floor.withdrawal_days,
        refund_days=refund_days,
        refund_delivery=floor.refund_delivery or market.refund_delivery,
        guarantee_months=floor.guarantee_months,
        next_working_day=floor.next_working_day,
        overridden=tuple(
            key
            for key, weaker in (
                (LawKey.WITHDRAWAL_DAYS, policy.returns.days < (floor.withdrawal_days or 0)),
                (LawKey.REFUND_DAYS, refund_days < house_days),
                (LawKey.REFUND_DELIVERY, floor.refund_delivery and not market.refund_delivery),
            )
            if weaker
        ),
    )


def parse_law(data: Mapping[str, object], *, text: str | None = None) -> Law:
    """The law in decoded TOML or JSON; raises LawError naming every problem, with lines where the text is given."""
    problems: list[Problem] = []
    root = Table(data=data, path="", problems=problems)
    law = Law(
        rows=read_rows(root, "floors", _row, subject=lambda row: (row.scope, row.key)),
        taxes=read_taxes(root),
        sales_taxes=read_sales_taxes(root),
        tariffs=read_tariffs(root),
    )
    root.done()
    if problems:
        raise LawError(located(dict.fromkeys(problems), text=text))
    return law


def _row(table: Table) -> Iterator[LawRow]:
    scope = table.text("scope")
    if scope not in COUNTRIES and scope not in set(Floor):
        table.problem("scope", f"“{scope}” is neither a country nor a body of law")
    row = LawRow(
        scope=scope,
        key=table.choice("key", LawKey),
        value=table.whole("value"),
        since=table.day("since"),
        until=read_until(table),
        source=table.text("source"),
    )
    table.done()
    yield row
