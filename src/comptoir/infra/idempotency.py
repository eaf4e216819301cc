"""A request that must not be carried out twice: claimed by its key in the first transaction, answered the same for ever."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra.db import insert_once, joins_transaction
from comptoir.infra.models import IdempotencyKey
from comptoir.infra.refusals import NotPossible

_KEPT = timedelta(days=30)


class KeyReused(NotPossible):
    """The key came before with another request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A request that came before: what it made, and its answer once it had one."""

    subject: str
    answer: dict[str, object] | None


def request_hash(request: object) -> str:
    """The digest of a request's meaning: the same for the same values in any order of fields."""
    text = json.dumps(request, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


@joins_transaction
def claim(*, scope: str, key: str, hashed: str, subject: str, at: datetime) -> Known | None:
    """Claim the key for the making of `subject`; None when it is ours. A second claim waits for the first one's end."""
    row = IdempotencyKey(
        scope=scope, key=key, request_hash=hashed, subject=subject, made_at=at, expires_at=at + _KEPT
    )
    if insert_once(row):
        return None
    row = IdempotencyKey.objects.get(scope=scope, key=key)
    if row.request_hash != hashed:
        raise KeyReused(Refused(rule=None, reason=Reason.KEY_REUSED))
    return Known(subject=row.subject, answer=row.answer)


@joins_transaction
def keep_answer(*, scope: str, key: str, answer: dict[str, object]) -> None:
    """Keep the answer of a claimed request; the first one stays."""
    IdempotencyKey.objects.filter(scope=scope, key=key, answer__isnull=True).update(answer=answer)
