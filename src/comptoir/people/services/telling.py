"""Mails about an account: what was changed, and the links and codes that change it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comptoir.core.actors import Actor
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction
from comptoir.journal.services import record
from comptoir.notices.services import send
from comptoir.people import queries
from comptoir.people.models import User
from comptoir.people.services.proving import Asker

_LETTER_KEPT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPlace:
    """Where the link of a letter to staff leads, with a token behind it where it has one, and what the house is: its time
    zone and its country."""

    site: str
    zone: str
    country: str


@joins_transaction
def tell_changed(*, what: str, user: User, asker: Asker, at: datetime) -> None:
    """Say by mail, to where the account was until now, what was changed, and note it."""
    verb = what if what.startswith("passkey") else f"{what}_changed"
    record(
        verb=verb,
        subject_kind="user",
        subject_id=user.public_id,
        actor=queries.actor_of(user=user),
        at=at,
    )
    facts = {"what": what, "changed_at": at, "zone": asker.zone}
    send_letter(
        kind="account_changed", to=user.email, key=f"{verb}:{ids.new_id()}", facts=facts, asker=asker, at=at
    )


@joins_transaction
def tell_staff(*, what: str, user: User, actor: Actor, place: LinkPlace, at: datetime) -> None:
    """Say by mail to a member of staff what of theirs was changed, and note it; there they ask for a new password."""
    record(verb=what, subject_kind="user", subject_id=user.public_id, actor=actor, at=at)
    send(
        kind="staff_changed",
        to=user.email,
        language=user.language,
        country=place.country,
        key=f"{what}:{ids.new_id()}",
        facts={"what": what, "name": user.name, "changed_at": at, "zone": place.zone, "link": place.site},
        forget_at=at + _LETTER_KEPT,
        at=at,
    )


@joins_transaction
def send_letter(
    *, kind: str, to: str, key: str, facts: dict[str, object], asker: Asker, at: datetime
) -> None:
    """Mail something about an account in the store version where it was asked for."""
    send(
        kind=kind,
        to=to,
        language=asker.language,
        country=asker.country,
        key=key,
        facts={**facts, "site": asker.site, "terms": asker.terms},
        forget_at=at + _LETTER_KEPT,
        at=at,
    )
