"""The demo's test clock: what it refuses, and that everything due on the way is done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from comptoir.api.v1.desk_clock import period
from comptoir.core.actors import Role
from comptoir.infra import clock, testclock
from comptoir.infra.refusals import NotPossible
from tests import builders
from tests.api.calls import Api, Json, reasons
from tests.api.pictures import nothing_moves


@pytest.mark.parametrize(
    ("body", "status", "refused"),
    [
        ({"at": "2026-11-23T08:00:00+01:00"}, 409, (None, "clock_backwards", "at")),
        ({"advance": "P4001D"}, 400, (None, "field_wrong", "advance")),
        ({"at": "2126-01-01T00:00:00Z"}, 400, (None, "field_wrong", "advance")),
        ({"advance": "-P1D"}, 400, (None, "field_wrong", "advance")),
        ({"advance": "P"}, 400, (None, "field_wrong", "advance")),
        ({"advance": "fifteen days"}, 400, (None, "field_wrong", "advance")),
        ({"at": "2026-12-01T00:00:00"}, 400, (None, "field_wrong", "at")),
        ({"at": "tomorrow"}, 400, (None, "field_wrong", "at")),
        ({}, 400, (None, "field_missing", "advance")),
        ({"by": "P1D"}, 400, (None, "field_unknown", "by")),
    ],
)
def test_the_clock_refuses_what_it_cannot_do(
    api: Api, body: Json, status: int, refused: tuple[str | None, str, str | None]
) -> None:
    api.token(Role.ADMIN)
    with nothing_moves():
        answer = api.send("POST", "desk/clock", body, role=Role.ADMIN)
    assert (answer.status_code, reasons(answer.json())) == (status, [refused])
    assert clock.now() - builders.MONDAY < timedelta(minutes=1)


def test_the_clock_is_read(api: Api) -> None:
    now = builders.moment(api.get("desk/clock", role=Role.ADMIN)["now"])
    assert timedelta(0) <= now - builders.MONDAY < timedelta(minutes=1)


def test_outside_the_demo_there_is_neither_clock_nor_outbox(api: Api, settings: Settings) -> None:
    api.token(Role.ADMIN)
    settings.COMPTOIR_DEMO = False
    for method, path in (("GET", "clock"), ("POST", "clock"), ("GET", "outbox")):
        answer = api.send(method, f"desk/{path}", {"advance": "P1D"}, role=Role.ADMIN)
        assert (answer.status_code, reasons(answer.json())) == (404, [(None, "not_found", None)])


def test_periods_are_written_as_the_standard_has_them() -> None:
    assert period("P15D") == timedelta(days=15)
    assert period("pt90m") == timedelta(minutes=90)
    assert period("P1W2DT3H4M5S") == timedelta(weeks=1, days=2, hours=3, minutes=4, seconds=5)
    with pytest.raises(NotPossible):
        period("P1Y")


@pytest.mark.rule("ORD-03", "ORD-07")
def test_what_falls_due_on_the_way_is_done_at_its_time(api: Api) -> None:
    placed, unpaid = api.place(), api.place(payment={"token": "card_3ds"})
    until = builders.moment(api.order(placed)["can"]["cancel"]["until"])
    to = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
    testclock.advance_clock(to=to, run=testclock.run_here)
    assert timedelta(0) <= clock.now() - to < timedelta(minutes=1)
    assert (api.order(placed)["status"], api.order(unpaid)["status"]) == ("released", "abandoned")
    (released,) = (line for line in api.desk_order(placed)["timeline"] if line["verb"] == "order_released")
    assert timedelta(seconds=1) <= builders.moment(released["at"]) - until < timedelta(seconds=5)
    assert [mail["kind"] for mail in api.get("desk/outbox", role=Role.ADMIN)["items"]] == ["order_placed"]
