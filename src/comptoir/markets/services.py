"""The house publishes its policy, and learns the reference rates of the day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import cast

from comptoir.core.actors import Actor
from comptoir.core.policy_file import PolicyError, parse_policy, policy_to_data
from comptoir.core.reading import Problem
from comptoir.infra.adapters import adapter
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.journal.services import record
from comptoir.markets import queries
from comptoir.markets.models import PolicyVersion, PublishedRate
from comptoir.markets.rates.base import RatePublisher


@owns_transaction
def publish_policy(
    *,
    policy_data: Mapping[str, object],
    effective_from: datetime,
    actor: Actor,
    at: datetime,
    text: str | None = None,
) -> PolicyVersion:
    """Publish decoded TOML or JSON as the policy from a moment on; the same policy again is the version there is.

    Raises PolicyError with every problem, with lines where the `text` it was read from is given, and publishes nothing.
    """
    last = queries.last_version()
    number = last.number + 1 if last else 1
    body = policy_to_data(parse_policy(policy_data, version=number, text=text))
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()
    if last and last.digest == digest and last.effective_from <= effective_from:
        return last
    if effective_from < at:
        raise PolicyError((Problem(path="effective_from", message="lies in the past"),))
    if last and effective_from < last.effective_from:
        raise PolicyError((Problem(path="effective_from", message="lies before the last version's"),))
    version = PolicyVersion.objects.create(
        number=number,
        effective_from=effective_from,
        body=body,
        digest=digest,
        published_by=actor.id,
        published_at=at,
    )
    record(
        verb="publish_policy",
        subject_kind="policy",
        subject_id=number,
        actor=actor,
        at=at,
        data={"effective_from": effective_from.isoformat(), "digest": digest},
    )
    return version


@spans_transactions
def refresh_rates(*, at: datetime) -> int:
    """Fetch the reference rates published last and keep those that are new; how many. Raises RatesUnavailable."""
    rates = cast(RatePublisher, adapter("RATES")).latest()
    with one_transaction():
        before = PublishedRate.objects.count()
        PublishedRate.objects.bulk_create(
            [
                PublishedRate(
                    currency=rate.currency, on=rate.on, rate=rate.rate, source=rate.source, fetched_at=at
                )
                for rate in rates
            ],
            ignore_conflicts=True,
        )
        return PublishedRate.objects.count() - before
