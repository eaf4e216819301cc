"""The ledger as an archive: what is written is what is closed, and any change of it is found without a database (A-42)."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from comptoir.cli import archive_check, ledger
from comptoir.payments import queries, services
from tests import builders

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("A-42")]
FRIDAY, MONDAY, TUESDAY = "2026-11-20", "2026-11-23", "2026-11-24"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Two closed days with an order that shipped on the second, as files."""
    builders.a_placed_order(at=builders.MONDAY - timedelta(days=3))
    builders.a_shipped_order()
    services.close_days(at=builders.MONDAY + timedelta(days=1))
    folder = tmp_path / "archive"
    assert export(folder) == 0
    return folder


def export(folder: Path, since: str = FRIDAY, until: str = MONDAY) -> int:
    return ledger.run(Namespace(action="export", since=since, until=until, folder=str(folder)))


def test_an_archive_is_whole_and_says_what_the_ledger_says(archive: Path) -> None:
    manifest = json.loads((archive / "manifest.json").read_text())
    assert (manifest["from"], manifest["to"]) == (FRIDAY, MONDAY)
    counts = {name: said["rows"] for name, said in manifest["files"].items()}
    assert counts["closings.jsonl"] == queries.count_closings() == 4
    entries = [json.loads(text) for text in (archive / "entries.jsonl").read_text().splitlines()]
    assert len(entries) == counts["entries.jsonl"] == 4
    assert Counter(entry["kind"] for entry in entries) == {"authorisation": 2, "capture": 1, "sale": 1}
    with (archive / "lines.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert len(rows) == counts["lines.csv"] == sum(len(entry["lines"]) for entry in entries)
    assert sum(int(row["debit"]) for row in rows) == sum(int(row["credit"]) for row in rows) > 0
    checked = subprocess.run(
        [sys.executable, "-I", "verify.py"], cwd=archive, capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout) == (0, "The archive is whole.\n")


def in_file(name: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


@pytest.mark.parametrize(
    "change",
    [
        in_file("entries.jsonl", "45800", "45801"),
        in_file("lines.csv", "45800", "45801"),
        in_file("closings.jsonl", "45800", "45801"),
        in_file("entries.jsonl", "authorisation", "capture"),
        lambda folder: (folder / "lines.csv").unlink(),
        lambda folder: (folder / "entries.jsonl").write_bytes(b""),
    ],
)
def test_a_change_is_found_even_when_the_manifest_is_made_to_fit(
    archive: Path, change: Callable[[Path], None]
) -> None:
    change(archive)
    manifest = json.loads((archive / "manifest.json").read_text())
    assert list(archive_check.faults(archive)) != []
    for name, said in manifest["files"].items():
        if (archive / name).exists():
            said["sha256"] = archive_check.digest_of(archive / name)
    (archive / "manifest.json").write_text(json.dumps(manifest))
    assert list(archive_check.faults(archive)) != []


def test_only_closed_days_go_into_an_empty_folder(archive: Path, tmp_path: Path) -> None:
    assert export(archive) == 1
    assert export(tmp_path / "later", until=TUESDAY) == 1
    assert not (tmp_path / "later").exists()
