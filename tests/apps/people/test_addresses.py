"""A customer's addresses: kept, changed, forgotten, one of them the default, and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from comptoir.core.actors import HOUSE
from comptoir.core.addresses import Address
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.people import queries, services
from comptoir.people.models import User
from comptoir.people.queries import AddressView
from comptoir.people.services import CannotKeep
from tests import cast
from tests.apps.people.test_people import AT, person

pytestmark = pytest.mark.usefixtures("furnished")


def keep(user: User, address: Address = cast.JEANNE, **more: object) -> object:
    wishes = {"preferred": False, **more}
    return services.keep_address(
        user_id=user.pk,
        address=address,
        rules=markets.address_rules(country=address.country),
        stores=markets.store_addresses(),
        actor=HOUSE,
        at=AT,
        **wishes,
    )


def kept(user: User) -> list[tuple[str, bool]]:
    return [(one.address.city, one.preferred) for one in queries.addresses_of(user_id=user.pk)]


@pytest.mark.rule("ACC-01", "ACC-07")
def test_the_first_address_is_the_default_until_another_is_chosen() -> None:
    zoe = person()
    keep(zoe)
    london = keep(zoe, cast.MARY)
    assert kept(zoe) == [("Paris", True), ("London", False)]
    assert services.choose_address(user_id=zoe.pk, address_id=london, actor=HOUSE, at=AT)
    assert kept(zoe) == [("London", True), ("Paris", False)]
    keep(zoe, cast.JOHN, preferred=True)
    assert kept(zoe)[0] == ("New York", True)
    assert [default for _city, default in kept(zoe)].count(True) == 1


@pytest.mark.rule("ACC-07")
def test_an_address_is_changed_in_its_place_and_kept_once() -> None:
    zoe = person()
    first = keep(zoe)
    assert keep(zoe) == first
    moved = replace(cast.JEANNE, line1="3 quai de Valmy", postal_code="75010")
    assert keep(zoe, moved, replaces=first) == first
    assert queries.addresses_of(user_id=zoe.pk) == (AddressView(id=first, address=moved, preferred=True),)


@pytest.mark.rule("ACC-07")
def test_a_deleted_address_is_gone_and_the_newest_takes_its_place_as_default() -> None:
    zoe = person()
    paris = keep(zoe)
    keep(zoe, cast.MARY)
    keep(zoe, cast.JOHN)
    assert services.delete_address(user_id=zoe.pk, address_id=paris, actor=HOUSE, at=AT)
    assert kept(zoe) == [("New York", True), ("London", False)]
    assert not services.delete_address(user_id=zoe.pk, address_id=paris, actor=HOUSE, at=AT)


@pytest.mark.rule("ACC-07", "DEL-13")
@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"line1": "Boîte postale 12"}, "address.line1"),
        ({"postal_code": "ABC"}, "address.postal_code"),
        ({"city": ""}, "address.city"),
        ({"phone": "call me"}, "address.phone"),
    ],
)
def test_what_no_parcel_would_reach_is_not_kept(wrong: dict[str, str], field: str) -> None:
    zoe = person()
    with pytest.raises(CannotKeep) as refused:
        keep(zoe, replace(cast.JEANNE, **wrong))
    assert [no.field for no in refused.value.refusals] == [field]
    assert kept(zoe) == []


@pytest.mark.rule("ACC-07")
def test_twenty_addresses_are_enough() -> None:
    zoe = person()
    for number in range(queries.MOST_ADDRESSES):
        keep(zoe, replace(cast.JEANNE, line2=f"Floor {number}"))
    with pytest.raises(CannotKeep) as refused:
        keep(zoe, cast.MARY)
    assert [(no.rule, no.reason) for no in refused.value.refusals] == [("ACC-07", "addresses_full")]
    assert len(kept(zoe)) == 20


@pytest.mark.rule("ACC-07", "D2-02")
def test_nobody_changes_or_deletes_another_customers_address() -> None:
    zoe, eve = person(), person("eve@example.org")
    hers = keep(zoe)
    assert not services.delete_address(user_id=eve.pk, address_id=hers, actor=HOUSE, at=AT)
    assert not services.choose_address(user_id=eve.pk, address_id=hers, actor=HOUSE, at=AT)
    keep(eve, cast.MARY, replaces=hers)
    assert kept(zoe) == [("Paris", True)]
    assert kept(eve) == [("London", True)]


@pytest.mark.rule("ACC-07", "ACC-11")
def test_the_journal_says_that_details_changed_and_not_to_what() -> None:
    zoe = person()
    keep(zoe)
    services.change_details(user_id=zoe.pk, name=" Zoë Exemple ", language="de", actor=HOUSE, at=AT)
    changed = User.objects.get(pk=zoe.pk)
    assert (changed.name, changed.language) == ("Zoë Exemple", "de")
    said = [entry for entry in journal.entries_after(after=0, limit=500) if entry.subject_kind == "user"]
    assert [entry.verb for entry in said] == ["create_user", "keep_address", "change_details"]
    assert "Exemple" not in str(said)
    assert "Archives" not in str(said)
