"""The private link of an order, mailed again to the address it was placed with, and a code to be typed instead (D2-02)."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db.models import F

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids, queue
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.notices import services as notices
from comptoir.orders import queries
from comptoir.orders.models import LinkCode
from comptoir.people import services as people

_LIVES, _KEPT = timedelta(minutes=10), timedelta(days=1)
_MOST_TRIES, _DIGITS = 5, 8


class WrongLinkCode(NotPossible):
    """The code is not the one that was mailed, was used, or is over; it is never said which."""


@spans_transactions
def ask_for_link(*, number: str, email: str, visitor: Visitor, at: datetime) -> str:
    """Have link and code mailed if number and e-mail belong together; asking is the same work either way (D2-02).

    Gives what the asking page keeps, to type the code into. Refusals: TooManyTries.
    """
    counted = people.of_mails(email=email, visitor=visitor)
    counted[f"link:{number.strip().upper()[:20]}"] = 5
    people.check_tries(form="order_link", most=counted, visitor=visitor)
    people.count_try(most=counted, visitor=visitor, at=visitor.at)
    token = ids.new_token()
    with one_transaction():
        LinkCode.objects.filter(asked_at__lte=at - _KEPT).delete()
        asked = LinkCode.objects.create(digest=ids.digest(token), asked_at=at, until=at + _LIVES)
        queue.defer(
            "orders.mail_link", number=number.strip()[:20], email_digest=_digest(email), code_id=asked.pk
        )
    return token


@owns_transaction
def mail_link(*, number: str, email_digest: str, code_id: int, at: datetime) -> None:
    """Mail the link to the address of the order, with the code that was asked for; nothing where they do not belong together."""
    order = queries.order_by_number(number=number)
    party = queries.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None or _digest(party.email) != email_digest:
        return
    code = f"{ids.random_bits(64) % 10**_DIGITS:0{_DIGITS}}"
    asked = LinkCode.objects.filter(pk=code_id, order=None, until__gt=at)
    fresh = asked.update(order=order, code_digest=_code_digest(code_id, code))
    notices.send(
        kind="order_link",
        to=party.email,
        language=order.language,
        country=order.country,
        key=f"order_link:{order.public_id}:{code_id or format(at, '%Y%m%d%H%M')}",
        facts={
            "order": queries.summary_of(order=order),
            "code": f"{code[:4]} {code[4:]}" if fresh else "",
        },
        order_number=order.number,
        at=at,
    )


@spans_transactions
def open_by_code(*, token: str, code: str, visitor: Visitor, at: datetime) -> str:
    """The token of the order's link for whoever types the code that was mailed: once, within ten minutes, in five tries.

    Refusals: WrongLinkCode, TooManyTries.
    """
    counted = people.of_codes(visitor=visitor)
    people.check_tries(form="order_code", most=counted, visitor=visitor)
    plain = "".join(sign for sign in code if sign.isdecimal())
    with one_transaction():
        alive = LinkCode.objects.filter(digest=ids.digest(token), used_at=None, until__gt=at)
        tried = alive.filter(tries__lt=_MOST_TRIES).update(tries=F("tries") + 1)
        asked = alive.select_related("order").first() if tried else None
        right = asked and hmac.compare_digest(asked.code_digest, _code_digest(asked.pk, plain))
        if asked and asked.order and right and alive.update(used_at=at):
            return queries.link_token(asked.order)
    people.count_try(most=counted, visitor=visitor, at=visitor.at)
    raise WrongLinkCode(Refused(rule=None, reason=Reason.PROOF_WRONG, field="code"))


def _digest(email: str) -> str:
    return ids.digest(email.strip().lower())


def _code_digest(code_id: int, code: str) -> str:
    """Only this installation can make it, so that nobody finds the code by trying all."""
    return ids.derived_token(f"link-code:{code_id}:{code}")
