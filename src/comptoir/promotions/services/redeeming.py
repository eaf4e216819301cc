"""Promotions are used by an order, and free again when the order comes to nothing (pitfall 18)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db.models import F

from comptoir.core.promotions import normalise_code
from comptoir.core.redemption import ClaimFacts, Entry, claim_refused
from comptoir.infra.db import joins_transaction
from comptoir.infra.refusals import NotPossible
from comptoir.promotions import queries
from comptoir.promotions.models import Promotion, Redemption, SingleCode


class CodeUsedUp(NotPossible):
    """A code is not for this order: somebody else had its last use, or this customer has had it before."""


@joins_transaction
def redeem_codes(
    *,
    order_number: str,
    amounts: Mapping[str, int],
    currency: str,
    email: str = "",
    ordered_before: bool = False,
    at: datetime,
) -> None:
    """An order uses these codes for these amounts; the ones it uses already stay. Refused with CodeUsedUp.

    `ordered_before` is whether an order of this e-mail stands. Under the locks of the promotions nobody else counts.
    """
    by_code = {normalise_code(code): amount for code, amount in amounts.items()}
    used = set(queries.open_redemptions(order_number=order_number))
    by_code = {code: amount for code, amount in by_code.items() if code not in used}
    if not by_code:
        return
    promotions = queries.lock_promotions(codes=by_code)
    claimed = _claimed(promotions, by_code)
    customer = queries.customer_digest(email=email)
    _check(claimed, customer=customer, ordered_before=ordered_before)
    keys = [promotion.pk for promotion in claimed.values()]
    Promotion.objects.filter(pk__in=keys).update(uses=F("uses") + 1)
    if _single(promotions):
        SingleCode.objects.filter(code__in=claimed).update(order_number=order_number)
    Redemption.objects.bulk_create(
        [
            Redemption(
                promotion=promotion,
                order_number=order_number,
                code=code,
                customer=customer,
                amount=by_code[code],
                currency=currency,
                at=at,
            )
            for code, promotion in claimed.items()
        ],
        update_conflicts=True,
        unique_fields=["promotion", "order_number"],
        update_fields=["code", "customer", "amount", "currency", "at", "ended_at"],
    )


@joins_transaction
def free_codes(*, order_number: str, at: datetime) -> None:
    """An order came to nothing: its codes can be used again. Freeing twice frees once."""
    promotions = queries.lock_promotions_of(order_number=order_number)
    ended = Redemption.objects.filter(
        promotion__in=promotions, order_number=order_number, ended_at__isnull=True
    )
    keys = list(ended.values_list("promotion_id", flat=True))
    ended.update(ended_at=at)
    Promotion.objects.filter(pk__in=keys).update(uses=F("uses") - 1)
    if _single(promotions):
        SingleCode.objects.filter(order_number=order_number).update(order_number="")


def _claimed(promotions: Sequence[Promotion], codes: Iterable[str]) -> dict[str, Promotion]:
    """The promotion of each code."""
    by_own = {normalise_code(promotion.code): promotion for promotion in promotions}
    by_key = {promotion.pk: promotion for promotion in promotions}
    singles: dict[str, int] = {}
    if _single(promotions):
        rows = SingleCode.objects.filter(code__in=list(codes))
        singles = dict(rows.values_list("code", "promotion_id"))
    return {code: by_key[singles[code]] if code in singles else by_own[code] for code in codes}


def _single(promotions: Iterable[Promotion]) -> bool:
    return any(promotion.entry == Entry.BATCH for promotion in promotions)


def _check(claimed: Mapping[str, Promotion], *, customer: str, ordered_before: bool) -> None:
    """Raise CodeUsedUp with every refusal there is."""
    batched = [code for code, promotion in claimed.items() if promotion.entry == Entry.BATCH]
    taken = set()
    if batched:
        others = SingleCode.objects.filter(code__in=batched).exclude(order_number="")
        taken = set(others.values_list("code", flat=True))
    had = _had(claimed.values(), customer)
    refused = [
        refusal
        for code, promotion in claimed.items()
        if (
            refusal := claim_refused(
                ClaimFacts(
                    code=code,
                    uses_left=None if promotion.uses_most is None else promotion.uses_most - promotion.uses,
                    taken=code in taken,
                    per_customer=promotion.per_customer,
                    used_by_customer=had[promotion.pk],
                    first_order=promotion.first_order,
                    ordered_before=ordered_before,
                )
            )
        )
    ]
    if refused:
        raise CodeUsedUp(*refused)


def _had(promotions: Iterable[Promotion], customer: str) -> Counter[int]:
    """How often the customer uses each of those promotions that count it."""
    counting = [known.pk for known in promotions if known.first_order or known.per_customer is not None]
    if not counting or not customer:
        return Counter()
    used = Redemption.objects.filter(promotion__in=counting, customer=customer, ended_at__isnull=True)
    return Counter(used.values_list("promotion_id", flat=True))
