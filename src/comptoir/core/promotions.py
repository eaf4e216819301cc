"""Promotions: which apply, and what each takes off every piece, to the penny (PAY-07, PAY-08).

Nothing here depends on the order in which codes were entered or pieces put into the basket: promotions apply by lane, and
in a lane percentages before amounts. No piece goes below zero and none becomes dearer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from comptoir.core.calendar import within
from comptoir.core.decisions import Refused, Values
from comptoir.core.money import Money, share, split
from comptoir.core.reasons import Reason
from comptoir.core.stacking import compatible_groups

_RULE = "PAY-07"


class PromotionKind(StrEnum):
    """What a promotion does; the order here is the order in which those of one lane apply."""

    PERCENT = "percent"
    AMOUNT = "amount"
    FREE_DELIVERY = "free_delivery"
    GIFT = "gift"


_TURN = {kind: turn for turn, kind in enumerate(PromotionKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotionFacts:
    """One code and its terms. It runs from `starts` until just before `ends`; empty scopes mean everywhere, everything.

    A promotion with a `name` is automatic: nobody enters it, and it is shown by its name. Codes with one `key` are of one
    promotion, of which an order uses one; `excludes` are the keys of others that it does not go with.
    """

    code: str
    kind: PromotionKind
    starts: datetime
    ends: datetime | None = None
    rate: Decimal = Decimal(0)  # of a percentage: 0.10 is 10 %
    amount: int = (
        0  # minor units of `currency`: off the goods, or what customs are told that the gift is worth
    )
    currency: str | None = None  # of `amount` and `minimum_goods`
    lane: int = 1
    countries: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    styles: frozenset[str] = frozenset()
    minimum_goods: int = 0  # of the whole basket at its prices before any code
    uses_left: int | None = None
    combines: bool = True
    excludes: frozenset[str] = frozenset()
    key: str = ""
    name: str = ""
    pieces: str = ""  # the names of its scopes
    gift: str = ""  # SKU
    gift_name: str = ""
    gifts_left: int = 0  # in stock, those in the basket included


@dataclass(frozen=True, slots=True, kw_only=True)
class PromotedPiece:
    """One piece as the codes see it; `price` is what it costs before them."""

    sku: str
    style: str
    category: str
    price: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCode:
    """A code that does nothing for this basket, and why."""

    code: str
    refused: Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """A piece that comes with the order for nothing; customs are told what it is worth (A-50)."""

    code: str
    sku: str
    customs_value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Promoted:
    """What the codes do: for each piece, in the order given, what each code takes off; for each code, its sum.

    `names` are those of the promotions that nobody entered, by their code. A gift that has run out is among `refused`,
    though its order goes on without it.
    """

    shares: tuple[tuple[tuple[str, int], ...], ...]
    discounts: tuple[tuple[str, int], ...]
    free_delivery: str | None  # the code that makes delivery free
    refused: tuple[RefusedCode, ...]
    names: tuple[tuple[str, str], ...] = ()
    gifts: tuple[Gift, ...] = ()


def normalise_code(code: str) -> str:
    """A code as it is compared: trimmed, in capitals."""
    return code.strip().upper()


def apply_promotions(
    pieces: Sequence[PromotedPiece],
    *,
    codes: Iterable[str],
    promotions: Iterable[PromotionFacts],
    country: str,
    currency: str,
    at: datetime,
) -> Promoted:
    """What the entered codes take off these pieces; `promotions` holds the terms of those that exist."""
    terms = [replace(promotion, code=normalise_code(promotion.code)) for promotion in promotions]
    known = {promotion.code: promotion for promotion in terms if not promotion.name}
    entered = sorted({normalise_code(code) for code in codes if code.strip()})
    wanted = [known[code] for code in entered if code in known]
    refused = [_refuse(code, Reason.CODE_UNKNOWN, (("code", code),)) for code in entered if code not in known]
    fitting: list[PromotionFacts] = []
    for promotion in (*(automatic for automatic in terms if automatic.name), *wanted):
        no = _why_not(promotion, pieces, country=country, currency=currency, at=at)
        if no is None:
            fitting.append(promotion)
        elif not promotion.name:  # nobody asked for the others
            refused.append(no)
    gone = _gone(fitting, pieces)
    run_out = {no.code for no in gone}
    kept, excluded = _combined([known for known in fitting if known.code not in run_out], pieces)
    shares = _shares(kept, pieces)
    return Promoted(
        shares=shares,
        discounts=tuple((promotion.code, _taken(shares, promotion.code)) for promotion in kept),
        free_delivery=next(
            (promotion.code for promotion in kept if promotion.kind is PromotionKind.FREE_DELIVERY), None
        ),
        refused=tuple(sorted([*refused, *excluded, *gone], key=lambda no: no.code)),
        names=tuple((promotion.code, promotion.name) for promotion in kept if promotion.name),
        gifts=tuple(
            Gift(code=promotion.code, sku=promotion.gift, customs_value=promotion.amount)
            for promotion in kept
            if promotion.kind is PromotionKind.GIFT
        ),
    )


def _refuse(code: str, reason: Reason, values: Values) -> RefusedCode:
    return RefusedCode(code=code, refused=Refused(rule=_RULE, reason=reason, values=values, field="codes"))


def _why_not(
    promotion: PromotionFacts, pieces: Sequence[PromotedPiece], *, country: str, currency: str, at: datetime
) -> RefusedCode | None:
    code: tuple[str, str] = ("code", promotion.code)
    reason = _out_of_time(promotion, at) or _out_of_place(promotion, country, currency)
    if reason is Reason.CODE_NOT_YET:
        return _refuse(promotion.code, reason, (code, ("starts", promotion.starts)))
    if reason is Reason.CODE_OVER and promotion.ends:
        return _refuse(promotion.code, reason, (code, ("ended", promotion.ends)))
    if reason:
        return _refuse(promotion.code, reason, (code,))
    goods = sum(piece.price for piece in pieces)
    if goods < promotion.minimum_goods:
        minimum = Money(promotion.minimum_goods, currency)
        missing = minimum - Money(goods, currency)
        return _refuse(
            promotion.code, Reason.CODE_BELOW_MINIMUM, (code, ("minimum", minimum), ("missing", missing))
        )
    if not any(_matches(promotion, piece) for piece in pieces):
        return _refuse(promotion.code, Reason.CODE_NO_MATCH, (code, ("pieces", promotion.pieces)))
    return None


def _out_of_time(promotion: PromotionFacts, at: datetime) -> Reason | None:
    if at < promotion.starts:
        return Reason.CODE_NOT_YET
    if not within(at, since=promotion.starts, until=promotion.ends):
        return Reason.CODE_OVER
    return Reason.CODE_USED_UP if promotion.uses_left is not None and promotion.uses_left <= 0 else None


def _out_of_place(promotion: PromotionFacts, country: str, currency: str) -> Reason | None:
    elsewhere = bool(promotion.countries) and country not in promotion.countries
    other_money = promotion.currency is not None and promotion.currency != currency
    return Reason.CODE_NOT_HERE if elsewhere or other_money else None


def _matches(promotion: PromotionFacts, piece: PromotedPiece) -> bool:
    if not promotion.categories and not promotion.styles:
        return True
    return piece.category in promotion.categories or piece.style in promotion.styles


def _combined(
    fitting: Sequence[PromotionFacts], pieces: Sequence[PromotedPiece]
) -> tuple[tuple[PromotionFacts, ...], list[RefusedCode]]:
    """All that combine; where some do not, those that take the most off, entered codes first. And the codes left out."""
    in_turn = sorted(fitting, key=lambda promotion: (promotion.lane, _TURN[promotion.kind], promotion.code))
    best = max(
        compatible_groups(in_turn, conflict=_conflict),
        key=lambda group: (_worth(group, pieces), sum(not known.name for known in group), len(group)),
    )
    left_out = [promotion for promotion in in_turn if promotion not in best and not promotion.name]
    return best, [_left_out(promotion, best) for promotion in left_out]


def _left_out(promotion: PromotionFacts, kept: Sequence[PromotionFacts]) -> RefusedCode:
    others = ", ".join(other.name or other.code for other in kept if _conflict(promotion, other))
    return _refuse(promotion.code, Reason.CODE_EXCLUSIVE, (("code", promotion.code), ("other", others)))


def _conflict(one: PromotionFacts, other: PromotionFacts) -> bool:
    """Whether the house lets an order have only one of these."""
    if not (one.combines and other.combines):
        return True
    keys = (one.key or one.code, other.key or other.code)
    return keys[0] == keys[1] or keys[0] in other.excludes or keys[1] in one.excludes


def _gone(fitting: Sequence[PromotionFacts], pieces: Sequence[PromotedPiece]) -> list[RefusedCode]:
    """The gifts that have run out; what is bought of the same SKU comes first, then gift by gift."""
    taken = Counter(piece.sku for piece in pieces)
    gone = []
    for promotion in sorted(fitting, key=lambda known: (known.lane, known.code)):
        if promotion.kind is not PromotionKind.GIFT:
            continue
        if taken[promotion.gift] >= promotion.gifts_left:
            values = (("code", promotion.name or promotion.code), ("name", promotion.gift_name))
            gone.append(_refuse(promotion.code, Reason.GIFT_GONE, values))
        taken[promotion.gift] += 1
    return gone


def _worth(group: Sequence[PromotionFacts], pieces: Sequence[PromotedPiece]) -> int:
    return sum(amount for share_list in _shares(group, pieces) for _, amount in share_list)


def _shares(
    promotions: Sequence[PromotionFacts], pieces: Sequence[PromotedPiece]
) -> tuple[tuple[tuple[str, int], ...], ...]:
    """What each promotion, in this turn, takes off each piece; a code that takes nothing off a piece is not named there."""
    left = [piece.price for piece in pieces]
    taken: list[list[tuple[str, int]]] = [[] for _ in pieces]
    for promotion in promotions:
        # Dearest first, then by SKU: the odd penny must not depend on how the basket was filled.
        places = sorted(
            (place for place, piece in enumerate(pieces) if _matches(promotion, piece)),
            key=lambda place: (-left[place], pieces[place].sku),
        )
        whole = sum(left[place] for place in places)
        parts = (
            split(_discount(promotion, whole), weights=[left[place] for place in places]) if places else ()
        )
        for place, part in zip(places, parts, strict=True):
            left[place] -= part
            if part:
                taken[place].append((promotion.code, part))
    return tuple(tuple(each) for each in taken)


def _discount(promotion: PromotionFacts, goods: int) -> int:
    match promotion.kind:
        case PromotionKind.PERCENT:
            return min(share(goods, rate=promotion.rate), goods)
        case PromotionKind.AMOUNT:
            return min(promotion.amount, goods)
        case PromotionKind.FREE_DELIVERY:
            return 0
        case PromotionKind.GIFT:
            return 0


def _taken(shares: Sequence[Sequence[tuple[str, int]]], code: str) -> int:
    return sum(amount for each in shares for own, amount in each if own == code)
