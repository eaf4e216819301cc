"""What the inbox comes to: how soon people are answered, what one answer settles, how old the open ones are, what they ask."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from comptoir.cases.models import Case, Contact
from comptoir.cases.queries.contacts import Topic
from comptoir.core.lifecycles import CaseState
from comptoir.core.policy import HousePolicy
from comptoir.core.teams import TurnKind, time_to_answer, usual_time

_STYLE = re.compile(r"\b[A-Z]{2}-\d{2}[A-Z]-[A-Z]{2}\d{3}\b")
# Working hours to the first answer, and days that an open case is old: up to so many, and beyond.
ANSWERED_IN = (3, 9, 18)
OLD = (1, 3, 7)
_MOST_PRODUCTS = 12
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFigures:
    """The figures of a time. Counts beside `ANSWERED_IN` and `OLD` have one more, of all that is beyond."""

    answered: tuple[int, ...]
    usual: timedelta | None  # working time in which half of them were; None of too few
    resolved: int
    at_first: int  # of the resolved: with one answer to one question
    open_by_age: tuple[int, ...]
    topics: tuple[tuple[Topic, int], ...]
    products: tuple[tuple[str, tuple[tuple[Topic, int], ...]], ...]  # by style, the most asked about first


def case_figures(*, since: datetime, at: datetime, policy: HousePolicy) -> CaseFigures:
    """The figures of what customers wrote since then; what is open now, whenever it came."""
    written = Case.objects.filter(contact__isnull=False, merged_into__isnull=True)
    answered = written.filter(answered_at__gt=since).values_list("opened_at", "answered_at")
    took = [
        time_to_answer(asked_at=asked, answered_at=done, policy=policy) for asked, done in answered if done
    ]
    ended = written.filter(state=CaseState.RESOLVED, resolved_at__gt=since).annotate(
        ours=Count("turns", filter=Q(turns__kind=TurnKind.OUT)),
        theirs=Count("turns", filter=Q(turns__kind=TurnKind.IN)),
    )
    waiting = written.filter(state=CaseState.OPEN).values_list("opened_at", flat=True)
    ages = [(at - opened) // timedelta(days=1) for opened in waiting]
    asked = list(Contact.objects.filter(received_at__gt=since).values_list("topic", "about"))
    return CaseFigures(
        answered=_steps([-(-time // _HOUR) for time in took], ANSWERED_IN),
        usual=usual_time(took),
        resolved=ended.count(),
        at_first=ended.filter(ours=1, theirs=1).count(),
        open_by_age=_steps(ages, OLD),
        topics=tuple(Counter(Topic(topic) for topic, _about in asked).most_common()),
        products=_by_product(asked),
    )


def _steps(values: list[int], steps: tuple[int, ...]) -> tuple[int, ...]:
    """How many values go no further than each step, and how many beyond the last."""
    edges = (-1, *steps)
    within = [sum(low < value <= high for value in values) for low, high in zip(edges, steps, strict=False)]
    return (*within, sum(value > steps[-1] for value in values))


def _by_product(asked: list[tuple[str, str]]) -> tuple[tuple[str, tuple[tuple[Topic, int], ...]], ...]:
    known: dict[str, Counter[Topic]] = {}
    for topic, about in asked:
        for style in set(_STYLE.findall(about.upper())):
            known.setdefault(style, Counter())[Topic(topic)] += 1
    most = sorted(known.items(), key=lambda row: (-row[1].total(), row[0]))[:_MOST_PRODUCTS]
    return tuple((style, tuple(topics.most_common())) for style, topics in most)
