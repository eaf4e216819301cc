"""`comptoir import-customers FILE`: the customers of a former site (ACC-05). Again, it brings what is not there yet."""

from __future__ import annotations

import csv
import json
import sys
from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from comptoir.core.actors import HOUSE
from comptoir.infra import clock
from comptoir.infra.former_digests import UnknownDigest
from comptoir.infra.i18n import LANGUAGES
from comptoir.people.services import EmailTaken, import_customer

_COLUMNS = ("email", "name", "language", "password")


@dataclass(slots=True, kw_only=True)
class Report:
    """What came of a file, row by row; its first row after the names of the columns is row 2."""

    made: int = 0
    known: int = 0
    rejected: list[tuple[int, list[str]]] = field(default_factory=list)


def run(arguments: Namespace) -> int:
    """Bring the rows in; 1 where some were rejected. A rehearsal writes nothing and says the same."""
    with open(arguments.file, encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        if missing := [name for name in _COLUMNS if name not in (rows.fieldnames or ())]:
            print(f"The file has no column: {', '.join(missing)}.", file=sys.stderr)
            return 1
        report = Report()
        for number, row in enumerate(rows, start=2):
            _take(number, row, report, rehearsal=arguments.dry_run)
    _say(report, as_json=arguments.json, rehearsal=arguments.dry_run)
    return 1 if report.rejected else 0


def _take(number: int, row: dict[str, str | None], report: Report, *, rehearsal: bool) -> None:
    values = {name: (row.get(name) or "").strip() for name in _COLUMNS}
    problems = list(_problems(values))
    if not problems:
        try:
            made = import_customer(
                email=values["email"],
                name=values["name"],
                language=values["language"] or "en",
                digest=values["password"],
                rehearsal=rehearsal,
                actor=HOUSE,
                at=clock.now(),
            )
        except UnknownDigest:
            problems = ["password: no digest that could be checked; leave it empty and a new one is chosen"]
        except EmailTaken:
            problems = ["email: a member of staff has it"]
        else:
            report.made, report.known = report.made + made, report.known + (not made)
    if problems:
        report.rejected.append((number, problems))


def _problems(values: dict[str, str]) -> Iterator[str]:
    try:
        validate_email(values["email"])
    except ValidationError:
        yield "email: not an e-mail address"
    if values["language"] not in ("", *LANGUAGES):
        yield f"language: one of {', '.join(LANGUAGES)}, or empty"
    if len(values["name"]) > 200:
        yield "name: longer than 200 characters"


def _say(report: Report, *, as_json: bool, rehearsal: bool) -> None:
    if as_json:
        rejected = [{"row": number, "why": why} for number, why in report.rejected]
        told = {"made": report.made, "known": report.known, "rejected": rejected, "dry_run": rehearsal}
        print(json.dumps(told, ensure_ascii=False))
        return
    for number, why in report.rejected:
        print(f"row {number}: {'; '.join(why)}")
    would = "would be " if rehearsal else ""
    print(f"{report.made} {would}made, {report.known} known already, {len(report.rejected)} rejected.")
