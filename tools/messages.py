"""Messages people read: `compile` makes the catalogues usable, `check` finds what is missing or wrong in them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from comptoir.infra.sentences import SENTENCES, STATES

SOURCES = Path(__file__).resolve().parents[1] / "src/comptoir"
CATALOGUES = "locale/*/LC_MESSAGES/comptoir.po"
METHODS = [("**.py", "python"), ("**/templates/**", "jinja2")]
# As infra.templates has it; a message in a template is what its environment makes of it.
OPTIONS = {
    "**/templates/**": {
        "trim_blocks": "true",
        "lstrip_blocks": "true",
        "silent": "false",
        "extensions": "jinja2.ext.do",
    }
}
KEYWORDS = {"_": None, "N_": None, "gettext": None, "ngettext": (1, 2)}
STAFF = {"en", "fr"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
# French sets these apart by a space at which no line may end.
LOOSE = re.compile(r" [:;?!»]|« ")


def forms(value: object) -> list[str]:
    """The text, or the singular and plural texts, of one side of a message."""
    return [str(form) for form in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def placeholders(texts: list[str]) -> set[str]:
    """The names that the texts want filled in."""
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def find_used() -> dict[str, list[str]]:
    """Every message that the product says, with the places where it says it."""
    used = {sentence: ["infra/sentences.py"] for sentence in (*SENTENCES.values(), *STATES.values())}
    for name, line, message, _comments, _context in extract_from_dir(SOURCES, METHODS, OPTIONS, KEYWORDS):
        used.setdefault(forms(message)[0], []).append(f"{name}:{line}")
    return used


def is_said(places: list[str], *, language: str) -> bool:
    """Whether a message must be in a language: the desk speaks the languages of the staff only."""
    return language in STAFF or not all(place.startswith("desk/") for place in places)


def find_faults(catalogue: Catalog, used: dict[str, list[str]]) -> Iterator[str]:
    """What is wrong with one catalogue, a line each."""
    for text, places in used.items():
        if catalogue.get(text) is None and is_said(places, language=str(catalogue.locale)):
            yield f"not in the catalogue: {text!r} ({places[0]})"
    for message in catalogue:
        if message.id:
            yield from check_message(message)
            if str(catalogue.locale) == "fr" and any(map(LOOSE.search, forms(message.string))):
                yield f"a line can end before a mark: {forms(message.id)[0]!r}"


def check_message(message: Message) -> Iterator[str]:
    """What is wrong with one message."""
    wanted, given = forms(message.id), forms(message.string)
    if message.fuzzy:
        yield f"marked fuzzy: {wanted[0]!r}"
    if not all(given):
        yield f"not translated: {wanted[0]!r}"
    elif placeholders(wanted) != placeholders(given):
        yield f"other placeholders than the English: {wanted[0]!r}"


def check() -> int:
    """Print every fault of every catalogue; 1 when there is one."""
    used = find_used()
    faults = [
        f"{path.relative_to(SOURCES)}: {fault}"
        for path in sorted(SOURCES.glob(CATALOGUES))
        for fault in find_faults(read(path), used)
    ]
    print("\n".join(faults) or f"{len(used)} messages, all translated")
    return 1 if faults else 0


def compile_all() -> int:
    """Write the binary catalogue beside every readable one."""
    for path in SOURCES.glob(CATALOGUES):
        with path.with_suffix(".mo").open("wb") as out:
            write_mo(out, read(path))
    return 0


def read(path: Path) -> Catalog:
    """A catalogue; its language is the name of its folder."""
    with path.open("rb") as text:
        return read_po(text, locale=path.parents[1].name, abort_invalid=True)


if __name__ == "__main__":
    sys.exit({"check": check, "compile": compile_all}[sys.argv[1]]())
