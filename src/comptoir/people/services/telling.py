"""Mails about an account: what was changed, and the links and codes that change it."""

from __future__ import annotations

from datetime import datetime, timedelta

from comptoir.infra import ids
from comptoir.infra.db import joins_transaction
from comptoir.journal.services import record
from comptoir.notices.services import send
from comptoir.people import queries
from comptoir.people.models import User
from comptoir.people.services.proving import Asker

_LETTER_KEPT = timedelta(days=7)


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
