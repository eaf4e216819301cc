"""Wishlists: once on the list is enough, and a piece is there as long as its collection is online."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comptoir.catalogue import services as catalogue
from comptoir.core.reasons import Reason
from comptoir.infra import clock, queue
from comptoir.wishes import queries, services
from comptoir.wishes.models import Wish, WishList
from comptoir.wishes.services import CannotWish
from tests import builders, cast
from tests.builders import KNIT, MONDAY, SHIRT

pytestmark = pytest.mark.usefixtures("house")

POPPY = f"{KNIT}-0410"
SKY = f"{SHIRT}-0200"


def add(reference: str, *, token: str = "", country: str = "FR", at: datetime = MONDAY) -> str:
    return services.add_wish(token=token, reference=reference, country=country, language="en", at=at)


def listed(
    token: str, *, country: str = "FR", at: datetime = MONDAY
) -> list[tuple[str, int | None, int | None]]:
    views = queries.wish_list(token=token, country=country, language="en", at=at)
    return [(view.piece.reference, view.piece.price, view.before) for view in views]


def take_offline(at: datetime) -> None:
    """The collection leaves the store."""
    both = {"en": "Fall/Winter 2026", "fr": "Automne-hiver 2026"}
    catalogue.load_collections(
        collections=[
            catalogue.CollectionInput(
                code="26W",
                season="fall_winter",
                name=both,
                slug={"en": "fw26"},
                shown=both,
                online_from=builders.OPENED,
                online_until=at,
            )
        ]
    )


@pytest.mark.rule("ACC-10")
def test_a_list_shows_the_last_piece_first_with_its_sizes_and_what_is_left_of_them() -> None:
    token = add(POPPY)
    add(SKY, token=token, at=MONDAY + timedelta(minutes=1))
    assert queries.wished(token=token, at=MONDAY) == (SKY, POPPY)
    _, knit = queries.wish_list(token=token, country="FR", language="fr", at=MONDAY)
    assert (knit.piece.name, knit.piece.price, knit.piece.currency) == ("Pull col rond", 29000, "EUR")
    assert [(size.size, size.left) for size in knit.sizes] == [("S", 1), ("M", 20), ("L", 20)]
    assert not knit.sold_out


@pytest.mark.rule("ACC-10")
def test_the_same_piece_twice_is_on_the_list_once_and_removed_at_once() -> None:
    token = add(POPPY)
    assert add(POPPY, token=token) == token
    assert Wish.objects.count() == 1
    for _ in range(2):
        services.remove_wish(token=token, reference=POPPY, at=MONDAY)
    assert queries.wished(token=token, at=MONDAY) == ()


def test_a_change_of_price_is_told_in_the_currency_in_which_it_was_seen() -> None:
    token = add(POPPY)
    later = MONDAY + timedelta(days=1)
    cheaper = catalogue.PriceInput(
        style=KNIT, country="FR", currency="EUR", amount=25000, tax_included=True, starts_at=later
    )
    catalogue.set_price(price=cheaper, actor=cast.ADMIN, at=MONDAY)
    assert listed(token, at=later) == [(POPPY, 25000, 29000)]
    assert listed(token, country="GB", at=later) == [(POPPY, 26100, None)]


@pytest.mark.rule("ACC-10")
def test_a_piece_leaves_the_list_with_its_collection_and_comes_back_with_it() -> None:
    token = add(POPPY)
    leaves = MONDAY + timedelta(days=2)
    take_offline(leaves)
    before, after = leaves - timedelta(seconds=1), leaves
    assert (queries.wished(token=token, at=before), listed(token, at=before)) == (
        (POPPY,),
        [(POPPY, 29000, None)],
    )
    assert (queries.wished(token=token, at=after), listed(token, at=after)) == ((), [])
    take_offline(MONDAY + timedelta(days=9))
    assert queries.wished(token=token, at=after) == (POPPY,)


@pytest.mark.rule("ACC-10")
@pytest.mark.parametrize("reference", ["", "ME-26W-XX999-0100", KNIT])
def test_what_is_no_colourway_is_refused_and_makes_no_list(reference: str) -> None:
    with pytest.raises(CannotWish) as refused:
        add(reference)
    assert [no.reason for no in refused.value.refusals] == [Reason.UNKNOWN_SKU]
    assert WishList.objects.count() == 0


def test_a_full_list_refuses_another_piece_and_keeps_those_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_WISHES", 1)
    token = add(POPPY)
    with pytest.raises(CannotWish) as refused:
        add(SKY, token=token)
    assert [no.reason for no in refused.value.refusals] == [Reason.WISHLIST_FULL]
    add(POPPY, token=token)
    assert queries.wished(token=token, at=MONDAY) == (POPPY,)


def test_a_token_is_kept_as_its_digest_and_another_opens_nothing() -> None:
    token = add(POPPY)
    assert token not in {wish_list.digest for wish_list in WishList.objects.all()}
    assert queries.wished(token=WishList.objects.get().digest, at=MONDAY) == ()
    assert queries.wished(token="", at=MONDAY) == ()


@pytest.mark.rule("ACC-10")
def test_a_list_that_nobody_signed_in_to_keep_is_forgotten_ninety_days_after_its_last_change() -> None:
    token = add(POPPY)
    touched = MONDAY + timedelta(days=10)
    add(SKY, token=token, at=touched)
    assert queries.next_end_at() == touched + timedelta(days=90)
    services.forget_old(at=touched + timedelta(days=90) - timedelta(seconds=1))
    assert WishList.objects.count() == 1
    clock.set_to(at=touched + timedelta(days=90))
    next(sweep for sweep in queue.sweeps() if sweep.name == "wishes.forget_old").run()
    assert (WishList.objects.count(), Wish.objects.count()) == (0, 0)
