"""Photographs of evidence: kept as pixels alone, opened by a signed address for a time, never by the public one."""

from __future__ import annotations

import io
import re

import pytest
from django.test import Client
from PIL import Image

from comptoir.infra import evidence, media
from comptoir.infra.photographs import NotAPhotograph
from tests.desk.selling import a_picture

pytestmark = pytest.mark.usefixtures("house")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_photograph_from_a_telephone_is_kept_upright_and_without_its_notes(kind: str) -> None:
    kept = evidence.keep_photograph(a_picture(kind=kind))
    content = evidence.read_photograph(digest=kept.digest)
    with Image.open(io.BytesIO(content)) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (kept.width, kept.height), {})
    assert (kept.width, kept.height) == (1200, 900)
    assert b"Secret camera" not in content


def test_it_opens_by_a_signed_address_and_by_no_other() -> None:
    kept = evidence.keep_photograph(a_picture(size=(777, 901)))  # as no other test keeps for everybody
    link = evidence.photograph_link(digest=kept.digest)
    answer = Client().get(link)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "image/jpeg", "private, no-store",
    )  # fmt: skip
    assert answer["X-Content-Type-Options"] == "nosniff"
    other = media.store(b"an invoice", private=True)
    for wrong in (
        f"/media/{kept.digest}", f"/media/{kept.digest}.png", f"/evidence/{kept.digest}.jpg",
        link.replace(kept.digest, other), re.sub(r"until=\d", "until=9", link), f"{link}x",
    ):  # fmt: skip
        assert Client().get(wrong).status_code == 404, wrong


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no JPEG, PNG, WebP or HEIC"),
        (a_picture(size=(199, 900)), "Both sides need 200"),
        (a_picture()[:4000], "damaged"),
        (a_picture() + b"<script>alert(1)</script>", "more than a picture"),
        (b"\xff\xd8\xff" + bytes(10_000_000), "larger than 10 MB"),
    ],
    ids=["nothing", "drawing", "small", "cut off", "page", "heavy"],
)
def test_what_is_none_is_refused(content: bytes, words: str) -> None:
    with pytest.raises(NotAPhotograph, match=words):
        evidence.keep_photograph(content)
