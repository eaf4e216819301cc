"""A link to a new password and a code, used by many hands at the same moment: one gets through (B-23)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from comptoir.infra import clock, queue
from comptoir.infra.visitors import INSIDE
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices
from comptoir.people import services as people
from comptoir.people.models import Proof, User
from comptoir.people.services import Asker
from tests.races.test_buying_races import together
from tests.storefront.accounts import EMAIL, NEW_PASSWORD, PASSWORD, a_customer

pytestmark = pytest.mark.usefixtures("lasting_house")

HANDS = 8
ASKER = Asker(
    visitor=INSIDE,
    language="en",
    country="FR",
    site="http://127.0.0.1/en-fr/",
    zone="Europe/Paris",
    terms={},
)


def mailed(pattern: str) -> str:
    queue.run_waiting()
    found = re.search(pattern, notices.outbox(to=EMAIL)[0].text)
    assert found
    return found[1]


def hands(act: Callable[[], object]) -> Counter[str]:
    """What became of each hand's try."""

    def once() -> str:
        act()
        return "done"

    return Counter(together([once] * HANDS))


@pytest.mark.rule("B-23")
def test_one_of_many_hands_uses_a_link() -> None:
    a_customer()
    people.ask_reset(email=EMAIL, asker=ASKER, at=clock.now())
    token = mailed(r"account/reset/([\w-]+)/")
    terms = markets.current_policy(at=clock.now()).passwords
    outcomes = hands(
        lambda: people.reset_password(
            token=token, code="", password=NEW_PASSWORD, terms=terms, asker=ASKER, at=clock.now()
        )
    )
    assert outcomes["done"] == 1
    assert set(outcomes) <= {"done", "proof_wrong", "proof_over"}


@pytest.mark.rule("6.5.1")
def test_one_of_many_hands_uses_a_code_and_one_account_is_made() -> None:
    terms = markets.current_policy(at=clock.now()).passwords
    token = people.ask_sign_up(
        email=EMAIL, name="Zoë", password=PASSWORD, terms=terms, asker=ASKER, at=clock.now()
    )
    code = mailed(r"\b(\d{4} \d{4})\b")
    outcomes = hands(lambda: people.prove_by_code(token=token, code=code, visitor=INSIDE, at=clock.now()))
    assert (outcomes["done"], User.objects.filter(email=EMAIL).count()) == (1, 1)


@pytest.mark.rule("6.3.1")
def test_many_hands_have_five_guesses_between_them() -> None:
    a_customer()
    token = people.ask_sign_in(email=EMAIL, asker=ASKER, at=clock.now())
    outcomes = hands(
        lambda: people.prove_by_code(token=token, code="00000000", visitor=INSIDE, at=clock.now())
    )
    assert outcomes == {"proof_wrong": HANDS}
    assert Proof.objects.get(purpose="sign_in").tries == 5
