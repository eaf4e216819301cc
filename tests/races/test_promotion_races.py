"""Codes that several orders want at once, through payments that end in every way; and what happens when nobody locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db.models import Q

from comptoir.checkout import services as checkout
from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.core.redemption import Entry
from comptoir.infra import queue
from comptoir.infra.db import one_transaction
from comptoir.orders import queries as orders
from comptoir.payments import queries as payments
from comptoir.promotions import queries, services
from comptoir.promotions.models import Promotion, Redemption, SingleCode
from comptoir.promotions.services import Terms, redeeming
from tests import builders, cast
from tests.api.calls import Api, at_the_page
from tests.api.events import deliver, events_of
from tests.races.test_buying_races import HANDS, checkout_page, press, together

AT = builders.MONDAY
TENTH = Terms(code="TENTH", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=AT)


@pytest.fixture(autouse=True)
def _lasting_house(lasting_house: str) -> Iterator[None]:
    del lasting_house
    builders.at_clock(AT)
    yield
    assert (queries.miscounted_promotions(), queries.stray_single_codes()) == ((), ())


def offer(terms: Terms) -> None:
    services.create_promotion(terms=terms, actor=HOUSE, at=AT)


def single_code() -> str:
    offer(replace(TENTH, entry=Entry.BATCH))
    services.make_batch(code="TENTH", count=1, actor=HOUSE, at=AT)
    ((code, _),) = queries.codes_of_batch(code="TENTH", number=1)
    return code


def redeem(number: int, code: str) -> str:
    with one_transaction():
        services.redeem_codes(
            order_number=f"ORDER{number}",
            amounts={code: 100},
            currency="EUR",
            email=cast.JEANNE_EMAIL,
            at=AT,
        )
    return "redeemed"


@pytest.mark.rule("PAY-07", "pitfall-18")
def test_one_customer_on_eight_devices_uses_a_code_as_often_as_allowed() -> None:
    offer(replace(TENTH, per_customer=2))
    became = Counter(together([lambda number=number: redeem(number, "TENTH") for number in range(HANDS)]))
    assert became == {"redeemed": 2, "code_used_by_you": HANDS - 2}


@pytest.mark.rule("D2-14", "pitfall-18")
def test_a_single_code_is_claimed_by_one_of_two_challenges_and_free_again_when_that_fails() -> None:
    code = single_code()

    def claim(key: str) -> str:
        return press(key, codes=(code,), token="card_3ds").number

    became = together([lambda: claim("first"), lambda: claim("second")])
    assert became.count("code_used_up") == 1
    (number,) = (each for each in became if each != "code_used_up")
    at_the_page(checkout_page(number), "fail")
    checkout.come_back(order_number=number, actor=cast.GUEST_SHOPPER, at=AT)
    assert press("third", codes=(code,)).state == "placed"


@pytest.mark.rule("pitfall-18")
def test_without_the_lock_both_have_the_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: the race is real, and the lock is what ends it."""
    code = single_code()
    both_have_read = Barrier(2)

    def read_without_locking(*, codes: Sequence[str]) -> list[Promotion]:
        rows = list(Promotion.objects.filter(Q(code__in=codes) | Q(singlecode__code__in=codes)))
        both_have_read.wait()
        return rows

    def redeem_late(number: int) -> str:
        return redeem(number, code)

    with monkeypatch.context() as nobody_locks:
        nobody_locks.setattr(queries, "lock_promotions", read_without_locking)
        nobody_locks.setattr(redeeming, "_check", _check_together(Barrier(2)))
        became = together([lambda: redeem_late(1), lambda: redeem_late(2)])
    assert became == ["redeemed", "redeemed"]
    # Both believe that they have it. Put the books right, for the check that ends each test here.
    Redemption.objects.all().delete()
    Promotion.objects.filter(code="TENTH").update(uses=0)
    SingleCode.objects.update(order_number="")


def _check_together(both_have_checked: Barrier) -> object:
    check = redeeming._check

    def run(*args: object, **kwargs: object) -> None:
        check(*args, **kwargs)
        both_have_checked.wait()

    return run


@pytest.mark.rule("pitfall-18", "pitfall-4")
def test_a_code_is_freed_once_by_event_browser_and_sweep_at_once() -> None:
    offer(replace(TENTH, uses_most=1))
    api = Api()
    number = press("only", codes=("TENTH",), token="card_3ds").number
    at_the_page(checkout_page(number), "fail")
    for event in events_of(number):
        assert deliver(api, event) == 200
    late = AT + timedelta(hours=1)

    def by_event() -> str:
        queue.run_waiting()
        return "told"

    def by_browser() -> str:
        return checkout.come_back(order_number=number, actor=cast.GUEST_SHOPPER, at=late).state

    def by_sweep() -> str:
        checkout.expire_order(order_number=number, actor=cast.GUEST_SHOPPER, at=late)
        return "looked"

    together([by_event, by_browser, by_browser, by_sweep])
    queue.run_waiting()
    assert Promotion.objects.get(code="TENTH").uses == 0
    assert press("next", codes=("TENTH",)).state == "placed"


@pytest.mark.rule("pitfall-18", "pitfall-2")
def test_a_payment_that_succeeds_too_late_gives_its_money_back_and_takes_no_code() -> None:
    offer(replace(TENTH, uses_most=1))
    late = AT + timedelta(hours=1)
    number = press("slow", codes=("TENTH",), token="card_3ds").number
    page = checkout_page(number)
    checkout.expire_order(order_number=number, actor=cast.GUEST_SHOPPER, at=late)
    assert Promotion.objects.get(code="TENTH").uses == 0
    assert press("next", codes=("TENTH",)).state == "placed"
    at_the_page(page, "approve")
    checkout.settle_order(order_number=number, actor=cast.GUEST_SHOPPER, at=late)
    order = orders.order_by_number(number=number)
    assert order is not None
    assert order.state == "abandoned"
    assert sum(payment.captured for payment in payments.payments_of(order_number=number)) == 0
    assert Promotion.objects.get(code="TENTH").uses == 1


@pytest.mark.rule("A-50", "ORD-07")
def test_the_last_gift_goes_to_one_of_eight_orders_and_the_others_go_on_without_it() -> None:
    offer(
        Terms(
            code="SCARF",
            kind=PromotionKind.GIFT,
            gift_sku=builders.SHIRT_M,
            amounts={"EUR": 1500},
            starts_at=AT,
        )
    )
    builders.count_to(builders.SHIRT_M, 1)

    def buy(number: int) -> str:
        return press(f"buyer-{number}", lines=((builders.KNIT_M, 1),), codes=("SCARF",)).number

    numbers = together([lambda number=number: buy(number) for number in range(HANDS)])
    given = []
    for number in numbers:
        order = orders.order_by_number(number=number)
        assert order is not None
        assert order.state == "placed"
        given += [p for p in orders.pieces_of(order_id=order.pk) if p.gift and p.cancelled_at is None]
    assert len(given) == 1
    assert builders.stock_left()[builders.SHIRT_M] == 0
