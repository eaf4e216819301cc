"""The demo house's data: tables with one row a line and a bar between columns."""

from __future__ import annotations

from pathlib import Path

_DATA = Path(__file__).parent / "data"


def read_table(name: str) -> tuple[tuple[str, ...], ...]:
    """The rows of a table ("words/nouns"), comments and empty lines left out."""
    lines = (_DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return tuple(
        tuple(cell.strip() for cell in line.split("|"))
        for line in lines
        if line.strip() and not line.startswith("#")
    )


def read_words(name: str) -> dict[str, tuple[str, ...]]:
    """The rows of a table by their first column."""
    return {row[0]: row[1:] for row in read_table(f"words/{name}")}
