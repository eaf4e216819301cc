"""What is typed into the desk's forms about products, read into sections, and sections written out for the forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import QueryDict

from comptoir.catalogue.queries import FLAGS, TEXTS, SheetColour, SheetFacts, SheetSize, SheetTexts
from comptoir.core.labels import CARE
from comptoir.infra.i18n import LANGUAGES

_MOST_ROWS = 60
BLANK_COLOURS = 2  # rows that wait for a new colour
_SIZE = re.compile(r"(\S+)\s+(\d{1,6})")


def facts_of(post: QueryDict) -> SheetFacts:
    """The section of facts."""
    plain = ("collection", "category", "cut", "fit", "tax_class", "maker", "maker_email")
    lines = _text(post, "maker_address").splitlines()
    typed: dict[str, Any] = {name: _text(post, name)[:200] for name in plain}
    typed |= {name: _text(post, name) == "yes" for name in (*FLAGS, "animal_parts")}
    return SheetFacts(
        **typed,
        composition=_text(post, "composition")[:2000],
        care=tuple(filter(None, (_text(post, f"care-{treatment}") for treatment in CARE))),
        origin=_text(post, "origin").upper()[:2],
        hs_code="".join(_text(post, "hs_code").split())[:10],
        maker_address="\n".join(line.strip() for line in lines if line.strip())[:500],
    )


def texts_of(post: QueryDict) -> SheetTexts:
    """The section of texts; the words of the composition come as `word-0` with `words.0.fr`."""
    words = {
        word: by_language(post, f"words.{place}")
        for place in range(_MOST_ROWS)
        if (word := _text(post, f"word-{place}"))
    }
    return SheetTexts(texts={name: by_language(post, name) for name in TEXTS}, words=words)


def alt_of(post: QueryDict) -> dict[str, str]:
    """What a photograph shows, by language."""
    return by_language(post, "alt")


def colours_of(post: QueryDict) -> tuple[SheetColour, ...]:
    """The section of colours: rows in order of their place, those without a code left out."""
    rows = [
        (_text(post, f"place.{row}"), row, _colour(post, row))
        for row in range(_MOST_ROWS)
        if _text(post, f"code.{row}")
    ]
    # A row whose place is not a number stands where it stood.
    return tuple(
        colour
        for _, _, colour in sorted(
            rows, key=lambda each: (number_of(each[0], otherwise=each[1] + 1), each[1])
        )
    )


def sizes_as_typed(colour: SheetColour) -> str:
    """Sizes as they are typed: S 310, M 330."""
    return ", ".join(f"{size.size} {size.weight_g}" for size in colour.sizes)


def moment_of(text: str, *, zone: str) -> datetime | None:
    """A moment as a form sends it, in the zone of the house; None where it is blank or none."""
    try:
        return datetime.fromisoformat(text.strip()).replace(tzinfo=ZoneInfo(zone))
    except ValueError:
        return None


def moment_as_typed(moment: datetime | None, *, zone: str) -> str:
    """A moment as a form's field wants it."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if moment else ""


def texts_by_language(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Every language of the house with its text, blank where there is none."""
    for language in LANGUAGES:
        yield language, texts.get(language, "")


def by_language(post: QueryDict, name: str) -> dict[str, str]:
    typed = ((language, _text(post, f"{name}.{language}")) for language in sorted(LANGUAGES))
    return {language: text for language, text in typed if text}


def _text(post: QueryDict, name: str) -> str:
    """What was typed into a field, its lines ended as ours are."""
    return str(post.get(name, "")).replace("\r\n", "\n").strip()


def _colour(post: QueryDict, row: int) -> SheetColour:
    sizes = [
        _SIZE.fullmatch(each.strip()) for each in post.get(f"sizes.{row}", "").split(",") if each.strip()
    ]
    return SheetColour(
        code=_text(post, f"code.{row}").upper()[:4],
        name=by_language(post, f"name.{row}"),
        hex=_text(post, f"hex.{row}").lower()[:7],
        second_hex=_text(post, f"second.{row}").lower()[:7],
        # What cannot be read keeps its place, and is refused with the rest.
        sizes=tuple(
            SheetSize(size=each[1].upper(), weight_g=int(each[2])) if each else SheetSize(size="", weight_g=0)
            for each in sizes
        ),
    )


def number_of(text: str, *, otherwise: int) -> int:
    """The place that is typed for a row; `otherwise` where it is no number."""
    return int(text) if text.isdigit() and len(text) < 4 else otherwise
