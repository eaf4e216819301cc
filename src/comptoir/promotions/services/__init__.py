"""The verbs of promotions: made and changed at the desk, used by orders, watched against guessing."""

from comptoir.promotions.queries.rows import Terms
from comptoir.promotions.services.editing import (
    CodeExists,
    WrongTerms,
    change_promotion,
    create_promotion,
    end_promotion,
    make_batch,
)
from comptoir.promotions.services.guessing import TooManyCodes, watch_codes
from comptoir.promotions.services.redeeming import CodeUsedUp, free_codes, redeem_codes

__all__ = [
    "CodeExists",
    "CodeUsedUp",
    "Terms",
    "TooManyCodes",
    "WrongTerms",
    "change_promotion",
    "create_promotion",
    "end_promotion",
    "free_codes",
    "make_batch",
    "redeem_codes",
    "watch_codes",
]
