"""What the customer bought in stores, and their credits: which is spent first, and why one cannot be used here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from comptoir.catalogue import queries as catalogue
from comptoir.core.credits import CreditKind
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.payments import queries as payments
from comptoir.storefront.customers import for_customers
from comptoir.storefront.store import Store, show_personal
from comptoir.stores import queries as stores

if TYPE_CHECKING:
    from comptoir.people.models import User


@for_customers
def wallet(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """The credits and the receipts of a customer; of a mailbox that is not proved, none (ACC-03)."""
    receipts = stores.receipts_of(customer=customer.pk)
    now = clock.now().replace(microsecond=0)
    places = {place.code: place for place in markets.house_stores()}
    credits_ = payments.credits_of(customer=customer.pk)
    open_ = [lot for lot in credits_ if lot.left and lot.valid_until >= now]
    context = {
        "here_is": "wallet",
        "customer": customer,
        "open": open_,
        "closed": [lot for lot in credits_ if lot not in open_],
        "receipts": receipts,
        "places": places,
        "zones": {place.country: place.zone for place in reversed(places.values())},
        "names": catalogue.piece_names(
            skus=[piece.sku for receipt in receipts for piece in receipt.pieces], language=store.language
        ),
        "kinds": _kind_words(),
    }
    return show_personal(request, store, "account_wallet", context)


def _kind_words() -> dict[str, str]:
    return {
        CreditKind.STORE_CREDIT: _("From a store"),
        CreditKind.GOODWILL: _("A gesture of the house"),
        CreditKind.VOUCHER: _("Second-hand voucher"),
    }
