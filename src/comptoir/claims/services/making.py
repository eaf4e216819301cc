"""Making a claim: what its rule lists, the pieces it is about, the photographs; the carrier's own come by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from comptoir.claims import queries
from comptoir.claims.models import Claim, ClaimPiece
from comptoir.claims.queries import ClaimView
from comptoir.claims.services.locking import note_claim
from comptoir.claims.services.photographs import Picture, Upload, keep, look_at, take_drafts
from comptoir.claims.services.telling import tell_received
from comptoir.core.actors import Actor, ActorKind
from comptoir.core.claims import (
    ClaimFacts,
    ClaimKind,
    ClaimState,
    can_claim,
    check_claim,
    judge_label,
    rule_of,
)
from comptoir.core.decisions import Allowed, Decision, Refused
from comptoir.core.numbers import Series, make_number, show_number
from comptoir.core.reasons import Reason
from comptoir.fulfilment import queries as fulfilment
from comptoir.infra import ids
from comptoir.infra.db import one_transaction, owns_transaction, spans_transactions
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.returns import queries as returns

if TYPE_CHECKING:
    from comptoir.orders.models import Order, Piece

_REFERENCE = 40
_CARRIER = Actor(kind=ActorKind.CARRIER, id="carrier")


class CannotClaim(NotPossible):
    """The claim is not made, and why: what is missing, field by field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimIn:
    """A claim as it is sent in. `proved` says that the sender holds the order's link.

    `drafts` are photographs that were kept for it before. Without `pieces` the references say which are meant.
    """

    kind: ClaimKind
    language: str
    country: str
    order_number: str = ""
    email: str = ""
    proved: bool = False
    description: str = ""
    references: tuple[str, ...] = ()
    washing: str = ""
    not_received: str = ""
    label_attached: bool | None = None
    pieces: tuple[UUID, ...] = ()
    photos: tuple[Upload, ...] = ()
    drafts: tuple[UUID, ...] = ()


@spans_transactions
def make_claim(*, said: ClaimIn, actor: Actor, at: datetime) -> ClaimView:
    """CLM-01 to CLM-04, CLM-06, CLM-08: take a claim that has what its rule lists, and write that it came.

    All or nothing: a photograph that is none refuses the whole, and nothing of it is kept. Refusals: CannotClaim.
    """
    order = _order_of(said)
    said = _with_references(said, order)
    photos = len(said.photos) + len(queries.drafts(photo_ids=said.drafts))
    refusals = [*check_claim(_facts(said, order, photos)), *_check_sender(said, order, at)]
    pieces, wrong = _pieces(said, order) if order else ([], [])
    refusals += wrong if not refusals else []
    pictures: list[Picture] = []
    if not refusals:
        pictures, refusals = look_at(
            photos=said.photos, besides=photos - len(said.photos), rule=rule_of(said.kind)
        )
    if refusals:
        raise CannotClaim(*refusals)
    with one_transaction():
        claim = _make(said, order, [piece.public_id for piece in pieces], actor, at)
        keep(pictures=pictures, claim=claim, stage="claim", at=at)
        take_drafts(photo_ids=said.drafts, claim=claim, stage="claim")
        tell_received(claim=claim, at=at)
    return view_or_refuse(claim=claim)


def view_or_refuse(*, claim: Claim) -> ClaimView:
    """The claim as faces show it."""
    view = queries.claim_view(claim_id=claim.public_id)
    if view is None:
        raise CannotClaim(Refused(rule=None, reason=Reason.NOT_FOUND))
    return view


def _order_of(said: ClaimIn) -> Order | None:
    """The order that is meant. Who gives an e-mail must give the order's (D2-02); who gives none hears nothing more
    here: whatever is written about the claim goes to the order's own address."""
    if not said.order_number.strip():
        return None
    if said.proved or not said.email.strip():
        order = orders.order_by_number(number=said.order_number)
    else:
        order = orders.order_for_guest(number=said.order_number, email=said.email)
    if order is None:
        why = (("field", "order_number"), ("why", _("no order has this number and this e-mail")))
        raise CannotClaim(
            Refused(rule=rule_of(said.kind), reason=Reason.FIELD_WRONG, values=why, field="order_number")
        )
    return order


def _with_references(said: ClaimIn, order: Order | None) -> ClaimIn:
    """The references as they are printed; those of the pieces, where only these were chosen."""
    given = tuple(ref.strip().upper()[:_REFERENCE] for ref in said.references if ref.strip())
    if not given and order and said.kind is not ClaimKind.WRONG_ITEM:
        chosen = [row for row in orders.pieces_of(order_id=order.pk) if row.public_id in said.pieces]
        given = tuple(row.reference for row in chosen)
    return replace(said, references=given, not_received=said.not_received.strip().upper()[:_REFERENCE])


def _facts(said: ClaimIn, order: Order | None, photos: int) -> ClaimFacts:
    rows = orders.pieces_of(order_id=order.pk) if order else []
    return ClaimFacts(
        kind=said.kind,
        order_number=order.number if order else "",
        description=said.description,
        references=said.references,
        photos=photos,
        washing=said.washing,
        not_received=said.not_received or ("chosen" if said.pieces else ""),
        pieces_ordered=sum(row.cancelled_at is None for row in rows),
        label_attached=said.label_attached,
    )


def _check_sender(said: ClaimIn, order: Order | None, at: datetime) -> list[Refused]:
    rule, found = rule_of(said.kind), []
    if not said.email.strip() and order is None:
        values = (("field", "email"),)
        found.append(Refused(rule=rule, reason=Reason.FIELD_MISSING, field="email", values=values))
    email = said.email.strip() or _email_of(order)
    if email and queries.has_claimed_enough(email=email, at=at):
        most = (("most", queries.MOST_AN_HOUR),)
        found.append(Refused(rule="ORD-08", reason=Reason.WRITTEN_ENOUGH, values=most))
    return found


def _pieces(said: ClaimIn, order: Order) -> tuple[list[Piece], list[Refused]]:
    """The pieces that are meant; of several alike the first that nobody has claimed yet."""
    rows = [row for row in orders.pieces_of(order_id=order.pk) if row.cancelled_at is None]
    rule, field = rule_of(said.kind), "pieces"
    if said.pieces:
        chosen = [row for row in rows if row.public_id in said.pieces]
        unknown = len(chosen) < len(set(said.pieces))
    else:
        wrong_item = said.kind is ClaimKind.WRONG_ITEM
        field = "not_received" if wrong_item else "references"
        wanted: Sequence[str] = [said.not_received] if wrong_item else said.references
        if wrong_item and len(rows) == 1:
            return rows, []
        chosen, unknown = _by_reference(rows, wanted, queries.claims_on(order_id=order.pk))
    if unknown or not chosen:
        return [], [Refused(rule=rule, reason=Reason.PIECE_NOT_HERE, field=field)]
    return chosen, []


def _by_reference(
    rows: Sequence[Piece], wanted: Sequence[str], claimed: dict[UUID, str]
) -> tuple[list[Piece], bool]:
    """The pieces of references or SKUs, each piece once; whether one of them is not in the order."""
    waiting = sorted(rows, key=lambda row: row.public_id in claimed)
    chosen: list[Piece] = []
    for text in wanted:
        found = next((row for row in waiting if text in (row.reference.upper(), row.sku.upper())), None)
        if found is None:
            return [], True
        waiting.remove(found)
        chosen.append(found)
    return chosen, False


def _make(
    said: ClaimIn, order: Order | None, pieces: Sequence[UUID], actor: Actor, at: datetime, cause: str = ""
) -> Claim:
    """Write a claim down; its pieces are judged under the lock of their order."""
    decisions: list[Decision] = []
    if order is not None:
        order = orders.lock_order(number=order.number)
        decisions = _judge(said, order, pieces, at)
    refusals = [decision for decision in decisions if isinstance(decision, Refused)]
    if refusals:
        raise CannotClaim(*refusals)
    claim = Claim.objects.create(
        public_id=ids.new_id(),
        number=make_number(bits=ids.random_bits(40), series=Series.CLAIM),
        kind=said.kind,
        cause=cause or f"sent:{ids.new_id()}",
        order=order,
        state=ClaimState.OPEN,
        email=said.email.strip() or _email_of(order),
        language=said.language,
        country=order.country if order else said.country,
        description=said.description.strip(),
        references=list(said.references),
        not_received=said.not_received,
        washing=said.washing.strip(),
        label_attached=said.label_attached,
        doubts=_doubts(said, order, decisions),
        made_by=actor.id if actor.kind is ActorKind.STAFF else "",
        guarantee_until=min((d.until for d in decisions if d.until), default=None),
        received_at=at,
    )
    rows = orders.pieces_by_ids(public_ids=pieces)
    ClaimPiece.objects.bulk_create(ClaimPiece(claim=claim, piece=row) for row in rows)
    data: dict[str, object] = {"kind": said.kind, "pieces": [str(piece) for piece in pieces]}
    note_claim(claim=claim, verb="claim_made", actor=actor, rule=rule_of(said.kind), data=data, at=at)
    return claim


def _judge(said: ClaimIn, order: Order, pieces: Sequence[UUID], at: datetime) -> list[Decision]:
    facts, terms = returns.order_facts(order=order), returns.terms_for(order=order)
    claimed = queries.claims_on(order_id=order.pk)
    if said.kind is ClaimKind.MISSING and not facts.parcel_leaving:
        return [Refused(rule="CLM-02", reason=Reason.NOT_SENT_YET, field="pieces")]
    found: list[Decision] = []
    for piece in facts.pieces:
        known = claimed.get(UUID(piece.id)) if UUID(piece.id) in pieces else None
        if known:
            number = (("number", show_number(known)),)
            found.append(
                Refused(rule=rule_of(said.kind), reason=Reason.CLAIM_OPEN, values=number, field="pieces")
            )
        elif UUID(piece.id) in pieces:
            decision = can_claim(piece=piece, order=facts, terms=terms, at=at)
            found.append(replace(decision, field="pieces") if isinstance(decision, Refused) else decision)
    return found


def _doubts(said: ClaimIn, order: Order | None, decisions: Sequence[Decision]) -> list[list[str]]:
    """What speaks against the claim, for the person who decides; it never ends one by itself (CLM-05, A-12)."""
    found = [[str(d.rule or ""), d.reason] for d in decisions if not isinstance(d, Allowed)]
    if order is not None:
        facts = ClaimFacts(kind=said.kind, label_attached=said.label_attached)
        label = judge_label(claim=facts, terms=returns.terms_for(order=order))
        found += [] if isinstance(label, Allowed) else [["CLM-05", label.reason]]
    return [doubt for place, doubt in enumerate(found) if doubt not in found[:place]]


def _email_of(order: Order | None) -> str:
    party = orders.delivery_party(order_id=order.pk) if order else None
    return party.email if party else ""


@owns_transaction
def open_for_carrier(*, parcel_id: UUID, kind: ClaimKind, at: datetime) -> None:
    """The carrier reports a parcel lost or damaged: its claim opens by itself, once, and the customer is told (CLM-01)."""
    parcel = fulfilment.parcel_by_id(parcel_id=parcel_id)
    cause = queries.carrier_cause(parcel_id=parcel_id, kind=kind)
    if parcel is None:
        return
    order = orders.lock_order(number=parcel.order.number)
    claimed = queries.claims_on(order_id=order.pk)
    facts = {piece.id: piece for piece in returns.order_facts(order=order).pieces}
    terms = returns.terms_for(order=order)
    whole = returns.order_facts(order=order)
    pieces = [
        piece
        for piece in fulfilment.pieces_in(parcel=parcel)
        if piece not in claimed
        and not isinstance(can_claim(piece=facts[str(piece)], order=whole, terms=terms, at=at), Refused)
    ]
    if not pieces or Claim.objects.filter(cause=cause).exists():
        return
    said = ClaimIn(
        kind=kind,
        language=order.language,
        country=order.country,
        order_number=order.number,
        references=tuple(row.reference for row in orders.pieces_by_ids(public_ids=pieces)),
    )
    tell_received(claim=_make(said, order, pieces, _CARRIER, at, cause=cause), at=at)
