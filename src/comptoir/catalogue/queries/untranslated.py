"""What of the catalogue has no words in a language (I18N-02), of what is in the shop, to come, or a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue.queries.rows import fetch

# An optional text is wanted in every language once there is one.
_GAPS = """
WITH gap AS (
    SELECT product.style, product.name::json AS name, product.online_from, language, array_remove(ARRAY[
        CASE WHEN coalesce(product.name->>language, '') = '' THEN 'name' END,
        CASE WHEN coalesce(material->>language, '') = '' THEN 'material' END,
        CASE WHEN coalesce(description->>language, '') = '' THEN 'description' END,
        CASE WHEN coalesce(care_text->>language, '') = '' THEN 'care_text' END,
        CASE WHEN fit_note <> '{}' AND coalesce(fit_note->>language, '') = '' THEN 'fit_note' END,
        CASE WHEN coalesce(safety->'warnings', '{}') <> '{}' AND coalesce(safety->'warnings'->>language, '') = ''
            THEN 'warnings' END,
        CASE WHEN EXISTS (
            SELECT FROM jsonb_array_elements(composition) AS part
            CROSS JOIN LATERAL (
                SELECT part->'part' AS word UNION ALL
                SELECT fibre->'fibre' FROM jsonb_array_elements(part->'fibres') AS fibre
            ) AS words
            WHERE word ? 'en' AND coalesce(word->>language, '') = ''
        ) THEN 'words' END,
        CASE WHEN EXISTS (
            SELECT FROM catalogue_colour AS colour
            WHERE colour.product_id = product.id AND coalesce(colour.name->>language, '') = ''
        ) THEN 'colours' END,
        CASE WHEN EXISTS (
            SELECT FROM catalogue_media AS media JOIN catalogue_colour AS colour ON colour.id = media.colour_id
            WHERE colour.product_id = product.id AND media.alt <> '{}' AND coalesce(media.alt->>language, '') = ''
        ) THEN 'alt' END,
        CASE WHEN EXISTS (
            SELECT FROM jsonb_each(coalesce(size_chart->'points', '{}')) AS point
            WHERE coalesce(point.value->>language, '') = ''
        ) OR EXISTS (
            SELECT FROM jsonb_each(coalesce(size_chart->'tape', '{}')) AS tape
            WHERE coalesce(tape.value->>language, '') = ''
        ) THEN 'size_chart' END
    ], NULL) AS fields
    FROM catalogue_product AS product CROSS JOIN unnest(%(languages)s::text[]) AS spoken(language)
    WHERE product.online_until IS NULL OR product.online_until > %(at)s
), counted AS (
    SELECT language, style, name, fields, count(*) OVER (PARTITION BY language) AS products,
        row_number() OVER (PARTITION BY language ORDER BY online_from DESC NULLS FIRST, style) AS place
    FROM gap WHERE fields <> '{}'
)
SELECT * FROM counted
WHERE place = 1 OR (language = %(language)s AND place > %(after)s AND place <= %(until)s)
ORDER BY place
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Untranslated:
    """A product with the fields that lack words; `colours`, `alt` and `size_chart` stand for all of theirs."""

    style: str
    name: Mapping[str, str]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UntranslatedPage:
    """How many products lack words, by language; and a page of those that lack some in one language."""

    counts: Mapping[str, int]
    rows: tuple[Untranslated, ...]


def untranslated_products(
    *, languages: Sequence[str], language: str, at: datetime, page: int, per_page: int
) -> UntranslatedPage:
    """Products that lack words in a language, drafts first, counted for every language. One statement."""
    after = (page - 1) * per_page
    rows = fetch(
        statement=_GAPS,
        parameters={
            "languages": list(languages),
            "language": language,
            "at": at,
            "after": after,
            "until": after + per_page,
        },
    )
    counts = {row["language"]: row["products"] for row in rows}
    return UntranslatedPage(
        counts={each: counts.get(each, 0) for each in languages},
        rows=tuple(
            Untranslated(style=row["style"], name=row["name"], fields=tuple(row["fields"]))
            for row in rows
            if row["language"] == language and row["place"] > after
        ),
    )
