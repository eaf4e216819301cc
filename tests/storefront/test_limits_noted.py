"""What limits of forms turn away is in the journal: once for what they count, whatever is sent, and nobody in it (16.3.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.infra import clock
from comptoir.journal.models import Entry
from tests.desk.selling import page, signed_in
from tests.storefront import test_contact, test_privacy

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("16.3.3")]
HERE = "9.9.9.9"
EMAIL = "zoe@example.org"

# Path, what is typed, whose name changes with each sending; the form and what is counted, as noted.
FORMS = [
    ("account/sign-in/", {"password": "not-hers-1"}, "", "sign_in_shop", "subject"),
    ("account/forgot/", {}, "", "reset", "subject"),
    ("account/sign-in/code/", {}, "email", "sign_in_code", "place"),
    ("returns/", {"number": "7K3M9QX2A"}, "", "order_link", "subject"),
    ("newsletter/", {}, "email", "newsletter", "place"),
    ("privacy/", test_privacy.FORM, "", "privacy", "subject"),
    ("contact/", test_contact.FORM, "message", "contact", "subject"),
    ("contact/", test_contact.FORM, "email", "contact", "place"),
]


def send(path: str, typed: Mapping[str, str], *, again: str, number: int) -> int:
    """One sending of a form from one place; `again` is the field that is another each time."""
    other = {"email": f"zoe{number}@example.org", "message": f"{number}: where is it?", "": ""}[again]
    form = {"email": EMAIL, **typed} | ({again: other} if again else {})
    return Client().post(f"/en-fr/{path}", form, REMOTE_ADDR=HERE).status_code


@pytest.mark.parametrize(("path", "typed", "again", "form", "of"), FORMS)
def test_what_a_limit_turns_away_is_noted_once_and_nobody_is_named(
    path: str, typed: Mapping[str, str], again: str, form: str, of: str
) -> None:
    noted = Entry.objects.filter(verb="form_limited")
    sent = 0
    while not noted.exists():
        assert sent < 50, "nothing turns this form away"
        sent += 1
        send(path, typed, again=again, number=sent)
    for more in range(3):
        send(path, typed, again=again, number=sent + more + 1)
    entry = noted.get()
    assert entry.data == {"form": form, "of": of}
    for told in (EMAIL, "zoe", HERE, "7K3M9QX2A"):
        assert told not in f"{entry.subject_id} {entry.data} {entry.reason}"


def test_an_hour_later_it_is_noted_again_and_the_audit_page_says_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    noted, now = Entry.objects.filter(verb="form_limited"), clock.real_now()
    for hour in (0, 1):
        monkeypatch.setattr(clock, "real_now", lambda hour=hour: now + timedelta(hours=hour))
        for number in range(5):
            send("account/forgot/", {}, again="", number=number)
        assert noted.count() == hour + 1
    monkeypatch.undo()
    assert "A form turned away by its limit" in page(signed_in(Role.ADMIN), "/desk/audit/")
