"""The verbs of a case. Cases are opened by sweeps over what the apps below could not finish by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from comptoir.cases import queries
from comptoir.cases.models import Case, Contact, Turn
from comptoir.core.actors import GUEST, Actor
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CASE, CaseState, Event, OrderState, advance
from comptoir.core.money import Money
from comptoir.core.numbers import Series, make_number, show_number
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import formats, ids, queue
from comptoir.infra.db import joins_transaction, locked, owns_transaction
from comptoir.infra.i18n import speaking
from comptoir.infra.refusals import NotPossible
from comptoir.invoicing import queries as invoicing
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.notices import services as notices
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.payments import services as payments_services
from comptoir.returns import queries as returns

if TYPE_CHECKING:
    from comptoir.payments.models import Payment

_LATELY = timedelta(days=7)  # how long after its end a thing is looked at, to resolve its case


@joins_transaction
def open_case(*, kind: str, cause: str, order_number: str, text: str, actor: Actor, at: datetime) -> None:
    """Open a case, once for its cause."""
    if not Case.objects.filter(cause=cause).exists():
        _open(kind=kind, cause=cause, order_number=order_number, text=text, actor=actor, at=at)


def _open(*, kind: str, cause: str, order_number: str, text: str, actor: Actor, at: datetime) -> Case:
    case = Case.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.CASE),
        kind=kind,
        cause=cause,
        order_number=order_number,
        state=CaseState.OPEN,
        opened_at=at,
    )
    Turn.objects.create(case=case, at=at, author=actor.id, text=text)
    _note(case, verb="case_opened", actor=actor, at=at)
    return case


class NotTaken(NotPossible):
    """A message of the contact form that has to wait: so many came from there already."""


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


@owns_transaction
def take_message(*, message: Message, at: datetime) -> str:
    """Open a case for a message of the contact form and mail that it has come; its number. Refusals: NotTaken.

    The same message again is the same case as long as that is open (D2-02: nothing is told of the order it names).
    """
    cause = _cause(message)
    if known := Case.objects.filter(cause=cause).first():
        return known.number
    sender = _digest(message.sender) if message.sender else ""
    if queries.has_written_enough(email=message.email, sender=sender, at=at):
        most = (("most", queries.MOST_AN_HOUR),)
        raise NotTaken(Refused(rule="ORD-08", reason=Reason.WRITTEN_ENOUGH, values=most))
    try:
        with transaction.atomic():
            case = _open_for(message, cause=cause, sender=sender, at=at)
    except IntegrityError:
        return Case.objects.get(cause=cause).number
    _tell_received(case, message, at)
    return case.number


def _cause(message: Message) -> str:
    """One for the same message, and another once its case is resolved."""
    written = (message.topic, message.email.lower(), message.order_typed, message.about, message.text)
    said = f"message:{_digest(chr(0).join(written))}"
    resolved = Case.objects.filter(cause__startswith=said, state=CaseState.RESOLVED)
    return f"{said}:{resolved.count()}"


def _digest(text: str) -> str:
    """What is stored of something that need only be known again; nobody can try guesses on it."""
    return salted_hmac("comptoir.cases", text, algorithm="sha256").hexdigest()


def _open_for(message: Message, *, cause: str, sender: str, at: datetime) -> Case:
    order = orders.order_for_guest(number=message.order_typed, email=message.email)
    case = _open(
        kind="message",
        cause=cause,
        order_number=order.number if order else "",
        text=message.text,
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
        about=message.about,
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
    case.save(update_fields=["state", "resolved_at"])
    if text:
        Turn.objects.create(case=case, at=at, author=actor.id, text=text)
    _note(case, verb="case_resolved", actor=actor, at=at)


@owns_transaction
def open_cases_for_trouble(*, actor: Actor, at: datetime) -> None:
    """Whatever the provider or the carrier refused, lost or brought back is put before a person (C-05, PAY-05)."""
    for parcel in fulfilment.failed_charges():
        open_case(
            kind="capture_failed",
            cause=f"capture:{parcel.public_id}:{parcel.charges}",
            order_number=parcel.order.number,
            text=f"{parcel.number}: {parcel.capture_failure}",
            actor=actor,
            at=at,
        )
    for effect in payments.failed_effects():
        if effect.kind != "capture":
            open_case(
                kind=f"{effect.kind}_failed",
                cause=f"effect:{effect.public_id}:{effect.tries}",
                order_number=effect.payment.order_number,
                text=effect.failure,
                actor=actor,
                at=at,
            )
    for label in fulfilment.failed_labels():
        open_case(
            kind="label_failed",
            cause=f"label:{label.public_id}",
            order_number=label.order_number,
            text=label.failure,
            actor=actor,
            at=at,
        )
    for parcel in fulfilment.stray_parcels():
        open_case(
            kind=f"parcel_{parcel.state}",
            cause=f"parcel:{parcel.public_id}",
            order_number=parcel.order.number,
            text=parcel.number,
            actor=actor,
            at=at,
        )
    for number in orders.reviews_due(at=at):
        open_case(
            kind="review_due",
            cause=f"review:{number}",
            order_number=number,
            text="",
            actor=actor,
            at=at,
        )
    _open_for_documents(actor, at)
    _open_for_returns(actor, at)
    _open_for_disputes(actor, at)
    _open_for_lapses(actor, at)
    _open_for_refunds(actor, at)


def _open_for_lapses(actor: Actor, at: datetime) -> None:
    """An authorisation that lapses within 48 hours, and a customer who is to pay again, have a case until that is over."""
    lapsing = {
        f"lapse:{payment.public_id}": payment
        for payment in payments.lapsing(at=at, within=payments.WARN_BEFORE)
        if _has_to_leave(payment.order_number)
    }
    asked = {f"renewal:{renewal.public_id}": renewal.lapsing for renewal in payments.waiting_renewals()}
    for kind, prefix, known in (
        ("authorisation_lapses", "lapse:", lapsing),
        ("payment_renewal", "renewal:", asked),
    ):
        said = {
            cause: (payment, payment.authorised - payment.captured, payment.capture_before)
            for cause, payment in known.items()
        }
        _keep_cases(kind, prefix, said, actor, at)


def _open_for_refunds(actor: Actor, at: datetime) -> None:
    """A refund that waits for a second person has a case from 48 hours before it is due: it is not lost (C-13)."""
    said = {
        f"approval:{refund.public_id}:{refund.tries}": (refund.payment, refund.amount, refund.due_at)
        for refund in payments.refunds_waiting()
        if refund.due_at is None or refund.due_at <= at + payments.WARN_BEFORE
    }
    _keep_cases("refund_waits", "approval:", said, actor, at)


def _keep_cases(
    kind: str,
    prefix: str,
    known: dict[str, tuple[Payment, int, datetime | None]],
    actor: Actor,
    at: datetime,
) -> None:
    """A case for each cause that is known now, with its amount and its deadline, until it is known no more."""
    for cause, (payment, amount, until) in known.items():
        said = formats.exact_money(Money(amount, payment.currency))
        open_case(
            kind=kind,
            cause=cause,
            order_number=payment.order_number,
            text=f"{said}, {formats.moment(until) if until else ''}",
            actor=actor,
            at=at,
        )
    for cause in queries.causes_over(prefix=prefix, still=known):
        end_case(cause=cause, text="", actor=actor, at=at)


def _has_to_leave(number: str) -> bool:
    order = orders.order_by_number(number=number)
    return order is not None and order.state in (OrderState.PLACED, OrderState.RELEASED)


def _open_for_disputes(actor: Actor, at: datetime) -> None:
    """A dispute has its case as long as the bank has not decided (C-15)."""
    for dispute in payments.disputes_lately(since=at - _LATELY):
        cause = f"dispute:{dispute.public_id}"
        if dispute.closed_at:
            end_case(cause=cause, text=dispute.state, actor=actor, at=at)
            continue
        amount = formats.exact_money(Money(dispute.amount, dispute.payment.currency))
        day = f", {formats.day(dispute.answer_by)}" if dispute.answer_by else ""
        open_case(
            kind="dispute",
            cause=cause,
            order_number=dispute.payment.order_number,
            text=f"{amount}, {dispute.reason}{day}",
            actor=actor,
            at=at,
        )


def _open_for_documents(actor: Actor, at: datetime) -> None:
    """An e-invoice that breaks a rule waits for a person; it was sent to nobody (A-41)."""
    for fault in invoicing.faulty_documents():
        open_case(
            kind="document_invalid",
            cause=f"document:{fault.document_id}:{fault.pk}",
            order_number=fault.document.order_number,
            text=f"{fault.document.number}: {'; '.join(fault.problems)}",
            actor=actor,
            at=at,
        )


def _open_for_returns(actor: Actor, at: datetime) -> None:
    """Statements and pieces on which the rules leave the decision to a person (A-08, RET-10)."""
    for statement in returns.withdrawals_for_person():
        open_case(
            kind="withdrawal_unmatched",
            cause=f"withdrawal:{statement.public_id}",
            order_number=statement.order.number if statement.order else "",
            text=statement.contract,
            actor=actor,
            at=at,
        )
    for row in returns.pieces_for_person():
        open_case(
            kind="piece_needs_person",
            cause=f"piece:{row.parcel.public_id}:{row.piece.public_id}",
            order_number=row.parcel.order.number,
            text=f"{row.parcel.number}: {row.piece.reference}. {row.verdict_reason}",
            actor=actor,
            at=at,
        )


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


def _note(case: Case, *, verb: str, actor: Actor, at: datetime) -> None:
    journal.record(
        verb=verb,
        subject_kind="case",
        subject_id=str(case.public_id),
        order_number=case.order_number,
        actor=actor,
        data={"kind": case.kind},
        at=at,
    )
