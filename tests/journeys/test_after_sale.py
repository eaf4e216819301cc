"""Histories after a sale by chance, in bad weather: after each batch the books agree, and of each nothing hangs.

What is checked when. After each verb that says beforehand what it will do (a return on behalf, its end, a cancellation, a
verdict, a gesture): that it did exactly this, or, refused, nothing. After each history's six weeks: that every refund, return
and claim of it is over or waits for somebody who knows (`assert_at_rest`). After each batch, over all that ever lived in the
house: every invariant of `comptoir doctor`, and that no job, effect or label is left. The doctor reads the whole house, so it
is asked once for a batch and not once for a history: what breaks stays broken, since books are only added to.
"""

from __future__ import annotations

import os
import time
from argparse import Namespace
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from pytest_django import Settings

from comptoir.cases import queries as cases
from comptoir.claims import queries as claims
from comptoir.cli import doctor
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import clock, queue
from comptoir.payments import queries as payments
from tests import builders
from tests.api.calls import Json
from tests.api.events import deliver
from tests.journeys.histories import END, ROUNDS, History
from tests.journeys.lives import API, SKUS
from tests.journeys.storm import calm, drain, sweep_all

HISTORIES = int(os.environ.get("COMPTOIR_HISTORIES", "12"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
HOUSE, BATCH = 250, 125  # a house of its own for so many, of which so many live side by side


@pytest.fixture
def policy_text() -> str:
    """A house whose team has orders after ten minutes, and may be asked to stop one."""
    text = (builders.PROFILE / "house.toml").read_text()
    return text.replace("# release_minutes", "release_minutes")


@pytest.fixture
def _house_of_trouble(stormy_house: None, settings: Settings) -> None:
    """The stormy house, where cards may be closed and labels die too."""
    del stormy_house
    settings.PAYMENT_GATEWAY = "tests.journeys.storm.RefusingGateway"
    settings.CARRIER = "tests.journeys.storm.DyingCarrier"


def live(numbers: range, late: list[Json], seen: Counter[str]) -> None:
    """A batch lives side by side for six weeks; the calm after it brings everything to its end."""
    began = clock.now()
    for sku in SKUS:
        builders.count_to(sku, 1000)
    lives = [History(name=f"life{n}", random=Random(f"{SEED}:{n}"), seen=seen, late=late) for n in numbers]
    for hours, happen in ROUNDS:
        clock.set_to(at=began + timedelta(hours=hours))
        for one in [one for one in lives if happen is History.sell or one.number]:
            happen(one)
            drain()
        sweep_all()
        calm()
    assert {deliver(API, event) for event in late} <= {200}
    late.clear()
    for hours in (END - 24, END, END + 1):
        clock.set_to(at=began + timedelta(hours=hours))
        sweep_all()
    for one in [one for one in lives if one.number]:
        one.assert_at_rest()


def assert_sound(capsys: pytest.CaptureFixture[str]) -> str:
    """The doctor finds nothing, no job was given up, nothing is still asked of anybody; what the doctor said."""
    assert doctor.run(Namespace(rebuild_stock=False, production=False)) == 0, capsys.readouterr()
    said = capsys.readouterr().out
    assert queue.failed_jobs() == ()
    assert [case for case in cases.open_cases() if case.kind.startswith("books_")] == []
    assert payments.open_effects(before=clock.now()) == []
    assert fulfilment.open_labels(at=clock.now()) == []
    assert claims.unclaimed_troubles() == []
    return said


@pytest.mark.usefixtures("_house_of_trouble")
@pytest.mark.rule("C-12", "C-10", "RET-10", "RET-11", "CLM-06", "pitfall-5")
@pytest.mark.parametrize("first", range(0, HISTORIES, HOUSE))
def test_after_any_history_the_books_agree_and_nothing_hangs(
    first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    late: list[Json] = []
    seen: Counter[str] = Counter()
    said, last = "", min(first + HOUSE, HISTORIES)
    for begin in range(first, last, BATCH):
        live(range(begin, min(begin + BATCH, last)), late, seen)
        said = assert_sound(capsys)
        with capsys.disabled():
            print(f"{begin + BATCH}: {time.process_time():.0f} s of processor", flush=True)
    with capsys.disabled():
        print(f"\nhistories {first} to {last}, seed {SEED}:", *sorted(seen.items()), said, sep="\n")
