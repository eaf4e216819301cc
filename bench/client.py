"""A load client: so many keep-alive connections, each asking one thing after the other; every answer is timed and checked."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

Ask = Callable[[int], tuple[str, str, bytes | None, Mapping[str, str]]]


@dataclass(frozen=True)
class Answer:
    """One answer: its status, how long it took in seconds, its body."""

    status: int
    seconds: float
    body: bytes


@dataclass(frozen=True)
class Load:
    """What came of a load: answers in all, and how long the whole took."""

    answers: list[Answer]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.answers) / self.seconds

    def quantile(self, part: float) -> float:
        """The time in milliseconds within which this part of the answers came."""
        times = sorted(answer.seconds for answer in self.answers)
        return times[min(len(times) - 1, int(part * len(times)))] * 1000

    def statuses(self) -> dict[int, int]:
        """How many answers of each status."""
        counted: dict[int, int] = {}
        for answer in self.answers:
            counted[answer.status] = counted.get(answer.status, 0) + 1
        return counted


def run_load(*, url: str, clients: int, each: int, ask: Ask) -> Load:
    """`clients` connections ask `each` times; `ask(n)` makes the n-th request."""
    parts = urlsplit(url)
    answers: list[list[Answer]] = [[] for _ in range(clients)]
    gate = threading.Barrier(clients + 1)

    def work(place: int) -> None:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        connection.connect()
        gate.wait()
        for turn in range(each):
            method, path, body, headers = ask(place * each + turn)
            began = time.perf_counter()
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            content = response.read()
            answers[place].append(Answer(response.status, time.perf_counter() - began, content))
        connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return Load([answer for own in answers for answer in own], seconds)


def call(url: str, method: str, path: str, body: object = None, token: str = "") -> Any:
    """The JSON answer of one call; an answer that is no success is an error."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    if response.status >= 400:
        raise RuntimeError(f"{method} {path}: {response.status} {content[:500]!r}")
    return json.loads(content)


def page_of(url: str, path: str) -> str:
    """The address of a page as the store writes it: where an older or shorter one leads."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
    connection.request("GET", path)
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.getheader("Location") or path
