"""Small modules: 400 lines, in the core 300; those over it are in the ratchet, and never grow."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from tests.shape.reading import ROOT, committed

RATCHET = Path(__file__).with_name("ratchet.toml")
MOST, MOST_IN_CORE = 400, 300


def too_long() -> dict[str, int]:
    """Our Python modules over their budget, with their lines."""
    lines = {
        path.relative_to(ROOT): path.read_text(encoding="utf-8").count("\n")
        for path in committed()
        if path.suffix == ".py" and "migrations" not in path.parts
    }
    core = Path("src/comptoir/core")
    return {str(p): n for p, n in lines.items() if n > (MOST_IN_CORE if p.is_relative_to(core) else MOST)}


def test_modules_keep_to_their_budget() -> None:
    let_in = tomllib.loads(RATCHET.read_text(encoding="utf-8"))
    assert all(isinstance(entry["since"], date) for entry in let_in.values())
    assert too_long() == {path: entry["lines"] for path, entry in let_in.items()}
