"""The columns of the files in which the catalogue travels, and what a row of them says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from comptoir.catalogue.queries.sheets import (
    FLAGS,
    TEXTS,
    ProductSheet,
    SheetColour,
    SheetFacts,
    SheetSize,
    SheetTexts,
)
from comptoir.infra.i18n import LANGUAGES
from comptoir.infra.i18n import gettext as _
from comptoir.infra.spreadsheets import Row, Sheet

TEXT_COLUMNS = {f"{name}_{language}": (name, language) for name in TEXTS for language in LANGUAGES}
_FACTS = (
    "collection",
    "category",
    "cut",
    "fit",
    "composition",
    "animal_parts",
    "care",
    "origin",
    "hs_code",
    "tax_class",
)
_MAKER = ("maker", "maker_address", "maker_email")
PRODUCT_COLUMNS = ("style", *_FACTS, *FLAGS, *_MAKER, *TEXT_COLUMNS)
COLOUR_NAMES = {f"colour_{language}": language for language in LANGUAGES}
PIECE_COLUMNS = ("style", "colour_code", *COLOUR_NAMES, "hex", "second_hex", "size", "weight_g", "sku")
PRICE_COLUMNS = ("style", "country", "currency", "amount", "sale", "starts_at", "ends_at")
NEEDED = {
    "products": ("style",),
    "pieces": ("style", "colour_code", "size"),
    "prices": ("style", "country", "amount"),
}
COLUMNS = {"products": PRODUCT_COLUMNS, "pieces": PIECE_COLUMNS, "prices": PRICE_COLUMNS}
_YES = {"yes", "true", "1", "y", "x", "oui", "ja"}
_NO = {"", "no", "false", "0", "n", "non", "nein"}
_BREAK = re.compile(r"\s*\|\s*|\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is wrong in a file: the table, the row as a spreadsheet counts, the column, and why in words."""

    sheet: str
    row: int
    column: str
    why: str


def kind_of(sheet: Sheet) -> str:
    """What a table holds, by its columns; blank where that cannot be told."""
    for kind, marks in (("prices", {"amount"}), ("pieces", {"size", "colour_code"}), ("products", {"style"})):
        if marks <= set(sheet.columns):
            return kind
    return ""


def heading_faults(sheet: Sheet, kind: str) -> Iterator[Fault]:
    """Columns that are unknown, missing or there twice."""
    for column in NEEDED[kind]:
        if column not in sheet.columns:
            yield Fault(sheet=kind, row=1, column=column, why=_("this column is missing."))
    for column in dict.fromkeys(sheet.columns):
        if column not in COLUMNS[kind]:
            yield Fault(sheet=kind, row=1, column=column or "–", why=_("there is no such column."))
        elif sheet.columns.count(column) > 1:
            yield Fault(sheet=kind, row=1, column=column, why=_("this column is there twice."))


def cell_faults(row: Row, kind: str) -> Iterator[Fault]:
    """Cells that no row may have: formulas, and blanks where something must stand."""
    for column, text in row.cells.items():
        if column in row.formulas:
            why = _("this is a formula. Put its value there.")
            yield Fault(sheet=kind, row=row.number, column=column, why=why)
        elif not text and column in NEEDED[kind]:
            yield Fault(sheet=kind, row=row.number, column=column, why=_("something must stand here."))


def facts_in(row: Row, before: SheetFacts) -> SheetFacts:
    """The facts of a row; a column that the table does not have leaves what is there."""
    cells = row.cells
    said: dict[str, Any] = {
        name: cells[name]
        for name in (*_FACTS, *_MAKER)
        if name in cells and name not in {"care", "animal_parts"}
    }
    said |= {name: flag(cells[name]) is True for name in (*FLAGS, "animal_parts") if name in cells}
    for name in ("composition", "maker_address"):
        if name in cells:
            said[name] = "\n".join(filter(None, (line.strip() for line in _BREAK.split(cells[name]))))
    if "care" in cells:
        said["care"] = tuple(cells["care"].replace(",", " ").split())
    for name in ("origin", "collection"):
        if name in cells:
            said[name] = cells[name].upper()
    if not said.get("tax_class", before.tax_class):
        said["tax_class"] = "standard"
    return replace(before, **said)


def flag_faults(row: Row, kind: str) -> Iterator[Fault]:
    """Cells of yes or no that are neither."""
    for name in (*FLAGS, "animal_parts", "sale"):
        if name in row.cells and flag(row.cells[name]) is None:
            yield Fault(sheet=kind, row=row.number, column=name, why=_("write yes or no."))


def texts_in(row: Row, before: SheetTexts) -> SheetTexts:
    """The texts of a row, with those that the table has no column for left as they are."""
    texts = {name: dict(before.texts.get(name, {})) for name in TEXTS}
    for column, (name, language) in TEXT_COLUMNS.items():
        if column in row.cells:
            texts[name].pop(language, None)
            if row.cells[column]:
                texts[name][language] = row.cells[column]
    return SheetTexts(
        texts={name: dict(sorted(said.items())) for name, said in texts.items()}, words=before.words
    )


def colour_in(row: Row, before: SheetColour | None) -> SheetColour:
    """The colour of a row with its size added, or its weight changed. A new colour starts from nothing."""
    cells = row.cells
    colour = before or SheetColour(code=cells["colour_code"].upper(), name={}, hex="")
    names = dict(colour.name)
    for column, language in COLOUR_NAMES.items():
        if column in cells:
            names.pop(language, None)
            if cells[column]:
                names[language] = cells[column]
    size, weight = cells["size"].upper(), cells.get("weight_g", "")
    own = next((each for each in colour.sizes if each.size == size), None)
    grams = int(weight) if weight.isdecimal() and len(weight) < 7 else 0
    made = SheetSize(size=size, weight_g=grams if "weight_g" in cells or own is None else own.weight_g)
    sizes = tuple(made if each.size == size else each for each in colour.sizes)
    return replace(
        colour,
        name=dict(sorted(names.items())),
        hex=cells.get("hex", colour.hex).lower(),
        second_hex=cells.get("second_hex", colour.second_hex).lower(),
        sizes=sizes if own else (*sizes, made),
    )


def flag(text: str) -> bool | None:
    """Yes or no as people write it; None where it is neither."""
    word = text.lower()
    return True if word in _YES else False if word in _NO else None


def moment(text: str, *, zone: str) -> datetime | None:
    """A moment as it stands in a cell, without a zone in the house's own; None where it is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def product_row(sheet: ProductSheet) -> list[str]:
    """A product as a row of `PRODUCT_COLUMNS`."""
    facts = sheet.facts
    cells = {
        **{name: getattr(facts, name) for name in (*_FACTS, *FLAGS, *_MAKER)},
        "style": sheet.style,
        "composition": facts.composition.replace("\n", " | "),
        "maker_address": facts.maker_address.replace("\n", " | "),
        "care": " ".join(facts.care),
        **{
            column: sheet.texts.texts[name].get(language, "")
            for column, (name, language) in TEXT_COLUMNS.items()
        },
    }
    return [_written(cells[column]) for column in PRODUCT_COLUMNS]


def piece_rows(sheet: ProductSheet) -> Iterator[list[str]]:
    """The sizes of a product as rows of `PIECE_COLUMNS`."""
    for colour in sheet.colours:
        for size in colour.sizes:
            names = [colour.name.get(language, "") for language in LANGUAGES]
            sku = f"{sheet.style}-{colour.code}-{size.size}"
            yield [
                *(sheet.style, colour.code, *names, colour.hex, colour.second_hex),
                *(size.size, str(size.weight_g), sku),
            ]


def _written(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
