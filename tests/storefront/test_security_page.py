"""What a customer does to keep an account theirs: password, e-mail at both ends, browsers signed out."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import hashers
from django.test import Client

from comptoir.core.passwords import LONGEST
from comptoir.infra import clock
from comptoir.notices import queries as notices
from comptoir.people.models import Session, User
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
from tests.storefront.pages import hidden, text_of, words

pytestmark = pytest.mark.usefixtures("house")
SECURITY, NEW = f"{PAGE}security/", "new@example.org"
MOZILLA = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def customer(shopper: Client) -> Client:
    """A browser in which a customer is signed in."""
    a_customer()
    sign_in(shopper)
    return shopper


def is_in(client: Client) -> bool:
    return client.get(SECURITY).status_code == 200


def test_strangers_sign_in_first_and_come_back(shopper: Client) -> None:
    answer = shopper.get(SECURITY)
    assert answer.headers["Location"] == f"{PAGE}sign-in/?next=%2Fen-fr%2Faccount%2Fsecurity%2F"
    a_customer()
    shopper.cookies["customer"] = "guessed"
    assert not is_in(shopper)


@pytest.mark.rule("7.5.2")
def test_a_browser_that_is_signed_in_is_seen_and_can_be_signed_out(customer: Client) -> None:
    other, third = Client(headers={"User-Agent": MOZILLA}), Client()
    sign_in(other)
    sign_in(third)
    page = customer.get(SECURITY).content.decode()
    said = words(page)
    assert "Firefox on Linux" in said
    assert said.count("last seen") == 3
    assert said.count("· this one") == 1
    chosen = Session.objects.get(device=MOZILLA).public_id
    assert f'value="{chosen}"' in page
    customer.post(f"{SECURITY}sessions/", {"session": str(chosen)})
    assert (is_in(other), is_in(third), is_in(customer)) == (False, True, True)
    customer.post(f"{SECURITY}sessions/")
    assert (is_in(third), is_in(customer)) == (False, True)


def test_nobody_signs_others_out(customer: Client) -> None:
    a_customer("anna@example.org")
    sign_in(anna := Client(), email="anna@example.org")
    theirs = Session.objects.get(user__email="anna@example.org").public_id
    customer.post(f"{SECURITY}sessions/", {"session": str(theirs)})
    customer.post(f"{SECURITY}sessions/", {"session": "nonsense"})
    assert is_in(anna)


@pytest.mark.rule("7.3.2")
@pytest.mark.parametrize(("field", "days"), [("seen_at", 30), ("made_at", 180)])
def test_a_session_ends_when_it_is_not_used_and_at_its_longest(
    customer: Client, field: str, days: int
) -> None:
    Session.objects.update(**{field: clock.real_now() - timedelta(days=days, seconds=-60)})
    assert is_in(customer)
    Session.objects.update(**{field: clock.real_now() - timedelta(days=days)})
    assert not is_in(customer)


@pytest.mark.rule("7.4.2")
def test_who_may_act_no_more_is_out_at_once(customer: Client) -> None:
    User.objects.update(is_active=False)
    assert not is_in(customer)


@pytest.mark.rule("7.4.3")
@pytest.mark.rule("B-24")
def test_a_new_password_takes_the_old_one_and_signs_the_others_out(customer: Client) -> None:
    sign_in(other := Client())
    other.post(f"{PAGE}forgot/", {"email": EMAIL})
    link = mailed_link()
    typed = {"current": PASSWORD, "password": NEW_PASSWORD}
    wrong = customer.post(f"{SECURITY}password/", {**typed, "current": "wrong"})
    assert wrong.status_code == 422
    assert "This is not your current password." in words(wrong.content.decode())
    assert customer.post(f"{SECURITY}password/", {**typed, "password": "weak"}).status_code == 422
    assert hashers.check_password(PASSWORD, User.objects.get().password)
    assert customer.post(f"{SECURITY}password/", typed).status_code == 302
    assert hashers.check_password(NEW_PASSWORD, User.objects.get().password)
    assert (is_in(customer), is_in(other)) == (True, False)
    assert Client().get(link, follow=True).status_code == 410
    assert last_mail().subject == "Your password was changed"


@pytest.mark.rule("B-24")
def test_an_e_mail_changes_when_both_mailboxes_are_read(customer: Client) -> None:
    sign_in(other := Client())
    other.post(f"{PAGE}forgot/", {"email": EMAIL})
    link = mailed_link()
    asked = customer.post(f"{SECURITY}email/", {"email": NEW})
    assert asked.headers["Location"] == f"{SECURITY}email/"
    assert NEW in text_of(customer, f"{SECURITY}email/")
    codes = {"new": mailed_code(NEW), "old": mailed_code(EMAIL)}
    for half in ({**codes, "old": "0000 0000"}, {**codes, "new": "0000 0000"}):
        assert customer.post(f"{SECURITY}email/", half).status_code == 422
        assert User.objects.get().email == EMAIL
    assert customer.post(f"{SECURITY}email/", codes).status_code == 302
    user = User.objects.get()
    assert user.email == NEW
    assert user.email_proved_at is not None
    assert last_mail(EMAIL).subject == "Your e-mail address was changed"
    assert (is_in(customer), is_in(other)) == (True, False)
    assert Client().get(link, follow=True).status_code == 410
    assert customer.post(f"{SECURITY}email/", codes).status_code == 302
    assert User.objects.get().email == NEW


@pytest.mark.rule("D2-01")
def test_an_e_mail_that_somebody_has_is_told_by_mail_alone(customer: Client) -> None:
    a_customer("anna@example.org")
    customer.post(f"{SECURITY}email/", {"email": "anna@example.org"})
    assert "anna@example.org" in text_of(customer, f"{SECURITY}email/")
    assert last_mail("anna@example.org").subject == "You have an account already"
    codes = {"new": "0000 0000", "old": mailed_code(EMAIL)}
    assert customer.post(f"{SECURITY}email/", codes).status_code == 422
    assert sorted(User.objects.values_list("email", flat=True)) == ["anna@example.org", EMAIL]


def test_the_codes_of_another_account_change_nothing_here(customer: Client) -> None:
    customer.post(f"{SECURITY}email/", {"email": NEW})
    codes = {"new": mailed_code(NEW), "old": mailed_code(EMAIL)}
    a_customer("anna@example.org")
    sign_in(anna := Client(), email="anna@example.org")
    anna.cookies["proof"] = customer.cookies["proof"].value
    assert anna.post(f"{SECURITY}email/", codes).status_code == 422
    assert User.objects.filter(email=NEW).count() == 0


@pytest.mark.rule("3.5.1")
def test_its_forms_need_their_token(house: None) -> None:
    del house
    a_customer()
    strict = Client(enforce_csrf_checks=True)
    token = hidden(strict.get(f"{PAGE}sign-in/").content.decode(), "csrfmiddlewaretoken")
    sign_in(strict, csrfmiddlewaretoken=token)
    for path in ("password", "email", "sessions", "passkeys"):
        assert strict.post(f"{SECURITY}{path}/", {"email": NEW}).status_code == 403
    assert notices.outbox() == ()
    # The head of the account has a form too: to sign out.
    assert len(re.findall("csrfmiddlewaretoken", strict.get(SECURITY).content.decode())) == 5


@pytest.mark.rule("V6.2.8", "ACC-04")
def test_a_password_is_taken_as_it_was_typed_at_every_door(customer: Client) -> None:
    long = f" {'é' * (LONGEST - 5)}7!  "
    answer = customer.post(f"{SECURITY}password/", {"current": PASSWORD, "password": f"{long}x"})
    assert (answer.status_code, "Use at most 256 characters." in words(answer.content.decode())) == (
        422,
        True,
    )
    customer.post(f"{SECURITY}password/", {"current": PASSWORD, "password": long})
    for other in (long.strip(), long[:200]):
        assert not is_in_after(other)
        assert session(other) == 401
    assert is_in_after(long)
    assert session(long) == 201


def is_in_after(password: str) -> bool:
    client = Client()
    sign_in(client, password=password)
    return is_in(client)


def session(password: str) -> int:
    body = {"email": EMAIL, "password": password}
    return Client().post("/api/v1/sessions", body, content_type="application/json").status_code


@pytest.mark.rule("V6.2.6", "V6.2.7")
@pytest.mark.parametrize(
    ("address", "fields"),
    [(f"{PAGE}sign-in/", 1), (f"{PAGE}sign-up/", 1), (SECURITY, 2), ("/desk/sign-in/", 1)],
)
def test_a_field_for_a_password_hides_it_and_says_so_to_managers(
    customer: Client, address: str, fields: int
) -> None:
    client = customer if address == SECURITY else Client()
    inputs = re.findall(r"<input[^>]+>", client.get(address).content.decode())
    known = [field for field in inputs if re.search(r'name="(password|current)"', field)]
    assert len(known) == fields
    for field in known:
        assert 'type="password"' in field
        assert re.search(r'autocomplete="(current|new)-password"', field)
        assert "onpaste" not in field
