"""In and out of the desk: a password and a code, each code once; sessions that end (D2-09, D1 6.3.3, 6.5.1, 7.3)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import HOUSE, Role
from comptoir.desk import sessions
from comptoir.infra import clock, one_time
from comptoir.markets import queries as markets
from comptoir.people import queries
from comptoir.people import services as people
from comptoir.people.models import User
from tests import builders
from tests.desk.selling import PASSWORD, page, plain, said, sign_in, signed_in
from tests.plumbing import authenticators

pytestmark = [pytest.mark.rule("D2-09"), pytest.mark.usefixtures("house")]
CODE = "/desk/sign-in/code/"


def a_newcomer(role: Role | None = Role.ADVISOR) -> User:
    return people.create_user(
        email="nora@example.org",
        name="Nora",
        password=PASSWORD,
        role=role,
        language="en",
        terms=markets.current_policy(at=builders.MONDAY).passwords,
        actor=HOUSE,
        at=builders.MONDAY,
    )


def after_the_password(email: str = "nora@example.org") -> Client:
    client = Client()
    answer = client.post("/desk/sign-in/", {"email": email, "password": PASSWORD, "next": "/desk/cases/"})
    assert answer.headers["Location"].startswith(CODE)
    return client


def is_in(client: Client) -> bool:
    return client.get("/desk/").status_code == 200


def let_pass(monkeypatch: pytest.MonkeyPatch, time: timedelta) -> None:
    now = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: now + time)


def test_a_password_alone_opens_no_page_of_the_desk() -> None:
    authenticators.set_up(a_newcomer())
    client = after_the_password()
    assert not is_in(client)
    assert client.post(CODE, {"code": "000000"}).status_code == 401
    assert not is_in(client)
    answer = client.post(CODE, {"code": authenticators.code(), "next": "/desk/cases/"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/desk/cases/")
    assert is_in(client)


def test_who_has_no_authenticator_sets_one_up_and_keeps_recovery_codes() -> None:
    a_newcomer()
    client = after_the_password()
    shown = client.get(CODE).content.decode()
    secret = re.search(r'class="mono">([A-Z2-7 ]+)<', shown)
    assert secret
    assert "<svg" in shown
    key = secret.group(1).replace(" ", "")
    assert client.post(CODE, {"code": "123456"}).status_code == 401
    kept = client.post(CODE, {"code": one_time.code_at(secret=key, at=clock.real_now())}).content.decode()
    codes = re.findall(r"<li>([a-z0-9]{5} [a-z0-9]{5})</li>", kept)
    assert len(set(codes)) == 10
    assert is_in(client)
    stored = User.objects.get(email="nora@example.org")
    assert key.encode() not in bytes(stored.factor_secret)
    again = after_the_password()
    assert again.post(CODE, {"code": codes[3]}).status_code == 302
    assert queries.recovery_codes_left(user_id=stored.pk) == 9
    third = after_the_password()
    assert third.post(CODE, {"code": codes[3]}).status_code == 401


def test_a_code_is_good_once() -> None:
    authenticators.set_up(a_newcomer())
    shown = authenticators.code()
    assert after_the_password().post(CODE, {"code": shown}).status_code == 302
    second = after_the_password()
    assert second.post(CODE, {"code": shown}).status_code == 401
    assert not is_in(second)


def test_ten_wrong_codes_make_one_wait_a_quarter_of_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    authenticators.set_up(a_newcomer())
    client = after_the_password()
    for _each in range(10):
        client.post(CODE, {"code": "000000"})
    answer = client.post(CODE, {"code": authenticators.code()})
    assert "Wait a quarter of an hour" in plain(answer.content.decode())
    let_pass(monkeypatch, timedelta(minutes=15, seconds=1))
    assert after_the_password().post(CODE, {"code": authenticators.code()}).status_code == 302


def test_ten_minutes_after_the_password_one_begins_again(monkeypatch: pytest.MonkeyPatch) -> None:
    authenticators.set_up(a_newcomer())
    client = after_the_password()
    let_pass(monkeypatch, timedelta(minutes=10, seconds=1))
    answer = client.post(CODE, {"code": authenticators.code()})
    assert answer.headers["Location"] == "/desk/sign-in/"


@pytest.mark.parametrize(
    ("steps", "still"),
    [((29,), True), ((31,), False), ((29, 29, 29), True), ((29,) * 25, False)],
    ids=["29 idle minutes", "31 idle minutes", "busy", "12 hours of work"],
)
def test_a_session_ends_after_half_an_hour_idle_and_after_twelve_hours_in_all(
    monkeypatch: pytest.MonkeyPatch, steps: tuple[int, ...], still: bool
) -> None:
    client = signed_in(Role.ADVISOR)
    for minutes in steps:
        let_pass(monkeypatch, timedelta(minutes=minutes))
        open_still = is_in(client)
    assert open_still is still


def test_signing_in_changes_the_key_of_the_session() -> None:
    authenticators.set_up(a_newcomer())
    client = after_the_password()
    before = client.cookies["desk"].value
    client.post(CODE, {"code": authenticators.code()})
    assert client.cookies["desk"].value != before


@pytest.mark.rule("C-13")
def test_what_sends_money_out_asks_for_the_code_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(Role.FINANCE)
    let_pass(monkeypatch, sessions.PROOF + timedelta(seconds=1))
    refund = "/desk/refunds/00000000-0000-7000-8000-000000000000/approval/"
    asked = client.post(refund, headers={"Referer": "http://testserver/desk/money/"})
    assert asked.status_code == 302
    proof = asked.headers["Location"]
    assert proof == "/desk/sign-in/proof/?next=%2Fdesk%2Fmoney%2F&again=1"
    wrong = client.post("/desk/sign-in/proof/", {"code": "000000", "next": "/desk/money/", "again": "1"})
    assert wrong.status_code == 401
    right = client.post(
        "/desk/sign-in/proof/", {"code": authenticators.code(), "next": "/desk/money/", "again": "1"}
    )
    assert right.headers["Location"] == "/desk/money/"
    assert "press the button again" in said(client.get("/desk/money/").content.decode())
    assert client.post(refund).status_code == 404


def test_the_page_to_go_to_is_never_another_site() -> None:
    authenticators.set_up(a_newcomer())
    for wanted in ("https://evil.example/desk/", "//evil.example/desk/", "/fr-fr/", "javascript:alert(1)"):
        client = after_the_password()
        answer = client.post(CODE, {"code": "wrong", "next": wanted})
        assert answer.status_code == 401
    client = after_the_password()
    answer = client.post(CODE, {"code": authenticators.code(), "next": "https://evil.example/desk/"})
    assert answer.headers["Location"] == "/desk/"


def test_one_sees_how_many_recovery_codes_are_left_and_makes_new_ones() -> None:
    client = signed_in(Role.WAREHOUSE)
    assert "Recovery codes left 10" in page(client, "/desk/security/")
    fresh = client.post("/desk/security/codes/").content.decode()
    (first, *_rest) = re.findall(r"<li>([a-z0-9]{5} [a-z0-9]{5})</li>", fresh)
    second = after_the_password("warehouse@example.org")
    assert second.post(CODE, {"code": first}).status_code == 302
    assert sign_in("warehouse@example.org", later=1)
