"""Small films for the tests, written byte by byte: what a browser would play, and what none would."""

from __future__ import annotations

import struct

SPOKEN = """WEBVTT - the show

NOTE Nobody reads this.

STYLE
::cue { color: red }

opening
00:01.000 --> 00:02.500 align:start
<v.loud Marie>Wool &amp; <i>water</i>.

00:00:02.500 --> 00:00:04.000
Two lines
at once.
"""


def an_mp4(
    *, codec: bytes = b"avc1", width: int = 1280, height: int = 720, handler: bytes = b"vide"
) -> bytes:
    """An MP4 file of one track."""
    header = _box(b"tkhd", b"\0" * 76 + struct.pack(">II", width << 16, height << 16))
    samples = _box(b"stsd", b"\0" * 7 + b"\x01" + _box(codec, b"\0" * 70))
    media = _box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13) + _box(b"minf", _box(b"stbl", samples))
    track = _box(b"trak", header + _box(b"mdia", media))
    return _box(b"ftyp", b"isom\0\0\2\0isomavc1") + _box(b"mdat", b"\0" * 40) + _box(b"moov", track)


def a_webm(
    *, codec: bytes = b"V_VP9", width: int = 640, height: int = 360, doctype: bytes = b"webm"
) -> bytes:
    """A WebM file of one track, as a recorder writes it: its segment has no known size."""
    sides = _element(b"\xb0", struct.pack(">H", width)) + _element(b"\xba", struct.pack(">H", height))
    track = _element(b"\xae", _element(b"\x86", codec) + _element(b"\xe0", sides))
    tracks = _element(b"\x16\x54\xae\x6b", track)
    header = _element(b"\x1a\x45\xdf\xa3", _element(b"\x42\x82", doctype))
    return header + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + tracks + _element(b"\x1f\x43\xb6\x75", b"\0" * 9)


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _element(name: bytes, body: bytes) -> bytes:
    return name + struct.pack(">H", 0x4000 | len(body)) + body
