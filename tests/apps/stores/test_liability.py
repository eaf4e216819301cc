"""Whatever happens to credits, what the ledger owes is what is left of them: operations by chance, checked as they go."""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import transaction
from django.db.models import Sum

from comptoir.cases import queries as cases
from comptoir.core.credits import CreditKind
from comptoir.core.store_returns import Shop, StoreKind
from comptoir.infra.refusals import NotPossible
from comptoir.payments import queries, services
from comptoir.payments.models import CreditLot, CreditMovement, LedgerLine
from comptoir.payments.services import CreditIn
from comptoir.stock import services as stock
from comptoir.stores.models import CounterReturn
from tests.apps.stores.receipts import ASSOCIATE, AT, a_receipt, bring_back

OPERATIONS = int(os.environ.get("COMPTOIR_CREDITS", "250"))
SEED = int(os.environ.get("COMPTOIR_SEED", "1"))
CURRENCIES = {"FR": "EUR", "GB": "GBP", "JP": "JPY"}
ZONES = {"FR": "Europe/Paris", "GB": "Europe/London", "JP": "Asia/Tokyo"}


class Till:
    """Counters, the clock and everybody's mistakes, drawn from one seed."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)  # chance that is the same every time, not a secret
        self.at = AT
        self.done: Counter[str] = Counter()
        self.keys: list[tuple[str, str]] = []
        self.lots: list[tuple[str, str, str]] = []  # number, country, name

    def go(self) -> None:
        """One thing happens, or is refused."""
        self.at += timedelta(minutes=self.random.randrange(1, 120))
        verb = self.random.choice(
            [self.issue, self.issue, self.spend, self.spend, self.spend, self.again, self.restore, self.lapse]
        )
        try:
            verb()
        except NotPossible as refusal:
            self.done[f"{verb.__name__}: {refusal.refusals[0].reason}"] += 1
        else:
            self.done[verb.__name__] += 1

    def issue(self) -> None:
        country = self.random.choice(sorted(CURRENCIES))
        name = self.random.choice(["Jeanne", "John"])
        with transaction.atomic():
            lot = services.issue_credit(
                wanted=CreditIn(
                    kind=self.random.choice(list(CreditKind)),
                    name=name,
                    email="",
                    owner=None,
                    country=country,
                    currency=CURRENCIES[country],
                    amount=self.random.randrange(1, 90000),
                    origin=str(uuid4()),
                    place="PAR1",
                    language="en",
                    zone=ZONES[country],
                    valid_until=(self.at + timedelta(days=self.random.randrange(1, 365))).replace(
                        microsecond=0
                    ),
                ),
                actor=ASSOCIATE,
                at=self.at,
            )
        self.lots.append((lot.number, country, name))

    def spend(self) -> None:
        """Of one of the last lots, mostly where and by whom it may be."""
        if not self.lots:
            return
        number, country, name = self.random.choice(self.lots[-200:])
        if self.random.random() < 0.1:
            country, name = self.random.choice(sorted(CURRENCIES)), self.random.choice(["jeanne", "John"])
        left = CreditLot.objects.get(number=number).left
        key = str(uuid4())
        self._spend(number, self.random.randrange(max(2, left + left // 10)), key, country, name)
        self.keys.append((number, key))

    def again(self) -> None:
        """A press that was sent twice, sometimes with another amount."""
        if self.keys:
            number, key = self.random.choice(self.keys)
            spent = CreditMovement.objects.get(kind="spend", cause=key)
            self._spend(number, -spent.amount + self.random.choice([0, 0, 1]), key, "FR", "John")

    def _spend(self, number: str, amount: int, key: str, country: str, name: str) -> None:
        services.spend_at_counter(
            number=number,
            amount=amount,
            name=name,
            place="PAR1",
            shop=Shop(kind=StoreKind.OWN, country=country, zone=ZONES[country]),
            key=key,
            actor=ASSOCIATE,
            at=self.at,
        )

    def restore(self) -> None:
        if self.keys:
            number, key = self.random.choice(self.keys)
            services.restore_credit(number=number, cause=key, actor=ASSOCIATE, at=self.at)

    def lapse(self) -> None:
        for lot_id in queries.lots_over(at=self.at, limit=5):
            assert services.lapse_credit(lot_id=lot_id, at=self.at)


def owed() -> dict[tuple[str, str], int]:
    rows = LedgerLine.objects.filter(account__startswith="credits.").values_list("account", "currency")
    sums = rows.annotate(amount=Sum("credit", default=0) - Sum("debit", default=0))
    return {
        (account.removeprefix("credits."), currency): amount for account, currency, amount in sums if amount
    }


def held() -> dict[tuple[str, str], int]:
    rows = CreditLot.objects.values_list("kind", "currency").annotate(amount=Sum("left"))
    return {(kind, currency): amount for kind, currency, amount in rows if amount}


@pytest.mark.rule("STO-02")
@pytest.mark.usefixtures("house")
def test_the_liability_is_the_sum_of_what_is_left_after_whatever_happens() -> None:
    till = Till()
    for number in range(OPERATIONS):
        till.go()
        if number % 50 == 0:
            assert owed() == held()
    assert owed() == held() != {}
    broken = [known.id for known in cases.INVARIANTS if cases.check_invariant(invariant=known)]
    assert broken == []
    assert {"issue", "spend", "restore", "again"} <= set(till.done)
    for name, count in sorted(till.done.items()):
        print(f"{count:6} {name}")


@pytest.mark.rule("STO-02")
@pytest.mark.usefixtures("house")
@pytest.mark.parametrize("country", sorted(ZONES))
def test_a_credit_is_good_in_its_last_second_and_lapses_in_the_next(country: str) -> None:
    till = Till()
    until = datetime.fromisoformat("2027-11-23T14:59:59+00:00")
    with transaction.atomic():
        lot = services.issue_credit(
            wanted=CreditIn(
                kind=CreditKind.STORE_CREDIT,
                name="Jeanne",
                email="",
                owner=None,
                country=country,
                currency=CURRENCIES[country],
                amount=500,
                origin="1",
                place="",
                language="en",
                zone=ZONES[country],
                valid_until=until,
            ),
            actor=ASSOCIATE,
            at=till.at,
        )
    shop = Shop(kind=StoreKind.OWN, country=country, zone=ZONES[country])
    last = until + timedelta(milliseconds=999)
    assert queries.lots_over(at=last, limit=5) == []
    spent = {"number": lot.number, "amount": 100, "name": "Jeanne", "place": "", "shop": shop}
    left = services.spend_at_counter(**spent, key="a", actor=ASSOCIATE, at=last)
    assert left == 400
    with pytest.raises(services.CannotSpend) as refusal:
        services.spend_at_counter(**spent, key="b", actor=ASSOCIATE, at=until + timedelta(seconds=1))
    assert [each.reason for each in refusal.value.refusals] == ["credit_expired"]
    assert services.lapse_credit(lot_id=lot.pk, at=until + timedelta(seconds=1))
    assert owed() == held() == {}


@pytest.mark.usefixtures("house")
def test_a_counter_that_breaks_down_in_the_middle_leaves_neither_return_nor_credit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    receipt = a_receipt()

    def breaks(**_moved: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(stock, "move_over_counter", breaks)
    with pytest.raises(ConnectionError):
        bring_back(receipt)
    assert owed() == held() == {}
    assert not CounterReturn.objects.exists()
