"""`kill -9` of any part in the middle of orders' lives: what was confirmed stays, what was under way is done once."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from uuid import uuid4

import httpx
import pytest

from comptoir.core.actors import Role
from tests.api.calls import Json, order_json
from tests.journeys.program import Program
from tests.plumbing.databases import Run
from tests.plumbing.live import LiveHouse, live_house

# How often each part is killed; `make prove` kills more.
KILLS = int(os.environ.get("COMPTOIR_KILLS", "1"))
SEED = os.environ.get("COMPTOIR_SEED", "1")
PARTS = ("web", "worker", "payment", "carrier", "database", "house")
BOUGHT, SENT = 3, 2
UNDONE = [("authorisation", 45800), ("void", 45800)]
_PATIENCE = 120.0

# One house for all of them, so one of xdist's workers.
pytestmark = pytest.mark.xdist_group("kill")


@pytest.fixture(scope="module")
def mortal(test_run: Run) -> Iterator[LiveHouse]:
    """A house of these tests' own."""
    with live_house(test_run) as house:
        yield house


@pytest.mark.rule("E-09", "pitfall-1", "pitfall-4")
@pytest.mark.parametrize("kill", range(KILLS))
@pytest.mark.parametrize("part", PARTS)
def test_a_kill_loses_nothing_that_was_confirmed(mortal: LiveHouse, part: str, kill: int) -> None:
    moment = random.Random(f"{SEED} {part} {kill}")
    program = Program(mortal)
    marked = f"{part}{kill}.{uuid4().hex[:8]}@example.org"
    to_send = [program.place(email=f"sent{each}.{marked}") for each in range(SENT)]
    mortal.advance("PT31M")

    buyer, warehouse = Insistent(mortal), Insistent(mortal)
    with ThreadPoolExecutor(max_workers=2) as people:
        buying = people.submit(buyer.buy, [f"bought{each}.{marked}" for each in range(BOUGHT)])
        sending = people.submit(warehouse.deliver, to_send)
        for _ in range(moment.randrange(2 * SENT)):
            assert warehouse.answered.acquire(timeout=_PATIENCE)
        Event().wait(moment.uniform(0, 0.2))
        mortal.kill(part)
        if part == "house":
            mortal.start()
        sending.result()
        bought = buying.result()

    mortal.until(mortal.answers)
    mortal.advance("PT31M")
    mortal.advance("PT31M")  # for an order whose payment was heard of in the first half-hour
    for placed in bought:
        became, moved = program.order(placed)["status"], mortal.books(placed["number"])
        if placed["status"] == "placed" or became == "released":
            assert (became, moved) == ("released", [("authorisation", 45800)])
        else:
            assert (became, moved) in [("abandoned", []), ("abandoned", UNDONE)]
    for placed in to_send:
        assert program.order(placed)["status"] == "closed"
        assert mortal.books(placed["number"]) == [("authorisation", 45800), ("capture", 45800)]
    for each, placed in enumerate(bought):
        wanted = ["order_placed"] if program.order(placed)["status"] == "released" else []
        assert [
            kind for kind in _mails(program, f"bought{each}.{marked}") if kind == "order_placed"
        ] == wanted
    for each in range(SENT):
        assert _mails(program, f"sent{each}.{marked}") == [
            "parcel_delivered",
            "order_shipped",
            "order_placed",
        ]
    mortal.examine()


def _mails(program: Program, email: str) -> list[str]:
    found = program.get(f"desk/outbox?to={email}", role=Role.AUDITOR)["items"]
    return [mail["kind"] for mail in found]


class Insistent(Program):
    """Somebody who asks again, with the same key, until there is an answer."""

    def __init__(self, house: LiveHouse) -> None:
        super().__init__(house)
        self.answered = Semaphore(0)
        self._end = time.monotonic() + _PATIENCE

    def send(self, *words: str, **how: object) -> httpx.Response:
        """One request, as often as it takes to hear from the house itself."""
        said = "nothing"
        while time.monotonic() < self._end:
            try:
                answer = super().send(*words, **how)
            except httpx.HTTPError as silence:
                said = repr(silence)
                continue
            if answer.status_code < 500:
                self.answered.release()
                return answer
            said = answer.text
        raise AssertionError(f"{words} was never answered: {said}")

    def buy(self, emails: list[str]) -> list[Json]:
        """Place an order for each address."""
        return [self._place(order_json(email=email), key=str(uuid4())) for email in emails]

    def _place(self, body: Json, *, key: str) -> Json:
        while (answer := self.send("POST", "orders", body=body, Idempotency_Key=key)).status_code == 409:
            pass  # the first try with this key is still under way
        assert answer.status_code == 201, answer.text
        placed: Json = answer.json()
        return placed

    def deliver(self, orders: list[Json]) -> None:
        """Pack, ship and see delivered, going on from wherever the order turns out to be."""
        for placed in orders:
            while (order := self.order(placed))["status"] != "closed":
                self._next_step(order)

    def _next_step(self, order: Json) -> None:
        if not order["parcels"]:
            self._press(f"orders/{order['number']}/parcels", {"pieces": []})
            return
        (parcel,) = order["parcels"]
        if parcel["state"] == "shipped":
            self._press(f"parcels/{parcel['id']}/events", {"status": "delivered"})
        else:
            self._press(f"parcels/{parcel['id']}/shipment", {})

    def _press(self, path: str, body: Json) -> None:
        answer = self.send("POST", f"desk/{path}", body=body, role=Role.WAREHOUSE)
        if (
            answer.is_client_error
        ):  # a label that the carrier did not answer for is asked for again in a minute
            self.send("POST", "desk/clock", body={"advance": "PT2M"}, role=Role.ADMIN)
