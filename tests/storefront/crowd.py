"""A crowd of shoppers over HTTP: cookies and connections, nothing of the house's own code."""

from __future__ import annotations

import http.client
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

# Where the proxy of the crowd says from which network each comes.
ADDRESS_HEADER = "X-Crowd-Address"


@dataclass(slots=True, kw_only=True)
class Shopper:
    """Somebody, or some program, with a browser of its own."""

    number: int
    email: str
    network: str
    line1: str
    is_human: bool = True
    place: int = 0
    became: str = ""
    cookies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """How long many requests took, each in seconds and all together."""

    each: Sequence[float]
    seconds: float

    def said(self) -> str:
        """The rate, the median and the slowest but one in a hundred."""
        times = sorted(self.each)
        at = (times[int(part * (len(times) - 1))] * 1000 for part in (0.5, 0.99))
        median, slowest = at
        return f"{len(times) / self.seconds:.0f} a second, p50 {median:.0f} ms, p99 {slowest:.0f} ms"


class Wire:
    """One connection that is kept open, used by one shopper after the other."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def ask(self, shopper: Shopper, path: str, form: dict[str, str] | None = None) -> Answer:
        """A page, or a form that is sent; redirects are not followed."""
        headers = {"Accept-Language": "en", ADDRESS_HEADER: shopper.network}
        if shopper.cookies:
            headers["Cookie"] = "; ".join(f"{name}={text}" for name, text in shopper.cookies.items())
        body = None
        if form is not None:
            body = urlencode(form)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request("GET" if form is None else "POST", path, body, headers)
        response = self._connection.getresponse()
        text = response.read().decode()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, kept = value.partition(";")[0].partition("=")
                shopper.cookies[cookie] = kept
        return Answer(status=response.status, location=response.getheader("Location") or "", text=text)


def each(
    url: str, shoppers: Sequence[Shopper], act: Callable[[Wire, Shopper], None], *, hands: int = 8
) -> Took:
    """Every one of them acts, so many at a time."""
    times: list[float] = []

    def work(first: int) -> None:
        with closing(Wire(url)) as wire:
            for shopper in shoppers[first::hands]:
                began = time.perf_counter()
                act(wire, shopper)
                times.append(time.perf_counter() - began)

    began = time.perf_counter()
    with ThreadPoolExecutor(hands) as pool:
        list(pool.map(work, range(hands)))
    return Took(each=times or [0.0], seconds=time.perf_counter() - began)


def browse(url: str, path: str, seconds: float) -> Took:
    """Two visitors who look at a page again and again for so long."""
    visitor = Shopper(number=0, email="", network="", line1="")
    end = time.perf_counter() + seconds

    def look(_: int) -> list[float]:
        times = []
        with closing(Wire(url)) as wire:
            while time.perf_counter() < end:
                began = time.perf_counter()
                answer = wire.ask(visitor, path)
                times.append(time.perf_counter() - began)
                if answer.status != 200:
                    raise RuntimeError(answer.text[:200])
        return times

    with ThreadPoolExecutor(2) as pool:
        found = [time for times in pool.map(look, range(2)) for time in times]
    return Took(each=found, seconds=seconds)
