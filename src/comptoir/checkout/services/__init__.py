"""The verbs of checkout: baskets, placing, settling."""

from comptoir.checkout.services.baskets import (
    BasketRef,
    NotInBasket,
    add_to_basket,
    enter_code,
    remove_code,
    save_draft,
    set_quantity,
)
from comptoir.checkout.services.placing import CannotPlace, OrderRequest, pay_again, place_order
from comptoir.checkout.services.settling import (
    Progress,
    accept_order,
    come_back,
    expire_order,
    refuse_order,
    settle_order,
)
from comptoir.checkout.services.telling import receive_event, settle_event
from comptoir.payments.gateways.base import BadSignature

__all__ = [
    "BadSignature",
    "BasketRef",
    "CannotPlace",
    "NotInBasket",
    "OrderRequest",
    "Progress",
    "accept_order",
    "add_to_basket",
    "come_back",
    "enter_code",
    "expire_order",
    "pay_again",
    "place_order",
    "receive_event",
    "refuse_order",
    "remove_code",
    "save_draft",
    "set_quantity",
    "settle_event",
    "settle_order",
]
