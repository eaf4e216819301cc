"""Notes and calls of a customer, and those that wait to be read by a colleague."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from comptoir.cases.models import Mention, Note
from comptoir.people import queries as people

_UUID_LENGTH = 36
_MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """A note or a call as the desk shows it, with the names of who wrote it and for whom."""

    kind: str
    text: str
    order_number: str
    author: str
    at: datetime
    read_by: tuple[tuple[str, datetime | None], ...]  # whom it is for, and when each has read it


@dataclass(frozen=True, slots=True, kw_only=True)
class MentionView:
    """A note that waits to be read by somebody."""

    id: UUID
    text: str
    author: str
    key: UUID
    order_number: str
    at: datetime


def customer_key(*, email: str) -> str:
    """By what a customer is known in notes: nobody can read the address out of it, or try guesses on it."""
    return salted_hmac("comptoir.cases.customer", email.strip().lower(), algorithm="sha256").hexdigest()


def notes_of(*, email: str) -> tuple[NoteView, ...]:
    """All that was noted of a customer, newest first."""
    rows = Note.objects.filter(customer=customer_key(email=email)).prefetch_related("mentions")
    return tuple(_views(rows.order_by("-id")[:_MOST]))


def mentions_of(*, person: str) -> tuple[MentionView, ...]:
    """The notes that wait for a member of staff (an actor's id), oldest first; programs are not written to."""
    if len(person) != _UUID_LENGTH:
        return ()
    rows = Mention.objects.filter(person=person, read_at__isnull=True).select_related("note").order_by("id")
    waiting = list(rows[:_MOST])
    names = _names({row.note.author for row in waiting})
    return tuple(
        MentionView(
            id=row.note.public_id,
            text=row.note.text,
            author=names.get(row.note.author, ""),
            key=row.key,
            order_number=row.note.order_number,
            at=row.note.at,
        )
        for row in waiting
    )


def _views(rows: QuerySet[Note]) -> list[NoteView]:
    found = list(rows)
    mentioned = {str(mention.person) for row in found for mention in row.mentions.all()}
    names = _names({row.author for row in found} | mentioned)
    return [
        NoteView(
            kind=row.kind,
            text=row.text,
            order_number=row.order_number,
            author=names.get(row.author, ""),
            at=row.at,
            read_by=tuple((names.get(str(m.person), ""), m.read_at) for m in row.mentions.all()),
        )
        for row in found
    ]


def _names(actors: set[str]) -> Mapping[str, str]:
    ids = [UUID(actor) for actor in actors if len(actor) == _UUID_LENGTH]
    return {str(person): name for person, name in people.names_of(people=ids).items()}
