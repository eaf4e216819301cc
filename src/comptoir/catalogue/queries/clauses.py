"""What several statements say alike: which price holds, what a sale strikes, what is online."""

from __future__ import annotations

from string import Template
from typing import LiteralString

_CLAUSES = {
    # The period of a price in which we are. (Said with OR, for which the planner has statistics.)
    "running": "price.starts_at <= %(at)s AND (price.ends_at IS NULL OR price.ends_at > %(at)s)",
    # Products and collections come and go on their own dates (ACC-10); a draft has none.
    "online": """product.online_from <= %(at)s AND (product.online_until IS NULL OR product.online_until > %(at)s)
    AND collection.online_from <= %(at)s AND (collection.online_until IS NULL OR collection.online_until > %(at)s)""",
    # The struck price is the lowest of the thirty days before the reduction, in the same market and currency; a
    # price that is no lower than that is no reduction.
    "struck": "CASE WHEN before.lowest > price.amount THEN before.lowest END AS was_price",
    "lowest_before": """LEFT JOIN LATERAL (
    SELECT min(earlier.amount) AS lowest FROM catalogue_price AS earlier
    WHERE price.sale AND earlier.product_id = price.product_id AND earlier.country = price.country
        AND earlier.currency = price.currency AND earlier.starts_at < price.starts_at
        AND earlier.ends_at > price.starts_at - interval '30 days'
) AS before ON true""",
    # A colourway as a card shows it: its drawing, or its first photograph, and its sizes by SKU.
    "picture": """coalesce((
        SELECT coalesce(media.renditions->1->>'digest', media.digest) FROM catalogue_media AS media
        WHERE media.colour_id = colour.id AND media.kind IN ('photo', 'front')
        ORDER BY media.kind = 'front' DESC, media.position LIMIT 1
    ), '') AS picture""",
    "sizes": """coalesce((
        SELECT json_agg(json_build_array(variant.sku, variant.size) ORDER BY variant.position)
        FROM catalogue_variant AS variant WHERE variant.colour_id = colour.id
    ), '[]') AS sizes""",
}


def written(statement: LiteralString) -> LiteralString:
    """The statement with its clauses written out, each by its name: `$running`, and `$struck` beside `$lowest_before`."""
    return Template(statement).substitute(_CLAUSES)
