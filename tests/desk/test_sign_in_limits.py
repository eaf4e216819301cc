"""Guessing at the desk's door is slow and noted, and nobody honest is locked out (6.3.1, 16.3.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import clock
from comptoir.journal.models import Entry
from comptoir.people.models import Tally
from tests.desk.selling import PASSWORD, page, plain, signed_in
from tests.desk.test_signing import a_newcomer

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("6.3.1", "16.3.1")]
EMAIL, HERE, THERE = "nora@example.org", "9.9.9.9", "8.8.8.8"


def try_to_sign_in(password: str, *, email: str = EMAIL, where: str = HERE) -> HttpResponse:
    return Client().post("/desk/sign-in/", {"email": email, "password": password}, REMOTE_ADDR=where)


def guess(times: int, *, email: str = EMAIL, where: str = HERE) -> list[int]:
    return [try_to_sign_in(f"wrong-{n}", email=email, where=where).status_code for n in range(times)]


def test_after_ten_wrong_passwords_the_right_one_waits_an_hour_there_and_not_elsewhere() -> None:
    a_newcomer()
    assert guess(11) == [401] * 10 + [429]
    refused = try_to_sign_in(PASSWORD)
    assert refused.status_code == 429
    assert "Wait an hour, or have a link to a new password mailed" in plain(refused.content.decode())
    assert try_to_sign_in(PASSWORD, where=THERE).status_code == 302
    Tally.objects.update(at=clock.real_now() - timedelta(hours=1))
    assert try_to_sign_in(PASSWORD).status_code == 302


@pytest.mark.rule("D2-01")
def test_an_unknown_e_mail_and_a_customers_are_limited_alike() -> None:
    assert guess(11, email="nobody@example.org") == [401] * 10 + [429]
    a_newcomer(role=None)
    assert guess(11, where=THERE) == [401] * 10 + [429]


def test_wrong_passwords_in_the_shop_do_not_close_the_desk() -> None:
    a_newcomer()
    form = {"email": EMAIL, "password": "wrong"}
    for _each in range(10):
        Client().post("/en-fr/account/sign-in/", form, REMOTE_ADDR=HERE)
    assert try_to_sign_in(PASSWORD).status_code == 302


def test_the_journal_tells_who_was_tried_and_when_it_was_slowed_and_no_e_mail() -> None:
    user = a_newcomer()
    guess(11)
    guess(1, email="nobody@example.org", where=THERE)
    noted = list(Entry.objects.filter(verb="sign_in_failed").order_by("id"))
    assert [entry.subject_id for entry in noted] == [str(user.public_id)] * 10 + [""]
    assert [entry.data["slowed"] for entry in noted] == [False] * 9 + [True, False]
    assert {entry.data["door"] for entry in noted} == {"desk"}
    assert "example.org" not in str([entry.data for entry in noted])
    assert "Signing in failed" in page(signed_in(Role.ADMIN), "/desk/audit/")
