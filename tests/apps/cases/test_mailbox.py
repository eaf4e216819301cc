"""New mail is fetched from a mailbox, taken in once, and marked as read only then."""

from __future__ import annotations

import logging

import pytest
from pytest_django import Settings

from comptoir.cases import queries, tasks
from comptoir.cases.models import IncomingMail
from tests.apps.cases.letters import a_mail
from tests.plumbing.imap import mailbox

pytestmark = pytest.mark.usefixtures("furnished")
FIRST, SECOND = (a_mail(Message_ID=f"<{n}@example.org>", text=f"No. {n}").as_bytes() for n in (1, 2))


def test_what_is_new_is_taken_in_and_marked_as_read(settings: Settings) -> None:
    with mailbox(FIRST, SECOND) as box:
        settings.MAILBOX = box.address
        tasks.fetch_mail()
        assert box.read == {7, 8}
        tasks.fetch_mail()
    assert sorted(case.turns[0].text for case in queries.open_cases()) == [
        "My order\nNo. 1",
        "My order\nNo. 2",
    ]


def test_a_connection_that_breaks_loses_nothing_and_doubles_nothing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    with mailbox(FIRST, SECOND) as box:
        settings.MAILBOX, box.breaks_at = box.address, 8
        tasks.fetch_mail()
        assert (box.read, IncomingMail.objects.count()) == ({7}, 1)
        box.breaks_at, box.read = 0, set()  # a server that forgot what was read
        tasks.fetch_mail()
    assert IncomingMail.objects.count() == 2
    assert [record.levelno for record in caplog.records if "mailbox" in record.message] == [logging.WARNING]
    assert "p@ss" not in caplog.text


def test_a_server_that_is_away_or_refuses_us_is_asked_again_later(settings: Settings) -> None:
    with mailbox(FIRST) as box:
        settings.MAILBOX = box.address.replace("p%40ss", "wrong")
        tasks.fetch_mail()
        assert box.read == set()
    settings.MAILBOX = box.address
    tasks.fetch_mail()
    settings.MAILBOX = ""
    tasks.fetch_mail()
    assert IncomingMail.objects.count() == 0
