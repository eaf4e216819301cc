"""Files that are no photographs, or more than one: made here, byte by byte, none of them found anywhere."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pillow_heif
from PIL import Image, ImageCms, PngImagePlugin

pillow_heif.register_heif_opener()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><html><script>alert(document.cookie)</script></html>"
PHP = b"<?php system($_GET['c']); ?>"
PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF"


def picture(
    kind: str = "JPEG", *, size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: object
) -> bytes:
    """An honest picture."""
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


def segment(marker: int, content: bytes) -> bytes:
    """A JPEG with one more segment behind its first mark."""
    honest = picture()
    return honest[:2] + bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content + honest[2:]


def chunk(kind: bytes, content: bytes) -> bytes:
    """One chunk of a PNG."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int, height: int, data: bytes = b"", *chunks: bytes) -> bytes:
    """A PNG that says it is so large, whatever it holds."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + b"".join(chunks) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def zipped(name: str = "a.txt", content: bytes = b"x" * 100) -> bytes:
    """An archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def moving(kind: str) -> bytes:
    """Several pictures in a file."""
    out = io.BytesIO()
    frames = [Image.new("RGB", (320, 240), (shade, 0, 0)) for shade in (0, 120, 240)]
    frames[0].save(out, kind, save_all=True, append_images=frames[1:])
    return out.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    """One box of an ISO file."""
    return struct.pack(">I", len(content) + 8) + kind + content


def heic_larger() -> bytes:
    """A HEIC that says it is larger than it is."""
    return picture("HEIF", size=(480, 640)).replace(
        struct.pack(">II", 480, 640), struct.pack(">II", 30_000, 30_000)
    )


def jpeg_larger(width: int, height: int) -> bytes:
    """A JPEG that says it is larger than it is."""
    honest = picture()
    at = honest.index(b"\xff\xc0")
    return honest[: at + 5] + struct.pack(">HH", height, width) + honest[at + 9 :]


def scans() -> bytes:
    """A small JPEG that says the last thing of a large picture thousands of times: hours for whoever listens."""
    honest = picture(size=(6300, 6300), progressive=True)
    last = honest.rindex(b"\xff\xc4", 0, honest.rindex(b"\xff\xda"))
    return honest[:-2] + honest[last:-2] * 3000 + b"\xff\xd9"


def cut(content: bytes, share: float) -> bytes:
    """The first part of a file."""
    return content[: int(len(content) * share)]


def noise(kind: str) -> bytes:
    """A picture of noise, which fills a file."""
    out = io.BytesIO()
    Image.effect_noise((640, 480), 80).convert("RGB").save(out, kind)
    return out.getvalue()


def gif_script() -> bytes:
    """The old trick of a picture that is a script."""
    return b"GIF89a=1;alert(1);//" + bytes(40)


REFUSED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "one byte": lambda: b"\xff",
    "a mark alone, JPEG": lambda: b"\xff\xd8\xff",
    "a mark alone, PNG": lambda: b"\x89PNG\r\n\x1a\n",
    "a mark alone, WebP": lambda: b"RIFF\x00\x00\x00\x00WEBP",
    "a mark alone, HEIC": lambda: box(b"ftyp", b"heic\0\0\0\0mif1heic"),
    "zeros": lambda: bytes(5000),
    "text": lambda: b"This is a photograph, believe me. " * 50,
    "drawing": lambda: SVG,
    "drawing behind white space": lambda: b"\n\n  " + SVG,
    "drawing behind an XML head": lambda: b'<?xml version="1.0"?>' + SVG,
    "drawing with an entity": lambda: b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "drawing, compressed": lambda: zlib.compress(SVG),
    "page": lambda: PAGE,
    "program in PHP": lambda: PHP,
    "program for the shell": lambda: b"#!/bin/sh\nrm -rf /\n",
    "program for Windows": lambda: b"MZ" + bytes(500),
    "program for Linux": lambda: b"\x7fELF" + bytes(500),
    "document": lambda: PDF,
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "archive": zipped,
    "archive of nothing but zeros": lambda: zipped("zeros", bytes(3_000_000)),
    "office document": lambda: zipped("word/document.xml", b"<w:document/>"),
    "archive of tar": lambda: b"a.txt" + bytes(252) + b"ustar" + bytes(250),
    "animation, GIF": lambda: moving("GIF"),
    "still, GIF": lambda: picture("GIF", mode="P"),
    "script in GIF": gif_script,
    "still, BMP": lambda: picture("BMP"),
    "still, TIFF": lambda: picture("TIFF"),
    "still, ICO": lambda: picture("ICO", size=(256, 256)),
    "still, JPEG 2000": lambda: b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(200),
    "still, PPM": lambda: picture("PPM"),
    "still, TGA": lambda: picture("TGA"),
    "still, AVIF": lambda: picture("AVIF"),
    "icon for Apple": lambda: b"icns" + bytes(300),
    "layers": lambda: b"8BPS\x00\x01" + bytes(300),
    "metafile": lambda: b"\xd7\xcd\xc6\x9a" + bytes(300),
    "ImageMagick's own language": lambda: b"push graphic-context\nfill 'url(https://example.org/\"|ls \"-la)'\npop",
    "film": lambda: box(b"ftyp", b"isom\0\0\0\0isommp42") + bytes(500),
    "sound": lambda: b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(100),
    "sequence, HEIC": lambda: box(b"ftyp", b"hevc\0\0\0\0hevcmif1") + bytes(500),
    "animation, PNG": lambda: moving("PNG"),
    "animation, WebP": lambda: moving("WEBP"),
    "bomb, PNG, all there": lambda: picture("PNG", size=(9000, 9000), mode="1"),
    "bomb, PNG, promised": lambda: png(60_000, 60_000),
    "bomb, PNG, the largest that can be said": lambda: png(2**31 - 1, 2**31 - 1),
    "bomb, JPEG, promised": lambda: jpeg_larger(65_000, 65_000),
    "bomb, HEIC, promised": heic_larger,
    "bomb of text in PNG": lambda: png(
        640, 480, bytes(640 * 480 * 3), chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(80_000_000), 9))
    ),
    "no width": lambda: png(0, 480),
    "thin": lambda: picture(size=(4000, 10)),
    "small": lambda: picture(size=(199, 199)),
    "pixels missing, PNG": lambda: png(640, 480, b"\0\0\0"),
    "cut, JPEG": lambda: cut(noise("JPEG"), 0.5),
    "cut, PNG": lambda: cut(noise("PNG"), 0.5),
    "cut, WebP": lambda: cut(noise("WEBP"), 0.5),
    "cut, HEIC": lambda: cut(noise("HEIF"), 0.6),
    "head cut off, JPEG": lambda: picture()[2:],
    "head of PNG on JPEG": lambda: b"\x89PNG\r\n\x1a\n" + picture(),
    "head of JPEG on PNG": lambda: b"\xff\xd8\xff" + picture("PNG"),
    "JPEG without an end of its tables": lambda: b"\xff\xd8\xff\xdb\xff\xff" + bytes(100),
    "page behind a JPEG": lambda: picture() + PAGE,
    "page in a comment of JPEG": lambda: segment(0xFE, PAGE),
    "program in the notes of JPEG": lambda: segment(0xE1, b"Exif\0\0" + PHP),
    "program in a text of PNG": lambda: png(640, 480, b"\0" * (640 * 3 + 1) * 480, chunk(b"tEXt", b"c\0" + PHP)),
    "drawing behind a PNG": lambda: picture("PNG") + SVG,
    "page behind a WebP": lambda: picture("WEBP") + PAGE,
    "document in a JPEG": lambda: segment(0xFE, PDF),
    "archive behind a JPEG": lambda: picture() + zipped(),
    "archive of Java behind a PNG": lambda: picture("PNG") + zipped("META-INF/MANIFEST.MF"),
    "archive, RAR, behind a JPEG": lambda: picture() + b"Rar!\x1a\x07\x01\x00" + bytes(50),
    "too heavy": lambda: b"\xff\xd8\xff" + bytes(10_000_001),
}  # fmt: skip


def _notes() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "Secret camera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    return exif.tobytes()


def _profile() -> bytes:
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture(icc_profile=made + b"Secret payload")


def _texts() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "Secret note")
    notes.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Secret place</x:xmpmeta>")
    return picture("PNG", pnginfo=notes)


CLEANED: dict[str, Callable[[], bytes]] = {
    "a place in its notes": lambda: picture(exif=_notes()),
    "a payload in its colour profile": _profile,
    "notes in PNG": _texts,
    "a place in WebP": lambda: picture("WEBP", exif=_notes(), xmp=b"<x:xmpmeta>Secret</x:xmpmeta>"),
    "a comment in JPEG": lambda: segment(0xFE, b"Secret comment"),
    "a note of the maker": lambda: segment(0xEF, b"Secret maker" * 50),
    "a film behind a JPEG": lambda: picture() + box(b"ftyp", b"mp42Secret film") + bytes(300),
    "transparent": lambda: picture("PNG", mode="RGBA"),
    "with a palette": lambda: picture("PNG", mode="P"),
    "for print": lambda: picture(mode="CMYK"),
    "grey": lambda: picture(mode="L"),
    "progressive": lambda: picture(progressive=True),
    "from a telephone": lambda: picture("HEIF"),
}
