"""Refused pieces in the house: their customers choose what becomes of them, on a clock (RET-06, A-36)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.decisions import Refused
from comptoir.core.lifecycles import EffectState
from comptoir.core.reasons import Reason
from comptoir.core.returns import HeldChoice, choose_by
from comptoir.fulfilment import services as fulfilment
from comptoir.infra.db import joins_transaction, one_transaction, owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.returns.models import HeldPiece, Return, ReturnPiece
from comptoir.returns.services.locking import lock_return, note_return
from comptoir.returns.services.telling import tell_held, tell_sent_back
from comptoir.stock import services as stock


class CannotChoose(NotPossible):
    """Nothing can be chosen for this piece, and why."""


@joins_transaction
def hold_refused(*, parcel: Return, rows: Sequence[ReturnPiece], at: datetime) -> None:
    """RET-06: refused pieces wait for their customer's choice from now on."""
    policy = markets.policy_version(number=parcel.order.policy_version).returns
    zone = parcel.order.zone
    HeldPiece.objects.bulk_create(
        HeldPiece(
            row=row,
            asked_at=at,
            choose_by=choose_by(refused_at=at, days=policy.choice_days, zone=zone),
            remind_at=choose_by(refused_at=at, days=policy.remind_days, zone=zone),
        )
        for row in rows
    )


@owns_transaction
def choose_for_piece(*, return_id: UUID, piece: UUID, choice: HeldChoice, actor: Actor, at: datetime) -> None:
    """RET-06: what becomes of a refused piece, by its customer or for them; until it is done it can be chosen anew.

    A label that was made for it is given back. Refusals: CannotChoose.
    """
    parcel = lock_return(return_id=return_id)
    held = _held(parcel, piece)
    if held.choice == choice:
        return
    _drop_label(held, at)
    held.choice, held.chosen_at = choice, at
    held.save(update_fields=["choice", "chosen_at", "label"])
    data: dict[str, object] = {"piece": str(piece), "choice": choice}
    note_return(parcel=parcel, verb="refused_piece_chosen", actor=actor, rule="RET-06", data=data, at=at)


@spans_transactions
def label_held(*, return_id: UUID, piece: UUID, actor: Actor, at: datetime) -> None:
    """RET-06: the house's own label, prepaid, for a refused piece that its customer wants back. However often asked, one.

    One that the carrier refused is wanted anew; where the carrier does not answer, it comes by itself. Refusals: CannotChoose.
    """
    with one_transaction():
        parcel = lock_return(return_id=return_id)
        held = _held(parcel, piece)
        if held.choice != HeldChoice.SEND_BACK:
            raise CannotChoose(Refused(rule="RET-06", reason=Reason.NOT_SENT_BACK))
        if held.label is None or held.label.state == EffectState.FAILED:
            held.label = fulfilment.want_label(
                order=parcel.order, kind="held", pieces=[held.row.piece], at=at
            )
            held.save(update_fields=["label"])
            data: dict[str, object] = {"piece": str(piece)}
            note_return(
                parcel=parcel, verb="refused_piece_labelled", actor=actor, rule="RET-06", data=data, at=at
            )
    label = fulfilment.settle_label(label_id=held.label.pk, at=at)
    if label.state == EffectState.FAILED:
        why = (("why", label.failure),)
        raise CannotChoose(Refused(rule="RET-06", reason=Reason.LABEL_REFUSED, values=why))


@owns_transaction
def settle_held(*, return_id: UUID, piece: UUID, reference: str, actor: Actor, at: datetime) -> None:
    """What was chosen is done: it left under the carrier's number, was collected, or went to recycling (A-36).

    The number is the label's; another, in `reference`, where the carrier would give none. Its customer is told of what left.
    What was given up becomes the house's, with its stock movement. Refusals: CannotChoose.
    """
    parcel = lock_return(return_id=return_id)
    held = _held(parcel, piece)
    if not held.choice:
        raise CannotChoose(Refused(rule="RET-06", reason=Reason.NOTHING_CHOSEN))
    if held.label is not None and held.label.state == EffectState.DONE:
        reference = held.label.tracking_number
    elif reference.strip():
        _drop_label(held, at)
    if held.choice != HeldChoice.GIVE_UP and not reference.strip():
        raise CannotChoose(
            Refused(
                rule="RET-06",
                reason=Reason.FIELD_MISSING,
                values=(("field", "reference"),),
                field="reference",
            )
        )
    held.settled_at, held.reference = at, reference.strip()[:60]
    held.save(update_fields=["settled_at", "reference", "label"])
    if held.choice == HeldChoice.GIVE_UP:
        (ordered,) = orders.pieces_by_ids(public_ids=[piece])
        stock.restock_piece(piece=piece, sku=ordered.sku, kind="recycling", actor=actor, at=at)
    if held.choice == HeldChoice.SEND_BACK:
        tell_sent_back(parcel=parcel, held=held, at=at)
    data: dict[str, object] = {"piece": str(piece), "choice": held.choice, "reference": held.reference}
    note_return(parcel=parcel, verb="refused_piece_settled", actor=actor, rule="A-36", data=data, at=at)


@owns_transaction
def remind_of_held(*, held_id: int, at: datetime) -> None:
    """RET-06: one reminder to a customer who has not chosen."""
    known = HeldPiece.objects.select_related("row__parcel").get(pk=held_id)
    parcel = lock_return(return_id=known.row.parcel.public_id)
    held = HeldPiece.objects.select_related("row__piece").get(pk=held_id)
    if held.choice or held.settled_at or held.reminded_at:
        return
    held.reminded_at = at
    held.save(update_fields=["reminded_at"])
    tell_held(
        parcel=parcel, piece=held.row.piece, reason=held.row.verdict_reason, choose_by=held.choose_by, at=at
    )
    data: dict[str, object] = {"piece": str(held.row.piece.public_id)}
    note_return(parcel=parcel, verb="refused_piece_reminded", actor=HOUSE, rule="RET-06", data=data, at=at)


def _drop_label(held: HeldPiece, at: datetime) -> None:
    """The label, if there is one, will not be used."""
    if held.label is not None:
        fulfilment.give_back_label(label=held.label, at=at)
        held.label = None


def _held(parcel: Return, piece: UUID) -> HeldPiece:
    rows = HeldPiece.objects.select_related("row__piece", "label")
    held = rows.filter(row__parcel=parcel, row__piece__public_id=piece).first()
    if held is None or held.settled_at is not None:
        raise CannotChoose(Refused(rule="RET-06", reason=Reason.NOT_WAITING))
    return held
