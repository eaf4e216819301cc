"""A drop: few pieces that many want at one moment (D2-13). Who enters in time is drawn, who comes later follows.

The draw can be done again by anybody: the order is that of SHA-256 of the seed with each number, and the digest of the
seed is public before the first entry, the seed itself after the draw. A sign of a program refuses nobody: who has one is
drawn after those who have none.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comptoir.core.addresses import Address
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason

# Of one network, or of one mail domain that is nobody's public service, so many are drawn with the others.
MOST_BY_NETWORK, MOST_BY_DOMAIN = 2, 20
_PUBLIC = frozenset(
    re.findall(
        r"\S+",
        """aol.com bluewin.ch daum.net docomo.ne.jp ezweb.ne.jp fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.de gmx.net
        googlemail.com hanmail.net hotmail.co.uk hotmail.com hotmail.de hotmail.fr icloud.com laposte.net libero.it live.com
        live.fr mac.com mail.com mail.ru me.com msn.com naver.com neuf.fr orange.fr outlook.com outlook.fr pm.me proton.me
        protonmail.com qq.com rediffmail.com sfr.fr skynet.be softbank.ne.jp t-online.de tutanota.com virgilio.it
        wanadoo.fr web.de yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.ru ymail.com 126.com 163.com""",
    )
)


class Sign(StrEnum):
    """What makes an entry look like a program's."""

    BARE = "no_browser"  # it names no language, as every browser does
    NETWORK = "many_by_network"
    DOMAIN = "many_by_domain"


class Standing(StrEnum):
    """Where a drop stands."""

    ANNOUNCED = "announced"
    ENTERING = "entering"
    DRAWING = "drawing"
    OPEN = "open"
    TAKEN = "taken"  # every piece is promised, and an order may still not be paid
    GONE = "gone"
    OVER = "over"


class Cap(StrEnum):
    """By what the pieces of a drop are limited."""

    CUSTOMER = "customer"  # a mailbox
    ADDRESS = "address"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True, kw_only=True)
class DropTerms:
    """When a drop takes entries, opens and ends, how long a turn is, and the most pieces by cap."""

    enters_at: datetime
    opens_at: datetime
    ends_at: datetime
    turn_minutes: int
    caps: Mapping[Cap, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """The line of a drop: `placed` have a place, the first `called` of them have had a turn; `left` pieces are free."""

    drawn: bool = False
    placed: int = 0
    called: int = 0
    left: int = 0
    gone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """An entry in the window. `network` and `domain` are digests, blank where there is none to count by."""

    number: int
    network: str = ""
    domain: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A place in the line, and the sign for which it was drawn after the others, if any."""

    number: int
    place: int
    sign: Sign | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnFacts:
    """A ticket that is shown at the order button. A turn that ends at none has not come."""

    turn_ends_at: datetime | None
    has_ordered: bool
    same_mailbox: bool


def commitment(seed: str) -> str:
    """What is public of the seed before the first entry."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(entrants: Iterable[Entrant], *, seed: str) -> tuple[Drawn, ...]:
    """D2-13: the order of those who entered in the window; among those without a sign everybody has the same chance."""
    shuffled = sorted(entrants, key=lambda entrant: draw_key(seed, entrant.number))
    # Which entries are over a share is drawn apart: the best of many would stand before those who entered once.
    signs = _signs(sorted(shuffled, key=lambda entrant: draw_key(f"{seed}:shares", entrant.number)))
    order = sorted(shuffled, key=lambda entrant: entrant.number in signs)  # the sort keeps the draw's order
    return tuple(
        Drawn(number=entrant.number, place=place, sign=signs.get(entrant.number))
        for place, entrant in enumerate(order, 1)
    )


def draw_key(seed: str, number: int) -> str:
    """By what an entry is drawn: the lower, the earlier."""
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()


def _signs(shuffled: Iterable[Entrant]) -> dict[int, Sign]:
    """The signs by number. Which entries of a network are over its share is drawn, too."""
    signs: dict[int, Sign] = {}
    networks: Counter[str] = Counter()
    domains: Counter[str] = Counter()
    for entrant in shuffled:
        if entrant.bare:
            signs[entrant.number] = Sign.BARE
        elif entrant.network and networks[entrant.network] >= MOST_BY_NETWORK:
            signs[entrant.number] = Sign.NETWORK
        elif entrant.domain and domains[entrant.domain] >= MOST_BY_DOMAIN:
            signs[entrant.number] = Sign.DOMAIN
        else:
            networks[entrant.network] += 1
            domains[entrant.domain] += 1
    return signs


def standing(terms: DropTerms, line: LineFacts, *, at: datetime) -> Standing:
    """Where a drop stands at a moment."""
    if at >= terms.ends_at:
        return Standing.OVER
    if at < terms.opens_at:
        return Standing.ENTERING if at >= terms.enters_at else Standing.ANNOUNCED
    if not line.drawn:
        return Standing.DRAWING
    if line.left > 0:
        return Standing.OPEN
    return Standing.GONE if line.gone else Standing.TAKEN


def turns_to_call(line: LineFacts, *, open_turns: int) -> int:
    """How many are called now: three turns are open for two pieces that are left, and no more."""
    wanted = (line.left * 3 + 1) // 2 - open_turns
    return min(max(wanted, 0), line.placed - line.called)


def entry_refused(terms: DropTerms, *, at: datetime) -> Refused | None:
    """Why nobody enters at this moment, or None."""
    if at < terms.enters_at:
        values = (("enters", terms.enters_at),)
        return Refused(rule="D2-13", reason=Reason.DROP_NOT_ENTERING, values=values)
    if at >= terms.ends_at:
        return Refused(rule="D2-13", reason=Reason.DROP_OVER)
    return None


def order_refused(terms: DropTerms, turn: TurnFacts | None, *, name: str, at: datetime) -> Refused | None:
    """Why a piece of a drop cannot be ordered, by whichever door: before the opening, or without a turn of one's own."""
    named = (("name", name),)
    if at < terms.opens_at:
        values = (*named, ("opens", terms.opens_at))
        return Refused(rule="D2-13", reason=Reason.DROP_NOT_OPEN, values=values, field="lines")
    if turn is None or turn.turn_ends_at is None:
        return Refused(rule="D2-13", reason=Reason.DROP_TURN_NEEDED, values=named, field="lines")
    if turn.has_ordered:
        return Refused(rule="D2-13", reason=Reason.DROP_TURN_USED, values=named, field="lines")
    if at >= turn.turn_ends_at:
        return Refused(
            rule="D2-13", reason=Reason.DROP_TURN_OVER, until=turn.turn_ends_at, values=named, field="lines"
        )
    if not turn.same_mailbox:
        return Refused(rule="D2-13", reason=Reason.DROP_OTHER_EMAIL, values=named, field="email")
    return None


_OVER_CAP = {
    Cap.CUSTOMER: (Reason.DROP_CAP_CUSTOMER, "email"),
    Cap.ADDRESS: (Reason.DROP_CAP_ADDRESS, "address.line1"),
    Cap.HOUSEHOLD: (Reason.DROP_CAP_HOUSEHOLD, "address.line1"),
}


def caps_refused(terms: DropTerms, *, held: Mapping[Cap, int], pieces: int, name: str) -> tuple[Refused, ...]:
    """The caps that so many pieces more would exceed; `held` is what orders that stand have by each."""
    over = (cap for cap, most in terms.caps.items() if held.get(cap, 0) + pieces > most)
    return tuple(
        Refused(
            rule="D2-13",
            reason=_OVER_CAP[cap][0],
            values=(("most", terms.caps[cap]), ("name", name)),
            field=_OVER_CAP[cap][1],
        )
        for cap in over
    )


def household_key(address: Address) -> str:
    """One text for a family at a place, however the street is written: country, postal code, house number, family name."""
    number = re.search(r"\d+", f"{address.line1} {address.line2}")
    family = (address.name.split() or [""])[-1]
    parts = (address.country, address.postal_code, number[0] if number else "", family)
    return "|".join("".join(sign for sign in part.casefold() if sign.isalnum()) for part in parts)


def mail_domain(email: str) -> str:
    """The domain by which entries are counted; blank for a mail service that everybody uses."""
    labels = email.rpartition("@")[2].strip().casefold().split(".")
    most = 3 if len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 3 else 2
    domain = ".".join(labels[-most:])
    return "" if domain in _PUBLIC or ".".join(labels) in _PUBLIC else domain
