"""Somebody with a browser: what they see, what they press, and everything that went wrong meanwhile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, Request, Response

from comptoir.core.actors import Role
from comptoir.infra import i18n
from tests.plumbing import authenticators, furnishing
from tests.plumbing.live import LiveHouse

Json = dict[str, Any]
# What the browser says of a document that was answered with a refusal; pages show those.
_REFUSED = re.compile(r"^Failed to load resource: the server responded with a status of 4\d\d")
_DOCUMENTS = {"document", "xhr", "fetch"}
_PATIENCE = 10.0
# Of everybody who has signed in, by house, role and language.
_sessions: dict[tuple[str, Role, str], list[Any]] = {}


class Visitor:
    """One person in one store version, or at the desk."""

    def __init__(
        self, *, context: BrowserContext, house: LiveHouse, language: str = "en", country: str = "FR"
    ) -> None:
        self.house = house
        self.language = language
        self.country = country
        self.troubles: list[str] = []
        self._roles: set[Role] = set()
        self._hosts = {urlsplit(url).netloc for url in (house.url, house.address("payment"))}
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("console", self._note_words)
        context.on("weberror", lambda error: self.troubles.append(f"error: {error.error}"))
        self.page: Page = context.new_page()

    def _note_request(self, request: Request) -> None:
        where = urlsplit(request.url)
        if where.scheme in {"http", "https"} and where.netloc not in self._hosts:
            self.troubles.append(f"asks a stranger: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 500 or (
            response.status >= 400 and response.request.resource_type not in _DOCUMENTS
        ):
            self.troubles.append(f"{response.status} {response.url}")

    def _note_words(self, words: ConsoleMessage) -> None:
        if words.type in {"error", "warning"} and not _REFUSED.match(words.text):
            self.troubles.append(f"{words.type}: {words.text}")

    def say(self, message: str, /, **values: object) -> str:
        """A message of the house in the visitor's language."""
        with i18n.speaking(self.language, self.country):
            return i18n.gettext(message) % values

    def address(self, path: str = "") -> str:
        """A page of the store version."""
        return f"{self.house.url}/{self.language}-{self.country.lower()}/{path}"

    def go(self, path: str = "") -> None:
        """Open a page of the store version."""
        self.page.goto(self.address(path))

    def go_to_desk(self, path: str = "") -> None:
        """Open a page of the desk."""
        self.page.goto(f"{self.house.url}/desk/{path}")

    def sign_in(self, role: Role) -> None:
        """Be at the desk in a role, in the visitor's language: by the page, or in the session of who did so before."""
        known = (self.house.url, role, self.language)
        if known in _sessions:
            self.page.context.add_cookies(_sessions[known])
            self.go_to_desk()
            if "/sign-in/" not in self.page.url:
                return
        self.go_to_desk("sign-in/")
        self.page.fill("#email", furnishing.email_of(role, self.language))
        self.page.fill("#password", furnishing.PASSWORD)
        self.press("Sign in")
        self.page.fill("#code", authenticators.code())
        self.press("Sign in")
        _sessions[known] = self.page.context.cookies()

    def start_afresh(self, *, role: Role | None = None) -> None:
        """Forget basket and session; or begin in a role at the desk, whose session is kept for the next time."""
        self.page.context.clear_cookies()
        self.troubles.clear()
        if role in self._roles:
            self.page.context.add_cookies(_sessions[self.house.url, role, self.language])
        elif role is not None:
            self.sign_in(role)
            self._roles.add(role)

    def press(self, message: str, /, **values: object) -> None:
        """Press the button or follow the link that says this, and wait for what comes."""
        self.control(message, **values).click()

    def control(self, message: str, /, **values: object) -> Locator:
        """The one button or link that says this."""
        words = self.say(message, **values)
        exact = re.compile(rf"^\s*{re.escape(words)}\s*$")
        return (
            self.page.get_by_role("button", name=exact).or_(self.page.get_by_role("link", name=exact)).first
        )

    def sees(self, text: str) -> bool:
        """Whether the page shows this text, or comes to show it; spaces of any kind are alike."""
        return self._comes(lambda: _plain(text) in self.text())

    def stands_at(self, heading: str) -> bool:
        """Whether the page has this title, or a page that has it comes."""
        return self._comes(lambda: self.heading() == _plain(heading))

    def _comes(self, condition: Callable[[], bool]) -> bool:
        end = time.monotonic() + _PATIENCE
        while not (holds := condition()) and time.monotonic() < end:
            self.page.wait_for_timeout(50)
        return holds

    def text(self) -> str:
        """The words of the page, with plain single spaces."""
        return _plain(self.page.inner_text("body"))

    def heading(self) -> str:
        """The page's title as it stands on it."""
        return _plain(self.page.inner_text("h1"))


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)
