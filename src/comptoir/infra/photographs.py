"""Files that people upload as pictures: looked at, cleaned, and made again, so that nothing but the picture is kept."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from comptoir.infra.i18n import gettext as _

MOST_BYTES = 20_000_000
_MOST_PIXELS = 40_000_000
_LEAST_SIDE = 600
_LARGEST_SIDE = 2_400
# What a decoder may be asked to read; HEIF is what telephones write as HEIC.
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
pillow_heif.register_heif_opener(thumbnails=False)
_WIDTHS = (400, 800, 1200, 1600)


class NotAPhotograph(ValueError):
    """The file is no picture that can be used; the message says why, in the current language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An encoded picture, its kind and its sides in pixels."""

    content: bytes
    mime: str
    width: int
    height: int


def clean(content: bytes, *, most_bytes: int = MOST_BYTES, least_side: int = _LEAST_SIDE) -> Encoded:
    """The picture inside a file, upright, in sRGB, without anything that was written beside it, as JPEG."""
    if len(content) > most_bytes:
        largest = most_bytes // 1_000_000
        raise NotAPhotograph(
            _("it is larger than %(largest)s MB. Save a smaller copy.") % {"largest": largest}
        )
    with _reading(), Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        _check_sides(opened.size, least_side)
        if opened.format != "JPEG" and getattr(opened, "n_frames", 1) > 1:
            raise NotAPhotograph(_("it moves, or holds several pictures. Save one picture as JPEG."))
        upright = ImageOps.exif_transpose(opened)
        plain = _in_srgb(upright)
    plain.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE), Image.Resampling.LANCZOS)
    return _encode(plain, "JPEG", quality=90, optimize=True, progressive=True)


def renditions(content: bytes) -> Iterator[Encoded]:
    """A cleaned picture in AVIF and WebP, at every width up to its own."""
    with _reading(), Image.open(io.BytesIO(content), formats=("JPEG",)) as master:
        master.load()
        widths = [width for width in _WIDTHS if width < master.width] or [master.width]
        for width in widths:
            size = (width, max(1, round(master.height * width / master.width)))
            small = master.resize(size, Image.Resampling.LANCZOS)
            yield _encode(small, "AVIF", quality=62, speed=8)
            yield _encode(small, "WEBP", quality=80, method=4)


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever a decoder says of a broken or hostile file is one answer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except UnidentifiedImageError as unknown:
        raise NotAPhotograph(_("it is no JPEG, PNG, WebP or HEIC picture. Save it as JPEG.")) from unknown
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NotAPhotograph(_("it has more than 40 million pixels. Save a smaller copy.")) from bomb
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as broken:
        if isinstance(broken, NotAPhotograph):
            raise
        raise NotAPhotograph(_("it is damaged. Save it again, as JPEG.")) from broken


def _check_sides(size: tuple[int, int], least: int) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise NotAPhotograph(_("it has more than 40 million pixels. Save a smaller copy."))
    if min(size) < least:
        raise NotAPhotograph(
            _("it is only %(width)s × %(height)s pixels. Both sides need %(least)s at least.")
            % {"width": size[0], "height": size[1], "least": least}
        )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """On white where it is transparent, and in the colours that every screen knows."""
    profile = picture.info.get("icc_profile")
    if picture.mode in {"RGBA", "LA", "P", "PA"}:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    if profile and picture.mode in {"RGB", "CMYK", "L"}:
        picture = _translated(picture, profile)
    return picture.convert("RGB")


def _translated(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        made = ImageCms.profileToProfile(picture, own, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return made or picture


def _encode(picture: Image.Image, kind: str, **options: int | bool) -> Encoded:
    # A fresh picture carries no notes of the one it was made from.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return Encoded(
        content=out.getvalue(), mime=f"image/{kind.lower()}", width=picture.width, height=picture.height
    )
