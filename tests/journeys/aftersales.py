"""What may follow a sale, chosen by chance: returns, withdrawals, claims, shortages, disputes, cancellations, in any order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from uuid import UUID

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.checkout import services as checkout
from comptoir.claims import queries as claim_queries
from comptoir.claims import services as claims
from comptoir.claims.queries import ClaimView, VerdictIn
from comptoir.core.actors import GUEST, Actor
from comptoir.core.cancellation import Stopping
from comptoir.core.claims import OPEN_STATES, Cause, ClaimKind, ClaimState, Outcome
from comptoir.core.lifecycles import ParcelState
from comptoir.core.policy import Method
from comptoir.fulfilment import queries as fulfilment_queries
from comptoir.fulfilment import services as fulfilment
from comptoir.infra import clock
from comptoir.orders import queries as orders
from comptoir.orders.models import Order
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from tests import cast
from tests.apps.claims.claiming import OTHER, QUALITY, a_photo
from tests.apps.fulfilment import ship
from tests.journeys.lives import API, SKUS, Life
from tests.journeys.storm import DyingCarrier, RefusingGateway

_CARRIER = ("POST /mydhlapi/*", "POST /parcel/*", "GET /*track*")
_PHOTOGRAPH = cache(a_photo)


class AfterSale(Life):
    """One order of several pieces, and all that its customer, the desk and the bank then think of."""

    tokens = {
        Method.CARD: (*("card_ok",) * 6, *("card_closed",) * 6, "card_review", "card_capture_fails"),
        Method.PAYPAL: ("paypal_ok",),
        Method.KLARNA: ("klarna_ok",),
        Method.APPLE_PAY: ("apple_pay_ok",),
        Method.GOOGLE_PAY: ("google_pay_ok",),
    }
    skus = (*SKUS[:3], *SKUS[:3], SKUS[3])  # seldom what is made for somebody
    faults, told = 0.0, 0.1
    sent = 1.0  # the share of its pieces that leaves at first

    @property
    def is_closed(self) -> bool:
        """Whether it was paid with a card to which nothing goes back."""
        return self.token == "card_closed"

    @property
    def known(self) -> Order:
        """The order as it is now."""
        found = orders.order_by_number(number=self.number)
        assert found is not None
        return found

    def break_somebody(self, mode: str) -> None:
        """The provider or the carrier answers badly; a card is closed; a process dies over a label."""
        match self.random.choice(("payment", "payment", "carrier", "closed", "label")):
            case "payment":
                super().break_somebody(mode)
            case "carrier":
                ship.break_carrier(mode=mode, endpoint=self.random.choice(_CARRIER), count=1)
            case "closed":
                RefusingGateway.closed |= {
                    paid.provider_ref for paid in payments.payments_of(order_number=self.number)
                }
            case "label":
                DyingCarrier.dies.add("label")

    def again(self, verb: str, does: Callable[[], object]) -> None:
        """One act in eight is done twice: its answer was lost between the commit and whoever asked."""
        self.act(verb, does)
        if self.chance(0.12):
            self.act(f"{verb} again", does)

    def sell(self) -> None:
        """The order is made in good weather; how far it gets before anything is asked of it differs."""
        self.order()
        self.sent = self.random.choice((*(1.0,) * 8, 0.5, 0.5, 0.0))

    def ship(self) -> None:
        """All of it leaves, or half and the rest another day; what is held is accepted first."""
        if self.chance(0.9) and self.known.state == "placed":
            self.act("review", self._accept)
        pieces = self._pieces()
        inside = sum(len(parcel.pieces) for parcel in fulfilment_queries.parcels_of(order_number=self.number))
        if self.chance(self.sent * 2) and (inside < len(pieces) or self.chance(0.2)):
            half = pieces[: (len(pieces) + 1) // 2] if self.sent < 1 else None
            self.act("pack", lambda: self._pack(half))
            self.sent = 1.0
        for parcel in fulfilment_queries.parcels_of(order_number=self.number):
            if parcel.state == ParcelState.PACKED:
                self.act("ship", lambda p=parcel: self._leave(p.id))

    def _accept(self) -> None:
        checkout.accept_order(order_number=self.number, actor=cast.ADVISOR, at=clock.now())

    # What the customer asks.

    def ask_back(self) -> None:
        """A return by the API, mostly of what can come back."""
        view = cases.order_view(order=self.known, viewer="shopper", at=clock.now())
        able = [piece.id for piece in view.returnable]
        if not able and self.chance(0.7):
            return  # a refusal like any other; three in ten are asked for
        chosen = self._some(able if able and self.chance(0.9) else self._pieces())
        body = {"pieces": [{"id": str(piece), "reason": "too_small"} for piece in chosen]}
        self.again("return", lambda: self._by_api(f"orders/{self.number}/returns", body, view.token))

    def _by_api(self, path: str, body: object, token: str) -> None:
        answer = API.send("POST", path, body, X_Order_Token=token)
        assert answer.status_code in {201, 409, 422}, answer.content
        self.seen[f"by the API {answer.status_code}"] += 1

    def state_withdrawal(self) -> None:
        """The law's withdrawal, of all or a part, or in words that match no order."""
        if self.chance(0.8):
            self.again("withdraw", self._withdraw)
            return
        words = {"name": "X", "contract": "my order of last week", "email": self.email, "pieces": []}
        self.act("withdraw in words", lambda: returns.withdraw(**words, language="en", at=clock.now()))

    def claim(self) -> None:
        """A claim of any kind, with what its rule asks for, or almost."""
        kind = self.random.choice(tuple(ClaimKind))
        said = claims.ClaimIn(
            kind=kind,
            language=self.random.choice(("en", "fr")),
            country=self.address.country,
            order_number=self.number,
            proved=True,
            description="A hole under the arm" if self.chance(0.9) else "",
            washing="By hand, cold",
            label_attached=self.random.choice((None, True, False)),
            pieces=tuple(self._some(self._pieces())[:2]),
            references=("ME-26W-SH008-0200",) if kind is ClaimKind.WRONG_ITEM else (),
            photos=(_PHOTOGRAPH(),) if self.chance(0.9) else (),
        )
        self.again(f"claim {kind}", lambda: claims.make_claim(said=said, actor=GUEST, at=clock.now()))

    def contest(self) -> None:
        """A decision is contested, with a photograph or without; once."""
        for known in claim_queries.claims_of(order_number=self.number):
            if known.decided_at:
                photos = (_PHOTOGRAPH(),) if self.chance(0.3) else ()
                self.again("contest", lambda k=known, p=photos: self._contest(k.id, p))

    def _contest(self, claim: UUID, photos: tuple[claims.Upload, ...]) -> None:
        claims.contest_claim(claim_id=claim, words="Look again", photos=photos, actor=GUEST, at=clock.now())

    def ask_the_bank(self) -> None:
        """A dispute of a payment."""
        for payment in payments.payments_of(order_number=self.number):
            self._ask_the_bank({"payment_intent": payment.provider_ref})

    # What the desk does.

    def decide_claim(self) -> None:
        """A verdict of any kind by somebody who may give it, or may not."""
        for known in claim_queries.claims_of(order_number=self.number):
            if known.state in OPEN_STATES:
                said = VerdictIn(
                    outcome=self.random.choice(tuple(Outcome)),
                    words="We looked." if self.chance(0.95) else "",
                    cause=self.random.choice((None, None, *Cause)),
                )
                self.judge_claim(known, said)

    def judge_claim(self, known: ClaimView, said: VerdictIn) -> None:
        """Give this verdict."""
        who = self.decider(known)
        self.again(
            f"verdict {said.outcome}",
            lambda: claims.decide_claim(claim_id=known.id, said=said, actor=who, at=clock.now()),
        )

    def decider(self, known: ClaimView) -> Actor:
        """Mostly one who may decide on a claim in this state."""
        able = {ClaimState.QUALITY: QUALITY, ClaimState.CONTESTED: OTHER}.get(known.state, cast.ADVISOR)
        return able if self.chance(0.9) else self.random.choice((cast.ADVISOR, cast.WAREHOUSE, QUALITY))

    def call_back(self) -> None:
        """The order is called back; where the warehouse has it, that answers later, or too late."""
        self.again("call back", self._call_back)
        if self.chance(0.7):
            self.answer_stop()

    def _call_back(self) -> None:
        said = fulfilment.call_back_order(
            order_number=self.number, actor=cast.ADVISOR, reason="phone", at=clock.now()
        )
        self.seen[f"called back: {said}"] += 1

    def answer_stop(self) -> None:
        """The preparation team answers what it was asked."""
        if fulfilment_queries.stop_view(order_number=self.number):
            said = self.random.choice((Stopping.STOPPED, Stopping.TOO_LATE))
            self.act(
                f"stop {said}",
                lambda: fulfilment.answer_stop(
                    order_number=self.number, stopped=said, actor=cast.WAREHOUSE, at=clock.now()
                ),
            )

    def fall_short(self) -> None:
        """Pieces are not found."""
        self.again("shortage", self._shorten)

    def take_back(self) -> None:
        """An advisor cancels a return, whatever became of it."""
        for known in returns_queries.returns_of(order_number=self.number):
            self.again(
                "cancel return",
                lambda k=known: returns.cancel_return(return_id=k.id, actor=cast.ADVISOR, at=clock.now()),
            )

    def settle_statements(self) -> None:
        """A person finds the order of a statement that named none, or deals with it in words."""
        for row in returns_queries.withdrawals_for_person():
            if row.email == self.email and row.order is None and self.chance(0.6):
                self.act("match statement", lambda r=row: self._match(r.public_id))
            elif row.email == self.email:
                self.act("settle statement", lambda r=row: self._settle(r.public_id))

    def _match(self, statement: UUID) -> None:
        returns.match_withdrawal(
            withdrawal_id=statement, order_number=self.number, actor=cast.ADVISOR, at=clock.now()
        )

    def _settle(self, statement: UUID) -> None:
        returns.settle_withdrawal(withdrawal_id=statement, how="Called.", actor=cast.ADVISOR, at=clock.now())

    def try_again(self) -> None:
        """What the provider refused is asked for again."""
        for case in cases.open_cases(order_number=self.number):
            if case.cause.startswith("effect:"):
                self.act(f"retry {case.kind}", lambda c=case: self._retry(c.id))

    def _retry(self, case: UUID) -> None:
        case_services.retry_effect(case_id=case, actor=cast.ADVISOR, at=clock.now())
