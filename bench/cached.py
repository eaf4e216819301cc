"""A page from memory beside the raw server: alternating runs, the median of five."""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bench.house import House

_RUNS, _CLIENTS, _EACH = 5, 8, 1_500
_SERVERS = {"server", "date", "connection"}  # added by the server itself


def measure_cached(house: House, path: str) -> dict[str, dict[str, object]]:
    """Rows of the cached page and of its ceiling, in answers a second."""
    answer = _ask(house.url, path)
    with _raw(house, answer) as raw:
        rates: dict[str, list[float]] = {house.url: [], raw: []}
        for url in (house.url, raw):
            _rate(url, path, each=200)
        for _ in range(_RUNS):
            for url, known in rates.items():
                known.append(_rate(url, path, each=_EACH))
    cached, ceiling = (statistics.median(rates[url]) for url in (house.url, raw))
    return {
        "ceiling: raw WSGI app, same bytes and headers": {"per second": round(ceiling, 1)},
        "product page, cached": {
            "per second": round(cached, 1),
            "of the raw app": f"{cached / ceiling:.0%}",
            "bytes": len(answer[2]),
        },
    }


def _ask(url: str, path: str) -> tuple[str, list[tuple[str, str]], bytes]:
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    for _ in range(20):  # until both processes have it
        connection.request("GET", path, headers={"Accept-Encoding": "br", "Connection": "close"})
        response = connection.getresponse()
        body = response.read()
    headers = [(name, value) for name, value in response.getheaders() if name.lower() not in _SERVERS]
    return f"{response.status} {response.reason}", headers, body


@contextmanager
def _raw(house: House, answer: tuple[str, list[tuple[str, str]], bytes]) -> Iterator[str]:
    status, headers, body = answer
    noted = house.home / "raw.json"
    noted.write_text(json.dumps([status, headers, body.decode("latin-1")]))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "PORT": str(port),
        "DATABASE_URL": house.dsn,
        "COMPTOIR_HOME": str(house.home),
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "bench.raw_server", str(noted)],
        cwd=Path(__file__).parents[1],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the raw server did not open")


def _rate(url: str, path: str, *, each: int) -> float:
    """Answers a second over so many connections. The client speaks the wire itself, so that it is not what is measured."""
    parts = urlsplit(url)
    request = f"GET {path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: br\r\n\r\n".encode()
    gate = threading.Barrier(_CLIENTS + 1)

    def work() -> None:
        with socket.create_connection((parts.hostname or "", parts.port or 80)) as wire:
            size = _read_one(wire, request, 0)
            gate.wait()
            for _ in range(each):
                _read_one(wire, request, size)

    threads = [threading.Thread(target=work) for _ in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return _CLIENTS * each / (time.perf_counter() - began)


def _read_one(wire: socket.socket, request: bytes, size: int) -> int:
    """Ask once and take the whole answer; its size, which is the same each time, is found out the first time."""
    wire.sendall(request)
    said = wire.recv(262_144)
    if not size:
        head, _, _ = said.partition(b"\r\n\r\n")
        (told,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        size = len(head) + 4 + int(told.partition(b":")[2])
    while len(said) < size:
        said += wire.recv(262_144)
    if not said.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(said[:200].decode("latin-1"))
    return size
