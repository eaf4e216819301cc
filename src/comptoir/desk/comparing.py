"""A form as it is shown: what is typed, what is wrong with it, and what somebody else wrote meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from comptoir.desk import labels

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Opened(Generic[V]):
    """A section as a form shows it; `theirs` has by field what was saved meanwhile and what is typed."""

    value: V
    edition: str
    errors: labels.Beside
    theirs: dict[str, list[object]]


def differences(*, before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, list[object]]:
    """What differs between two versions of a thing: field -> [before, after]."""
    fields = [*before, *(name for name in after if name not in before)]
    return {
        name: [before.get(name, ""), after.get(name, "")]
        for name in fields
        if before.get(name, "") != after.get(name, "")
    }
