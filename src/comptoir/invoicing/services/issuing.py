"""Invoices and credit notes: numbers without gaps, amounts that are sums of what the pieces have stored (A-38, A-39)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from comptoir.core.money import rounded, tax_within
from comptoir.core.policy import HousePolicy
from comptoir.core.tax import TaxLine, breakdown, part_of
from comptoir.infra import ids, queue
from comptoir.infra.db import joins_transaction
from comptoir.invoicing import queries
from comptoir.invoicing.models import Document
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments_queries
from comptoir.payments import services as payments
from comptoir.payments.services import LedgerSide

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece
    from comptoir.orders.queries import Reduced

INVOICE, CREDIT_NOTE = "invoice", "credit_note"
_SERIES = {INVOICE: "", CREDIT_NOTE: "CN-"}
_LEDGER = {INVOICE: "sale", CREDIT_NOTE: "credit_note"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece and what a document says was paid for it: all of it, what a gesture has left, or what a gesture takes off."""

    piece: Piece
    paid: int
    tax: int
    duty: int

    @property
    def lowered(self) -> bool:
        """Whether it is less than what the shop asked for it."""
        return bool(self.piece.discount) or self.paid != self.piece.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a document is about: pieces, and a part of the delivery charge with the tax inside it; minor units."""

    parts: Sequence[Part]
    delivery: int
    delivery_tax: int
    gesture: bool = False  # it lowers prices, and takes no piece back

    @property
    def duties(self) -> int:
        """Prepaid duties of the pieces; they bear no tax."""
        return sum(part.duty for part in self.parts)

    @property
    def tax(self) -> int:
        """All tax: of the pieces as stored, and of delivery."""
        return sum(part.tax for part in self.parts) + self.delivery_tax

    @property
    def gross(self) -> int:
        """What is paid for all of it."""
        return sum(part.paid for part in self.parts) + self.duties + self.delivery

    @property
    def pieces(self) -> list[str]:
        """The pieces that are sold or taken back by it, by their ids; a lower price does neither."""
        return [] if self.gesture else [str(part.piece.public_id) for part in self.parts]


@joins_transaction
def issue_invoice(
    *, order: Order, parcel_cause: str, pieces: Sequence[Piece], delivery_share: int, at: datetime
) -> Document | None:
    """ORD-05: the invoice of a parcel that leaves; none for what nobody owes anything for: gifts alone (A-50), and pieces that
    are sent again, which were invoiced before (A-12).

    Issuing it again gives the same one. The order must be locked.
    """
    sold = [piece for piece in pieces if not piece.replaces_id]
    if not delivery_share and all(piece.gift for piece in sold):
        return None
    contents = Contents(
        parts=[Part(piece=piece, paid=piece.paid, tax=piece.tax, duty=piece.duty) for piece in sold],
        delivery=delivery_share,
        delivery_tax=_delivery_tax(order, delivery_share),
    )
    return _issue(order, kind=INVOICE, cause=parcel_cause, contents=contents, corrects=[], at=at)


@joins_transaction
def issue_credit_note(
    *,
    order: Order,
    refund_cause: str,
    pieces: Sequence[Piece],
    delivery_amount: int,
    delivery_tax: int,
    at: datetime,
) -> Document:
    """The credit note of a refund, naming the invoices that it corrects. Issuing it again gives the same one.

    A price that was lowered before is credited as it then was (C-23). The order must be locked; what was never invoiced
    is a bug.
    """
    reduced = orders.reductions_of(order_id=order.pk)
    parts = [_rest(piece, reduced.get(piece.public_id, orders.NOTHING)) for piece in pieces]
    contents = Contents(parts=parts, delivery=delivery_amount, delivery_tax=delivery_tax)
    return _correct(order, refund_cause, contents, at)


@joins_transaction
def issue_reduction(
    *, order: Order, refund_cause: str, piece: Piece | None, amount: int, tax: int, at: datetime
) -> Document:
    """C-23: the credit note of a price that is lowered, a piece's or, without one, the delivery's. The order must be locked."""
    contents = Contents(
        parts=[Part(piece=piece, paid=amount, tax=tax, duty=0)] if piece else [],
        delivery=0 if piece else amount,
        delivery_tax=0 if piece else tax,
        gesture=True,
    )
    return _correct(order, refund_cause, contents, at)


def _rest(piece: Piece, reduced: Reduced) -> Part:
    return Part(piece=piece, paid=piece.paid - reduced.amount, tax=piece.tax - reduced.tax, duty=piece.duty)


def _correct(order: Order, cause: str, contents: Contents, at: datetime) -> Document:
    corrected = _invoices_of(order, contents)
    if not corrected:
        raise ValueError("a credit note for what was never invoiced")
    return _issue(order, kind=CREDIT_NOTE, cause=cause, contents=contents, corrects=corrected, at=at)


def _issue(
    order: Order, *, kind: str, cause: str, contents: Contents, corrects: list[Document], at: datetime
) -> Document:
    known = queries.document_of(kind=kind, cause=cause)
    if known is not None:
        return known
    policy = markets.policy_version(number=order.policy_version)
    zone = ZoneInfo(policy.house.time_zone)
    year = at.astimezone(zone).year
    counter = queries.lock_counter(entity=order.entity, kind=kind, year=year)
    counter.last += 1
    counter.last_at = max(at, counter.last_at or at)
    counter.save()
    document = Document.objects.create(
        public_id=ids.new_id(),
        kind=kind,
        number=_number(policy, kind=kind, year=year, sequence=counter.last),
        entity=order.entity,
        year=year,
        sequence=counter.last,
        order_number=order.number,
        cause=cause,
        corrects=corrects[0] if corrects else None,
        issued_at=counter.last_at,
        language=order.language,
        currency=order.currency,
        net=contents.gross - contents.tax,
        tax=contents.tax,
        gross=contents.gross,
        body=_body(order, contents, corrects, supplied=at.astimezone(zone)),
    )
    _post(order, document, contents, at)
    queue.defer("invoicing.render_document", document_id=document.pk)
    return document


def _number(policy: HousePolicy, *, kind: str, year: int, sequence: int) -> str:
    """Such as MEX-FR-2026-000123: the company, its country, the series, the year and the next number in it."""
    entity = policy.house.entity
    return f"{entity.code}-{entity.country}-{_SERIES[kind]}{year}-{sequence:06d}"


def _body(
    order: Order, contents: Contents, corrects: Sequence[Document], *, supplied: datetime
) -> dict[str, object]:
    """What the document states, without personal values; amounts in minor units."""
    delivery = {
        "service": order.delivery_service,
        "net": contents.delivery - contents.delivery_tax,
        "tax": contents.delivery_tax,
        "gross": contents.delivery,
        "parts": [
            {"net": x.base, "rate": _rate(x.rate), "tax": x.amount, "gross": x.base + x.amount}
            for x in _delivery(order, contents)
        ],
    }
    return {
        "supplied_on": supplied.date().isoformat(),
        "country": order.country,
        "method": payments_queries.paying_method(order_number=order.number),
        "lines": _lines(order, contents),
        "pieces": contents.pieces,
        "gesture": contents.gesture,
        "delivery": delivery if contents.delivery else None,
        "discounts": [] if contents.gesture else _discounts([part.piece for part in contents.parts]),
        "duties": contents.duties,
        "taxes": [
            {"rate": _rate(line.rate), "net": line.base, "tax": line.amount}
            for line in _taxes(order, contents)
        ],
        "corrects": [{"number": other.number, "on": other.issued_at.isoformat()} for other in corrects],
    }


def _lines(order: Order, contents: Contents) -> list[dict[str, object]]:
    """Pieces of one line of the order, grouped: quantities, and sums of what each piece has stored."""
    lines = []
    ordered = sorted(contents.parts, key=lambda part: (part.piece.line, part.piece.position))
    for _, group in groupby(ordered, key=lambda part: part.piece.line):
        same = list(group)
        first, gross, tax = same[0].piece, sum(p.paid for p in same), sum(p.tax for p in same)
        lowered = not contents.gesture and any(part.lowered for part in same)
        unit_net = _list_net(order, first) if lowered else rounded(Decimal(gross - tax) / len(same))
        lines.append(
            {
                "reference": first.reference,
                "sku": first.sku,
                "name": first.name,
                "colour": first.colour,
                "size": first.size,
                "quantity": len(same),
                "unit_net": unit_net,
                "discount_net": unit_net * len(same) - (gross - tax) if lowered else 0,
                "net": gross - tax,
                "rate": _rate(first.tax_rate),
                "tax": tax,
                "gross": gross,
            }
        )
    return lines


def _list_net(order: Order, piece: Piece) -> int:
    """The price of one without tax, before what codes and gestures took off."""
    if not order.tax_included:
        return piece.list_price
    return piece.list_price - tax_within(piece.list_price, rate=piece.tax_rate)


def _discounts(pieces: Sequence[Piece]) -> list[dict[str, object]]:
    """What each code took off these pieces (A-50: a discount, not a payment)."""
    amounts: dict[str, int] = {}
    for piece in pieces:
        for share in piece.shares:
            amounts[share["code"]] = amounts.get(share["code"], 0) + share["amount"]
    return [{"code": code, "amount": amount} for code, amount in sorted(amounts.items()) if amount]


def _taxes(order: Order, contents: Contents) -> tuple[TaxLine, ...]:
    bought = [part for part in contents.parts if not part.piece.gift]
    lines = [TaxLine(rate=p.piece.tax_rate, base=p.paid - p.tax, amount=p.tax) for p in bought]
    return breakdown([*lines, *_delivery(order, contents)])


def _delivery(order: Order, contents: Contents) -> tuple[TaxLine, ...]:
    """Delivery by the rates that it bore when it was ordered: those of the goods it went with (A-43)."""
    if not contents.delivery:
        return ()
    whole = [
        TaxLine(rate=Decimal(rate), base=base, amount=amount) for rate, base, amount in order.delivery_taxes
    ] or [
        TaxLine(
            rate=order.delivery_tax_rate,
            base=order.delivery_paid - order.delivery_tax,
            amount=order.delivery_tax,
        )
    ]
    return part_of(whole, gross=contents.delivery, tax=contents.delivery_tax)


def _rate(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def _delivery_tax(order: Order, share: int) -> int:
    """The tax inside a share of the delivery charge: the stored one for the whole of it."""
    if share == order.delivery_paid:
        return order.delivery_tax
    return rounded(Decimal(order.delivery_tax) * share / order.delivery_paid) if order.delivery_paid else 0


def _invoices_of(order: Order, contents: Contents) -> list[Document]:
    """The invoices of these pieces, and the one of the delivery charge where some of it goes back."""
    wanted = {str(part.piece.public_id) for part in contents.parts}
    invoices = queries.document_rows(order_number=order.number).filter(kind=INVOICE)
    return [
        invoice
        for invoice in invoices
        if wanted & set(invoice.body["pieces"]) or (contents.delivery and invoice.body["delivery"])
    ]


def _post(order: Order, document: Document, contents: Contents, at: datetime) -> None:
    """The customer owes the gross; what it is made of is earned, or owed to the tax office. A credit note is the reverse.

    What a gesture gives is not a sale that is undone: it stands on an account of its own.
    """
    goods = sum(part.paid - part.tax for part in contents.parts)
    sign = 1 if document.kind == INVOICE else -1
    sold, delivered = ("goodwill", "goodwill") if contents.gesture else ("sales.goods", "sales.delivery")
    payments.post_entry(
        kind=_LEDGER[document.kind],
        cause=str(document.public_id),
        order_number=order.number,
        entity=order.entity,
        currency=order.currency,
        sides=[
            LedgerSide(account="customer", amount=sign * contents.gross),
            LedgerSide(account=sold, amount=-sign * goods),
            LedgerSide(account=delivered, amount=-sign * (contents.delivery - contents.delivery_tax)),
            LedgerSide(account=f"tax.{order.country}", amount=-sign * contents.tax),
            LedgerSide(account="duties", amount=-sign * contents.duties),
        ],
        at=at,
    )
