"""The catalogue in and out of files. A file is taken in whole or not at all; tried first, it changes nothing.

Every fault is told by row and column. The same file twice changes nothing the second time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.sheets import (
    ProductSheet,
    SheetColour,
    SheetFacts,
    SheetTexts,
    house_words,
    product_sheets,
)
from comptoir.catalogue.services.checking import (
    Codes,
    check_colours,
    check_facts,
    check_style,
    check_texts,
    known_codes,
    section_changes,
)
from comptoir.catalogue.services.columns import (
    Fault,
    cell_faults,
    colour_in,
    facts_in,
    flag_faults,
    heading_faults,
    kind_of,
    texts_in,
)
from comptoir.catalogue.services.editing import lost_gates
from comptoir.catalogue.services.tariffs import import_prices
from comptoir.catalogue.services.writing import (
    add_pieces,
    note_changes,
    put_facts,
    put_texts,
    told,
    write_products,
)
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.infra import queue
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.spreadsheets import Row, Sheet

_BLANK: dict[str, Any] = {"name": {}, "slug": {}, "safety": {}, "size_chart": {}}
_ORDER = ("products", "pieces", "prices")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a file comes to: what is new, changed and the same, by table; with faults, nothing was written."""

    counts: Mapping[str, Mapping[str, int]]
    faults: tuple[Fault, ...]
    written: bool


@dataclass(slots=True, kw_only=True)
class _Run:
    """An import under way."""

    actor: Actor
    at: datetime
    codes: Codes
    words: Mapping[str, Mapping[str, str]]
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    before: dict[str, tuple[ProductSheet, Fault]] = field(default_factory=dict)
    rows: list[Product] = field(default_factory=list)
    pieces: list[tuple[Product, tuple[SheetColour, ...]]] = field(default_factory=list)
    notes: list[tuple[str, str, Mapping[str, object]]] = field(default_factory=list)

    def note(self, verb: str, style: str, changes: Mapping[str, object]) -> None:
        """What the journal is to say once all of it is right."""
        self.notes.append((verb, style, changes))

    def count(self, kind: str, what: str) -> None:
        """One more of a table that is new, changed or the same."""
        self.counts.setdefault(kind, {"new": 0, "changed": 0, "same": 0})[what] += 1

    def fault(self, kind: str, row: Row, column: str, why: str) -> None:
        """Something is wrong in a cell."""
        self.faults.append(Fault(sheet=kind, row=row.number, column=column, why=why))

    def refused(self, kind: str, row: Row, refusals: Sequence[Refused]) -> bool:
        """Whether anything was refused, and every refusal as a fault of the row."""
        for refusal in refusals:
            column = _column(refusal.field or "")
            why = dict(refusal.values).get("why") or explain(refusal)
            self.fault(kind, row, column, str(why))
        return bool(refusals)


@owns_transaction
def import_sheets(*, sheets: Sequence[Sheet], dry: bool, actor: Actor, at: datetime) -> Report:
    """Take tables of products, pieces and prices in; `dry` only says what would come of it."""
    run = _Run(actor=actor, at=at, codes=known_codes(), words=house_words())
    for kind, sheet in _sorted(sheets, run):
        if kind == "products":
            _products(run, sheet)
        elif kind == "pieces":
            _pieces(run, sheet)
        else:
            outcome = import_prices(sheet=sheet, actor=actor, at=at)
            run.counts[kind] = dict(outcome.counts)
            run.faults += outcome.faults
    _keep_published(run)
    if run.faults or dry:
        transaction.set_rollback(True)
    else:
        _finish(run)
    faults = tuple(sorted(run.faults, key=lambda each: (_ORDER.index(each.sheet), each.row, each.column)))
    return Report(counts=run.counts, faults=faults, written=not (faults or dry))


def _finish(run: _Run) -> None:
    for verb, style, changes in run.notes:
        note_changes(verb=verb, style=style, changes=changes, actor=run.actor, at=run.at)
    if any(counts["new"] or counts["changed"] for counts in run.counts.values()):
        queue.defer("catalogue.refresh_search", style=None)


def _sorted(sheets: Sequence[Sheet], run: _Run) -> list[tuple[str, Sheet]]:
    """Tables whose heading is right, products before their pieces and prices, with the rows whose cells are right."""
    found = []
    for sheet in sheets:
        kind = kind_of(sheet)
        faults = list(heading_faults(sheet, kind or "products"))
        run.faults += faults
        if kind and not faults:
            found.append((kind, Sheet(name=kind, columns=sheet.columns, rows=_sound(run, sheet, kind))))
    return sorted(found, key=lambda each: _ORDER.index(each[0]))


def _sound(run: _Run, sheet: Sheet, kind: str) -> tuple[Row, ...]:
    sound = []
    for row in sheet.rows:
        faults = [*cell_faults(row, kind), *flag_faults(row, kind)]
        run.faults += faults
        if not faults:
            sound.append(row)
    return tuple(sound)


def _products(run: _Run, sheet: Sheet) -> None:
    styles = [row.cells["style"].upper() for row in sheet.rows]
    rows = {row.style: row for row in locked(Product.objects.filter(style__in=styles), kind="product")}
    sheets = product_sheets(styles=list(rows))
    seen: set[str] = set()
    for style, row in zip(styles, sheet.rows, strict=True):
        if style in seen:
            run.fault("products", row, "style", _("this style is there twice."))
            continue
        seen.add(style)
        known = sheets.get(style)
        if known is not None:
            run.before.setdefault(
                style, (known, Fault(sheet="products", row=row.number, column="style", why=""))
            )
        _product(run, row, style, rows.get(style), known)
    write_products(rows=run.rows)
    run.rows.clear()


def _product(run: _Run, row: Row, style: str, product: Product | None, known: ProductSheet | None) -> None:
    blank = SheetFacts(collection="", category="", cut="", tax_class="standard")
    was, said = (known.facts, known.texts) if known else (blank, SheetTexts(texts={}))
    facts, texts = facts_in(row, was), texts_in(row, said)
    faults = [*check_facts(facts=facts, codes=run.codes), *check_texts(texts=texts)]
    if run.refused("products", row, [*(() if known else check_style(style=style)), *faults]):
        return
    changes = {
        **section_changes(before=was, after=facts),
        **section_changes(before=said, after=texts),
    }
    run.count("products", "new" if known is None else "changed" if changes else "same")
    if changes:
        product = product or Product(style=style, **_BLANK)
        put_facts(row=product, facts=facts, words={**run.words, **said.words}, codes=run.codes)
        put_texts(row=product, texts=texts)
        run.rows.append(product)
        run.note("product_imported", style, told(changes))


def _pieces(run: _Run, sheet: Sheet) -> None:
    by_style: dict[str, list[Row]] = {}
    for row in sheet.rows:
        by_style.setdefault(row.cells["style"].upper(), []).append(row)
    rows = {row.style: row for row in locked(Product.objects.filter(style__in=by_style), kind="product")}
    sheets = product_sheets(styles=list(rows))
    for style, own in by_style.items():
        if style not in rows:
            for row in own:
                run.fault("pieces", row, "style", _("there is no product of this style."))
            continue
        run.before.setdefault(
            style, (sheets[style], Fault(sheet="pieces", row=own[0].number, column="style", why=""))
        )
        _colours(run, rows[style], sheets[style], own)
    add_pieces(pieces=run.pieces)
    run.pieces.clear()


def _colours(run: _Run, product: Product, sheet: ProductSheet, rows: Sequence[Row]) -> None:
    colours: dict[str, SheetColour] = {colour.code: colour for colour in sheet.colours}
    had = {(colour.code, size.size): (colour, size) for colour in sheet.colours for size in colour.sizes}
    last: dict[str, Row] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        code, size = row.cells["colour_code"].upper(), row.cells["size"].upper()
        if (code, size) in seen:
            run.fault("pieces", row, "size", _("this size of the colour is there twice."))
        if row.cells.get("sku") not in {None, "", f"{sheet.style}-{code}-{size}"}:
            run.fault("pieces", row, "sku", _("the SKU is the style, the colour code and the size."))
        seen.add((code, size))
        colours[code] = colour_in(row, colours.get(code))
        last[code] = row
    faults = check_colours(style=sheet.style, colours=tuple(colours.values()))
    codes = list(colours)
    for refusal in faults:
        place = int((refusal.field or "0").split(".")[1])
        run.refused("pieces", last.get(codes[place], rows[0]), [refusal])
    if faults:
        return
    changes = section_changes(before=sheet.colours, after=tuple(colours.values()))
    if changes:
        run.pieces.append((product, tuple(colours.values())))
        run.note("pieces_imported", sheet.style, changes)
    for code, size in sorted(seen):
        colour = colours[code]
        now = next(each for each in colour.sizes if each.size == size)
        before = had.get((code, size))
        same = before is not None and before[1] == now and _plain(before[0]) == _plain(colour)
        run.count("pieces", "new" if before is None else "same" if same else "changed")


def _plain(colour: SheetColour) -> tuple[object, ...]:
    return (colour.name, colour.hex, colour.second_hex)


def _keep_published(run: _Run) -> None:
    """What is published keeps what publishing asked for."""
    lost = lost_gates(before=[sheet for sheet, _fault in run.before.values()], at=run.at)
    for style, gaps in lost.items():
        place = run.before[style][1]
        why = _("it is in the shop and would lose what publishing asked for: %(what)s")
        run.faults += [
            Fault(sheet=place.sheet, row=place.row, column=place.column, why=why % {"what": explain(gap)})
            for gap in gaps
        ]


def _column(field_name: str) -> str:
    """The column of a field: `name.fr` stands in name_fr, `sizes.2` in weight_g."""
    first, *rest = field_name.split(".")
    if rest and not rest[0].isdigit():
        return f"{first}_{rest[0]}"
    named = {"code": "colour_code", "hex": "hex", "second": "second_hex", "sizes": "weight_g"}
    if first == "name" and rest:
        return f"colour_{rest[-1]}"
    return named.get(first, first) if rest else first
