"""What advisors keep of a customer: notes, calls, words for a colleague; and what they hand over to another team."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Mention, Note
from comptoir.cases.services.opening import open_case
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.core.teams import Team
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.people import queries as people


class NothingNoted(NotPossible):
    """A note, or what is handed over, says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteIn:
    """A note of a customer (`email`, and `key` of their page) or of one of their orders; `kind` is note or call."""

    email: str
    key: UUID
    order_number: str
    kind: str
    text: str
    mentions: Sequence[UUID] = ()


@owns_transaction
def write_note(*, note: NoteIn, actor: Actor, at: datetime) -> None:
    """Keep a note for good; who is mentioned and may act at the desk has it on their first page. Refusals: NothingNoted."""
    row = Note.objects.create(
        public_id=ids.new_id(),
        customer=queries.customer_key(email=note.email),
        order_number=note.order_number,
        kind=note.kind,
        text=_said(note.text),
        author=actor.id,
        at=at,
    )
    known = {user.public_id for user in people.staff()}
    Mention.objects.bulk_create(
        Mention(note=row, person=person, key=note.key)
        for person in dict.fromkeys(note.mentions)
        if person in known
    )


@owns_transaction
def read_mention(*, note_id: UUID, actor: Actor, at: datetime) -> None:
    """Somebody has read what was written for them; nobody else's is touched."""
    waiting = Mention.objects.filter(note__public_id=note_id, person=actor.id, read_at__isnull=True)
    waiting.update(read_at=at)


@owns_transaction
def ask_team(*, order_number: str, team: Team, text: str, actor: Actor, at: datetime) -> None:
    """Open a case for another team, with what it is to know. Refusals: NothingNoted."""
    open_case(
        kind="asked",
        team=team,
        cause=f"handed:{ids.new_id()}",
        order_number=order_number,
        text=_said(text),
        actor=actor,
        at=at,
    )


def _said(text: str) -> str:
    """The words, where there are any."""
    if not text.strip():
        raise NothingNoted(
            Refused(rule=None, reason=Reason.FIELD_MISSING, field="text", values=(("field", "text"),))
        )
    return text.strip()
