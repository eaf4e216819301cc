"""Guessing is slow from anywhere, and nobody honest is locked out: limits count failures, and a code always leads in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from comptoir.infra import clock
from comptoir.notices import queries as notices
from comptoir.people.models import Session, Tally
from tests.storefront.accounts import EMAIL, PAGE, PASSWORD, a_customer, mailed_code, sign_in
from tests.storefront.pages import words

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("6.3.1"), pytest.mark.rule("2.4.1")]
HERE, THERE = "9.9.9.9", "8.8.8.8"


def guess(times: int, *, email: str = EMAIL, network: str = HERE) -> list[int]:
    return [
        sign_in(Client(), email=email, password=f"wrong-{n}", from_where=network).status_code
        for n in range(times)
    ]


def ask(email: str, *, page: str = "forgot", network: str = HERE) -> HttpResponse:
    form = {"email": email, "name": "Zoë", "password": PASSWORD}
    return Client().post(f"{PAGE}{page}/", form, REMOTE_ADDR=network)


def test_ten_wrong_passwords_from_one_place_and_the_owner_signs_in_from_another(shopper: Client) -> None:
    a_customer()
    assert guess(12) == [401] * 10 + [429] * 2
    assert sign_in(shopper, from_where=HERE).status_code == 429
    assert sign_in(shopper, from_where=THERE).status_code == 302


@pytest.mark.rule("D2-01")
def test_an_unknown_e_mail_is_limited_alike(house: None) -> None:
    del house
    assert guess(11, email="nobody@example.org") == [401] * 10 + [429]


def test_who_is_guessed_at_from_everywhere_still_gets_in_by_a_code(shopper: Client) -> None:
    a_customer()
    for number in range(5):
        guess(10, network=f"9.9.9.{number + 1}")
    answer = sign_in(shopper, from_where=THERE)
    assert answer.status_code == 429
    assert "sign-in/code/" in answer.content.decode()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL}, REMOTE_ADDR=THERE)
    assert shopper.post(f"{PAGE}code/", {"code": mailed_code()}, REMOTE_ADDR=THERE).status_code == 302
    assert Session.objects.count() == 1


def test_right_passwords_are_not_counted_and_an_hour_clears_the_rest(shopper: Client) -> None:
    a_customer()
    for _ in range(15):
        assert sign_in(shopper, from_where=HERE).status_code == 302
    assert Tally.objects.count() == 0
    guess(10)
    Tally.objects.update(at=clock.real_now() - timedelta(hours=1))
    assert guess(1) == [401]
    assert Tally.objects.filter(at__lt=clock.real_now() - timedelta(minutes=30)).count() == 0


@pytest.mark.rule("B-26")
@pytest.mark.parametrize("page", ["forgot", "sign-up", "sign-in/code"])
def test_three_mails_an_hour_go_to_an_address_whoever_asks(house: None, page: str) -> None:
    del house
    a_customer()
    for email in (EMAIL, "nobody@example.org"):
        answers = [ask(email, page=page, network=f"9.9.9.{n}") for n in range(1, 6)]
        assert [answer.status_code == 429 for answer in answers] == [False] * 3 + [True] * 2
        assert "Too many tries." in words(answers[-1].content.decode())
        assert len(notices.outbox(to=email)) == 3


@pytest.mark.rule("B-26")
def test_twenty_mails_an_hour_leave_from_one_place(house: None) -> None:
    del house
    answers = [ask(f"someone{n}@example.org").status_code for n in range(21)]
    assert answers == [200] * 20 + [429]
    assert ask("someone@example.org", network=THERE).status_code == 200


def test_what_is_counted_by_says_nothing_about_who(house: None) -> None:
    del house
    guess(1)
    kept = str(Tally.objects.values())
    assert (EMAIL in kept, HERE in kept, Tally.objects.count()) == (False, False, 3)


def test_the_demos_own_machine_is_trusted(house: None) -> None:
    del house
    a_customer()
    assert guess(15, network="127.0.0.1") == [401] * 15
    assert Tally.objects.count() == 0
