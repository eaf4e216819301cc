"""Merchandisers write a letter of the newsletter from blocks, look at it, send it, and stop it (ACC-09, B-08)."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.core.mailings import Kind
from comptoir.infra import clock, media, queue
from comptoir.mailings import queries
from comptoir.mailings.queries import MailingView
from comptoir.notices import queries as notices
from tests import builders
from tests.apps.mailings.readers import a_reader
from tests.desk.selling import Form, a_picture, form_of, page, plain, said

pytestmark = [pytest.mark.usefixtures("house"), pytest.mark.rule("ACC-09")]
SETTINGS = {
    "name": "Winter",
    "languages": ["en", "fr"],
    "countries": ["FR"],
    "per_minute": "2",
    "version": "0",
}


def begun(desk: Client) -> str:
    """The address of a letter that somebody begins to write."""
    answer = desk.post("/desk/letters/new/", SETTINGS)
    assert answer.status_code == 302, plain(answer.content.decode())
    return str(answer["Location"])


def letter() -> MailingView:
    (found,) = queries.mailings()
    return found


@pytest.mark.rule("B-08")
def test_a_letter_is_written_looked_at_sent_and_stopped(desk: Client) -> None:
    assert "No letter yet" in page(desk, "/desk/letters/")
    home = begun(desk)
    for language in ("en", "fr"):
        path = f"{home}texts/{language}/"
        typed = form_of(desk, path) | {"subject": "Knits <now>"}
        # Blocks are added and moved by buttons of the form, and nothing typed is lost on the way.
        for press in ("add.paragraph", "add.products", "add.button", "up.2", "down.0"):
            shown = desk.post(path, {**typed, "press": press}).content.decode()
            typed = Form(shown, path).fields
        assert "Not saved yet" in plain(shown)
        assert letter().texts.get(language) is None
        kinds = [typed[f"blocks.{place}.kind"] for place in range(3)]
        assert kinds == ["button", "paragraph", "products"]
        typed |= {
            "blocks.0.words": "See them",
            "blocks.0.address": "http://127.0.0.1:8000/en-fr/c/knitwear/",
            "blocks.1.words": "It is cold.",
            "blocks.2.styles": builders.KNIT.lower(),
        }
        assert said(desk.post(path, typed, follow=True).content.decode()) == "Saved."
    assert [block.kind for block in letter().texts["fr"].blocks] == [
        Kind.BUTTON,
        Kind.PARAGRAPH,
        Kind.PRODUCTS,
    ]
    assert letter().texts["fr"].blocks[0].address == "c/knitwear/"
    looked = page(desk, f"{home}texts/fr/preview/?country=FR")
    assert "Knits &lt;now&gt;" in looked
    frame = desk.get(f"{home}texts/fr/body/?country=FR")
    assert "sandbox" in frame["Content-Security-Policy"]
    assert "Pull col rond" in frame.content.decode()
    assert "newsletter/leave/" in frame.content.decode()
    desk.post(f"{home}texts/fr/test/", {"country": "FR"})
    queue.run_waiting()
    assert [(mail.to, mail.kind) for mail in notices.outbox()] == [
        ("merchandiser@example.org", "newsletter_letter")
    ]
    assert "Nobody whom this letter is for" in page(desk, f"{home}begin/")
    for number, language in enumerate(("en", "en", "fr", "ja")):
        a_reader(f"reader-{number}@example.org", language=language, at=clock.now())
    asked = page(desk, f"{home}begin/")
    assert (
        "3 readers get it. At 2 a minute that takes about 2 minutes. 1 more reads another language" in asked
    )
    assert "France English 2 France French 1" in asked
    assert said(desk.post(f"{home}begin/", follow=True).content.decode()) == "The letter is under way."
    assert "Sending begun" in page(desk, home)
    for again in (desk.get, desk.post):
        assert "This letter has begun" in said(again(f"{home}begin/", follow=True).content.decode())
    assert "Stopped." in said(desk.post(f"{home}stop/", follow=True).content.decode())
    assert "under way" in said(desk.post(f"{home}resumption/", follow=True).content.decode())
    # What was sent stays as it was.
    assert "has begun" in plain(desk.post(f"{home}texts/en/", typed).content.decode())
    assert letter().versions["en"] == 1


def test_wrong_input_is_said_beside_its_field_and_nothing_typed_is_lost(desk: Client) -> None:
    home = begun(desk)
    typed = {
        "version": "0",
        "subject": "Knits",
        "blocks.0.kind": "button",
        "blocks.0.words": "Come and see",
        "blocks.0.address": "https://evil.example/",
    }
    answer = desk.post(f"{home}texts/en/", typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "This is no address of the shop." in plain(html)
    assert 'id="f-blocks-0-address-error"' in html
    assert ('value="Come and see"' in html, 'value="https://evil.example/"' in html) == (True, True)
    assert letter().texts == {}
    wrong = desk.post("/desk/letters/new/", {**SETTINGS, "per_minute": "601", "languages": []})
    assert "Write a whole number from 1 to 600." in plain(wrong.content.decode())
    assert 'value="601"' in wrong.content.decode()


def test_a_letter_that_is_not_whole_says_what_is_missing_where(desk: Client) -> None:
    home = begun(desk)
    a_reader("one@example.org", at=clock.now())
    desk.post(f"{home}texts/en/", {"version": "0", "subject": "", "blocks.0.kind": "paragraph"})
    before = desk.get(f"{home}begin/").content.decode()
    assert "Send it now" not in before
    said_there = plain(desk.post(f"{home}begin/").content.decode())
    assert plain(before) == said_there
    assert "English: Write a subject: it is what is read first." in said_there
    assert "English, block 1: Write something here, or remove the block." in said_there
    assert "The letter is not written in this language yet: French." in said_there
    assert letter().begun_at is None


def test_who_writes_at_the_same_time_is_told_and_keeps_what_they_typed(desk: Client) -> None:
    home = begun(desk)
    mine = {"version": "0", "subject": "Mine"}
    desk.post(f"{home}texts/en/", {"version": "0", "subject": "Theirs"})
    html = desk.post(f"{home}texts/en/", mine).content.decode()
    assert "Somebody changed this meanwhile." in plain(html)
    assert 'value="Mine"' in html
    assert letter().texts["en"].subject == "Theirs"
    assert (
        said(desk.post(f"{home}texts/en/", {**mine, "version": "1"}, follow=True).content.decode())
        == "Saved."
    )
    assert letter().texts["en"].subject == "Mine"


def test_a_photograph_is_mailed_at_a_weight_that_letters_take_with_the_words_that_the_house_has(
    desk: Client,
) -> None:
    wide = SimpleUploadedFile("photo.jpg", a_picture(size=(1600, 2000)), content_type="image/jpeg")
    about = {"file": wide, "reference": f"{builders.KNIT}-0410", "alt.en": "On a chair"}
    desk.post(f"/desk/products/{builders.KNIT}/photographs/new/", about)
    home = begun(desk)
    picture = {"blocks.0.kind": "picture", "blocks.0.of": f"{builders.KNIT}-0410".lower()}
    desk.post(f"{home}texts/en/", {"version": "0", "subject": "Knits", **picture})
    html = desk.get(f"{home}texts/en/body/").content.decode()
    shown = re.search(r'src="http://[^/]+(/media/\w+\.jpg)" alt="On a chair"', html)
    assert shown
    with Image.open(io.BytesIO(desk.get(shown[1]).content)) as seen:
        assert (seen.format, seen.width) == ("JPEG", 1200)


def test_a_drawing_is_mailed_as_pixels_and_what_is_not_there_is_not_found(desk: Client) -> None:
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 9"/>'
    answer = desk.get(f"/media/{media.store(drawing, private=False)}.jpg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/jpeg")
    for missing in ("0" * 64, "nothing", media.store(b"WEBVTT", private=False)):
        assert desk.get(f"/media/{missing}.jpg").status_code == 404
