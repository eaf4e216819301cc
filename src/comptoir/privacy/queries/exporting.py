"""Everything that the house holds about a person, as files to hand over (GDPR 15 and 20, B-02)."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zipfile import ZIP_DEFLATED, ZipFile

from django.db.models import Field, Model
from django.template.loader import render_to_string

from comptoir.infra import media
from comptoir.infra.i18n import gettext, speaking
from comptoir.infra.spreadsheets import write_csv
from comptoir.privacy.queries.holding import Held, Person, person_behind
from comptoir.privacy.queries.map import MAP
from comptoir.privacy.queries.words import basis_words, column_words, table_words, verb_in

# Secrets, keys of other people's work, and forms of the same words: no answer to what is held about somebody.
_UNSAID = re.compile(
    r"(?:^|_)(?:id|digest|key|token|password|html|sender|marks|version|letter)$|^(?:key|by_\w+)$"
)
_STAFF = frozenset(
    {"author", "by", "taken_by", "made_by", "asked_by", "answered_by", "found_by", "actor_id", "person"}
)
_MAILBOX = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_HIDDEN = "•••"
_FILES = {b"\xff\xd8": "jpg", b"%P": "pdf", b"\x89P": "png"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A table of the export: why it is held, and the person's rows in it."""

    name: str
    title: str
    purpose: str
    basis: str
    columns: tuple[tuple[str, str], ...]  # name, in words
    rows: tuple[dict[str, object], ...]


def export_of(*, email: str, language: str, country: str, at: datetime) -> bytes:
    """A zip: `index.html` to read, `data.json`, a CSV a table, and the files, for a person whose e-mail is proved."""
    person = person_behind(email=email)
    with speaking(language, country):
        sections = tuple(_sections(person))
        page = render_to_string("privacy/export.html", {"email": email, "at": at, "sections": sections})
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as file:
        file.writestr("index.html", page)
        file.writestr("data.json", json.dumps(_plain(person, sections, at), indent=1, ensure_ascii=False))
        for section in sections:
            names = [name for name, _ in section.columns]
            lines = [[_cell(row[name]) for name in names] for row in section.rows]
            file.writestr(f"csv/{section.name}.csv", write_csv(names, lines))
        for digest in sorted(files_of(person=person)):
            if not media.fault(digest, private=True):
                content = media.read(digest, private=True)
                file.writestr(f"files/{digest[:16]}.{_FILES.get(content[:2], 'bin')}", content)
    return packed.getvalue()


def files_of(*, person: Person) -> set[str]:
    """The digests of a person's files."""
    return {
        digest for entry in MAP for row in entry.of(person) for digest in digests_in(entry=entry, row=row)
    }


def digests_in(*, entry: Held, row: Model) -> Iterator[str]:
    """The digests that a row holds, alone or somewhere in JSON."""
    for name in entry.files:
        yield from re.findall(r"\b[0-9a-f]{64}\b", json.dumps(getattr(row, name)))


def _sections(person: Person) -> Iterator[Section]:
    for entry in MAP:
        rows = tuple(_row(entry, row, person) for row in entry.speaking_of(person).order_by("pk"))
        if rows:
            name = entry.model.replace(".", "-").lower() + ("-more" if entry.only else "")
            columns = tuple((column, column_words(column)) for column in rows[0])
            title, purpose, basis = (
                table_words(entry.model),
                gettext(entry.purpose),
                basis_words()[entry.basis],
            )
            yield Section(name=name, title=title, purpose=purpose, basis=basis, columns=columns, rows=rows)


def _row(entry: Held, row: Model, person: Person) -> dict[str, object]:
    return {
        column.name: _value(row, column, person)
        for column in entry.table._meta.local_concrete_fields
        if not column.is_relation and not column.primary_key and not _UNSAID.search(column.name)
    }


def _value(row: Model, column: Field[object, object], person: Person) -> object:
    value = getattr(row, column.name)
    if column.name in _STAFF and value and str(value) not in person.subjects:
        return _HIDDEN
    if column.name == "verb":
        return verb_in(value)
    return _masked(value, person)


def _masked(value: object, person: Person) -> object:
    """Without the mailboxes of other people."""
    match value:
        case str():
            return _MAILBOX.sub(
                lambda m: m[0] if m[0].casefold() == person.email.casefold() else _HIDDEN, value
            )
        case Mapping():
            return {
                str(name): _masked(each, person)
                for name, each in value.items()
                if not _UNSAID.search(str(name))
            }
        case list():
            return [_masked(each, person) for each in value]
        case datetime():
            return value.isoformat(timespec="seconds")
        case int() | bool() | None:
            return value
        case _:
            return str(value)


def _plain(person: Person, sections: tuple[Section, ...], at: datetime) -> dict[str, object]:
    held = [
        {"table": each.name, "purpose": each.purpose, "basis": each.basis, "rows": each.rows}
        for each in sections
    ]
    return {"email": person.email, "at": at.isoformat(timespec="seconds"), "held": held}


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
