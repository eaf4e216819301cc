"""Receipts of the house's stores: whether one can be true, and what a return at the counter comes to (STO)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.store_returns import Outcome

MOST_PIECES = 200
MOST_NUMBER = 40
MOST_PAID = 10**9  # minor units


class Source(StrEnum):
    """How a receipt came to the house's books."""

    TILL = "till"  # the till's export: a file, or a program
    TYPED = "typed"
    COUNTER = "counter"  # pieces taken in an exchange


class Condition(StrEnum):
    """What is looked at before a piece can be sold again (STO-05)."""

    LABELS = "labels"
    ACCESSORIES = "accessories"  # and documents
    UNWORN = "unworn"
    UNWASHED = "unwashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PieceSold:
    """One piece on a receipt: what was paid for it with tax, in minor units, and whether that was a sale's price."""

    sku: str
    paid: int
    sale: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFacts:
    """A receipt as a till or a person tells it."""

    number: str
    bought_at: datetime
    currency: str
    pieces: tuple[PieceSold, ...]
    tax_free: bool = False


def receipt_refusals(
    *,
    receipt: ReceiptFacts,
    known: Collection[str],
    currency: str,
    sale_until: date | None,
    at: datetime,
) -> tuple[Refused, ...]:
    """Everything for which a receipt cannot be true: `known` are SKUs that exist, `currency` is the store's,
    `sale_until` the last day of the sale that ran in its country on the day, if one did."""
    refused = [
        Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", piece.sku),), field="pieces")
        for piece in receipt.pieces
        if piece.sku not in known
    ]
    if not receipt.number or len(receipt.number) > MOST_NUMBER:
        refused.append(Refused(rule=None, reason=Reason.RECEIPT_NUMBER, field="number"))
    if not 0 < len(receipt.pieces) <= MOST_PIECES:
        values = (("most", MOST_PIECES),)
        refused.append(Refused(rule=None, reason=Reason.RECEIPT_PIECES, values=values, field="pieces"))
    if not all(0 <= piece.paid <= MOST_PAID for piece in receipt.pieces):
        refused.append(Refused(rule=None, reason=Reason.RECEIPT_PRICE, field="paid"))
    if receipt.currency != currency:
        wanted = (("currency", currency),)
        refused.append(Refused(rule=None, reason=Reason.RECEIPT_CURRENCY, values=wanted, field="currency"))
    if receipt.bought_at > at:
        refused.append(Refused(rule=None, reason=Reason.RECEIPT_TO_COME, field="bought_at"))
    if sale_until is None and any(piece.sale for piece in receipt.pieces):
        refused.append(Refused(rule="STO-04", reason=Reason.NO_SALE_THEN, field="sale"))
    return tuple(refused)


def is_resaleable(checked: Iterable[Condition]) -> bool:
    """Whether everything that makes a piece resaleable was seen to be so (STO-05)."""
    return set(Condition).issubset(checked)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What a return at the counter comes to, in minor units: money is taken or credited, never given back (STO-08)."""

    outcome: Outcome
    worth: int  # of the pieces that come back, as they were paid
    taken: int  # of the pieces that are taken instead
    to_pay: int
    to_credit: int


def settle(*, worth: Sequence[int], taken: Sequence[int]) -> Settlement:
    """The difference of an exchange is paid by the customer or credited to them; with nothing taken all is credit."""
    back, out = sum(worth), sum(taken)
    return Settlement(
        outcome=Outcome.EXCHANGE if taken else Outcome.CREDIT,
        worth=back,
        taken=out,
        to_pay=max(0, out - back),
        to_credit=max(0, back - out),
    )
