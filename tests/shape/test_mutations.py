"""The table of mutations still fits the code, and names rules that exist."""

from __future__ import annotations

from pathlib import Path

from tools.mutations import MUTATIONS, Mutation
from tools.rules_page import RULES

ROOT = Path(__file__).resolve().parents[2]


def text_of(mutation: Mutation) -> str:
    if mutation.where.endswith(".toml"):
        return (ROOT / "profile" / mutation.where).read_text(encoding="utf-8")
    return (ROOT / "src/comptoir/core" / f"{mutation.where}.py").read_text(encoding="utf-8")


def test_what_each_mutation_replaces_stands_once_in_its_file() -> None:
    assert [mutation for mutation in MUTATIONS if text_of(mutation).count(mutation.old) != 1] == []


def test_mutations_are_of_rules_that_exist() -> None:
    assert {mutation.rule for mutation in MUTATIONS} <= set(RULES)
