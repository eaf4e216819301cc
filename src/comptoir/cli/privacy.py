"""Personal data whose time is over, in counts and never in names; and erasures done again after a restore."""

from __future__ import annotations

import json
from argparse import Namespace
from dataclasses import asdict

from comptoir.core.privacy import TERMS
from comptoir.infra import clock
from comptoir.privacy import services


def run(arguments: Namespace) -> int:
    """Do what the first word says."""
    if arguments.action == "replay":
        print(f"{services.replay_erasures(at=clock.now())} people were erased again.")
        return 0
    at = clock.now()
    rows = services.find_expired(at=at) if arguments.dry_run else services.expire(at=at)
    if arguments.json:
        found = [{**asdict(row), "term": TERMS[row.keep].row} for row in rows]
        print(json.dumps({"at": at.isoformat(), "dry_run": arguments.dry_run, "tables": found}, indent=1))
        return 0
    for row in rows:
        print(f"{row.rows:8}  {row.table:26} {row.fate:7} {TERMS[row.keep].row}")
    print("Nothing was changed." if arguments.dry_run else "Done.")
    return 0
