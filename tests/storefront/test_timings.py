"""How long a page takes tells nobody whether an e-mail is known: measured, beside the tests that count the work (D2-01).

COMPTOIR_TRIES says how often each page is asked with each kind of e-mail. Prints what it measured.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import Client

from comptoir.infra import clock
from comptoir.notices.models import Subscription
from comptoir.people.services import signing
from tests import builders
from tests.cast import JEANNE_EMAIL
from tests.desk.test_new_passwords import FORGOT
from tests.desk.test_signing import a_newcomer
from tests.storefront.accounts import NEW_PASSWORD, PAGE, a_customer

pytestmark = [pytest.mark.rule("D2-01"), pytest.mark.usefixtures("house")]
TRIES = int(os.environ.get("COMPTOIR_TRIES", "10"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
RESAMPLES = 2000
# Seconds by which medians may differ for certain: far less than what a network's own moods leave to be seen.
UNSEEN = 0.0005
KNOWN, UNKNOWN = "nora@example.org", "nobo@example.org"  # of one length


@pytest.fixture(autouse=True)
def real_digests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords cost here what they cost a house."""
    for name, cost in {"time_cost": 2, "memory_cost": 102400, "parallelism": 8}.items():
        monkeypatch.setattr(Argon2PasswordHasher, name, cost)


@dataclass(frozen=True, slots=True)
class Measured:
    """The seconds of every try with the e-mail that is known, and with the one that is not."""

    known: Sequence[float]
    unknown: Sequence[float]

    @property
    def difference(self) -> float:
        return statistics.median(self.known) - statistics.median(self.unknown)

    def interval(self) -> tuple[float, float]:
        """Where the difference of the medians lies, 99 times in 100, by drawing again from what was measured."""
        draw = random.Random(SEED)
        found = sorted(
            statistics.median(draw.choices(self.known, k=len(self.known)))
            - statistics.median(draw.choices(self.unknown, k=len(self.unknown)))
            for _ in range(RESAMPLES)
        )
        return found[RESAMPLES // 200], found[-RESAMPLES // 200]

    def tells(self) -> bool:
        """Whether the medians differ for certain by what somebody elsewhere could see."""
        low, high = self.interval()
        return low > UNSEEN or high < -UNSEEN

    def said(self, page: str) -> str:
        low, high = self.interval()
        told = "TELLS" if self.tells() else "none to be seen" if low <= 0 <= high else "too small to be seen"
        known, unknown = (statistics.median(each) * 1000 for each in (self.known, self.unknown))
        return (
            f"{page:13} known {known:8.3f} ms  unknown {unknown:8.3f} ms  difference {self.difference * 1000:+.3f} ms,"
            f" in 99 of 100 within {low * 1000:+.3f} and {high * 1000:+.3f}: {told}"
        )


def measure(ask: Callable[[str], None]) -> Measured:
    """Ask with both in turn, which first by chance, each time in the house as it was; one try of each does not count."""
    taken: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    order, chance = [KNOWN, UNKNOWN], random.Random(SEED)
    for _ in range(TRIES + 1):
        chance.shuffle(order)
        for email in order:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SAVEPOINT asked"
                )  # the page has transactions of its own, and may be in none of ours
                began = time.perf_counter()
                ask(email)
                taken[email].append(time.perf_counter() - began)
                cursor.execute("ROLLBACK TO SAVEPOINT asked")
    return Measured(known=taken[KNOWN][1:], unknown=taken[UNKNOWN][1:])


def asks(path: str, status: int, **typed: str) -> Callable[[str], None]:
    """Send a form with an e-mail, from somewhere else in the world."""
    client = Client(REMOTE_ADDR="9.9.9.9")

    def ask(email: str) -> None:
        assert client.post(path, {**typed, "email": email}).status_code == status

    return ask


def wrong_password() -> Callable[[str], None]:
    a_customer(KNOWN)
    return asks(f"{PAGE}sign-in/", 401, password="not-her-password-9")


def code() -> Callable[[str], None]:
    a_customer(KNOWN)
    return asks(f"{PAGE}sign-in/code/", 302)


def sign_up() -> Callable[[str], None]:
    a_customer(KNOWN)
    return asks(f"{PAGE}sign-up/", 302, name="Zoë", password=NEW_PASSWORD)


def reset() -> Callable[[str], None]:
    a_customer(KNOWN)
    return asks(f"{PAGE}forgot/", 200)


def order() -> Callable[[str], None]:
    number = builders.a_placed_order().number
    ask = asks("/en-fr/returns/", 200, number=number)
    named = {KNOWN: JEANNE_EMAIL, UNKNOWN: f"j0{JEANNE_EMAIL[2:]}"}
    return lambda email: ask(named[email])


def newsletter() -> Callable[[str], None]:
    ask = asks("/en-fr/newsletter/", 200)
    ask(KNOWN)
    Subscription.objects.filter(email=KNOWN).update(confirmed_at=clock.now())
    return ask


def staff_reset() -> Callable[[str], None]:
    a_newcomer()
    return asks(FORGOT, 200)


PAGES = (wrong_password, code, sign_up, reset, order, newsletter, staff_reset)


@pytest.mark.parametrize("prepare", PAGES)
def test_the_time_of_a_page_does_not_tell_whether_an_e_mail_is_known(
    prepare: Callable[[], Callable[[str], None]],
) -> None:
    measured = measure(prepare())
    print(measured.said(prepare.__name__))
    assert not measured.tells()


def test_a_page_that_spares_itself_the_digest_of_an_unknown_e_mail_would_tell(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask = wrong_password()
    monkeypatch.setattr(signing, "work_as_much", str)
    measured = measure(ask)
    print(measured.said("(sparing)"))
    assert measured.tells()
