"""Cases about what lasts: opened when it begins, over when it ends, another when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comptoir.cases import queries
from comptoir.cases.services.opening import end_case, open_case
from comptoir.core.actors import Actor
from comptoir.infra.db import joins_transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a case says when it is opened."""

    kind: str
    order_number: str
    text: str


@joins_transaction
def keep_cases(*, prefix: str, known: Mapping[str, About], actor: Actor, at: datetime) -> None:
    """A case for each cause known now, of those that begin so, until it is known no more.

    What comes back after it had ended by itself has another case; what a person has resolved stays so.
    """
    open_now = {queries.root_of(cause=cause): cause for cause in queries.causes_over(prefix=prefix, still=())}
    for cause, about in known.items():
        if cause not in open_now and queries.wants_case(cause=cause, by=actor):
            count = queries.count_cases(cause=cause)
            open_case(
                kind=about.kind,
                cause=f"{cause}{queries.AGAIN}{count}" if count else cause,
                order_number=about.order_number,
                text=about.text,
                actor=actor,
                at=at,
            )
    for root, cause in open_now.items():
        if root not in known:
            end_case(cause=cause, text="", actor=actor, at=at)
