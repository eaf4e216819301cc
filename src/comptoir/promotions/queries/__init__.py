"""Reads of promotions: terms for the rules, rows for the desk, counts for the books."""

from comptoir.promotions.queries.guesses import has_guessed_enough, sender_digest
from comptoir.promotions.queries.rows import (
    BatchRow,
    PromotionRow,
    Shown,
    codes_of_batch,
    promotion_row,
    promotion_rows,
)
from comptoir.promotions.queries.terms import (
    codes_of,
    customer_digest,
    gift_skus,
    known_codes,
    lock_promotions,
    lock_promotions_named,
    lock_promotions_of,
    miscounted_promotions,
    open_redemptions,
    promotion_codes,
    promotion_facts,
    stray_single_codes,
)

__all__ = [
    "BatchRow",
    "PromotionRow",
    "Shown",
    "codes_of",
    "codes_of_batch",
    "customer_digest",
    "gift_skus",
    "has_guessed_enough",
    "known_codes",
    "lock_promotions",
    "lock_promotions_named",
    "lock_promotions_of",
    "miscounted_promotions",
    "open_redemptions",
    "promotion_codes",
    "promotion_facts",
    "promotion_row",
    "promotion_rows",
    "sender_digest",
    "stray_single_codes",
]
