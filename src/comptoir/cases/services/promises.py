"""Parcels that are late or silent have a case before their customer asks, with the message ready to send (DEL-06, DEL-16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Case
from comptoir.cases.services.keeping import About, keep_cases
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CaseState
from comptoir.core.numbers import show_number
from comptoir.core.promises import trouble_of
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment
from comptoir.fulfilment import services as parcels
from comptoir.infra import formats
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal import services as journal
from comptoir.markets import queries as markets


class NothingToSay(NotPossible):
    """No message belongs to this case, or it was sent."""


@owns_transaction
def watch_promises(*, actor: Actor, at: datetime) -> None:
    """A case for whatever is late or silent now, until it is no longer."""
    known: dict[str, About] = {}
    for way in fulfilment.overdue(at=at):
        policy = markets.policy_version(number=way.order.policy_version)
        trouble = trouble_of(way.journey, policy=policy, at=at)
        if trouble:
            subject = way.parcel.public_id if way.parcel else way.order.public_id
            number = show_number(way.parcel.number) if way.parcel else ""
            text = ", ".join(filter(None, (number, formats.day(way.order.latest))))
            known[f"{queries.PROMISE}{trouble}:{subject}"] = About(
                kind=trouble, order_number=way.order.number, text=text
            )
    keep_cases(prefix=queries.PROMISE, known=known, actor=actor, at=at)


@owns_transaction
def write_about(*, case_id: UUID, actor: Actor, at: datetime) -> None:
    """Send the customer the message of a case about a parcel, once. Refusals: NothingToSay."""
    (case,) = locked(Case.objects.filter(public_id=case_id), kind="case")
    view = queries.view_of(case)
    if not view.has_letter or case.state == CaseState.RESOLVED:
        raise NothingToSay(Refused(rule="DEL-06", reason=Reason.NOT_FOUND))
    parcels.tell_trouble(
        order_number=case.order_number,
        parcel_id=view.parcel_id,
        trouble=case.kind,
        key=view.letter_key,
        at=at,
    )
    journal.record(
        verb="customer_written",
        subject_kind="case",
        subject_id=str(case.public_id),
        order_number=case.order_number,
        actor=actor,
        rule="DEL-06",
        data={"kind": case.kind},
        at=at,
    )
