"""Writes a month of the books into files, one for each legal entity: the entries (FEC), or the sales to consumers."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from comptoir.core.calendar import month_of
from comptoir.core.policy import HousePolicy
from comptoir.infra import clock
from comptoir.invoicing import queries as invoicing
from comptoir.markets import queries as markets
from comptoir.payments import queries as payments


def run(arguments: Namespace) -> int:
    """Write the files and name them; days that are not closed yet are said, since their entries are missing."""
    try:
        first, last = month_of(arguments.month)
    except ValueError:
        print("--month is a year and a month, as 2026-11.", file=sys.stderr)
        return 1
    folder = Path(arguments.folder)
    folder.mkdir(parents=True, exist_ok=True)
    policy = markets.current_policy(at=clock.now())
    for entity in payments.entities():
        name, lines = _file(arguments.what, policy, entity, first, last)
        with (folder / name).open("w", encoding=invoicing.ENCODING, errors="replace", newline="") as out:
            out.writelines(lines)
        print(folder / name)
        closed = payments.closed_until(entity=entity)
        if arguments.what == "fec" and (closed is None or closed < last):
            print(f"{entity} is closed until {closed}: later days are not in it.", file=sys.stderr)
    return 0


def _file(what: str, policy: HousePolicy, entity: str, first: date, last: date) -> tuple[str, Iterator[str]]:
    if what == "fec":
        name = invoicing.fec_name(policy=policy, entity=entity, last=last)
        return name, invoicing.fec_lines(policy=policy, entity=entity, first=first, last=last)
    sales = invoicing.consumer_sales(policy=policy, entity=entity, first=first, last=last)
    return f"ereporting-{entity}-{first:%Y-%m}.csv", invoicing.report_lines(sales=sales)
