"""Products are made findable: their texts by language, and the words that correct misspelt ones."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from comptoir.catalogue.models import SearchWord
from comptoir.catalogue.queries.search import CONFIGURATIONS
from comptoir.catalogue.queries.synonyms import SYNONYMS
from comptoir.infra.db import owns_transaction

_TEXTS = """
WITH RECURSIVE path AS (
    SELECT id, ARRAY[name] AS names FROM catalogue_category WHERE parent_id IS NULL
    UNION ALL
    SELECT below.id, path.names || below.name FROM catalogue_category AS below JOIN path ON below.parent_id = path.id
), pieces AS (
    SELECT colour.product_id, string_agg(lower(variant.sku), ' ') AS skus
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
        || setweight(to_tsvector(config, description), 'D')
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
