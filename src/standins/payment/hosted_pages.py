"""The HTML of the pages a shopper sees at the payment provider."""

from collections.abc import Mapping
from html import escape

from standins.pages import answer_page, format_money
from standins.payment.behaviours import BEHAVIOURS, CARDS
from standins.payment.records import Intent, Session
from standins.payment.words import NAMES, choose_language, say
from standins.server import Answer

CARD_FIELDS = (
    ("card_number", "number", "cc-number", "numeric"),
    ("card_expiry", "expiry", "cc-exp", "text"),
    ("card_cvc", "cvc", "cc-csc", "numeric"),
)


def answer_checkout(*, session: Session, trouble: str | None = None, field: str | None = None) -> Answer:
    """The hosted page of an open session; `trouble` is the key of a message, `field` the field it is about."""
    language = choose_language(session.locale)
    total = format_money(amount=session.total, currency=session.currency, language=language)
    alert = f'<p role="alert" id="trouble">{escape(say(language, trouble))}</p>' if trouble else ""
    parts = [alert, _lines(session, language, total)]
    if "card" in session.method_types:
        parts += [_wallets(language), _card_form(language, total, field)]
    parts += [_method_form(language, method) for method in session.method_types if method != "card"]
    if session.cancel_url:
        parts.append(f'<p><a href="{escape(session.cancel_url)}">{escape(say(language, "back"))}</a></p>')
    if "card" in session.method_types:
        parts.append(_test_cards(language))
    return answer_page(
        title=say(language, "checkout"), language=language, note=say(language, "note"), body="".join(parts)
    )


def _lines(session: Session, language: str, total: str) -> str:
    def money(amount: int) -> str:
        return escape(format_money(amount=amount, currency=session.currency, language=language))

    rows = "".join(
        f"<tr><td>{line.quantity} × {escape(line.name)}</td><td>{money(line.total)}</td></tr>"
        for line in session.lines
    )
    if session.shipping:
        rows += f"<tr><td>{escape(say(language, 'delivery'))}</td><td>{money(session.shipping)}</td></tr>"
    return (
        f'<table><thead><tr><th scope="col">{escape(say(language, "item"))}</th>'
        f'<th scope="col">{escape(say(language, "amount"))}</th></tr></thead><tbody>{rows}</tbody>'
        f'<tfoot><tr><th scope="row">{escape(say(language, "total"))}</th><td>{escape(total)}</td></tr></tfoot></table>'
    )


def _wallets(language: str) -> str:
    buttons = "".join(
        f'<button name="wallet" value="{wallet}">{escape(say(language, "pay_with", name=NAMES[wallet]))}</button>'
        for wallet in ("apple_pay", "google_pay")
    )
    return f'<form method="post">{buttons}</form>'


def _card_form(language: str, total: str, field: str | None) -> str:
    number, expiry, cvc = (_card_field(language, spec, field) for spec in CARD_FIELDS)
    pay = escape(say(language, "pay", amount=total))
    return (
        f'<h2>{escape(say(language, "by_card"))}</h2><form method="post"><input type="hidden" name="method" value="card">'
        f'{number}<div class="pair"><div>{expiry}</div><div>{cvc}</div></div>'
        f'<button class="main">{pay}</button></form>'
    )


def _card_field(language: str, spec: tuple[str, str, str, str], field: str | None) -> str:
    name, word, autocomplete, mode = spec
    wrong = ' aria-invalid="true" aria-describedby="trouble" autofocus' if field == name else ""
    return (
        f'<label for="{name}">{escape(say(language, word))}</label><input id="{name}" name="{name}" required'
        f' maxlength="23" inputmode="{mode}" autocomplete="{autocomplete}"{wrong}>'
    )


def _method_form(language: str, method: str) -> str:
    button = escape(say(language, "pay_with", name=NAMES[method]))
    return f'<form method="post"><button class="main" name="method" value="{method}">{button}</button></form>'


def _test_cards(language: str) -> str:
    rows = "".join(
        f"<li><code>{' '.join(number[at : at + 4] for at in range(0, len(number), 4))}</code>"
        f" {escape(say(language, token))}</li>"
        for number, (token, _brand) in CARDS.items()
    )
    return f"<details><summary>{escape(say(language, 'test_cards'))}</summary><ul>{rows}</ul></details>"


def answer_expired(*, session: Session) -> Answer:
    """The page of a session that is over: 410."""
    language = choose_language(session.locale)
    back = ""
    if session.cancel_url:
        back = f'<p><a href="{escape(session.cancel_url)}">{escape(say(language, "back"))}</a></p>'
    return answer_page(
        status=410,
        title=say(language, "expired"),
        language=language,
        note=say(language, "note"),
        body=f"<p>{escape(say(language, 'expired_text'))}</p>{back}",
    )


def answer_authorisation(*, intent: Intent, locale: str | None) -> Answer:
    """The bank's or the wallet's page: approve, fail or cancel."""
    language = choose_language(locale)
    amount = format_money(amount=intent.amount, currency=intent.currency, language=language)
    method = BEHAVIOURS[intent.token or "card_3ds"].method
    if method == "card":
        title, text = say(language, "3ds"), say(language, "3ds_text", amount=amount, last4=intent.last4)
    else:
        title, text = NAMES[method], say(language, "wallet_text", name=NAMES[method], amount=amount)
    buttons = "".join(
        f'<button{extra} name="outcome" value="{outcome}">{escape(say(language, outcome))}</button>'
        for outcome, extra in (("approve", ' class="main"'), ("fail", ""), ("cancel", ""))
    )
    return answer_page(
        title=title,
        language=language,
        note=say(language, "note"),
        body=f'<p>{escape(text)}</p><form method="post">{buttons}</form>',
    )


def check_card(*, form: Mapping[str, str], year: int, month: int) -> tuple[str, str] | None:
    """What is wrong with the card typed in: the message's key and the field; None when it can be tried."""
    if read_number(form) not in CARDS:
        return "bad_number", "card_number"
    expiry = form.get("card_expiry", "").replace(" ", "")
    head, _slash, tail = expiry.partition("/")
    if not (head.isdecimal() and tail.isdecimal() and len(tail) in (2, 4) and 1 <= int(head) <= 12):
        return "bad_expiry", "card_expiry"
    if (int(tail) % 100, int(head)) < (year % 100, month):
        return "bad_expiry", "card_expiry"
    cvc = form.get("card_cvc", "").strip()
    return None if cvc.isdecimal() and len(cvc) in (3, 4) else ("bad_cvc", "card_cvc")


def read_number(form: Mapping[str, str]) -> str:
    """The digits of the card number typed in."""
    return "".join(character for character in form.get("card_number", "") if character.isdecimal())
