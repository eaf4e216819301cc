"""Files that people upload as pictures: looked at, cleaned, and made again, so that nothing but the picture is kept."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from comptoir.infra import pixels
from comptoir.infra.i18n import gettext as _
from comptoir.infra.pixels import Encoded, NoPicture

MOST_BYTES = 20_000_000
_LEAST_SIDE = 600
_WIDTHS = (400, 800, 1200, 1600)
_MAILED_WIDTH = 1200  # twice the column of a letter


class NotAPhotograph(ValueError):
    """The file is no picture that can be used; the message says why, in the current language."""


def clean(content: bytes) -> Encoded:
    """The picture inside a file of the house's own people, as JPEG; others' are taken apart in `infra.decoding`."""
    check_weight(content, most_bytes=MOST_BYTES)
    with _in_words():
        return pixels.clean(content, least_side=_LEAST_SIDE)


def check_weight(content: bytes, *, most_bytes: int) -> None:
    """NotAPhotograph where a file is too large to be opened at all."""
    if len(content) > most_bytes:
        raise in_words(NoPicture("bytes", largest=most_bytes // 1_000_000))


def renditions(content: bytes) -> Iterator[Encoded]:
    """A cleaned picture in AVIF and WebP, at every width up to its own."""
    with _in_words(), pixels.reading(), Image.open(io.BytesIO(content), formats=("JPEG",)) as master:
        master.load()
        widths = [width for width in _WIDTHS if width < master.width] or [master.width]
        for width in widths:
            size = (width, max(1, round(master.height * width / master.width)))
            small = master.resize(size, Image.Resampling.LANCZOS)
            yield pixels.encode(small, "AVIF", quality=62, speed=8)
            yield pixels.encode(small, "WEBP", quality=80, method=4)


def for_mail(content: bytes) -> bytes:
    """A picture as every mail program reads it: a JPEG of a weight that a letter can carry."""
    with _in_words(), pixels.reading(), Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as master:
        master.thumbnail((_MAILED_WIDTH, 2 * _MAILED_WIDTH), Image.Resampling.LANCZOS)
        return pixels.encode(master, "JPEG", quality=80, optimize=True, progressive=True).content


def in_words(no: NoPicture) -> NotAPhotograph:
    """Why a file is no picture, and what to do, in the current language."""
    texts = {
        "bytes": _("it is larger than %(largest)s MB. Save a smaller copy."),
        "several": _("it moves, or holds several pictures. Save one picture as JPEG."),
        "unknown": _("it is no JPEG, PNG, WebP or HEIC picture. Save it as JPEG."),
        "pixels": _("it has more than 40 million pixels. Save a smaller copy."),
        "small": _("it is only %(width)s × %(height)s pixels. Both sides need %(least)s at least."),
        "heavy": _(
            "it takes too much time or memory to open. Take a screenshot of it, or save it anew as JPEG."
        ),
        "damaged": _("it is damaged. Save it again, as JPEG."),
    }
    return NotAPhotograph(texts[no.why] % no.figures)


@contextmanager
def _in_words() -> Iterator[None]:
    try:
        yield
    except NoPicture as no:
        raise in_words(no) from no
