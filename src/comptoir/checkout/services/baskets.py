"""What a shopper does with a basket. It reserves nothing (ORD-07)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comptoir.catalogue import queries as catalogue
from comptoir.checkout import queries
from comptoir.checkout.models import Attempt, Basket, BasketLine
from comptoir.core.decisions import Refused
from comptoir.core.promotions import normalise_code
from comptoir.core.reasons import Reason
from comptoir.drops import queries as drops
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction, spans_transactions
from comptoir.infra.refusals import NotPossible
from comptoir.infra.visitors import INSIDE, Visitor
from comptoir.markets import queries as markets
from comptoir.promotions import services as promotions


class NotInBasket(NotPossible):
    """The piece cannot be put into the basket, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketRef:
    """The token of a basket's cookie, and how many pieces are in it now."""

    token: str
    count: int


@owns_transaction
def add_to_basket(
    *,
    token: str,
    sku: str,
    quantity: int,
    country: str,
    language: str,
    tickets: Collection[str] = (),
    at: datetime,
) -> BasketRef:
    """Put pieces in, making a basket where there is none; one of a drop needs a ticket whose turn has come.

    Refusals: NotInBasket.
    """
    most = markets.current_policy(at=at).checkout.most_per_sku
    piece = catalogue.sellables(skus=[sku], country=country, language=language, at=at).get(sku)
    if piece is None or not piece.visible or piece.unit_price is None:
        raise NotInBasket(_unsold(sku, piece.name if piece else "", known=piece is not None))
    if piece.limited:
        raise NotInBasket(
            Refused(rule="PRD-02", reason=Reason.NOT_SOLD_ONLINE, values=(("name", piece.name),), field="sku")
        )
    names = {sku: piece.name}
    if piece.in_turns and (refused := drops.refusals(names=names, tickets=tickets, at=at)):
        raise NotInBasket(*refused)
    basket, token = _basket(token, at)
    line = BasketLine.objects.filter(basket=basket, sku=sku).first()
    wanted = quantity + (line.quantity if line else 0)
    _check_quantity(quantity, wanted, most)
    BasketLine.objects.update_or_create(
        basket=basket,
        sku=sku,
        defaults={"quantity": wanted, "seen_price": piece.unit_price, "seen_currency": piece.currency},
        create_defaults={
            "quantity": wanted,
            "seen_price": piece.unit_price,
            "seen_currency": piece.currency,
            "added_at": at,
        },
    )
    return BasketRef(token=token, count=queries.count_in(token=token))


def _unsold(sku: str, name: str, *, known: bool) -> Refused:
    if not known:
        return Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field="sku")
    return Refused(rule="PAY-03", reason=Reason.NOT_SOLD_HERE, values=(("name", name),), field="sku")


def _check_quantity(quantity: int, wanted: int, most: int) -> None:
    if quantity < 1 or wanted > most:
        raise NotInBasket(
            Refused(rule=None, reason=Reason.QUANTITY_WRONG, values=(("most", most),), field="quantity")
        )


def _basket(token: str, at: datetime) -> tuple[Basket, str]:
    known = queries.lock_basket(token=token)
    if known is not None:
        known.touched_at = at
        known.save(update_fields=["touched_at"])
        return known, token
    fresh = ids.new_token()
    return Basket.objects.create(digest=ids.digest(fresh), made_at=at, touched_at=at), fresh


@owns_transaction
def keep_basket(*, token: str, own: str, at: datetime) -> None:
    """What is in a browser's basket comes along into the customer's own, whose token is `own`; the larger quantity stays."""
    fresh = {"made_at": at, "touched_at": at}
    mine, _made = Basket.objects.get_or_create(digest=ids.digest(own), defaults=fresh)
    theirs = queries.lock_basket(token=token)
    if theirs is None or theirs.pk == mine.pk:
        return
    held = dict(BasketLine.objects.filter(basket=mine).values_list("sku", "quantity"))
    for line in BasketLine.objects.filter(basket=theirs).order_by("pk"):
        if line.sku not in held:
            BasketLine.objects.filter(pk=line.pk).update(basket=mine)
        elif line.quantity > held[line.sku]:
            BasketLine.objects.filter(basket=mine, sku=line.sku).update(quantity=line.quantity)
    mine.codes = list(dict.fromkeys([*mine.codes, *theirs.codes]))[: queries.MOST_CODES]
    mine.draft = mine.draft | theirs.draft
    mine.order_number = theirs.order_number or mine.order_number
    mine.touched_at = at
    mine.save(update_fields=["codes", "draft", "order_number", "touched_at"])
    Attempt.objects.filter(basket=theirs).update(basket=mine)
    Basket.objects.filter(pk=theirs.pk).delete()


@owns_transaction
def set_quantity(*, token: str, sku: str, quantity: int, at: datetime) -> None:
    """Change how many; none takes the line out. Refusals: NotInBasket."""
    basket = queries.lock_basket(token=token)
    if basket is None:
        return
    if quantity <= 0:
        BasketLine.objects.filter(basket=basket, sku=sku).delete()
        return
    _check_quantity(quantity, quantity, markets.current_policy(at=at).checkout.most_per_sku)
    BasketLine.objects.filter(basket=basket, sku=sku).update(quantity=quantity)


@spans_transactions
def enter_code(*, token: str, code: str, visitor: Visitor = INSIDE, at: datetime) -> None:
    """Keep a code with the basket; whether it applies is said by the price, not here (PAY-07).

    Refused with TooManyCodes where the basket or the network has entered too many that nobody knows (D2-14).
    """
    if not token:
        return
    watch_visitor(codes=[code], basket_token=token, visitor=visitor, at=at)
    _keep_code(token, code, at)


@spans_transactions
def watch_visitor(*, codes: Sequence[str], visitor: Visitor, basket_token: str = "", at: datetime) -> None:
    """Count wrong codes for the basket and the network they come from. Refused with TooManyCodes (D2-14)."""
    if visitor.trusted:
        return
    from_where = {"basket": basket_token, "network": visitor.network}
    senders = [f"{kind}:{known}" for kind, known in from_where.items() if known]
    promotions.watch_codes(codes=codes, senders=senders, at=at)


@owns_transaction
def _keep_code(token: str, code: str, at: datetime) -> None:
    basket = queries.lock_basket(token=token)
    wanted = normalise_code(code)[:40]
    if basket is None or not wanted or wanted in basket.codes or len(basket.codes) >= queries.MOST_CODES:
        return
    basket.codes = [*basket.codes, wanted]
    basket.touched_at = at
    basket.save(update_fields=["codes", "touched_at"])


@owns_transaction
def remove_code(*, token: str, code: str, at: datetime) -> None:
    """Take a code out again."""
    basket = queries.lock_basket(token=token)
    if basket is None:
        return
    basket.codes = [known for known in basket.codes if known != normalise_code(code)]
    basket.touched_at = at
    basket.save(update_fields=["codes", "touched_at"])


@owns_transaction
def save_draft(*, token: str, draft: Mapping[str, str], at: datetime) -> None:
    """Keep what was typed at checkout, so that a refresh or a failed payment loses nothing."""
    basket = queries.lock_basket(token=token)
    if basket is None:
        return
    basket.draft = {name: text[:200] for name, text in draft.items()}
    basket.touched_at = at
    basket.save(update_fields=["draft", "touched_at"])
