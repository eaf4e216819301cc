"""Whole histories after a sale: verbs in any order, those of the desk beside what was shown of them, and how each must end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from comptoir.cases import queries as cases
from comptoir.claims import queries as claim_queries
from comptoir.claims import services as claims
from comptoir.claims.queries import ClaimView, VerdictIn, VerdictPreview
from comptoir.core.cancellation import Stopping
from comptoir.core.claims import OPEN_STATES, ClaimState, Outcome
from comptoir.core.goodwill import most_of
from comptoir.core.lifecycles import AcceptanceState, EffectState, OrderState, ReceptionState, ReturnState
from comptoir.fulfilment import services as fulfilment
from comptoir.goodwill import queries as goodwill
from comptoir.goodwill import services as gestures
from comptoir.infra import clock
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries as payments
from comptoir.returns import queries as returns_queries
from comptoir.returns import services as returns
from tests import cast
from tests.apps.cases.seeing import Seen, is_undone
from tests.journeys.givings import Giving
from tests.journeys.lives import Life
from tests.journeys.storm import calm, drain

_REFUND_TOLD = ("refund_sent",)  # by the provider’s answer, not by the verb


class History(Giving):
    """An order, and all that follows its sale."""

    def happen(self) -> None:
        """One to three things, of any kind."""
        self.faults = 0.15
        names = self.random.choices(tuple(VERBS), tuple(VERBS.values()), k=self.random.randint(1, 3))
        for verb in names:
            verb(self)
            drain()
        if self.is_closed:
            self.pursue()

    def pursue(self) -> None:
        """What a closed card refuses is sought by transfer, a step or more at a time."""
        for verb in (History.plan_transfers, History.give_accounts, History.carry_out):
            if self.chance(0.6):
                verb(self)
                drain()

    def _as_shown(self, verb: str, does: Callable[[], object]) -> tuple[Seen, object, Seen] | None:
        """What the house was before and after, and what was answered; after a refusal nothing has moved."""
        before = Seen.of(self.number)
        try:
            answer = does()
        except NotPossible as refused:
            self.seen[f"shown {verb}: {refused.refusals[0].reason}"] += 1
            assert Seen.of(self.number) == before
            return None
        self.seen[f"shown {verb}"] += 1
        return before, answer, Seen.of(self.number)

    def return_shown(self) -> None:
        """A return on behalf of the customer is what was shown of it: pieces, money, day, mail (RET-07)."""
        calm()
        drain()
        at = clock.now()
        view = cases.order_view(order=self.known, viewer="advisor", at=at)
        able = [piece.id for piece in view.returnable]
        chosen = self._some(able if able and self.chance(0.7) else self._pieces())
        shown = cases.preview_registration(order=self.known, pieces=chosen, at=at)
        wanted = [(piece, "") for piece in chosen]
        done = self._as_shown(
            "return",
            lambda: returns.register_return(
                order_number=self.number, pieces=wanted, pickup=None, actor=cast.ADVISOR, at=at
            ),
        )
        assert (done is None) == isinstance(shown, tuple)
        if done is None or isinstance(shown, tuple):
            return
        before, made, after = done
        assert isinstance(made, returns.Registered)
        assert {piece.id for piece in made.pieces} == {*shown.pieces, *shown.gifts}
        assert (made.hand_in_by, made.refund_amount, made.refund_method) == (
            shown.hand_in_by,
            shown.refund,
            shown.method,
        )
        assert after.mails - before.mails == {(shown.mail, shown.language): 1}
        assert (after.stock, after.codes, after.asked) == (before.stock, before.codes, before.asked)

    def end_shown(self) -> None:
        """A return that is cancelled frees the pieces that were shown, and nothing else moves (RET-13)."""
        calm()
        drain()
        for known in returns_queries.returns_of(order_number=self.number):
            at = clock.now()
            shown = cases.preview_return_cancellation(order=self.known, known=known, at=at)
            done = self._as_shown(
                "end of return",
                lambda k=known, a=at: returns.cancel_return(return_id=k.id, actor=cast.ADVISOR, at=a),
            )
            if done:
                before, _none, after = done
                assert before == after
                view = cases.order_view(order=self.known, viewer="advisor", at=at)
                able = {piece.id for piece in view.returnable}
                assert {*shown.pieces} == able & {piece.id for piece in known.pieces}

    def undo_shown(self) -> None:
        """An order called back before the warehouse has it: money, stock, codes and mail as shown (ORD-03)."""
        if self.known.state != OrderState.PLACED:
            return
        calm()
        drain()
        view = cases.order_view(order=self.known, viewer="advisor", at=clock.now())
        shown = cases.preview_cancellation(view=view)
        done = self._as_shown(
            "calling back",
            lambda: fulfilment.call_back_order(
                order_number=self.number, actor=cast.ADVISOR, reason="phone", at=clock.now()
            ),
        )
        if done and done[1] is Stopping.STOPPED:
            is_undone(self.number, shown, done[0])

    def verdict_shown(self) -> None:
        """A verdict does what was shown of it: refusals, money leg by leg, a second person, state, mail (A-27)."""
        calm()
        drain()
        for known in claim_queries.claims_of(order_number=self.number):
            if known.state not in OPEN_STATES:
                continue
            said = VerdictIn(outcome=self.random.choice((Outcome.REFUND, *Outcome)), words="We looked.")
            who, at = self.decider(known), clock.now()
            shown = claim_queries.preview_verdict(claim_id=known.id, said=said, actor=who, at=at)
            assert shown is not None
            kept = self._kept_back()
            done = self._as_shown(
                f"verdict {said.outcome}",
                lambda k=known, s=said, w=who, a=at: claims.decide_claim(
                    claim_id=k.id, said=s, actor=w, at=a
                ),
            )
            now = claim_queries.claim_view(claim_id=known.id)
            assert now is not None
            if done is None:
                assert shown.refusals or self._is_frozen()
            else:
                assert (shown.refusals, now.state) == ((), shown.state)
                self._is_given(shown, now, done[0], done[2], kept)

    def _is_frozen(self) -> bool:
        """Whether the bank may give back what a refund would (C-15)."""
        return any(paid.disputed for paid in payments.payments_of(order_number=self.number))

    def _kept_back(self) -> int:
        """The refunds that the bank keeps back for a dispute of which the house had not heard; each has its case."""
        refused = payments.effects_of(order_number=self.number).filter(failure="charge_disputed")
        return refused.filter(state=EffectState.FAILED).count()

    def _is_given(self, shown: VerdictPreview, now: ClaimView, before: Seen, after: Seen, kept: int) -> None:
        legs = [] if shown.plan is None else [("refund", leg.amount) for leg in shown.plan.legs]
        asked = after.asked - before.asked
        assert sorted(asked.elements()) == sorted(legs)
        moved = (after.ledger - before.ledger).total()
        none = shown.two_people or self.is_closed
        assert moved == (0 if none else len(legs) - self._kept_back() + kept), self._effects()
        told = {mail for mail in (after.mails - before.mails) if mail[0] not in _REFUND_TOLD}
        assert ("claim_verdict", now.language) in told
        again = Counter(piece.sku for piece in now.pieces) if shown.again else Counter[str]()
        assert after.stock == {sku: left - again[sku] for sku, left in before.stock.items()}

    def gesture_shown(self) -> None:
        """A gesture does what was shown of it: money leg by leg, a second person, what is left, the letter (C-23)."""
        calm()
        drain()
        said, who, form, at, kept = self.meant(), self.giver(), self.form(), clock.now(), self._kept_back()
        shown = goodwill.preview_gesture(order=self.known, said=said, actor=who, at=at)
        done = self._as_shown(
            "gesture",
            lambda: gestures.make_gesture(
                gesture_id=form, order_number=self.number, said=said, actor=who, at=at
            ),
        )
        assert (done is None) == bool(shown.refusals)
        if done is None or shown.plan is None:
            return
        before, _none, after = done
        legs = [] if shown.two_people else [("refund", leg.amount) for leg in shown.plan.legs]
        assert sorted((after.asked - before.asked).elements()) == sorted(legs)
        moved = (after.ledger - before.ledger).total()
        assert moved == (0 if self.is_closed else len(legs) - self._kept_back() + kept), self._effects()
        told = (after.mails - before.mails)[shown.mail, shown.language]
        assert told == (0 if shown.two_people else 1)
        assert (after.stock, after.codes) == (before.stock, before.codes)
        assert goodwill.envelope_of(actor=who, at=at).left == shown.left
        rest = most_of(order=returns_queries.order_facts(order=self.known), piece=said.piece)
        assert rest == shown.rest + (shown.plan.total if shown.two_people else 0)
        self.seen[f"shown gesture {'proposed' if shown.two_people else 'given'}"] += 1

    def _effects(self) -> list[str]:
        """What was wanted of its payments, for who reads of a failure."""
        return [
            f"{effect.kind} {effect.amount} {effect.basis} {effect.state} {effect.failure} {effect.payment.method}"
            for effect in payments.effects_of(order_number=self.number)
        ]

    def assert_at_rest(self) -> None:
        """Nothing of it hangs: what is not done waits for its customer, or in a case for a person."""
        causes = [case.cause for case in cases.open_cases(order_number=self.number)]
        kept = {cause.split(":")[1] for cause in causes if ":" in cause}
        for effect in payments.effects_of(order_number=self.number):
            at_rest = effect.state in {EffectState.DONE, EffectState.DROPPED}
            charged_later = effect.kind == "capture" and effect.state == EffectState.FAILED
            not_yet = (
                effect.kind == payments.TRANSFER
                and effect.state == EffectState.WAITING
                and (effect.due_at or clock.now()) > clock.now() + payments.WARN_BEFORE
            )
            assert at_rest or charged_later or not_yet or str(effect.public_id) in kept, (self.number, effect)
        for known in returns_queries.returns_of(order_number=self.number):
            open_pieces = {AcceptanceState.PENDING, AcceptanceState.NEEDS_PERSON}
            on_table = [
                piece
                for piece in known.pieces
                if piece.reception == ReceptionState.RECEIVED and piece.acceptance in open_pieces
            ]
            assert known.state != ReturnState.RECEIVED or on_table, (self.number, known.number)
        for known in claim_queries.claims_of(order_number=self.number):
            assert known.verdicts or known.state == ClaimState.OPEN, (self.number, known.number)


# What may happen, and how often beside the others.
VERBS: dict[Callable[[History], None], int] = {
    History.ask_back: 6,
    History.return_shown: 5,
    History.state_withdrawal: 2,
    History.claim: 5,
    History.contest: 4,
    History.ask_the_bank: 1,
    History.decide_claim: 4,
    History.verdict_shown: 4,
    History.call_back: 1,
    History.answer_stop: 1,
    History.fall_short: 1,
    History.take_back: 1,
    History.end_shown: 2,
    History.settle_statements: 2,
    History.try_again: 2,
    History.make_gesture: 4,
    History.gesture_shown: 4,
    History.plan_transfers: 2,
    History.give_accounts: 2,
    History.carry_out: 2,
    History.hand_in: 4,
    History.receive: 6,
    History.find_extra: 1,
    History.find_stray: 1,
    History.grade: 5,
    History.inspect: 2,
    History.decide_pieces: 3,
    History.choose: 3,
    History.decide: 3,
    Life.arrive: 2,
    History.ship: 2,
}


def _early(history: History) -> None:
    """Within the half-hour, before and after the team has it, and later: called back, stopped, withdrawn from, short."""
    verbs = (
        *(History.undo_shown, History.call_back, History.call_back),
        *(History.state_withdrawal, History.fall_short),
    )
    if history.chance(0.15):
        history.random.choice(verbs)(history)


# What happens to every order of a batch, and how many hours after the first.
ROUNDS: tuple[tuple[float, Callable[[History], None]], ...] = (
    (0, History.sell),
    (0.1, _early),
    (0.2, _early),
    (0.4, _early),
    (1, _early),
    (5, History.ship),
    (30, History.ship),
    (52, Life.arrive),
    *((hours, History.happen) for hours in (54, 76, 100, 148, 220, 300, 350, 400, 520, 640)),
    (700, History.decide),
)
END = 1000  # hours after the first; every day that was promised is over
