"""What goes back, why, and to which payment: a sum of stored numbers, never a proportion worked out afresh.

A piece that has left gives back exactly what was paid for it, with its prepaid duty (RET-02: a return costs nothing).
A piece that has not left gives back what was taken for it so far: for a card nothing was, and the authorisation is
voided instead (PAY-06). The legal basis decides what becomes of the delivery charge:

- when a part of the order is kept, delivery stays paid: it never depends on the quantity (A-03), and a free delivery or
  an offer that the rest would not have earned is not claimed back (A-04);
- when the last of the order goes back, a statutory withdrawal gives back the cheapest standard delivery offered (A-02)
  and a commercial return nothing (RET-02), unless the market gives all of it; every other basis gives all of it;
- when nothing ever left the house, all of it, whatever the basis.
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

_NOT_LEFT = (PieceState.ORDERED, PieceState.PACKED, PieceState.CANCELLED)


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
    GOODWILL = "goodwill"
    EARLIER = "earlier"  # taken off: the payments have already given this much back otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundLine:
    """One amount that goes back and the rule behind it; `tax` is the tax inside it. A delivery line can be zero."""

    kind: LineKind
    amount: int
    tax: int = 0
    piece: str = ""
    rule: str | None = None


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
    def delivery(self) -> int:
        """The part of it that is delivery, in minor units: what `OrderFacts.delivery_refunded` grows by."""
        return sum(line.amount for line in self.lines if line.kind is LineKind.DELIVERY)


# What a person judges; the rest follows from a state of the order.
BY_VERDICT = frozenset(Basis) - {
    Basis.CANCEL_BEFORE_DISPATCH,
    Basis.SHORTAGE,
    Basis.LOST_PARCEL,
    Basis.DISPUTE,
}

# The rule that the lines of pieces cite, and the one of the delivery line.
_RULES: dict[Basis, tuple[str | None, str | None]] = {
    Basis.STATUTORY_WITHDRAWAL: ("A-02", "A-02"),
    Basis.COMMERCIAL_RETURN: ("RET-11", "RET-02"),
    Basis.NON_CONFORMITY: ("A-12", "A-12"),
    Basis.LATE_DELIVERY: ("A-13", "A-13"),
    Basis.CANCEL_BEFORE_DISPATCH: ("ORD-03", "ORD-03"),
    Basis.SHORTAGE: ("PAY-06", "PAY-06"),
    Basis.LOST_PARCEL: ("A-13", "A-13"),
    Basis.GOODWILL: (None, None),
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
    goodwill: int = 0,
) -> RefundPlan:
    """The refund of these pieces (ids) on this basis; what was never taken is not given back (RET-11, C-08).

    `refunded` are the pieces refunded before, `goodwill` what was given back for none; `market` and `terms` are the
    delivery country's, as the order knew them; `tenders` are the order's payments in the order in which they give back.
    A piece refunded twice, or not of the order, is a bug.
    """
    chosen = _chosen(order=order, pieces=pieces, refunded=refunded)
    whole = takes_whole_order(order=order, gone={*pieces, *refunded})
    share = _delivery_share(order=order, basis=basis, market=market, terms=terms) if whole else 0
    held = goodwill + sum(tender.captured - tender.refunded for tender in tenders)
    unearned = max(0, held - _spoken_for(order=order, pieces=pieces, refunded=refunded, share=share))
    lines: list[RefundLine] = []
    for piece in chosen:
        given, unearned = _piece_lines(piece=piece, basis=basis, unearned=unearned)
        lines += given
    if order.delivery_paid:
        lines.append(_delivery_line(order=order, share=share, basis=basis, unearned=unearned))
    return _over_tenders(currency=order.currency, basis=basis, lines=lines, tenders=tenders)


def plan_goodwill(
    *, currency: str, amount: int, basis: Basis, rule: str | None, tenders: Sequence[TenderFacts]
) -> RefundPlan:
    """An amount that a person decided to give back, tied to no piece, within what the payments still hold."""
    line = RefundLine(kind=LineKind.GOODWILL, amount=amount, rule=rule)
    return _over_tenders(currency=currency, basis=basis, lines=[line], tenders=tenders)


def takes_two(*, basis: Basis, actor: Actor, total: int, currency: str, terms: RefundTerms) -> bool:
    """Whether a second member of staff decides on a refund (C-13): one that rests on the verdict of the first, not on
    the law or a rule alone. `total` is all that was given back so on the order, this refund included."""
    alone = terms.alone.get(currency)
    by_verdict = actor.kind is ActorKind.STAFF and basis in BY_VERDICT
    return by_verdict and alone is not None and total > alone.amount


def takes_whole_order(*, order: OrderFacts, gone: Collection[str]) -> bool:
    """Whether nothing that was paid is kept once these pieces are given back, cancelled ones aside (A-03)."""
    bought = (piece for piece in order.pieces if not piece.gift)
    return all(piece.id in gone or piece.state is PieceState.CANCELLED for piece in bought)


def _chosen(
    *, order: OrderFacts, pieces: Collection[str], refunded: Collection[str]
) -> tuple[PieceFacts, ...]:
    known = {piece.id for piece in order.pieces}
    if not known.issuperset(pieces):
        raise ValueError("a piece to refund is not of this order")
    if not set(refunded).isdisjoint(pieces):
        raise ValueError("a piece was already refunded")
    return tuple(piece for piece in order.pieces if piece.id in pieces)


def _left(order: OrderFacts) -> bool:
    """Whether any piece has left the house, and delivery with it."""
    return any(piece.state not in _NOT_LEFT for piece in order.pieces)


def _delivery_share(*, order: OrderFacts, basis: Basis, market: Market, terms: EffectiveTerms) -> int:
    """What is given back of the delivery charge once nothing of the order is kept."""
    goal = order.delivery_paid
    if _left(order) and not market.refund_delivery:
        if basis is Basis.STATUTORY_WITHDRAWAL:
            goal = min(goal, order.delivery_cheapest) if terms.refund_delivery else 0
        if basis is Basis.COMMERCIAL_RETURN:
            goal = 0
    return max(0, goal - order.delivery_refunded)


def _spoken_for(*, order: OrderFacts, pieces: Collection[str], refunded: Collection[str], share: int) -> int:
    """The worth of all that has left or still will, with its delivery: money that pieces which stay here cannot give back."""
    worth = order.delivery_paid - order.delivery_refunded - (0 if _left(order) else share)
    for piece in order.pieces:
        stays = piece.state is PieceState.CANCELLED or (piece.state in _NOT_LEFT and piece.id in pieces)
        if not stays and piece.id not in refunded:
            worth += piece.paid + piece.duty
    return worth


def _piece_lines(*, piece: PieceFacts, basis: Basis, unearned: int) -> tuple[list[RefundLine], int]:
    """The lines of a piece, and what is left for the next ones that stay here."""
    rule, _ = _RULES[basis]
    paid, duty = piece.paid, piece.duty
    if piece.state in _NOT_LEFT:
        paid = min(paid, unearned)
        duty = min(duty, unearned - paid)
        unearned -= paid + duty
    tax = _part(piece.tax, amount=paid, whole=piece.paid)
    lines = [RefundLine(kind=LineKind.PIECE, amount=paid, tax=tax, piece=piece.id, rule=rule)]
    if duty:
        lines.append(RefundLine(kind=LineKind.DUTY, amount=duty, piece=piece.id, rule=rule))
    return lines, unearned


def _delivery_line(*, order: OrderFacts, share: int, basis: Basis, unearned: int) -> RefundLine:
    amount = share if _left(order) else min(share, unearned)
    before = _part(order.delivery_tax, amount=order.delivery_refunded, whole=order.delivery_paid)
    after = _part(order.delivery_tax, amount=order.delivery_refunded + amount, whole=order.delivery_paid)
    return RefundLine(kind=LineKind.DELIVERY, amount=amount, tax=after - before, rule=_RULES[basis][1])


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
