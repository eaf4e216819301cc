"""Where pieces lie in a warehouse: written one by one, or by a file that is taken in whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.spreadsheets import Sheet
from comptoir.journal.services import record
from comptoir.stock import queries as stock
from comptoir.warehouse.models import Bin

COLUMNS = ("location", "sku", "bin")
_CODE = re.compile(r"[A-Z0-9][A-Z0-9.-]{0,19}")


class CannotPlace(NotPossible):
    """A SKU is not known, the place does not ship, or that is no bin; nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BinFault:
    """What is wrong in a cell of a file."""

    row: int
    column: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BinReport:
    """What a file of bins comes to; with faults nothing was written."""

    new: int
    changed: int
    same: int
    forgotten: int
    faults: tuple[BinFault, ...]
    written: bool


@owns_transaction
def place_bins(*, location: str, bins: Mapping[str, str], actor: Actor, at: datetime) -> int:
    """SKUs lie in these bins from now on; a blank bin forgets one. Returns how many. Refusals: CannotPlace."""
    if location not in stock.shipping_locations():
        raise CannotPlace(Refused(rule=None, reason=Reason.NOT_FOUND, field="location"))
    wrong = sorted(set(bins) - set(catalogue.skus_named(codes=list(bins))))
    refused = [
        Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field="sku")
        for sku in wrong[:20]
    ]
    if not all(_is_bin(code) for code in bins.values()):
        values = (("why", _("letters, figures, dots and dashes, up to 20.")),)
        refused.append(Refused(rule=None, reason=Reason.FIELD_WRONG, values=values, field="bin"))
    if refused:
        raise CannotPlace(*refused)
    _write(location=location, bins=bins, actor=actor, at=at)
    return len(bins)


@owns_transaction
def import_bins(*, sheet: Sheet, dry: bool, actor: Actor, at: datetime) -> BinReport:
    """Take a table of bins in, whole or not at all; `dry` only says what would come of it. SKUs that it does not name stay."""
    faults = [
        BinFault(row=1, column=name, why=_("This column is missing."))
        for name in COLUMNS
        if name not in sheet.columns
    ]
    wanted: dict[str, dict[str, str]] = {}
    if not faults:
        faults = _read(sheet, wanted)
    counts = {"new": 0, "changed": 0, "same": 0, "forgotten": 0}
    for location, bins in wanted.items():
        before = dict(Bin.objects.filter(location=location).values_list("sku", "code"))
        changes = {sku: code for sku, code in bins.items() if before.get(sku, "") != code}
        counts["same"] += len(bins) - len(changes)
        for sku, code in changes.items():
            counts["forgotten" if not code else "changed" if sku in before else "new"] += 1
        if changes and not faults and not dry:
            _write(location=location, bins=changes, actor=actor, at=at)
    return BinReport(**counts, faults=tuple(faults), written=not (faults or dry))


def _read(sheet: Sheet, wanted: dict[str, dict[str, str]]) -> list[BinFault]:
    """Every fault of the rows; those that are right are put into `wanted` by place and SKU."""
    places = stock.shipping_locations()
    known = set(catalogue.skus_named(codes={row.cells["sku"].upper() for row in sheet.rows}))
    faults = []
    for row in sheet.rows:
        location, sku, code = (row.cells[name].upper() for name in COLUMNS)
        checks = (
            ("location", location in places, _("There is no such warehouse.")),
            ("sku", sku in known, _("We do not know this SKU.")),
            ("sku", sku not in wanted.get(location, {}), _("This SKU stands above for the same warehouse.")),
            ("bin", _is_bin(code), _("Letters, figures, dots and dashes, up to 20.")),
        )
        wrong = [BinFault(row=row.number, column=name, why=why) for name, right, why in checks if not right]
        faults += wrong
        if not wrong:
            wanted.setdefault(location, {})[sku] = code
    return faults


def _is_bin(code: str) -> bool:
    """Whether a bin can be called that; blank is none."""
    return not code or _CODE.fullmatch(code.upper()) is not None


@joins_transaction
def _write(*, location: str, bins: Mapping[str, str], actor: Actor, at: datetime) -> None:
    Bin.objects.filter(location=location, sku__in=bins).delete()
    Bin.objects.bulk_create(
        [Bin(sku=sku, location=location, code=code.upper()) for sku, code in bins.items() if code]
    )
    # Of many, the journal says how many; the file is who wrote it's.
    data: dict[str, object] = {"skus": len(bins)} | ({"bins": dict(bins)} if len(bins) <= 100 else {})
    record(verb="bins_placed", subject_kind="location", subject_id=location, actor=actor, data=data, at=at)
