"""What France wants to know of sales to consumers (e-reporting, flow 10.3): totals a day, by currency and category (A-40).

Columns bear the numbers of the specification's terms: TT-77 to TT-85 say the group of a day (TG-31) and are repeated on each of
its lines, TT-86 to TT-88 one of its rates (TG-32). Credit notes lessen their own day; companies are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
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
    "TT-85 TransactionsCount", "TT-86 TaxPercent", "TT-87 TaxableAmount", "TT-88 TaxTotal",
)  # fmt: skip
_TAXED, _NOT_TAXED_HERE = "TLB1", "TNT1"
_HOME = ("FR", "MC")


@dataclass(slots=True, kw_only=True)
class DayOfSales:
    """The sales of a day in one currency and category, in minor units: how many documents; base and tax by rate."""

    day: date
    currency: str
    category: str
    count: int = 0
    rates: dict[Decimal, tuple[int, int]] = field(default_factory=dict)

    @property
    def net(self) -> int:
        """Without tax."""
        return sum(net for net, _ in self.rates.values())

    @property
    def tax(self) -> int:
        """The tax of all rates."""
        return sum(tax for _, tax in self.rates.values())

    def add(self, rates: Mapping[Decimal, tuple[int, int]], *, sign: int) -> None:
        """One more document of that day."""
        self.count += 1
        for rate, (net, tax) in rates.items():
            known = self.rates.get(rate, (0, 0))
            self.rates[rate] = (known[0] + sign * net, known[1] + sign * tax)


def consumer_sales(*, policy: HousePolicy, entity: str, first: date, last: date) -> list[DayOfSales]:
    """What was invoiced to consumers, less what was credited, by day of issue."""
    name = policy.house.time_zone
    rows = Document.objects.filter(
        entity=entity,
        issued_at__gte=start_of_day(first, zone=name),
        issued_at__lt=start_of_day(last + timedelta(days=1), zone=name),
    )
    companies = orders.orders_of_companies()
    found: dict[tuple[date, str, str], DayOfSales] = {}
    for document in rows.order_by("id").iterator(chunk_size=1000):
        if document.order_number in companies:
            continue
        day = document.issued_at.astimezone(ZoneInfo(name)).date()
        home = document.body["country"] in _HOME
        category = _TAXED if home else _NOT_TAXED_HERE
        sales = found.setdefault(
            (day, document.currency, category),
            DayOfSales(day=day, currency=document.currency, category=category),
        )
        sales.add(_rates_of(document, home=home), sign=1 if document.kind == "invoice" else -1)
    return [sales for _, sales in sorted(found.items())]


def _rates_of(document: Document, *, home: bool) -> dict[Decimal, tuple[int, int]]:
    """Base and tax by rate; what is not taxed in France is all in one, without the tax of elsewhere."""
    if not home:
        return {Decimal(0): (document.net, 0)}
    rates: dict[Decimal, tuple[int, int]] = {}
    for row in rows_of(document.body, part="taxes"):
        rate = Decimal(str(row["rate"]))
        net, tax = rates.get(rate, (0, 0))
        rates[rate] = (net + amount_in(row["net"]), tax + amount_in(row["tax"]))
    return rates


def report_lines(*, sales: Iterable[DayOfSales]) -> Iterator[str]:
    """The export line by line, header first, fields apart by semicolons; TT-83 in euro at the day's reference rate."""
    yield ";".join(COLUMNS) + "\r\n"
    for group in sales:
        currency = group.currency
        head = (
            group.day.isoformat(), currency, group.category, _figure(group.net, currency), _euros(group), str(group.count),
        )  # fmt: skip
        for rate, (net, tax) in sorted(group.rates.items()):
            percent = f"{(rate * 100).normalize():f}"
            yield ";".join((*head, percent, _figure(net, currency), _figure(tax, currency))) + "\r\n"


def _euros(row: DayOfSales) -> str:
    if row.currency == "EUR" or not row.tax:
        return _figure(row.tax, "EUR")
    rate = markets.reference_rates(on=row.day)[row.currency].rate
    return _figure(rounded(Money(row.tax, row.currency).major * 100 / rate), "EUR")


def _figure(amount: int, currency: str) -> str:
    return str(Money(amount, currency).major)
