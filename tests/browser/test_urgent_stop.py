"""An urgent stop in a house that prepares orders sooner: asked at the desk, answered on the tablet, read by the customer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.core.actors import Role
from tests import builders
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.test_every_page import look
from tests.browser.test_warehouse import press
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("ORD-03")]
TABLET = {"width": 1024, "height": 768}


@pytest.fixture
def hurried(live_house: LiveHouse, tmp_path: Path) -> Iterator[Program]:
    """The preparation team has orders after ten minutes."""
    usual = builders.PROFILE / "house.toml"
    sooner = tmp_path / "house.toml"
    sooner.write_text(usual.read_text().replace("# release_minutes", "release_minutes"))
    publish(live_house, sooner)
    yield Program(live_house)
    publish(live_house, usual)


def publish(house: LiveHouse, path: Path) -> None:
    done = house.comptoir("policy", "import", str(path))
    assert done.returncode == 0, done.stdout + done.stderr


def sees_stop(hand: Visitor, number: str) -> bool:
    """Whether the warehouse's first page begins with it."""
    hand.go_to_desk("warehouse/")
    return hand.page.locator("section.stop", has_text=number).count() == 1


def test_a_stop_is_asked_in_two_clicks_and_its_answer_reaches_everybody(
    visits: Visits, live_house: LiveHouse, hurried: Program
) -> None:
    placed = hurried.place(email="stop@example.org")
    customer = visits("fr", "FR", size=PHONE)
    advisor, hand = visits("en", size=SCREEN), visits("en", size=TABLET)
    advisor.sign_in(Role.ADVISOR)
    hand.sign_in(Role.WAREHOUSE)
    live_house.advance("PT12M")

    advisor.go_to_desk(f"orders/{placed['number'].replace('-', '')}/")
    assert advisor.sees("until 09:30") or advisor.page.locator("[data-until]").count()
    assert advisor.sees("Asked of the preparation team; not guaranteed.")
    press(advisor, advisor.page.get_by_role("button", name="Ask the team to stop it"))
    assert advisor.sees("Stop asked of the preparation team")

    customer.go(f"orders/{placed['token']}/")
    assert customer.sees("En cours d’essai")
    assert sees_stop(hand, placed["number"])
    for somebody in (advisor, customer, hand):
        assert look(somebody, (390, 1440)) == []
    hand.page.set_viewport_size({"width": TABLET["width"], "height": TABLET["height"]})
    stop = hand.page.locator("section.stop", has_text=placed["number"])
    press(hand, stop.get_by_role("button", name=hand.say("Stopped: it stays here")))
    assert hand.sees(
        hand.say("Stopped. The order is cancelled and the customer written to. Put its pieces back.")
    )

    customer.page.reload()
    assert customer.sees("Annulée.")
    advisor.page.reload()
    assert advisor.sees("The preparation team has stopped the order")
    assert hurried.mails("stop@example.org")[-1]["kind"] == "order_cancelled"
    live_house.examine()


def test_a_stop_that_comes_too_late_leaves_the_order_as_it_is(
    visits: Visits, live_house: LiveHouse, hurried: Program
) -> None:
    placed = hurried.place(email="too.late@example.org")
    advisor, hand = visits("en", size=SCREEN), visits("en", size=TABLET)
    advisor.sign_in(Role.ADVISOR)
    hand.sign_in(Role.WAREHOUSE)
    live_house.advance("PT12M")
    advisor.go_to_desk(f"orders/{placed['number'].replace('-', '')}/")
    press(advisor, advisor.page.get_by_role("button", name="Ask the team to stop it"))
    assert advisor.sees("Stop asked of the preparation team")
    assert sees_stop(hand, placed["number"])
    stop = hand.page.locator("section.stop", has_text=placed["number"])
    press(hand, stop.get_by_role("button", name="Too late: it is gone"))
    assert hand.sees("Noted: too late.")
    assert not sees_stop(hand, placed["number"])
    advisor.page.reload()
    assert advisor.sees("Too late")
    hurried.ship(hurried.pack(placed))
    assert {kind for kind, _ in live_house.books(placed["number"])} == {"authorisation", "capture"}
