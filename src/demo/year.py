"""A year of the demo house: orders placed, shipped, delivered and returned through the same services as real ones.

Everything is drawn from one seeded source and happens in the order of the house's clock, so that the year is the same on
every machine. The stand-ins hear of all of it, and their books agree.
"""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from comptoir.checkout import queries as checkout_queries
from comptoir.checkout import services as checkout
from comptoir.checkout.services import OrderRequest
from comptoir.core.actors import GUEST, Actor, ActorKind, Role
from comptoir.core.addresses import Address
from comptoir.core.lifecycles import ParcelState
from comptoir.core.policy import Method, Service
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.fulfilment.services import ScanStatus
from comptoir.infra import clock, queue
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders_queries
from comptoir.orders import services as orders
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns

ADVISOR = Actor(kind=ActorKind.STAFF, id="demo-advisor", role=Role.ADVISOR)
QUALITY = Actor(kind=ActorKind.STAFF, id="demo-quality", role=Role.QUALITY)
_WAREHOUSE = Actor(kind=ActorKind.STAFF, id="demo-warehouse", role=Role.WAREHOUSE)
_REASONS = ("too_small", "too_large", "material", "changed_mind", "")
_REFUSALS = {
    "en": "Worn: the soles are marked and the label is missing.",
    "fr": "Porté : les semelles sont marquées et l’étiquette manque.",
}
_TRIES = 6
_METHODS: Mapping[Method, str] = {
    Method.CARD: "card_ok",
    Method.PAYPAL: "paypal_ok",
    Method.KLARNA: "klarna_ok",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """One who orders in the demo's year."""

    email: str
    language: str
    address: Address


Then = Callable[[str, datetime], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What will become of an order."""

    cancelled: bool = False
    short: bool = False
    returned: bool = False
    refused: bool = False  # the verdict on what came back
    lot: str = ""  # the code that is read off its pieces when they are packed
    stops_at: str = (
        ""  # placed | released | packed | shipped | returned: left there for the desk to go on with
    )
    scans: tuple[tuple[float, ScanStatus], ...] = ()  # hours after it left, and what the carrier says then
    then: Then | None = None  # what its customer and the desk do a day after it arrived


class Year:
    """The house's year as a list of things to do, each at its time."""

    def __init__(
        self, *, seed: int, shoppers: Sequence[Shopper], skus: Sequence[str], until: datetime
    ) -> None:
        self._random = random.Random(seed)
        self._shoppers = shoppers
        self._skus = skus
        self._until = until
        self._todo: list[tuple[datetime, int, Callable[[datetime], object]]] = []
        self._numbers: Iterator[int] = itertools.count()

    def plan(self, *, at: datetime, fate: Fate, token: str = "", country: str = "", sku: str = "") -> None:
        """An order by somebody at this time: of this country and for this piece alone, where they are named."""
        there = [one for one in self._shoppers if country in {"", one.address.country}]
        shopper = self._random.choice(there)
        self._at(at, lambda now: self._order(shopper, fate, token, now, skus=(sku,) if sku else self._skus))

    def plan_action(self, *, at: datetime, action: Callable[[datetime], object]) -> None:
        """Something else that happens in the house at this time."""
        self._at(at, action)

    def plan_link(self, *, at: datetime) -> None:
        """An advisor prepares an order for somebody on the telephone, and mails its link (ORD-06)."""
        shopper = self._random.choice(self._shoppers)
        self._at(at, lambda now: self._link(shopper, now))

    def plan_year(self, *, since: datetime, until: datetime, count: int) -> None:
        """So many orders, spread over the time, with the fates that orders have."""
        whole = (until - since).total_seconds()
        for _ in range(count):
            at = since + timedelta(seconds=self._random.random() * whole)
            draw = self._random.random()
            self.plan(
                at=at.replace(microsecond=0),
                fate=Fate(
                    cancelled=draw < 0.05,
                    short=0.05 <= draw < 0.07,
                    returned=0.07 <= draw < 0.22,
                    refused=0.07 <= draw < 0.085,
                ),
                token="card_declined" if draw >= 0.97 else "",
            )

    def live(self) -> int:
        """Do everything in the order of the clock; returns how many things were done."""
        done = 0
        while self._todo:
            at, _, action = heapq.heappop(self._todo)
            clock.set_to(at=at)
            action(at)
            queue.run_waiting()
            done += 1
        return done

    def _at(self, at: datetime, action: Callable[[datetime], object]) -> None:
        if at >= self._until:
            return
        heapq.heappush(self._todo, (at, next(self._numbers), action))

    def _order(self, shopper: Shopper, fate: Fate, token: str, at: datetime, *, skus: Sequence[str]) -> None:
        request = self._request(shopper, token, at, skus=skus)
        if request is None:
            return
        key = f"demo-{next(self._numbers)}"
        try:
            placed = checkout.place_order(request=request, key=key, actor=GUEST, at=at)
        except NotPossible:
            return  # sold out, as happens
        if placed.state != "placed" or placed.held:
            return
        if fate.cancelled:
            self._at(at + timedelta(minutes=12), lambda now: self._cancel(placed.number, now))
        elif fate.stops_at != "placed":
            self._at(at + timedelta(minutes=31), lambda now: self._release(placed.number, fate, now))

    def _request(
        self, shopper: Shopper, token: str, at: datetime, *, skus: Sequence[str]
    ) -> OrderRequest | None:
        """What somebody wants: who finds a piece out of season looks for others."""
        wishes = (self._wish(shopper, token, at, skus) for _ in range(_TRIES))
        return next((wish for wish in wishes if wish), None)

    def _wish(self, shopper: Shopper, token: str, at: datetime, skus: Sequence[str]) -> OrderRequest | None:
        number = min(self._random.choice((1, 1, 2, 2, 3)), len(skus))
        lines = tuple((sku, 1) for sku in self._random.sample(skus, number))
        codes = ("WELCOME10",) if self._random.random() < 0.15 else ()
        country = shopper.address.country
        try:
            priced = checkout_queries.price_lines(
                lines=lines,
                country=country,
                language=shopper.language,
                codes=codes,
                region=shopper.address.region,
                postal_code=shopper.address.postal_code,
                at=at,
            )
        except NotPossible:
            return None
        service = self._random.choice(sorted(priced.quote.totals))
        offered = [method.method for method in priced.quote.payment_methods if method.method in _METHODS]
        method = Method.CARD if token or self._random.random() < 0.75 else self._random.choice(offered)
        return OrderRequest(
            country=country,
            language=shopper.language,
            lines=lines,
            codes=codes,
            email=shopper.email,
            address=shopper.address,
            service=Service(service),
            method=method,
            token=token or _METHODS[method],
            shown_total=priced.quote.totals[Service(service)],
        )

    def _link(self, shopper: Shopper, at: datetime) -> None:
        wanted = self._request(shopper, "", at, skus=self._skus)
        if wanted is None:
            return
        prepared = checkout.LinkRequest(
            country=wanted.country,
            language=wanted.language,
            lines=wanted.lines,
            codes=wanted.codes,
            email=wanted.email,
            address=wanted.address,
            service=wanted.service,
        )
        checkout.make_payment_link(request=prepared, actor=ADVISOR, at=at)

    def _cancel(self, number: str, at: datetime) -> None:
        orders.cancel_order(order_number=number, actor=ADVISOR, reason="asked_by_phone", at=at)

    def _release(self, number: str, fate: Fate, at: datetime) -> None:
        fulfilment.release_due_order(order_number=number, at=at)
        if fate.stops_at != "released":
            hours = self._random.uniform(20, 60)
            self._at(at + timedelta(hours=hours), lambda now: self._pack(number, fate, now))

    def _pack(self, number: str, fate: Fate, at: datetime) -> None:
        order = orders_queries.order_by_number(number=number)
        pieces = orders_queries.pieces_of(order_id=order.pk) if order else []
        if fate.short:
            fulfilment.report_shortage(
                order_number=number, pieces=[pieces[0].public_id], actor=_WAREHOUSE, at=at
            )
            if len(pieces) == 1:
                return
        read = {piece.public_id: fate.lot for piece in pieces} if fate.lot else {}
        parcel = fulfilment.pack_parcel(order_number=number, pieces=None, lots=read, actor=_WAREHOUSE, at=at)
        if fate.stops_at == "packed":
            return
        fulfilment.ship_parcel(parcel_id=parcel.id, actor=_WAREHOUSE, at=at)
        for hours, status in fate.scans:
            self._at(at + timedelta(hours=hours), partial(self._scan, number, status))
        if fate.stops_at != "shipped":
            days = self._random.uniform(1.5, 5)
            self._at(at + timedelta(days=days), lambda now: self._deliver(number, fate, now))

    def _scan(self, number: str, status: ScanStatus, at: datetime) -> None:
        for parcel in fulfilment_queries.parcels_of(order_number=number):
            if parcel.state == ParcelState.SHIPPED:
                fulfilment.record_event(
                    parcel_id=parcel.id, status=status, event_at=at, actor=_WAREHOUSE, at=at
                )

    def _deliver(self, number: str, fate: Fate, at: datetime) -> None:
        self._scan(number, ScanStatus.DELIVERED, at)
        if fate.then:
            self._at(at + timedelta(days=1), partial(fate.then, number))
        if fate.returned:
            days = self._random.uniform(1, 10)
            self._at(at + timedelta(days=days), lambda now: self._return(number, fate, now))

    def _return(self, number: str, fate: Fate, at: datetime) -> None:
        order = orders_queries.order_by_number(number=number)
        pieces = orders_queries.pieces_of(order_id=order.pk) if order else []
        back = [piece for piece in pieces if not piece.cancelled_at and not piece.personalised][:1]
        if not back:
            return
        wanted = [(piece.public_id, self._random.choice(_REASONS)) for piece in back]
        try:
            known = returns.register_return(
                order_number=number, pieces=wanted, pickup=None, actor=GUEST, at=at
            )
        except NotPossible:
            return
        if fate.stops_at != "returned":
            days = self._random.uniform(3, 6)
            self._at(at + timedelta(days=days), lambda now: self._inspect(known.id, fate, now))

    def _inspect(self, return_id: object, fate: Fate, at: datetime) -> None:
        known = next(view for view in returns_queries.open_returns(limit=1000) if view.id == return_id)
        pieces = [piece.id for piece in known.pieces]
        returns.receive_return(return_id=known.id, pieces=pieces, actor=_WAREHOUSE, at=at)
        verdict = returns.Verdict.REFUSED if fate.refused else returns.Verdict.ACCEPTED
        reason = _REFUSALS["en"] if fate.refused else ""
        returns.inspect_return(
            return_id=known.id,
            verdicts=[returns.VerdictIn(piece=piece, verdict=verdict, reason=reason) for piece in pieces],
            actor=_WAREHOUSE,
            at=at,
        )
