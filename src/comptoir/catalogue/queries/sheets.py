"""A product as the desk edits it, in every language at once, in sections that are changed apart from each other."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Prefetch

from comptoir.catalogue.models import Colour, Media, Product, Variant
from comptoir.catalogue.queries.rows import fetch
from comptoir.core.labels import Fibre, Part, write_composition

# The texts of a product; the last two are given where they are needed.
TEXTS = ("name", "material", "description", "care_text", "fit_note", "warnings")
OPTIONAL_TEXTS = ("fit_note", "warnings")
FLAGS = ("personalised", "limited", "underwear", "swimwear", "needs_box")

_WORDS = """
SELECT DISTINCT ON (word->>'en') word->>'en' AS english, word::json AS texts
FROM catalogue_product AS product
CROSS JOIN LATERAL jsonb_array_elements(product.composition) AS part
CROSS JOIN LATERAL (
    SELECT part->'part' AS word UNION ALL SELECT fibre->'fibre' FROM jsonb_array_elements(part->'fibres') AS fibre
) AS words
WHERE word->>'en' <> ''
ORDER BY word->>'en', (SELECT count(*) FROM jsonb_object_keys(word)) DESC
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFacts:
    """What the rules need to know. `composition` is written as in `core.labels`, in English; `maker_address` in lines."""

    collection: str
    category: str
    cut: str  # women | men | unisex
    fit: str = ""  # of `queries.filters.FITS`
    composition: str = ""
    animal_parts: bool = False
    care: tuple[str, ...] = ()
    origin: str = ""
    hs_code: str = ""
    tax_class: str = ""
    personalised: bool = False
    limited: bool = False
    underwear: bool = False
    swimwear: bool = False
    needs_box: bool = False
    maker: str = ""
    maker_address: str = ""
    maker_email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetTexts:
    """Texts by field and language (`TEXTS`), and the words of the composition by what they are called in English."""

    texts: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetSize:
    """A size of a colour."""

    size: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetColour:
    """A colour of a product, with its sizes in order."""

    code: str
    name: Mapping[str, str]
    hex: str
    second_hex: str = ""
    sizes: tuple[SheetSize, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPicture:
    """A picture of a colour; `ready` when its widths have been made, `small` is the digest of the smallest as WebP."""

    id: int
    reference: str
    kind: str
    digest: str
    small: str
    width: int
    height: int
    alt: Mapping[str, str]
    ready: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductSheet:
    """Everything of a product that the desk edits."""

    style: str
    facts: SheetFacts
    texts: SheetTexts
    colours: tuple[SheetColour, ...]
    pictures: tuple[SheetPicture, ...]
    parts: tuple[Part, ...]
    size_chart: Mapping[str, Any]
    online_from: datetime | None
    online_until: datetime | None

    def picture(self, reference: str = "") -> SheetPicture | None:
        """What stands for the product, or for one of its colours: the front as drawn, else a photograph."""
        own = [each for each in self.pictures if not reference or each.reference == reference]
        return next((each for kind in ("front", "photo") for each in own if each.kind == kind), None)

    def references(self) -> tuple[str, ...]:
        """The reference of each colour."""
        return tuple(f"{self.style}-{colour.code}" for colour in self.colours)


def product_sheet(*, style: str) -> ProductSheet | None:
    """A product to edit, drafts included; None where there is none."""
    return product_sheets(styles=[style]).get(style)


def product_sheets(*, styles: list[str]) -> dict[str, ProductSheet]:
    """Several at once, by style, in four statements."""
    found = (
        Product.objects.filter(style__in=styles)
        .select_related("collection", "category")
        .prefetch_related(
            Prefetch("colours", Colour.objects.order_by("position", "pk")),
            Prefetch("colours__variants", Variant.objects.order_by("position", "pk")),
            Prefetch("colours__media", Media.objects.order_by("kind", "position")),
        )
    )
    return {row.style: _sheet(row) for row in found}


def house_words() -> dict[str, dict[str, str]]:
    """The words of every composition in the house, by what they are called in English."""
    return {row["english"]: row["texts"] for row in fetch(statement=_WORDS, parameters={})}


Section: TypeAlias = SheetFacts | SheetTexts | tuple[SheetColour, ...]


def edition_of(section: Section) -> str:
    """A short digest of a section: what somebody saw when they began to change it."""
    plain = asdict(section) if not isinstance(section, tuple) else [asdict(each) for each in section]
    text = json.dumps(plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _sheet(row: Product) -> ProductSheet:
    colours = list(row.colours.all())
    parts = _parts(row.composition)
    return ProductSheet(
        style=row.style,
        facts=_facts(row, parts),
        texts=SheetTexts(texts={name: _texts(row, name) for name in TEXTS}, words=_words_of(row.composition)),
        colours=tuple(map(_colour, colours)),
        pictures=tuple(_picture(each, colour) for colour in colours for each in colour.media.all()),
        parts=parts,
        size_chart=row.size_chart,
        online_from=row.online_from,
        online_until=row.online_until,
    )


def _texts(row: Product, name: str) -> dict[str, str]:
    found: dict[str, str] = row.safety.get("warnings", {}) if name == "warnings" else getattr(row, name)
    return dict(sorted(found.items()))


def _facts(row: Product, parts: tuple[Part, ...]) -> SheetFacts:
    return SheetFacts(
        collection=row.collection.code,
        category=row.category.code,
        composition=write_composition(parts),
        animal_parts=any(part.get("animal_parts") for part in row.composition),
        care=tuple(row.care),
        maker=row.safety.get("maker", ""),
        maker_address="\n".join(row.safety.get("address", [])),
        maker_email=row.safety.get("email", ""),
        **{name: getattr(row, name) for name in ("cut", "fit", "origin", "hs_code", "tax_class", *FLAGS)},
    )


def _parts(composition: list[dict[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(
            name=_english(part.get("part") or {}),
            fibres=tuple(
                Fibre(name=_english(fibre["fibre"]), percent=fibre["percent"]) for fibre in part["fibres"]
            ),
        )
        for part in composition
    )


def _words_of(composition: list[dict[str, Any]]) -> dict[str, dict[str, str]]:
    words = [part.get("part") or {} for part in composition]
    words += [fibre["fibre"] for part in composition for fibre in part["fibres"]]
    return {_english(texts): dict(sorted(texts.items())) for texts in words if _english(texts)}


def _english(texts: Mapping[str, str]) -> str:
    return texts.get("en", "") or next(iter(texts.values()), "")


def _colour(row: Colour) -> SheetColour:
    return SheetColour(
        code=row.code,
        name=dict(sorted(row.name.items())),
        hex=row.hex,
        second_hex=row.second_hex,
        sizes=tuple(SheetSize(size=each.size, weight_g=each.weight_g) for each in row.variants.all()),
    )


def _picture(row: Media, colour: Colour) -> SheetPicture:
    return SheetPicture(
        id=row.pk,
        reference=colour.reference,
        kind=row.kind,
        digest=row.digest,
        small=next((each["digest"] for each in row.renditions if each["mime"] == "image/webp"), row.digest),
        width=row.width,
        height=row.height,
        alt=row.alt,
        ready=bool(row.renditions),
    )
