"""Whether a product can be written: every fault with its field, the same for a form at the desk and for a row of a file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

from comptoir.catalogue.models import Category, Collection
from comptoir.catalogue.queries.filters import CUTS
from comptoir.catalogue.queries.fits import FITS
from comptoir.catalogue.queries.sheets import TEXTS, Section, SheetColour, SheetFacts, SheetTexts
from comptoir.core.decisions import Refused
from comptoir.core.labels import care_fault, composition_faults, read_composition
from comptoir.core.publishing import is_hs_code
from comptoir.core.reasons import Reason
from comptoir.infra import formats
from comptoir.infra.i18n import LANGUAGES
from comptoir.infra.i18n import gettext as _

_STYLE = re.compile(r"[A-Z0-9]+(-[A-Z0-9]+)*")
_CODE = re.compile(r"[A-Z0-9]{1,4}")
_SIZE = re.compile(r"[A-Z0-9][A-Z0-9.]{0,7}")
_HEX = re.compile(r"#[0-9a-f]{6}")
_HEAVIEST = 50_000
_LONGEST = {"name": 120, "material": 120}
_LONGEST_TEXT = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """What a product may be sorted by: keys by code."""

    collections: Mapping[str, int]
    categories: Mapping[str, int]


def known_codes() -> Codes:
    """The collections and categories that there are."""
    return Codes(
        collections=dict(Collection.objects.values_list("code", "pk")),
        categories=dict(Category.objects.values_list("code", "pk")),
    )


def wrong(field: str, why: str) -> Refused:
    """A field that is not right, and why."""
    return Refused(rule=None, reason=Reason.FIELD_WRONG, field=field, values=(("why", why),))


def check_style(*, style: str) -> tuple[Refused, ...]:
    """A style is letters, digits and single hyphens."""
    if len(style) <= 20 and _STYLE.fullmatch(style):
        return ()
    return (wrong("style", _("use up to 20 capital letters, digits and hyphens, as ME-26W-KN014.")),)


def check_facts(*, facts: SheetFacts, codes: Codes) -> tuple[Refused, ...]:
    """Every field of the facts that cannot be kept; what is only missing may stay so in a draft."""
    return (*_check_codes(facts, codes), *_check_label(facts), *_check_customs(facts))


def check_texts(*, texts: SheetTexts) -> tuple[Refused, ...]:
    """There must be an English name, in a language that the house speaks, and nothing longer than fits."""
    faults = []
    if not texts.texts.get("name", {}).get("en", "").strip():
        faults.append(Refused(rule=None, reason=Reason.FIELD_MISSING, field="name.en"))
    for field, by_language in texts.texts.items():
        most = _LONGEST.get(field, _LONGEST_TEXT)
        for language, text in by_language.items():
            if field not in TEXTS or language not in LANGUAGES:
                faults.append(wrong(f"{field}.{language}", _("the house has no such text.")))
            elif len(text) > most:
                faults.append(
                    wrong(f"{field}.{language}", _("use at most %(most)s characters.") % {"most": most})
                )
    return tuple(faults)


def check_colours(*, style: str, colours: Sequence[SheetColour]) -> tuple[Refused, ...]:
    """Every colour and size that cannot be kept; fields are `code.0`, `hex.0`, `sizes.0` by place."""
    faults: list[Refused] = []
    codes: set[str] = set()
    for place, colour in enumerate(colours):
        faults += _check_colour(place, colour, taken=codes)
        codes.add(colour.code)
        if len(f"{style}-{colour.code}") > 30:
            faults.append(wrong(f"code.{place}", _("the reference would be longer than 30 characters.")))
    return tuple(faults)


def section_changes(*, before: Section, after: object) -> dict[str, list[object]]:
    """What differs between two versions of a section: field -> [before, after]."""
    old, new = dict(_flat(_plain(before))), dict(_flat(_plain(after)))
    fields = [*old, *(name for name in new if name not in old)]
    return {
        name: [old.get(name, ""), new.get(name, "")]
        for name in fields
        if old.get(name, "") != new.get(name, "")
    }


def _plain(section: object) -> object:
    if isinstance(section, tuple):
        return {colour.code: asdict(colour) | {"sizes": _sizes(colour)} for colour in section}
    if isinstance(section, SheetTexts):
        return {**section.texts, "words": section.words}
    return asdict(section) if isinstance(section, SheetFacts) else {}


def _sizes(colour: SheetColour) -> str:
    return ", ".join(f"{size.size} {size.weight_g}" for size in colour.sizes)


def _flat(thing: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(thing, Mapping):
        for name, inside in thing.items():
            yield from _flat(inside, f"{path}.{name}" if path else str(name))
    else:
        yield path, list(thing) if isinstance(thing, tuple) else thing


def _check_codes(facts: SheetFacts, codes: Codes) -> Iterator[Refused]:
    for field, known in (
        ("collection", facts.collection in codes.collections),
        ("category", facts.category in codes.categories),
        ("cut", facts.cut in CUTS),
        ("fit", facts.fit in {"", *FITS}),
    ):
        if not known:
            yield wrong(field, _("choose one from the list."))


def _check_label(facts: SheetFacts) -> Iterator[Refused]:
    parts = read_composition(facts.composition)
    if isinstance(parts, Refused):
        yield parts
    else:
        yield from composition_faults(parts)
    if fault := care_fault(facts.care):
        yield fault


def _check_customs(facts: SheetFacts) -> Iterator[Refused]:
    if facts.hs_code and not is_hs_code(facts.hs_code):
        yield wrong("hs_code", _("use six, eight or ten digits."))
    if facts.origin and formats.country(facts.origin) == facts.origin:
        yield wrong("origin", _("use the two letters of a country, as IT."))
    if facts.maker_email and "@" not in facts.maker_email:
        yield wrong("maker_email", _("write an e-mail address."))


def _check_colour(place: int, colour: SheetColour, *, taken: set[str]) -> Iterator[Refused]:
    if not _CODE.fullmatch(colour.code):
        yield wrong(f"code.{place}", _("use one to four capital letters or digits."))
    elif colour.code in taken:
        yield Refused(
            rule=None,
            reason=Reason.ALREADY_THERE,
            field=f"code.{place}",
            values=(("text", colour.code),),
        )
    if not colour.name.get("en", "").strip():
        yield Refused(rule=None, reason=Reason.FIELD_MISSING, field=f"name.{place}.en")
    for field, text in ((f"hex.{place}", colour.hex), (f"second.{place}", colour.second_hex or colour.hex)):
        if not _HEX.fullmatch(text):
            yield wrong(field, _("write the colour as # and six digits, as #c9402f."))
    yield from _check_sizes(place, colour)


def _check_sizes(place: int, colour: SheetColour) -> Iterator[Refused]:
    names = [size.size for size in colour.sizes]
    if len(set(names)) != len(names) or not all(map(_SIZE.fullmatch, names)):
        yield wrong(f"sizes.{place}", _("write each size once, as “S 310, M 330”."))
    elif not all(0 < size.weight_g <= _HEAVIEST for size in colour.sizes):
        yield wrong(f"sizes.{place}", _("give each size a weight of 1 to 50,000 grams."))
