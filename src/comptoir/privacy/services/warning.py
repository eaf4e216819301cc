"""Whoever has not been here for long is told before the account goes (B2)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db.models import QuerySet

from comptoir.core.actors import HOUSE
from comptoir.core.calendar import local_date
from comptoir.core.privacy import NOTICE
from comptoir.infra.db import one_transaction, spans_transactions
from comptoir.journal.services import record
from comptoir.markets import queries as markets
from comptoir.notices.services import send
from comptoir.privacy.queries import MAP

_AT_ONCE = 1000  # the others are told the next night: no account goes untold


@spans_transactions
def warn_idle(*, at: datetime) -> int:
    """Mail once to each customer whose account is over in thirty days; how many these were."""
    (entry,) = (known for known in MAP if known.warned)
    columns = ("pk", "public_id", "email", "language")
    rows = list(entry.to_warn(at=at).order_by("pk").values_list(*columns)[:_AT_ONCE])
    policy = markets.current_policy(at=at)
    zone, country = policy.house.time_zone, policy.house.entity.country
    on = local_date(at, zone=zone)
    for key, public_id, email, language in rows:
        with one_transaction():
            QuerySet(entry.table).filter(pk=key).update(**{entry.warned: at})
            record(verb="account_warned", subject_kind="user", subject_id=public_id, actor=HOUSE, at=at)
            send(
                kind="account_idle",
                to=email,
                language=language,
                country=country,
                key=f"account_idle:{public_id}:{on}",
                facts={
                    "goes_at": at + NOTICE,
                    "zone": zone,
                    "site": f"{settings.SITE_URL}/{language}-{country.lower()}/",
                    "terms": markets.letter_terms(policy=policy, country=country, language=language, on=on),
                },
                forget_at=at + NOTICE,
                at=at,
            )
    return len(rows)
