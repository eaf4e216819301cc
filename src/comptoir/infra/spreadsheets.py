"""Tables in and out of files: CSV and XLSX. What looks like a formula never leaves as one, and none is taken in."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell

from comptoir.infra.i18n import gettext as _

MOST_BYTES = 10_000_000
_MOST_UNPACKED = 150_000_000
_MOST_ROWS = 50_000
_MOST_COLUMNS = 100
# A spreadsheet takes a cell that begins so for something to carry out.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\0")
_FORMULA = "="


class NotASpreadsheet(ValueError):
    """The file is no table that can be read; the message says why, in the current language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its number in the file, the heading being 1; `formulas` are the columns that want to be carried out."""

    number: int
    cells: Mapping[str, str]
    formulas: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table: the columns of its first row, and the rows that hold something."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def read_sheets(content: bytes) -> tuple[Sheet, ...]:
    """Every table in a CSV file or a workbook."""
    if len(content) > MOST_BYTES:
        raise NotASpreadsheet(_("it is larger than 10 MB. Divide it."))
    if content.startswith(b"PK"):
        return _read_workbook(content)
    return (_read_csv(content),)


def write_csv(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A table as CSV in UTF-8, with the mark by which spreadsheets know it."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([tame(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_workbook(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[str]]]]) -> bytes:
    """Tables by name as a workbook, every cell a text."""
    book = Workbook(write_only=True)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "B2"
        sheet.append(list(columns))
        for row in rows:
            cells = [WriteOnlyCell(sheet, value=tame(text)) for text in row]
            for cell in cells:
                cell.data_type = "s"
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def tame(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _wild(text: str) -> str:
    """What was tamed, as it was."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_DANGEROUS) else text


def _read_csv(content: bytes) -> Sheet:
    if b"\0" in content:
        raise NotASpreadsheet(_("it is neither CSV nor XLSX. Save it as one of them."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as other:
        raise NotASpreadsheet(_("its letters are not UTF-8. Save it as “CSV UTF-8”.")) from other
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        return _sheet("", (list(row) for row in rows))
    except csv.Error as broken:
        raise NotASpreadsheet(_("a quotation mark is not closed.")) from broken


def _read_workbook(content: bytes) -> tuple[Sheet, ...]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > _MOST_UNPACKED:
                raise NotASpreadsheet(_("it is too large unpacked. Divide it."))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return tuple(
            _sheet(sheet.title, ([_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)))
            for sheet in book.worksheets
        )
    except (zipfile.BadZipFile, KeyError, OSError, ValueError, TypeError, SyntaxError) as broken:
        if isinstance(broken, NotASpreadsheet):
            raise
        raise NotASpreadsheet(_("it is neither CSV nor XLSX. Save it as one of them.")) from broken


def _sheet(name: str, rows: Iterator[list[str]]) -> Sheet:
    columns = tuple(cell.strip().lower() for cell in next(rows, []))
    while columns and not columns[-1]:
        columns = columns[:-1]
    if len(columns) > _MOST_COLUMNS:
        raise NotASpreadsheet(_("it has too many columns."))
    kept = []
    for number, cells in enumerate(rows, start=2):
        if number > _MOST_ROWS:
            raise NotASpreadsheet(_("it has more than 50,000 rows. Divide it."))
        filled = [cell.strip() for cell in cells[: len(columns)]]
        filled += [""] * (len(columns) - len(filled))
        if any(filled):
            kept.append(_row(number, dict(zip(columns, filled, strict=True))))
    return Sheet(name=name, columns=columns, rows=tuple(kept))


def _row(number: int, cells: dict[str, str]) -> Row:
    return Row(
        number=number,
        cells={column: _wild(text) for column, text in cells.items()},
        formulas=frozenset(column for column, text in cells.items() if text.startswith(_FORMULA)),
    )


def _text(value: object) -> str:
    """A cell of a workbook as it would be typed."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() | date():
            return value.isoformat()
        case _:
            return str(value)
