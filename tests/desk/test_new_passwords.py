"""A new password for the desk by a link of a quarter of an hour; it opens nothing without the second factor (D2-09)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comptoir.core.actors import Role
from comptoir.infra import clock, queue
from comptoir.notices import queries as notices
from comptoir.people.models import User
from tests.desk.selling import PASSWORD, page, said, signed_in
from tests.desk.test_signing import CODE, a_newcomer, after_the_password, is_in
from tests.plumbing import authenticators
from tests.storefront.accounts import a_customer

pytestmark = [pytest.mark.rule("D2-09"), pytest.mark.usefixtures("house")]
NEW, EMAIL = "Un-mot-de-passe-2026!", "nora@example.org"
FORGOT, RESET = "/desk/sign-in/forgot/", "/desk/sign-in/reset/"


def link_to(email: str = EMAIL) -> str:
    queue.run_waiting()
    found = re.search(r"/desk/sign-in/reset/link/\S+", notices.outbox(to=email)[0].text)
    assert found
    return found.group()


def asked(email: str = EMAIL) -> str:
    return page(Client(), FORGOT) and Client().post(FORGOT, {"email": email}).content.decode()


def test_the_link_sets_the_password_once_and_the_second_factor_is_still_asked_for() -> None:
    authenticators.set_up(a_newcomer())
    before = after_the_password()
    before.post(CODE, {"code": authenticators.code()})
    assert is_in(before)
    asked()
    link, client = link_to(), Client()
    opened = client.get(link)
    assert (opened.headers["Location"], opened.headers["Referrer-Policy"]) == (RESET, "no-referrer")
    assert client.post(RESET, {"password": "Court-1!"}).status_code == 422
    assert is_in(before)
    assert client.post(RESET, {"password": NEW}).headers["Location"] == CODE
    assert (is_in(before), is_in(client)) == (False, False)
    assert client.post(CODE, {"code": authenticators.code(later=1)}).status_code == 302
    assert is_in(client)
    queue.run_waiting()
    assert notices.outbox(to=EMAIL)[0].subject == "Your password for the desk was changed"
    assert Client().post("/desk/sign-in/", {"email": EMAIL, "password": PASSWORD}).status_code == 401
    again = Client()
    again.get(link)
    assert again.post(RESET, {"password": NEW}).status_code == 410


@pytest.mark.parametrize(("after", "status"), [(timedelta(minutes=14), 200), (timedelta(minutes=15), 410)])
def test_it_lives_a_quarter_of_an_hour(
    monkeypatch: pytest.MonkeyPatch, after: timedelta, status: int
) -> None:
    a_newcomer()
    asked()
    client = Client()
    client.get(link_to())
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now + after)
    assert client.get(RESET).status_code == status


def test_every_e_mail_is_answered_alike_and_only_staff_get_a_link() -> None:
    a_newcomer()
    a_customer("zoe@example.org")
    pages = {asked(email) for email in (EMAIL, "zoe@example.org", "nobody@example.org")}
    assert len({re.sub(r'value="[^"]+"', "", text) for text in pages}) == 1
    queue.run_waiting()
    assert [len(notices.outbox(to=name)) for name in (EMAIL, "zoe@example.org", "nobody@example.org")] == [
        1, 0, 0
    ]  # fmt: skip


@pytest.mark.rule("D2-01")
def test_asking_is_the_same_work_for_every_e_mail() -> None:
    a_newcomer()
    a_customer("zoe@example.org")
    work = []
    for email in (EMAIL, "zoe@example.org", "nobody@example.org"):
        client = Client(REMOTE_ADDR="9.9.9.9")
        with CaptureQueriesContext(connection) as asked_of:
            assert client.post(FORGOT, {"email": email}).status_code == 200
        work.append([query["sql"].split()[0] for query in asked_of.captured_queries])
    assert work[0] == work[1] == work[2]
    assert "INSERT" in work[0]
    assert [len(notices.outbox(to=email)) for email in (EMAIL, "nobody@example.org")] == [0, 0]


def test_another_link_ends_the_one_before_and_a_customers_page_takes_neither() -> None:
    a_newcomer()
    asked()
    first = link_to()
    asked()
    second = link_to()
    assert first != second
    old, shop = Client(), Client()
    old.get(first)
    assert old.get(RESET).status_code == 410
    shop.get(f"/en-fr/account/reset/{second.rstrip('/').rpartition('/')[2]}/")
    assert shop.get("/en-fr/account/reset/").status_code == 410


def test_an_admin_mails_it_to_a_colleague_and_not_to_one_who_has_left() -> None:
    user, admin = a_newcomer(), signed_in(Role.ADMIN)
    address = f"/desk/staff/{user.public_id}/password/"
    answer = admin.post(address, follow=True)
    assert "Nora has a link to a new password by mail" in said(answer.content.decode())
    client = Client()
    client.get(link_to())
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.post(RESET, {"password": NEW}).status_code == 410
    assert admin.post(address).status_code == 404


@pytest.mark.rule("V6.2.8")
def test_a_long_password_is_taken_as_it_was_typed() -> None:
    authenticators.set_up(a_newcomer())
    asked()
    client, long = Client(), f" {'Un mot de passe ' * 15}7! "
    client.get(link_to())
    assert client.post(RESET, {"password": long}).headers["Location"] == CODE
    answers = [
        Client().post("/desk/sign-in/", {"email": EMAIL, "password": typed}).status_code
        for typed in (long[:200], long.strip(), long)
    ]
    assert answers == [401, 401, 302]
