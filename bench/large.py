"""The same pages with 150,000 SKUs: their rates, and how many statements each takes before and after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg

from bench.catalogue import multiply
from bench.client import Load
from bench.house import House

_SKUS = 150_000


def measure_large(
    house: House, pages: Mapping[str, str], *, ask: Callable[[str], Load]
) -> tuple[dict[str, dict[str, object]], dict[str, Load]]:
    """Rows of statements by page at both sizes, and the loads of the large one; the house's catalogue is large afterwards."""
    before, few = _statements(house, pages), _skus(house)
    many = multiply(house.dsn, times=-(-_SKUS // few))
    after = _statements(house, pages)
    rows: dict[str, dict[str, object]] = {
        f"{name}, statements": {f"{few:,} SKUs": before[path], f"{many:,} SKUs": after[path]}
        for name, path in pages.items()
    }
    return rows, {f"{name}, uncached, {many:,} SKUs": ask(path) for name, path in pages.items()}


def _skus(house: House) -> int:
    with psycopg.connect(house.dsn) as connection:
        row = connection.execute("SELECT count(*) FROM catalogue_variant").fetchone()
    return int(row[0]) if row else 0


def _statements(house: House, pages: Mapping[str, str]) -> dict[str, int]:
    said = subprocess.run(
        [sys.executable, "-m", "bench.statements", *pages.values()],
        cwd=Path(__file__).parents[1],
        env={
            **os.environ,
            "COMPTOIR_HOME": str(house.home),
            "DATABASE_URL": house.dsn,
            "COMPTOIR_DEMO": "on",
        },
        check=True,
        capture_output=True,
        text=True,
    )
    counted: dict[str, int] = json.loads(said.stdout)
    return counted
