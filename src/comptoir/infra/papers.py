"""Plain words on paper, for those who take no text."""

from __future__ import annotations

import typst
from django.conf import settings

_PAGE = b"""#set document(date: none)
#set page("a4", margin: 2cm)
#set text(font: "Archivo", size: 9pt)
#for line in sys.inputs.text.split("\\n") [#line \\ ]
"""


def as_pdf(text: str) -> bytes:
    """The text on A4 pages, line by line; the same text is the same bytes."""
    fonts = typst.Fonts(font_paths=[settings.FONTS])
    return typst.compile(_PAGE, format="pdf", font_paths=fonts, sys_inputs={"text": text})
