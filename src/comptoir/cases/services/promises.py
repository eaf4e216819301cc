"""Parcels that are late or silent have a case before their customer asks, with the message ready to send (DEL-06, DEL-16)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from comptoir.cases import queries
from comptoir.cases.models import Case
from comptoir.cases.services.opening import end_case, open_case
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import CaseState
from comptoir.core.numbers import show_number
from comptoir.core.promises import Trouble, trouble_of
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
    known: dict[str, tuple[Trouble, fulfilment.UnderWay]] = {}
    for way in fulfilment.overdue(at=at):
        policy = markets.policy_version(number=way.order.policy_version)
        trouble = trouble_of(way.journey, policy=policy, at=at)
        if trouble:
            subject = way.parcel.public_id if way.parcel else way.order.public_id
            known[f"{queries.PROMISE}{trouble}:{subject}"] = (trouble, way)
    for cause, (trouble, way) in known.items():
        number = show_number(way.parcel.number) if way.parcel else ""
        open_case(
            kind=trouble,
            cause=cause,
            order_number=way.order.number,
            text=", ".join(filter(None, (number, formats.day(way.order.latest)))),
            actor=actor,
            at=at,
        )
    for cause in queries.causes_over(prefix=queries.PROMISE, still=known):
        end_case(cause=cause, text="", actor=actor, at=at)


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
