"""A breach of personal data: noted, and every step about it, in tables that only grow (GDPR 33 and 34, B-10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.cases import services as case_services
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.numbers import Series, make_number
from comptoir.core.privacy import BreachStep, check_breach_step
from comptoir.core.reasons import Reason
from comptoir.core.teams import Team
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.privacy.models import Breach, BreachNote


class NotNoted(NotPossible):
    """A breach, or a step about one, lacks something; every refusal says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BreachIn:
    """A breach as somebody notes it; `happened_at` is None where nobody knows, `people` where no number was read."""

    happened_at: datetime | None
    noticed_at: datetime | None
    what: str
    data: str
    people: int | None
    consequences: str


@owns_transaction
def note_breach(*, said: BreachIn, actor: Actor, at: datetime) -> UUID:
    """Note a breach; its case keeps it in sight until the authority is told. Its id. Refusals: NotNoted."""
    typed = {"what": said.what.strip(), "data": said.data.strip(), "consequences": said.consequences.strip()}
    missing = [name for name, text in typed.items() if not text]
    missing += [name for name in ("noticed_at", "people") if getattr(said, name) is None]
    if missing:
        raise NotNoted(*(_missing(name) for name in missing))
    noticed_at, people = said.noticed_at or at, said.people or 0
    if noticed_at > at or (said.happened_at and said.happened_at > noticed_at):
        raise NotNoted(Refused(rule="B-10", reason=Reason.BREACH_DATES, field="noticed_at"))
    breach = Breach.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.BREACH),
        happened_at=said.happened_at,
        noticed_at=noticed_at,
        people=people,
        noted_by=actor.id,
        noted_at=at,
        **typed,
    )
    _journal(breach, "breach_noted", "", actor, at)
    case_services.open_case(
        kind="breach",
        cause=f"breach:{breach.public_id}",
        order_number="",
        text=breach.number,
        team=Team.PRIVACY,
        actor=actor,
        at=at,
    )
    return breach.public_id


@owns_transaction
def note_breach_step(*, breach_id: UUID, step: BreachStep, words: str, actor: Actor, at: datetime) -> None:
    """Write down what was done about a breach. Refusals: NotNoted."""
    breach = Breach.objects.filter(public_id=breach_id).first()
    if breach is None:
        raise NotNoted(Refused(rule=None, reason=Reason.NOT_FOUND))
    done = [BreachStep(known) for known in breach.notes.values_list("step", flat=True)]
    if refusals := check_breach_step(step=step, words=words, done=done):
        raise NotNoted(*refusals)
    BreachNote.objects.create(breach=breach, step=step, words=words.strip(), by=actor.id, at=at)
    _journal(breach, "breach_step", step, actor, at)


def _missing(field: str) -> Refused:
    return Refused(rule="B-10", reason=Reason.FIELD_MISSING, field=field, values=(("field", field),))


def _journal(breach: Breach, verb: str, step: str, actor: Actor, at: datetime) -> None:
    record(
        verb=verb,
        subject_kind="breach",
        subject_id=str(breach.public_id),
        order_number="",
        actor=actor,
        rule="B-10",
        data={"number": breach.number, "step": step},
        at=at,
    )
