"""Somebody who goes on although parts of the house die: asks again, with the same key, until there is an answer."""

from __future__ import annotations

import time
from threading import Event, Semaphore
from uuid import uuid4

import httpx

from comptoir.core.actors import Role
from tests.api.calls import Json, order_json
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

PATIENCE = 120.0
_BREATH = 0.05  # seconds from one try to the next: what comes up again needs the processors


class Insistent(Program):
    """Somebody who asks again, with the same key, until there is an answer."""

    def __init__(self, house: LiveHouse) -> None:
        super().__init__(house)
        self.answered = Semaphore(0)
        self._end = time.monotonic() + PATIENCE

    def send(self, *words: str, **how: object) -> httpx.Response:
        """One request, as often as it takes to hear from the house itself."""
        said = "nothing"
        while time.monotonic() < self._end:
            try:
                answer = super().send(*words, **how)
            except httpx.HTTPError as silence:
                said = repr(silence)
                Event().wait(_BREATH)
                continue
            if answer.status_code < 500:
                self.answered.release()
                return answer
            said = answer.text
            Event().wait(_BREATH)
        raise AssertionError(f"{words} was never answered: {said}")

    def buy(self, emails: list[str]) -> list[Json]:
        """Place an order for each address."""
        return [self._place(order_json(email=email), key=str(uuid4())) for email in emails]

    def _place(self, body: Json, *, key: str) -> Json:
        while (answer := self.send("POST", "orders", body=body, Idempotency_Key=key)).status_code == 409:
            Event().wait(_BREATH)  # the first try with this key is still under way
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
