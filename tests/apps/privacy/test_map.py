"""The map is whole: every table with words in it has its line, or the reason why no person is in it."""

from __future__ import annotations

import pytest
from django.apps import apps

from comptoir.core.privacy import Basis, Fate, Use
from comptoir.privacy.queries import EXCLUDED, MAP

WORDS = {
    "CharField", "TextField", "EmailField", "JSONField", "FileField", "URLField", "ArrayField", "BinaryField",
    "GenericIPAddressField", "SearchVectorField",
}  # fmt: skip


def with_words() -> set[str]:
    return {
        model._meta.label
        for model in apps.get_models()
        if any(column.get_internal_type() in WORDS for column in model._meta.local_fields)
    }


@pytest.mark.rule("ACC-11")
def test_every_table_with_words_is_on_the_map_or_says_why_not() -> None:
    """Add a line to privacy/queries/map.py: to MAP where a person may be in it, else to EXCLUDED with the reason."""
    known = {entry.model for entry in MAP} | set(EXCLUDED)
    assert with_words() - known == set(), "not in privacy/queries/map.py"
    assert known - {model._meta.label for model in apps.get_models()} == set(), "no such table"
    assert not {entry.model for entry in MAP} & set(EXCLUDED)


def test_every_line_names_columns_that_are_there_and_says_what_for() -> None:
    for entry in MAP:
        for name in (*entry.fields, *entry.files, *entry.spoiled, *entry.stamped):
            entry.table._meta.get_field(name)
        assert entry.purpose.endswith("."), entry.model
        assert entry.via or entry.since, entry.model
    assert all(len(reason) > 4 for reason in EXCLUDED.values())


@pytest.mark.rule("B-05")
def test_what_can_be_objected_to_is_all_that_rests_on_consent_or_interest() -> None:
    """Name the `use` of a new line on either basis; without one are only what is not about customers, or of no words."""
    consent = {entry.use for entry in MAP if entry.basis is Basis.CONSENT}
    assert consent == {Use.LETTERS}
    unnamed = {entry.model for entry in MAP if entry.basis is Basis.INTEREST and entry.use is None}
    assert unnamed == {"people.Invitation", "infra.IdempotencyKey"}
    named = {entry.use for entry in MAP if entry.basis is Basis.INTEREST} - {None}
    assert named == {*Use} - {Use.LETTERS, Use.OTHER}
    assert not [
        entry.model for entry in MAP if entry.use and entry.basis not in {Basis.CONSENT, Basis.INTEREST}
    ]


def test_what_is_kept_is_kept_by_law() -> None:
    kept = {entry.model for entry in MAP if entry.fate is Fate.KEEP}
    assert kept == {
        "invoicing.Paper", "invoicing.DocumentFile", "orders.Piece", "invoicing.Document", "journal.Entry",
    }  # fmt: skip
