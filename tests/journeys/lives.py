"""The life of one order, chosen by chance from all that can happen to it, in bad weather."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from random import Random
from uuid import UUID

from django.conf import settings

from comptoir.checkout import queries as checkout_queries
from comptoir.checkout import services as checkout
from comptoir.core.actors import GUEST, HOUSE, Actor, ActorKind, Role
from comptoir.core.addresses import Address
from comptoir.core.policy import Method
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock, http
from comptoir.infra.refusals import NotPossible
from comptoir.orders import queries as orders
from comptoir.orders import services as order_services
from comptoir.payments import queries as payments
from comptoir.payments import services as payment_services
from comptoir.payments.gateways.base import ProviderUnreachable
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from tests import builders, cast
from tests.api.calls import OUTSIDE, Api, Json, at_the_page, provider
from tests.api.events import deliver, events_of
from tests.apps.payments.gateways import DyingGateway, Killed

SKUS = (builders.KNIT_M, builders.SHIRT_M, builders.LOAFER_42, builders.CLUTCH_OS)
CODES = ("WELCOME10", "FREESHIP", "SCARF")
_somebody = partial(Address, name="Alex Example")
_PLACES = (
    cast.JEANNE,
    cast.MARY,
    cast.JOHN,
    _somebody(line1="5 Lindenallee", postal_code="10115", city="Berlin", country="DE", phone="+49 30 555010"),
    _somebody(line1="7 Seeweg", postal_code="8001", city="Zürich", country="CH", phone="+41 44 555 01 00"),
    _somebody(
        line1="1 Jingumae",
        postal_code="150-0001",
        city="Tokyo",
        region="13",
        country="JP",
        phone="+81 3 5550",
    ),
    _somebody(
        line1="9 Park", postal_code="2000", city="Sydney", region="NSW", country="AU", phone="+61 2 5550 0100"
    ),
)
_TOKENS = {
    Method.CARD: (
        *("card_ok",) * 8,
        *("card_3ds", "card_declined", "card_error", "card_review", "card_capture_fails", ""),
    ),
    Method.PAYPAL: ("paypal_ok", "paypal_ok", "paypal_redirect", "paypal_cancelled", "paypal_refused"),
    Method.KLARNA: ("klarna_ok", "klarna_ok", "klarna_redirect", "klarna_refused"),
    Method.APPLE_PAY: ("apple_pay_ok",),
    Method.GOOGLE_PAY: ("google_pay_ok",),
}
_CALLS = (
    "POST /v1/*",
    "GET /v1/payment_intents*",
    "* /v1/checkout/*",
    "POST /v1/payment_intents/*",
    "POST /v1/refunds",
)
SECOND = Actor(kind=ActorKind.STAFF, id="second", role=Role.ADVISOR)
# One for all deliveries: a client reads its middleware, and with it every static file, when it is made.
API = Api()


class Life:
    """One shopper's order from the basket to whatever end it has."""

    tokens, skus = _TOKENS, SKUS
    faults, told = 0.15, 0.4  # how often an act meets trouble, and how often some of its events follow

    def __init__(self, *, name: str, random: Random, seen: Counter[str], late: list[Json]) -> None:
        self.random, self.seen, self.late = random, seen, late
        self.email = f"{name}@example.org"
        self.page = self.token = self._number = ""
        place = random.choice(_PLACES)
        self.address = Address(
            **{part: getattr(place, part) for part in Address.__slots__ if part != "line1"},
            line1=f"{random.randrange(1, 400)} {place.line1.split(' ', 1)[1]}",
        )

    @property
    def number(self) -> str:
        """The number of the order, once there is one."""
        if not self._number:
            self._number = next((row.number for row in orders.orders_of_email(email=self.email)), "")
        return self._number

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    @contextmanager
    def weather(self) -> Iterator[None]:
        """One act in seven meets a provider or a process in trouble; every other is followed by a few of its events."""
        if self.chance(self.faults):
            mode = self.random.choice(
                ("down", "broken", "garbage", "half_open", "half_open", "killed", "killed")
            )
            self.seen[f"fault {mode}"] += 1
            if mode == "killed":
                DyingGateway.dies_at.add(self.random.choice(("open", "capture", "refund", "void")))
            else:
                self.break_somebody(mode)
        yield
        if self.number and self.chance(self.told):
            self._be_told()

    def break_somebody(self, mode: str) -> None:
        """The provider answers badly once or twice."""
        provider(mode=mode, endpoint=self.random.choice(_CALLS), count=self.random.choice((1, 1, 2)))

    def _be_told(self) -> None:
        """Events come none to three times, out of order, or in a later life."""
        sent = [
            event for event in events_of(self.number) for _ in range(self.random.choice((0, 0, 1, 1, 2, 3)))
        ]
        self.random.shuffle(sent)
        keep = self.random.randrange(len(sent) + 1)
        self.late += sent[keep:]
        for event in sent[:keep]:
            assert deliver(API, event) == 200

    def act(self, verb: str, does: Callable[[], object]) -> None:
        """Do it, in whatever weather: a refusal, a dead process, a silent provider are endings like any other."""
        with self.weather():
            try:
                does()
            except NotPossible as refused:
                self.seen[f"{verb}: {refused.refusals[0].reason}"] += 1
            except (Killed, ProviderUnreachable, http.Trouble) as trouble:
                self.seen[f"{verb}: {type(trouble).__name__}"] += 1
            else:
                self.seen[verb] += 1

    # Rounds, in the order of an order's days.

    def order(self) -> None:
        """A random basket, codes, service and way to pay; the button may be pressed again."""
        lines = [
            (sku, self.random.choice((1, 1, 2, 3)))
            for sku in self.random.sample(self.skus, self.random.randint(1, 3))
        ]
        codes = self.random.sample(CODES, self.random.choice((0, 0, 0, 1, 2)))
        if self.chance(0.08):
            lines[0] = (builders.RARE, 1)  # the last one
            codes.append(self.random.choice(("ONCE", "NOSUCHCODE")))
        at = clock.now()
        where = {
            "country": self.address.country,
            "region": self.address.region,
            "postal_code": self.address.postal_code,
        }
        priced = checkout_queries.price_lines(lines=lines, language="en", codes=codes, at=at, **where)
        service = self.random.choice(sorted(priced.quote.totals))
        method = self.random.choice([known.method for known in priced.quote.payment_methods])
        self.token = self.random.choice(self.tokens[method])
        request = checkout.OrderRequest(
            country=self.address.country,
            language="en",
            lines=tuple(lines),
            codes=tuple(codes),
            email=self.email,
            address=self.address,
            service=service,
            method=method,
            token=self.token,
            shown_total=priced.quote.totals[service],
        )
        for _ in range(self.random.choice((1, 1, 1, 2))):
            self.act("order", lambda: self._press(request))

    def _press(self, request: checkout.OrderRequest) -> None:
        progress = checkout.place_order(request=request, key=self.email, actor=GUEST, at=clock.now())
        self.page = progress.next_url or ""

    def pay(self) -> None:
        """At the provider's page, and back in the shop, or not."""
        if self.page and self.chance(0.85):
            at_the_page(self.page, self.random.choice(("approve", "approve", "approve", "fail", "cancel")))
            self.seen["at the provider’s page"] += 1
        if self.page and self.chance(0.7):
            self.act(
                "come back", lambda: checkout.come_back(order_number=self.number, actor=GUEST, at=clock.now())
            )
        if self.number and self.chance(0.15):
            self.act("call back", self._cancel)

    def _cancel(self) -> None:
        order_services.cancel_order(
            order_number=self.number, actor=cast.ADVISOR, reason="phone", at=clock.now()
        )

    def check(self) -> None:
        """What is held is accepted or refused; sometimes a piece is not found, sometimes the order is withdrawn from."""
        decide = self.random.choice((checkout.accept_order, checkout.accept_order, checkout.refuse_order))
        self.act("review", lambda: decide(order_number=self.number, actor=cast.ADVISOR, at=clock.now()))
        if self.chance(0.08):
            self.act("cancel late", self._cancel)
        if self.chance(0.1):
            self.act("shortage", self._shorten)
        if self.chance(0.08):
            self.act("withdraw", self._withdraw)

    def _pieces(self) -> list[UUID]:
        order = orders.order_by_number(number=self.number)
        return [piece.public_id for piece in orders.pieces_of(order_id=order.pk)] if order else []

    def _some(self, pieces: Sequence[UUID]) -> list[UUID]:
        return self.random.sample(pieces, self.random.randint(1, len(pieces))) if pieces else []

    def _shorten(self) -> None:
        fulfilment.report_shortage(
            order_number=self.number,
            pieces=self._some(self._pieces())[:2],
            actor=cast.WAREHOUSE,
            at=clock.now(),
        )

    def _withdraw(self) -> None:
        self.seen[
            f"withdraw from an order {'after dispatch' if self._has_left() else 'before dispatch'}"
        ] += 1
        pieces = [str(piece) for piece in self._some(self._pieces())] if self.chance(0.5) else []
        returns.withdraw(
            name="X", contract=self.number, email=self.email, pieces=pieces, language="en", at=clock.now()
        )

    def _has_left(self) -> bool:
        parcels = fulfilment_queries.parcels_of(order_number=self.number)
        return any(parcel.state not in {"packed", "charging"} for parcel in parcels)

    def ship(self) -> None:
        """All of it or a part leaves, and is charged; a parcel that was packed before gets its chance again."""
        if self.chance(0.85):
            wanted = self._some(self._pieces()) if self.chance(0.3) else None
            self.act("pack", lambda: self._pack(wanted))
        for parcel in fulfilment_queries.parcels_of(order_number=self.number):
            if parcel.state == "packed" and self.chance(0.9):
                self.act("ship", lambda p=parcel: self._leave(p.id))

    def _pack(self, wanted: list[UUID] | None) -> None:
        fulfilment.pack_parcel(order_number=self.number, pieces=wanted, actor=cast.WAREHOUSE, at=clock.now())

    def _leave(self, parcel: UUID) -> None:
        result = fulfilment.ship_parcel(parcel_id=parcel, actor=cast.WAREHOUSE, at=clock.now())
        self.seen[f"parcel {result}"] += 1

    def arrive(self) -> None:
        """Delivered mostly; lost or brought back now and then."""
        for parcel in fulfilment_queries.parcels_of(order_number=self.number):
            if parcel.state == "shipped":
                status = self.random.choice((*("delivered",) * 10, "lost", "returned"))
                self.act(status, lambda p=parcel, s=status: self._record(p.id, s))

    def _record(self, parcel: UUID, status: str) -> None:
        at = clock.now()
        fulfilment.record_event(parcel_id=parcel, status=status, event_at=at, actor=cast.WAREHOUSE, at=at)

    def regret(self) -> None:
        """Pieces are sent back, under the house's terms or the law's; or the bank is asked instead, or as well."""
        if self.chance(0.4):
            self.act("return", self._send_back)
        elif self.chance(0.1):
            self.act("withdraw", self._withdraw)
        if self.chance(0.08):
            for payment in payments.payments_of(order_number=self.number):
                self._ask_the_bank({"payment_intent": payment.provider_ref})

    def _send_back(self) -> None:
        chosen = [(piece, "too_small") for piece in self._some(self._pieces())]
        returns.register_return(
            order_number=self.number, pieces=chosen, pickup=None, actor=GUEST, at=clock.now()
        )

    def _ask_the_bank(self, wish: Json) -> None:
        answer = OUTSIDE.post(f"{settings.PAYMENT_URL}/_control/disputes", json=wish)
        self.seen["the bank" if answer.is_success else "the bank: no"] += 1

    def judge(self) -> None:
        """What came back is looked at, piece by piece."""
        for known in returns_queries.returns_of(order_number=self.number):
            came = self._some([piece.id for piece in known.pieces])
            self.act("receive", lambda k=known, c=came: self._receive(k.id, c))
            verdicts = [
                returns.VerdictIn(
                    piece=piece,
                    verdict=returns.Verdict.ACCEPTED if self.chance(0.8) else returns.Verdict.REFUSED,
                    reason="worn",
                )
                for piece in came
            ]
            self.act("inspect", lambda k=known, v=verdicts: self._inspect(k.id, v))

    def _receive(self, known: UUID, came: list[UUID]) -> None:
        returns.receive_return(return_id=known, pieces=came, actor=cast.WAREHOUSE, at=clock.now())

    def _inspect(self, known: UUID, verdicts: list[returns.VerdictIn]) -> None:
        returns.inspect_return(return_id=known, verdicts=verdicts, actor=cast.WAREHOUSE, at=clock.now())

    def decide(self) -> None:
        """A second person decides on large refunds; the bank on disputes, with our evidence or without."""
        for refund in payments.refunds_waiting().filter(payment__order_number=self.number):
            if self.chance(0.7):
                who = SECOND if self.chance(0.85) else cast.ADVISOR
                self.act(f"approve as {who.id}", lambda r=refund, w=who: self._approve(r.public_id, w))
            else:
                self.act("decline", lambda r=refund: self._decline(r.public_id))
        for dispute in payments.disputes_of(order_number=self.number):
            if self.chance(0.5):
                self.act("answer", lambda d=dispute: self._answer(d.public_id))
            self._ask_the_bank(
                {"dispute": dispute.provider_ref, "outcome": self.random.choice(("won", "lost"))}
            )

    def _approve(self, refund: UUID, who: Actor) -> None:
        payment_services.approve_refund(refund_id=refund, actor=who, at=clock.now())

    def _decline(self, refund: UUID) -> None:
        payment_services.decline_refund(refund_id=refund, reason="worn", actor=SECOND, at=clock.now())

    def _answer(self, dispute: UUID) -> None:
        payment_services.answer_dispute(dispute_id=dispute, evidence="x", actor=HOUSE, at=clock.now())


# What happens to every order of a batch, and how many hours after the first.
ROUNDS: tuple[tuple[float, Callable[[Life], None]], ...] = (
    (0, Life.order),
    (0.2, Life.pay),
    (1, Life.check),
    (5, Life.ship),
    (28, Life.ship),
    (52, Life.arrive),
    (76, Life.regret),
    (124, Life.judge),
    (148, Life.decide),
)
