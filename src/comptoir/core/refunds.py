"""What goes back, why, and to which payment: a sum of stored numbers, never a proportion worked out afresh.

A piece that has left gives back exactly what was paid for it, with its prepaid duty (RET-02: a return costs nothing).
A piece that has not left gives back what was taken for it so far: for a card nothing was, and the authorisation is
voided instead (PAY-06). The legal basis decides what becomes of the delivery charge:

- when a part of the order is kept, delivery stays paid: it never depends on the quantity (A-03), and a free delivery or
  an offer that the rest would not have earned is not claimed back (A-04);
- when the last of the order goes back, a statutory withdrawal gives back the cheapest standard delivery offered (A-02)
  and a commercial return nothing (RET-02), unless the market gives all of it; every other basis gives all of it;
- when nothing ever left the house, all of it, whatever the basis.

A gesture may have lowered a price before (C-23): what it gave back is taken off, so that nothing is given back twice.
A piece that was sent again (A-12) gives back what was paid for the one it was sent for, and that one nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from comptoir.core.actors import Actor, ActorKind
from comptoir.core.facts import OrderFacts, PieceFacts, PieceState, TenderFacts
from comptoir.core.law import EffectiveTerms
from comptoir.core.money import rounded
from comptoir.core.policy import Market, RefundTerms
from comptoir.core.replacements import refundable

NOT_LEFT = (PieceState.ORDERED, PieceState.PACKED, PieceState.CANCELLED)


class Basis(StrEnum):
    """The legal ground of money that goes back."""

    STATUTORY_WITHDRAWAL = "statutory_withdrawal"
    COMMERCIAL_RETURN = "commercial_return"
    NON_CONFORMITY = "non_conformity"
    LATE_DELIVERY = "late_delivery"
    CANCEL_BEFORE_DISPATCH = "cancel_before_dispatch"
    SHORTAGE = "shortage"  # out of stock after the order (PAY-06)
    LOST_PARCEL = "lost_parcel"
    GOODWILL = "goodwill"
    DISPUTE = "dispute"


class LineKind(StrEnum):
    """What a line of a refund is for."""

    PIECE = "piece"
    DUTY = "duty"
    DELIVERY = "delivery"
    GOODWILL = "goodwill"  # a gesture; below zero in a later refund, which it is taken off
    EARLIER = "earlier"  # taken off: the payments have already given this much back otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """One amount that goes back and the rule behind it; `tax` is the tax inside it. A delivery line can be zero."""

    kind: LineKind
    amount: int
    tax: int = 0
    piece: str = ""
    rule: str | None = None

    @property
    def of_delivery(self) -> bool:
        """Whether it is of the delivery charge: a gesture is of a piece or of that."""
        return self.kind is LineKind.DELIVERY or (self.kind is LineKind.GOODWILL and not self.piece)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLeg:
    """What one payment gives back, in minor units."""

    tender: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPlan:
    """A refund that adds up: the lines say why each cent, the legs where it goes. Nothing to give back has no legs."""

    currency: str
    basis: Basis
    lines: tuple[RefundLine, ...]
    legs: tuple[RefundLeg, ...]

    @property
    def total(self) -> int:
        """What goes back, in minor units: the sum of the lines and of the legs."""
        return sum(line.amount for line in self.lines)

    @property
    def pieces(self) -> tuple[str, ...]:
        """The pieces (ids) that were sold and whose money goes back: what a credit note names."""
        return tuple(line.piece for line in self.lines if line.kind is LineKind.PIECE)

    @property
    def delivery(self) -> int:
        """The part of it that is delivery, in minor units: what `OrderFacts.delivery_refunded` grows by."""
        return sum(line.amount for line in self.lines if line.of_delivery)

    @property
    def delivery_tax(self) -> int:
        """The tax inside that part."""
        return sum(line.tax for line in self.lines if line.of_delivery)


# What a person judges; the rest follows from a state of the order.
BY_VERDICT = frozenset(Basis) - {
    Basis.CANCEL_BEFORE_DISPATCH,
    Basis.SHORTAGE,
    Basis.LOST_PARCEL,
    Basis.DISPUTE,
}

GESTURE_RULE = "C-23"
# The rule that the lines of pieces cite, and the one of the delivery line.
_RULES: dict[Basis, tuple[str | None, str | None]] = {
    Basis.STATUTORY_WITHDRAWAL: ("A-02", "A-02"),
    Basis.COMMERCIAL_RETURN: ("RET-11", "RET-02"),
    Basis.NON_CONFORMITY: ("A-12", "A-12"),
    Basis.LATE_DELIVERY: ("A-13", "A-13"),
    Basis.CANCEL_BEFORE_DISPATCH: ("ORD-03", "ORD-03"),
    Basis.SHORTAGE: ("PAY-06", "PAY-06"),
    Basis.LOST_PARCEL: ("A-13", "A-13"),
    Basis.GOODWILL: (GESTURE_RULE, GESTURE_RULE),
    Basis.DISPUTE: (None, None),
}


def plan_refund(
    *,
    order: OrderFacts,
    pieces: Collection[str],
    basis: Basis,
    market: Market,
    terms: EffectiveTerms,
    refunded: Collection[str],
    tenders: Sequence[TenderFacts],
) -> RefundPlan:
    """The refund of these pieces (ids) on this basis; what was never taken is not given back (RET-11, C-08).

    `refunded` are the pieces refunded before; `market` and `terms` are the delivery country's, as the order knew them;
    `tenders` are the order's payments in the order in which they give back.
    A piece refunded twice, or not of the order, is a bug.
    """
    if not {piece.id for piece in order.pieces}.issuperset(pieces):
        raise ValueError("a piece to refund is not of this order")
    pieces = refundable(order=order, pieces=pieces)
    chosen = _chosen(order=order, pieces=pieces, refunded=refunded)
    whole = takes_whole_order(order=order, gone={*pieces, *refunded})
    share, off = _delivery_share(order=order, basis=basis, market=market, terms=terms) if whole else (0, 0)
    held = sum(tender.captured - tender.refunded for tender in tenders)
    unearned = max(0, held - _spoken_for(order=order, pieces=pieces, refunded=refunded, share=share))
    lines: list[RefundLine] = []
    for piece in chosen:
        given, unearned = _piece_lines(piece=piece, basis=basis, unearned=unearned)
        lines += given
    if order.delivery_paid:
        lines += _delivery_lines(order=order, share=share, off=off, basis=basis, unearned=unearned)
    return _over_tenders(currency=order.currency, basis=basis, lines=lines, tenders=tenders)


def plan_gesture(*, order: OrderFacts, piece: str, amount: int, tenders: Sequence[TenderFacts]) -> RefundPlan:
    """A price lowered afterwards by a person's decision (C-23): of a piece (its id), or of delivery where that is blank.

    The tax inside is such that gestures and the refund of the rest bear the stored tax of the whole between them.
    """
    if piece:
        (known,) = (each for each in order.pieces if each.id == piece)
        tax, whole, before = known.tax, known.paid, known.reduced
    else:
        tax, whole, before = order.delivery_tax, order.delivery_paid, order.delivery_refunded
    inside = _part(tax, amount=before + amount, whole=whole) - _part(tax, amount=before, whole=whole)
    line = RefundLine(kind=LineKind.GOODWILL, amount=amount, tax=inside, piece=piece, rule=GESTURE_RULE)
    return _over_tenders(currency=order.currency, basis=Basis.GOODWILL, lines=[line], tenders=tenders)


def takes_two(*, basis: Basis, actor: Actor, total: int, currency: str, terms: RefundTerms) -> bool:
    """Whether a second member of staff decides on a refund (C-13): one that rests on the verdict of the first, not on
    the law or a rule alone. `total` is all that was given back so on the order, this refund included."""
    alone = terms.alone.get(currency)
    by_verdict = actor.kind is ActorKind.STAFF and basis in BY_VERDICT
    return by_verdict and alone is not None and total > alone.amount


def takes_whole_order(*, order: OrderFacts, gone: Collection[str]) -> bool:
    """Whether nothing that was paid is kept once these pieces are given back, cancelled ones aside (A-03)."""
    bought = (piece for piece in order.pieces if not piece.gift and not piece.replaces)
    return all(piece.id in gone or piece.state is PieceState.CANCELLED for piece in bought)


def _chosen(
    *, order: OrderFacts, pieces: Collection[str], refunded: Collection[str]
) -> tuple[PieceFacts, ...]:
    if not set(refunded).isdisjoint(pieces):
        raise ValueError("a piece was already refunded")
    return tuple(piece for piece in order.pieces if piece.id in pieces)


def _left(order: OrderFacts) -> bool:
    """Whether any piece has left the house, and delivery with it."""
    return any(piece.state not in NOT_LEFT for piece in order.pieces)


def _delivery_share(
    *, order: OrderFacts, basis: Basis, market: Market, terms: EffectiveTerms
) -> tuple[int, int]:
    """What is given back of the delivery charge once nothing of the order is kept; by how much gestures make it less."""
    most = order.delivery_paid
    if _left(order) and not market.refund_delivery:
        if basis is Basis.STATUTORY_WITHDRAWAL:
            most = order.delivery_cheapest if terms.refund_delivery else 0
        if basis is Basis.COMMERCIAL_RETURN:
            most = 0
    before = order.delivery_refunded - order.delivery_reduced
    share = max(0, min(order.delivery_paid - order.delivery_reduced, most) - before)
    return share, max(0, min(order.delivery_paid, most) - before) - share


def _spoken_for(*, order: OrderFacts, pieces: Collection[str], refunded: Collection[str], share: int) -> int:
    """The worth of all that has left or still will, with its delivery: money that pieces which stay here cannot give back."""
    worth = order.delivery_paid - order.delivery_refunded - (0 if _left(order) else share)
    for piece in order.pieces:
        stays = piece.state is PieceState.CANCELLED or (piece.state in NOT_LEFT and piece.id in pieces)
        if not stays and piece.id not in refunded:
            worth += piece.rest + piece.duty
    return worth


def _piece_lines(*, piece: PieceFacts, basis: Basis, unearned: int) -> tuple[list[RefundLine], int]:
    """The lines of a piece, and what is left for the next ones that stay here."""
    rule, _ = _RULES[basis]
    rest, duty, reduced = piece.rest, piece.duty, piece.reduced
    if piece.state in NOT_LEFT:
        rest = min(rest, unearned)
        duty = min(duty, unearned - rest)
        unearned -= rest + duty
    tax = _part(piece.tax, amount=reduced + rest, whole=piece.paid)
    lines = [RefundLine(kind=LineKind.PIECE, amount=reduced + rest, tax=tax, piece=piece.id, rule=rule)]
    if reduced:
        before = _part(piece.tax, amount=reduced, whole=piece.paid)
        lines.append(_taken_off(reduced, tax=before, piece=piece.id))
    if duty:
        lines.append(RefundLine(kind=LineKind.DUTY, amount=duty, piece=piece.id, rule=rule))
    return lines, unearned


def _delivery_lines(
    *, order: OrderFacts, share: int, off: int, basis: Basis, unearned: int
) -> list[RefundLine]:
    amount = share if _left(order) else min(share, unearned)
    before = _part(order.delivery_tax, amount=order.delivery_refunded, whole=order.delivery_paid)
    after = _part(order.delivery_tax, amount=order.delivery_refunded + amount, whole=order.delivery_paid)
    inside = _part(order.delivery_tax, amount=off, whole=order.delivery_paid)
    line = RefundLine(
        kind=LineKind.DELIVERY, amount=amount + off, tax=after - before + inside, rule=_RULES[basis][1]
    )
    return [line, _taken_off(off, tax=inside)] if off else [line]


def _taken_off(amount: int, *, tax: int, piece: str = "") -> RefundLine:
    """What a gesture gave back before, of what a refund gives back now."""
    return RefundLine(kind=LineKind.GOODWILL, amount=-amount, tax=-tax, piece=piece, rule=GESTURE_RULE)


def _part(tax: int, *, amount: int, whole: int) -> int:
    """The tax inside a part of an amount; the tax of the whole is the stored one."""
    return rounded(Fraction(tax * amount, whole)) if whole else 0


def _over_tenders(
    *, currency: str, basis: Basis, lines: list[RefundLine], tenders: Sequence[TenderFacts]
) -> RefundPlan:
    """Back to the payments in their order, never more than each still holds (RET-12, C-13)."""
    wanted = sum(line.amount for line in lines)
    legs: list[RefundLeg] = []
    for tender in tenders:
        amount = min(wanted, max(0, tender.captured - tender.refunded))
        if amount:
            legs.append(RefundLeg(tender=tender.id, amount=amount))
            wanted -= amount
    if wanted:
        lines = [*lines, RefundLine(kind=LineKind.EARLIER, amount=-wanted)]
    return RefundPlan(currency=currency, basis=basis, lines=tuple(lines), legs=tuple(legs))
