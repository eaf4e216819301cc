"""Promotions are made, used by an order, and free again when the order comes to nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import F, Q

from comptoir.core.actors import Actor
from comptoir.core.decisions import Refused
from comptoir.core.promotions import PromotionKind, normalise_code
from comptoir.core.reasons import Reason
from comptoir.infra.db import joins_transaction, owns_transaction
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.journal.services import record
from comptoir.promotions import queries
from comptoir.promotions.models import Promotion, Redemption


class CodeUsedUp(NotPossible):
    """A code was used for the last time by somebody else in the meantime."""


class CodeExists(NotPossible):
    """There is a promotion with this code already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of a code. Amounts are minor units by currency; empty scopes mean everywhere and everything.

    `rate` is for percentages (0.10 is 10 %), `amounts` for amounts off; `minimums` is the goods total it needs.
    """

    code: str
    kind: PromotionKind
    starts_at: datetime
    ends_at: datetime | None = None
    rate: Decimal | None = None
    amounts: Mapping[str, int] = field(default_factory=dict)
    minimums: Mapping[str, int] = field(default_factory=dict)
    lane: int = 1
    combines: bool = True
    countries: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    uses_most: int | None = None


@owns_transaction
def create_promotion(*, terms: Terms, actor: Actor, at: datetime) -> None:
    """Make a code with its terms. Refused with CodeExists, in whatever case the code is written."""
    code = normalise_code(terms.code)
    _promotion, made = Promotion.objects.get_or_create(
        code=code,
        defaults={
            "kind": terms.kind,
            "rate": terms.rate,
            "amounts": dict(terms.amounts),
            "minimums": dict(terms.minimums),
            "lane": terms.lane,
            "combines": terms.combines,
            "countries": list(terms.countries),
            "categories": list(terms.categories),
            "styles": list(terms.styles),
            "starts_at": terms.starts_at,
            "ends_at": terms.ends_at,
            "uses_most": terms.uses_most,
        },
    )
    if not made:
        why = (("why", _("there is such a code already.")),)
        raise CodeExists(Refused(rule=None, reason=Reason.FIELD_WRONG, field="code", values=why))
    record(verb="create_promotion", subject_kind="promotion", subject_id=code, actor=actor, at=at)


@joins_transaction
def redeem_codes(*, order_number: str, amounts: Mapping[str, int], at: datetime) -> None:
    """An order uses these codes for these amounts; the ones it uses already stay. Refused with CodeUsedUp."""
    if not amounts:
        return
    by_code = {normalise_code(code): amount for code, amount in amounts.items()}
    promotions = queries.lock_promotions(codes=by_code)
    used = queries.open_redemptions(order_number=order_number)
    new = [promotion for promotion in promotions if promotion.code not in used]
    keys = [promotion.pk for promotion in new]
    free = Q(uses_most__isnull=True) | Q(uses__lt=F("uses_most"))
    if Promotion.objects.filter(free, pk__in=keys).update(uses=F("uses") + 1) < len(keys):
        raise CodeUsedUp(*(_used_up(promotion) for promotion in new if _is_used_up(promotion)))
    Redemption.objects.bulk_create(
        [
            Redemption(promotion=promotion, order_number=order_number, amount=by_code[promotion.code], at=at)
            for promotion in new
        ],
        update_conflicts=True,
        unique_fields=["promotion", "order_number"],
        update_fields=["amount", "at", "ended_at"],
    )


@joins_transaction
def free_codes(*, order_number: str, at: datetime) -> None:
    """An order came to nothing: its codes can be used again. Freeing twice frees once."""
    promotions = queries.lock_promotions(codes=queries.open_redemptions(order_number=order_number))
    ended = Redemption.objects.filter(
        promotion__in=promotions, order_number=order_number, ended_at__isnull=True
    )
    keys = list(ended.values_list("promotion_id", flat=True))
    ended.update(ended_at=at)
    Promotion.objects.filter(pk__in=keys).update(uses=F("uses") - 1)


def _is_used_up(promotion: Promotion) -> bool:
    return promotion.uses_most is not None and promotion.uses >= promotion.uses_most


def _used_up(promotion: Promotion) -> Refused:
    return Refused(
        rule="PAY-07", reason=Reason.CODE_USED_UP, values=(("code", promotion.code),), field="codes"
    )
