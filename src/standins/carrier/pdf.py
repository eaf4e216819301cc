"""A minimal PDF writer: pages of text, lines and filled rectangles in the two standard Helvetica faces."""

import unicodedata

Size = tuple[float, float]

# Letters that do not decompose into a bare letter and a mark.
STROKED = str.maketrans("ŁłĐđı", "LlDdi")


class Page:
    """One page; positions are in points from the top left corner."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._operations: list[str] = []

    def text(self, x: float, y: float, size: float, words: str, *, is_bold: bool = False) -> None:
        """Write words with their baseline at y."""
        face = "F2" if is_bold else "F1"
        self._operations.append(
            f"BT /{face} {size:g} Tf {x:g} {self.size[1] - y:g} Td ({_escape(words)}) Tj ET"
        )

    def box(self, x: float, y: float, width: float, height: float) -> None:
        """Fill a rectangle whose top left corner is at x, y."""
        self._operations.append(f"{x:g} {self.size[1] - y - height:g} {width:g} {height:g} re f")

    def line(self, x: float, y: float, to_x: float, to_y: float, *, width: float = 0.8) -> None:
        """Draw a line."""
        top = self.size[1]
        self._operations.append(f"{width:g} w {x:g} {top - y:g} m {to_x:g} {top - to_y:g} l S")

    def render(self) -> bytes:
        """The page's content stream."""
        return "\n".join(self._operations).encode("cp1252", "replace")


def render_pdf(*, pages: list[Page], title: str) -> bytes:
    """A whole PDF 1.4 file."""
    first = 6  # after catalogue, page tree, two fonts and the information dictionary
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(pages)))
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        font.format("Helvetica").encode(),
        font.format("Helvetica-Bold").encode(),
        f"<< /Title ({_escape(title)}) >>".encode("cp1252", "replace"),
    ]
    for number, page in enumerate(pages):
        content = page.render()
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {page.size[0]:g} {page.size[1]:g}]"
            f" /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents {first + 2 * number + 1} 0 R >>".encode()
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content))
    return _assemble(objects)


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info 5 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        start,
    )
    return bytes(out)


def _escape(words: str) -> str:
    latin = "".join(_to_latin(character) for character in words.translate(STROKED) if character >= " ")
    return latin.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _to_latin(character: str) -> str:
    """The character itself where the font has it, else its bare letter, else a question mark."""
    for candidate in (character, unicodedata.normalize("NFKD", character)[:1]):
        if candidate.encode("cp1252", "ignore"):
            return candidate
    return "?"
