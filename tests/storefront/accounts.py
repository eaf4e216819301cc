"""Customers of the tests, and what is mailed to them."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.test import Client

from comptoir.core.actors import HOUSE, Role
from comptoir.infra import clock, queue
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices
from comptoir.notices.queries import SentMail
from comptoir.people import services as people
from comptoir.people.models import User

EMAIL, PASSWORD = "zoe@example.org", "bleu-nuit-7"
NEW_PASSWORD = "vert-d'eau-8"
PAGE = "/en-fr/account/"


def a_customer(email: str = EMAIL, *, password: str = PASSWORD, role: Role | None = None) -> User:
    return people.create_user(
        email=email,
        name="Zoë Exemple",
        password=password,
        role=role,
        language="en",
        terms=markets.current_policy(at=clock.now()).passwords,
        actor=HOUSE,
        at=clock.now(),
    )


def sign_in(client: Client, *, from_where: str = "127.0.0.1", **typed: str) -> HttpResponse:
    form = {"email": EMAIL, "password": PASSWORD, **typed}
    return client.post(f"{PAGE}sign-in/", form, REMOTE_ADDR=from_where)


def last_mail(to: str = EMAIL) -> SentMail:
    """The last message to an address."""
    queue.run_waiting()
    return notices.outbox(to=to)[0]


def mailed_code(to: str = EMAIL) -> str:
    """The code in the last message to an address."""
    found = re.search(r"\b\d{4} \d{4}\b", last_mail(to).text)
    assert found, last_mail(to).text
    return found[0]


def mailed_link(to: str = EMAIL) -> str:
    """The path of the link to a new password in the last message to an address."""
    found = re.search(r"/en-fr/account/reset/[\w-]+/", last_mail(to).text)
    assert found, last_mail(to).text
    return found[0]
