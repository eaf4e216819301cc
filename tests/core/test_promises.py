"""What is late, silent or not sent in time, on the day on which it becomes so where it is lived."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from comptoir.core.promises import Journey, Trouble, ready_by, trouble_of
from tests.core.baskets import HOUSE

pytestmark = [pytest.mark.rule("DEL-06"), pytest.mark.rule("DEL-16")]

# Ordered on a Monday, promised until the next Wednesday.
WAITING = Journey(
    ordered_at=datetime(2026, 11, 9, 9, tzinfo=UTC),
    latest=date(2026, 11, 18),
    country="FR",
    region="",
    zone="Europe/Paris",
)
SENT = replace(WAITING, shipped_at=datetime(2026, 11, 12, 15, tzinfo=UTC))


def trouble(journey: Journey, at: datetime) -> Trouble | None:
    return trouble_of(journey, policy=HOUSE, at=at)


def test_an_order_is_to_leave_by_the_end_of_its_preparation() -> None:
    assert ready_by(WAITING.ordered_at, policy=HOUSE) == date(2026, 11, 13)  # the 11th is a holiday in France
    assert trouble(WAITING, datetime(2026, 11, 13, 22, 59, tzinfo=UTC)) is None
    assert trouble(WAITING, datetime(2026, 11, 13, 23, 0, tzinfo=UTC)) is Trouble.UNSENT


def test_a_parcel_is_late_when_its_last_day_is_over_at_the_door() -> None:
    heard = replace(SENT, heard_at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    assert trouble(heard, datetime(2026, 11, 18, 22, 59, tzinfo=UTC)) is None
    assert trouble(heard, datetime(2026, 11, 18, 23, 0, tzinfo=UTC)) is Trouble.LATE


def test_the_day_at_the_door_is_that_of_its_zone() -> None:
    tokyo = replace(SENT, country="JP", zone="Asia/Tokyo", heard_at=datetime(2026, 11, 17, 9, tzinfo=UTC))
    assert trouble(tokyo, datetime(2026, 11, 18, 14, 59, tzinfo=UTC)) is None
    assert trouble(tokyo, datetime(2026, 11, 18, 15, 0, tzinfo=UTC)) is Trouble.LATE


def test_a_carrier_may_say_nothing_for_three_business_days_of_the_destination() -> None:
    thursday = replace(SENT, latest=date(2026, 12, 1))
    assert trouble(thursday, datetime(2026, 11, 17, 22, 59, tzinfo=UTC)) is None
    assert trouble(thursday, datetime(2026, 11, 17, 23, 0, tzinfo=UTC)) is Trouble.SILENT
    heard = replace(thursday, heard_at=datetime(2026, 11, 16, 9, tzinfo=UTC))
    assert trouble(heard, datetime(2026, 11, 19, 22, 59, tzinfo=UTC)) is None


def test_an_order_that_never_left_stays_unsent_whatever_was_promised() -> None:
    """Its customer must not be told that a parcel has left."""
    assert trouble(WAITING, datetime(2026, 12, 19, 9, tzinfo=UTC)) is Trouble.UNSENT
