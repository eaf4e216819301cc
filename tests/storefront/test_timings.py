"""What a page answers, and how long it takes, tell nobody whether an e-mail is known (D2-01).

The suite counts the work of both answers: statements, and digests of passwords. With COMPTOIR_TRIES (tools/prove) each page
is asked that often with e-mails that are known and with others, and what was measured is compared and printed.
"""

from __future__ import annotations

import bisect
import logging
import math
import os
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import Role
from comptoir.infra import clock, ids
from comptoir.notices import queries as notices
from comptoir.notices.models import Subscription
from comptoir.people.models import User
from comptoir.people.services import signing
from tests import builders
from tests.cast import JEANNE_EMAIL
from tests.desk.test_new_passwords import FORGOT
from tests.storefront.accounts import NEW_PASSWORD, PAGE, a_customer

pytestmark = [pytest.mark.rule("D2-01"), pytest.mark.usefixtures("house")]
TRIES = int(os.environ.get("COMPTOIR_TRIES", "0"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
# Known in the suite are a few, of which one is asked with; in a campaign as many as are asked with.
PEOPLE = max(TRIES, 2)
# A page tells where both are as likely one as this says, or less (Kolmogorov and Smirnov, two samples).
LIKELY = 0.05
KNOWN = [f"nora{one:04}@example.org" for one in range(PEOPLE)]
UNKNOWN = [f"nobo{one:04}@example.org" for one in range(PEOPLE)]  # of the same length

Ask = Callable[[str], HttpResponse]


@dataclass(frozen=True, slots=True)
class Door:
    """A page that is given an e-mail: how it is asked, and the e-mails that it knows and does not know."""

    ask: Ask
    known: Sequence[str] = field(default_factory=lambda: KNOWN)
    unknown: Sequence[str] = field(default_factory=lambda: UNKNOWN)


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of every try with an e-mail that is known, and with one that is not; the likenesses of all answers."""

    known: Sequence[float]
    unknown: Sequence[float]
    answers: Mapping[str, set[object]]

    @property
    def likeness(self) -> float:
        """How often two samples of one distribution lie at least as far apart as these (Kolmogorov and Smirnov)."""
        known, unknown = sorted(self.known), sorted(self.unknown)
        apart = max(
            abs(bisect.bisect_right(known, at) / len(known) - bisect.bisect_right(unknown, at) / len(unknown))
            for at in (*known, *unknown)
        )
        root = math.sqrt(len(known) * len(unknown) / (len(known) + len(unknown)))
        reach = (root + 0.12 + 0.11 / root) * apart
        if reach < 0.2:
            return 1.0
        terms = [math.exp(-2 * (term * reach) ** 2) for term in range(1, 101)]
        return min(1.0, 2 * (sum(terms[::2]) - sum(terms[1::2])))

    def said(self, page: str) -> str:
        known, unknown = (statistics.median(each) * 1000 for each in (self.known, self.unknown))
        told = "TELLS" if self.likeness <= LIKELY else "one distribution"
        return (
            f"{page:16} known {known:8.3f} ms  unknown {unknown:8.3f} ms  ratio {known / unknown:.4f}"
            f"  p {self.likeness:.3f}  {len(self.known)} each: {told}"
        )


def likeness_of(answer: HttpResponse) -> object:
    """Status, headers, how long the body is; of what is drawn by chance (cookies, tokens in addresses) its length."""
    headers = {
        name: len(value) if name == "Location" else value for name, value in sorted(answer.headers.items())
    }
    cookies = sorted(
        (name, len(one.value), one["path"], one["max-age"]) for name, one in answer.cookies.items()
    )
    return answer.status_code, str(headers), str(cookies), len(answer.content)


def measure(door: Door, tries: int, seed: int) -> Measured:
    """Ask with e-mails of both kinds in turn, which first by chance; each time in the house as it was.

    The first pair does not count.
    """
    taken: dict[str, list[float]] = {"known": [], "unknown": []}
    answers: dict[str, set[object]] = {"known": set(), "unknown": set()}
    chance = random.Random(seed)
    for one in range(-1, tries):
        pair = [
            ("known", door.known[one % len(door.known)]),
            ("unknown", door.unknown[one % len(door.unknown)]),
        ]
        chance.shuffle(pair)
        for kind, email in pair:
            with connection.cursor() as cursor:
                # The page has transactions of its own, and may be in none of ours.
                cursor.execute("SAVEPOINT asked")
                began = time.perf_counter()
                answer = door.ask(email)
                taken[kind].append(time.perf_counter() - began)
                cursor.execute("ROLLBACK TO SAVEPOINT asked")
            answers[kind].add(likeness_of(answer))
    return Measured(known=taken["known"][1:], unknown=taken["unknown"][1:], answers=answers)


def work(door: Door, email: str, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """How many statements and how many digests of passwords an answer takes."""
    digests: list[str] = []

    def counting(method: str) -> Callable[..., object]:
        done = getattr(Argon2PasswordHasher, method)

        def count(hasher: Argon2PasswordHasher, *given: str) -> object:
            digests.append(method)
            return done(hasher, *given)

        return count

    with monkeypatch.context() as patched, CaptureQueriesContext(connection) as asked:
        for method in ("encode", "verify"):
            patched.setattr(Argon2PasswordHasher, method, counting(method))
        door.ask(email)
    return len(asked.captured_queries), len(digests)


def asks(path: str, **typed: str) -> Ask:
    """Send a form with an e-mail, from somewhere else in the world."""
    client = Client(REMOTE_ADDR="9.9.9.9")

    def ask(email: str) -> HttpResponse:
        answer: HttpResponse = client.post(path, {**typed, "email": email})
        return answer

    return ask


def people(role: str = "") -> None:
    """As many as are asked with, all with one password."""
    first = a_customer(KNOWN[0])
    User.objects.filter(pk=first.pk).update(role=role)
    alike = model_to_dict(first, exclude=("id", "public_id", "email", "role"))
    User.objects.bulk_create(
        User(**alike, public_id=ids.new_id(), email=email, role=role) for email in KNOWN[1:]
    )


def wrong_password() -> Door:
    people()
    return Door(asks(f"{PAGE}sign-in/", password="not-her-password-9"))


def code() -> Door:
    people()
    return Door(asks(f"{PAGE}sign-in/code/"))


def sign_up() -> Door:
    people()
    return Door(asks(f"{PAGE}sign-up/", name="Zoë", password=NEW_PASSWORD))


def reset() -> Door:
    people()
    return Door(asks(f"{PAGE}forgot/"))


def newsletter() -> Door:
    ask = asks("/en-fr/newsletter/")
    ask(KNOWN[0])
    first = Subscription.objects.get()
    alike = model_to_dict(first, exclude=("id", "public_id", "email", "address", "leave_digest"))
    Subscription.objects.bulk_create(
        Subscription(
            **alike,
            public_id=ids.new_id(),
            email=email,
            address=notices.address_digest(email=email),
            leave_digest=ids.digest(email),
        )
        for email in KNOWN[1:]
    )
    Subscription.objects.update(confirmed_at=clock.now())
    return Door(ask)


def order_to_return() -> Door:
    return _of_an_order("/en-fr/returns/")


def order_to_withdraw() -> Door:
    return _of_an_order("/en-fr/withdraw/order/")


def _of_an_order(path: str) -> Door:
    """An order is one person's: the e-mail of whoever ordered, and many others."""
    number = builders.a_placed_order().number
    others = [f"{one:04}{JEANNE_EMAIL[4:]}" for one in range(PEOPLE)]
    return Door(asks(path, number=number), known=[JEANNE_EMAIL], unknown=others)


def staff_reset() -> Door:
    people(Role.ADVISOR)
    return Door(asks(FORGOT))


DOORS = (
    newsletter,
    code,
    reset,
    order_to_return,
    order_to_withdraw,
    staff_reset,
    wrong_password,
    sign_up,
)


@pytest.mark.parametrize("prepare", DOORS)
def test_a_known_and_an_unknown_e_mail_get_one_answer_by_the_same_work(
    prepare: Callable[[], Door], monkeypatch: pytest.MonkeyPatch
) -> None:
    door = prepare()
    measured = measure(door, 1, SEED)
    assert measured.answers["known"] == measured.answers["unknown"]
    assert len(measured.answers["known"]) == 1
    assert work(door, door.known[-1], monkeypatch) == work(door, door.unknown[-1], monkeypatch)


@pytest.fixture
def as_in_a_house(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost what they cost a house, and refusals are not told line by line."""
    for name, cost in {"time_cost": 2, "memory_cost": 102400, "parallelism": 8}.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.mark.skipif(not TRIES, reason="a campaign: COMPTOIR_TRIES says how many tries")
@pytest.mark.usefixtures("as_in_a_house")
@pytest.mark.parametrize("prepare", DOORS)
def test_the_time_of_a_page_does_not_tell_whether_an_e_mail_is_known(prepare: Callable[[], Door]) -> None:
    door = prepare()
    # One page in twenty that tells nothing looks as if it did. It is measured once more, and that counts.
    for attempt in range(2):
        measured = measure(door, TRIES, SEED + attempt)
        print(f"\n{measured.said(prepare.__name__)}", end=" ", flush=True)
        assert measured.answers["known"] == measured.answers["unknown"]
        assert len(measured.answers["known"]) == 1
        if measured.likeness > LIKELY:
            return
    pytest.fail(measured.said(prepare.__name__))


@pytest.mark.usefixtures("as_in_a_house")
def test_a_page_that_spares_itself_the_digest_of_an_unknown_e_mail_would_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    door = wrong_password()
    monkeypatch.setattr(signing, "work_as_much", str)
    assert work(door, door.known[-1], monkeypatch) != work(door, door.unknown[-1], monkeypatch)
    if not TRIES:
        return
    measured = measure(door, min(TRIES, 20), SEED)
    print(f"\n{measured.said('(sparing)')}", end=" ", flush=True)
    assert measured.likeness <= LIKELY
