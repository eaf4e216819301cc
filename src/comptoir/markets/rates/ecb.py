"""The daily reference rates of the European Central Bank, as XML."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from io import BytesIO
from xml.parsers import expat

from django.conf import settings

from comptoir.core.proposals import ReferenceRate
from comptoir.infra import http
from comptoir.markets.rates.base import RatesUnavailable

_SOURCE = "European Central Bank, euro foreign exchange reference rates"
_MOST_BYTES = 200_000


class EuropeanCentralBank:
    """Reads the file of the day from the address in the settings."""

    def latest(self) -> tuple[ReferenceRate, ...]:
        """The rates published last, or RatesUnavailable; nothing where no address is set."""
        if not settings.RATES_URL:
            return ()
        try:
            answer = http.request("GET", settings.RATES_URL)
        except http.Trouble as trouble:
            raise RatesUnavailable(str(trouble)) from trouble
        if answer.status_code != 200 or len(answer.content) > _MOST_BYTES:
            raise RatesUnavailable(f"{answer.status_code}, {len(answer.content)} bytes")
        return _rates(answer.content)


def _rates(content: bytes) -> tuple[ReferenceRate, ...]:
    """The cubes of the file: one names the day, each of those after it a currency and its rate."""
    try:
        cubes = _cubes(content)
        on = date.fromisoformat(next(cube["time"] for cube in cubes if "time" in cube))
        rates = tuple(
            ReferenceRate(currency=cube["currency"], rate=Decimal(cube["rate"]), on=on, source=_SOURCE)
            for cube in cubes
            if "currency" in cube
        )
    except (expat.ExpatError, StopIteration, ValueError, KeyError, InvalidOperation) as wrong:
        raise RatesUnavailable(f"not the expected file: {wrong}") from wrong
    if not rates or any(len(each.currency) != 3 or not 0 < each.rate < 10**6 for each in rates):
        raise RatesUnavailable("a rate that is none")
    return rates


def _cubes(content: bytes) -> list[dict[str, str]]:
    """The attributes of every cube, in order; a document that declares a type or entities is refused, for ours does not."""
    if b"<!" in content:
        raise RatesUnavailable("declares a document type")
    cubes: list[dict[str, str]] = []

    def note(name: str, attributes: dict[str, str]) -> None:
        if name == "Cube":
            cubes.append(attributes)

    parser = expat.ParserCreate()
    parser.StartElementHandler = note
    parser.ParseFile(BytesIO(content))
    return cubes
