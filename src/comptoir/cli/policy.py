"""The house's policy as a file: publish one, write the one in force, or show what a file would change."""

from __future__ import annotations

import sys
import tomllib
from argparse import Namespace
from datetime import datetime
from pathlib import Path

from comptoir.core.actors import HOUSE
from comptoir.core.policy_file import PolicyError, parse_policy
from comptoir.infra import clock
from comptoir.markets import queries, services


def run(arguments: Namespace) -> int:
    """Do what the first word says."""
    try:
        return {"import": _import, "export": _export, "diff": _diff}[arguments.action](arguments)
    except PolicyError as wrong:
        for problem in wrong.problems:
            place = f"line {problem.line}, " if problem.line else ""
            print(f"{place}{problem.path}: {problem.message}", file=sys.stderr)
        return 1


def _import(arguments: Namespace) -> int:
    now = clock.now()
    since = datetime.fromisoformat(arguments.since) if arguments.since else now
    if since.tzinfo is None:
        print("--since needs an offset, as 2027-01-04T00:00+01:00.", file=sys.stderr)
        return 1
    text = Path(arguments.file).read_text()
    version = services.publish_policy(
        policy_data=tomllib.loads(text), effective_from=since, actor=HOUSE, at=now, text=text
    )
    print(f"Version {version.number} is in force from {version.effective_from.isoformat()}.")
    return 0


def _export(arguments: Namespace) -> int:
    del arguments
    print(queries.export_policy(number=queries.current_policy(at=clock.now()).version), end="")
    return 0


def _diff(arguments: Namespace) -> int:
    text = Path(arguments.file).read_text()
    wanted = parse_policy(tomllib.loads(text), version=0, text=text)
    now = queries.current_policy(at=clock.now())
    for change in queries.policy_changes(old=now, new=wanted):
        print(f"{change.path}: {change.old} -> {change.new}")
    return 0
