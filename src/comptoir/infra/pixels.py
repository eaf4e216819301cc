"""The picture inside a file, by Pillow alone. Run as a program it cleans what its parent writes to it, within limits."""

from __future__ import annotations

import io
import json
import resource
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

import pillow_heif
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

_MOST_PIXELS = 40_000_000
_LARGEST_SIDE = 2_400
# What a decoder may be asked to read; HEIF is what telephones write as HEIC.
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
pillow_heif.register_heif_opener(thumbnails=False)
_DIGITS = 12  # of a length, before the bytes that it counts


class NoPicture(ValueError):
    """The file is no picture that can be used: a word for why, and the figures of its sentence."""

    def __init__(self, why: str, **figures: int) -> None:
        super().__init__(why)
        self.why, self.figures = why, figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """An encoded picture, its kind and its sides in pixels."""

    content: bytes
    mime: str
    width: int
    height: int


def clean(content: bytes, *, least_side: int) -> Encoded:
    """The picture inside a file, upright, in sRGB, without anything that was written beside it, as JPEG."""
    with reading(), Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        _check_sides(opened.size, least_side)
        if opened.format != "JPEG" and getattr(opened, "n_frames", 1) > 1:
            raise NoPicture("several")
        plain = _in_srgb(ImageOps.exif_transpose(opened))
        plain.thumbnail((_LARGEST_SIDE, _LARGEST_SIDE), Image.Resampling.LANCZOS)
        return encode(plain, "JPEG", quality=90, optimize=True, progressive=True)


def encode(picture: Image.Image, kind: str, **options: int | bool) -> Encoded:
    """The pixels alone, in a format of Pillow's."""
    # A fresh picture carries no notes of the one it was made from.
    bare = Image.new("RGB", picture.size)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, kind, **options)
    return Encoded(
        content=out.getvalue(), mime=f"image/{kind.lower()}", width=picture.width, height=picture.height
    )


@contextmanager
def reading() -> Iterator[None]:
    """Whatever a decoder says of a broken or hostile file is one answer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except NoPicture:
        raise
    except UnidentifiedImageError as unknown:
        raise NoPicture("unknown") from unknown
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise NoPicture("pixels") from bomb
    except MemoryError as full:
        raise NoPicture("heavy") from full
    except (OSError, SyntaxError, ValueError, EOFError) as broken:
        raise NoPicture("damaged") from broken


def send(out: IO[bytes], content: bytes) -> None:
    """Write bytes behind their length."""
    out.write(b"%0*d" % (_DIGITS, len(content)) + content)
    out.flush()


def receive(source: IO[bytes]) -> bytes:
    """Bytes that were written so. Raises EOFError at the end."""
    told = source.read(_DIGITS)
    if len(told) < _DIGITS:
        raise EOFError
    content = source.read(int(told))
    if len(content) < int(told):
        raise EOFError
    return content


def main(*, memory: int, seconds: int, least_side: int) -> None:
    """Answer each picture with what it is and its bytes; `memory` in all, `seconds` of processor for each."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    while True:
        try:
            content = receive(sys.stdin.buffer)
        except EOFError:
            return
        used = resource.getrusage(resource.RUSAGE_SELF)
        now = int(used.ru_utime + used.ru_stime) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (now + seconds, resource.RLIM_INFINITY))
        try:
            made = clean(content, least_side=least_side)
        except NoPicture as no:
            _answer({"why": no.why, "figures": no.figures}, b"")
        else:
            _answer({"width": made.width, "height": made.height, "mime": made.mime}, made.content)


def _answer(told: dict[str, object], content: bytes) -> None:
    send(sys.stdout.buffer, json.dumps(told).encode())
    send(sys.stdout.buffer, content)


def _check_sides(size: tuple[int, int], least: int) -> None:
    if size[0] * size[1] > _MOST_PIXELS:
        raise NoPicture("pixels")
    if min(size) < least:
        raise NoPicture("small", width=size[0], height=size[1], least=least)


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


if __name__ == "__main__":
    main(memory=int(sys.argv[1]), seconds=int(sys.argv[2]), least_side=int(sys.argv[3]))
