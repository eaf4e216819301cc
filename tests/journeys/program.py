"""A program of somebody else: it knows the house's address, its tokens, and what the outside face promises."""

from __future__ import annotations

from typing import Any

import httpx

from comptoir.core.actors import Role
from tests.api.calls import Api, Json
from tests.plumbing.live import LiveHouse


class Program(Api):
    """The calls of `tests.api`, over HTTP."""

    def __init__(self, house: LiveHouse) -> None:
        super().__init__()
        self.house = house

    def token(self, role: Role) -> str:
        """The bearer token of a role."""
        return self.house.token(role)

    def send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        role: Role | None = None,
        bearer: str = "",
        **headers: str,
    ) -> httpx.Response:
        """One request; headers are written Idempotency_Key."""
        known = {name.replace("_", "-"): text for name, text in headers.items()}
        token = self.token(role) if role else bearer
        if token:
            known["Authorization"] = f"Bearer {token}"
        return self.house.http.request(method, f"{self.house.url}/api/v1/{path}", json=body, headers=known)

    def ids(self, placed: Json, *skus: str) -> list[str]:
        """The pieces of an order that are of these SKUs."""
        return [piece["id"] for piece in self.order(placed)["pieces"] if piece["sku"] in skus]

    def states(self, placed: Json) -> dict[str, str]:
        """Where each piece is, by SKU."""
        return {piece["sku"]: piece["state"] for piece in self.order(placed)["pieces"]}

    def pack(self, placed: Json, *skus: str, status: int = 201) -> Json:
        """The warehouse packs these pieces, or all that are left."""
        wanted = {"pieces": self.ids(placed, *skus)}
        return self.post(
            f"desk/orders/{placed['number']}/parcels", wanted, role=Role.WAREHOUSE, status=status
        )

    def ship(self, parcel: Json, *, status: int = 200) -> Json:
        """The parcel leaves."""
        return self.post(f"desk/parcels/{parcel['id']}/shipment", {}, role=Role.WAREHOUSE, status=status)

    def deliver(self, parcel: Json) -> Json:
        """The carrier tells that the parcel arrived."""
        told = {"status": "delivered"}
        return self.post(f"desk/parcels/{parcel['id']}/events", told, role=Role.WAREHOUSE)

    def send_back(self, placed: Json, *skus: str, status: int = 201, **pickup: Any) -> Json:
        """The shopper registers a return."""
        pieces = [{"id": piece, "reason": "too_large"} for piece in self.ids(placed, *skus)]
        path = f"orders/{placed['number']}/returns"
        return self.post(path, {"pieces": pieces} | pickup, X_Order_Token=placed["token"], status=status)

    def receive(self, known: Json, pieces: list[str]) -> Json:
        """The pieces of a return are back in the warehouse."""
        return self.post(f"desk/returns/{known['id']}/reception", {"pieces": pieces}, role=Role.WAREHOUSE)

    def judge(self, known: Json, verdicts: dict[str, str]) -> Json:
        """The verdict on each piece: accepted, or the reason for which it is refused."""
        pieces = [
            {"id": piece, "verdict": "accepted"}
            if word == "accepted"
            else {"id": piece, "verdict": "refused", "reason": word}
            for piece, word in verdicts.items()
        ]
        return self.post(f"desk/returns/{known['id']}/inspection", {"pieces": pieces}, role=Role.WAREHOUSE)

    def ledger(self, placed: Json) -> list[str]:
        """The kinds of the ledger's entries of an order."""
        entries = self.get(f"desk/orders/{placed['number']}/ledger", role=Role.AUDITOR)["entries"]
        for entry in entries:
            assert sum(line["debit"] for line in entry["lines"]) == sum(
                line["credit"] for line in entry["lines"]
            )
        return [entry["kind"] for entry in entries]

    def mails(self, email: str) -> list[Json]:
        """What was written to somebody, the oldest first."""
        self.house.advance()
        found: list[Json] = self.get(f"desk/outbox?to={email}", role=Role.AUDITOR)["items"]
        return found[::-1]

    def timeline(self, placed: Json) -> list[str]:
        """What happened to an order, the oldest first."""
        return [entry["verb"] for entry in self.desk_order(placed)["timeline"]][::-1]
