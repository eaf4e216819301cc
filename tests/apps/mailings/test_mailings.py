"""A letter of the newsletter: to those who asked for it, once, no faster than its rate, and not to who has left."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from comptoir.core.mailings import Block, Kind, LetterText, MailingState
from comptoir.core.reasons import Reason
from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.mailings import queries, services
from comptoir.mailings.models import Copy
from comptoir.mailings.services import MailingInput, WrongMailing
from comptoir.notices import queries as notices
from comptoir.notices import services as mail
from comptoir.notices.models import Message, Subscription
from comptoir.notices.services.bounces import note_bounce
from tests.apps.mailings.readers import AT, MERCHANDISER, TEXT, a_letter, a_reader

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


def begun(**wishes: object) -> object:
    letter = a_letter(**wishes)
    services.begin_mailing(public_id=letter, actor=MERCHANDISER, at=AT)
    return letter


def sent_to() -> list[str]:
    """Whose copies have left, in their order."""
    queue.run_waiting()
    return [
        each.to for each in reversed(notices.outbox()) if each.kind == "newsletter_letter" and each.sent_at
    ]


def refusals(refused: pytest.ExceptionInfo[WrongMailing]) -> list[tuple[str | None, Reason]]:
    return [(no.field, no.reason) for no in refused.value.refusals]


@pytest.mark.rule("ACC-09", "B-08")
def test_a_letter_goes_to_its_confirmed_readers_at_its_rate_and_ends() -> None:
    for number in range(5):
        a_reader(f"reader-{number}@example.org")
    a_reader("asked-only@example.org", confirmed=False)
    a_reader("japanese@example.org", language="ja")
    a_reader("elsewhere@example.org", country="US")
    letter = begun(countries=("FR", "BE"), per_minute=3)
    sizes = [
        services.hand_over_lot(public_id=letter, at=AT + after * SECOND) for after in (0, 19, 20, 39, 60, 61)
    ]
    assert sizes == [0, 0, 1, 0, 2, 0]
    # The worker was away for an hour: what it missed is not made up for within a minute.
    assert services.hand_over_lot(public_id=letter, at=AT + 60 * MINUTE) == 2
    assert sorted(sent_to()) == [f"reader-{number}@example.org" for number in range(5)]
    found = queries.mailing(public_id=letter)
    assert (found.state, found.ended_at) == (MailingState.SENT, AT + 60 * MINUTE)
    figures = queries.figures(public_id=letter, at=AT + 61 * MINUTE)
    assert (figures.audience, figures.written, figures.to_come, figures.other_language) == (6, 5, 0, 1)


@pytest.mark.rule("ACC-09")
def test_a_copy_is_as_its_reader_gets_it_with_prices_of_their_market_and_the_link_that_leaves() -> None:
    a_reader("paris@example.org", language="fr")
    a_reader("boston@example.org", country="US")
    letter = begun(languages=("en", "fr"))
    services.hand_over_lot(public_id=letter, at=AT + MINUTE)
    sent_to()
    copies = {each.to: each for each in notices.outbox()}
    assert copies["paris@example.org"].subject == "Winter"
    assert "290" in copies["paris@example.org"].text
    assert "€" in copies["paris@example.org"].text
    assert "$" in copies["boston@example.org"].text
    assert "/fr-fr/c/knitwear/" in copies["paris@example.org"].text
    assert "Maison Exemple SAS" in copies["boston@example.org"].text
    link = re.search(r"newsletter/leave/([\w-]+)/\?letter=([\w-]+)", copies["paris@example.org"].text)
    assert link
    assert link[2] == str(letter)
    assert mail.leave_newsletter(token=link[1], letter=letter, at=AT + 2 * MINUTE)
    assert queries.figures(public_id=letter, at=AT + 3 * MINUTE).unsubscribed == 1


@pytest.mark.rule("ACC-09")
def test_what_breaks_off_in_the_middle_writes_to_nobody_and_the_next_lot_to_everybody_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for number in range(3):
        a_reader(f"reader-{number}@example.org")
    letter = begun()
    whole, calls = mail.send, []

    def dies(**wish: object) -> None:
        calls.append(wish)
        if len(calls) == 2:
            raise KeyboardInterrupt
        whole(**wish)

    with monkeypatch.context() as broken:
        broken.setattr(services.mail, "send", dies)
        with pytest.raises(KeyboardInterrupt):
            services.hand_over_lot(public_id=letter, at=AT + MINUTE)
    assert (Copy.objects.count(), Message.objects.count(), sent_to()) == (0, 0, [])
    services.hand_over_lot(public_id=letter, at=AT + MINUTE + SECOND)
    services.hand_over_lot(public_id=letter, at=AT + 9 * MINUTE)
    once = [f"reader-{number}@example.org" for number in range(3)]
    assert sorted(sent_to()) == once
    # The job of a worker that died after a copy had left runs again.
    left = Message.objects.earliest("pk")
    mail.deliver_message(message_id=left.pk, at=AT + 10 * MINUTE)
    assert Message.objects.get(pk=left.pk).sent_at == left.sent_at


@pytest.mark.rule("ACC-09", "B-05")
def test_who_leaves_in_the_middle_is_not_written_to_nor_again_by_another_subscription() -> None:
    first, second, third = (a_reader(f"{name}@example.org") for name in ("first", "second", "third"))
    letter = begun()
    leave = notices.leave_token(public_id=second.public_id)
    mail.leave_newsletter(token=leave, at=AT + 10 * SECOND)  # before its turn
    assert services.hand_over_lot(public_id=letter, at=AT + MINUTE) == 2
    leave = notices.leave_token(public_id=third.public_id)
    mail.leave_newsletter(token=leave, at=AT + MINUTE)  # its copy is written, and has not left
    assert sent_to() == [first.email]
    assert queries.figures(public_id=letter, at=AT + 2 * MINUTE).gone == 1


@pytest.mark.rule("ACC-09")
def test_an_address_has_one_copy_however_often_it_subscribes() -> None:
    first = a_reader("again@example.org")
    a_reader("other@example.org")
    letter = begun(per_minute=1)
    services.hand_over_lot(public_id=letter, at=AT + MINUTE)
    assert sent_to() == [first.email]
    mail.leave_newsletter(token=notices.leave_token(public_id=first.public_id), at=AT + MINUTE)
    a_reader("again@example.org")
    for minute in (3, 5, 7):
        services.hand_over_lot(public_id=letter, at=AT + minute * MINUTE)
    assert sent_to() == ["again@example.org", "other@example.org"]


@pytest.mark.rule("ACC-09")
def test_a_letter_that_is_stopped_goes_to_nobody_until_somebody_goes_on() -> None:
    a_reader("one@example.org")
    letter = begun()
    services.stop_mailing(public_id=letter, actor=MERCHANDISER, at=AT + SECOND)
    assert services.hand_over_lot(public_id=letter, at=AT + 9 * MINUTE) == 0
    with pytest.raises(WrongMailing) as refused:
        services.stop_mailing(public_id=letter, actor=MERCHANDISER, at=AT + 9 * MINUTE)
    assert refusals(refused) == [(None, Reason.LETTER_NOT_GOING)]
    services.resume_mailing(public_id=letter, actor=MERCHANDISER, at=AT + 10 * MINUTE)
    assert services.hand_over_lot(public_id=letter, at=AT + 10 * MINUTE) == 0
    assert services.hand_over_lot(public_id=letter, at=AT + 11 * MINUTE) == 1


@pytest.mark.rule("B-08")
def test_a_letter_does_not_begin_to_nobody_nor_in_a_language_that_is_not_written() -> None:
    letter = a_letter(languages=("en", "de"))
    with pytest.raises(WrongMailing) as refused:
        services.begin_mailing(public_id=letter, actor=MERCHANDISER, at=AT)
    assert refusals(refused) == [(None, Reason.LETTER_NOBODY), (None, Reason.LETTER_TEXT_MISSING)]
    assert queries.mailing(public_id=letter).state == MailingState.DRAFT


def test_two_people_who_write_at_once_do_not_write_over_each_other() -> None:
    letter = a_letter()
    wanted = MailingInput(name="Autumn", countries=(), languages=("en",), per_minute=9)
    for verb, wish in (
        (services.write_mailing, {"language": "en", "text": TEXT, "version": 0}),
        (services.set_mailing, {"wanted": wanted, "version": 7}),
    ):
        with pytest.raises(WrongMailing) as refused:
            verb(public_id=letter, **wish, actor=MERCHANDISER, at=AT)
        assert refusals(refused) == [(None, Reason.CHANGED_MEANWHILE)]
    assert queries.mailing(public_id=letter).name == "Winter"


def test_a_block_that_is_wrong_is_not_saved_and_what_is_not_sold_is_left_out() -> None:
    letter = a_letter()
    away = LetterText(blocks=(Block(kind=Kind.BUTTON, words="Go", address="https://evil.example/"),))
    with pytest.raises(WrongMailing) as refused:
        services.write_mailing(
            public_id=letter, language="en", text=away, version=1, actor=MERCHANDISER, at=AT
        )
    assert refusals(refused) == [("blocks.0.address", Reason.LETTER_ADDRESS_ELSEWHERE)]
    subject, text, html = services.preview_mailing(public_id=letter, language="en", country="FR", at=AT)
    assert (subject, "Boxy crewneck" in text, "Boxy crewneck" in html) == ("Winter", True, True)


@pytest.mark.rule("ACC-09")
def test_a_copy_that_comes_back_for_good_is_counted_with_its_letter() -> None:
    a_reader("gone@example.org")
    letter = begun()
    services.hand_over_lot(public_id=letter, at=AT + MINUTE)
    sent_to()
    with one_transaction():
        note_bounce(
            letter_id=Message.objects.get().letter_id, for_good=True, reason="no such box", at=AT + MINUTE
        )
    assert Subscription.objects.get().ended_how == "bounced"
    assert queries.figures(public_id=letter, at=AT + 2 * MINUTE).bounced == 1
