"""Mails that come in are read as text for people, whatever their sender made of them: nothing acts, nothing is lost unsaid."""

from __future__ import annotations

import pytest

from comptoir.infra.mails import MOST_BYTES, Incoming, Unreadable, read_mail

_HEAD = b"From: Zo\xc3\xab <zoe@example.org>\r\nTo: case+x@house.example\r\nSubject: Hello\r\nMessage-ID: <1@x>\r\n"


def mail(body: bytes = b"Hello", kind: bytes = b"text/plain; charset=utf-8", more: bytes = b"") -> bytes:
    return _HEAD + more + b"MIME-Version: 1.0\r\nContent-Type: " + kind + b"\r\n\r\n" + body


def page(body: bytes) -> bytes:
    return mail(body, b"text/html; charset=utf-8")


def parts(*each: bytes, kind: bytes = b"mixed") -> bytes:
    body = b"".join(b"--b\r\nContent-Type: " + part + b"\r\n" for part in each) + b"--b--\r\n"
    return mail(body, b"multipart/" + kind + b'; boundary="b"')


def nested(depth: int) -> bytes:
    raw = b"Content-Type: text/plain\r\n\r\ndeep"
    for level in range(depth):
        border = b"b%d" % level
        raw = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n--%b\r\n%b\r\n--%b--\r\n' % (
            border, border, raw, border,
        )  # fmt: skip
    return _HEAD + b"MIME-Version: 1.0\r\n" + raw


TEXT = b"text/plain\r\n\r\nHello"
FILE = b"application/octet-stream\r\nContent-Disposition: attachment; filename"
# What it is: the mail, what is read of it, what is folded as quoted, what is said to be left out.
HOSTILE: dict[str, tuple[bytes, str, str, tuple[str, ...]]] = {
    "words alone": (b"just words", "just words", "", ()),
    "a null character": (mail(b"a\x00b"), "ab", "", ()),
    "turned round": (mail("\u202eabc\u200bd".encode()), "abcd", "", ()),
    "letters that are undefined": (mail(b"hi", b"text/plain; charset=undefined"), "hi", "", ()),
    "letters of host names": (mail(b"hi", b"text/plain; charset=idna"), "hi", "", ()),
    "letters that take minutes": (mail(b"a-" + b"b" * 9, b"text/plain; charset=punycode"), "a-" + "b" * 9, "", ()),
    "letters that run escapes": (mail(b"\\u0041", b"text/plain; charset=unicode_escape"), "\\u0041", "", ()),
    "letters that are compressed": (mail(b"hi", b"text/plain; charset=zlib"), "hi", "", ()),
    "letters nobody knows": (mail(b"hi", b"text/plain; charset=" + b"a" * 9000), "hi", "", ()),
    "marks in other letters": (mail(b"+ADw-script+AD4-", b"text/plain; charset=utf-7"), "<script>", "", ()),
    "letters that are others": (mail(b"\xff\xe9", b"text/plain; charset=utf-8"), "\ufffd\ufffd", "", ()),
    "base64 that is none": (mail(b"!!!!", more=b"Content-Transfer-Encoding: base64\r\n"), "", "", ()),
    "a script": (page(b"<p>Hi<script>alert(1)</script><img src=x onerror=a()></p>"), "Hi", "", ()),
    "a tracking pixel": (page(b"<p>Hi</p><img src='http://t.example/p.gif' width=1>"), "Hi", "", ()),
    "a style": (page(b"<style>p{background:url(http://t.example)}</style><p style='x'>Hi</p>"), "Hi", "", ()),
    "a frame and a form": (page(b"<iframe src=//t.example></iframe><form action=//t>Hi<input></form>"), "Hi", "", ()),
    "a link that acts": (page(b"<a href='javascript:alert(1)'>here</a>"), "here", "", ()),
    "a link that lies": (
        page(b"<a href='https://evil.example/x'>bank.example</a>"), "bank.example (https://evil.example/x)", "", (),
    ),
    "drawings with links": (page(b"<svg><a xlink:href='javascript:1'>x</a></svg>Hi"), "Hi", "", ()),
    "marks without end": (page(b"<div>" * 80_000 + b"Hi"), "Hi", "", ()),
    "quotes without end": (page(b"<p>new</p>" + b"<blockquote>" * 3_000), "new", "", ()),
    "an answer between quotes": (
        page(b"<blockquote>one</blockquote><p>mine</p><blockquote>two</blockquote>"), "mine", "> one\n> two", (),
    ),
    "an answer beneath": (
        mail(b"Le lun. 23 nov. 2026, la maison a \xc3\xa9crit :\r\n> one\r\n\r\nmine"), "mine",
        "Le lun. 23 nov. 2026, la maison a \xe9crit :\n> one", (),
    ),
    "an answer above": (mail(b"mine\r\n-----Original Message-----\r\none"), "mine", "-----Original Message-----\none", ()),
    "nothing but a quote": (mail(b"> one"), "", "> one", ()),
    "a programme": (parts(TEXT, FILE + b'="../../etc/passwd"\r\n\r\nMZ'), "Hello", "", ("../../etc/passwd",)),
    "a name turned round": (
        parts(TEXT, FILE + b"*=utf-8''photo%E2%80%AEgpj.exe\r\n\r\nMZ"), "Hello", "", ("photogpj.exe",),
    ),
    "Outlook's own": (parts(TEXT, b"application/ms-tnef; name=winmail.dat\r\n\r\nx"), "Hello", "", ("winmail.dat",)),
    "an invitation": (parts(b"text/calendar; method=REQUEST\r\n\r\nBEGIN", TEXT), "Hello", "", ("text/calendar",)),
    "a mail in a mail": (
        parts(TEXT, b"message/rfc822\r\n\r\nFrom: v@x.example\r\n\r\nsecret"), "Hello", "", ("message/rfc822",),
    ),
    "a mail that is another": (mail(b"From: v@x.example\r\n\r\nhi", b"message/rfc822"), "", "", ("message/rfc822",)),
    "a part of a mail": (mail(b"x", b"message/partial; id=1"), "", "", ("message/partial",)),
    "something elsewhere": (
        mail(b"x", b'message/external-body; URL="http://x"'), "", "", ("message/external-body",),
    ),
    "locked": (
        parts(b"application/pgp-encrypted\r\n\r\nVersion: 1", b"application/octet-stream\r\n\r\nx", kind=b"encrypted"),
        "", "", ("application/pgp-encrypted", "application/octet-stream"),
    ),
    "parts without a border": (mail(b"Hello", b"multipart/mixed"), "Hello", "", ()),
    "parts with another border": (mail(b"Hello", b"multipart/mixed; boundary=y"), "Hello", "", ()),
    "too deep": (nested(20), "", "", ("multipart/mixed",)),
    "text around a picture": (parts(TEXT, b"text/plain\r\n\r\nagain"), "Hello\nagain", "", ()),
    "only marked up": (parts(b"text/plain\r\n\r\n", b"text/html\r\n\r\n<p>Hi</p>", kind=b"alternative"), "Hi", "", ()),
    "no kind at all": (mail(b"hi", b"\xff/\xfe;;;=;"), "", "", ("\ufffd/\ufffd",)),
    "a day that is none": (mail(more=b"Date: Thu, 99 Foo 99999 99:99:99 +9999\r\n"), "Hello", "", ()),
    "brackets for ever": (mail(more=b"Cc: " + b"(" * 60_000 + b"\r\n"), "Hello", "", ()),
    "very many receivers": (mail(more=b"Cc: " + b"a@x.example, " * 20_000 + b"\r\n"), "Hello", "", ()),
    "very many headers": (mail(more=b"X-A: b\r\n" * 20_000), "Hello", "", ()),
}  # fmt: skip


@pytest.mark.rule("D2-06")
@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_mail_is_text_and_what_is_left_out_is_said(kind: str) -> None:
    raw, text, quoted, left_out = HOSTILE[kind]
    read = read_mail(raw=raw)
    assert (read.text, read.quoted, read.left_out) == (text, quoted, left_out)
    assert "\x00" not in f"{read}"


@pytest.mark.rule("D2-06")
@pytest.mark.parametrize(
    "raw",
    [b"", b" \r\n", b"x" * (MOST_BYTES + 1), nested(400), parts(*[TEXT] * 5_000)],
    ids=["empty", "blank", "huge", "nested for ever", "very many parts"],
)
def test_what_nobody_writes_is_not_taken_apart(raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_mail(raw=raw)


def _read(more: bytes = b"", **changed: bytes) -> Incoming:
    raw = mail(more=more)
    for old, new in (("sender", b"Zo\xc3\xab <zoe@example.org>"), ("subject", b"Hello\r\nMessage")):
        raw = raw.replace(new, changed.get(old, new), 1)
    return read_mail(raw=raw)


@pytest.mark.rule("D2-06")
def test_headers_stay_on_their_line() -> None:
    assert _read(subject=b"=?utf-8?q?a=0D=0ABcc:_x@y.example?=\r\nMessage").subject == "a Bcc: x@y.example"
    assert _read(subject=b"a\r\n folded\r\nMessage").subject == "a folded"
    assert _read(sender=b"=?utf-8?b?Wm/Dqw==?= <zoe@example.org>").sender_name == "Zo\xeb"


@pytest.mark.rule("D2-06")
@pytest.mark.parametrize("sender", [b"a@one.example, b@two.example", b"a@one.example\r\nFrom: b@two.example"])
def test_of_two_senders_the_first_is_meant(sender: bytes) -> None:
    assert _read(sender=sender).sender == "a@one.example"


@pytest.mark.rule("D2-06")
@pytest.mark.parametrize(
    "header",
    [b"Auto-Submitted: auto-replied", b"Precedence: bulk", b"List-Id: <a.example>", b"X-Autoreply: yes"],
)
def test_the_mail_of_a_program_is_known_as_one(header: bytes) -> None:
    assert _read(header + b"\r\n").automatic


@pytest.mark.rule("D2-06")
@pytest.mark.parametrize(
    "sender", [b"", b"<<<>>>@@", b"(" * 3_000, b"MAILER-DAEMON@mx.example", b"no-reply@x.example"]
)
def test_a_sender_to_whom_nobody_can_write_is_a_program(sender: bytes) -> None:
    assert _read(sender=sender).automatic


@pytest.mark.parametrize("header", [b"", b"Auto-Submitted: no\r\n", b"X-Auto-Response-Suppress: All\r\n"])
def test_a_person_s_mail_is_no_program_s(header: bytes) -> None:
    assert not _read(header).automatic
