"""Orders placed as a guest join the account once its e-mail is proved, never before."""

from __future__ import annotations

import pytest

from comptoir.core.actors import HOUSE
from comptoir.journal import queries as journal
from comptoir.orders import queries, services
from comptoir.people.models import User
from tests import builders, cast
from tests.apps.people.test_people import AT, person

pytestmark = pytest.mark.usefixtures("house")


def numbers(user: User) -> list[str]:
    return [order.number for order in queries.orders_of_customer(customer_id=user.pk)]


def join(user: User, email: str = cast.JEANNE_EMAIL) -> int:
    return services.join_orders(user_id=user.pk, email=email, actor=HOUSE, at=AT)


def prove(user: User) -> None:
    User.objects.filter(pk=user.pk).update(email_proved_at=AT)


@pytest.mark.rule("ACC-02", "ACC-03")
def test_guest_orders_are_there_once_the_e_mail_is_proved_and_joined_once() -> None:
    first, second = builders.a_placed_order(), builders.a_delivered_order()
    jeanne = person("Jeanne@Example.ORG")
    prove(jeanne)
    assert join(jeanne) == 2
    assert join(jeanne) == 0
    assert set(numbers(jeanne)) == {first.number, second.number}
    told = [entry.verb for entry in journal.entries_for_order(number=first.number)]
    assert told.count("order_joined") == 1


@pytest.mark.rule("ACC-03", "pitfall-19")
def test_who_registers_somebodys_e_mail_without_proving_it_gets_nothing() -> None:
    placed = builders.a_placed_order()
    eve = person(cast.JEANNE_EMAIL)
    assert join(eve) == 0
    assert numbers(eve) == []
    assert queries.own_order(customer_id=eve.pk, number=placed.number) is None
    later = builders.a_placed_order()
    assert numbers(eve) == []
    assert queries.own_order(customer_id=eve.pk, number=later.number) is None


@pytest.mark.rule("ACC-03", "pitfall-19")
def test_a_proved_account_gets_no_orders_of_another_mailbox() -> None:
    builders.a_placed_order()
    eve = person("eve@example.org")
    prove(eve)
    assert join(eve) == 0
    assert join(eve, "jeanne+1@example.org") == 0
    assert numbers(eve) == []


@pytest.mark.rule("ACC-03")
def test_an_order_of_a_guest_belongs_at_once_to_who_has_proved_its_e_mail() -> None:
    jeanne = person(cast.JEANNE_EMAIL)
    prove(jeanne)
    placed = builders.a_placed_order()
    assert numbers(jeanne) == [placed.number]
    assert join(jeanne) == 0


@pytest.mark.rule("ACC-03")
def test_an_order_that_belongs_to_somebody_stays_theirs() -> None:
    placed = builders.a_placed_order()
    jeanne = person(cast.JEANNE_EMAIL)
    prove(jeanne)
    join(jeanne)
    User.objects.filter(pk=jeanne.pk).update(email="jeanne@new.example")
    heir = person(cast.JEANNE_EMAIL)
    prove(heir)
    assert join(heir) == 0
    assert numbers(jeanne) == [placed.number]
    assert numbers(heir) == []


@pytest.mark.rule("PAY-14", "ACC-01")
def test_what_was_never_paid_for_is_no_order_of_the_account() -> None:
    jeanne = person(cast.JEANNE_EMAIL)
    prove(jeanne)
    waiting = builders.a_placed_order(token="card_3ds")
    assert waiting.state == "awaiting_payment"
    assert numbers(jeanne) == []
