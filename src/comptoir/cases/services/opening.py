"""The verbs of a case. Cases are opened by sweeps over what the apps below could not finish by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from comptoir.cases import queries
from comptoir.cases.models import Case, Contact, Turn
from comptoir.cases.services.working import note_case
from comptoir.core.actors import GUEST, Actor
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CASE, CaseState, Event, advance
from comptoir.core.numbers import Series, make_number, show_number
from comptoir.core.reasons import Reason
from comptoir.core.teams import Team, TurnKind, answer_by, team_for
from comptoir.infra import ids, queue
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.i18n import speaking
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal.services import notes_limits
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.payments import services as payments_services


@joins_transaction
def open_case(
    *,
    kind: str,
    cause: str,
    order_number: str,
    text: str,
    actor: Actor,
    at: datetime,
    team: Team | None = None,
) -> None:
    """Open a case, once for its cause; it is its kind's team's unless another is named."""
    if not Case.objects.filter(cause=cause).exists():
        new_case(
            kind=kind,
            cause=cause,
            order_number=order_number,
            text=text,
            team=team or team_for(kind=kind),
            said=TurnKind.NOTE,
            actor=actor,
            at=at,
        )


@joins_transaction
def new_case(
    *,
    kind: str,
    cause: str,
    order_number: str,
    text: str,
    team: Team,
    said: TurnKind,
    actor: Actor,
    at: datetime,
) -> Case:
    """A case with its first word."""
    case = Case.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.CASE),
        kind=kind,
        cause=cause,
        order_number=order_number,
        state=CaseState.OPEN,
        opened_at=at,
        team=team,
        due_at=answer_by(asked_at=at, policy=markets.current_policy(at=at)),
    )
    Turn.objects.create(case=case, at=at, author=actor.id, text=text, kind=said)
    note_case(case=case, verb="case_opened", actor=actor, at=at)
    return case


class NotTaken(NotPossible):
    """A message of the contact form that lacks something, or has to wait: so many came from there already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What somebody wrote with the contact form; `sender` is the network address it came from, or blank."""

    topic: queries.Topic
    name: str
    email: str
    language: str
    country: str
    text: str
    about: str = ""
    order_typed: str = ""
    sender: str = ""
    store: str = ""
    colour: str = ""
    size: str = ""
    seller: str = ""

    @property
    def named(self) -> str:
        """What it is about, in a line."""
        return ", ".join(filter(None, (self.store, self.about, self.colour, self.size, self.seller)))


@notes_limits()
@owns_transaction
def take_message(*, message: Message, at: datetime) -> str:
    """Open a case for a message of the contact form and mail that it has come; its number. Refusals: NotTaken.

    The same message again is the same case as long as that is open (D2-02: nothing is told of the order it names).
    """
    missing = [
        Refused(
            rule=queries.RULES.get(message.topic, "ORD-08"),
            reason=Reason.FIELD_MISSING,
            field=field,
            values=(("field", field),),
        )
        for field in queries.wanted_fields(topic=message.topic)
        if not getattr(message, field).strip()
    ]
    if missing:
        raise NotTaken(*missing)
    cause = _cause(message)
    if known := Case.objects.filter(cause=cause).first():
        return known.number
    sender = _digest(message.sender) if message.sender else ""
    if queries.has_written_enough(email=message.email, sender=sender, at=at):
        most = (("most", queries.MOST_AN_HOUR),)
        alone = queries.has_written_enough(email=message.email, sender="", at=at)
        of, counted = ("subject", message.email.lower()) if alone else ("place", sender)
        limit = Limit(form="contact", of=of, key=counted, within=queries.WRITTEN_WITHIN, at=at)
        raise NotTaken(Refused(rule="ORD-08", reason=Reason.WRITTEN_ENOUGH, values=most), limit=limit)
    try:
        with transaction.atomic():
            case = _open_for(message, cause=cause, sender=sender, at=at)
    except IntegrityError:
        return Case.objects.get(cause=cause).number
    _tell_received(case, message, at)
    return case.number


def _cause(message: Message) -> str:
    """One for the same message, and another once its case is resolved."""
    written = (message.topic, message.email.lower(), message.order_typed, message.named, message.text)
    said = f"message:{_digest(chr(0).join(written))}"
    resolved = Case.objects.filter(cause__startswith=said, state=CaseState.RESOLVED)
    return f"{said}:{resolved.count()}"


def _digest(text: str) -> str:
    """What is stored of something that need only be known again; nobody can try guesses on it."""
    return salted_hmac("comptoir.cases", text, algorithm="sha256").hexdigest()


def _open_for(message: Message, *, cause: str, sender: str, at: datetime) -> Case:
    order = orders.order_for_guest(number=message.order_typed, email=message.email)
    case = new_case(
        kind="message",
        cause=cause,
        order_number=order.number if order else "",
        text=message.text,
        team=queries.team_of_topic(topic=message.topic),
        said=TurnKind.IN,
        actor=GUEST,
        at=at,
    )
    Contact.objects.create(
        case=case,
        topic=message.topic,
        name=message.name,
        email=message.email,
        language=message.language,
        country=message.country,
        about=message.named[:200],
        order_typed=message.order_typed,
        sender=sender,
        received_at=at,
    )
    return case


def _tell_received(case: Case, message: Message, at: datetime) -> None:
    """The number and the topic, and none of what was written: anybody's address may have been typed."""
    policy = markets.current_policy(at=at)
    with speaking(message.language, message.country):
        topic = queries.topic_words()[message.topic]
    notices.send(
        kind="contact_received",
        to=message.email,
        language=message.language,
        country=message.country,
        key=f"contact_received:{case.public_id}",
        facts={
            "case": {
                "number": show_number(case.number),
                "topic": topic,
                "received_at": at,
                "zone": policy.house.time_zone,
            },
            "terms": markets.letter_terms(
                policy=policy,
                country=message.country,
                language=message.language,
                on=local_date(at, zone=policy.house.time_zone),
            ),
        },
        at=at,
    )


@owns_transaction
def resolve_case(*, case_id: UUID, text: str, actor: Actor, at: datetime) -> None:
    """Say how a case ended; a case that is over stays as it is."""
    (case,) = locked(Case.objects.filter(public_id=case_id), kind="case")
    if case.state == CaseState.RESOLVED:
        return
    _resolve(case, text=text, actor=actor, at=at)


@joins_transaction
def end_case(*, cause: str, text: str, actor: Actor, at: datetime) -> None:
    """Resolve the case of a cause because what it was about is over; one that is over stays as it is."""
    for case in locked(Case.objects.filter(cause=cause).exclude(state=CaseState.RESOLVED), kind="case"):
        _resolve(case, text=text, actor=actor, at=at)


def _resolve(case: Case, *, text: str, actor: Actor, at: datetime) -> None:
    case.state, case.resolved_at = advance(CASE, CaseState(case.state), Event.RESOLVE), at
    case.due_at = None
    case.save(update_fields=["state", "resolved_at", "due_at"])
    if text:
        Turn.objects.create(case=case, at=at, author=actor.id, text=text)
    note_case(case=case, verb="case_resolved", actor=actor, at=at)


@owns_transaction
def retry_effect(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Ask again for what was refused, or for a document that broke a rule; closes the case, and a new no opens a new one."""
    (case,) = locked(Case.objects.filter(public_id=case_id), kind="case")
    kind, known, _ = f"{case.cause}::".split(":", 2)
    if case.state == CaseState.RESOLVED or kind not in ("effect", "document"):
        return
    if kind == "document":
        queue.defer("invoicing.render_document", document_id=int(known))
    else:
        payments_services.retry_effect(effect_id=known, actor=actor, at=at)
    _resolve(case, text="", actor=actor, at=at)
