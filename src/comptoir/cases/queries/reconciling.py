"""Which causes, and which differences between the books, have their case."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from comptoir.cases.models import Case, Turn
from comptoir.core.actors import Actor
from comptoir.core.lifecycles import CaseState
from comptoir.payments import queries as payments

AGAIN = "#"  # what stands in a cause before how often it has come back


def reconciled_until(*, of: str, at: datetime, look_back: timedelta) -> datetime:
    """From when the books of a provider are to be compared: without a gap, and back to what differed the last time."""
    starts = [at - look_back]
    for last in payments.reconciliations(of=of, limit=1):
        starts.append(last.until)
        starts += [datetime.fromisoformat(known["at"]) for known in last.differences]
    return min(starts)


def differed_before(*, of: str, reference: str) -> bool:
    """Whether the last comparison found this difference too: its case was opened then, and a person may have resolved it."""
    return any(
        known["reference"] == reference
        for last in payments.reconciliations(of=of, limit=1)
        for known in last.differences
    )


def has_open_case(*, cause: str) -> bool:
    """Whether a difference has a case that is not resolved."""
    return Case.objects.filter(cause__startswith=f"{cause}:").exclude(state=CaseState.RESOLVED).exists()


def count_differences(*, cause: str) -> int:
    """How many cases a difference has had."""
    return Case.objects.filter(cause__startswith=f"{cause}:").count()


def settled_differences(*, begins: str, found: Collection[str]) -> list[str]:
    """The causes of open cases, of those that begin so, about differences that are no longer found."""
    over = causes_over(prefix=begins, still=())
    return [cause for cause in over if cause.rpartition(":")[0] not in found]


def causes_over(*, prefix: str, still: Collection[str]) -> list[str]:
    """The causes, of those that begin so, of open cases about what is no longer so."""
    causes = Case.objects.filter(cause__startswith=prefix).exclude(state=CaseState.RESOLVED)
    return [cause for cause in causes.values_list("cause", flat=True) if cause not in still]


def root_of(*, cause: str) -> str:
    """What a case is about, however often that came back."""
    return cause.partition(AGAIN)[0]


def wants_case(*, cause: str, by: Actor) -> bool:
    """Whether a cause without an open case has had none, or only such as ended without a word of a person."""
    spoken = Turn.objects.filter(case=OuterRef("pk")).exclude(author=by.id)
    return not _about(cause).filter(Exists(spoken)).exists()


def count_cases(*, cause: str) -> int:
    """How many cases a cause has had."""
    return _about(cause).count()


def _about(cause: str) -> QuerySet[Case]:
    return Case.objects.filter(Q(cause=cause) | Q(cause__startswith=f"{cause}{AGAIN}"))
