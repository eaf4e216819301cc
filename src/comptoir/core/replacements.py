"""A piece that is sent again: nothing is paid for it, and it stands for the one that was sold (A-12).

What was sold keeps its money for ever. Who gives back the replacement gives back what was paid for that piece; while a
replacement is there, the piece in whose place it was sent gives back nothing.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from comptoir.core.facts import OrderFacts, PieceState

_NOT_LEFT = (PieceState.ORDERED, PieceState.PACKED, PieceState.CANCELLED)


def stands_for(*, order: OrderFacts) -> dict[str, str]:
    """The piece that was sold for each piece (ids): itself where it was sent for none. Those that were replaced are absent."""
    before = {piece.id: piece.replaces for piece in order.pieces}
    gone = {
        piece.replaces for piece in order.pieces if piece.replaces and piece.state is not PieceState.CANCELLED
    }
    return {piece: _first(piece, before) for piece in before if piece not in gone}


def refundable(*, order: OrderFacts, pieces: Collection[str]) -> frozenset[str]:
    """The pieces that were sold (ids) whose money goes back when these do: nothing for those that were replaced."""
    known = stands_for(order=order)
    return frozenset(known[piece] for piece in pieces if piece in known)


def with_money_known(*, order: OrderFacts, refunded: Collection[str]) -> OrderFacts:
    """The order with the states of pieces that left and whose money went back (`refunded`, as sold), or that were replaced."""
    known = stands_for(order=order)
    before = {piece.id: piece.replaces for piece in order.pieces}

    def state(piece: str, now: PieceState) -> PieceState:
        if now in _NOT_LEFT:
            return now
        if _first(piece, before) in refunded:
            return PieceState.REFUNDED
        return now if piece in known else PieceState.REPLACED

    pieces = tuple(replace(piece, state=state(piece.id, piece.state)) for piece in order.pieces)
    return replace(order, pieces=pieces)


def _first(piece: str, before: dict[str, str]) -> str:
    while before[piece]:
        piece = before[piece]
    return piece
