"""What customers of the demo house have written lies on every shelf of the inbox."""

from __future__ import annotations

import pytest

from comptoir.cases import queries
from comptoir.cases.queries import Shelf
from comptoir.core.teams import LEAST_ANSWERS, Team
from comptoir.markets import queries as markets
from demo.people import customers
from demo.talks import write_talks
from tests import builders, cast


@pytest.mark.usefixtures("furnished")
def test_the_demo_has_cases_on_every_shelf_and_answers_enough_to_tell_a_time() -> None:
    at = builders.MONDAY
    policy = markets.current_policy(at=at)
    known = tuple(one for one in customers() if policy.market(one.address.country))
    write_talks(customers=known, advisor=cast.ADVISOR, at=at)
    counts = queries.count_shelves(team=None, by=cast.ADVISOR.id)
    assert {shelf: bool(count) for shelf, count in counts.items()} == dict.fromkeys(counts, True)
    for team in (Team.QUALITY, Team.STORES, Team.PRIVACY):
        assert queries.shelved_cases(shelf=Shelf.OPEN, team=team, by="")
    assert len(queries.macros()) == 2
    assert len(queries.first_answers()) >= LEAST_ANSWERS
