"""Entering the waiting room of a drop: one place for one mailbox."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import connection

from comptoir.core.drops import Cap, entry_refused, mail_domain, network_key
from comptoir.core.redemption import customer_key
from comptoir.drops import queries
from comptoir.drops.models import Entry
from comptoir.drops.queries import DropView
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import Visitor
from comptoir.markets import queries as markets
from comptoir.notices import services as notices

_ENTER = """
INSERT INTO drops_entry (drop_id, mailbox, network, domain, bare, entered_at, sign)
VALUES (%(drop)s, %(mailbox)s, %(network)s, %(domain)s, %(bare)s, %(at)s, '')
ON CONFLICT (drop_id, mailbox) DO NOTHING RETURNING id
"""


class CannotEnter(NotPossible):
    """The waiting room takes no entries now."""


@owns_transaction
def enter_drop(
    *,
    drop: DropView,
    email: str,
    visitor: Visitor,
    bare: bool = False,
    tickets: Collection[str] = (),
    language: str,
    country: str,
    at: datetime,
) -> str:
    """Take a place in one statement; the ticket for it. Refused with CannotEnter.

    `bare` is whether the request named no language. Blank where the mailbox has a place whose ticket is not among
    `tickets`: the way to it is mailed, once.
    """
    if refused := entry_refused(drop.terms, at=at):
        raise CannotEnter(refused)
    row: dict[str, str | int | bool | datetime] = {
        "drop": drop.id,
        "mailbox": queries.digest(Cap.CUSTOMER, customer_key(email)),
        "network": queries.digest("network", network_key(visitor.network)),
        "domain": queries.digest("domain", mail_domain(email)),
        "bare": bare,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, row)
        made = cursor.fetchone()
    if made is not None:
        return queries.ticket_of(number=made[0])
    number = Entry.objects.values_list("pk", flat=True).get(drop=drop.id, mailbox=row["mailbox"])
    if number in queries.numbers_of(tickets=tickets):
        return queries.ticket_of(number=number)
    _mail_place(drop, number, email=email, language=language, country=country, at=at)
    return ""


@joins_transaction
def _mail_place(
    drop: DropView, number: int, *, email: str, language: str, country: str, at: datetime
) -> None:
    version = f"{language}-{country.lower()}"
    policy = markets.current_policy(at=at)
    notices.send(
        kind="drop_place",
        to=email,
        language=language,
        country=country,
        key=f"drop_place:{number}",
        facts={
            "drop": pick(drop.name, language),
            "link": f"{settings.SITE_URL}/{version}/drops/{drop.slug}/place/{queries.ticket_of(number=number)}/",
            "terms": markets.letter_terms(policy=policy, country=country, language=language, on=at.date()),
        },
        forget_at=drop.terms.ends_at,
        at=at,
    )
