"""Signing up and in by codes: what is mailed proves the address, and the page tells nobody who has an account."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.infra import clock
from comptoir.journal.models import Entry
from comptoir.notices import queries as notices
from comptoir.people.models import Proof, Session, User
from tests.storefront.accounts import (
    EMAIL,
    NEW_PASSWORD,
    PAGE,
    PASSWORD,
    a_customer,
    last_mail,
    mailed_code,
    sign_in,
)
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")


def sign_up(client: Client, *, password: str = PASSWORD, **typed: str) -> HttpResponse:
    form = {"email": EMAIL, "name": "Zoë Exemple", "password": password, **typed}
    return client.post(f"{PAGE}sign-up/", form)


def type_code(client: Client, code: str, **typed: str) -> HttpResponse:
    return client.post(f"{PAGE}code/", {"code": code, **typed})


@pytest.mark.rule("ACC-03")
def test_an_account_is_made_when_its_e_mail_is_proved_and_not_before(shopper: Client) -> None:
    answer = sign_up(shopper, next="/en-fr/wishlist/")
    assert answer.headers["Location"] == "/en-fr/account/code/?next=%2Fen-fr%2Fwishlist%2F"
    assert User.objects.count() == 0
    assert "zoe@example.org" in text_of(shopper, answer.headers["Location"])
    went_on = type_code(shopper, mailed_code(), next="/en-fr/wishlist/")
    assert went_on.headers["Location"] == "/en-fr/wishlist/"
    user = User.objects.get()
    assert (user.email, user.name, user.role, user.language) == (EMAIL, "Zoë Exemple", "", "en")
    assert user.email_proved_at is not None
    assert Session.objects.get().user == user
    sign_in(Client())
    assert Session.objects.count() == 2


@pytest.mark.rule("ACC-03")
def test_who_signs_up_with_anothers_e_mail_gets_nothing_and_leaves_nothing_behind(shopper: Client) -> None:
    sign_up(shopper)
    victims = Client()
    sign_up(victims, password=NEW_PASSWORD)
    type_code(victims, mailed_code())
    user = User.objects.get()
    assert hashers.check_password(NEW_PASSWORD, user.password)
    assert type_code(shopper, mailed_code()).status_code == 422
    assert Session.objects.count() == 1


@pytest.mark.rule("D2-01")
def test_signing_up_with_a_known_e_mail_shows_the_same_and_says_so_by_mail_alone(shopper: Client) -> None:
    a_customer()
    known, fresh = sign_up(shopper), sign_up(Client(), email="nobody@example.org")
    assert (known.status_code, known.headers["Location"], known.content) == (
        fresh.status_code,
        fresh.headers["Location"],
        fresh.content,
    )
    mail = last_mail()
    assert mail.subject == "You have an account already"
    assert "account/forgot/" in mail.text
    proof = Proof.objects.get(email=EMAIL)
    assert type_code(shopper, "0000 0000").status_code == 422
    assert User.objects.get(email=EMAIL).password != proof.waiting["password"]


@pytest.mark.rule("D2-01")
@pytest.mark.parametrize("page", ["sign-up", "sign-in/code", "forgot"])
def test_a_known_and_an_unknown_e_mail_take_the_same_work(
    shopper: Client, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_customer()
    hashed: list[str] = []
    hasher = type(hashers.get_hasher())
    encode = hasher.encode

    def counted(self: object, password: str, salt: str) -> str:
        hashed.append("hash")
        return encode(self, password, salt)

    monkeypatch.setattr(hasher, "encode", counted)
    work = []
    for email in (EMAIL, "nobody@example.org"):
        hashed.clear()
        with CaptureQueriesContext(connection) as asked:
            form = {"email": email, "name": "Zoë", "password": NEW_PASSWORD}
            shopper.post(f"{PAGE}{page}/", form, REMOTE_ADDR="9.9.9.9")
        verbs = [query["sql"].split()[0] for query in asked.captured_queries]
        work.append((len(hashed), verbs, len(notices.outbox(to=email))))
    assert work[0] == work[1]
    assert work[0][0] == (1 if page == "sign-up" else 0)


@pytest.mark.rule("ACC-04")
def test_a_weak_password_is_told_all_that_it_lacks(shopper: Client) -> None:
    answer = sign_up(shopper, password="short")
    said = words(answer.content.decode())
    assert answer.status_code == 422
    for lack in (
        "Use at least 8 characters.",
        "Use at least one digit.",
        "Use at least one special character",
    ):
        assert lack in said
    assert "8 characters or more" in said
    assert Proof.objects.count() == 0


@pytest.mark.rule("6.2.12")
@pytest.mark.parametrize(
    "password", ["Password1!", "azerty123!", "zoe@example.org1", "12345678!", "Zoe-2026!"]
)
def test_a_password_that_is_guessed_first_is_refused(shopper: Client, password: str) -> None:
    answer = sign_up(shopper, password=password)
    assert "among the first that are guessed" in words(answer.content.decode())
    assert Proof.objects.count() == 0


@pytest.mark.rule("6.5.1")
def test_a_code_signs_in_once_and_for_ten_minutes(shopper: Client) -> None:
    user = a_customer()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    code = mailed_code()
    assert code not in str(Proof.objects.values())
    other = Client()
    other.cookies["proof"] = shopper.cookies["proof"].value
    assert type_code(shopper, code.replace(" ", "")).status_code == 302
    assert type_code(other, code).status_code == 422
    user.refresh_from_db()
    assert user.email_proved_at is not None
    assert Entry.objects.filter(verb="signed_in", subject_id=str(user.public_id)).get().data == {
        "way": "code"
    }


@pytest.mark.rule("6.5.5")
@pytest.mark.parametrize(("seconds", "status"), [(-5, 302), (5, 422)])
def test_a_code_is_over_after_ten_minutes(shopper: Client, seconds: int, status: int) -> None:
    a_customer()
    asked = clock.now()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    code = mailed_code()
    clock.set_to(at=asked + timedelta(minutes=10, seconds=seconds))
    assert type_code(shopper, code).status_code == status


@pytest.mark.rule("6.3.1")
def test_five_wrong_codes_use_the_right_one_up(shopper: Client) -> None:
    a_customer()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    code = mailed_code()
    for number in range(5):
        assert type_code(shopper, f"{number:08}").status_code == 422
    assert type_code(shopper, code).status_code == 422
    assert Session.objects.count() == 0


def test_a_code_of_another_browser_opens_nothing_here(shopper: Client) -> None:
    a_customer()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    code, other = mailed_code(), Client()
    assert type_code(other, code).headers["Location"] == "/en-fr/account/sign-in/"
    other.post(f"{PAGE}sign-in/code/", {"email": "nobody@example.org"})
    assert type_code(other, code).status_code == 422
    assert last_mail("nobody@example.org").subject == "No account with this e-mail yet"


@pytest.mark.parametrize("page", ["sign-up", "sign-in/code", "forgot"])
def test_an_address_that_is_none_is_asked_again(shopper: Client, page: str) -> None:
    for email in ("", "zoe", "zoe@example.org\nBcc: all@example.org"):
        answer = shopper.post(f"{PAGE}{page}/", {"email": email, "password": PASSWORD})
        assert answer.status_code == 422
    assert notices.outbox() == ()
