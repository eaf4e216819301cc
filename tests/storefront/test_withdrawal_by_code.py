"""The withdrawal of a guest who has no link: proved by a code of the mail, or stated openly for a person to read."""

from __future__ import annotations

import pytest
from django.test import Client

from comptoir.orders import queries as orders
from comptoir.returns.models import Withdrawal
from tests import builders, cast
from tests.storefront.pages import words
from tests.storefront.test_order_codes import ask, mailed

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("A-07", "A-08", "D2-02")]
TWO = ((builders.KNIT_M, 1), (builders.SHIRT_M, 1))
STORES = pytest.mark.parametrize(
    ("store", "state", "confirm"),
    [
        ("en-fr", "withdraw from contract here", "confirm withdrawal"),
        ("fr-fr", "renoncer au contrat ici", "confirmer la rétractation"),
    ],
)


def opened_by_code(shopper: Client, store: str, number: str) -> str:
    """Where the code of the mail leads."""
    page = f"/{store}/withdraw/order/"
    kept = ask(shopper, page, number)
    return shopper.post(page, {**kept, "code": mailed()})["Location"]


@STORES
def test_the_code_shows_the_pieces_and_those_chosen_are_withdrawn_in_two_steps(
    shopper: Client, store: str, state: str, confirm: str
) -> None:
    placed = builders.a_placed_order(lines=TWO)
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    knit, shirt = orders.pieces_of(order_id=order.pk)
    assert f'href="/{store}/withdraw/order/"' in shopper.get(f"/{store}/withdraw/").content.decode()
    way = opened_by_code(shopper, store, placed.number)
    shown = shopper.get(way).content.decode()
    assert f">{state}</button>" in shown
    assert (str(knit.public_id) in shown, str(shirt.public_id) in shown) == (True, True)
    form = {
        "name": "Jeanne",
        "contract": placed.number,
        "email": cast.JEANNE_EMAIL,
        "order": placed.token,
        "piece": str(shirt.public_id),
    }
    read = shopper.post(way, form).content.decode()
    assert (f">{confirm}</button>" in read, knit.name in words(read)) == (True, False)
    assert Withdrawal.objects.count() == 0
    assert shopper.post(way, {**form, "step": "confirm"}).status_code == 200
    after = orders.pieces_of(order_id=order.pk)
    assert [piece.cancelled_at is not None for piece in after] == [False, True]


@STORES
def test_whoever_gets_no_code_sees_no_piece_and_states_it_openly_for_a_person(
    shopper: Client, store: str, state: str, confirm: str
) -> None:
    placed = builders.a_placed_order(lines=TWO)
    page = f"/{store}/withdraw/order/"
    kept = ask(shopper, page, placed.number, "jeanne.other@example.org")
    wrong = shopper.post(page, {**kept, "code": "1234 5678"})
    assert wrong.status_code == 422
    assert (
        f'href="/{store}/withdraw/"' in wrong.content.decode().partition("<main")[2].partition("</main>")[0]
    )
    form = {"name": "Jeanne", "contract": placed.number, "email": "jeanne.other@example.org"}
    assert f">{state}</button>" in shopper.get(f"/{store}/withdraw/").content.decode()
    assert f">{confirm}</button>" in shopper.post(f"/{store}/withdraw/", form).content.decode()
    assert shopper.post(f"/{store}/withdraw/", {**form, "step": "confirm"}).status_code == 200
    (statement,) = Withdrawal.objects.all()
    assert (statement.order, statement.outcome) == (None, "person")
    order = orders.order_by_number(number=placed.number)
    assert order is not None
    assert [piece.cancelled_at for piece in orders.pieces_of(order_id=order.pk)] == [None, None]
