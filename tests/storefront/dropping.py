"""A drop of the knit in M, and people who enter it and order as a browser without a script does."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.test import Client

from comptoir.core.actors import HOUSE
from comptoir.drops import queries
from comptoir.drops import services as drops
from comptoir.drops.services import DropInput
from tests import builders
from tests.storefront.pages import fill_basket, order_form

ENTERS, OPENS, ENDS = (builders.MONDAY + timedelta(hours=hours) for hours in (1, 2, 26))
DROP = "/en-fr/drops/poppy/"
BROWSER = {"Accept-Language": "en"}


def announce(**changes: object) -> queries.DropView:
    """The knit in M in a drop, announced at the desk."""
    wanted: dict[str, object] = {
        "slug": "poppy",
        "name": {"en": "Poppy, thirty pieces"},
        "codes": (builders.KNIT_M,),
        "enters_at": ENTERS,
        "opens_at": OPENS,
        "ends_at": ENDS,
    }
    drops.announce_drop(wanted=DropInput(**wanted | changes), actor=HOUSE, at=builders.MONDAY)
    found = queries.drop_by_slug(slug=str(changes.get("slug", "poppy")))
    assert found is not None
    return found


def at(moment: datetime) -> None:
    """The house's clock stands there, and open lines have moved."""
    builders.at_clock(moment)
    for drop_id in queries.lines_due(at=moment):
        drops.move_line(drop_id=drop_id, at=moment)


def entered(email: str, *, network: str = "", **headers: str) -> Client:
    """Somebody in the waiting room."""
    client = Client(headers=BROWSER | headers, REMOTE_ADDR=network or "127.0.0.1")
    answer = client.post(f"{DROP}enter/", {"email": email})
    assert answer.status_code == 302, answer.content.decode()
    return client


def order(client: Client, email: str, **changes: str) -> HttpResponse:
    """Put one piece into the basket and press the order button."""
    fill_basket(client, builders.KNIT_M)
    client.post("/en-fr/basket/quantity/", {"sku": builders.KNIT_M, "quantity": "1"})
    return client.post("/en-fr/checkout/", {**order_form(client), "email": email, **changes})


def state(client: Client) -> dict[str, object]:
    """What everybody who waits asks for."""
    answer = client.get(f"{DROP}state/")
    told: dict[str, object] = json.loads(answer.content)
    return told
