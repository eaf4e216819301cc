"""A drop at its full pressure, over HTTP against two web processes and a worker: COMPTOIR_DROP says how many come.

Prints what it measured. Nothing here waits for a time of the machine's; what must hold, holds at any speed.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from pytest_django.plugin import DjangoDbBlocker

from comptoir.checkout import queries as checkout_queries
from comptoir.checkout import services as checkout
from comptoir.core.actors import HOUSE
from comptoir.core.lifecycles import OrderState
from comptoir.drops import queries
from comptoir.drops.models import Drop, Taking
from comptoir.infra import clock
from comptoir.infra.processes import Program
from comptoir.orders.models import Party
from comptoir.stock import queries as stock
from tests import builders
from tests.api.calls import at_the_page
from tests.plumbing import databases
from tests.plumbing.served import Served, serving
from tests.races.test_buying_races import broken
from tests.storefront.crowd import ADDRESS_HEADER, Shopper, Took, Wire, browse, each
from tests.storefront.dropping import announce
from tests.storefront.pages import hidden

SHOPPERS = int(os.environ.get("COMPTOIR_DROP", "200"))
PIECES = max(SHOPPERS // 100, 10)
# Ten times as many programs as people, and pieces for two in five of the people.
HUMANS = max(SHOPPERS // 40, 20)
BOTS, FEW = 10 * HUMANS, HUMANS * 2 // 5
BROWSED = f"/en-fr/p/{builders.SHIRT}/boxy-fit-shirt/"
# What is promised: of the pieces, so many go to people, though they are one in eleven who enter. A handful of pieces says
# less than two hundred.
LEAST_SHARE = 0.4 if FEW >= 100 else 1 / 11

pytestmark = pytest.mark.rule("D2-13")


@pytest.fixture(scope="module")
def web(
    test_run: databases.Run, django_db_blocker: DjangoDbBlocker, payment_standin: str
) -> Iterator[Served]:
    """A house with two web processes and a worker, on a database of this module's own."""
    with (
        django_db_blocker.unblock(),
        databases.fresh(test_run) as dsn,
        pytest.MonkeyPatch.context() as environment,
    ):
        environment.setenv("COMPTOIR_CLIENT_ADDRESS_HEADER", ADDRESS_HEADER)
        environment.setenv("COMPTOIR_PAYMENT_URL", payment_standin)
        builders.at_clock(builders.MONDAY)
        builders.a_house()
        log = test_run.folder / "drop-worker.log"
        worker = Program(
            command=[sys.executable, "-m", "comptoir.cli.main", "worker"],
            log=log,
            environment={**os.environ, "DATABASE_URL": dsn, "COMPTOIR_HOME": str(test_run.home)},
        )
        try:
            with serving(dsn=dsn, home=test_run.home, log=test_run.folder / "drop-served.log") as served:
                yield served
        finally:
            worker.stop(signals=((15, 20.0),))


def people(count: int) -> list[Shopper]:
    """Each with a mailbox, a network and a home of their own."""
    return [
        Shopper(
            number=number,
            email=f"person{number}@gmail.com",
            network=f"{11 + number % 80}.{number // 80 % 250}.{number // 20_000}.7",
            line1=f"{number + 1} avenue des Gobelins",
        )
        for number in range(count)
    ]


def programs(count: int) -> list[Shopper]:
    """Of a farm twenty each: a third spell one mailbox in many ways, a third have a mail domain of their own, a third
    have real mailboxes. They send what browsers send. Every other farm has a single address for its parcels.
    """
    bots = []
    for number in range(count):
        farm = number // 20
        email = (
            f"farm{farm}+{number}@gmail.com",
            f"a{number}@farm{farm % 9}.example",
            f"bot{number}@gmail.com",
        )[number % 3]
        home = f"{farm + 1} quai de la Gare" if farm % 2 else f"{number + 1} quai de Bercy"
        network = f"{100 + farm % 20}.{farm // 20}.3.9"
        bots.append(Shopper(number=number, email=email, network=network, line1=home, is_human=False))
    return bots


class Rush:
    """One drop from the window to the last piece."""

    def __init__(self, web: Served, shoppers: Sequence[Shopper], *, slug: str, sku: str, pieces: int) -> None:
        self.web, self.shoppers, self.pieces, self.sku = web, shoppers, pieces, sku
        self.path = f"/en-fr/drops/{slug}/"
        now = clock.now()
        builders.count_to(sku, pieces)
        self.drop = announce(
            slug=slug,
            codes=(sku,),
            enters_at=now + timedelta(seconds=2),
            opens_at=now + timedelta(days=1),
            ends_at=now + timedelta(days=2),
        )
        builders.at_clock(now + timedelta(seconds=3))
        web.until(lambda: self.state()["standing"] == "entering")

    def state(self) -> dict[str, int | str]:
        """What everybody who waits is told."""
        told: dict[str, int | str] = json.loads(self.web.get(f"{self.path}state/").text)
        return told

    def enter(self, wire: Wire, shopper: Shopper) -> None:
        """Before the opening a program tries the order button first."""
        if not shopper.is_human and shopper.number % 50 == 0:
            assert wire.ask(shopper, "/en-fr/basket/add/", {"sku": self.sku}).status == 422
        answer = wire.ask(shopper, f"{self.path}enter/", {"email": shopper.email})
        assert answer.status in {200, 302}, answer.text
        shopper.became = "" if answer.status == 302 else "has a place elsewhere"

    def open(self) -> None:
        """The clock comes to the opening; the worker draws."""
        builders.at_clock(self.drop.terms.opens_at)
        self.web.until(lambda: self.state()["standing"] == "open")

    def look(self, wire: Wire, shopper: Shopper) -> None:
        """One's own page, once after the draw."""
        page = wire.ask(shopper, f"{self.path}line/").text
        found = re.search(r'data-place="(\d+)"', page)
        assert found, page
        shopper.place = int(found[1])

    def poll(self, wire: Wire, shopper: Shopper) -> None:
        """What the page asks by itself."""
        told = json.loads(wire.ask(shopper, f"{self.path}state/").text)
        shopper.became = "told" if told["standing"] in {"taken", "gone"} else ""

    def buy(self, wire: Wire, shopper: Shopper) -> None:
        """A turn: from the piece to the provider's page and back. Some let it go, some cannot pay at first."""
        if shopper.is_human and shopper.number % 20 == 0:
            shopper.became = "let it go"
            return
        answer = wire.ask(shopper, "/en-fr/basket/add/", {"sku": self.sku})
        form = self.form(wire, shopper) if answer.status == 302 else None
        if form is None:
            shopper.became = "came too late"
            return
        answer = wire.ask(shopper, "/en-fr/checkout/", form)
        if answer.status != 302:
            shopper.became = "refused"
            return
        for _ in range(3):  # a provider that did not answer in time is asked again
            if not urlsplit(answer.location).netloc:
                answer = wire.ask(shopper, answer.location, {"payment_method": "card"})
        if not urlsplit(answer.location).netloc:
            shopper.became = "not paid yet"
            return
        fails = shopper.number % 17 == 0
        wire.ask(shopper, at_the_page(answer.location, "fail" if fails else "approve"))
        shopper.became = "could not pay" if fails else "ordered"

    @staticmethod
    def form(wire: Wire, shopper: Shopper) -> dict[str, str] | None:
        """The checkout page filled in; nothing where the piece has gone meanwhile."""
        answer = wire.ask(shopper, "/en-fr/checkout/")
        if answer.status != 200:
            return None
        return {
            "email": shopper.email,
            "name": f"Vivienne Exemple{shopper.number}" if shopper.is_human else "Bob Farm",
            "line1": shopper.line1,
            "postal_code": "75013",
            "city": "Paris",
            "phone": "+33 1 99 00 12 34",
            "service": "standard",
            "payment_method": "card",
            "key": hidden(answer.text, "key"),
            "shown_standard": hidden(answer.text, "shown_standard"),
        }

    def sell(self) -> Took:
        """Turns are called and used until no piece is free; then everybody who waits asks once more."""
        waiting = sorted((one for one in self.shoppers if one.place), key=lambda one: one.place)
        while True:
            while waiting and (told := self.state())["standing"] == "open":
                called = [one for one in waiting if one.place <= int(told["called"])]
                waiting = waiting[len(called) :]
                each(self.web.url, called, self.buy, hands=4)
                if not called:
                    self.move_on(told)
            telling = each(self.web.url, waiting, self.poll)
            # An order that was not paid in time gives its piece to the next, also while they are told.
            if all(one.became for one in waiting):
                return telling

    def move_on(self, told: dict[str, int | str]) -> None:
        """The worker calls who is next; where turns were let go, their time must be over first."""
        began = clock.now()
        while self.state() == told:
            if clock.now() - began > timedelta(seconds=5):
                began = clock.now() + timedelta(minutes=self.drop.terms.turn_minutes)
                builders.at_clock(began)
            time.sleep(0.1)

    def check(self) -> None:
        """Never oversold, who paid has a piece, no cap exceeded, every book whole, everybody told.

        Who could not pay for the provider's silence may have kept a piece or lost it to the next, by the house's clock.
        """
        for number in checkout_queries.open_attempts(before=clock.now()):  # who paid and was not heard of
            checkout.settle_order(order_number=number, actor=HOUSE, at=clock.now())
        standing = Taking.objects.filter(entry__drop=self.drop.id, ended_at__isnull=True)
        parties = Party.objects.filter(order__number__in=standing.values("order_number"), role="delivery")
        states = dict(parties.values_list("email", "order__state"))
        unpaid = {email for email, state in states.items() if state == OrderState.AWAITING_PAYMENT}
        assert {*states} - unpaid == {one.email for one in self.shoppers if one.became == "ordered"}
        assert unpaid <= {one.email for one in self.shoppers if one.became == "not paid yet"}
        left = stock.available(skus=[self.sku])[self.sku]
        assert queries.figures(drop_id=self.drop.id).pieces == len(states) == self.pieces - left
        assert left <= self.became("not paid yet") - len(unpaid)
        assert queries.broken_caps() == ()
        assert broken() == {}
        assert self.became("") == 0

    def became(self, what: str, *, humans: bool = False) -> int:
        """How many came to that."""
        return sum(one.became == what and (one.is_human or not humans) for one in self.shoppers)


@contextmanager
def browsing(web: Served, seconds: float) -> Iterator[Future[Took]]:
    """Two visitors look at a product page meanwhile, from a process of their own."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield pool.submit(browse, web.url, BROWSED, seconds)


def test_a_crowd_comes_for_few_pieces(web: Served) -> None:
    rush = Rush(web, people(SHOPPERS), slug="poppy", sku=builders.KNIT_M, pieces=PIECES)
    web.everywhere(BROWSED)
    seconds = min(SHOPPERS / 2_000, 10)
    with browsing(web, seconds) as alone:
        before = alone.result()
    with browsing(web, seconds) as meanwhile:
        entering = each(web.url, rush.shoppers, rush.enter)
        while_entering = meanwhile.result()
    rush.open()
    with browsing(web, seconds) as meanwhile:
        looking = each(web.url, rush.shoppers, rush.look)
        while_looking = meanwhile.result()
    telling = rush.sell()
    rush.check()
    sold, turned = rush.became("ordered"), rush.became("came too late") + rush.became("refused")
    print(
        f"\n{SHOPPERS} shoppers, {PIECES} pieces: {sold} sold, none too many, caps kept; {turned} had a turn in vain"
    )
    print(f"entering: {entering.said()}")
    print(f"one's own page after the draw: {looking.said()}")
    print(f"all {len(telling.each)} who waited were told in {telling.seconds:.1f} s: {telling.said()}")
    for name, took in (
        ("before", before),
        ("while they enter", while_entering),
        ("after the draw", while_looking),
    ):
        print(f"a product page, two visitors, {name}: {took.said()}, {len(took.each) / len(before.each):.0%}")


def test_programs_that_enter_ten_times_as_often_leave_people_their_share(web: Served) -> None:
    crowd = [*people(HUMANS), *programs(BOTS)]
    random.Random(1).shuffle(crowd)
    rush = Rush(web, crowd, slug="sky", sku=builders.SHIRT_M, pieces=FEW)
    # The same draw each time: one seed, and numbers in the order of the crowd.
    Drop.objects.filter(pk=rush.drop.id).update(seed="sky")
    each(web.url, crowd, rush.enter, hands=1)
    entered = [one for one in crowd if not one.became]
    rush.open()
    each(web.url, entered, rush.look)
    rush.sell()
    rush.check()
    share = rush.became("ordered", humans=True) / FEW
    print(
        f"\n{BOTS} programs, {HUMANS} people, {FEW} pieces: {len(entered)} places, {share:.0%} of the pieces to people"
    )
    print(
        f"by caps refused: {rush.became('refused')}; drawn after the others: {queries.figures(drop_id=rush.drop.id).by_sign}"
    )
    assert share > LEAST_SHARE
