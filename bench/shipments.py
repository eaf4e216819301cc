"""Shipments an hour through the services: orders that wait are picked, packed and shipped by two at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from bench.client import Answer, Load, call
from bench.house import House

_SHIP = "import sys, django; django.setup(); from bench import hands; hands.main(int(sys.argv[1]))"


def measure_shipments(house: House, *, count: int) -> dict[str, object]:
    """A row: parcels an hour, and the milliseconds of one from the bench to the door. The house's clock goes on by 31 minutes."""
    call(house.url, "POST", "/api/v1/desk/clock", {"advance": "PT31M"}, house.token)
    noted = json.loads((house.home / "database.json").read_text())
    said = subprocess.run(
        [sys.executable, "-c", _SHIP, str(count)],
        cwd=Path(__file__).parents[1],
        env={**os.environ, **noted["environment"], "DJANGO_SETTINGS_MODULE": "comptoir.config.settings"},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = json.loads(said.stdout)
    load = Load([Answer(200, seconds, b"") for seconds in told["each"]], told["seconds"])
    return {
        "parcels": len(told["each"]),
        "an hour": round(load.rate * 3600),
        "per second": round(load.rate, 1),
        "p50 ms": round(load.quantile(0.5), 1),
        "p95 ms": round(load.quantile(0.95), 1),
    }
