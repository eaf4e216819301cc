"""A program that calls the API, and a shopper at the provider's page."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from comptoir.core.actors import HOUSE, Role
from comptoir.core.addresses import Address
from comptoir.people import services as people
from tests import builders, cast

Json = dict[str, Any]
# It keeps no connection open and follows no redirect.
OUTSIDE = httpx.Client(limits=httpx.Limits(max_keepalive_connections=0), timeout=60)


def address_json(address: Address = cast.JEANNE, **changes: str) -> Json:
    """An address as the API takes it."""
    return {name: text for name, text in asdict(address).items() if text} | changes


def order_json(**changes: Any) -> Json:
    """An order of two pieces to Paris by Express, paid by card."""
    body: Json = {
        "country": "FR",
        "language": "en",
        "lines": [{"sku": builders.KNIT_M, "quantity": 1}, {"sku": builders.SHIRT_M, "quantity": 1}],
        "email": cast.JEANNE_EMAIL,
        "address": address_json(),
        "service": "express",
        "payment_method": "card",
        "payment": {"token": "card_ok"},
        "shown_total": 45800,
    }
    return body | changes


class Api:
    """The API as a program calls it."""

    def __init__(self) -> None:
        self.http = Client()
        self._tokens: dict[Role, str] = {}

    def token(self, role: Role) -> str:
        """The bearer token of a role, made as the operator makes it."""
        if role not in self._tokens:
            self._tokens[role] = people.create_token(role=role, actor=HOUSE, at=builders.MONDAY)
        return self._tokens[role]

    def send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        role: Role | None = None,
        bearer: str = "",
        **headers: str,
    ) -> HttpResponse:
        """One request; headers are written Idempotency_Key."""
        known = {name.replace("_", "-"): text for name, text in headers.items()}
        token = self.token(role) if role else bearer
        if token:
            known["Authorization"] = f"Bearer {token}"
        return self.http.generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else json.dumps(body).encode(),
            content_type="application/json",
            headers=known,
        )

    def get(self, path: str, **how: Any) -> Json:
        """A GET that is answered 200."""
        return _read(self.send("GET", path, **how), 200)

    def post(self, path: str, body: Json, *, status: int = 200, **how: Any) -> Json:
        """A POST that is answered with this status."""
        return _read(self.send("POST", path, body, **how), status)

    def quote(self, *lines: tuple[str, int], status: int = 200, **changes: Any) -> Json:
        """A price."""
        wanted = [{"sku": sku, "quantity": quantity} for sku, quantity in lines]
        return self.post(
            "quotes", {"country": "FR", "language": "en", "lines": wanted} | changes, status=status
        )

    def place(self, *, key: str = "", status: int = 201, bearer: str = "", **changes: Any) -> Json:
        """The order button, with a key of its own unless one is given."""
        return self.post(
            "orders", order_json(**changes), status=status, bearer=bearer, Idempotency_Key=key or str(uuid4())
        )

    def order(self, placed: Json, **how: Any) -> Json:
        """The order as the one who placed it reads it."""
        return self.get(f"orders/{placed['number']}", X_Order_Token=placed["token"], **how)

    def desk_order(self, placed: Json) -> Json:
        """The order as staff read it."""
        return self.get(f"desk/orders/{placed['number']}", role=Role.ADVISOR)

    def come_back(self, placed: Json) -> HttpResponse:
        """The shopper's browser follows the provider back into the store."""
        country = placed.get("country", "fr")
        return self.http.get(f"/en-{country}/orders/{placed['token']}/paid/")


def _read(answer: HttpResponse, status: int) -> Json:
    assert answer.status_code == status, answer.content.decode()[:2000]
    read: Json = answer.json()
    return read


def reasons(body: Json) -> list[tuple[str | None, str, str | None]]:
    """The refusals of an answer: rule, reason, field. Every one of them has a sentence."""
    assert all(refusal["message"] for refusal in body["refused"])
    return [(x["rule"], x["reason"], x.get("field")) for x in body["refused"]]


def at_the_page(url: str, outcome: str) -> str:
    """The shopper does something on the provider's page; where they are sent then, a path of the store."""
    answer = OUTSIDE.post(url, data={"outcome": outcome})
    assert answer.status_code == 303
    place = urlsplit(answer.headers["Location"])
    return f"{place.path}?{place.query}" if place.query else place.path


def all_books(**chosen: str) -> list[Json]:
    """The provider's own books, of an order or of all."""
    rows: list[Json] = OUTSIDE.get(f"{settings.PAYMENT_URL}/books", params=chosen).json()["rows"]
    return rows


def books(number: str) -> list[tuple[str, int]]:
    """What the provider's own books say of an order: kind and amount, in the order in which it happened."""
    return [(row["kind"], row["amount"]) for row in all_books(order=number.replace("-", ""))]


def provider(path: str = "", **rule: Any) -> Json:
    """Tell the provider to misbehave, or to deliver events."""
    answer = OUTSIDE.post(f"{settings.PAYMENT_URL}/_control{path}", json=rule)
    assert answer.is_success, answer.text
    told: Json = answer.json()
    return told
