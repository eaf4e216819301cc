"""What an invariant of the books is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant:
    """One thing that always holds: `broken` selects (subject, what is wrong), `counted` how many things were checked."""

    id: str
    meaning: str
    counted: str
    broken: str
