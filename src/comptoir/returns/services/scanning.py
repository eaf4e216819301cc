"""Scans at the returns dock: each takes in one piece or nothing, and says which; nothing that can come is an error."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.facts import PieceState
from comptoir.core.lifecycles import ACCEPTANCE, AcceptanceState, Event, ReceptionState, advance
from comptoir.core.reasons import Reason
from comptoir.core.returns import can_return
from comptoir.infra import idempotency
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.markets import queries as markets
from comptoir.orders import queries as orders
from comptoir.returns import queries
from comptoir.returns.models import Return, ReturnPiece
from comptoir.returns.services.locking import lock_return, note_return
from comptoir.returns.services.moving import CannotReceive, take_in
from comptoir.warehouse import queries as warehouse_queries
from comptoir.warehouse import services as warehouse

_IDENTITY = "ID-"
_WITH_CUSTOMER = (PieceState.SHIPPED, PieceState.DELIVERED)


class Back(StrEnum):
    """What a scan at the dock came to."""

    RECEIVED = "received"
    COMPLETE = "complete"  # the last piece that was expected
    ENOUGH = "enough"  # all of these are here already
    EXTRA = "extra"  # of the order, and not registered
    WRONG = "wrong"  # ours, and not of this order
    SIZE_UNCLEAR = "size_unclear"
    UNKNOWN = "unknown"
    IDENTIFIED = "identified"
    OTHER_GARMENT = "other_garment"
    NO_PIECE_FOR = "no_piece_for"  # a garment's own label before its piece
    OVER = "over"  # the return takes nothing more


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What was done, or why nothing was; `piece` is the one that is meant, blank where there is none."""

    told: Back
    code: str
    sku: str = ""
    piece: str = ""

    @property
    def done(self) -> bool:
        """Whether something was taken in."""
        return self.told in {Back.RECEIVED, Back.COMPLETE, Back.IDENTIFIED}


@owns_transaction
def scan_back(*, return_id: UUID, code: str, key: str, actor: Actor, at: datetime) -> Scanned:
    """RET-10: one code at the dock; the same `key` again gives the same answer and takes in nothing. Refusals: UnknownReturn."""
    parcel = lock_return(return_id=return_id)
    text = code.strip().upper()[:60]
    hashed = idempotency.request_hash([str(return_id), text])
    known = idempotency.claim(scope="dock", key=key, hashed=hashed, subject=str(return_id), at=at)
    if known and known.answer:
        kept = {name: str(value) for name, value in known.answer.items()}
        return Scanned(told=Back(kept.pop("told")), **kept)
    answer = _scan(parcel, text, actor, at)
    idempotency.keep_answer(scope="dock", key=key, answer=asdict(answer))
    return answer


@owns_transaction
def take_extra(*, return_id: UUID, piece: UUID, actor: Actor, at: datetime) -> None:
    """Take a piece of the same order, which was not registered, into the return. Refusals: CannotReceive.

    One that could have been registered is judged like the others; on any other a person decides, and is told why.
    """
    parcel = lock_return(return_id=return_id)
    if parcel.state not in queries.OPEN:
        raise CannotReceive(Refused(rule="RET-10", reason=Reason.RETURN_NOT_OPEN))
    if ReturnPiece.objects.filter(parcel=parcel, piece__public_id=piece).exists():
        return
    facts = queries.order_facts(order=parcel.order)
    known = next((one for one in facts.pieces if one.id == str(piece)), None)
    if known is None or known.state not in _WITH_CUSTOMER:
        raise CannotReceive(Refused(rule="RET-10", reason=Reason.NOT_EXPECTED, field="piece"))
    policy = markets.policy_version(number=parcel.order.policy_version)
    decision = can_return(piece=known, order=facts, policy=policy, at=parcel.registered_at)
    (ordered,) = orders.pieces_by_ids(public_ids=[piece])
    row = ReturnPiece.objects.create(
        parcel=parcel,
        piece=ordered,
        extra=True,
        reception=ReceptionState.EXPECTED,
        acceptance=AcceptanceState.PENDING,
    )
    take_in(parcel=parcel, rows=[row], identities={}, actor=actor, at=at)
    if isinstance(decision, Refused) and row.acceptance == AcceptanceState.PENDING:
        row.acceptance = advance(ACCEPTANCE, AcceptanceState.PENDING, Event.REFER)
        row.verdict_reason = decision.reason
        row.save(update_fields=["acceptance", "verdict_reason"])
    note_return(
        parcel=parcel, verb="extra_taken_in", actor=actor, rule="RET-10", data={"piece": str(piece)}, at=at
    )


def _scan(parcel: Return, text: str, actor: Actor, at: datetime) -> Scanned:
    rows = queries.return_pieces(parcel=parcel)
    if text.startswith(_IDENTITY):
        return _identify(parcel, rows, text, actor, at)
    named = [row for row in rows if text in _codes(row.piece.sku)]
    waiting = [row for row in named if row.reception == ReceptionState.EXPECTED]
    if parcel.state not in queries.OPEN:
        return Scanned(told=Back.OVER, code=text)
    if waiting:
        if len({row.piece.sku for row in waiting}) > 1:
            return Scanned(told=Back.SIZE_UNCLEAR, code=text)
        return _receive(parcel, rows, waiting[0], "", text, actor, at)
    return _unexpected(parcel, named, text)


def _codes(sku: str) -> tuple[str, str]:
    """What is printed on a piece: its SKU, and on the care label its reference."""
    return sku, sku.rpartition("-")[0]


def _unexpected(parcel: Return, named: list[ReturnPiece], text: str) -> Scanned:
    """A code that the return does not wait for: of the order, of ours, or unknown."""
    facts = queries.order_facts(order=parcel.order)
    with_customer = {piece.id for piece in facts.pieces if piece.state in _WITH_CUSTOMER}
    for piece in orders.pieces_of(order_id=parcel.order.pk):
        if text in _codes(piece.sku) and str(piece.public_id) in with_customer:
            return Scanned(told=Back.EXTRA, code=text, sku=piece.sku, piece=str(piece.public_id))
    if named:
        return Scanned(told=Back.ENOUGH, code=text, sku=named[0].piece.sku)
    known = catalogue.skus_named(codes=[text]) if text else ()
    return Scanned(told=Back.WRONG if known else Back.UNKNOWN, code=text, sku=known[0] if known else "")


def _receive(
    parcel: Return,
    rows: list[ReturnPiece],
    row: ReturnPiece,
    identity: str,
    text: str,
    actor: Actor,
    at: datetime,
) -> Scanned:
    take_in(
        parcel=parcel,
        rows=[row],
        identities={row.piece.public_id: identity} if identity else {},
        actor=actor,
        at=at,
    )
    left = any(one.reception == ReceptionState.EXPECTED for one in rows)
    told = Back.RECEIVED if left else Back.COMPLETE
    return Scanned(told=told, code=text, sku=row.piece.sku, piece=str(row.piece.public_id))


def _identify(parcel: Return, rows: list[ReturnPiece], text: str, actor: Actor, at: datetime) -> Scanned:
    """A garment's own label: of the piece with which it left, else of the piece that was scanned just before."""
    sent = warehouse_queries.identities_of(pieces=[row.piece.public_id for row in rows])
    own = next((row for row in rows if sent.get(row.piece.public_id) == text), None)
    if own is not None and own.reception == ReceptionState.EXPECTED and parcel.state in queries.OPEN:
        return _receive(parcel, rows, own, text, text, actor, at)
    bare = [row for row in rows if row.received_at and not row.identity and row.piece.public_id in sent]
    row = own or max(bare, key=lambda one: (one.received_at or at, one.pk), default=None)
    if row is None or row.acceptance not in (AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON):
        return Scanned(told=Back.NO_PIECE_FOR, code=text)
    return _compare(parcel, row, sent[row.piece.public_id], text, actor, at)


@joins_transaction
def _compare(parcel: Return, row: ReturnPiece, sent: str, text: str, actor: Actor, at: datetime) -> Scanned:
    row.identity = text[:40]
    other = row.identity != sent
    if other:
        warehouse.note_back(piece=row.piece.public_id, at=None)
        row.verdict_reason = Reason.OTHER_GARMENT
        if row.acceptance == AcceptanceState.PENDING:
            row.acceptance = advance(ACCEPTANCE, AcceptanceState.PENDING, Event.REFER)
    row.save()
    data: dict[str, object] = {"piece": str(row.piece.public_id), "identity": row.identity, "sent": sent}
    note_return(parcel=parcel, verb="garment_identified", actor=actor, rule="RET-10", data=data, at=at)
    told = Back.OTHER_GARMENT if other else Back.IDENTIFIED
    return Scanned(told=told, code=text, sku=row.piece.sku, piece=str(row.piece.public_id))
