"""A sweater that came in two lots, of which the second has a weak seam: what the merchandisers' first page is there to show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from comptoir.core.actors import HOUSE
from comptoir.core.claims import ClaimKind, Outcome
from comptoir.infra import ids
from comptoir.stock import services as stock
from demo.scenes import LOOK, SORRY, claim, verdict
from demo.year import Fate, Year

SWEATERS = tuple(f"ME-26W-KN003-0020-{size}" for size in ("S", "M", "L"))
SOUND, WEAK = "L2609-11", "L2610-02"
_EACH = 8

_FAULTY = (
    claim(ClaimKind.FAULTY),
    verdict(ClaimKind.FAULTY, Outcome.REFUND, SORRY),
    verdict(ClaimKind.FAULTY, Outcome.QUALITY, LOOK),
    verdict(ClaimKind.FAULTY, Outcome.REFUND, SORRY),
)


def plan_lots(year: Year, *, skus: Sequence[str], opens: datetime) -> None:
    """Of these SKUs of a style: both deliveries, sweaters of the first lot, and of the second, four of five faulty."""
    for code, days in ((SOUND, 42), (WEAK, 27)):
        at = opens - timedelta(days=days)
        year.plan_action(at=at, action=partial(_receive, code, skus))
    fates = [Fate(lot=SOUND)] * 6 + [Fate(lot=WEAK, then=then) for then in (*_FAULTY, None)]
    for place, fate in enumerate(fates):
        days = (41 if fate.lot == SOUND else 25) - place
        year.plan(at=opens - timedelta(days=days), fate=fate, country="FR", sku=skus[place % len(skus)])


def _receive(code: str, skus: Sequence[str], at: datetime) -> None:
    """A delivery of one lot is announced, counted and booked."""
    receipt, pieces = ids.new_id(), dict.fromkeys(skus, _EACH)
    stock.announce_receipt(
        consignment_id=receipt,
        supplier="Atelier Kerbrat",
        note=f"BL {code[1:]}",
        destination="PAR",
        expected_on=at.date(),
        actor=HOUSE,
        at=at,
    )
    stock.write_lines(consignment_id=receipt, announced=True, lines=pieces, actor=HOUSE, at=at)
    stock.name_lot(
        consignment_id=receipt,
        style=skus[0].rsplit("-", 2)[0],
        code=code,
        made_on=at.date() - timedelta(days=20),
        made_in="Quimper",
        actor=HOUSE,
        at=at,
    )
    stock.write_lines(consignment_id=receipt, announced=False, lines=pieces, actor=HOUSE, at=at)
    stock.book_consignment(
        consignment_id=receipt, seen=sum(pieces.values()), rest_follows=False, actor=HOUSE, at=at
    )
