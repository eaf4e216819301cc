"""Checks an archive of the ledger with Python alone: `python verify.py` in its folder, or `comptoir ledger verify FOLDER`.

Files are what the manifest says; every entry balances; each day is its entries, its sums and the day before, by SHA-256 over
the lines as they stand; the table of lines says the same as the entries.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, CLOSINGS, ENTRIES, LINES = "manifest.json", "closings.jsonl", "entries.jsonl", "lines.csv"
COLUMNS = ("entry", "at", "entity", "kind", "cause", "order", "account", "currency", "debit", "credit")
_COVERED = ("entity", "number", "day", "until", "last_entry", "count", "sums")
_CHUNK = 1 << 20
Record = dict[str, Any]


def run(arguments: Namespace) -> int:
    """Print what is wrong with the archive in a folder; 0 when nothing is."""
    found = list(faults(Path(arguments.folder)))
    print("\n".join(found) or "The archive is whole.")
    return 1 if found else 0


def faults(folder: Path) -> Iterator[str]:
    """Everything that is wrong, in words."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        changed = [
            name for name, said in manifest["files"].items() if digest_of(folder / name) != said["sha256"]
        ]
    except (OSError, ValueError, KeyError) as trouble:
        yield f"the archive cannot be read: {trouble}"
        return
    yield from (f"{name} is not the file that was written" for name in changed)
    try:
        yield from _wrong_days(folder)
    except (OSError, ValueError, KeyError) as trouble:
        yield f"the archive ends early or cannot be read: {trouble!r}"


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_CHUNK):
            digest.update(piece)
    return digest.hexdigest()


def rows_of(entry: Record) -> Iterator[tuple[str, ...]]:
    """The rows of an entry in the table of lines."""
    head = [str(entry[name]) for name in ("id", "at", "entity", "kind", "cause", "order")]
    for line in entry["lines"]:
        yield (*head, *map(str, line))


def _wrong_days(folder: Path) -> Iterator[str]:
    with (
        (folder / CLOSINGS).open("rb") as closings,
        (folder / ENTRIES).open("rb") as entries,
        (folder / LINES).open(encoding="utf-8-sig", newline="") as lines,
    ):
        table = csv.reader(lines)
        next(table, None)
        before: Record = {}
        for text in closings:
            closing = json.loads(text)
            yield from _wrong_day(closing, before, entries, table)
            before = closing
        if entries.readline() or next(table, None):
            yield "there are entries after the last day"


def _wrong_day(
    closing: Record, before: Record, entries: Iterator[bytes], table: Iterator[list[str]]
) -> Iterator[str]:
    name = f"{closing['entity']}, {closing['day']}"
    same = before.get("entity") == closing["entity"]
    if same and (closing["previous"], closing["number"]) != (before["digest"], before["number"] + 1):
        yield f"{name}: does not follow the day before"
    digest = hashlib.sha256(closing["previous"].encode())
    sums: Counter[tuple[str, str, str]] = Counter()
    for _ in range(closing["count"]):
        text = next(entries, b"").rstrip(b"\n")
        digest.update(b"\n" + text)
        entry = json.loads(text)
        yield from (f"{name}: {fault}" for fault in _wrong_entry(entry, sums, table))
    covered = {key: closing[key] for key in _COVERED}
    digest.update(
        b"\n" + json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    )
    if digest.hexdigest() != closing["digest"]:
        yield f"{name}: its digest is another"
    said = {(account, currency): (debit, credit) for account, currency, debit, credit in closing["sums"]}
    made = {side[:2]: (sums[*side[:2], "debit"], sums[*side[:2], "credit"]) for side in sums}
    if said != made:
        yield f"{name}: its sums are others"


def _wrong_entry(
    entry: Record, sums: Counter[tuple[str, str, str]], table: Iterator[list[str]]
) -> Iterator[str]:
    balance: Counter[str] = Counter()
    for account, currency, debit, credit in entry["lines"]:
        sums[account, currency, "debit"] += debit
        sums[account, currency, "credit"] += credit
        balance[currency] += debit - credit
    if any(balance.values()):
        yield f"entry {entry['id']} does not balance"
    for row in rows_of(entry):
        # A cell that a spreadsheet might carry out stands behind an apostrophe.
        if any(cell not in (said, f"'{said}") for cell, said in zip(next(table, ()), row, strict=True)):
            yield f"entry {entry['id']} is another in the table of lines"


if __name__ == "__main__":
    sys.exit(run(Namespace(folder=Path(__file__).parent)))
