"""Photographs at the desk and in the shop."""

from __future__ import annotations

import io
import re
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from comptoir.catalogue import queries as catalogue
from comptoir.infra import media, queue
from tests.builders import KNIT, SHIRT
from tests.desk.selling import a_picture, plain, said

pytestmark = pytest.mark.usefixtures("house")


def upload(client: Client, content: bytes, *, reference: str = f"{KNIT}-0410", **form: str) -> str:
    sent = SimpleUploadedFile("photo.jpg", content, content_type="image/jpeg")
    path = f"/desk/products/{KNIT}/photographs/new/"
    return client.post(path, {"file": sent, "reference": reference, **form}, follow=True).content.decode()


def photos() -> list[catalogue.SheetPicture]:
    found = catalogue.product_sheet(style=KNIT)
    assert found is not None
    return [each for each in found.pictures if each.kind == "photo"]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photograph_is_made_anew_upright_and_without_what_was_written_beside_it(
    desk: Client, kind: str
) -> None:
    html = upload(desk, a_picture(kind=kind), **{"alt.en": "On a chair", "alt.fr": "Sur une chaise"})
    assert said(html).startswith("Photograph added.")
    (photo,) = photos()
    assert (photo.width, photo.height) == (1200, 900)
    kept = media.read(photo.digest, private=False)
    with Image.open(io.BytesIO(kept)) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (1200, 900), {})
    assert b"Secret camera" not in kept
    assert photo.alt == {"en": "On a chair", "fr": "Sur une chaise"}


def test_the_shop_shows_a_photograph_at_its_widths_in_two_formats(desk: Client) -> None:
    upload(desk, a_picture(), **{"alt.en": "On a chair"})
    assert not photos()[0].ready
    queue.run_waiting()
    assert photos()[0].ready
    html = Client().get(f"/en-gb/p/{KNIT}/boxy-crewneck/").content.decode()
    assert 'alt="On a chair"' in html
    sources = dict(re.findall(r'<source type="(image/\w+)"\s+srcset="([^"]+)"', html))
    assert sorted(sources) == ["image/avif", "image/webp"]
    assert [part.split()[1] for part in sources["image/avif"].split(", ")] == ["400w", "800w"]
    first = sources["image/avif"].split()[0]
    answer = Client().get(first)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/avif")


def _claiming(width: int, height: int) -> bytes:
    """A HEIC picture that says it is larger than it is."""
    honest = a_picture(kind="HEIF", size=(900, 1200))
    return honest.replace(struct.pack(">II", 900, 1200), struct.pack(">II", width, height))


NO_PHOTOGRAPHS = {
    "drawing": (
        lambda: b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        "no JPEG, PNG, WebP or HEIC",
    ),
    "film": (lambda: b"GIF89a" + b"\0" * 50, "no JPEG, PNG, WebP or HEIC"),
    "cut off, as HEIC": (lambda: a_picture(kind="HEIF")[:400], "no JPEG, PNG, WebP or HEIC"),
    "cut off": (lambda: a_picture()[:4000], "damaged"),
    "small": (lambda: a_picture(size=(500, 900)), "only 500 × 900 pixels"),
    "bomb, as HEIC": (lambda: _claiming(8000, 6000), "40 million pixels"),
    "bomb": (lambda: a_picture(kind="PNG", size=(8000, 6000)), "40 million pixels"),
    "heavy": (lambda: b"\xff\xd8\xff" + b"\0" * 20_000_000, "larger than 20 MB"),
}


@pytest.mark.parametrize("kind", NO_PHOTOGRAPHS)
def test_what_is_no_photograph_is_refused_and_nothing_is_kept(desk: Client, kind: str) -> None:
    make, words = NO_PHOTOGRAPHS[kind]
    waiting = queue.waiting_jobs()
    assert words in plain(upload(desk, make()))
    assert photos() == []
    assert queue.waiting_jobs() == waiting


def test_photographs_are_described_ordered_and_taken_away(desk: Client) -> None:
    upload(desk, a_picture(colour="#111111"))
    upload(desk, a_picture(colour="#eeeeee"))
    assert "there already" in upload(desk, a_picture(colour="#eeeeee"))
    first, second = photos()
    base = f"/desk/products/{KNIT}/photographs"
    desk.post(f"{base}/{second.id}/place/", {"place": "0"})
    assert [each.id for each in photos()] == [second.id, first.id]
    desk.post(f"{base}/{first.id}/words/", {"alt.en": "The back"})
    assert photos()[1].alt == {"en": "The back"}
    desk.post(f"{base}/{second.id}/removal/")
    assert [each.id for each in photos()] == [first.id]
    assert media.read(second.digest, private=False)
    assert desk.post(f"/desk/products/{SHIRT}/photographs/{first.id}/removal/").status_code == 404
    assert [each.id for each in photos()] == [first.id]
