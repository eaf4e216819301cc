"""What a product must have before the shop shows it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from comptoir.core import labels
from comptoir.core.decisions import Refused, Values
from comptoir.core.labels import Part
from comptoir.core.reasons import Reason

ONE_SIZE = "OS"
SAFETY_SOURCE = "Regulation (EU) 2023/988, Article 19"
_HS_CODE = re.compile(r"\d{6}(\d{2}){0,2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """What is known of a product. `texts` are field -> language -> text, `words` those of its composition.

    `pieces` says for each reference how many sizes it has; `pictured` are the references with a picture. `measured` are
    those of its `sizes` that the size chart speaks of. `priced` are the markets in which it has a price now or later,
    `customs` those of them that a parcel reaches through customs.
    """

    parts: tuple[Part, ...]
    care: tuple[str, ...]
    origin: str
    hs_code: str
    maker: str
    maker_address: str
    maker_email: str
    texts: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]]
    languages: tuple[str, ...]
    pieces: Mapping[str, int]
    sizes: tuple[str, ...]
    measured: frozenset[str]
    pictured: frozenset[str]
    priced: tuple[str, ...]
    customs: tuple[str, ...]


def publish_gates(facts: ProductFacts) -> tuple[Refused, ...]:
    """Everything that keeps a product from the shop; nothing, and it may be published."""
    return (
        *_label(facts),
        *_safety(facts),
        *_customs(facts),
        *_texts(facts),
        *_measures(facts),
        *_offer(facts),
    )


def is_hs_code(text: str) -> bool:
    """Six, eight or ten digits."""
    return bool(_HS_CODE.fullmatch(text))


def _label(facts: ProductFacts) -> Iterator[Refused]:
    if not facts.parts:
        yield _missing("composition", source=labels.SOURCE)
    yield from labels.composition_faults(facts.parts)
    if not facts.care:
        yield _missing("care", rule="PRD-06")


def _safety(facts: ProductFacts) -> Iterator[Refused]:
    """The product-safety block names who made it and where they are reached."""
    if not facts.maker.strip():
        yield _missing("maker", source=SAFETY_SOURCE)
    if not facts.maker_address.strip():
        yield _missing("maker_address", source=SAFETY_SOURCE)
    if "@" not in facts.maker_email:
        yield _missing("maker_email", source=SAFETY_SOURCE)


def _customs(facts: ProductFacts) -> Iterator[Refused]:
    if not facts.customs:
        return
    first: Values = (("country", facts.customs[0]),)
    if not is_hs_code(facts.hs_code):
        yield Refused(rule="PAY-11", reason=Reason.CUSTOMS_NEED, field="hs_code", values=first)
    if not _COUNTRY.fullmatch(facts.origin):
        yield Refused(rule="PAY-11", reason=Reason.CUSTOMS_NEED, field="origin", values=first)


def _texts(facts: ProductFacts) -> Iterator[Refused]:
    """Every text in every language of the shop, and every word of the composition (I18N-02)."""
    for language in facts.languages:
        for field, texts in facts.texts.items():
            if not texts.get(language, "").strip():
                yield _untranslated(field, language=language, text=field)
        for word, texts in facts.words.items():
            if not texts.get(language, "").strip():
                yield _untranslated("words", language=language, text=word)


def _measures(facts: ProductFacts) -> Iterator[Refused]:
    """Sizes vary by season, so every one has its measures (PRD-05); what comes in one size alone needs none."""
    wanted = [size for size in facts.sizes if size != ONE_SIZE]
    lacking = [size for size in wanted if size not in facts.measured]
    if wanted and lacking == wanted:
        yield _missing("size_chart", rule="PRD-05")
    else:
        for size in lacking:
            yield _missing(f"size_chart.{size}", rule="PRD-05")


def _offer(facts: ProductFacts) -> Iterator[Refused]:
    if not facts.pieces:
        yield _missing("colours")
    for reference, sizes in facts.pieces.items():
        if not sizes:
            yield _of(reference, Reason.SIZE_MISSING, "colours")
        if reference not in facts.pictured:
            yield _of(reference, Reason.PICTURE_MISSING, "pictures")
    if not facts.priced:
        yield Refused(rule="PAY-03", reason=Reason.PRICE_MISSING, field="prices")


def _missing(field: str, *, rule: str | None = None, source: str = "") -> Refused:
    source_of: Values = (("source", source),) if source else ()
    return Refused(rule=rule, reason=Reason.FIELD_MISSING, field=field, values=source_of)


def _untranslated(field: str, *, language: str, text: str) -> Refused:
    return Refused(
        rule="I18N-02",
        reason=Reason.TRANSLATION_MISSING,
        field=field,
        values=(("language", language), ("text", text)),
    )


def _of(reference: str, reason: Reason, field: str) -> Refused:
    return Refused(rule=None, reason=reason, field=field, values=(("reference", reference),))
