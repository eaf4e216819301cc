"""What people do with a wishlist (ACC-10), and the one mail that says that a size is back (ACC-11)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Sellable
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import ids
from comptoir.infra.db import owns_transaction
from comptoir.infra.refusals import Limit, NotPossible
from comptoir.journal.services import notes_limits
from comptoir.markets import queries as markets
from comptoir.notices import queries as notices_queries
from comptoir.notices import services as notices
from comptoir.stock import queries as stock
from comptoir.wishes import queries
from comptoir.wishes.models import Alert, Wish, WishList

MOST_WISHES = 200
# For how many sizes one address can wait: nobody's mailbox is filled by another's typing.
MOST_ALERTS = 20
# For how many sizes one network may ask in an hour, for whatever addresses.
MOST_ALERTS_AN_HOUR, ALERTS_WITHIN = 20, timedelta(hours=1)
_LETTER_KEPT = timedelta(days=7)


class CannotWish(NotPossible):
    """The piece cannot be put on the list, and why."""


class CannotWait(NotPossible):
    """Nobody can wait for it here, or one network asks for too much."""


@owns_transaction
def add_wish(*, token: str, reference: str, country: str, language: str, at: datetime) -> str:
    """Put a colourway on the list, making a list where there is none; once is enough. Gives the list's token.

    Refusals: CannotWish.
    """
    pieces = catalogue.colourways(references=[reference], country=country, language=language, at=at)
    piece = pieces.get(reference)
    if piece is None:
        raise CannotWish(
            Refused(rule="ACC-10", reason=Reason.UNKNOWN_SKU, values=(("sku", reference),), field="reference")
        )
    wish_list, token = _list(token, at)
    known = Wish.objects.filter(wish_list=wish_list)
    if not known.filter(reference=reference).exists() and known.count() >= MOST_WISHES:
        raise CannotWish(Refused(rule=None, reason=Reason.WISHLIST_FULL, values=(("most", MOST_WISHES),)))
    Wish.objects.get_or_create(
        wish_list=wish_list,
        reference=reference,
        defaults={"seen_price": piece.price, "seen_currency": piece.currency or "", "added_at": at},
    )
    return token


def _list(token: str, at: datetime) -> tuple[WishList, str]:
    known = WishList.objects.filter(digest=ids.digest(token)).first() if token else None
    if known is not None:
        known.touched_at = at
        known.save(update_fields=["touched_at"])
        return known, token
    fresh = ids.new_token()
    return WishList.objects.create(digest=ids.digest(fresh), made_at=at, touched_at=at), fresh


@owns_transaction
def keep_wishes(*, token: str, own: str, customer_id: int, at: datetime) -> None:
    """What a browser wished joins the customer's own list, whose token is `own`; the browser's list is over (ACC-10)."""
    mine, _made = WishList.objects.get_or_create(
        customer_id=customer_id, defaults={"digest": ids.digest(own), "made_at": at, "touched_at": at}
    )
    theirs = WishList.objects.filter(digest=ids.digest(token), customer_id=None).first()
    if theirs is None:
        return
    known = Wish.objects.filter(wish_list=mine).values_list("reference", flat=True)
    fresh = Wish.objects.filter(wish_list=theirs).exclude(reference__in=known).order_by("-added_at", "-pk")
    room = max(0, MOST_WISHES - known.count())
    Wish.objects.filter(pk__in=fresh.values_list("pk", flat=True)[:room]).update(wish_list=mine)
    WishList.objects.filter(pk=theirs.pk).delete()


@owns_transaction
def remove_wish(*, token: str, reference: str, at: datetime) -> None:
    """Take a colourway off the list; one that is not on it is nothing to do."""
    if not token:
        return
    WishList.objects.filter(digest=ids.digest(token)).update(touched_at=at)
    Wish.objects.filter(wish_list__digest=ids.digest(token), reference=reference).delete()


@notes_limits()
@owns_transaction
def ask_alert(*, email: str, sku: str, country: str, language: str, sender: str = "", at: datetime) -> None:
    """Want one mail to this address when the size is back; asked again, it waits from now on.

    Who waits for too much already gets nothing more, and is told the same. `sender` is the asker's network address.
    Refusals: CannotWait.
    """
    if sku not in queries.pieces_to_wait_for(skus=[sku], country=country, language=language, at=at):
        raise CannotWait(Refused(rule=None, reason=Reason.UNKNOWN_SKU, values=(("sku", sku),), field="sku"))
    sender = notices_queries.sender_digest(sender=sender)
    recent = Alert.objects.filter(sender=sender, asked_at__gt=at - ALERTS_WITHIN)
    if sender and recent.count() >= MOST_ALERTS_AN_HOUR:
        limit = Limit(form="stock_alert", of="place", key=sender, within=ALERTS_WITHIN, at=at)
        raise CannotWait(Refused(rule=None, reason=Reason.TOO_MANY), limit=limit)
    until = at + timedelta(days=markets.current_policy(at=at).alerts.days)
    mine = Alert.objects.filter(email__iexact=email)
    if mine.filter(sku=sku).update(language=language, country=country, expires_at=until):
        return
    if mine.count() < MOST_ALERTS:
        alert = Alert(
            public_id=ids.new_id(),
            email=email,
            sku=sku,
            language=language,
            country=country,
            sender=sender,
            asked_at=at,
            expires_at=until,
        )
        Alert.objects.bulk_create([alert], ignore_conflicts=True)


@owns_transaction
def tell_alert(*, alert_id: int, at: datetime) -> None:
    """Mail that the size is back, if it is, and forget who asked: the row goes in the mail's own transaction."""
    alert = Alert.objects.filter(pk=alert_id).first()
    piece = _piece_back(alert, at) if alert else None
    if alert is None or piece is None or not Alert.objects.filter(pk=alert_id).delete()[0]:
        return
    policy = markets.current_policy(at=at)
    version = f"{alert.language}-{alert.country.lower()}"
    notices.send(
        kind="back_in_stock",
        to=alert.email,
        language=alert.language,
        country=alert.country,
        key=f"back_in_stock:{alert.public_id}",
        facts={
            "piece": {
                "name": piece.name,
                "colour": piece.colour,
                "size": piece.size,
                "reference": piece.reference,
                "price": piece.unit_price,
                "currency": piece.currency,
            },
            "link": f"{settings.SITE_URL}/{version}/p/{piece.reference}/",
            "terms": markets.letter_terms(
                policy=policy, country=alert.country, language=alert.language, on=at.date()
            ),
        },
        forget_at=at + _LETTER_KEPT,
        at=at,
    )


def _piece_back(alert: Alert, at: datetime) -> Sellable | None:
    """The piece, where it can be ordered now."""
    if not stock.available(skus=[alert.sku])[alert.sku]:
        return None
    return queries.pieces_to_wait_for(
        skus=[alert.sku], country=alert.country, language=alert.language, at=at
    ).get(alert.sku)


@owns_transaction
def forget_old(*, at: datetime) -> None:
    """Drop alerts whose time is over, and lists that nobody has touched for long."""
    Alert.objects.filter(expires_at__lte=at).delete()
    WishList.objects.filter(touched_at__lte=at - queries.KEPT, customer_id=None).delete()
