"""Customers sign in by a passkey: made on the security page, shown once for each challenge, removed (ACC-01, D1 6.3.3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import clock
from comptoir.people.models import Challenge, Passkey, Session, User
from tests.plumbing.devices import Device
from tests.storefront.accounts import (
    EMAIL,
    NEW_PASSWORD,
    PAGE,
    PASSWORD,
    a_customer,
    last_mail,
    mailed_link,
    sign_in,
)
from tests.storefront.pages import text_of, words

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("6.3.3", "ACC-01")]
SECURITY, SIGN_IN = f"{PAGE}security/", f"{PAGE}sign-in/passkey/"
NO = "This passkey is not known here, or its answer came too late. Try again."


@pytest.fixture
def customer(shopper: Client) -> Client:
    """A browser in which a customer is signed in."""
    a_customer()
    sign_in(shopper)
    return shopper


def offered(client: Client, password: str = PASSWORD) -> Any:
    return client.post(f"{SECURITY}passkeys/ask/", {"passkey_password": password})


def enrol(client: Client, device: Device, name: str = "Blue telephone") -> int:
    answer = device.make(offered(client).json())
    return client.post(f"{SECURITY}passkeys/", {"answer": answer, "name": name}).status_code


def asked(client: Client) -> dict[str, Any]:
    told: dict[str, Any] = client.post(f"{SIGN_IN}ask/").json()
    return told


def show(client: Client, answer: str) -> int:
    return client.post(SIGN_IN, {"answer": answer}).status_code


def is_in(client: Client) -> bool:
    return client.get(SECURITY).status_code == 200


def let_pass(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    now = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: now + time)


def test_a_passkey_signs_its_customer_in_without_an_e_mail(customer: Client) -> None:
    device = Device()
    assert enrol(customer, device) == 302
    assert "A passkey was added" in last_mail().subject
    assert "Blue telephone added" in text_of(customer, SECURITY)
    other = Client()
    question = asked(other)
    assert "allowCredentials" not in question
    assert question["userVerification"] == "required"
    answer = other.post(SIGN_IN, {"answer": device.show(question), "next": f"{SECURITY}"})
    assert (answer.status_code, answer.headers["Location"]) == (302, SECURITY)
    assert is_in(other)
    assert "Blue telephone last used" in text_of(other, SECURITY)


def test_making_one_asks_for_the_password_and_a_device_that_proposes_it_by_itself(customer: Client) -> None:
    refused = offered(customer, "not-this-one-1")
    assert (refused.status_code, refused.json()) == (422, {"refused": ["This is not your current password."]})
    assert not Challenge.objects.exists()
    question = offered(customer).json()
    assert question["authenticatorSelection"]["residentKey"] == "required"
    assert EMAIL.encode().hex() not in question["user"]["id"]


def test_who_has_no_password_has_signed_in_within_the_hour(
    customer: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.update(password="!")
    assert offered(customer, "").status_code == 200
    let_pass(monkeypatch, timedelta(hours=1, seconds=1))
    refused = offered(customer, "")
    assert refused.status_code == 422
    assert "Sign out and in again first" in refused.json()["refused"][0]


def test_several_have_their_names_and_a_device_makes_none_twice(customer: Client) -> None:
    first, second = Device(), Device()
    enrol(customer, first, "Blue")
    question = offered(customer).json()
    assert len(question["excludeCredentials"]) == 1
    assert customer.post(
        f"{SECURITY}passkeys/", {"answer": second.make(question), "name": "Red"}
    ).status_code == 302  # fmt: skip
    row = Passkey.objects.get(name="Red")
    customer.post(f"{SECURITY}passkeys/{row.public_id}/", {"name": "Green"})
    said = text_of(customer, SECURITY)
    assert ("Blue" in said, "Red" in said, "Green" in said) == (True, False, True)
    assert enrol(customer, first) == 422
    assert Passkey.objects.count() == 2


def test_the_eleventh_is_refused_before_any_device_is_asked(customer: Client) -> None:
    for _each in range(10):
        assert enrol(customer, Device()) == 302
    refused = offered(customer)
    assert (refused.status_code, refused.json()["refused"]) == (
        422,
        ["You have 10 passkeys. Remove one to add another."],
    )


def test_one_that_is_removed_signs_nobody_in(customer: Client) -> None:
    device = Device()
    enrol(customer, device)
    row = Passkey.objects.get()
    stranger = Client()
    a_customer("other@example.org")
    sign_in(stranger, email="other@example.org")
    stranger.post(f"{SECURITY}passkeys/{row.public_id}/", {"remove": "1"})
    assert Passkey.objects.exists()
    customer.post(f"{SECURITY}passkeys/{row.public_id}/", {"remove": "1"})
    assert "A passkey was removed" in last_mail().subject
    other = Client()
    assert show(other, device.show(asked(other))) == 401
    assert not is_in(other)


def test_a_new_password_by_a_link_removes_them(customer: Client) -> None:
    device, other = Device(), Client()
    enrol(customer, device)
    other.post(f"{PAGE}forgot/", {"email": EMAIL})
    other.get(mailed_link())
    other.post(f"{PAGE}reset/", {"password": NEW_PASSWORD})
    assert not Passkey.objects.exists()


def test_an_answer_is_good_once(customer: Client) -> None:
    device, other = Device(), Client()
    enrol(customer, device)
    answer = device.show(asked(other))
    assert show(other, answer) == 302
    other.post(f"{PAGE}sign-out/")
    assert not is_in(other)
    assert show(other, answer) == 401
    assert not is_in(other)


def test_a_challenge_that_failed_is_used_up(customer: Client) -> None:
    device, other = Device(), Client()
    enrol(customer, device)
    question = asked(other)
    assert show(other, replace(device, origin="https://evil.example").show(question)) == 401
    assert show(other, device.show(question)) == 401
    assert show(other, device.show(asked(other))) == 302


@pytest.mark.parametrize(("seconds", "status"), [(299, 302), (301, 401)])
def test_a_challenge_is_good_for_five_minutes(
    customer: Client, monkeypatch: pytest.MonkeyPatch, seconds: int, status: int
) -> None:
    device, other = Device(), Client()
    enrol(customer, device)
    question = asked(other)
    let_pass(monkeypatch, timedelta(seconds=seconds))
    assert show(other, device.show(question)) == status


def test_a_challenge_is_one_browsers(customer: Client) -> None:
    device, mine, theirs = Device(), Client(), Client()
    enrol(customer, device)
    answer = device.show(asked(mine))
    asked(theirs)
    assert show(theirs, answer) == 401
    assert show(mine, answer) == 302


WRONG: dict[str, Callable[[Device], Device]] = {
    "another site": lambda device: replace(device, origin="https://evil.example"),
    "the same name at another port": lambda device: replace(device, origin="http://localhost:1"),
    "another domain": lambda device: replace(device, domain="evil.example"),
    "a page in another's frame": lambda device: replace(device, cross_origin=True),
    "nobody was verified": lambda device: replace(device, verified=False),
    "another key under its id": lambda device: replace(device, key=Device().key),
    "a passkey that nobody has": lambda device: replace(Device(), handle=device.handle),
    "somebody else's handle": lambda device: replace(device, handle=b"somebody else"),
    "a copy that has signed less": lambda device: replace(device, signed=0),
}


@pytest.mark.parametrize("how", WRONG)
def test_what_a_device_says_wrongly_opens_nothing(customer: Client, how: str) -> None:
    device, other = Device(signed=7), Client()
    enrol(customer, device)
    answer = other.post(SIGN_IN, {"answer": WRONG[how](device).show(asked(other))})
    assert answer.status_code == 401
    assert NO in words(answer.content.decode())
    assert not is_in(other)
    assert Passkey.objects.get().signed == 7
    assert show(other, device.show(asked(other))) == 302


@pytest.mark.parametrize("how", list(WRONG)[:5])
def test_what_a_device_makes_wrongly_is_not_kept(customer: Client, how: str) -> None:
    assert enrol(customer, WRONG[how](Device())) == 422
    assert not Passkey.objects.exists()
    assert NO in words(
        customer.post(f"{SECURITY}passkeys/", {"answer": "{}"}).content.decode()
    )  # fmt: skip


def test_a_challenge_of_one_purpose_serves_no_other(customer: Client) -> None:
    device = Device()
    enrol(customer, device)
    answer = device.show(offered(customer).json())
    assert show(customer, answer) == 401
    made = Device().make({**offered(customer).json(), "challenge": asked(customer)["challenge"]})
    assert customer.post(f"{SECURITY}passkeys/", {"answer": made}).status_code == 422


@pytest.mark.parametrize(
    "answer", ["", "{}", "[]", "null", '{"response": {"clientDataJSON": "AA"}}', "[" * 9000]
)
def test_what_is_no_answer_is_refused_like_a_wrong_one(shopper: Client, answer: str) -> None:
    asked(shopper)
    assert show(shopper, answer) == 401


def test_staff_and_closed_accounts_get_the_same_no(customer: Client) -> None:
    device, other = Device(), Client()
    enrol(customer, device)
    User.objects.update(role=Role.ADVISOR)
    staff = other.post(SIGN_IN, {"answer": device.show(asked(other))})
    User.objects.update(role="", is_active=False)
    closed = other.post(SIGN_IN, {"answer": device.show(asked(other))})
    nobody = other.post(SIGN_IN, {"answer": replace(Device(), handle=device.handle).show(asked(other))})
    assert {answer.status_code for answer in (staff, closed, nobody)} == {401}
    assert len({words(answer.content.decode()) for answer in (staff, closed, nobody)}) == 1
    assert not Session.objects.filter(made_at__gt=Session.objects.earliest("made_at").made_at).exists()


def test_the_forms_need_their_token(customer: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = customer.cookies
    for path in (f"{SIGN_IN}ask/", SIGN_IN, f"{SECURITY}passkeys/", f"{SECURITY}passkeys/ask/"):
        assert strict.post(path).status_code == 403, path


def test_without_a_script_the_pages_say_what_works(customer: Client) -> None:
    page = customer.get(SECURITY).content.decode()
    assert "This browser makes no passkeys here." in words(page)
    signing = Client().get(f"{PAGE}sign-in/").content.decode()
    assert re.search(r"data-with-passkeys\s+hidden", signing)
    assert 'autocomplete="username webauthn"' in signing
