"""Checked sections are written into the rows of a product; what changed is told to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.text import slugify

from comptoir.catalogue.models import Colour, Product, Variant
from comptoir.catalogue.queries.sheets import (
    FLAGS,
    TEXTS,
    ProductSheet,
    SheetColour,
    SheetFacts,
    SheetTexts,
)
from comptoir.catalogue.services.checking import Codes, section_changes
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.labels import care_in_order, read_composition
from comptoir.infra.db import joins_transaction
from comptoir.journal.services import record

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ß": "ss", "’": "-", "'": "-"})
_WRITTEN = [
    *(
        "collection",
        "category",
        "cut",
        "fit",
        "origin",
        "hs_code",
        "tax_class",
        "care",
        "composition",
        "safety",
        "slug",
    ),
    *FLAGS,
    *TEXTS[:-1],
]
Changes = dict[str, list[object]]  # field -> before and after


def put_facts(
    *, row: Product, facts: SheetFacts, words: Mapping[str, Mapping[str, str]], codes: Codes
) -> None:
    """Put checked facts into a row; the composition's words keep the translations that are known (`words`)."""
    row.collection_id = codes.collections[facts.collection]
    row.category_id = codes.categories[facts.category]
    for name in ("cut", "fit", "origin", "hs_code", "tax_class", *FLAGS):
        setattr(row, name, getattr(facts, name))
    row.care = list(care_in_order(facts.care))
    row.composition = _composition(facts, words)
    row.safety = {
        **row.safety,
        "maker": facts.maker,
        "address": facts.maker_address.splitlines(),
        "email": facts.maker_email,
    }


def put_texts(*, row: Product, texts: SheetTexts) -> None:
    """Put checked texts into a row; where a name changes, so does the address of its page."""
    filled = {name: {k: v for k, v in texts.texts.get(name, {}).items() if v} for name in TEXTS}
    row.safety = {**row.safety, "warnings": filled.pop("warnings")}
    names = filled["name"]
    renamed = {k: v for k, v in names.items() if k not in row.slug or v != row.name.get(k)}
    made = slugs_of(names={"en": names.get("en", ""), **renamed}, style=row.style)
    row.slug = {**row.slug, **{language: made[language] for language in renamed}}
    for name, by_language in filled.items():
        setattr(row, name, by_language)


def put_words(*, row: Product, facts: SheetFacts, words: Mapping[str, Mapping[str, str]]) -> None:
    """Put translations of the words of a composition into a row."""
    row.composition = _composition(facts, words)


@joins_transaction
def write_colours(*, row: Product, sheet: ProductSheet, colours: Sequence[SheetColour]) -> Changes:
    """Write the colours and sizes of a locked product; those that are not named go, with their pictures."""
    changes = section_changes(before=sheet.colours, after=tuple(colours))
    if not changes:
        return {}
    references = [f"{row.style}-{colour.code}" for colour in colours]
    skus = [
        f"{reference}-{size.size}"
        for reference, colour in zip(references, colours, strict=True)
        for size in colour.sizes
    ]
    for gone in Colour.objects.filter(product=row).exclude(reference__in=references):
        gone.media.all().delete()
        gone.variants.all().delete()
        gone.delete()
    Variant.objects.filter(colour__product=row).exclude(sku__in=skus).delete()
    add_pieces(pieces=[(row, colours)])
    return changes


@joins_transaction
def add_pieces(*, pieces: Sequence[tuple[Product, Sequence[SheetColour]]]) -> None:
    """Make the colours and sizes of products, or bring them up to date, in three statements."""
    named = [
        (row, place, f"{row.style}-{colour.code}", colour)
        for row, colours in pieces
        for place, colour in enumerate(colours)
    ]
    Colour.objects.bulk_create(
        [
            Colour(
                product=row,
                reference=reference,
                code=colour.code,
                name=dict(colour.name),
                hex=colour.hex,
                second_hex=colour.second_hex,
                position=place,
            )
            for row, place, reference, colour in named
        ],
        update_conflicts=True,
        unique_fields=["reference"],
        update_fields=["name", "hex", "second_hex", "position"],
    )
    references = [reference for _row, _place, reference, _colour in named]
    keys = dict(Colour.objects.filter(reference__in=references).values_list("reference", "pk"))
    Variant.objects.bulk_create(
        [
            Variant(
                colour_id=keys[reference],
                sku=f"{reference}-{size.size}",
                size=size.size,
                position=place,
                weight_g=size.weight_g,
            )
            for _row, _place, reference, colour in named
            for place, size in enumerate(colour.sizes)
        ],
        update_conflicts=True,
        unique_fields=["sku"],
        update_fields=["position", "weight_g"],
    )


@joins_transaction
def write_products(*, rows: Sequence[Product]) -> None:
    """Make products, or bring them up to date, all at once."""
    Product.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["style"], update_fields=_WRITTEN, batch_size=500
    )


def told(changes: Changes) -> Changes:
    """Changes as the journal may hold them: who made a piece and where they are reached stays out of it."""
    return {name: [] if name.startswith("maker") else change for name, change in changes.items()}


@joins_transaction
def note_changes(*, verb: str, style: str, changes: Mapping[str, object], actor: Actor, at: datetime) -> None:
    """Write what changed into the journal; nothing is no event."""
    if changes:
        record(
            verb=verb,
            subject_kind="product",
            subject_id=style,
            actor=actor,
            at=at,
            data={"changes": dict(changes)},
        )


def slugs_of(*, names: Mapping[str, str], style: str) -> dict[str, str]:
    """Names as they stand in addresses; in a script that has no place there, the English one."""
    english = _slug(names.get("en", "")) or style.lower()
    return {language: _slug(name) or english for language, name in names.items()}


def _slug(name: str) -> str:
    return slugify(name.casefold().translate(_LIGATURES))[:80]


def _composition(facts: SheetFacts, words: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """The composition as it is kept, with every word in the languages in which it is known."""
    parts = read_composition(facts.composition)
    if isinstance(parts, Refused):
        raise TypeError("a composition is checked before it is written")

    def said(word: str) -> dict[str, str]:
        return {k: v for k, v in {**words.get(word, {}), "en": word}.items() if v} if word else {}

    return [
        {
            "part": said(part.name),
            "fibres": [{"fibre": said(fibre.name), "percent": fibre.percent} for fibre in part.fibres],
            "animal_parts": facts.animal_parts,
        }
        for part in parts
    ]
