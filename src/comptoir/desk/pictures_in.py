"""Photographs that come with a form of the desk, kept as evidence."""

from __future__ import annotations

from comptoir.desk.access import Desk
from comptoir.infra import evidence


def keep_pictures(desk: Desk, field: str) -> list[str]:
    """The digests of the pictures in a field. NotAPhotograph where one is none: then nothing should be done."""
    sent = desk.request.FILES.getlist(field)[: evidence.MOST_PHOTOGRAPHS]
    return [evidence.keep_photograph(one.read(evidence.MOST_BYTES + 1)).digest for one in sent]
