"""Staff show a passkey instead of a code: at the first sign-in, at each, and where the desk asks again (D2-09, D1 6.3.3)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import queue
from comptoir.notices import queries as notices
from comptoir.people.models import Passkey, User
from tests.desk.selling import plain, signed_in
from tests.desk.test_signing import CODE, a_newcomer, after_the_password, is_in, let_pass
from tests.plumbing import authenticators
from tests.plumbing.devices import Device
from tests.storefront.test_passkeys import WRONG

pytestmark = [pytest.mark.rule("D2-09", "6.3.3"), pytest.mark.usefixtures("house")]
ASK, SECURITY = "/desk/sign-in/passkey/", "/desk/security/"


def asked(client: Client, address: str = ASK) -> dict[str, Any]:
    told: dict[str, Any] = client.post(address).json()
    return told


def by_passkey(client: Client, device: Device) -> int:
    return client.post(CODE, {"answer": device.show(asked(client))}).status_code


def newcomer_with(device: Device) -> Client:
    """A newcomer whose only second factor is a passkey, at the desk."""
    a_newcomer()
    client = after_the_password()
    kept = client.post(CODE, {"answer": device.make(asked(client))}).content.decode()
    assert len(set(re.findall(r"<li>([a-z0-9]{5} [a-z0-9]{5})</li>", kept))) == 10
    return client


def test_a_newcomer_sets_up_a_passkey_and_needs_no_authenticator() -> None:
    device = Device()
    assert is_in(newcomer_with(device))
    again = after_the_password()
    question = asked(again)
    assert [len(question["allowCredentials"]), question["userVerification"]] == [1, "required"]
    assert not is_in(again)
    assert again.post(CODE, {"answer": device.show(question)}).status_code == 302
    assert is_in(again)


def test_who_has_only_a_passkey_has_no_code_but_those_for_recovery() -> None:
    a_newcomer()
    first = after_the_password()
    kept = first.post(CODE, {"answer": Device().make(asked(first))}).content.decode()
    code = re.findall(r"<li>([a-z0-9]{5} [a-z0-9]{5})</li>", kept)[0]
    second = after_the_password()
    assert second.post(CODE, {"code": authenticators.code()}).status_code == 401
    assert second.post(CODE, {"code": code}).status_code == 302


def test_one_is_added_beside_the_authenticator_and_either_signs_in() -> None:
    client, device = signed_in(Role.ADVISOR), Device()
    question = asked(client, f"{SECURITY}passkeys/new/")
    assert question["authenticatorSelection"]["residentKey"] == "discouraged"
    client.post(f"{SECURITY}passkeys/", {"answer": device.make(question), "name": "Key ring"})
    assert "Key ring added" in plain(client.get(SECURITY).content.decode())
    assert "A passkey was added for the desk" in told_of(User.objects.get(role=Role.ADVISOR).email)
    email = User.objects.get(role=Role.ADVISOR).email
    second, third = after(email), after(email)
    assert by_passkey(second, device) == 302
    assert third.post(CODE, {"code": authenticators.code(later=1)}).status_code == 302


def after(email: str) -> Client:
    return after_the_password(email)


@pytest.mark.parametrize("how", WRONG)
def test_a_passkey_that_is_wrong_opens_no_desk(how: str) -> None:
    device = Device(signed=7)
    newcomer_with(device)
    client = after_the_password()
    assert by_passkey(client, WRONG[how](device)) == 401
    assert not is_in(client)


def test_an_answer_is_good_once_and_in_one_session() -> None:
    device = Device()
    newcomer_with(device)
    one, other = after_the_password(), after_the_password()
    answer = device.show(asked(one))
    asked(other)
    assert other.post(CODE, {"answer": answer}).status_code == 401
    assert one.post(CODE, {"answer": answer}).status_code == 302
    third = after_the_password()
    asked(third)
    assert third.post(CODE, {"answer": answer}).status_code == 401


def test_nobody_is_asked_before_the_password_and_a_colleagues_passkey_is_none() -> None:
    device = Device()
    newcomer_with(device)
    assert Client().post(ASK).headers["Location"] == "/desk/sign-in/"
    signed_in(Role.ADVISOR)
    colleague = after(User.objects.get(email__startswith=Role.ADVISOR).email)
    assert by_passkey(colleague, device) == 401


def test_what_wants_a_proof_takes_a_passkey(monkeypatch: pytest.MonkeyPatch) -> None:
    device = Device()
    client = newcomer_with(device)
    let_pass(monkeypatch, timedelta(minutes=16))
    assert "/sign-in/proof/" in client.post("/desk/security/codes/").headers["Location"]
    answer = client.post("/desk/sign-in/proof/", {"answer": device.show(asked(client)), "next": SECURITY})
    assert (answer.status_code, answer.headers["Location"]) == (302, SECURITY)
    assert client.post("/desk/security/codes/").status_code == 200


def told_of(email: str) -> list[str]:
    """What was mailed to somebody of what is theirs, the oldest first."""
    queue.run_waiting()
    return [mail.subject for mail in notices.outbox(to=email)][::-1]


def test_the_only_factor_stays_and_another_can_go() -> None:
    device = Device()
    client = newcomer_with(device)
    first = Passkey.objects.get()
    client.post(f"{SECURITY}passkeys/{first.public_id}/removal/")
    assert "This is your only second factor" in plain(client.get(SECURITY).content.decode())
    client.post(f"{SECURITY}passkeys/", {"answer": Device().make(asked(client, f"{SECURITY}passkeys/new/"))})
    client.post(f"{SECURITY}passkeys/{first.public_id}/removal/")
    assert Passkey.objects.filter(pk=first.pk).count() == 0
    assert Passkey.objects.count() == 1
    # Of the first, which was made on the way in, nobody has to be told.
    assert told_of("nora@example.org") == [
        "A passkey was added for the desk", "A passkey for the desk was removed"
    ]  # fmt: skip


def test_an_admin_takes_a_lost_passkey_off_and_its_session_is_over() -> None:
    device = Device()
    client = newcomer_with(device)
    admin = signed_in(Role.ADMIN)
    person = User.objects.get(email="nora@example.org")
    admin.post(f"/desk/staff/{person.public_id}/factor/")
    person.refresh_from_db()
    assert (person.factor_since, Passkey.objects.count()) == (None, 0)
    assert not is_in(client)
    assert told_of(person.email) == ["Your second factor for the desk was taken off"]
    assert "Set up your second factor" in plain(after_the_password().get(CODE).content.decode())
