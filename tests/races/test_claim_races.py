"""Two members of staff decide on a claim at once: one verdict, so that a piece is sent again or paid and never both.

And the control that shows what the lock is for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Barrier
from uuid import UUID

import pytest

from comptoir.claims import queries
from comptoir.claims.models import Claim
from comptoir.claims.services import deciding
from comptoir.core.claims import Outcome
from comptoir.infra import queue
from tests import builders
from tests.api.calls import books
from tests.apps.claims.claiming import OTHER, SOON, claim, decide, view
from tests.apps.fulfilment import ship
from tests.apps.fulfilment.ship import ADVISOR
from tests.races.test_buying_races import broken, together


@pytest.fixture
def order(lasting_house: str) -> Iterator[ship.Order]:
    """An order that arrived, there for every connection."""
    del lasting_house
    made = ship.a_delivered_order()
    builders.at_clock(SOON)
    yield made
    queue.run_waiting()


def verdicts(known: UUID, *outcomes: Outcome) -> list[Callable[[], str]]:
    """An advisor for each outcome, each about to decide on the claim."""

    def click(outcome: Outcome, place: int) -> str:
        decide(known, outcome, by=(ADVISOR, OTHER)[place % 2])
        return "decided"

    return [partial(click, outcome, place) for place, outcome in enumerate(outcomes)]


def made_good(order: ship.Order) -> tuple[int, int]:
    """How many pieces are sent again, and how many refunds went out."""
    queue.run_waiting()
    again = [piece for piece in ship.pieces(order) if piece.replaces_id]
    return len(again), [kind for kind, _amount in books(order.number)].count("refund")


@pytest.mark.rule("A-12", "E-06")
@pytest.mark.parametrize(
    "outcomes", [(Outcome.RESEND, Outcome.REFUND), (Outcome.RESEND, Outcome.RESEND)], ids=["paid", "twice"]
)
def test_of_two_verdicts_at_once_one_is_given(order: ship.Order, outcomes: tuple[Outcome, ...]) -> None:
    known = claim(order, 0).id
    answers = together(verdicts(known, *outcomes))
    assert answers.count("decided") == 1
    assert len(view(known).verdicts) == 1
    assert sum(made_good(order)) == 1
    assert broken() == {}


@pytest.mark.rule("A-12", "E-06")
def test_of_the_last_piece_in_stock_only_one_claim_is_sent_again(order: ship.Order) -> None:
    second = ship.a_delivered_order()
    builders.at_clock(SOON)
    known = [claim(one, 0).id for one in (order, second)]
    builders.count_to(ship.KNIT, 1)
    answers = together([act for one in known for act in verdicts(one, Outcome.RESEND)])
    assert sorted(answers) == ["decided", "nothing_to_resend"]
    assert made_good(order)[0] + made_good(second)[0] == 1
    assert broken() == {}


@pytest.mark.rule("A-12", "E-06")
def test_without_the_lock_a_piece_is_sent_again_and_paid(
    order: ship.Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = claim(order, 0).id
    both_are_there = Barrier(2, timeout=60)
    refusals = queries.verdict_refusals

    def unlocked(*, claim_id: UUID) -> Claim:
        return Claim.objects.get(public_id=claim_id)

    def read_together(**verdict: object) -> tuple[object, ...]:
        found = refusals(**verdict)
        both_are_there.wait()
        return found

    monkeypatch.setattr(deciding, "lock_claim", unlocked)
    monkeypatch.setattr(queries, "verdict_refusals", read_together)
    assert together(verdicts(known, Outcome.RESEND, Outcome.REFUND)) == ["decided", "decided"]
    assert made_good(order) == (1, 1)
