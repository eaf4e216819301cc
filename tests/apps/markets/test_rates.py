"""The reference rates of the day are fetched from the bank, kept once, and propose prices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.db import DatabaseError
from pytest_django import Settings

from comptoir.markets import queries, services
from comptoir.markets.models import PublishedRate
from comptoir.markets.rates.base import RatesUnavailable
from comptoir.markets.rates.ecb import EuropeanCentralBank
from tests import builders

AT = datetime(2026, 11, 23, 16, tzinfo=UTC)
TODAY = date(2026, 11, 23)
DAILY = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
    xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
  <gesmes:subject>Reference rates</gesmes:subject>
  <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
  <Cube>
    <Cube time='2026-11-20'>
      <Cube currency='USD' rate='1.1000'/>
      <Cube currency='JPY' rate='170.25'/>
    </Cube>
  </Cube>
</gesmes:Envelope>
"""


@contextmanager
def a_bank(body: str, *, status: int = 200) -> Iterator[str]:
    """A server on this machine that answers with the file of the day."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *args: object) -> None:
            del args

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/eurofxref-daily.xml"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def fetched(settings: Settings, body: str, *, status: int = 200) -> dict[str, Decimal]:
    with a_bank(body, status=status) as url:
        settings.RATES_URL = url
        return {rate.currency: rate.rate for rate in EuropeanCentralBank().latest()}


def test_the_file_of_the_day_is_read(settings: Settings) -> None:
    assert fetched(settings, DAILY) == {"USD": Decimal("1.1000"), "JPY": Decimal("170.25")}
    settings.RATES_URL = ""
    assert EuropeanCentralBank().latest() == ()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (DAILY, 500),
        ("<html>busy", 200),
        ("", 200),
        (DAILY.replace("rate='1.1000'", "rate='much'"), 200),
        (DAILY.replace("rate='1.1000'", "rate='-1'"), 200),
        (DAILY.replace("rate='1.1000'", ""), 200),
        (DAILY.replace("2026-11-20", "Friday"), 200),
        (DAILY.replace("<gesmes:Envelope", "<!DOCTYPE x [<!ENTITY a 'b'>]><gesmes:Envelope", 1), 200),
        (DAILY + " " * 200_000, 200),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(settings: Settings, body: str, status: int) -> None:
    with pytest.raises(RatesUnavailable):
        fetched(settings, body, status=status)


def test_a_bank_that_is_not_there_is_no_rate(settings: Settings) -> None:
    with a_bank(DAILY) as url:
        settings.RATES_URL = url
    with pytest.raises(RatesUnavailable):
        EuropeanCentralBank().latest()


@pytest.mark.django_db
def test_rates_are_kept_once_and_stay_as_they_were_published(settings: Settings) -> None:
    with a_bank(DAILY) as url:
        settings.RATES_URL = url
        assert [services.refresh_rates(at=AT), services.refresh_rates(at=AT)] == [2, 0]
    known = queries.reference_rates(on=TODAY)
    assert (known["USD"].rate, known["USD"].on) == (Decimal("1.100000"), date(2026, 11, 20))
    assert (known["CHF"].rate, known["CHF"].on) == (Decimal("0.9412"), date(2024, 12, 31))  # the seed
    assert queries.reference_rates(on=date(2026, 11, 19))["USD"].on == date(2024, 12, 31)
    assert queries.reference_rates(on=date(2024, 6, 1))["USD"].rate == Decimal("1.1050")
    assert queries.reference_rates(on=date(2020, 1, 1)) == {}
    with pytest.raises(DatabaseError, match="markets_publishedrate"):
        PublishedRate.objects.update(rate=1)


@pytest.mark.rule("PAY-03")
@pytest.mark.django_db
@pytest.mark.usefixtures("house")
def test_the_price_at_home_proposes_one_for_every_market(settings: Settings) -> None:
    with a_bank(DAILY) as url:
        settings.RATES_URL = url
        services.refresh_rates(at=AT)
    policy = queries.current_policy(at=builders.MONDAY)
    proposals = queries.proposed_prices(base=29000, policy=policy, on=TODAY)
    assert set(proposals) == set(policy.markets)
    assert (proposals["FR"].amount, proposals["DE"].amount) == (29000, 29000)
    assert (proposals["US"].amount, proposals["US"].on) == (32000, date(2026, 11, 20))  # 319.00
    assert (proposals["CH"].amount, proposals["CH"].on) == (27500, date(2024, 12, 31))  # 272.95
