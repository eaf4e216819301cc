"""The newsletter: nothing without the confirmation, proof of it, and an end that is at once and for good."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail as sent
from django.db import IntegrityError, transaction

from comptoir.core.reasons import Reason
from comptoir.infra import clock, queue
from comptoir.notices import queries, services
from comptoir.notices.models import CountedAsk, Message, Subscription
from comptoir.notices.queries import SentMail
from comptoir.notices.services import TooManyAsks
from tests.apps.notices.letters import TERMS

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
ZOE = "zoe@example.org"
SMTP = "comptoir.notices.channels.smtp.Smtp"


def ask(*, email: str = ZOE, at: datetime = AT, language: str = "en", sender: str = "") -> None:
    services.ask_newsletter(
        email=email,
        language=language,
        country="FR",
        wording="What we send.",
        source="/en-fr/",
        sender=sender,
        terms=TERMS,
        at=at,
    )


def mails() -> tuple[SentMail, ...]:
    """Every letter, the newest first."""
    queue.run_waiting()
    return queries.outbox()


def token_in(mail: SentMail, kind: str = "confirm") -> str:
    found = re.search(rf"/en-fr/newsletter/{kind}/([\w-]+)/", mail.text)
    assert found
    return found[1]


def confirm(token: str, *, at: datetime = AT) -> bool:
    return services.confirm_newsletter(token=token, terms=TERMS, at=at)


def subscribe(*, at: datetime = AT) -> Subscription:
    ask(at=at)
    assert confirm(token_in(mails()[0]), at=at)
    return Subscription.objects.get(ended_at=None)


def leave_token() -> str:
    return token_in(mails()[0], "leave")


@pytest.mark.rule("ACC-09")
@pytest.mark.rule("B-08")
def test_an_address_that_is_only_asked_for_gets_the_confirmation_and_nothing_else() -> None:
    ask()
    assert [(mail.to, mail.kind) for mail in mails()] == [(ZOE, "newsletter_confirm")]
    assert Subscription.objects.get().confirmed_at is None


@pytest.mark.rule("ACC-09")
@pytest.mark.rule("B-08")
def test_the_link_subscribes_once_and_its_proof_says_to_what_where_and_when() -> None:
    ask()
    token = token_in(mails()[0])
    assert confirm(token, at=AT + timedelta(hours=2))
    assert confirm(token, at=AT + timedelta(hours=3))
    assert [mail.kind for mail in mails()] == ["newsletter_welcome", "newsletter_confirm"]
    proof = Subscription.objects.get()
    assert (proof.wording, proof.source, proof.language) == ("What we send.", "/en-fr/", "en")
    assert (proof.asked_at, proof.confirmed_at) == (AT, AT + timedelta(hours=2))
    assert token not in (proof.confirm_digest, proof.leave_digest)


@pytest.mark.rule("B-08")
def test_a_link_works_for_seven_days_and_then_the_ask_is_forgotten_with_its_letter() -> None:
    ask()
    token = token_in(mails()[0])
    over = AT + timedelta(days=7)
    assert queries.next_forget_at() == over
    assert not confirm(token, at=over)
    clock.set_to(at=over)
    next(sweep for sweep in queue.sweeps() if sweep.name == "notices.forget_old").run()
    assert (Subscription.objects.count(), Message.objects.count()) == (0, 0)


@pytest.mark.parametrize("token", ["", "nothing", "x" * 500])
def test_a_link_of_nobody_changes_nothing(token: str) -> None:
    ask()
    assert not confirm(token)
    assert not services.leave_newsletter(token=token, at=AT)
    assert queries.newsletter_email(leave_token=token) is None
    assert Subscription.objects.filter(confirmed_at=None, ended_at=None).count() == 1


@pytest.mark.rule("D2-01")
def test_asking_again_sends_nothing_for_an_hour_and_then_a_link_in_place_of_the_first() -> None:
    ask()
    first = token_in(mails()[0])
    ask(at=AT + timedelta(minutes=59))
    assert len(mails()) == 1
    ask(email=ZOE.upper(), at=AT + timedelta(hours=1))
    second = token_in(mails()[0])
    assert Subscription.objects.count() == 1
    assert not confirm(first)
    assert confirm(second)


@pytest.mark.rule("D2-01")
def test_who_is_subscribed_and_asks_again_is_told_so_by_mail() -> None:
    subscribe()
    ask(at=AT + timedelta(minutes=30))
    assert len(mails()) == 2
    ask(at=AT + timedelta(hours=1))
    assert [mail.kind for mail in mails()] == [
        "newsletter_welcome",
        "newsletter_welcome",
        "newsletter_confirm",
    ]
    assert Subscription.objects.get().confirmed_at == AT


@pytest.mark.rule("ACC-09")
@pytest.mark.rule("B-05")
def test_leaving_is_at_once_and_keeps_the_proof_and_a_digest_but_no_address() -> None:
    subscribe()
    token = leave_token()
    assert queries.newsletter_email(leave_token=token) == ZOE
    for _ in range(2):
        assert services.leave_newsletter(token=token, at=AT + timedelta(days=1))
    assert queries.newsletter_email(leave_token=token) == ""
    left = Subscription.objects.get()
    assert (left.email, left.ended_at) == ("", AT + timedelta(days=1))
    assert left.address == queries.address_digest(email=" Zoe@Example.org ")
    assert ZOE not in left.address
    assert left.wording == "What we send."


def test_who_has_left_may_come_back_by_a_confirmation_of_its_own() -> None:
    subscribe()
    services.leave_newsletter(token=leave_token(), at=AT)
    old = token_in(mails()[1])
    assert not confirm(old)
    subscribe(at=AT + timedelta(days=2))
    assert Subscription.objects.filter(ended_at=None).count() == 1
    assert Subscription.objects.exclude(ended_at=None).get().email == ""


@pytest.mark.rule("B-09")
def test_a_letter_carries_the_header_of_leaving_with_one_press_and_others_do_not(settings: object) -> None:
    settings.MAIL_CHANNEL = SMTP
    subscribe()
    queue.run_waiting()
    confirmation, welcome = sent.outbox
    leave_url = f"http://127.0.0.1:8000/en-fr/newsletter/leave/{leave_token()}/"
    assert welcome.extra_headers["List-Unsubscribe"] == f"<{leave_url}>"
    assert welcome.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in confirmation.extra_headers


def test_the_database_keeps_no_address_of_who_has_left_and_no_two_subscriptions() -> None:
    row = subscribe()
    for change in ({"ended_at": AT}, {"ended_at": AT, "email": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Subscription.objects.filter(pk=row.pk).update(**change)
    row.pk, row.public_id, row.leave_digest = None, "0" * 32, "other"
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_one_network_asks_for_so_many_addresses_an_hour_and_others_go_on() -> None:
    for number in range(20):
        ask(email=f"someone{number}@example.org", sender="9.9.9.9")
    with pytest.raises(TooManyAsks) as refused:
        ask(sender="9.9.9.9", at=AT + timedelta(minutes=59))
    assert [no.reason for no in refused.value.refusals] == [Reason.TOO_MANY]
    assert Subscription.objects.count() == 20
    ask(sender="149.112.112.112")
    ask(email="ada@example.org", sender="9.9.9.9", at=AT + timedelta(hours=1))
    assert Subscription.objects.count() == 22


@pytest.mark.rule("D2-01")
def test_an_ask_for_a_known_address_counts_as_much_as_one_for_another_so_that_the_limit_tells_nothing() -> (
    None
):
    for number in range(20):
        ask(email=f"someone{number}@example.org", sender="8.8.8.8")
    ask(sender="1.1.1.1")
    confirm(token_in(mails()[-1]))
    for _time in range(20):
        ask(sender="9.9.9.9")
    for sender in ("8.8.8.8", "9.9.9.9"):
        with pytest.raises(TooManyAsks):
            ask(email="another@example.org", sender=sender)


def test_who_asked_is_kept_as_a_digest_for_the_hour() -> None:
    ask(sender="9.9.9.9")
    assert [len(row.sender) for row in CountedAsk.objects.all()] == [64]
    ask(email="ada@example.org", at=AT + timedelta(hours=1))
    assert not CountedAsk.objects.exists()


@pytest.mark.rule("I18N-02")
def test_letters_are_in_the_language_that_was_asked_in() -> None:
    ask(language="fr")
    assert mails()[0].language == "fr"
    assert "/fr-fr/newsletter/confirm/" in mails()[0].text
