"""Photographs that people send as evidence: made again from their pixels, kept apart from what the shop shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from comptoir.infra import media, photographs
from comptoir.infra.decoding import clean_apart
from comptoir.infra.i18n import gettext as _
from comptoir.infra.photographs import NotAPhotograph
from comptoir.infra.pixels import Encoded
from comptoir.infra.signed_links import sign_path

MOST_BYTES = 10_000_000
MOST_PHOTOGRAPHS = 8
_LEAST_SIDE = 200
_TO_LOOK_AT = timedelta(minutes=15)
_JPEG, _PNG = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
# What telephones write as HEIC: still pictures; sequences and AVIF have other brands.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1"})
_HEADER = 12
# What makes a file that is a picture something else as well: a page or a program to whoever reads it so.
_PAGE = re.compile(rb"<(?:script|html|svg|iframe|!doctype|!entity)[\s>]|<\?php", re.IGNORECASE)
_PDF, _WITHIN = b"%PDF-", 1_024
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c")
_TAIL = 65_557


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A photograph that was kept, by its digest; sides in pixels."""

    digest: str
    width: int
    height: int


def clean_photographs(contents: Sequence[bytes]) -> list[Encoded | NotAPhotograph]:
    """The picture of each JPEG, PNG, WebP or HEIC file and nothing else of it, or why it is none; nothing is kept."""
    wrong = [_why_not(content) for content in contents]
    pictures = [content for content, no in zip(contents, wrong, strict=True) if no is None]
    made = iter(clean_apart(pictures, least_side=_LEAST_SIDE))
    return [no or next(made) for no in wrong]


def keep_cleaned(picture: Encoded) -> Kept:
    """Keep what was cleaned, apart from what the shop shows."""
    digest = media.store(picture.content, private=True)
    return Kept(digest=digest, width=picture.width, height=picture.height)


def keep_photograph(content: bytes) -> Kept:
    """Clean a photograph and keep it. Refusals: NotAPhotograph."""
    (made,) = clean_photographs([content])
    if isinstance(made, NotAPhotograph):
        raise made
    return keep_cleaned(made)


def forget_photograph(*, digest: str) -> None:
    """Remove a photograph that nothing refers to any more."""
    media.remove(digest, private=True)


def read_photograph(*, digest: str) -> bytes:
    """The JPEG of a digest; FileNotFoundError when there is none."""
    return media.read(digest, private=True)


def photograph_link(*, digest: str) -> str:
    """The address on this site under which the photograph can be looked at for a quarter of an hour."""
    return sign_path(path=f"/evidence/{digest}.jpg", lasts=_TO_LOOK_AT)


def _why_not(content: bytes) -> NotAPhotograph | None:
    """What is wrong with a file before it is opened at all."""
    try:
        photographs.check_weight(content, most_bytes=MOST_BYTES)
        _check_kind(content)
    except NotAPhotograph as why:
        return why
    return None


def _check_kind(content: bytes) -> None:
    """By its first bytes, whatever its name says, and by what else it holds."""
    if not content:
        raise NotAPhotograph(_("it is empty. Choose another picture."))
    if not _is_picture(content[:_HEADER]):
        raise NotAPhotograph(_("it is no JPEG, PNG, WebP or HEIC picture. Save it as JPEG."))
    tail = content[-_TAIL:]
    if _PDF in content[:_WITHIN] or any(mark in tail for mark in _ARCHIVES) or _PAGE.search(content):
        raise NotAPhotograph(_("it holds more than a picture. Save the picture again, as JPEG."))


def _is_picture(start: bytes) -> bool:
    riff = start[:4] == b"RIFF" and start[8:] == b"WEBP"
    heic = start[4:8] == b"ftyp" and start[8:] in _HEIC_BRANDS
    return start.startswith((_JPEG, _PNG)) or riff or heic
