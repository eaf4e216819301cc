"""A message is wanted with its event, once, and leaves once; trouble is noted and tried again."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import cast

import pytest
from django.core import mail as sent
from pytest_django import Settings

from comptoir.infra import media, queue
from comptoir.infra.db import TransactionRule, one_transaction
from comptoir.notices import queries, services
from comptoir.notices.channels.base import NotSent
from comptoir.notices.models import Message
from tests.apps.notices.letters import LETTERS

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
SMTP = "comptoir.notices.channels.smtp.Smtp"


def want(key: str = "refund_sent:1", *, attachments: tuple[dict[str, str], ...] = ()) -> int:
    with one_transaction():
        services.send(
            kind="refund_sent",
            to="zoe@example.org",
            language="en",
            country="FR",
            key=key,
            facts=LETTERS["refund_sent"],
            order_number="K7P2QX9M4",
            attachments=attachments,
            at=AT,
        )
    return Message.objects.get(key=key).pk


def test_a_key_is_one_message_and_one_job() -> None:
    assert want() == want()
    assert Message.objects.count() == 1
    assert queue.waiting_jobs() == 1


def test_a_message_is_wanted_in_the_transaction_of_its_event() -> None:
    with pytest.raises(TransactionRule):
        services.send(
            kind="refund_sent",
            to="zoe@example.org",
            language="en",
            country="FR",
            key="k",
            facts={},
            at=AT,
        )


def test_the_facts_are_frozen_when_it_is_wanted() -> None:
    with one_transaction():
        services.send(
            kind="refund_sent",
            to="zoe@example.org",
            language="en",
            country="FR",
            key="k",
            facts={"at": AT, "day": AT.date(), "pieces": ({"id": 7},)},
            at=AT,
        )
    assert Message.objects.get().facts == {
        "country": "FR",
        "at": "2026-11-23T08:00:00+00:00",
        "day": "2026-11-23",
        "pieces": [{"id": 7}],
    }


def test_a_message_that_left_does_not_leave_again(settings: Settings) -> None:
    settings.MAIL_CHANNEL = SMTP
    message = want()
    for _ in range(2):
        services.deliver_message(message_id=message, at=AT)
    assert len(sent.outbox) == 1


def test_by_smtp_both_forms_leave_with_a_lasting_id_and_the_files(settings: Settings) -> None:
    settings.MAIL_CHANNEL = SMTP
    settings.MAIL_FROM = "Maison Exemple <service@maison-exemple.example>"
    digest = media.store(b"%PDF-1.7", private=True)
    label = {"name": "label.pdf", "type": "application/pdf", "digest": digest}
    services.deliver_message(message_id=want(attachments=(label,)), at=AT)
    letter = cast(EmailMessage, sent.outbox[0].message())
    lasting = str(letter["Message-ID"])
    assert re.fullmatch(r"<[0-9a-f]{32}@maison-exemple\.example>", lasting)
    # Made of its key with the secret of the house: nobody else can make it up to report on it.
    assert hashlib.sha256(b"refund_sent:1").hexdigest()[:32] not in lasting
    assert (letter["From"], letter["To"]) == (settings.MAIL_FROM, "zoe@example.org")
    parts = [
        (part.get_content_type(), part.get_filename()) for part in letter.walk() if not part.is_multipart()
    ]
    assert parts == [("text/plain", None), ("text/html", None), ("application/pdf", "label.pdf")]


def test_trouble_is_noted_and_the_next_try_is_the_same_letter(settings: Settings) -> None:
    settings.MAIL_CHANNEL = SMTP
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # nobody listens there
    message = want()
    with pytest.raises(NotSent):
        services.deliver_message(message_id=message, at=AT)
    (waiting,) = queries.outbox()
    assert waiting.sent_at is None
    assert "ConnectionRefusedError" in waiting.failure
    assert queries.unsent_messages(wanted_before=AT + timedelta(seconds=1)) == (
        ("refund_sent:1", waiting.failure),
    )
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    services.deliver_message(message_id=message, at=AT + timedelta(minutes=1))
    (left,) = queries.messages_for_order(number="K7P2QX9M4")
    assert (left.sent_at, left.failure, left.html) == (AT + timedelta(minutes=1), "", waiting.html)
    assert queries.unsent_messages(wanted_before=AT + timedelta(days=1)) == ()


def test_in_the_demo_a_message_stays_in_the_outbox() -> None:
    services.deliver_message(message_id=want(), at=AT)
    (mail,) = queries.outbox(to="ZOE@example.org")
    assert (mail.sent_at, mail.kind) == (AT, "refund_sent")
    assert queries.message_by_id(public_id=mail.id) == mail
    assert queries.outbox(to="other@example.org") == ()
    assert sent.outbox == []
