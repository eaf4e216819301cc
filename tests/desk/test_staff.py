"""The staff comes and goes: asked to join, another role, cut off at once (D2-10, D1 7.4.2, 8.3.1)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import clock, one_time, queue
from comptoir.journal import queries as journal
from comptoir.notices import queries as notices
from comptoir.people import queries
from comptoir.people.models import User
from tests.desk.selling import page, said, signed_in
from tests.plumbing import authenticators

pytestmark = [pytest.mark.rule("D2-10"), pytest.mark.usefixtures("house")]
NEW = "Un-mot-de-passe-2026!"


@pytest.fixture
def admin(house: None) -> Client:
    del house
    return signed_in(Role.ADMIN)


def person(role: Role) -> User:
    return User.objects.get(email=f"{role}@example.org")


def invited(admin: Client) -> str:
    answer = admin.post(
        "/desk/staff/invitations/",
        {"name": "Nora", "email": "nora@example.org", "role": "quality", "language": "fr"},
        follow=True,
    )
    assert "Nora has a link by mail, for three days." in said(answer.content.decode())
    queue.run_waiting()
    (letter,) = notices.outbox(to="nora@example.org")
    found = re.search(r"/desk/join/link/\S+", letter.text)
    assert found
    return found.group()


def test_who_is_asked_to_join_chooses_a_password_sets_up_an_authenticator_and_is_in(admin: Client) -> None:
    link = invited(admin)
    newcomer = Client()
    opened = newcomer.get(link)
    assert (opened.headers["Location"], opened.headers["Referrer-Policy"]) == ("/desk/join/", "no-referrer")
    assert "Nora" in page(newcomer, "/desk/join/")
    assert newcomer.post("/desk/join/", {"password": "Court-1!"}).status_code == 422
    assert newcomer.post("/desk/join/", {"password": NEW}).headers["Location"] == "/desk/sign-in/code/"
    shown = newcomer.get("/desk/sign-in/code/").content.decode()
    key = re.search(r'class="mono">([A-Z2-7 ]+)<', shown)
    assert key
    secret = key.group(1).replace(" ", "")
    newcomer.post("/desk/sign-in/code/", {"code": one_time.code_at(secret=secret, at=clock.real_now())})
    assert newcomer.get("/desk/claims/").status_code == 200
    assert newcomer.get("/desk/staff/").status_code == 403
    second = Client()
    second.get(link)
    assert second.get("/desk/join/").status_code == 410


def test_a_newer_invitation_and_a_withdrawal_end_the_one_before(admin: Client) -> None:
    first = invited(admin)
    (open_one,) = queries.open_invitations(at=clock.now())
    admin.post(f"/desk/staff/invitations/{open_one.public_id}/withdrawal/")
    client = Client()
    client.get(first)
    assert client.get("/desk/join/").status_code == 410
    assert queries.open_invitations(at=clock.now()) == []


def test_an_address_that_is_known_is_refused_by_name(admin: Client) -> None:
    answer = admin.post(
        "/desk/staff/invitations/",
        {"name": "Ada", "email": "ADMIN@example.org", "role": "advisor", "language": "en"},
    )
    assert answer.status_code == 422
    assert "it has an account already" in answer.content.decode()


def test_who_is_cut_off_is_out_with_the_next_request_and_cannot_come_back(admin: Client) -> None:
    advisor = signed_in(Role.ADVISOR)
    assert advisor.get("/desk/").status_code == 200
    admin.post(f"/desk/staff/{person(Role.ADVISOR).public_id}/presence/")
    assert advisor.get("/desk/").status_code == 302
    answer = Client().post(
        "/desk/sign-in/", {"email": "advisor@example.org", "password": "Atelier-du-desk-2026!"}
    )
    assert answer.status_code == 401
    admin.post(f"/desk/staff/{person(Role.ADVISOR).public_id}/presence/", {"back": "1"})
    assert not person(Role.ADVISOR).factor_since


def test_another_role_counts_from_the_next_request(admin: Client) -> None:
    hand = signed_in(Role.WAREHOUSE)
    assert hand.get("/desk/money/").status_code == 403
    admin.post(f"/desk/staff/{person(Role.WAREHOUSE).public_id}/role/", {"role": "finance"})
    assert hand.get("/desk/money/").status_code == 200
    (told,) = [entry for entry in journal.entries_after(after=0, limit=1000) if entry.verb == "change_role"]
    assert told.data == {"before": "warehouse", "after": "finance"}


def test_a_lost_authenticator_is_taken_off_and_every_session_with_it(admin: Client) -> None:
    advisor = signed_in(Role.ADVISOR)
    admin.post(f"/desk/staff/{person(Role.ADVISOR).public_id}/factor/")
    assert advisor.get("/desk/").status_code == 302
    advisor.post("/desk/sign-in/", {"email": "advisor@example.org", "password": "Atelier-du-desk-2026!"})
    assert advisor.post("/desk/sign-in/code/", {"code": authenticators.code(later=1)}).status_code == 401


def test_the_last_admin_stays(admin: Client) -> None:
    own = person(Role.ADMIN).public_id
    for path, form in ((f"{own}/presence/", {}), (f"{own}/role/", {"role": "advisor"})):
        answer = admin.post(f"/desk/staff/{path}", form, follow=True)
        assert "is the only admin" in said(answer.content.decode())
    assert person(Role.ADMIN).is_active


def test_others_read_the_list_or_nothing_and_change_nothing(admin: Client) -> None:
    assert admin.get("/desk/staff/").status_code == 200
    own = person(Role.ADMIN).public_id
    auditor = signed_in(Role.AUDITOR)
    assert "admin@example.org" in page(auditor, "/desk/staff/")
    assert auditor.post(f"/desk/staff/{own}/presence/").status_code == 403
    senior = signed_in(Role.SENIOR_ADVISOR)
    assert senior.get("/desk/staff/").status_code == 403
    assert senior.get("/desk/cases/").status_code == 200
