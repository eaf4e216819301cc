"""Mails that came back: known by their id, noted once, shown where somebody would write or call next."""

from __future__ import annotations

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.core.actors import HOUSE, Role
from comptoir.infra import queue
from comptoir.notices import queries, services
from comptoir.notices.channels.base import NotSent
from comptoir.notices.channels.returned import read_returned
from comptoir.notices.models import Message
from tests import builders, cast
from tests.desk.selling import signed_in

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


def report(letter_id: str, *, action: str = "failed", status: str = "5.1.1", whole: bool = False) -> bytes:
    """What a mail server sends back; with the whole letter, or its headers alone."""
    headers = f"Message-ID: <{letter_id}@maison-exemple.example>\r\nSubject: Your order\r\n"
    returned = (
        f"message/rfc822\r\n\r\n{headers}\r\nHello\r\n" if whole else f"text/rfc822-headers\r\n\r\n{headers}"
    )
    return (
        "From: MAILER-DAEMON@mx.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; zoe@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such\r\n user here\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n--b--\r\n"
    ).encode()


@pytest.mark.parametrize("whole", [True, False])
def test_a_report_names_the_letter_and_the_server_s_reason(whole: bool) -> None:
    told = read_returned(raw=report("abc123", whole=whole))
    assert told is not None
    assert (told.letter_id, told.for_good, told.reason) == (
        "abc123",
        True,
        "5.1.1 550 5.1.1 no such user here",
    )


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff\x00nothing",
        report("abc", action="delivered"),
        report("", whole=True),
        b"Subject: I am away\r\n\r\nHi",
    ],
)
def test_anything_else_is_no_report(raw: bytes) -> None:
    assert read_returned(raw=raw) is None


@pytest.fixture
def mailed(house: None) -> Message:
    """The mail of an order, as it left."""
    del house
    number = builders.a_placed_order().number
    return Message.objects.get(order_number=number, kind="order_placed")


def test_it_is_noted_once_and_for_good_outweighs_for_now(mailed: Message) -> None:
    later = report(mailed.letter_id, action="delayed", status="4.2.2")
    assert services.take_returned(raw=later, at=AT)
    assert queries.bad_address(email=mailed.to) is None
    for hours in (1, 2):
        assert services.take_returned(raw=report(mailed.letter_id), at=AT + hours * HOUR)
    (mail,) = queries.messages_for_order(number=mailed.order_number)
    assert (mail.bounced_at, mail.bounce) == (AT + HOUR, "5.1.1 550 5.1.1 no such user here")
    assert not services.take_returned(raw=report("f" * 32), at=AT)
    assert not services.take_returned(raw=report(""), at=AT)


def test_the_desk_shows_it_on_the_order_and_there_is_one_case(mailed: Message) -> None:
    services.take_returned(raw=report(mailed.letter_id), at=AT)
    for _time in range(2):
        case_services.open_cases_for_trouble(actor=HOUSE, at=AT)
    assert [(case.kind, case.order_number) for case in cases.open_cases()] == [
        ("mail_bounced", mailed.order_number)
    ]
    page = signed_in(Role.ADVISOR).get(f"/desk/orders/{mailed.order_number}/").content.decode()
    assert "Our mails do not arrive there" in page
    assert "Came back: 5.1.1 550 5.1.1 no such user here" in page
    assert "A mail came back" in page


def test_an_address_to_which_a_later_mail_left_is_good_again(mailed: Message) -> None:
    services.take_returned(raw=report(mailed.letter_id), at=AT)
    assert queries.bad_address(email=mailed.to.upper()) is not None
    builders.cancel(mailed.order_number)
    queue.run_waiting()
    assert queries.bad_address(email=mailed.to) is None


def test_servers_post_reports_with_the_secret_and_nobody_else(mailed: Message, settings: Settings) -> None:
    def post(secret: str) -> int:
        return (
            Client()
            .post(
                "/webhooks/mail/",
                report(mailed.letter_id),
                content_type="message/rfc822",
                headers={"Authorization": f"Bearer {secret}"},
            )
            .status_code
        )

    assert (post(""), post("demo")) == (400, 400)
    settings.MAIL_WEBHOOK_SECRETS = ("one", "two")
    assert (post("three"), post("")) == (400, 400)
    assert queries.bad_address(email=mailed.to) is None
    assert post("two") == 200
    assert queries.bad_address(email=mailed.to) is not None


class Refusing:
    """A mail server that refuses the receiver."""

    def __init__(self, code: int) -> None:
        self.code = code

    def send_messages(self, _mails: list[object]) -> int:
        raise smtplib.SMTPRecipientsRefused({"x@example.org": (self.code, b"no such user")})


@pytest.mark.parametrize(("code", "bounced"), [(550, True), (451, False)])
def test_what_the_server_refuses_for_good_is_not_tried_again(
    mailed: Message, settings: Settings, monkeypatch: pytest.MonkeyPatch, code: int, bounced: bool
) -> None:
    Message.objects.filter(pk=mailed.pk).update(sent_at=None)
    settings.MAIL_CHANNEL = "comptoir.notices.channels.smtp.Smtp"
    monkeypatch.setattr("django.core.mail.get_connection", lambda *_a, **_k: Refusing(code))
    if bounced:
        services.deliver_message(message_id=mailed.pk, at=AT)
        services.deliver_message(message_id=mailed.pk, at=AT)
    else:
        with pytest.raises(NotSent):
            services.deliver_message(message_id=mailed.pk, at=AT)
    mailed.refresh_from_db()
    assert (mailed.bounced_for_good, mailed.sent_at) == (bounced, None)
    late = queries.unsent_messages(wanted_before=AT + HOUR)
    assert bool(late) is not bounced


@pytest.mark.rule("ORD-05")
def test_an_advisor_mails_the_invoice_again_once_a_day(house: None) -> None:
    del house
    number = builders.a_shipped_order().number
    desk = signed_in(Role.ADVISOR)
    page = desk.get(f"/desk/orders/{number}/").content.decode()
    path = page[page.index(f"/desk/orders/{number}/documents/") :].split('"')[0]
    for _time in range(2):
        assert desk.post(path).status_code == 302
    queue.run_waiting()
    mails = [mail for mail in queries.messages_for_order(number=number) if mail.kind == "document_sent"]
    assert [mail.subject for mail in mails] == ["Your invoice MEX-FR-2026-000001"]
    assert mails[0].to == cast.JEANNE_EMAIL
    assert signed_in(Role.WAREHOUSE).post(path).status_code == 403
