"""Products are made findable: their texts by language, the words that correct misspelt ones, what lists are narrowed by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import connection

from comptoir.catalogue.models import Colour, SearchWord, Variant
from comptoir.catalogue.queries.colours import family_of
from comptoir.catalogue.queries.search import CONFIGURATIONS
from comptoir.catalogue.queries.synonyms import SYNONYMS
from comptoir.infra.db import joins_transaction, owns_transaction

_TEXTS = """
WITH RECURSIVE path AS (
    SELECT id, ARRAY[name] AS names FROM catalogue_category WHERE parent_id IS NULL
    UNION ALL
    SELECT below.id, path.names || below.name FROM catalogue_category AS below JOIN path ON below.parent_id = path.id
), pieces AS (
    SELECT colour.product_id, concat_ws(' ', string_agg(lower(variant.sku), ' '),
        string_agg(DISTINCT replace(lower(colour.reference), '-', ''), ' ')) AS skus
    FROM catalogue_colour AS colour JOIN catalogue_variant AS variant ON variant.colour_id = colour.id
    GROUP BY colour.product_id
), texts AS (
    SELECT product.id, spoken.language, spoken.config::regconfig AS config,
        comptoir_plain(coalesce(product.name->>spoken.language, product.name->>'en')) AS name,
        comptoir_plain(concat_ws(' ',
            coalesce(product.material->>spoken.language, product.material->>'en'),
            (SELECT string_agg(coalesce(name->>spoken.language, name->>'en'), ' ') FROM unnest(path.names) AS name),
            (SELECT string_agg(coalesce(colour.name->>spoken.language, colour.name->>'en'), ' ')
                FROM catalogue_colour AS colour WHERE colour.product_id = product.id)
        )) AS about,
        comptoir_plain(coalesce(product.description->>spoken.language, product.description->>'en', '')) AS description,
        (SELECT comptoir_plain(string_agg(said.name, ' ')) FROM jsonb_each_text(product.name) AS said(language, name)) AS names,
        pieces.skus
    FROM catalogue_product AS product
    JOIN path ON path.id = product.category_id
    LEFT JOIN pieces ON pieces.product_id = product.id
    CROSS JOIN unnest(%(languages)s::text[], %(configurations)s::text[]) AS spoken(language, config)
    WHERE %(styles)s::text[] IS NULL OR product.style = ANY(%(styles)s)
)
INSERT INTO catalogue_searchtext (product_id, language, plain, vector)
SELECT id, language, concat_ws(' ', name, about, skus),
    setweight(to_tsvector(config, name), 'A') || setweight(to_tsvector(config, about), 'B')
        || setweight(to_tsvector(config, description), 'D') || setweight(to_tsvector('simple', names), 'D')
FROM texts
ON CONFLICT (product_id, language) DO UPDATE SET plain = EXCLUDED.plain, vector = EXCLUDED.vector
"""
_WORDS = """
INSERT INTO catalogue_searchword (language, word)
SELECT DISTINCT text.language, word
FROM catalogue_searchtext AS text
JOIN catalogue_product AS product ON product.id = text.product_id
CROSS JOIN LATERAL regexp_split_to_table(text.plain, '[^[:alnum:]]+') AS word
WHERE (%(styles)s::text[] IS NULL OR product.style = ANY(%(styles)s)) AND word ~ '^[[:alpha:]]{3,60}$'
ON CONFLICT DO NOTHING
"""
# The main fibre is the heaviest of the first part; what is sold out in a size or colour is not offered in it.
_LISTINGS = """
WITH family AS (SELECT * FROM unnest(%(colours)s::text[], %(families)s::text[]) AS family(hex, name))
INSERT INTO catalogue_listing (product_id, fibre, fibre_name, sizes, families, offers)
SELECT product.id,
    coalesce(regexp_replace(comptoir_plain(fibre.name->>'en'), '[^a-z0-9]+', '-', 'g'), ''),
    coalesce(fibre.name, '{}'),
    coalesce(stock.sizes, '{}'), coalesce(stock.families, '{}'), coalesce(stock.offers, '{}')
FROM catalogue_product AS product
LEFT JOIN LATERAL (
    SELECT fibre->'fibre' AS name FROM jsonb_array_elements(product.composition->0->'fibres') WITH ORDINALITY AS f(fibre, place)
    ORDER BY (fibre->>'percent')::integer DESC, place LIMIT 1
) AS fibre ON true
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT variant.size) AS sizes, array_agg(DISTINCT family.name) AS families,
        array_agg(DISTINCT family.name || ' ' || variant.size) AS offers
    FROM catalogue_colour AS colour
    JOIN catalogue_variant AS variant ON variant.colour_id = colour.id AND variant.in_stock
    JOIN family ON family.hex IN (colour.hex, colour.second_hex)
    WHERE colour.product_id = product.id
) AS stock ON true
WHERE %(styles)s::text[] IS NULL OR product.style = ANY(%(styles)s)
ON CONFLICT (product_id) DO UPDATE SET fibre = EXCLUDED.fibre, fibre_name = EXCLUDED.fibre_name,
    sizes = EXCLUDED.sizes, families = EXCLUDED.families, offers = EXCLUDED.offers
"""


@owns_transaction
def refresh_search(*, styles: Sequence[str] | None = None) -> None:
    """Bring what products are found by up to date, of these styles or of all."""
    chosen = None if styles is None else list(styles)
    with connection.cursor() as cursor:
        cursor.execute(
            _TEXTS,
            {
                "styles": chosen,
                "languages": list(CONFIGURATIONS),
                "configurations": list(CONFIGURATIONS.values()),
            },
        )
        cursor.execute(_WORDS, {"styles": chosen})
    SearchWord.objects.bulk_create(
        [SearchWord(language=language, word=word) for language, words in SYNONYMS.items() for word in words],
        ignore_conflicts=True,
    )
    _refresh_listings(styles=chosen)


@joins_transaction
def show_stock(*, in_stock: Collection[str], sold_out: Collection[str]) -> None:
    """Lists learn which of these SKUs can be bought; unknown ones are left out, what is known already costs nothing."""
    gained = Variant.objects.filter(sku__in=in_stock, in_stock=False)
    lost = Variant.objects.filter(sku__in=sold_out, in_stock=True)
    styles = sorted(
        {style for rows in (gained, lost) for style in rows.values_list("colour__product__style", flat=True)}
    )
    if not styles:
        return
    gained.update(in_stock=True)
    lost.update(in_stock=False)
    _refresh_listings(styles=styles)


@joins_transaction
def sell_in_turns(*, skus: Collection[str], until: datetime | None) -> None:
    """These SKUs are sold in the turns of a drop until it is over, or as all others."""
    variants = Variant.objects.filter(sku__in=skus)
    variants.update(turns_until=until)


def _refresh_listings(*, styles: list[str] | None) -> None:
    colours = sorted(
        {
            colour
            for pair in Colour.objects.values_list("hex", "second_hex").distinct()
            for colour in pair
            if colour
        }
    )
    with connection.cursor() as cursor:
        cursor.execute(
            _LISTINGS,
            {
                "styles": styles,
                "colours": colours,
                "families": [family_of(colour=colour) for colour in colours],
            },
        )
