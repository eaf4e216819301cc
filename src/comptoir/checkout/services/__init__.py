"""The verbs of checkout: baskets, placing, settling."""

from comptoir.checkout.services.attempts import TooManyTries, forget_marks
from comptoir.checkout.services.baskets import (
    BasketRef,
    NotInBasket,
    add_to_basket,
    enter_code,
    keep_basket,
    remove_code,
    save_draft,
    set_quantity,
    watch_visitor,
)
from comptoir.checkout.services.links import (
    LinkRequest,
    make_payment_link,
    pay_by_link,
    price_link,
    revoke_payment_link,
)
from comptoir.checkout.services.placing import CannotPlace, LinkOver, OrderRequest, pay_again, place_order
from comptoir.checkout.services.renewing import (
    Asked,
    pay_renewal,
    renew_authorisation,
    renewal_asked,
    settle_renewal,
)
from comptoir.checkout.services.reviewing import accept_order, refuse_order
from comptoir.checkout.services.settling import Progress, come_back, expire_order, settle_order
from comptoir.checkout.services.telling import receive_event, settle_event
from comptoir.payments.gateways.base import BadSignature, ProviderUnreachable
from comptoir.promotions.services import TooManyCodes

__all__ = [
    "Asked",
    "BadSignature",
    "ProviderUnreachable",
    "BasketRef",
    "CannotPlace",
    "LinkOver",
    "LinkRequest",
    "NotInBasket",
    "OrderRequest",
    "Progress",
    "TooManyCodes",
    "TooManyTries",
    "accept_order",
    "add_to_basket",
    "come_back",
    "enter_code",
    "expire_order",
    "forget_marks",
    "keep_basket",
    "make_payment_link",
    "pay_again",
    "pay_by_link",
    "pay_renewal",
    "place_order",
    "price_link",
    "receive_event",
    "refuse_order",
    "remove_code",
    "renew_authorisation",
    "renewal_asked",
    "revoke_payment_link",
    "save_draft",
    "set_quantity",
    "settle_event",
    "settle_order",
    "settle_renewal",
    "watch_visitor",
]
