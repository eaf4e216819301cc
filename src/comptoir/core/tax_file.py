"""Taxes and tariffs read from the tables of `profile/law.toml`, with every problem they have."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeVar

from comptoir.core.dated import Dated, overlaps, read_until
from comptoir.core.reading import Table
from comptoir.core.sales_tax import NexusRow, SalesTaxRow, SalesTaxTable
from comptoir.core.tariffs import Basis, CustomsRow, Measured, TariffRow, Tariffs
from comptoir.core.tax import STANDARD, TaxRow
from comptoir.core.zones import COUNTRIES

Row = TypeVar("Row", bound=Dated)
_DOLLAR = "USD"


def read_rows(
    root: Table,
    path: str,
    read: Callable[[Table], Iterator[Row]],
    *,
    subject: Callable[[Row], Hashable],
) -> tuple[Row, ...]:
    """The rows of one list of the file; two that say something of the same subject for the same day are a problem."""
    known = len(root.problems)
    rows = [(number, row) for number, table in root.tables(path) for row in read(table)]
    if len(root.problems) == known:
        root.problems.extend(overlaps(path, rows, subject=subject))
    return tuple(row for _, row in rows)


def read_taxes(root: Table) -> tuple[TaxRow, ...]:
    """VAT, GST and consumption tax by destination."""
    return read_rows(
        root, "taxes", _tax, subject=lambda row: (row.country, row.region, row.tax_class, row.areas)
    )


def read_sales_taxes(root: Table) -> SalesTaxTable:
    """The sales taxes of the United States, and the states where the house has nexus."""
    return SalesTaxTable(
        nexus=read_rows(root, "nexus", _nexus, subject=lambda row: row.state),
        rows=read_rows(
            root,
            "sales_taxes",
            _sales_tax,
            subject=lambda row: (row.state, row.authority, row.tax_class, row.zips),
        ),
    )


def read_tariffs(root: Table) -> Tariffs:
    """The customs of the world."""
    groups = _groups(root)

    def read_customs(table: Table) -> Iterator[CustomsRow]:
        return _customs(table, groups)

    def read_tariff(table: Table) -> Iterator[TariffRow]:
        return _tariff(table, groups, currencies)

    customs = read_rows(root, "customs", read_customs, subject=lambda row: (row.to, row.areas))
    currencies = {row.to: row.currency for row in customs}
    rows = read_rows(
        root, "tariffs", read_tariff, subject=lambda row: (row.to, row.hs, row.origin, row.surcharge)
    )
    return Tariffs(customs=customs, rows=rows, groups=groups)


def _groups(root: Table) -> Mapping[str, frozenset[str]]:
    if not root.has("groups"):
        return MappingProxyType({})
    table = root.table("groups")
    groups = {name: frozenset(table.texts(name)) for name in table.data}
    for name, members in groups.items():
        for country in sorted(members - set(COUNTRIES)):
            table.problem(name, f"“{country}” is no country")
    return MappingProxyType(groups)


def _tax(table: Table) -> Iterator[TaxRow]:
    row = TaxRow(
        country=table.text("country"),
        region=table.text("region") if table.has("region") else "",
        areas=table.texts("areas"),
        tax_class=_tax_class(table),
        rate=table.number("rate"),
        since=table.day("since"),
        until=read_until(table),
        source=table.text("source"),
    )
    if row.country not in COUNTRIES:
        table.problem("country", f"“{row.country}” is no country")
    if row.rate >= 1:
        table.problem("rate", "is a share of the price, such as 0.20")
    table.done()
    yield row


def _nexus(table: Table) -> Iterator[NexusRow]:
    row = NexusRow(
        state=table.text("state", pattern="[A-Z]{2}"),
        since=table.day("since"),
        until=read_until(table),
        source=table.text("source"),
    )
    table.done()
    yield row


def _sales_tax(table: Table) -> Iterator[SalesTaxRow]:
    row = SalesTaxRow(
        state=table.text("state", pattern="[A-Z]{2}"),
        authority=table.text("authority"),
        zips=table.texts("zips"),
        tax_class=_tax_class(table),
        under=table.amount("under", currency=_DOLLAR) if table.has("under") else None,
        rate=table.number("rate"),
        since=table.day("since"),
        until=read_until(table),
        source=table.text("source"),
    )
    if row.rate >= 1:
        table.problem("rate", "is a share of the price, such as 0.0725")
    table.done()
    yield row


def _customs(table: Table, groups: Mapping[str, frozenset[str]]) -> Iterator[CustomsRow]:
    currency = table.text("currency", pattern="[A-Z]{3}")

    def limit(key: str) -> int:
        return table.amount(key, currency=currency) if table.has(key) else 0

    row = CustomsRow(
        to=_scope(table, "to", groups),
        basis=table.choice("basis", Basis),
        currency=currency,
        import_tax=table.flag("import_tax", default=True),
        duty_free=limit("duty_free"),
        tax_free=limit("tax_free"),
        taxed_at_sale=limit("taxed_at_sale"),
        at_sale_by=table.choice("at_sale_by", Measured) if table.has("at_sale_by") else Measured.CONSIGNMENT,
        limits=table.choice("limits", Basis) if table.has("limits") else Basis.FOB,
        areas=table.texts("areas"),
        not_in=table.texts("not_in"),
        since=table.day("since"),
        until=read_until(table),
        source=table.text("source"),
    )
    table.done()
    yield row


def _tariff(
    table: Table, groups: Mapping[str, frozenset[str]], currencies: Mapping[str, str]
) -> Iterator[TariffRow]:
    """A row of the file names one code or several; each is a row of its own here."""
    to = _scope(table, "to", groups)
    least = table.amount("least", currency=currencies.get(to, _DOLLAR)) if table.has("least") else 0
    codes = table.texts("hs") or ("",)
    for hs in codes:
        if not hs.isdigit() and hs:
            table.problem("hs", f"“{hs}” is not the beginning of a customs code")
    rows = [
        TariffRow(
            to=to,
            hs=hs,
            origin=_scope(table, "origin", groups) if table.has("origin") else "",
            rate=table.number("rate"),
            least=least,
            surcharge=table.flag("surcharge", default=False),
            since=table.day("since"),
            until=read_until(table),
            source=table.text("source"),
        )
        for hs in codes
    ]
    table.done()
    yield from rows


def _tax_class(table: Table) -> str:
    return table.text("class") if table.has("class") else STANDARD


def _scope(table: Table, key: str, groups: Mapping[str, frozenset[str]]) -> str:
    """A country, or a group of countries of this file."""
    scope = table.text(key)
    if scope not in COUNTRIES and scope not in groups:
        table.problem(key, f"“{scope}” is neither a country nor a group of them")
    return scope
