"""Prices in and out of files: periods are added, those that began stay as they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Q

from comptoir.catalogue.models import Price, Product
from comptoir.catalogue.services.columns import Fault, flag, moment
from comptoir.catalogue.services.prices import SAME, PriceInput, PriceRefused, Same, fit_price
from comptoir.core.actors import Actor
from comptoir.core.money import Money, minor_of
from comptoir.core.policy import HousePolicy, Market
from comptoir.infra.db import joins_transaction, locked
from comptoir.infra.i18n import gettext as _
from comptoir.infra.spreadsheets import Row, Sheet
from comptoir.journal.services import record
from comptoir.markets.queries import current_policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a table of prices comes to."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]


@dataclass(slots=True, kw_only=True)
class _Run:
    """Prices under way; `known` are the periods of each style and market that are not over."""

    products: Mapping[str, Product]
    known: dict[tuple[str, str], list[Price]]
    at: datetime
    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "same": 0})
    faults: list[Fault] = field(default_factory=list)
    closed: dict[int, Price] = field(default_factory=dict)
    made: list[Price] = field(default_factory=list)


@joins_transaction
def import_prices(*, sheet: Sheet, actor: Actor, at: datetime) -> Outcome:
    """Add the prices of a table; a row that says what is known changes nothing."""
    policy = current_policy(at=at)
    styles = {row.cells["style"].upper() for row in sheet.rows}
    products = {each.style: each for each in locked(Product.objects.filter(style__in=styles), kind="product")}
    run = _Run(products=products, known=_known(products, at), at=at)
    for row in sheet.rows:
        read = _read(row, policy, products, at)
        if isinstance(read, Fault):
            run.faults.append(read)
        else:
            _take(run, row, read)
    if not run.faults:
        # Those that end first: no two periods may ever overlap.
        Price.objects.bulk_update(run.closed.values(), ["ends_at"], batch_size=500)
        Price.objects.bulk_create(run.made, batch_size=500)
        _note(run.made, actor, at)
    return Outcome(counts=run.counts, faults=tuple(run.faults))


def price_rows(*, styles: Sequence[str], at: datetime) -> Iterator[list[str]]:
    """Prices that run or are planned, as rows of `PRICE_COLUMNS`."""
    rows = Price.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), product__style__in=styles)
    for row in rows.select_related("product").order_by("product__style", "country", "starts_at"):
        yield [
            row.product.style,
            row.country,
            row.currency,
            str(Money(row.amount, row.currency).major),
            "yes" if row.sale else "no",
            _written(row.starts_at),
            _written(row.ends_at) if row.ends_at else "",
        ]


def _known(products: Mapping[str, Product], at: datetime) -> dict[tuple[str, str], list[Price]]:
    rows = Price.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at), product__in=products.values())
    found: dict[tuple[str, str], list[Price]] = {}
    for row in rows.select_related("product").order_by("starts_at"):
        found.setdefault((row.product.style, row.country), []).append(row)
    return found


def _read(row: Row, policy: HousePolicy, products: Mapping[str, Product], at: datetime) -> PriceInput | Fault:
    cells = row.cells
    market = policy.markets.get(cells["country"].upper())
    if cells["style"].upper() not in products:
        return _fault(row, "style", _("there is no product of this style."))
    if market is None:
        return _fault(row, "country", _("the house does not sell there."))
    if cells.get("currency", "").upper() not in {"", market.currency}:
        return _fault(row, "currency", _("prices there are in %(currency)s.") % {"currency": market.currency})
    return _price(row, market, zone=policy.house.time_zone, at=at)


def _price(row: Row, market: Market, *, zone: str, at: datetime) -> PriceInput | Fault:
    cells = row.cells
    amount = minor_of(cells["amount"], currency=market.currency)
    starts, ends = cells.get("starts_at", ""), cells.get("ends_at", "")
    starts_at, ends_at = moment(starts, zone=zone), moment(ends, zone=zone)
    if amount is None or amount <= 0:
        return _fault(row, "amount", _("write an amount, as 290.00."))
    if starts and starts_at is None:
        return _fault(row, "starts_at", _("write a day and a time, as 2026-12-24 09:00."))
    if ends and (ends_at is None or ends_at <= (starts_at or at)):
        return _fault(row, "ends_at", _("write a day and a time after the start."))
    return PriceInput(
        style=cells["style"].upper(),
        country=market.country,
        currency=market.currency,
        amount=amount,
        tax_included=market.tax_included,
        starts_at=starts_at or at,
        ends_at=ends_at,
        sale=flag(cells.get("sale", "")) is True,
    )


def _take(run: _Run, row: Row, price: PriceInput) -> None:
    """Put a price among the periods of its market."""
    periods = run.known.setdefault((price.style, price.country), [])
    try:
        fitted = _fit(periods, price, run.at)
    except PriceRefused as refused:
        refusal = refused.refusals[0]
        why = str(dict(refusal.values).get("why", ""))
        run.faults.append(_fault(row, refusal.field or "amount", why))
        return
    if fitted is SAME:
        run.counts["same"] += 1
        return
    if fitted is not None:
        fitted.ends_at = price.starts_at
        if fitted.pk:
            run.closed[fitted.pk] = fitted
    fresh = _period(run.products[price.style], price)
    periods.append(fresh)
    run.made.append(fresh)
    run.counts["changed" if fitted else "new"] += 1


def _fit(periods: Sequence[Price], price: PriceInput, at: datetime) -> Price | Same | None:
    same = next((each for each in periods if each.starts_at == price.starts_at), None)
    if same is not None and (same.amount, same.sale, same.ends_at) == (
        price.amount,
        price.sale,
        price.ends_at,
    ):
        return SAME
    return fit_price(known=periods, price=price, at=at)


def _period(product: Product, price: PriceInput) -> Price:
    return Price(
        product=product,
        country=price.country,
        currency=price.currency,
        amount=price.amount,
        tax_included=price.tax_included,
        sale=price.sale,
        starts_at=price.starts_at,
        ends_at=price.ends_at,
    )


def _note(made: Sequence[Price], actor: Actor, at: datetime) -> None:
    """One line for each product: which markets, from when, at what."""
    by_style: dict[str, list[list[object]]] = {}
    for each in made:
        line: list[object] = [each.country, each.amount, each.starts_at.isoformat()]
        by_style.setdefault(each.product.style, []).append(line)
    for style, lines in by_style.items():
        record(
            verb="prices_imported",
            subject_kind="product",
            subject_id=style,
            actor=actor,
            at=at,
            data={"prices": lines},
        )


def _written(when: datetime) -> str:
    return when.astimezone(UTC).isoformat()


def _fault(row: Row, column: str, why: str) -> Fault:
    return Fault(sheet="prices", row=row.number, column=column, why=why)
