"""Stylesheets: a block that is not closed takes all that follows it into its media query, and no browser says so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from comptoir.config.settings import REPOSITORY

SHEETS = sorted((REPOSITORY / "src/comptoir/static").glob("*.css"))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_every_block_of_a_stylesheet_is_closed(sheet: Path) -> None:
    open_blocks: list[int] = []
    text = re.sub(
        r"/\*.*?\*/", lambda comment: "\n" * comment[0].count("\n"), sheet.read_text(), flags=re.DOTALL
    )
    for number, line in enumerate(text.splitlines(), 1):
        for sign in re.findall(r"[{}]", line):
            if sign == "{":
                open_blocks.append(number)
            else:
                assert open_blocks, f"line {number} closes nothing"
                open_blocks.pop()
    assert open_blocks == []
