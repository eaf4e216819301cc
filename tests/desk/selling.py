"""What the tests of merchandising share: a browser at the desk, forms filled in as the page has them, pictures."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import pillow_heif
from django.test import Client
from PIL import Image

from comptoir.core.actors import HOUSE, Role
from comptoir.markets import queries as markets
from comptoir.people import services as people
from tests import builders
from tests.plumbing import authenticators

PASSWORD = "Atelier-du-desk-2026!"
pillow_heif.register_heif_opener()


def signed_in(role: Role, language: str = "en") -> Client:
    """A browser at the desk in a role."""
    email = f"{role}@example.org"
    user = people.create_user(
        email=email,
        name=role.title(),
        password=PASSWORD,
        role=role,
        language=language,
        terms=markets.current_policy(at=builders.MONDAY).passwords,
        actor=HOUSE,
        at=builders.MONDAY,
    )
    authenticators.set_up(user)
    return sign_in(email)


def sign_in(email: str, *, later: int = 0) -> Client:
    """A browser in which somebody with an account signs in, with the code of so many half minutes later."""
    client = Client()
    assert client.post("/desk/sign-in/", {"email": email, "password": PASSWORD}).status_code == 302
    answer = client.post("/desk/sign-in/code/", {"code": authenticators.code(later=later)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def page(client: Client, path: str, *, status: int = 200) -> str:
    """A page as text, with its white space made plain."""
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return plain(answer.content.decode())


def plain(html: str) -> str:
    """What a page says."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def said(html: str) -> str:
    """The notice at the head of a page."""
    found = re.search(r'class="notice.*?</div>', html, re.DOTALL)
    return plain("<div " + found.group()) if found else ""


class Form(HTMLParser):
    """The fields of the form of an address, as a browser would send them back."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self.action, self.fields, self.here = action, {}, False
        self.area, self.select = "", ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.here = own.get("action", "") == self.action or "action" not in own
        elif self.here:
            self._take(tag, own)

    def _take(self, tag: str, own: dict[str, str]) -> None:
        name = own.get("name", "")
        ticked = own.get("type") not in {"checkbox", "radio"} or "checked" in own
        if tag == "input" and name and ticked and own.get("type") != "file":
            self.fields[name] = own.get("value", "")
        elif tag == "textarea":
            self.area, self.fields[name] = name, ""
        elif tag == "select":
            self.select, self.fields[name] = name, ""
        elif tag == "option" and "selected" in own:
            self.fields[self.select] = own["value"]

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = ""


def form_of(client: Client, path: str, action: str = "") -> dict[str, str]:
    """The form of a page, filled in as it stands."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return Form(answer.content.decode(), action or path).fields


def a_picture(*, kind: str = "JPEG", size: tuple[int, int] = (900, 1200), colour: str = "#c9402f") -> bytes:
    """A photograph as a file, with a place and a maker written beside it."""
    out = io.BytesIO()
    picture = Image.new("RGB", size, colour)
    exif = picture.getexif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6  # lying on its side
    exif.get_ifd(0x8825)[1] = "N"
    picture.save(out, kind, exif=exif.tobytes())
    return out.getvalue()
