"""Schematron rules, asked of a program of their own. It fails closed: what was not checked is an error, not a pass."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from comptoir.infra.processes import Program

_PATIENCE = 120  # seconds, on a machine that is busy with other things


class NotChecked(Exception):
    """The rules were not run to their end, or none of them saw anything to check."""


def failed_rules(*, xml: str, stylesheets: Sequence[Path]) -> tuple[str, ...]:
    """The rules that a document breaks, each with its id; none for one that holds all. Refusals: NotChecked."""
    with tempfile.TemporaryDirectory() as folder:
        document, answer, log = (Path(folder) / name for name in ("document.xml", "answer.json", "log.txt"))
        document.write_text(xml, encoding="utf-8")
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "comptoir.infra.saxon",
            document,
            answer,
            *stylesheets,
        ]
        with Program(command=command, log=log) as program:
            try:
                status = program.wait(timeout=_PATIENCE)
            except subprocess.TimeoutExpired as late:
                program.kill()
                raise NotChecked("the rules did not end in time") from late
        if status != 0:
            raise NotChecked(f"the rules did not run: {log.read_text(errors='replace')[-200:]}")
        found = json.loads(answer.read_text(encoding="utf-8"))
    if not found["seen"]:
        raise NotChecked("no rule saw anything to check")
    return tuple(found["failed"])
