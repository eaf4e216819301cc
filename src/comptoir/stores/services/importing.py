"""The till's export as a file: one row a piece, each receipt taken in whole or not at all, and once however often it comes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.money import minor_of
from comptoir.core.reasons import Reason
from comptoir.core.receipts import PieceSold, ReceiptFacts, Source
from comptoir.infra.db import spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.spreadsheets import Row, Sheet
from comptoir.stores import queries
from comptoir.stores.models import Receipt
from comptoir.stores.services.recording import CannotRecord, ReceiptIn, check_receipt, record_receipt

COLUMNS = ("store", "number", "bought_at", "currency", "sku", "paid", "sale", "tax_free", "email")
_YES_NO = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFault:
    """Why a receipt of a file was not taken in; `row` is the first of its rows, or the one that is wrong."""

    row: int
    number: str
    refused: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptReport:
    """What a file comes to, in receipts; those with faults were left out, the others taken in unless it was a trial."""

    new: int
    known: int
    faults: tuple[ReceiptFault, ...]
    written: bool


class _WrongCell(ValueError):
    """A cell that says nothing we can read."""

    def __init__(self, row: Row, column: str, why: str) -> None:
        super().__init__(column)
        values = (("field", column), ("why", why))
        self.row = row.number
        self.refused = Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field=column)


@spans_transactions
def import_receipts(*, sheet: Sheet, dry: bool, actor: Actor, at: datetime) -> ReceiptReport:
    """Take a till's export in, receipt by receipt; `dry` only says what would come of it. Sent again, it changes nothing."""
    missing = [name for name in COLUMNS[:6] if name not in sheet.columns]
    if missing:
        refused = (
            Refused(
                rule=None,
                reason=Reason.FIELD_WRONG,
                values=(("field", name), ("why", _("This column is missing."))),
            )
            for name in missing
        )
        faults = tuple(ReceiptFault(row=1, number="", refused=each) for each in refused)
        return ReceiptReport(new=0, known=0, faults=faults, written=False)
    counts = {"new": 0, "known": 0}
    wrong: list[ReceiptFault] = []
    for rows in _receipts(sheet):
        number = rows[0].cells["number"]
        try:
            wanted = _read(rows)
            counts["known" if _is_known(wanted) else "new"] += 1
            _take_in(wanted, dry=dry, actor=actor, at=at)
        except _WrongCell as cell:
            wrong.append(ReceiptFault(row=cell.row, number=number, refused=cell.refused))
        except CannotRecord as no:
            wrong += [ReceiptFault(row=rows[0].number, number=number, refused=each) for each in no.refusals]
            counts["known" if _is_known(wanted) else "new"] -= 1
    return ReceiptReport(**counts, faults=tuple(wrong), written=not dry)


def _take_in(wanted: ReceiptIn, *, dry: bool, actor: Actor, at: datetime) -> None:
    if dry:
        check_receipt(wanted=wanted, at=at)
    else:
        record_receipt(wanted=wanted, source=Source.TILL, actor=actor, at=at)


def _is_known(wanted: ReceiptIn) -> bool:
    return Receipt.objects.filter(store=wanted.store, number=wanted.facts.number).exists()


def _receipts(sheet: Sheet) -> Iterator[list[Row]]:
    """The rows of each receipt, which stand together or apart."""

    def name(row: Row) -> tuple[str, str]:
        return row.cells["store"].upper(), row.cells["number"]

    for _name, rows in groupby(sorted(sheet.rows, key=name), key=name):
        yield list(rows)


def _read(rows: Sequence[Row]) -> ReceiptIn:
    """A receipt from its rows; what stands on each of them is that of the first. Raises _WrongCell."""
    first = rows[0]
    store = first.cells["store"].upper()
    currency = first.cells["currency"].upper()
    return ReceiptIn(
        store=store,
        facts=ReceiptFacts(
            number=first.cells["number"],
            bought_at=_moment(first, store),
            currency=currency,
            tax_free=_yes(first, "tax_free"),
            pieces=tuple(
                PieceSold(sku=row.cells["sku"].upper(), paid=_money(row, currency), sale=_yes(row, "sale"))
                for row in rows
            ),
        ),
        email=first.cells.get("email", ""),
    )


def _moment(row: Row, store: str) -> datetime:
    """When it was bought; a time without an offset is the store's own."""
    known = queries.store_of(code=store)
    try:
        told = datetime.fromisoformat(row.cells["bought_at"])
    except ValueError:
        raise _WrongCell(row, "bought_at", _("Write it as 2026-11-23T15:30.")) from None
    return told if told.tzinfo else told.replace(tzinfo=ZoneInfo(known.zone if known else "UTC"))


def _money(row: Row, currency: str) -> int:
    paid = minor_of(row.cells["paid"], currency=currency)
    if paid is None or paid < 0:
        raise _WrongCell(row, "paid", _("Write an amount, as 129.00."))
    return paid


def _yes(row: Row, column: str) -> bool:
    cells: Mapping[str, str] = row.cells
    said = cells.get(column, "").strip().lower()
    if said not in _YES_NO:
        raise _WrongCell(row, column, _("Write yes or no."))
    return _YES_NO[said]
