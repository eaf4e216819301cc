"""Merchandisers announce drops, change them before anybody enters, watch them and end them (D2-13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from comptoir.core.actors import Role
from comptoir.drops import queries
from comptoir.drops import services as drops
from tests import builders
from tests.desk.selling import plain, said, signed_in

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("D2-13")]
NEW, PAGE = "/desk/drops/new/", "/desk/drops/poppy/"
POPPY = {
    "slug": "Poppy",
    "name.en": "Poppy, thirty pieces",
    "codes": f"{builders.KNIT.lower()}, {builders.SHIRT_M}",
    "enters_at": "2026-11-23T10:00",
    "opens_at": "2026-11-23T11:00",
    "ends_at": "2026-11-24T11:00",
    "turn_minutes": "10",
    "per_customer": "1",
    "per_address": "2",
    "per_household": "1",
}


def announced(desk: Client) -> queries.DropView:
    assert said(desk.post(NEW, POPPY, follow=True).content.decode()) == "Announced."
    (found,) = queries.announced_drops()
    return found


def test_a_drop_is_announced_and_listed_with_the_digest_of_its_seed(desk: Client) -> None:
    found = announced(desk)
    assert found.skus == (*(f"{builders.KNIT}-0410-{size}" for size in "SML"), builders.SHIRT_M)
    assert found.terms.opens_at == builders.MONDAY + timedelta(hours=2)
    assert "Poppy, thirty pieces" in plain(desk.get("/desk/drops/").content.decode())
    page = plain(desk.get(PAGE).content.decode())
    assert found.sealed in page
    assert "Drop announced" in page


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"slug": "Two words"}, "use small letters, digits and dashes, at most 60."),
        ({"name.en": ""}, "write its name, in English at least."),
        ({"codes": "ME-NOTHING"}, "we do not know ME-NOTHING."),
        ({"codes": ""}, "we do not know –."),
        ({"enters_at": "2026-11-23T08:00"}, "the window cannot open in the past."),
        ({"opens_at": "2026-11-23T10:00"}, "it opens after the window in which people enter."),
        ({"ends_at": "2026-11-23T10:30"}, "it ends before it opens."),
        ({"ends_at": "tomorrow"}, "Write a day and a time."),
        ({"per_customer": "none"}, "Write a whole number from 1 to 99."),
    ],
)
def test_what_is_no_drop_is_said_field_by_field(desk: Client, changes: dict[str, str], told: str) -> None:
    answer = desk.post(NEW, POPPY | changes)
    assert answer.status_code == 422
    assert told in plain(answer.content.decode())
    assert queries.announced_drops() == ()


def test_a_piece_is_in_one_drop_at_a_time(desk: Client) -> None:
    announced(desk)
    answer = desk.post(NEW, POPPY | {"slug": "another"})
    assert "it is in the drop poppy already." in plain(answer.content.decode())
    answer = desk.post(NEW, POPPY | {"codes": builders.LOAFER})
    assert "there is such a drop already." in plain(answer.content.decode())


def test_it_changes_until_somebody_can_enter(desk: Client) -> None:
    announced(desk)
    desk.post(PAGE, POPPY | {"codes": builders.LOAFER, "turn_minutes": "5"})
    (found,) = queries.announced_drops()
    assert found.codes == (builders.LOAFER,)
    assert builders.a_placed_order().state == "placed"  # the knit is sold as before
    builders.at_clock(builders.MONDAY + timedelta(hours=1))
    answer = desk.post(PAGE, POPPY)
    assert "people have entered: its terms stay as they were announced." in plain(answer.content.decode())
    assert queries.announced_drops() == (found,)


@pytest.mark.parametrize("hours", [0, 1, 3])
def test_it_is_ended_whenever_and_its_pieces_are_sold_as_everything_else(desk: Client, hours: int) -> None:
    drop = announced(desk)
    at = builders.MONDAY + timedelta(hours=hours, seconds=5)
    builders.at_clock(at)
    drops.move_line(drop_id=drop.id, at=at)
    answer = desk.post(f"{PAGE}end/", follow=True)
    assert said(answer.content.decode()) == "Ended. What is left of it is sold as everything else."
    assert builders.a_placed_order(at=at + timedelta(seconds=5)).state == "placed"


def test_others_at_the_desk_look_and_do_not_touch(house: None) -> None:
    del house
    announced(signed_in(Role.MERCHANDISER))
    advisor = signed_in(Role.ADVISOR)
    page = advisor.get(PAGE).content.decode()
    assert "End it now" not in page
    assert 'name="codes"' not in page
    assert advisor.post(PAGE, POPPY).status_code == 404
    assert advisor.post(f"{PAGE}end/").status_code == 403
    assert advisor.get(NEW).status_code == 403
