"""The one shape of a service's no: it carries the decisions of the core, for any face to put into words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from comptoir.core.decisions import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a form was turned away by: as often as it may be, it was sent `within` this time.

    `of` is what is counted: `subject` (an e-mail, an order, a basket), `place` (a network), `any` of these or
    `all`; `key` is which one, and goes nowhere in plain.
    """

    form: str
    of: str
    key: str
    within: timedelta
    at: datetime


class NotPossible(Exception):
    """A verb was refused and changed nothing. Each service has its own kinds."""

    def __init__(self, *refusals: Refused, limit: Limit | None = None) -> None:
        super().__init__(", ".join(refusal.reason for refusal in refusals))
        self.refusals, self.limit = refusals, limit
