"""The goods of a basket: what may be in it, and the money of every piece, to the penny."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from comptoir.core.decisions import Refused
from comptoir.core.delivery import Destination
from comptoir.core.duties import Declared, charges_tax
from comptoir.core.policy import CheckoutTerms, Market
from comptoir.core.promotions import Promoted
from comptoir.core.reasons import Reason
from comptoir.core.tax import STANDARD, TaxLine, TaxSource, tax_each


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One line of a basket: a SKU the house knows, at its price in the market's currency."""

    sku: str
    style: str
    name: str
    category: str
    quantity: int
    unit_price: int
    tax_class: str = STANDARD
    hs_code: str = ""
    origin: str = ""
    personalised: bool = False
    limited: bool = False  # shown, but not sold online (PRD-02)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedPiece:
    """One piece with its money in minor units, as an order freezes it.

    `list_price` less `discount` is what the market shows; `paid` is that with tax, shown or added. Prepaid duty comes
    on top and follows from the service: it is with the delivery.
    """

    sku: str
    list_price: int
    discount: int
    shares: tuple[tuple[str, int], ...]  # what each code took off
    tax_rate: Decimal
    tax: int
    paid: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedLine:
    """One line of the basket; `total` is after discounts, with tax where the market shows prices with tax."""

    sku: str
    style: str
    name: str
    category: str
    quantity: int
    unit_price: int
    discount: int
    total: int
    personalised: bool
    pieces: tuple[QuotedPiece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """The goods priced; `by_rate` is their total by the destination's tax rate, whoever takes that tax.

    `declared` is every piece as customs see it, in the order of `pieces`.
    """

    lines: tuple[QuotedLine, ...]
    by_rate: tuple[tuple[Decimal, int], ...]
    declared: tuple[Declared, ...]

    @property
    def pieces(self) -> tuple[QuotedPiece, ...]:
        """Every piece, line by line."""
        return tuple(piece for line in self.lines for piece in line.pieces)

    @property
    def total(self) -> int:
        """The goods total of the house rules."""
        return sum(line.total for line in self.lines)

    @property
    def tax(self) -> tuple[TaxLine, ...]:
        """The tax of each piece."""
        return tuple(
            TaxLine(rate=piece.tax_rate, base=piece.paid - piece.tax, amount=piece.tax)
            for piece in self.pieces
        )


def lines_refused(lines: Sequence[LineFacts], *, terms: CheckoutTerms) -> tuple[Refused, ...]:
    """Everything about the lines themselves that stands in the way of a price; quantities add up by SKU."""
    if not lines:
        return (Refused(rule=None, reason=Reason.NOTHING_ORDERED, field="lines"),)
    if len(lines) > terms.most_lines:
        most = (("most", terms.most_lines),)
        return (Refused(rule=None, reason=Reason.BASKET_FULL, values=most, field="lines"),)
    return tuple(_lines_refused(lines, terms))


def _lines_refused(lines: Sequence[LineFacts], terms: CheckoutTerms) -> Iterator[Refused]:
    wanted: Counter[str] = Counter()
    for number, line in enumerate(lines):
        wanted[line.sku] += line.quantity
        if line.quantity < 1 or wanted[line.sku] > terms.most_per_sku:
            yield Refused(
                rule=None,
                reason=Reason.QUANTITY_WRONG,
                values=(("sku", line.sku), ("most", terms.most_per_sku)),
                field=f"lines.{number}.quantity",
            )
        if line.limited:
            yield Refused(
                rule="PRD-02",
                reason=Reason.NOT_SOLD_ONLINE,
                values=(("sku", line.sku), ("name", line.name)),
                field=f"lines.{number}.sku",
            )


def price_goods(
    lines: Sequence[LineFacts],
    *,
    promoted: Promoted,
    taxes: TaxSource,
    destination: Destination,
    market: Market,
    on: date,
) -> Goods:
    """The money of every piece after the codes: tax inside or on top; `on` dates the rates."""
    singles = [line for line in lines for _ in range(line.quantity)]
    off = [sum(amount for _, amount in shares) for shares in promoted.shares]
    prices = [line.unit_price - discount for line, discount in zip(singles, off, strict=True)]
    by_kind = {
        (tax_class, price): taxes.rate(place=destination, tax_class=tax_class, price=price, on=on)
        for tax_class, price in {(line.tax_class, price) for line, price in zip(singles, prices, strict=True)}
    }
    rates = [by_kind[line.tax_class, price] for line, price in zip(singles, prices, strict=True)]
    charged = tuple(_pieces(singles, prices=prices, rates=rates, promoted=promoted, market=market))
    pieces = iter(charged)
    return Goods(
        lines=tuple(_line(line, tuple(next(pieces) for _ in range(line.quantity))) for line in lines),
        by_rate=tuple(
            (rate, sum(price for price, own in zip(prices, rates, strict=True) if own == rate))
            for rate in sorted(set(rates), reverse=True)
        ),
        declared=tuple(
            Declared(value=piece.paid - piece.tax, tax_rate=rate, hs_code=line.hs_code, origin=line.origin)
            for line, piece, rate in zip(singles, charged, rates, strict=True)
        ),
    )


def _pieces(
    singles: Sequence[LineFacts],
    *,
    prices: Sequence[int],
    rates: Sequence[Decimal],
    promoted: Promoted,
    market: Market,
) -> Iterator[QuotedPiece]:
    charged = rates if charges_tax(market) else [Decimal(0)] * len(rates)
    taxes = tax_each(prices, rates=charged, included=market.tax_included)
    for place, line in enumerate(singles):
        yield QuotedPiece(
            sku=line.sku,
            list_price=line.unit_price,
            discount=line.unit_price - prices[place],
            shares=promoted.shares[place],
            tax_rate=charged[place],
            tax=taxes[place],
            paid=prices[place] + (0 if market.tax_included else taxes[place]),
        )


def _line(line: LineFacts, pieces: tuple[QuotedPiece, ...]) -> QuotedLine:
    discount = sum(piece.discount for piece in pieces)
    return QuotedLine(
        sku=line.sku,
        style=line.style,
        name=line.name,
        category=line.category,
        quantity=line.quantity,
        unit_price=line.unit_price,
        discount=discount,
        total=line.unit_price * line.quantity - discount,
        personalised=line.personalised,
        pieces=pieces,
    )
