"""Registering a return: the pieces, the label, the courier if one is wished for, and the mail (RET-01 to RET-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.addresses import Address
from comptoir.core.calendar import local_date
from comptoir.core.decisions import Refused
from comptoir.core.facts import OrderFacts
from comptoir.core.lifecycles import AcceptanceState, EffectState, ReceptionState, ReturnState
from comptoir.core.numbers import Series, make_number
from comptoir.core.policy import HousePolicy
from comptoir.core.reasons import Reason
from comptoir.core.refunds import Basis
from comptoir.core.returns import can_return, check_return, hand_in_by
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.services import DropoffPoint, PickupWish
from comptoir.infra import ids
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.returns import queries
from comptoir.returns.models import Return, ReturnPiece, Withdrawal
from comptoir.returns.queries import ReturnView
from comptoir.returns.services.locking import lock_return, note_return, view_or_refuse
from comptoir.returns.services.telling import tell_registered

if TYPE_CHECKING:
    from comptoir.orders.models import Order


class CannotReturn(NotPossible):
    """These pieces cannot be returned together, and why, piece by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered(ReturnView):
    """A return just registered, with the points near the delivery address where it can be handed in."""

    dropoff_points: tuple[DropoffPoint, ...]


@spans_transactions
def register_return(
    *,
    order_number: str,
    pieces: Sequence[tuple[UUID, str]],
    pickup: PickupWish | None,
    actor: Actor,
    at: datetime,
) -> Registered:
    """RET-07: register pieces, each with its reason or none, all or nothing, and buy the label. Refusals: CannotReturn.

    Where the carrier does not answer, the return stands and its label comes by itself, with the mail.
    """
    with one_transaction():
        order = orders.lock_order(number=order_number)
        facts = queries.order_facts(order=order)
        policy = markets.policy_version(number=order.policy_version)
        wanted = list(dict.fromkeys(pieces))
        refusals = _refusals(facts, policy, [str(piece) for piece, _reason in wanted], at)
        if pickup is not None:
            refusals += _pickup_refusals(pickup, order, at)
        if refusals:
            raise CannotReturn(*refusals)
        plan = queries.plan_registration(
            order=order,
            facts=facts,
            chosen=[piece for piece, _reason in wanted],
            basis=Basis.COMMERCIAL_RETURN,
            at=at,
        )
        parcel = make_return(
            order=order,
            pieces=[*wanted, *((gift, "") for gift in plan.gifts)],
            basis=Basis.COMMERCIAL_RETURN,
            rule="RET-07",
            withdrawal=None,
            pickup=pickup,
            actor=actor,
            at=at,
        )
    points = finish_registration(return_id=parcel.public_id, at=at)
    view = view_or_refuse(return_id=parcel.public_id)
    known = {field.name: getattr(view, field.name) for field in fields(view)}
    return Registered(**known, dropoff_points=points)


def _refusals(facts: OrderFacts, policy: HousePolicy, chosen: list[str], at: datetime) -> list[Refused]:
    """The core's refusals, each with the place of its piece in the request."""
    known = {piece.id: piece for piece in facts.pieces}
    if not set(chosen) <= set(known) or not chosen:
        return list(check_return(order=facts, chosen=chosen, policy=policy, at=at))
    decisions = [can_return(piece=known[piece], order=facts, policy=policy, at=at) for piece in chosen]
    return [
        replace(decision, field=f"pieces.{place}")
        for place, decision in enumerate(decisions)
        if isinstance(decision, Refused)
    ]


def _pickup_refusals(wish: PickupWish, order: Order, at: datetime) -> list[Refused]:
    if wish.day < local_date(at, zone=order.zone):
        return [_wrong("pickup.date", _("it lies in the past"))]
    try:
        begins, ends = time.fromisoformat(wish.begins), time.fromisoformat(wish.ends)
    except ValueError:
        return [_wrong("pickup.from", _("write hours as 09:00"))]
    if begins >= ends:
        return [_wrong("pickup.to", _("it is not after the first hour"))]
    if wish.address.country != order.country:
        return [_wrong("pickup.address.country", _("the courier calls in the country of the order only"))]
    refusals = markets.address_refusals(address=wish.address)
    return [replace(refusal, field=f"pickup.address.{refusal.field}") for refusal in refusals]


def _wrong(field: str, why: str) -> Refused:
    return Refused(rule="RET-09", reason=Reason.FIELD_WRONG, values=(("why", why),), field=field)


@joins_transaction
def make_return(
    *,
    order: Order,
    pieces: Sequence[tuple[UUID, str]],
    basis: Basis,
    rule: str,
    withdrawal: Withdrawal | None,
    pickup: PickupWish | None,
    actor: Actor,
    at: datetime,
) -> Return:
    """Write down a return and the wish for its label; the order must be locked and the pieces allowed."""
    reasons = dict(pieces)
    rows = orders.pieces_by_ids(public_ids=list(reasons))
    policy = markets.policy_version(number=order.policy_version)
    parcel = Return.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(60), series=Series.RETURN),
        order=order,
        withdrawal=withdrawal,
        basis=basis,
        state=ReturnState.REGISTERED,
        label=fulfilment.want_label(order=order, kind="return", pieces=rows, at=at),
        pickup=_kept_wish(pickup) if pickup else None,
        registered_at=at,
        hand_in_by=hand_in_by(registered_at=at, zone=order.zone, policy=policy),
    )
    ReturnPiece.objects.bulk_create(
        ReturnPiece(
            parcel=parcel,
            piece=piece,
            reason=reasons[piece.public_id][:40],
            reception=ReceptionState.EXPECTED,
            acceptance=AcceptanceState.PENDING,
        )
        for piece in rows
    )
    data: dict[str, object] = {"pieces": [str(piece.public_id) for piece in rows], "basis": basis}
    note_return(parcel=parcel, verb="return_registered", actor=actor, rule=rule, data=data, at=at)
    return parcel


@spans_transactions
def finish_registration(*, return_id: UUID, at: datetime) -> tuple[DropoffPoint, ...]:
    """What the carrier is asked after a registration, and the mail with the label, once. Asking again changes nothing."""
    parcel = queries.return_by_id(return_id=return_id)
    if parcel is None or parcel.label is None or parcel.state not in queries.OPEN:
        return ()
    label = fulfilment.settle_label(label_id=parcel.label.pk, at=at)
    points = fulfilment.find_dropoff_points(order_number=parcel.order.number)
    if label.state != EffectState.DONE:
        return points
    wish = _wish_of(parcel)
    answer = fulfilment.book_pickup(label=label, wish=wish) if wish else None
    with one_transaction():
        parcel = lock_return(return_id=return_id)
        if answer and parcel.pickup and (answer.confirmation or answer.failure):
            parcel.pickup = {**parcel.pickup, **asdict(answer)}
            parcel.save(update_fields=["pickup"])
            verb = "pickup_booked" if answer.confirmation else "pickup_refused"
            note_return(parcel=parcel, verb=verb, actor=HOUSE, rule="RET-09", reason=answer.failure, at=at)
        if parcel.told_at is None and parcel.state in queries.OPEN:
            parcel.told_at = at
            parcel.save(update_fields=["told_at"])
            tell_registered(parcel=parcel, points=points, at=at)
    return points


def _kept_wish(wish: PickupWish) -> dict[str, object]:
    return {
        "address": asdict(wish.address),
        "day": wish.day.isoformat(),
        "begins": wish.begins,
        "ends": wish.ends,
        "confirmation": "",
        "failure": "",
    }


def _wish_of(parcel: Return) -> PickupWish | None:
    """The courier that is still to be called."""
    kept = parcel.pickup
    if not kept or kept["confirmation"] or kept["failure"]:
        return None
    return PickupWish(
        address=Address(**kept["address"]),
        day=date.fromisoformat(kept["day"]),
        begins=kept["begins"],
        ends=kept["ends"],
    )
