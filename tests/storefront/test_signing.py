"""In and out of an account, at the public door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import clock
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.models import Proof, Session
from tests.plumbing import authenticators
from tests.storefront.accounts import EMAIL, PAGE, PASSWORD, a_customer, sign_in
from tests.storefront.pages import hidden, text_of, words

pytestmark = pytest.mark.usefixtures("house")


def test_who_signs_in_goes_on_and_has_a_new_cookie_each_time(shopper: Client) -> None:
    a_customer()
    answer = sign_in(shopper, next="/en-fr/wishlist/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/en-fr/wishlist/")
    first = shopper.cookies["customer"]
    assert (first["httponly"], first["samesite"], first["path"]) == (True, "Lax", "/")
    token = first.value
    assert token not in str(Session.objects.values_list("digest", flat=True))
    sign_in(shopper)
    assert shopper.cookies["customer"].value != token
    assert Session.objects.count() == 1


@pytest.mark.rule("7.2.4")
def test_a_cookie_that_somebody_else_chose_is_not_kept(shopper: Client) -> None:
    a_customer()
    shopper.cookies["customer"] = "chosen"
    sign_in(shopper)
    assert shopper.cookies["customer"].value != "chosen"


@pytest.mark.rule("D2-01")
def test_a_wrong_password_an_unknown_e_mail_and_a_member_of_staff_are_the_same_no(shopper: Client) -> None:
    a_customer()
    a_customer("hand@example.org", password="a-very-long-one-1", role=Role.ADVISOR)
    tries = [(EMAIL, "wrong"), ("nobody@example.org", PASSWORD), ("hand@example.org", "a-very-long-one-1")]
    pages = set()
    for email, password in tries:
        answer = sign_in(shopper, email=email, password=password)
        assert answer.status_code == 401
        pages.add(words(answer.content.decode()))
    assert len(pages) == 1
    assert "do not go together" in pages.pop()
    assert Session.objects.count() == 0
    assert "customer" not in shopper.cookies


def test_signing_out_takes_a_form_and_ends_the_session(shopper: Client) -> None:
    a_customer()
    sign_in(shopper)
    assert shopper.get("/en-fr/account/sign-out/").status_code == 405
    assert Session.objects.count() == 1
    assert shopper.post("/en-fr/account/sign-out/").headers["Location"] == "/en-fr/"
    assert Session.objects.count() == 0
    assert shopper.cookies["customer"].value == ""


def test_who_is_signed_in_does_not_see_the_page_again(shopper: Client) -> None:
    a_customer()
    sign_in(shopper)
    assert shopper.get(f"{PAGE}sign-in/?next=/en-fr/basket/").headers["Location"] == "/en-fr/basket/"


@pytest.mark.rule("3.7.2")
@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/en-fr/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "/desk/",
        "",
    ],
)
def test_nobody_is_led_elsewhere(shopper: Client, wanted: str) -> None:
    a_customer()
    assert sign_in(shopper, next=wanted).headers["Location"] == "/en-fr/account/"


def test_the_desks_session_and_the_customers_know_nothing_of_each_other(shopper: Client) -> None:
    a_customer()
    authenticators.set_up(a_customer("hand@example.org", password="a-very-long-one-1", role=Role.ADVISOR))
    sign_in(shopper)
    assert shopper.get("/desk/").status_code == 302
    shopper.post("/desk/sign-in/", {"email": "hand@example.org", "password": "a-very-long-one-1"})
    shopper.post("/desk/sign-in/code/", {"code": authenticators.code()})
    assert shopper.get("/desk/").status_code == 200
    shopper.post("/en-fr/account/sign-out/")
    assert shopper.get("/desk/").status_code == 200


@pytest.mark.rule("3.5.1")
def test_the_accounts_forms_carry_a_token(house: None) -> None:
    del house
    a_customer()
    strict = Client(enforce_csrf_checks=True)
    token = hidden(strict.get(f"{PAGE}sign-in/").content.decode(), "csrfmiddlewaretoken")
    assert sign_in(strict).status_code == 403
    assert sign_in(strict, csrfmiddlewaretoken=token).status_code == 302


@pytest.mark.rule("3.5.1")
@pytest.mark.parametrize(("site", "status"), [("same-origin", 302), ("cross-site", 403), ("", 403)])
def test_a_form_of_a_page_without_referrer_passes_by_where_it_was_sent_from(
    house: None, site: str, status: int
) -> None:
    del house
    a_customer()
    strict = Client(enforce_csrf_checks=True)
    token = hidden(strict.get(f"{PAGE}sign-in/").content.decode(), "csrfmiddlewaretoken")
    form = {"email": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
    headers = {"Origin": "null", **({"Sec-Fetch-Site": site} if site else {})}
    assert strict.post(f"{PAGE}sign-in/", form, headers=headers).status_code == status


def test_every_cookie_of_an_account_is_told(shopper: Client) -> None:
    a_customer()
    shopper.post(f"{PAGE}sign-in/code/", {"email": EMAIL})
    shopper.get(f"{PAGE}reset/nothing/")
    shopper.get(f"{PAGE}sign-in/")
    sign_in(shopper)
    told = text_of(shopper, "/en-fr/legal/cookies/")
    assert {name for name in shopper.cookies if name not in told} == set()
    assert {"customer", "proof", "reset", "csrf"} <= set(shopper.cookies)


def test_what_is_over_is_forgotten(shopper: Client) -> None:
    a_customer()
    sign_in(shopper)
    shopper.post(f"{PAGE}forgot/", {"email": EMAIL})
    at, real_at = clock.now(), clock.real_now()
    people.forget_old(real_at=real_at, at=at + queries.RESET_LIVES - timedelta(minutes=1))
    assert (Proof.objects.count(), Session.objects.count()) == (1, 1)
    assert queries.next_proof_over() == Proof.objects.get().expires_at
    people.forget_old(real_at=real_at + queries.SESSION_IDLE, at=at + queries.RESET_LIVES)
    people.forget_old(
        real_at=real_at + queries.SESSION_IDLE + timedelta(minutes=1), at=at + timedelta(days=31)
    )
    assert (Proof.objects.count(), Session.objects.count()) == (0, 0)


def test_the_page_is_nobody_elses(shopper: Client) -> None:
    assert "Sign in" in text_of(shopper, f"{PAGE}sign-in/")
    assert shopper.get(f"{PAGE}sign-in/").headers["Cache-Control"] == "private, no-store"
