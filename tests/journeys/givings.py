"""Money given back beside a return, by chance: gestures of good will, and refunds that a closed card sends to the bank."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from comptoir.cases import queries as cases
from comptoir.cases import services as case_services
from comptoir.core.actors import GUEST, Actor, Role
from comptoir.core.bank_accounts import BankAccount
from comptoir.core.goodwill import Gesture
from comptoir.core.lifecycles import EffectState
from comptoir.goodwill import queries as goodwill
from comptoir.goodwill import services as gestures
from comptoir.infra import clock
from comptoir.payments import queries as payments
from comptoir.payments import services
from comptoir.payments.queries import TransferView
from comptoir.returns import queries as returns
from tests import cast
from tests.apps.payments.closed import FINANCE, IBAN, OTHER
from tests.journeys.docks import Docked
from tests.journeys.lives import SECOND

_ACCOUNTS = (
    *(BankAccount(holder="Jeanne Exemple", iban=IBAN),) * 6,
    BankAccount(holder="Jeanne Exemple", number="12345678", code="20-04-15"),
    BankAccount(holder="Jeanne Exemple", iban="FR00 1420"),
    BankAccount(holder="", iban=IBAN),
)


class Giving(Docked):
    """An after-sale in which the house gives money back otherwise than for a return."""

    def giver(self) -> Actor:
        """Mostly an advisor whose envelope nobody else has used; sometimes one of whom many ask, or who has none."""
        own = replace(cast.ADVISOR, id=f"advisor of {self.email}")
        senior = replace(own, role=Role.SENIOR_ADVISOR)
        return self.random.choice((*(own,) * 4, *(senior,) * 3, cast.ADVISOR, cast.WAREHOUSE))

    def meant(self) -> Gesture:
        """A gesture on a piece or on delivery: mostly of what can still go back, or almost."""
        known = self.known
        targets = goodwill.gesture_targets(order=known, facts=returns.order_facts(order=known))
        able = [target for target in targets if not target.refusals and target.most]
        target = self.random.choice(able if able and self.chance(0.85) else targets)
        most = target.most
        amount = self.random.choice(
            (*(self.random.randint(1, max(1, most // 4)),) * 8, most, most + 1, 0, None)
        )
        words = "We are sorry." if self.chance(0.95) else ""
        return Gesture(piece=target.piece, amount=amount, reason="Parcel late", words=words)

    def make_gesture(self) -> None:
        """A price is lowered; the form may be sent twice."""
        said, who, form = self.meant(), self.giver(), self.form()
        self.again("gesture", lambda: self._give(form, said, who))

    def form(self) -> UUID:
        """What a form is known by."""
        return UUID(int=self.random.getrandbits(128))

    def _give(self, form: UUID, said: Gesture, who: Actor) -> None:
        gestures.make_gesture(gesture_id=form, order_number=self.number, said=said, actor=who, at=clock.now())

    def decide(self) -> None:
        """A second person decides on proposed gestures too; whoever proposed one does not."""
        super().decide()
        for known in goodwill.proposals_waiting(order_number=self.number):
            who = SECOND if self.chance(0.85) else replace(cast.ADVISOR, id=known.by)
            if self.chance(0.7):
                self.again("agree to gesture", lambda g=known.id, w=who: self._agree(g, w))
            else:
                self.again("decline gesture", lambda g=known.id, w=who: self._let_be(g, w))

    def _agree(self, gesture: UUID, who: Actor) -> None:
        gestures.agree_to_gesture(gesture_id=gesture, actor=who, at=clock.now())

    def _let_be(self, gesture: UUID, who: Actor) -> None:
        gestures.decline_gesture(gesture_id=gesture, reason="Too much", actor=who, at=clock.now())

    def plan_transfers(self) -> None:
        """What the card refused goes by bank transfer."""
        for case in cases.open_cases(order_number=self.number):
            if case.cause.startswith("effect:"):
                self.again("plan transfer", lambda c=case.id: self._plan(c))

    def _plan(self, case: UUID) -> None:
        case_services.plan_transfer(case_id=case, actor=cast.ADVISOR, at=clock.now())

    def waiting_transfers(self) -> tuple[TransferView, ...]:
        """The transfers of the order that are not carried out."""
        waiting = payments.effects_of(order_number=self.number).filter(
            kind=payments.TRANSFER, state=EffectState.WAITING
        )
        known = (payments.transfer_view(transfer_id=effect.public_id) for effect in waiting)
        return tuple(view for view in known if view)

    def give_accounts(self) -> None:
        """The customer gives an account, or tells it to finance; what was given can be asked for once more."""
        for known in self.waiting_transfers():
            account = self.random.choice(_ACCOUNTS)
            who = self.random.choice((GUEST, GUEST, GUEST, FINANCE))
            self.again("give account", lambda t=known.id, a=account, w=who: self._account(t, a, w))
            if self.chance(0.1):
                self.again("ask account again", lambda t=known.id: self._ask_again(t))

    def _account(self, transfer: UUID, account: BankAccount, who: Actor) -> None:
        services.give_account(transfer_id=transfer, typed=account, actor=who, at=clock.now())

    def _ask_again(self, transfer: UUID) -> None:
        case_services.ask_account_again(transfer_id=transfer, actor=cast.ADVISOR, at=clock.now())

    def carry_out(self) -> None:
        """Finance opens the account, sends the money and books it; sometimes by whoever typed it, or without having looked."""
        for known in self.waiting_transfers():
            who = self.random.choice((FINANCE, OTHER, OTHER, OTHER, cast.ADVISOR))
            if self.chance(0.9):
                self.again("open account", lambda t=known.id, w=who: self._open(t, w))
            if self.chance(0.8):
                reference = "SCT-0815" if self.chance(0.9) else ""
                self.again("confirm transfer", lambda t=known.id, r=reference, w=who: self._confirm(t, r, w))
            elif self.chance(0.3):
                self.act("stop transfer", lambda t=known.id, w=who: self._stop(t, w))

    def _open(self, transfer: UUID, who: Actor) -> None:
        services.open_account(transfer_id=transfer, actor=who, at=clock.now())

    def _confirm(self, transfer: UUID, reference: str, who: Actor) -> None:
        services.confirm_transfer(transfer_id=transfer, reference=reference, actor=who, at=clock.now())

    def _stop(self, transfer: UUID, who: Actor) -> None:
        services.stop_transfer(transfer_id=transfer, actor=who, at=clock.now())
