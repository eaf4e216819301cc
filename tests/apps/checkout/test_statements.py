"""How often the database is asked: budgets that keep a busy evening quick (pitfall 22)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comptoir.checkout import services as checkout
from tests import builders
from tests.api.calls import Api

_AROUND = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK")


@pytest.fixture
def api(lasting_house: str) -> Api:
    """The house on a database where transactions are real; its caches are warm."""
    del lasting_house
    api = Api()
    api.quote((builders.KNIT_M, 1))
    return api


class Asked:
    """The statements that were sent, and how many transactions they were in."""

    def __init__(self, captured: CaptureQueriesContext) -> None:
        texts = [query["sql"] for query in captured.captured_queries]
        self.statements = [text for text in texts if not text.startswith(_AROUND)]
        self.transactions = sum(text.startswith("BEGIN") for text in texts)

    def within(self, most: int) -> bool:
        """Whether the budget was kept; what was asked is in the message of a test that fails."""
        return len(self.statements) <= most

    def __repr__(self) -> str:
        return "\n".join(f"{place}. {text[:160]}" for place, text in enumerate(self.statements, 1))


def ask(act: Callable[[], object]) -> Asked:
    with CaptureQueriesContext(connection) as captured:
        act()
    return Asked(captured)


@pytest.mark.rule("pitfall-22")
def test_an_order_of_two_pieces_by_card_is_twenty_five_statements_in_two_transactions(api: Api) -> None:
    asked = ask(api.place)
    assert asked.within(25), asked
    assert asked.transactions == 2


@pytest.mark.rule("pitfall-22")
def test_a_quote_is_twelve_statements(api: Api) -> None:
    asked = ask(lambda: api.quote((builders.KNIT_M, 1), (builders.SHIRT_M, 2), codes=["WELCOME10"]))
    assert asked.within(12), asked
    assert asked.transactions == 0


@pytest.mark.rule("pitfall-22")
def test_adding_to_the_basket_is_eight_statements(api: Api) -> None:
    del api
    token = add(builders.LOAFER_42, token="")
    for sku in (builders.LOAFER_42, builders.SHIRT_M):  # a line that is there already, and a new one
        asked = ask(partial(add, sku, token=token))
        assert asked.within(8), asked
        assert asked.transactions == 1


def add(sku: str, *, token: str) -> str:
    """Put one piece into a basket; the basket's token."""
    basket = checkout.add_to_basket(
        token=token, sku=sku, quantity=1, country="FR", language="en", at=builders.MONDAY
    )
    return basket.token
