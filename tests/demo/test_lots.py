"""The demo has a lot that stands out, so that what the house learns can be looked at."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comptoir.cases import queries
from demo.lots import SOUND, WEAK, plan_lots
from demo.year import Shopper, Year
from tests import builders, cast


@pytest.mark.usefixtures("furnished")
@pytest.mark.rule("CLM-06")
def test_of_two_lots_of_a_sweater_the_one_with_the_weak_seam_stands_out_and_the_other_does_not() -> None:
    opens = builders.MONDAY
    jeanne = Shopper(email=cast.JEANNE_EMAIL, language="fr", address=cast.JEANNE)
    year = Year(seed=26, shoppers=[jeanne], skus=[builders.SHIRT_M], until=opens)
    plan_lots(year, skus=[builders.KNIT_M], opens=opens)
    year.live()
    tallies = queries.lot_tallies(since=opens - timedelta(days=90), at=opens, language="en")
    assert {one.code: (one.arrived, one.back.total()) for one in tallies} == {SOUND: (6, 0), WEAK: (5, 4)}
    ((lot, lesson),) = queries.lots_standing_out(tallies=tallies)
    assert (lot.code, lesson.reason, lesson.count) == (WEAK, "faulty", 4)
