"""Paper: a template of the house's and its data become a PDF."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import typst

from comptoir.infra.papers import fonts

_TEMPLATES = Path(__file__).parents[1] / "templates"


def set_pages(*, template: str, data: Mapping[str, object], standard: Literal["a-3b"] | None = None) -> bytes:
    """The PDF of a template with its words and figures; the template only places them.

    With a standard, such as PDF/A-3, a letter that our fonts do not have is an error.
    """
    return typst.compile(
        str(_TEMPLATES / template),
        format="pdf",
        font_paths=fonts(),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=standard,
    )
