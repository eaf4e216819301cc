"""Merchandisers write products, a section at a time.

Who saves says what they saw (`edition`): if somebody else changed that section meanwhile, nothing is written and they are
told. What is in the shop may be changed as long as it keeps everything that publishing asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from comptoir.catalogue.models import Product
from comptoir.catalogue.queries.sheets import (
    FLAGS,
    ProductSheet,
    SheetColour,
    SheetFacts,
    SheetTexts,
    edition_of,
    house_words,
    product_sheet,
    product_sheets,
)
from comptoir.catalogue.queries.shelves import Shown, gaps_of, shown_at
from comptoir.catalogue.services.checking import (
    check_colours,
    check_facts,
    check_style,
    check_texts,
    known_codes,
    section_changes,
)
from comptoir.catalogue.services.writing import (
    note_changes,
    put_facts,
    put_texts,
    put_words,
    slugs_of,
    told,
    write_colours,
)
from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import queue
from comptoir.infra.db import locked, owns_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.markets.queries import current_policy

# A picture and measures come after their colour and size, and the translation of a word after the word.
_FOLLOWING = frozenset({"pictures", "size_chart", "words"})


class ProductRefused(NotPossible):
    """A product cannot be written like this; each refusal names its field."""


class ChangedMeanwhile(ProductRefused):
    """Somebody else changed the section since it was opened."""


@owns_transaction
def create_product(
    *,
    style: str,
    name: str,
    collection: str,
    category: str,
    cut: str,
    like: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """Begin a product as a draft, with what it shares with another style (`like`) taken over."""
    codes, facts = known_codes(), SheetFacts(collection=collection, category=category, cut=cut)
    faults = [*check_style(style=style), *check_facts(facts=facts, codes=codes)]
    if not name.strip():
        faults.append(Refused(rule=None, reason=Reason.FIELD_MISSING, field="name"))
    if Product.objects.filter(style=style).exists():
        faults.append(
            Refused(rule=None, reason=Reason.ALREADY_THERE, field="style", values=(("text", style),))
        )
    model = Product.objects.filter(style=like).first()
    if like and model is None:
        faults.append(Refused(rule=None, reason=Reason.NOT_FOUND, field="like"))
    if faults:
        raise ProductRefused(*faults)
    Product.objects.create(
        style=style,
        collection_id=codes.collections[collection],
        category_id=codes.categories[category],
        cut=cut,
        name={"en": name.strip()},
        slug=slugs_of(names={"en": name}, style=style),
        **_shared(model),
    )
    record(
        verb="product_created",
        subject_kind="product",
        subject_id=style,
        actor=actor,
        at=at,
        data={"name": name.strip(), "like": like},
    )
    queue.defer("catalogue.refresh_search", style=style)


@owns_transaction
def edit_facts(*, style: str, facts: SheetFacts, edition: str, actor: Actor, at: datetime) -> None:
    """Change what the rules need to know of a product."""
    row, sheet = _open(style)
    _same_edition(edition, edition_of(sheet.facts))
    codes = known_codes()
    _refuse(check_facts(facts=facts, codes=codes))
    changes = section_changes(before=sheet.facts, after=facts)
    if changes:
        put_facts(row=row, facts=facts, words={**house_words(), **sheet.texts.words}, codes=codes)
        row.save()
    _finish(sheet, {"product_facts_changed": told(changes)}, actor, at)


@owns_transaction
def edit_texts(*, style: str, texts: SheetTexts, edition: str, actor: Actor, at: datetime) -> None:
    """Change the texts of a product in every language, and the words of its composition."""
    row, sheet = _open(style)
    _same_edition(edition, edition_of(sheet.texts))
    _refuse(check_texts(texts=texts))
    changes = section_changes(before=sheet.texts, after=texts)
    if changes:
        put_texts(row=row, texts=texts)
        put_words(row=row, facts=sheet.facts, words=texts.words)
        row.save()
    _finish(sheet, {"product_texts_changed": changes}, actor, at)


@owns_transaction
def edit_colours(
    *, style: str, colours: Sequence[SheetColour], edition: str, actor: Actor, at: datetime
) -> None:
    """Change the colours and sizes of a product; of one that was published none can go (`STAYS`)."""
    row, sheet = _open(style)
    _same_edition(edition, edition_of(sheet.colours))
    _refuse(check_colours(style=style, colours=colours))
    if sheet.online_from is not None:
        _refuse(_gone(sheet, colours))
    changes = write_colours(row=row, sheet=sheet, colours=colours)
    _finish(sheet, {"product_colours_changed": changes}, actor, at)


def lost_gates(
    *, before: Sequence[ProductSheet], at: datetime, following: frozenset[str] = _FOLLOWING
) -> dict[str, tuple[Refused, ...]]:
    """What products that are published have lost of what publishing asked for, by style; but for fields that may follow."""
    published = [sheet for sheet in before if shown_at(sheet, at=at) in {Shown.ONLINE, Shown.TO_COME}]
    if not published:
        return {}
    policy = current_policy(at=at)
    after = product_sheets(styles=[sheet.style for sheet in published])
    had = gaps_of(sheets=published, policy=policy, at=at)
    has = gaps_of(sheets=list(after.values()), policy=policy, at=at)
    return {
        style: lost
        for style, gaps in has.items()
        if (lost := tuple(gap for gap in gaps if gap not in had[style] and _part(gap) not in following))
    }


def _part(gap: Refused) -> str:
    """The part of a product that a gap is in: `size_chart.XL` is in its size chart."""
    return (gap.field or "").partition(".")[0]


def _shared(model: Product | None) -> dict[str, Any]:
    """What a new style takes over from another; blank without one."""
    if model is None:
        blank: dict[str, Any] = dict.fromkeys(("material", "description", "care_text", "safety"), {})
        codes = {"origin": "", "hs_code": "", "tax_class": "standard"}
        return {**blank, **codes, "composition": [], "care": [], "size_chart": {}}
    names = (
        *("material", "care_text", "fit_note", "composition", "care", "origin", "hs_code", "tax_class"),
        *("size_chart", "safety", *FLAGS),
    )
    return {"description": {}, **{name: getattr(model, name) for name in names}}


def _open(style: str) -> tuple[Product, ProductSheet]:
    rows = locked(Product.objects.filter(style=style), kind="product")
    sheet = product_sheet(style=style)
    if not rows or sheet is None:
        raise ProductRefused(Refused(rule=None, reason=Reason.NOT_FOUND))
    return rows[0], sheet


def _same_edition(seen: str, now: str) -> None:
    if seen != now:
        raise ChangedMeanwhile(Refused(rule=None, reason=Reason.CHANGED_MEANWHILE))


def _refuse(faults: Sequence[Refused]) -> None:
    if faults:
        raise ProductRefused(*faults)


def _finish(
    before: ProductSheet, changes: Mapping[str, Mapping[str, object]], actor: Actor, at: datetime
) -> None:
    """Note what changed, unless that takes from a published product what it needs."""
    for lost in lost_gates(before=[before], at=at).values():
        raise ProductRefused(*lost)
    for verb, changed in changes.items():
        note_changes(verb=verb, style=before.style, changes=changed, actor=actor, at=at)
    queue.defer_once("catalogue.refresh_search", key=f"search-{before.style}", style=before.style)


def _gone(sheet: ProductSheet, colours: Sequence[SheetColour]) -> list[Refused]:
    kept = {(colour.code, size.size) for colour in colours for size in colour.sizes}
    gone = [
        f"{sheet.style}-{colour.code}-{size.size}"
        for colour in sheet.colours
        for size in colour.sizes
        if (colour.code, size.size) not in kept
    ]
    return [Refused(rule=None, reason=Reason.STAYS, field="colours", values=(("text", sku),)) for sku in gone]
