"""Mails that are broken or meant ill: each is kept, none harms, and what people read is plain text."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from comptoir.cases import queries, services
from comptoir.cases.models import IncomingMail
from comptoir.infra import media
from comptoir.infra.mails import MOST_BYTES, Unreadable, read_mail
from tests import builders
from tests.apps.cases.letters import a_mail

HEAD = b"From: zoe@example.org\r\nTo: service@maison-exemple.example\r\nMessage-ID: <h@example.org>\r\n"


def marked(html: str) -> bytes:
    mail = a_mail()
    mail.clear_content()
    mail.set_content(html, subtype="html")
    return mail.as_bytes()


def nested(depth: int) -> bytes:
    inner: EmailMessage = a_mail(text="deep")
    for _ in range(depth):
        outer = EmailMessage()
        outer["From"] = "zoe@example.org"
        outer.make_mixed()
        outer.attach(inner)
        inner = outer
    return inner.as_bytes()


def with_file(kind: str, name: str, content: bytes = b"x") -> bytes:
    mail = a_mail()
    main, _, sub = kind.partition("/")
    mail.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return mail.as_bytes()


HOSTILE = {
    "script": marked("<script>alert(1)</script>Hello"),
    "an event": marked('<p onclick="steal()">Hello</p>'),
    "a style": marked("<style>body{display:none}</style>Hello"),
    "a tracking pixel": marked('Hello<img src="https://spy.example/p.gif">'),
    "a frame": marked('<iframe src="https://spy.example"></iframe>Hello'),
    "a form": marked('<form action="https://spy.example"><input name="password">Hello</form>'),
    "a javascript link": marked('<a href="javascript:steal()">Hello</a>'),
    "a data link": marked('<a href="data:text/html,x">Hello</a>'),
    "a base": marked('<base href="https://spy.example/">Hello'),
    "a meta refresh": marked('<meta http-equiv="refresh" content="0;url=https://spy.example">Hello'),
    "svg": marked("<svg onload=steal()></svg>Hello"),
    "mathml": marked("<math><mtext><script>steal()</script></mtext></math>Hello"),
    "unclosed": marked("Hello<p<div<script"),
    "a comment": marked("<!-- <script>steal()</script> -->Hello"),
    "an unknown charset": HEAD + b"Content-Type: text/plain; charset=klingon\r\n\r\nHello",
    "broken utf-8": HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nHello \xff\xfe",
    "broken base64": HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n*Hello",
    "no boundary": HEAD + b"Content-Type: multipart/mixed\r\n\r\nHello",
    "an endless boundary": HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nHello',
    "no headers": b"\r\nHello",
    "a header that goes on": HEAD + b"Subject: one\r\n Bcc: all@example.org\r\n\r\nHello",
    "a broken date": HEAD + b"Date: yesterday\r\n\r\nHello",
    "two senders": b"From: a@example.org\r\nFrom: b@example.org\r\n\r\nHello",
    "a turned name": a_mail(From="\u202egnp.exe <zoe@example.org>").as_bytes(),
    "a nul": HEAD + b"\r\nHello\x00 there",
    "many parts": HEAD
    + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
    + b"--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n" * 500
    + b"--b--",
    "deep": nested(40),
    "a mail in a mail": with_file("application/x-rfc822", "inner.eml", a_mail().as_bytes()),
    "a program": with_file("application/x-msdownload", "invoice.exe", b"MZ"),
    "an archive": with_file("application/zip", "photos.zip", b"PK\x03\x04"),
    "a calendar": with_file("text/calendar", "invite.ics", b"BEGIN:VCALENDAR"),
    "a tnef": with_file("application/ms-tnef", "winmail.dat", b"\x78\x9f\x3e\x22"),
    "a page as a picture": with_file("image/png", "x.png", b"<script>steal()</script>"),
    "an svg as a picture": with_file("image/svg+xml", "x.svg", b"<svg onload='steal()'/>"),
    "a path as a name": with_file("application/pdf", "../../etc/passwd"),
    "a long name": with_file("application/pdf", "x" * 4000),
}


@pytest.mark.usefixtures("furnished")
@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_mail_that_means_ill_is_kept_and_read_as_plain_text(raw: bytes) -> None:
    assert services.receive_mail(raw=raw, at=builders.MONDAY) in {"new", "automatic", "unreadable"}
    kept = IncomingMail.objects.get()
    assert media.read(kept.raw, private=True) == raw
    for case in queries.open_cases():
        said = " ".join(turn.text + turn.quoted + " ".join(turn.left_out) for turn in case.turns)
        for bad in (
            "<script",
            "steal()",
            "onclick",
            "spy.example",
            "javascript:",
            "\x00",
            "\u202e",
            "display:none",
        ):
            assert bad not in said
        assert all(len(name) <= 100 for turn in case.turns for name in turn.left_out)
        assert all(turn.photographs == () for turn in case.turns)


def test_a_link_shows_where_it_leads() -> None:
    mail = read_mail(raw=marked('<p>See <a href="https://bargains.example/x">the shop</a></p>'))
    assert mail.text == "See the shop (https://bargains.example/x)"


@pytest.mark.parametrize(
    "quoted",
    [
        "> It left today.",
        "On Monday, Maison wrote:\n> It left",
        "Le lundi 23, Maison a écrit :\n> Parti",
        "Am 23.11. schrieb Maison:\n> Weg",
        "2026年11月23日 Maison:\n> 発送",
        "-----Original Message-----\nFrom: Maison",
        "________________________________\nFrom: Maison",
    ],
)
def test_what_a_reply_repeats_is_folded_away(quoted: str) -> None:
    mail = read_mail(raw=a_mail(text=f"Thank you.\n\n{quoted}").as_bytes())
    assert (mail.text, mail.quoted) == ("Thank you.", quoted)


@pytest.mark.parametrize(
    "raw", [b"", b"   \r\n", b"x" * (MOST_BYTES + 1)], ids=["empty", "blank", "too large"]
)
def test_what_is_no_mail_is_said_to_be_none(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_mail(raw=raw)
