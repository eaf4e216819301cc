"""The link to a new password: thirty days long, an hour by itself, then with a code; once, and over for many reasons."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.http import HttpResponse
from django.test import Client

from comptoir.infra import clock
from comptoir.notices import queries as notices
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.models import Proof, Session, User
from tests.storefront.accounts import (
    EMAIL,
    NEW_PASSWORD,
    PAGE,
    PASSWORD,
    a_customer,
    last_mail,
    mailed_code,
    mailed_link,
    sign_in,
)
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")
FORM = f"{PAGE}reset/"


def ask(client: Client, email: str = EMAIL) -> HttpResponse:
    return client.post(f"{PAGE}forgot/", {"email": email})


def follow(client: Client, link: str | None = None) -> HttpResponse:
    """Open the link as a browser does."""
    client.get(link or mailed_link())
    return client.get(FORM)


def choose(client: Client, password: str = NEW_PASSWORD, **typed: str) -> HttpResponse:
    return client.post(FORM, {"password": password, **typed})


def opens_with(password: str) -> bool:
    return hashers.check_password(password, User.objects.get(email=EMAIL).password)


@pytest.mark.rule("ACC-06")
@pytest.mark.rule("B-25")
def test_a_link_sets_the_password_ends_every_session_and_signs_nobody_in(shopper: Client) -> None:
    a_customer()
    sign_in(elsewhere := Client())
    token = people.session_token(email=EMAIL, password=PASSWORD, real_at=clock.real_now(), at=clock.now())
    ask(shopper)
    follow(shopper)
    answer = choose(shopper)
    assert answer.headers["Location"] == "/en-fr/account/sign-in/?changed=1"
    assert "Your password is changed." in text_of(shopper, answer.headers["Location"])
    assert opens_with(NEW_PASSWORD)
    assert Session.objects.count() == 0
    assert "customer" not in shopper.cookies
    assert elsewhere.get(f"{PAGE}sign-in/").status_code == 200
    assert queries.actor_for_token(token=token, at=clock.real_now()) is None
    assert User.objects.get().email_proved_at is not None
    assert last_mail().subject == "Your password was changed"


@pytest.mark.rule("B-25")
def test_looking_uses_nothing_up_and_the_secret_leaves_the_address(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    link = mailed_link()
    for method in (shopper.get, shopper.head) * 10:
        answer = method(link)
        assert (answer.status_code, answer.headers["Location"]) == (302, FORM)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "private, no-store"
    page = shopper.get(FORM)
    assert link.split("/")[-2] not in page.content.decode()
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert choose(shopper).status_code == 302


@pytest.mark.rule("B-23")
def test_a_link_works_once(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    link = mailed_link()
    follow(shopper, link)
    choose(shopper)
    again = Client()
    assert follow(again, link).status_code == 410
    assert choose(again, PASSWORD).status_code == 410
    assert opens_with(NEW_PASSWORD)


@pytest.mark.rule("B-21")
@pytest.mark.rule("ACC-06")
@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(minutes=59), "New password"),
        (timedelta(minutes=61), "Send me a fresh code"),
        (timedelta(days=29), "Send me a fresh code"),
        (timedelta(days=31), "This link is over."),
    ],
)
def test_what_a_link_does_by_its_age(shopper: Client, age: timedelta, shown: str) -> None:
    a_customer()
    ask(shopper)
    link = mailed_link()
    clock.set_to(at=clock.now() + age)
    assert shown in words(follow(shopper, link).content.decode())


@pytest.mark.rule("B-21")
def test_an_old_link_needs_the_code_that_it_mails(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    follow(shopper)
    clock.set_to(at=clock.now() + timedelta(days=20))
    assert choose(shopper).status_code == 422
    assert opens_with(PASSWORD)
    assert shopper.post(FORM, {"mail": "1"}).headers["Location"] == FORM
    code = mailed_code()
    assert choose(shopper, code="0000 0000").status_code == 422
    clock.set_to(at=clock.now() + timedelta(minutes=11))
    assert choose(shopper, code=code).status_code == 422
    shopper.post(FORM, {"mail": "1"})
    assert choose(shopper, code=mailed_code()).status_code == 302
    assert opens_with(NEW_PASSWORD)


@pytest.mark.rule("B-24")
def test_a_newer_link_ends_the_older_one(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    older = mailed_link()
    ask(shopper)
    assert follow(Client(), older).status_code == 410
    assert follow(Client(), mailed_link()).status_code == 200


@pytest.mark.rule("B-24")
def test_signing_in_with_the_password_ends_the_link(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    link = mailed_link()
    sign_in(shopper)
    assert follow(Client(), link).status_code == 410


@pytest.mark.rule("B-22")
def test_what_is_stored_opens_nothing(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    secret = mailed_link().split("/")[-2]
    assert len(secret) == 43
    assert secret not in str(Proof.objects.values())
    for kept in Proof.objects.values_list("digest", flat=True):
        assert follow(Client(), f"{FORM}{kept}/").status_code == 410


@pytest.mark.rule("B-20")
def test_a_secret_of_another_purpose_opens_no_form(shopper: Client) -> None:
    a_customer()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    assert follow(shopper, f"{FORM}{shopper.cookies['proof'].value}/").status_code == 410


@pytest.mark.rule("ACC-06")
@pytest.mark.rule("D2-01")
def test_the_answer_is_the_same_for_every_e_mail(shopper: Client) -> None:
    a_customer()
    known = words(ask(shopper).content.decode()).replace(EMAIL, "")
    unknown = words(ask(shopper, "nobody@example.org").content.decode()).replace("nobody@example.org", "")
    assert known == unknown
    assert "spam folder" in known
    assert 'href="/en-fr/contact/"' in ask(shopper).content.decode()
    mail = last_mail("nobody@example.org")
    assert mail.subject == "No account with this e-mail yet"
    assert "/en-fr/account/sign-up/" in mail.text
    assert "reset" not in mail.text


@pytest.mark.rule("ACC-05")
def test_who_never_had_a_password_here_chooses_one(shopper: Client) -> None:
    user = a_customer()
    User.objects.filter(pk=user.pk).update(password=hashers.make_password(None))
    assert sign_in(shopper).status_code == 401
    assert "customers of our former site" in text_of(shopper, f"{PAGE}sign-in/")
    ask(shopper)
    follow(shopper)
    choose(shopper)
    assert sign_in(shopper, password=NEW_PASSWORD).status_code == 302


def test_a_weak_password_leaves_the_link_as_it_was(shopper: Client) -> None:
    a_customer()
    ask(shopper)
    follow(shopper)
    assert choose(shopper, "short").status_code == 422
    assert opens_with(PASSWORD)
    assert choose(shopper).status_code == 302


@pytest.mark.rule("B-26")
def test_links_go_to_the_houses_own_address_whatever_the_request_says(shopper: Client) -> None:
    a_customer()
    shopper.post(f"{PAGE}forgot/", {"email": EMAIL}, headers={"X-Forwarded-Host": "evil.example"})
    assert "evil.example" not in last_mail().text
    assert notices.outbox(to=EMAIL)[0].kind == "password_reset"
