"""Films that people upload: looked into, so that what is kept is a film that every browser plays."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from comptoir.infra.i18n import gettext as _

MOST_BYTES = 60_000_000
_LONGEST_SIDE = 4_096
_MP4_CODECS = {b"avc1", b"avc3", b"av01", b"vp09"}
_WEBM_CODECS = {b"V_VP8", b"V_VP9", b"V_AV1"}
# Elements of a WebM file, by their id.
_EBML, _DOCTYPE, _SEGMENT, _TRACKS, _TRACK = 0x1A45DFA3, 0x4282, 0x18538067, 0x1654AE6B, 0xAE
_CODEC, _VIDEO, _WIDTH, _HEIGHT = 0x86, 0xE0, 0xB0, 0xBA


class NotAFilm(ValueError):
    """The file is no film that can be shown; the message says why, in the current language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmed:
    """What a film is: `video/mp4` or `video/webm`, and its sides in pixels."""

    mime: str
    width: int
    height: int


def look_into(content: bytes) -> Filmed:
    """What kind of film the bytes are; NotAFilm for anything that a browser would not play."""
    if len(content) > MOST_BYTES:
        raise NotAFilm(_("it is larger than 60 MB. Save a shorter or smaller one."))
    try:
        if content[4:8] == b"ftyp":
            film = _mp4(memoryview(content))
        elif content.startswith(_EBML.to_bytes(4, "big")):
            film = _webm(memoryview(content))
        else:
            raise NotAFilm(_("it is no MP4 or WebM film."))
    except (IndexError, struct.error) as broken:
        raise NotAFilm(_("it is damaged. Save it again.")) from broken
    if not (0 < film.width <= _LONGEST_SIDE and 0 < film.height <= _LONGEST_SIDE):
        raise NotAFilm(_("its sides must be 1 to 4096 pixels."))
    return film


def _mp4(content: memoryview) -> Filmed:
    """The first picture track: its sides are in its header, its coding in the table of its samples."""
    for track in _inside(content, b"moov", b"trak"):
        handler = next(_inside(track, b"mdia", b"hdlr"), None)
        if handler is None or bytes(handler[8:12]) != b"vide":
            continue
        header = next(_inside(track, b"tkhd"))
        samples = next(_inside(track, b"mdia", b"minf", b"stbl", b"stsd"))
        _check_codec(bytes(samples[12:16]), _MP4_CODECS)
        width, height = struct.unpack(">II", header[-8:])
        return Filmed(mime="video/mp4", width=width >> 16, height=height >> 16)
    raise NotAFilm(_("there is no picture in it, or it was cut off."))


def _inside(content: memoryview, *path: bytes) -> Iterator[memoryview]:
    """Every box at the end of a path of names, within the boxes of `content`."""
    first, *rest = path
    for kind, body in _boxes(content):
        if kind == first and rest:
            yield from _inside(body, *rest)
        elif kind == first:
            yield body


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview]]:
    at = 0
    while at + 8 <= len(content):
        size, kind = struct.unpack(">I4s", content[at : at + 8])
        head = 8
        if size == 1:
            (size,) = struct.unpack(">Q", content[at + 8 : at + 16])
            head = 16
        end = len(content) if size == 0 else at + size
        if size and size < head or end > len(content):
            raise NotAFilm(_("it is damaged. Save it again."))
        yield kind, content[at + head : end]
        at = end


def _webm(content: memoryview) -> Filmed:
    """The first track with a picture."""
    (kind, header), (_segment, segment) = _first_two(content)
    doctype = next((bytes(body) for name, body in _elements(header) if name == _DOCTYPE), b"")
    if kind != _EBML or doctype.rstrip(b"\0") != b"webm":
        raise NotAFilm(_("it is no MP4 or WebM film."))
    tracks = next((body for name, body in _elements(segment) if name == _TRACKS), memoryview(b""))
    for name, track in _elements(tracks):
        known = dict(_elements(track)) if name == _TRACK else {}
        if _VIDEO in known:
            _check_codec(bytes(known.get(_CODEC, b"")).rstrip(b"\0"), _WEBM_CODECS)
            sides = dict(_elements(known[_VIDEO]))
            width, height = (int.from_bytes(sides.get(side, b""), "big") for side in (_WIDTH, _HEIGHT))
            return Filmed(mime="video/webm", width=width, height=height)
    raise NotAFilm(_("there is no picture in it, or it was cut off."))


def _first_two(content: memoryview) -> tuple[tuple[int, memoryview], tuple[int, memoryview]]:
    elements = _elements(content)
    header, segment = next(elements, None), next(elements, None)
    if header is None or segment is None or segment[0] != _SEGMENT:
        raise NotAFilm(_("it is damaged. Save it again."))
    return header, segment


def _elements(content: memoryview) -> Iterator[tuple[int, memoryview]]:
    """Element by element; one of unknown size, or that was cut off, goes on to the end."""
    at = 0
    while at < len(content):
        name, at = _number(content, at, marked=True)
        size, begin = _number(content, at, marked=False)
        unknown = size == (1 << 7 * (begin - at)) - 1
        at = len(content) if unknown else min(begin + size, len(content))
        yield name, content[begin:at]


def _number(content: memoryview, at: int, *, marked: bool) -> tuple[int, int]:
    """A number whose first bits tell how long it is, and where it ends; an id keeps those bits."""
    length = 9 - content[at].bit_length()
    if length > 8 or at + length > len(content):
        raise NotAFilm(_("it is damaged. Save it again."))
    found = int.from_bytes(content[at : at + length], "big")
    return (found if marked else found & ((1 << 7 * length) - 1)), at + length


def _check_codec(codec: bytes, played: set[bytes]) -> None:
    if codec not in played:
        raise NotAFilm(_("not every browser plays its coding. Save it as H.264 (MP4), VP9 or AV1."))
