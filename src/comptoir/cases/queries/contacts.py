"""Messages of the contact form: what they may be about, and who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comptoir.cases.models import Contact
from comptoir.core.numbers import check_number
from comptoir.infra.i18n import gettext as _

# What a person may send, so that a program cannot fill the inbox.
MOST_AN_HOUR = 5


class Topic(StrEnum):
    """What a message is about: PRD-03, STO-07, PRD-07 and ACC-08 ask for the form by name, ORD-08 for all the rest."""

    ORDER = "order"
    DELIVERY = "delivery"
    RETURN = "return"
    CLAIM = "claim"
    PAYMENT = "payment"
    PRODUCT = "product"
    STORE = "store"
    SELLER = "seller"
    ACCOUNT = "account"
    DATA = "data"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """Who wrote, how to answer, and about what. `order_number` is the order that was meant, where its number exists."""

    topic: Topic
    name: str
    email: str
    language: str
    country: str
    about: str
    order_typed: str
    order_number: str


def topic_words() -> dict[Topic, str]:
    """The topics as people choose them."""
    return {
        Topic.ORDER: _("An order"),
        Topic.DELIVERY: _("A delivery"),
        Topic.RETURN: _("A return"),
        Topic.CLAIM: _("Something damaged, missing or wrong"),
        Topic.PAYMENT: _("A payment or a price"),
        Topic.PRODUCT: _("A piece, or one I cannot find"),
        Topic.STORE: _("A store, or its stock"),
        Topic.SELLER: _("A seller I am not sure of"),
        Topic.ACCOUNT: _("My account or my letters"),
        Topic.DATA: _("My personal data"),
        Topic.OTHER: _("Something else"),
    }


def has_written_enough(*, email: str, sender: str, at: datetime) -> bool:
    """Whether so many messages came from this address, of mail or of the network, that the next one has to wait."""
    recent = Contact.objects.filter(received_at__gt=at - timedelta(hours=1), received_at__lte=at)
    if recent.filter(email__iexact=email).count() >= MOST_AN_HOUR:
        return True
    return bool(sender) and recent.filter(sender=sender).count() >= MOST_AN_HOUR


def contact_view(contact: Contact) -> ContactView:
    """The contact of a case."""
    return ContactView(
        topic=Topic(contact.topic),
        name=contact.name,
        email=contact.email,
        language=contact.language,
        country=contact.country,
        about=contact.about,
        order_typed=contact.order_typed,
        order_number=check_number(contact.order_typed) or "",
    )
