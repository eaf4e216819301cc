"""A decision says why: the rule behind it, the values used and the deadline, for every face to show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

from comptoir.core.money import Money
from comptoir.core.reasons import Reason

Value: TypeAlias = str | int | date | datetime | Decimal | Money
Values: TypeAlias = tuple[tuple[str, Value], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Yes. `until` is the last whole second in which it stays so, in the zone that counts; None means no end."""

    rule: str
    until: datetime | None = None
    values: Values = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """No, and why. `until` is the deadline that passed, where there was one; `rule` is None where no house rule speaks."""

    rule: str | None
    reason: Reason
    until: datetime | None = None
    values: Values = ()
    field: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedsPerson:
    """Neither yes nor no: a person must look, and why."""

    rule: str | None
    reason: Reason
    until: datetime | None = None
    values: Values = ()


Decision: TypeAlias = Allowed | Refused | NeedsPerson
