"""Plain words on paper, for those who take no text."""

from __future__ import annotations

import functools

import typst
from django.conf import settings

_PAGE = b"""#set document(date: none)
#set page("a4", margin: 2cm)
#set text(font: "Archivo", size: 9pt)
#for line in sys.inputs.text.split("\\n") [#line \\ ]
"""


def as_pdf(text: str) -> bytes:
    """The text on A4 pages, line by line; the same text is the same bytes."""
    return typst.compile(_PAGE, format="pdf", font_paths=fonts(), sys_inputs={"text": text})


@functools.cache
def fonts() -> typst.Fonts:
    """What papers are set in. Read once: to look through the machine's fonts takes longer than to set a page."""
    return typst.Fonts(font_paths=[settings.FONTS])
