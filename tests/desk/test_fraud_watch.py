"""Fraud reports and disputes of a month against its settled card payments: counted by hand and by the desk (C-16)."""

from __future__ import annotations

import itertools
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from comptoir.core.actors import HOUSE, Role
from comptoir.core.policy import Method
from comptoir.core.screening import marks_reached
from comptoir.infra import clock
from comptoir.payments import queries as payments
from comptoir.payments import services
from tests import builders
from tests.api.calls import Api, provider
from tests.api.events import deliver, events_of
from tests.desk.selling import page, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("C-16")]
MARKS = tuple(map(Decimal, ("0.003", "0.005", "0.009", "0.015")))
OCTOBER = builders.MONDAY - timedelta(days=40)


@pytest.mark.parametrize(
    ("events", "settled", "reached"),
    [
        (0, 0, 0),
        (0, 1000, 0),
        (1, 0, 4),
        (2, 1000, 0),
        (3, 1000, 1),
        (5, 1000, 2),
        (8, 1000, 2),
        (9, 1000, 3),
        (149, 10_000, 3),
        (150, 10_000, 4),
    ],
)
def test_a_mark_is_reached_at_its_own_share(events: int, settled: int, reached: int) -> None:
    assert marks_reached(events=events, settled=settled, marks=MARKS) == reached


def test_what_the_desk_counts_is_what_a_hand_counts() -> None:
    disputed = builders.a_shipped_order(at=OCTOBER)
    builders.a_shipped_order(at=OCTOBER)
    in_november = [builders.a_shipped_order().number for _ in range(3)]
    builders.a_placed_order()  # authorised, never charged
    paypal = builders.a_shipped_order(method=Method.PAYPAL, token="paypal_ok").number
    for number in (disputed.number, in_november[0], paypal):
        (payment,) = payments.payments_of(order_number=number)
        provider("/disputes", payment_intent=payment.provider_ref)
    services.find_disputes(since=OCTOBER, actor=HOUSE, at=clock.now())
    (reported,) = payments.payments_of(order_number=in_november[1])
    warning = provider("/disputes", fraud_report=reported.provider_ref)
    (event,) = [e for e in events_of(reported.provider_ref) if e["data"]["object"]["id"] == warning["id"]]
    for _ in range(2):
        assert deliver(Api(), event) == 200
    known = payments.fraud_months(since=OCTOBER - timedelta(days=60), zone="Europe/Paris")
    assert [(m.month, m.settled, m.reports, m.disputes) for m in known] == [
        (date(2026, 11, 1), 3, 1, 2),
        (date(2026, 10, 1), 2, 0, 0),
    ]
    text = page(signed_in(Role.AUDITOR), "/desk/money/")
    table = text[text.index("Card payments settled") :]
    assert re.search(r"2026-11 3 1 2 100% 1.5%", table)
    assert re.search(r"2026-10 2 0 0 0% The books", table)
    assert "0.3%" in text


def test_the_names_of_marks_that_lie_close_together_do_not_cover_one_another() -> None:
    builders.a_shipped_order(at=OCTOBER)
    html = signed_in(Role.AUDITOR).get("/desk/money/").content.decode()
    chart = html[html.index('<svg class="watch"') :]
    names = [int(y) for y in re.findall(r'<text x="474" y="(-?\d+)">', chart[: chart.index("</svg>")])]
    assert len(names) == 4
    assert all(lower - higher >= 13 for lower, higher in itertools.pairwise(names))
    assert all(10 <= y <= 130 for y in names)
