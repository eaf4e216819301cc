"""Photographs of evidence: kept as pixels alone, opened by a signed address for a time, never by the public one."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.test import Client
from PIL import Image

from comptoir.infra import evidence, media
from comptoir.infra.decoding import Decoder, clean_apart
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.pixels import Encoded
from tests.api import hostile
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


@pytest.mark.rule("D2-04")
def test_a_file_that_eats_time_or_memory_is_refused_and_those_beside_it_are_not() -> None:
    honest = hostile.picture()
    for bomb, limits in (
        (hostile.scans(), {"seconds": 1}),
        (hostile.picture("PNG", size=(6300, 6300), mode="RGBA"), {"memory": 300_000_000}),
    ):
        first, second, third = clean_apart([honest, bomb, honest], least_side=200, **limits)
        assert isinstance(second, NotAPhotograph)
        assert "too much time or memory to open" in str(second)
        assert isinstance(first, Encoded)
        assert isinstance(third, Encoded)
        assert (first.width, third.content) == (640, first.content)


@pytest.mark.rule("D2-04")
def test_what_takes_pictures_apart_knows_nothing_of_the_house() -> None:
    """It can write no file and sees none of our settings; its limits stand before it reads."""
    program = Decoder(memory=1_500_000_000, seconds=5, least_side=200)
    assert isinstance(program.ask(hostile.picture()), Encoded)
    told = Path(f"/proc/{program.pid}")
    names = {line.partition(b"=")[0] for line in (told / "environ").read_bytes().split(b"\0") if line}
    limits = (told / "limits").read_text()
    program.end()
    assert clean_apart([bytes(5_000_000)], least_side=200, memory=1_000_000) != []
    assert names <= {b"MALLOC_ARENA_MAX", b"LC_CTYPE"}
    assert re.search(r"Max file size +0 +0", limits)
    assert re.search(r"Max address space +1500000000 +1500000000", limits)
