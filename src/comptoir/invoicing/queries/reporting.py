"""What France wants to know of sales to consumers (e-reporting, flow 10.3): totals a day, by currency, category and rate (A-40).

Columns bear the numbers of the specification's terms (TT-…). Credit notes lessen their own day; companies are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from comptoir.core.calendar import start_of_day
from comptoir.core.money import Money, rounded
from comptoir.core.policy import HousePolicy
from comptoir.invoicing.models import Document
from comptoir.invoicing.queries.documents import amount_in, rows_of
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders

COLUMNS = (
    "TT-77 Date", "TT-78 CurrencyCode", "TT-81 CategoryCode", "TT-82 TaxExclusiveAmount", "TT-83 TaxTotal (EUR)",
    "TT-85 TransactionsCount", "TT-86 TaxPercent", "TT-87 TaxableAmount", "TT-88 TaxAmount",
)  # fmt: skip
_TAXED, _NOT_TAXED_HERE = "TLB1", "TNT1"
_HOME = ("FR", "MC")


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfSales:
    """The sales of a day in one currency and category at one rate, in minor units; `count` are the documents."""

    day: date
    currency: str
    category: str
    rate: Decimal
    net: int
    tax: int
    count: int


def consumer_sales(*, policy: HousePolicy, entity: str, first: date, last: date) -> list[DayOfSales]:
    """What was invoiced to consumers, less what was credited, by day of issue."""
    sums: dict[tuple[date, str, str, Decimal], list[int]] = {}
    for key, net, tax in _parts(policy, entity, first, last):
        known = sums.setdefault(key, [0, 0, 0])
        known[0] += net
        known[1] += tax
        known[2] += 1
    return [
        DayOfSales(day=day, currency=currency, category=category, rate=rate, net=net, tax=tax, count=count)
        for (day, currency, category, rate), (net, tax, count) in sorted(sums.items())
    ]


def _parts(
    policy: HousePolicy, entity: str, first: date, last: date
) -> Iterator[tuple[tuple[date, str, str, Decimal], int, int]]:
    name = policy.house.time_zone
    rows = Document.objects.filter(
        entity=entity,
        issued_at__gte=start_of_day(first, zone=name),
        issued_at__lt=start_of_day(last + timedelta(days=1), zone=name),
    )
    companies = orders.orders_of_companies()
    for document in rows.order_by("id").iterator(chunk_size=1000):
        if document.order_number in companies:
            continue
        sign = 1 if document.kind == "invoice" else -1
        day = document.issued_at.astimezone(ZoneInfo(name)).date()
        home = document.body["country"] in _HOME
        for rate, net, tax in _at_rates(document, home=home):
            category = _TAXED if home else _NOT_TAXED_HERE
            yield (day, document.currency, category, rate), sign * net, sign * tax


def _at_rates(document: Document, *, home: bool) -> list[tuple[Decimal, int, int]]:
    """Base and tax by rate; what is not taxed in France is all in one, without the tax of elsewhere."""
    if not home:
        return [(Decimal(0), document.net, 0)]
    return [
        (Decimal(str(row["rate"])), amount_in(row["net"]), amount_in(row["tax"]))
        for row in rows_of(document.body, part="taxes")
    ]


def report_lines(*, sales: Iterable[DayOfSales]) -> Iterator[str]:
    """The export line by line, header first, fields apart by semicolons; tax in euro at the day's reference rate."""
    yield ";".join(COLUMNS) + "\r\n"
    for row in sales:
        net, tax = _figure(row.net, row.currency), _figure(row.tax, row.currency)
        percent = f"{(row.rate * 100).normalize():f}"
        cells = (
            row.day.isoformat(), row.currency, row.category, net, _euros(row), str(row.count), percent, net, tax,
        )  # fmt: skip
        yield ";".join(cells) + "\r\n"


def _euros(row: DayOfSales) -> str:
    if row.currency == "EUR" or not row.tax:
        return _figure(row.tax, "EUR")
    rate = markets.reference_rates(on=row.day)[row.currency].rate
    return _figure(rounded(Money(row.tax, row.currency).major * 100 / rate), "EUR")


def _figure(amount: int, currency: str) -> str:
    return str(Money(amount, currency).major)
