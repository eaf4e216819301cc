"""Labels: the intent first, with our reference, then the call, then the answer. However often asked, each is bought once."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from comptoir.core.actors import HOUSE, Actor
from comptoir.core.addresses import Address
from comptoir.core.lifecycles import EFFECT, PARCEL, EffectState, Event, ParcelState, advance
from comptoir.core.policy import DutyMode, HousePolicy
from comptoir.fulfilment.carriers.base import (
    Carrier,
    CarrierRefused,
    CarrierUnreachable,
    Item,
    LabelRequest,
    Paper,
    Place,
    Rate,
)
from comptoir.fulfilment.models import Label, Parcel, ParcelPiece
from comptoir.fulfilment.services.papers import customs_papers
from comptoir.infra import ids, media, queue
from comptoir.infra.adapters import adapter
from comptoir.infra.db import joins_transaction, one_transaction, spans_transactions
from comptoir.invoicing import queries as invoicing
from comptoir.journal import services as journal
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Party, Piece

# How long an unanswered question to the carrier rests: doubled with each try, to half an hour.
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(minutes=30)
FIRST_POLL = timedelta(days=1)  # when scans are first asked for: pushed ones come sooner


def carrier() -> Carrier:
    """The carrier chosen in settings."""
    return cast(Carrier, adapter("CARRIER"))


@spans_transactions
def ask_rates(*, order: Order, pieces: Sequence[Piece], at: datetime) -> tuple[Rate, ...]:
    """What the carrier would ask of the house for a parcel of these pieces. CarrierRefused, CarrierUnreachable."""
    label = Label(
        public_id=ids.new_id(),
        kind="parcel",
        order_number=order.number,
        service=order.delivery_service,
        contents=[str(piece.public_id) for piece in pieces],
    )
    return carrier().ask_rates(_request(label, at, again=False))


@joins_transaction
def want_label(*, order: Order, kind: str, pieces: Sequence[Piece], at: datetime) -> Label:
    """Write down that a label is wanted (`parcel`, `return` or `held`); whoever wants it then calls `settle_label`."""
    return Label.objects.create(
        public_id=ids.new_id(),
        kind=kind,
        order_number=order.number,
        service=order.delivery_service,
        contents=[str(piece.public_id) for piece in pieces],
        state=EffectState.REQUESTED,
        requested_at=at,
        retry_at=at + _FIRST_WAIT,
    )


@joins_transaction
def give_back_label(*, label: Label, at: datetime) -> None:
    """The label will not be used: a job voids it at the carrier."""
    if label.void_wanted_at or label.state == EffectState.FAILED:
        return
    label.void_wanted_at, label.retry_at = at, at + _FIRST_WAIT
    label.tries *= label.state == EffectState.REQUESTED  # of buying it; voiding is counted anew
    label.save(update_fields=["void_wanted_at", "retry_at", "tries"])
    queue.defer("fulfilment.settle_label", label_id=label.pk)


@spans_transactions
def settle_label(*, label_id: int, at: datetime) -> Label:
    """Ask the carrier for what is open of a label, to buy it or to void it. Asking again changes nothing.

    A carrier that does not answer is asked again later under the same reference: first for what it has under it.
    """
    label = Label.objects.get(pk=label_id)
    try:
        if label.state == EffectState.REQUESTED:
            label = _buy(label, at)
        if label.state == EffectState.DONE and label.void_wanted_at and not label.voided_at:
            label = _void(label, at)
    except CarrierUnreachable:
        return _ask_later(label, at)
    return label


def _buy(label: Label, at: datetime) -> Label:
    with one_transaction():
        label = _lock(label)
        again = label.tries > 0
        label.tries, label.retry_at = label.tries + 1, at + _FIRST_WAIT  # a crash from here on is asked about
        label.save(update_fields=["tries", "retry_at"])
    try:
        wanted = _request(label, at, again=again)
        papers = customs_papers(label_id=label.public_id, at=at)
        given = tuple(Paper(kind=paper.kind, pdf=paper.pdf) for paper in papers)
        bought = carrier().buy_label(replace(wanted, papers=given))
    except CarrierRefused as refusal:
        return _refused(label, refusal.why, at)
    digest = media.store(bought.pdf, private=True)
    kept = {paper.kind: media.store(paper.pdf, private=True) for paper in bought.papers}
    with one_transaction():
        label = _lock(label)
        if label.state == EffectState.REQUESTED:
            label.state = advance(EFFECT, EffectState.REQUESTED, Event.FINISH)
            label.tracking_number, label.tracking_url = bought.tracking_number, bought.tracking_url
            label.digest, label.papers, label.redirect_url = digest, kept, bought.redirect_url
            label.answer, label.done_at, label.poll_at = dict(bought.answer), at, at + FIRST_POLL
            label.retry_at = label.retry_at if label.void_wanted_at else None
            label.save()
            note_label(label, verb="label_bought", at=at, unused=bought.unused)
            return label
        spare = bought.tracking_number != label.tracking_number  # two asked at once
        if spare:
            note_label(label, verb="label_spare", at=at, unused=(bought.tracking_number,))
    if spare:
        with suppress(CarrierUnreachable):
            _give_back(label, bought.tracking_number)
    return label


def _give_back(label: Label, number: str) -> str:
    """What the carrier leaves to people, or why it refuses; blank where it has taken the label back."""
    try:
        return carrier().void_label(tracking_number=number, comes_back=label.kind == "return")
    except CarrierRefused as refusal:
        return refusal.why


def _refused(label: Label, why: str, at: datetime) -> Label:
    with one_transaction():
        label = _lock(label)
        if label.state == EffectState.REQUESTED:
            label.state = advance(EFFECT, EffectState.REQUESTED, Event.FAIL)
            label.failure, label.retry_at = why[:200], None
            label.save()
            note_label(label, verb="label_refused", reason=label.failure, at=at)
            for parcel in Parcel.objects.filter(label=label, state=ParcelState.PACKED):
                empty_parcel(parcel=parcel, actor=HOUSE, reason=label.failure, at=at)
    return label


def _void(label: Label, at: datetime) -> Label:
    failure = _give_back(label, label.tracking_number)[:200]
    with one_transaction():
        label = _lock(label)
        if label.voided_at is None:
            label.voided_at, label.retry_at, label.poll_at, label.failure = at, None, None, failure
            label.save()
            note_label(label, verb="label_voided", reason=failure, at=at)
    return label


def _ask_later(label: Label, at: datetime) -> Label:
    with one_transaction():
        label = _lock(label)
        label.tries += label.state == EffectState.DONE  # counted before it was bought
        label.retry_at = at + min(_FIRST_WAIT * 2**label.tries, _LONGEST_WAIT)
        label.save(update_fields=["tries", "retry_at"])
    return label


@joins_transaction
def empty_parcel(*, parcel: Parcel, actor: Actor, reason: str, at: datetime) -> None:
    """A packed parcel is taken apart: its pieces are to be packed anew. The order must be locked."""
    parcel.state = advance(PARCEL, ParcelState(parcel.state), Event.UNPACK)
    parcel.voided_at = at
    parcel.save(update_fields=["state", "voided_at"])
    ParcelPiece.objects.filter(parcel=parcel, unpacked_at__isnull=True).update(unpacked_at=at)
    note_parcel(parcel=parcel, verb="parcel_unpacked", actor=actor, reason=reason, at=at)
    give_back_label(label=parcel.label, at=at)


def note_parcel(
    *,
    parcel: Parcel,
    verb: str,
    actor: Actor,
    at: datetime,
    rule: str = "",
    reason: str = "",
    data: dict[str, object] | None = None,
) -> None:
    """Write down what happened to a parcel."""
    journal.record(
        verb=verb,
        subject_kind="parcel",
        subject_id=parcel.public_id,
        order_number=parcel.order.number,
        actor=actor,
        rule=rule,
        reason=reason[:200],
        data=data,
        at=at,
    )


def _lock(label: Label) -> Label:
    """The label as it is now, under the lock of its order, which every verb on it takes."""
    orders.lock_order(number=label.order_number)
    return Label.objects.get(pk=label.pk)


def note_label(
    label: Label, *, verb: str, at: datetime, reason: str = "", unused: Sequence[str] = ()
) -> None:
    """Write down what happened to a label; `unused` are shipments made under it whose label nobody has."""
    data: dict[str, object] = {"kind": label.kind, "tracking_number": label.tracking_number}
    journal.record(
        verb=verb,
        subject_kind="label",
        subject_id=label.public_id,
        order_number=label.order_number,
        actor=HOUSE,
        reason=reason,
        data=data | ({"unused": list(unused)} if unused else {}),
        at=at,
    )


def _request(label: Label, at: datetime, *, again: bool) -> LabelRequest:
    order = orders.order_by_number(number=label.order_number)
    party = orders.delivery_party(order_id=order.pk) if order else None
    if order is None or party is None:
        raise CarrierRefused("the address was erased")
    policy = markets.policy_version(number=order.policy_version)
    house, customer = house_place(policy=policy), place_of(party=party)
    comes_back = label.kind == "return"
    market = policy.market(order.country)
    pieces = orders.pieces_by_ids(public_ids=[UUID(piece) for piece in label.contents])
    parcel = Parcel.objects.filter(label__public_id=label.public_id).first()
    customs = invoicing.is_declared(order=order)
    if customs and not all(piece.hs_code and piece.origin for piece in pieces):
        raise CarrierRefused("a piece lacks its customs code or origin")
    return LabelRequest(
        reference=str(label.public_id),
        order_number=order.number,
        service=label.service,
        comes_back=comes_back,
        sender=customer if comes_back else house,
        receiver=house if comes_back else customer,
        items=tuple(_item(piece, order) for piece in pieces),
        weight_g=parcel.weight_g if parcel else sum(piece.weight_g for piece in pieces),
        customs=customs,
        # Nobody pays duties on what was never given up: a return, or a refused piece that goes back.
        duties_prepaid=label.kind != "parcel"
        or (market is not None and market.duties is not DutyMode.ON_DELIVERY),
        ship_at=at.astimezone(ZoneInfo(order.zone if comes_back else policy.house.time_zone)),
        eori=policy.house.entity.eori,
        again=again,
    )


def _item(piece: Piece, order: Order) -> Item:
    return Item(
        description=f"{piece.name}, {piece.colour}, {piece.size}",
        value=piece.customs_value or piece.paid - piece.tax,
        currency=order.currency,
        hs_code=piece.hs_code,
        origin=piece.origin,
        weight_g=piece.weight_g,
        replaces=piece.replaces_id is not None,
    )


def place_of(*, party: Party) -> Place:
    """A party of an order as the carrier wants it."""
    return located(address=orders.address_of(party), email=party.email)


def located(*, address: Address, email: str) -> Place:
    """An address as the carrier wants it, with whom it writes to."""
    return Place(**asdict(address), email=email)


def house_place(*, policy: HousePolicy) -> Place:
    """The house: its address is written street first, then postal code and town, then the country."""
    street, town, *_ = policy.house.entity.address
    postal_code, _, city = town.partition(" ")
    return Place(
        name=policy.house.name,
        company=policy.house.entity.name,
        line1=street,
        postal_code=postal_code,
        city=city,
        country=policy.house.entity.country,
        phone=policy.house.phone,
        email=policy.house.email,
    )
