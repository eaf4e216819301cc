"""The closed days of the ledger as an archive for auditors, with a check beside it that needs neither database nor house."""

from __future__ import annotations

import csv
import json
import shutil
import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from comptoir.cli import archive_check as archive
from comptoir.infra import chain
from comptoir.infra.spreadsheets import tame
from comptoir.payments import queries


def run(arguments: Namespace) -> int:
    """Write the closed days from one to another, both included, into a folder that has nothing in it (A-42)."""
    folder = Path(arguments.folder)
    first, last = date.fromisoformat(arguments.since), date.fromisoformat(arguments.until)
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty.", file=sys.stderr)
        return 1
    open_still = [entity for entity in queries.entities() if not queries.is_closed(entity=entity, day=last)]
    if open_still or first > last:
        print(f"{last} is not closed, or before {first}: a day is archived when it is over.", file=sys.stderr)
        return 1
    folder.mkdir(parents=True, exist_ok=True)
    counts = _write(folder, first, last)
    shutil.copy(archive.__file__, folder / "verify.py")
    manifest = {
        "format": archive.FORMAT,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "files": {
            name: {"rows": counts[name], "sha256": archive.digest_of(folder / name)} for name in counts
        },
    }
    (folder / archive.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n")
    print(f"{counts[archive.CLOSINGS]} days, {counts[archive.ENTRIES]} entries in {folder}")
    return 0


def _write(folder: Path, first: date, last: date) -> dict[str, int]:
    """Each day's entries, one after the other and never all at once; how many rows each file has."""
    counts = dict.fromkeys((archive.CLOSINGS, archive.ENTRIES, archive.LINES), 0)
    with (
        (folder / archive.CLOSINGS).open("wb") as closings,
        (folder / archive.ENTRIES).open("wb") as entries,
        (folder / archive.LINES).open("w", encoding="utf-8-sig", newline="") as lines,
    ):
        table = csv.writer(lines)
        table.writerow(archive.COLUMNS)
        for closing, records in queries.closed_days(first=first, last=last):
            closings.write(chain.line(closing) + b"\n")
            counts[archive.CLOSINGS] += 1
            for record in records:
                text = chain.line(record)
                entries.write(text + b"\n")
                rows = list(archive.rows_of(json.loads(text)))
                table.writerows([tame(cell) for cell in row] for row in rows)
                counts[archive.ENTRIES] += 1
                counts[archive.LINES] += len(rows)
    return counts
