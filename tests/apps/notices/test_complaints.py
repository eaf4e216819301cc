"""Letters nobody wants or can get: the newsletter to that address ends, for good, and nobody else's report does that."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from comptoir.cases import services as cases
from comptoir.cases.models import IncomingMail
from comptoir.infra import queue
from comptoir.journal.models import Entry
from comptoir.notices import queries, services
from comptoir.notices.models import Message, Subscription, Suppression
from tests.apps.notices.test_bounces import report
from tests.apps.notices.test_newsletter import (
    AT,
    HOUR,
    ZOE,
    ask,
    confirm,
    leave_token,
    mails,
    subscribe,
    token_in,
)

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def complaint(letter_id: str, *, kind: str = "abuse") -> bytes:
    """What a mailbox provider sends when its user presses "this is spam" (RFC 5965)."""
    return (
        "From: feedback@provider.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nOne of our users complained.\r\n"
        "--b\r\nContent-Type: message/feedback-report\r\n\r\n"
        f"Feedback-Type: {kind}\r\nUser-Agent: Provider/1.0\r\nVersion: 1\r\n\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
        f"Message-ID: <{letter_id}@maison-exemple.example>\r\nSubject: News\r\n\r\nHello\r\n--b--\r\n"
    ).encode()


def welcomed() -> Message:
    """The last letter of somebody who is subscribed."""
    queue.run_waiting()
    return Message.objects.filter(kind="newsletter_welcome").latest("pk")


def ending() -> tuple[str, str]:
    """Why nothing is written to Zoe, and the address that her subscription still has."""
    why = Suppression.objects.filter(address=queries.address_digest(email=ZOE)).first()
    return why.because if why else "", Subscription.objects.latest("pk").email


@pytest.mark.rule("ACC-09")
@pytest.mark.parametrize("kind", ["abuse", "Fraud", "other"])
def test_a_complaint_ends_the_letters_at_once_and_is_counted_once(kind: str) -> None:
    subscribe()
    letter = welcomed()
    for hours in (1, 2):
        cases.take_mail(raw=complaint(letter.letter_id, kind=kind), at=AT + hours * HOUR)
    assert ending() == ("complained", "")
    assert Subscription.objects.get().ended_at == Suppression.objects.get().since == AT + HOUR
    letter.refresh_from_db()
    assert letter.complained_at == AT + HOUR
    assert Entry.objects.filter(verb="mail_unwanted").count() == 1
    assert not IncomingMail.objects.exists()


@pytest.mark.rule("ACC-09")
@pytest.mark.parametrize("kind", ["not-spam", "virus", "auth-failure", ""])
def test_other_feedback_ends_nothing(kind: str) -> None:
    subscribe()
    assert not services.take_returned(raw=complaint(welcomed().letter_id, kind=kind), at=AT)
    assert ending() == ("", ZOE)


@pytest.mark.rule("ACC-09")
def test_a_report_by_somebody_who_has_not_seen_the_letter_changes_nothing() -> None:
    subscribe()
    letter = welcomed()
    guessed = hashlib.sha256(letter.key.encode()).hexdigest()[:32]
    for forged in (guessed, str(letter.public_id), "", "0" * 32):
        assert not services.take_returned(raw=complaint(forged), at=AT)
        assert not services.take_returned(raw=report(forged), at=AT)
    assert ending() == ("", ZOE)


@pytest.mark.rule("ACC-09")
def test_a_letter_that_came_back_for_good_ends_the_letters() -> None:
    subscribe()
    services.take_returned(raw=report(welcomed().letter_id), at=AT + HOUR)
    assert ending() == ("bounced", "")


@pytest.mark.rule("ACC-09")
def test_three_in_a_row_that_came_back_for_now_end_the_letters_and_two_do_not() -> None:
    subscribe()
    for days in (1, 2, 3):
        assert ending() == ("", ZOE)
        ask(at=AT + days * DAY)
        services.take_returned(raw=report(welcomed().letter_id, status="4.2.2"), at=AT + days * DAY)
    assert ending() == ("bounced", "")


@pytest.mark.rule("ACC-09")
def test_one_that_arrived_in_between_begins_the_count_anew() -> None:
    subscribe()
    for days in (1, 2, 3, 4, 5):
        ask(at=AT + days * DAY)
        if days != 3:
            services.take_returned(raw=report(welcomed().letter_id, status="4.2.2"), at=AT + days * DAY)
        queue.run_waiting()
    assert ending() == ("", ZOE)


@pytest.mark.rule("ACC-09")
def test_who_complained_is_mailed_nothing_on_anybody_s_ask_for_thirty_days_and_may_come_back_then() -> None:
    subscribe()
    services.take_returned(raw=complaint(welcomed().letter_id), at=AT)
    before = len(mails())
    ask(email=" ZOE@Example.org", at=AT + 30 * DAY - HOUR)
    assert (len(mails()), Subscription.objects.count()) == (before, 1)
    subscribe(at=AT + 30 * DAY)
    assert ending() == ("complained", ZOE)


@pytest.mark.rule("ACC-09")
def test_a_link_that_a_stranger_asked_for_and_its_reader_calls_unwanted_is_over() -> None:
    ask()
    token = token_in(mails()[0])
    services.take_returned(raw=complaint(Message.objects.get().letter_id), at=AT)
    assert not confirm(token)
    ask(at=AT + DAY)
    assert (len(mails()), Subscription.objects.count()) == (1, 0)


@pytest.mark.rule("ACC-09")
def test_who_left_by_the_link_may_come_back_at_once_and_who_complains_afterwards_not() -> None:
    subscribe()
    letter = welcomed()
    services.leave_newsletter(token=leave_token(), at=AT)
    assert not queries.is_suppressed(email=ZOE, at=AT + HOUR)
    services.take_returned(raw=complaint(letter.letter_id), at=AT + HOUR)
    assert queries.is_suppressed(email=ZOE, at=AT + HOUR)
    assert Subscription.objects.get().ended_at == AT


def test_the_database_knows_an_address_once_and_only_by_the_reasons_there_are() -> None:
    Suppression.objects.create(address="a", because="bounced", since=AT)
    for address, because in (("a", "complained"), ("b", "whim")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suppression.objects.create(address=address, because=because, since=AT)
