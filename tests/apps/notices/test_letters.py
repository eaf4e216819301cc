"""Letters say what, when, how much, and how to undo it; in HTML and text alike."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comptoir.infra.db import one_transaction
from comptoir.notices import queries, services
from comptoir.notices.models import Message
from comptoir.notices.queries import SentMail
from comptoir.notices.services import sending
from tests.apps.notices.letters import LETTERS, ORDER

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)


def letter(kind: str, *, language: str = "en", **changes: Any) -> SentMail:
    """A letter as its reader gets it, with some facts otherwise; spaces that do not break are written as spaces."""
    facts = {**LETTERS[kind], **changes}
    key = f"{kind}:{Message.objects.count()}"
    with one_transaction():
        services.send(
            kind=kind, to="zoe@example.org", language=language, country="FR", key=key, facts=facts, at=AT
        )
    services.deliver_message(message_id=Message.objects.get(key=key).pk, at=AT)
    mail = queries.outbox()[0]
    return replace(mail, text=mail.text.replace("\N{NO-BREAK SPACE}", " "))


def visible(mail: SentMail) -> str:
    """The words of the HTML form."""
    body = re.sub(r"<(style|title)>.*?</\1>|<[^>]+>", " ", mail.html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(body))


def figures(text: str) -> set[str]:
    """The numbers of two digits and more, addresses on the web aside."""
    return set(re.findall(r"\d[\d.,:-]*\d", re.sub(r"https?://\S+", "", text)))


@pytest.mark.parametrize("language", ["en", "fr", "de", "ja"])
@pytest.mark.parametrize("kind", LETTERS)
def test_every_letter_is_whole_small_and_fetches_nothing(kind: str, language: str) -> None:
    mail = letter(kind, language=language)
    assert mail.subject
    assert "\n" not in mail.subject
    assert len(mail.html.encode()) < 100_000
    assert f'<html lang="{language}"' in mail.html
    # Letters of the newsletter alone show pictures: the house's own, the same address for every reader.
    fetched = re.sub(r'<img src="http://127\.0\.0\.1:8000/media/\w+\.jpg"', "", mail.html)
    assert not re.search(r"<img|<script|<link|url\(|@import|@font-face", fetched)
    assert ("<img" in mail.html) == (kind == "newsletter_letter")
    assert not re.search(r"%\(\w+\)s|\{\{|\{%|\bNone\b|Undefined", mail.html + mail.text + mail.subject)
    assert mail.html.count('role="presentation"') >= 2
    assert mail.html.count("<h1") == 1
    assert mail.sent_at == AT


def test_every_letter_is_looked_at_here() -> None:
    folder = Path(sending.__file__).parents[1] / "templates" / "mail"
    shared = {"letter", "parts", "words", "order"}
    assert {path.stem for path in folder.glob("*.txt")} - shared == set(LETTERS)


@pytest.mark.rule("DEL-02", "ORD-01")
def test_a_busy_period_is_said_with_the_dates_that_it_lengthens() -> None:
    said = "Christmas: preparation takes longer, and these dates count it in. There may be less packaging."
    assert said in letter("order_placed").text
    assert "preparation takes longer" not in letter("order_placed", order=ORDER).text


@pytest.mark.parametrize("kind", LETTERS)
def test_both_forms_have_the_same_figures(kind: str) -> None:
    mail = letter(kind)
    assert figures(visible(mail)) == figures(mail.subject + mail.text)


@pytest.mark.parametrize("kind", [kind for kind in LETTERS if kind != "withdrawal_received"])
def test_names_are_written_as_they_are_and_never_as_markup(kind: str) -> None:
    mail = letter(kind)
    assert "<b>O’Brien" not in mail.html
    if "&lt;b&gt;" in mail.html:
        assert "Zoë <b>O’Brien</b>" in mail.text


@pytest.mark.parametrize("kind", LETTERS)
def test_every_colour_is_said_beside_its_background(kind: str) -> None:
    """A mail program that darkens finds ink and paper declared together, and the sheet marked as light."""
    mail = letter(kind)
    assert '<meta name="color-scheme" content="light only">' in mail.html
    assert 'bgcolor="#ffffff"' in mail.html


@pytest.mark.rule("ORD-03", "RET-01", "PAY-05", "DEL-16")
def test_the_order_letter_is_the_whole_order() -> None:
    """A-20: what was agreed stands in the letter itself."""
    mail = letter("order_placed")
    assert mail.subject == "Your order K7P 2QX 9M4 is placed"
    for words in (
        "2 × Crew-neck sweater, Navy & ecru, M (ME-26W-KN014-0410), 290 € each: 580,00 €",
        "1 × Silk scarf, Ecru, U (ME-26W-AC003-0100): 95,50 €",
        "Goods: 675,50 €\nCode WELCOME10: −67,55 €\nDelivery, DHL Express: 18,00 €\nTotal: 625,95 €",
        "The total includes 104,33 € of tax.",
        "You pay by card. The amount is reserved now and charged when your parcel ships.",
        "Zoë O’Brien\n3 rue des Lilas\n75011 Paris\nFrance",
        "from Wed, 25 Nov to Wed, 2 Dec. These dates are an estimate.",
        "Call us on +33 1 99 00 12 34 until Mon, 23 Nov 09:30.",
        "Register the return within 14 days of the day you receive the order.",
        "withdraw from the contract, without a reason, within 14 days",
        "A fault that shows within 24 months of delivery",
        "I withdraw from the contract for these goods",
        "http://127.0.0.1:8000/en-fr/orders/abc/",
        "Maison Exemple SAS · 12 rue des Exemples, 75003 Paris, France",
    ):
        assert words in mail.text


def test_where_the_law_gives_no_withdrawal_the_letter_promises_none() -> None:
    terms = {**ORDER["terms"], "withdrawal_days": None, "guarantee_months": None}
    mail = letter("order_placed", order={**ORDER, "terms": terms})
    assert "withdraw" not in mail.text
    assert "legal guarantee" not in mail.text
    assert "within 14 days" in mail.text


def test_taxes_and_duties_that_come_on_top_are_lines_of_the_sum() -> None:
    order = {**ORDER, "tax_included": False, "duties": 5000, "tax": 6000, "total": 73595}
    mail = letter("order_placed", order=order)
    assert "Duties and import taxes, prepaid: 50,00 €\nSales tax: 60,00 €\nTotal: 735,95 €" in mail.text
    assert "includes" not in mail.text


@pytest.mark.rule("PAY-11")
@pytest.mark.parametrize(("mode", "said"), [("on_delivery", True), ("prepaid", False), ("none", False)])
def test_a_letter_says_where_the_courier_collects(mode: str, said: bool) -> None:
    mail = letter("order_placed", order={**ORDER, "duties_mode": mode})
    assert ("The courier may collect duties and import taxes at the door" in mail.text) is said


@pytest.mark.rule("PAY-05")
@pytest.mark.parametrize(
    ("method", "charged", "words"),
    [
        ("paypal", "at_confirmation", "You paid by PayPal when you ordered."),
        ("klarna", "by_plan", "You pay by Klarna, at the pace of the option you chose there."),
    ],
)
def test_when_the_money_is_taken_is_told_by_method(method: str, charged: str, words: str) -> None:
    mail = letter("order_placed", order={**ORDER, "method": method, "charged": charged})
    assert words in mail.text


@pytest.mark.rule("PAY-10")
def test_a_failed_payment_says_that_nothing_was_charged_and_where_to_pay() -> None:
    mail = letter("payment_failed")
    assert "Nothing was charged" in mail.text
    assert "Pay for this order: http://127.0.0.1:8000/en-fr/orders/abc/pay/" in mail.text


@pytest.mark.rule("C-06")
def test_who_is_to_pay_again_reads_that_nothing_is_charged_twice_how_much_and_where() -> None:
    mail = letter("payment_renewal")
    assert "You are charged once only" in mail.text
    assert "85,95" in mail.text
    assert "Pay again: http://127.0.0.1:8000/en-fr/orders/abc/renewal/" in mail.text


@pytest.mark.rule("ORD-03")
@pytest.mark.parametrize(
    ("money", "words"),
    [
        ("voided", "Nothing was charged: the 625,95 € that were reserved are released"),
        ("refunded", "625,95 € goes back the way you paid (card)"),
    ],
)
def test_a_cancellation_says_what_becomes_of_the_money(money: str, words: str) -> None:
    assert words in letter("order_cancelled", money=money).text


@pytest.mark.rule("DEL-10", "ORD-05")
def test_the_shipping_letter_has_tracking_and_invoice() -> None:
    mail = letter("order_shipped")
    assert "Follow the parcel at DHL: http://127.0.0.1:8002/track/JJD000390007885123456" in mail.text
    assert "Invoice MEX-2026-000017 (PDF): http://127.0.0.1:8000/documents/17" in mail.text
    assert "625,95 € has now been charged (card)." in mail.text
    assert 'href="http://127.0.0.1:8000/documents/17"' in mail.html
    assert "charged" not in letter("order_shipped", captured=0).text


@pytest.mark.rule("RET-01")
def test_the_delivery_letter_has_the_last_day_for_returns_once_it_is_known() -> None:
    assert "Register the return until Wed, 16 Dec 23:59" in letter("parcel_delivered").text
    waiting = letter("parcel_delivered", return_until=None).text
    assert "The 14 days for returns begin when the last parcel of your order has arrived." in waiting


@pytest.mark.rule("PAY-06")
@pytest.mark.parametrize(
    ("refunded", "words"),
    [
        (True, "85,95 € goes back the way you paid (card), by itself."),
        (False, "You are not charged for it: 85,95 € less than you agreed to."),
    ],
)
def test_a_short_piece_costs_nothing(refunded: bool, words: str) -> None:
    assert words in letter("piece_short", refunded=refunded).text


@pytest.mark.rule("RET-08", "RET-09", "RET-15")
def test_a_registered_return_has_label_instructions_and_points() -> None:
    mail = letter("return_registered")
    assert "Hand in by: Sun, 20 Dec" in mail.text
    assert "Print the label: http://127.0.0.1:8000/labels/1" in mail.text
    assert "Find a drop-off point: http://127.0.0.1:8002/points" in mail.text
    assert "Tabac du Coin\n9 rue des Roses" in mail.text
    assert "keep the proof of posting until the refund has arrived" in mail.text
    assert "within 21 days of our confirmation" in mail.text


@pytest.mark.rule("RET-06", "RET-11")
def test_verdicts_are_told_piece_by_piece_with_reasons() -> None:
    mail = letter("return_confirmed")
    assert mail.subject == "Your return R7P 2QX 9M4 is accepted in part"
    assert "522,00 € goes back the way you paid by Wed, 30 Dec." in mail.text
    assert "Why: The house label is missing." in mail.text
    none = letter("return_confirmed", accepted=[], amount=0, refund_by=None)
    assert none.subject == "Your return R7P 2QX 9M4 could not be accepted"
    assert "goes back" not in none.text
    assert letter("return_confirmed", refused=[]).subject == "Your return R7P 2QX 9M4 is accepted"


@pytest.mark.rule("RET-11", "RET-12")
def test_the_refund_letter_says_how_much_and_where_to() -> None:
    mail = letter("refund_sent")
    assert "we have sent 522,00 € back the way you paid (card)" in mail.text
    assert "Credit note (PDF)" in mail.text


def test_a_withdrawal_is_confirmed_word_for_word_with_its_moment() -> None:
    """A-07: content, date and time, here and in UTC."""
    mail = letter("withdrawal_received")
    assert "Contract: K7P 2QX 9M4" in mail.text
    assert "Received: Wed, 25 Nov 00:30 (Tue, 24 Nov 23:30 UTC)" in mail.text
    assert "Crew-neck sweater" in mail.text
