"""The last use of a code, wanted by several orders at once on connections of their own (pitfall 18)."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection

from comptoir.core.actors import HOUSE
from comptoir.core.promotions import PromotionKind
from comptoir.infra.db import one_transaction
from comptoir.promotions import queries, services
from comptoir.promotions.services import CodeUsedUp, Terms

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
ORDERS = 8


@pytest.mark.rule("PAY-07")
@pytest.mark.usefixtures("fresh_database")
def test_one_order_of_eight_gets_the_last_use() -> None:
    terms = Terms(code="LAST", kind=PromotionKind.PERCENT, rate=Decimal("0.10"), starts_at=AT, uses_most=1)
    services.create_promotion(terms=terms, actor=HOUSE, at=AT)
    start = Barrier(ORDERS)

    def redeem(number: int) -> str:
        start.wait()
        try:
            with one_transaction():
                services.redeem_codes(
                    order_number=f"ORDER{number}", amounts={"LAST": 100}, currency="EUR", at=AT
                )
        except CodeUsedUp:
            return "used up"
        finally:
            connection.close()
        return "redeemed"

    with ThreadPoolExecutor(ORDERS) as pool:
        assert Counter(pool.map(redeem, range(ORDERS))) == {"redeemed": 1, "used up": ORDERS - 1}
    assert queries.miscounted_promotions() == ()
