"""The waiting room of a drop by the keyboard, with and without scripts, in both languages; axe looks at every state (D2-13)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Error, expect

from comptoir.core.actors import Role
from tests import builders, cast
from tests.browser import shopping, soundness
from tests.browser.conftest import PHONE, SCREEN, Visits
from tests.browser.test_every_page import look
from tests.browser.visiting import Visitor
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("D2-13", "A-37", "UI-01", "I18N-02")]
PIECE = f"{builders.KNIT}-0410-L"
NAMES = {"en": "Poppy, one piece", "fr": "Coquelicot, une pièce"}


class Room:
    """A drop of one piece, and the clock beside it."""

    def __init__(self, house: LiveHouse, slug: str) -> None:
        self.house, self.slug, self.program = house, slug, Program(house)
        self.count(1)
        began = self.now().replace(second=0, microsecond=0)
        self.enters, self.opens, self.ends = (began + timedelta(hours=hours) for hours in (1, 2, 4))

    def now(self) -> datetime:
        """The house's clock."""
        return datetime.fromisoformat(self.program.get("desk/clock", role=Role.ADMIN)["now"])

    def count(self, free: int) -> None:
        """So many are there beside those that orders have reserved."""
        path = f"desk/stock/{PIECE}/count"
        counted = self.program.post(path, {"quantity": 100}, role=Role.WAREHOUSE)
        reserved = sum(level["reserved"] for level in counted["levels"])
        self.program.post(path, {"quantity": free + reserved}, role=Role.WAREHOUSE)

    def go_on(self, moment: datetime) -> None:
        """The clock comes to a moment, and the worker does what is due."""
        seconds = int((moment - self.now()).total_seconds()) + 2
        self.house.advance(f"PT{max(seconds, 1)}S")

    def announce(self, admin: Visitor) -> None:
        """At the desk."""
        admin.sign_in(Role.ADMIN)
        admin.go_to_desk("drops/new/")
        typed = {"slug": self.slug, "codes": PIECE} | {f"name.{code}": text for code, text in NAMES.items()}
        for name, text in typed.items():
            admin.page.fill(f"[name='{name}']", text)
        for name, moment in (("enters_at", self.enters), ("opens_at", self.opens), ("ends_at", self.ends)):
            local = moment.astimezone(ZoneInfo("Europe/Paris"))
            admin.page.fill(f"[name='{name}']", f"{local:%Y-%m-%dT%H:%M}")
        admin.press("Announce it")
        assert admin.stands_at(NAMES["en"])


class Watch:
    """Another pair of eyes, with axe: it opens what a guest sees, with the guest's place in the line."""

    def __init__(self, reader: Visitor, *, scripts: bool) -> None:
        self.reader, self.scripts = reader, scripts

    def sees(self, guest: Visitor, title: str) -> None:
        """The page has come to this by itself; without scripts the guest looks again. It is sound at every width."""
        if not self.scripts and guest.heading() != guest.say(title):
            look_again(guest)
        assert guest.stands_at(guest.say(title)), guest.heading()
        self.is_sound(guest)

    def is_sound(self, guest: Visitor) -> None:
        """No barrier, no overflow, no word of another language."""
        page = self.reader.page
        self.reader.start_afresh()
        page.context.add_cookies(guest.page.context.cookies())
        page.goto(guest.page.url)
        assert look(self.reader, soundness.PROBED) == []


def look_again(guest: Visitor) -> None:
    """By the keyboard; unless the page, which comes again by itself from time to time, does so in the midst of it."""
    guest.page.set_default_timeout(5000)
    with suppress(Error):
        shopping.tab_to(guest, guest.control("Look again"))
        guest.page.keyboard.press("Enter")
    guest.page.set_default_timeout(30_000)


@pytest.fixture
def room(live_house: LiveHouse, request: pytest.FixtureRequest) -> Iterator[Room]:
    """A drop of one piece; afterwards it is over, and the books hold."""
    known = Room(live_house, f"poppy-{request.node.callspec.params['language']}")
    yield known
    known.go_on(known.ends)
    known.count(20)
    live_house.examine()


@pytest.mark.parametrize(
    ("language", "scripts", "size"), [("en", True, SCREEN), ("fr", False, PHONE)], ids=["en", "fr-no-script"]
)
def test_from_the_announcement_to_the_last_piece(
    visits: Visits,
    readers: Callable[[str], Visitor],
    room: Room,
    language: str,
    scripts: bool,
    size: dict[str, int],
) -> None:
    room.announce(visits("en"))
    guests = [visits(language, size=size, java_script_enabled=scripts) for _ in range(4)]
    watch = Watch(readers(language), scripts=scripts)
    enter(room, guests, watch)
    early, late, mine, last = draw(room, guests, watch)
    watch.sees(early, "It is your turn")
    watch.sees(mine, "You are in the line")
    room.go_on(room.opens + timedelta(minutes=11))  # the first two let their turns go
    watch.sees(mine, "It is your turn")
    if scripts:
        expect(mine.page.locator("#line-said")).to_have_text(mine.say("It is your turn"))
    late.page.reload()
    watch.sees(late, "Your turn is over")
    buy(room, mine, email_of(language, guests.index(mine)))
    watch.sees(mine, "You have ordered")
    room.go_on(room.opens + timedelta(minutes=12))
    if not scripts:
        last.page.reload()
    watch.sees(last, "Every piece is promised")  # in the midst of the last one's turn
    room.go_on(room.opens + timedelta(minutes=45))
    if not scripts:
        last.page.reload()
    watch.sees(last, "Every piece has been sold")
    last.go(f"drops/{room.slug}/")
    expect(last.page.locator("#f-email")).to_have_count(0)
    watch.is_sound(last)


def enter(room: Room, guests: Sequence[Visitor], watch: Watch) -> None:
    """Before the window there is nothing to enter; then everybody takes a place by the keyboard."""
    first = guests[0]
    first.go(f"drops/{room.slug}/")
    expect(first.page.locator("#f-email")).to_have_count(0)
    watch.is_sound(first)
    room.go_on(room.enters)
    for number, guest in enumerate(guests):
        guest.go(f"drops/{room.slug}/")
        if guest is first:
            watch.is_sound(first)
        shopping.tab_to(guest, guest.page.locator("#f-email"))
        guest.page.keyboard.type(email_of(guest.language, number))
        guest.page.keyboard.press("Enter")
        guest.page.wait_for_url("**/line/")
    watch.sees(first, "You are in the waiting room")


def draw(room: Room, guests: Sequence[Visitor], watch: Watch) -> list[Visitor]:
    """The opening: the guests in the order in which they were drawn."""
    room.go_on(room.opens)
    for guest in guests:
        if not watch.scripts:
            guest.page.reload()
        guest.page.locator("#line[data-place]:not([data-place=''])").wait_for()
    return sorted(guests, key=lambda guest: int(guest.page.get_attribute("#line", "data-place") or 0))


def buy(room: Room, guest: Visitor, email: str) -> None:
    """One's turn, from the piece to the provider and back, without a mouse."""
    for step in ("Add to basket", "Go to checkout"):
        shopping.tab_to(guest, guest.control(step))
        guest.page.keyboard.press("Enter")
    guest.page.wait_for_url("**/checkout/")
    shopping.type_in(guest, cast.JEANNE, email=email)
    number = shopping.pay_by_keys(guest)
    assert room.house.books(number)[0][0] == "authorisation"
    guest.go(f"drops/{room.slug}/line/")


def email_of(language: str, number: int) -> str:
    """Who has this place."""
    return f"waits.{language}{number}@example.org"
