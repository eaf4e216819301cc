"""`kill -9` of every part in the middle of orders' lives: what was confirmed stays, what was under way is done once."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from threading import Event
from uuid import uuid4

import httpx
import pytest

from comptoir.core.actors import Role
from tests import builders
from tests.api.calls import Json
from tests.journeys.insistent import PATIENCE, Insistent
from tests.journeys.program import Program
from tests.plumbing.databases import Run
from tests.plumbing.live import LiveHouse, live_house

# In how many lives every part is killed; `make prove` lives more.
LIVES = int(os.environ.get("COMPTOIR_KILLS", "1"))
SEED = os.environ.get("COMPTOIR_SEED", "1")
PARTS = ("web", "worker", "payment", "carrier", "database", "house")
BOUGHT, SENT = 3, 2
TOTAL = 45800
UNDONE = [("authorisation", TOTAL), ("void", TOTAL)]
SOLD = [("authorisation", TOTAL), ("capture", TOTAL)]

# One house for all of them, so one of xdist's workers.
pytestmark = pytest.mark.xdist_group("kill")


@pytest.fixture(scope="module")
def mortal(test_run: Run) -> Iterator[LiveHouse]:
    """A house of these tests' own; after all its deaths every invariant of its books holds."""
    with live_house(test_run) as house:
        yield house
        house.examine()


@pytest.mark.rule("E-09", "pitfall-1", "pitfall-4")
@pytest.mark.parametrize("life", range(LIVES))
def test_kills_lose_nothing_that_was_confirmed(mortal: LiveHouse, life: int) -> None:
    """Part after part dies at a moment of chance, before the house has come to rest from the last."""
    chance = random.Random(f"{SEED} {life}")
    parts = chance.sample(PARTS, len(PARTS))
    program, marked = Program(mortal), f"{life}.{uuid4().hex[:8]}@example.org"
    to_send = {
        part: [program.place(email=f"sent{each}.{part}{marked}") for each in range(SENT)] for part in parts
    }
    mortal.advance("PT31M")
    bought = {part: live_through(mortal, part, chance, to_send[part], marked) for part in parts}

    mortal.until(mortal.answers)
    mortal.advance("PT31M")
    mortal.advance("PT31M")  # for an order whose payment was heard of in the first half-hour
    for part in parts:
        for each, placed in enumerate(bought[part]):
            assert_confirmed(mortal, placed, email=f"bought{each}.{part}{marked}")
        for each, placed in enumerate(to_send[part]):
            assert (part, program.order(placed)["status"]) == (part, "closed")
            assert (part, mortal.books(placed["number"])) == (part, SOLD)
            mails = ["parcel_delivered", "order_shipped", "order_placed"]
            assert (part, mails_to(program, f"sent{each}.{part}{marked}")) == (part, mails)


def live_through(
    mortal: LiveHouse, part: str, chance: random.Random, to_send: list[Json], marked: str
) -> list[Json]:
    """Somebody buys and somebody sends while a part dies; what was bought."""
    buyer, warehouse = Insistent(mortal), Insistent(mortal)
    with ThreadPoolExecutor(max_workers=2) as people:
        buying = people.submit(buyer.buy, [f"bought{each}.{part}{marked}" for each in range(BOUGHT)])
        sending = people.submit(warehouse.deliver, to_send)
        for _ in range(chance.randrange(2 * SENT)):
            assert warehouse.answered.acquire(timeout=PATIENCE)
        Event().wait(chance.uniform(0, 0.2))
        mortal.kill(part)
        if part == "house":
            mortal.start()
        sending.result()
        return buying.result()


def assert_confirmed(mortal: LiveHouse, placed: Json, *, email: str) -> None:
    """An order that was answered as placed is with the warehouse; another came to a clean end. One mail, or none."""
    program = Program(mortal)
    became, moved = program.order(placed)["status"], mortal.books(placed["number"])
    if placed["status"] == "placed" or became == "released":
        assert (email, became, moved) == (email, "released", SOLD[:1])
    else:
        assert (became, moved) in [("abandoned", []), ("abandoned", UNDONE)]
    told = Counter(mails_to(program, email))["order_placed"]
    assert (email, told) == (email, int(became == "released"))


def mails_to(program: Program, email: str) -> list[str]:
    """The kinds of what was written to somebody, the newest first."""
    found = program.get(f"desk/outbox?to={email}", role=Role.AUDITOR)["items"]
    return [mail["kind"] for mail in found]


@pytest.mark.rule("E-09", "C-10", "pitfall-4", "pitfall-13")
def test_what_dies_between_an_answer_and_our_save_is_healed_at_every_step(mortal: LiveHouse) -> None:
    """Web and worker die while the providers' answers are on their way: label, capture, void, authorisation, mail.

    The providers have done it, the house has not written it down; each thing is found again and done once.
    """
    program, insistent = Program(mortal), Insistent(mortal)
    people = ThreadPoolExecutor(max_workers=4)
    names = ("label", "capture", "mail", "returned")
    email = {name: f"{name}.{uuid4().hex[:8]}@example.org" for name in (*names, "order", "void")}
    placed = {name: program.place(email=email[name]) for name in names}
    mortal.advance("PT31M")
    parcel = {name: program.pack(placed[name]) for name in names[1:]}
    program.ship(parcel["returned"])
    program.deliver(parcel["returned"])
    voided = [program.place(email=email["void"]) for _slot in range(2)]  # as many as the worker has hands

    late(mortal, "payment", "POST /v1/payment_intents/*/cancel", count=2)
    for order in voided:
        program.post(f"desk/orders/{order['number']}/cancellation", {"reason": "phone"}, role=Role.ADVISOR)
    mortal.until(lambda: all(mortal.books(order["number"]) == UNDONE for order in voided))
    program.ship(parcel["mail"])  # charged and gone; its mail waits for a hand

    late(mortal, "payment", "POST /v1/payment_intents/*/capture", count=1)
    late(mortal, "payment", "POST /v1/payment_intents", count=1)
    late(mortal, "carrier", "POST /mydhlapi/shipments", count=2)
    known = len(authorised(mortal))
    under_way = [
        people.submit(insistent.deliver, [placed["label"]]),
        people.submit(insistent.deliver, [placed["capture"]]),
        people.submit(insistent.buy, [email["order"]]),
        people.submit(once, lambda: program.send_back(placed["returned"], *RETURNED)),
    ]
    mortal.until(
        lambda: (
            len(authorised(mortal)) == known + 1
            and mortal.books(placed["capture"]["number"]) == SOLD
            and labels(mortal, placed["label"]) == 1
            and labels(mortal, placed["returned"]) == 2
        )
    )
    mortal.kill("worker")
    mortal.kill("web")
    wait(under_way)
    people.shutdown()
    mortal.until(mortal.answers)
    mortal.advance("PT31M")

    (bought,) = under_way[2].result()
    assert_confirmed(mortal, bought, email=email["order"])
    for order in voided:
        assert mortal.books(order["number"]) == UNDONE
    told = Counter(mails_to(program, email["void"]))
    assert told == {"order_placed": 2, "order_cancelled": 2}
    for name in ("label", "capture"):
        assert program.order(placed[name])["status"] == "closed"
        assert mortal.books(placed[name]["number"]) == SOLD
        assert mails_to(program, email[name]) == ["parcel_delivered", "order_shipped", "order_placed"]
    # The one whose answer was lost is named in the journal and never travels; on a slow machine it came before the kill.
    assert labels(mortal, placed["label"]) in {1, 2}
    assert program.timeline(placed["label"]).count("label_bought") == 1
    assert mails_to(program, email["mail"]) == ["order_shipped", "order_placed"]
    (back,) = program.order(placed["returned"])["returns"]
    assert back["status"] == "registered"
    assert mails_to(program, email["returned"])[0] == "return_registered"


RETURNED = (builders.KNIT_M,)
_LATE_S = 9  # the providers' answers, and less than the house waits for


def late(mortal: LiveHouse, standin: str, endpoint: str, *, count: int) -> None:
    """The next answers of a provider come late: what was asked is done by then."""
    rule = {"mode": "late", "endpoint": endpoint, "count": count, "seconds": _LATE_S}
    mortal.http.post(f"{mortal.address(standin)}/_control", json=rule).raise_for_status()


def authorised(mortal: LiveHouse) -> list[Json]:
    rows: list[Json] = mortal.http.get(f"{mortal.address('payment')}/books").json()["rows"]
    return [row for row in rows if row["kind"] == "authorisation"]


def labels(mortal: LiveHouse, placed: Json) -> int:
    """How many shipments the carrier has of an order."""
    rows = mortal.http.get(f"{mortal.address('carrier')}/shipments").json()["rows"]
    return sum(placed["number"].replace("-", "") in row["references"] for row in rows)


def once(press: Callable[[], object]) -> None:
    """Somebody presses a button, hears nothing, and goes away."""
    with suppress(httpx.HTTPError):
        press()
