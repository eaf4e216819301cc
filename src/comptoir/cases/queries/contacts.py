"""Messages of the contact form: what they may be about, and who wrote them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from comptoir.cases.models import Contact
from comptoir.core.numbers import check_number
from comptoir.core.teams import Team
from comptoir.infra.i18n import gettext as _

# What a person may send, so that a program cannot fill the inbox.
MOST_AN_HOUR, WRITTEN_WITHIN = 5, timedelta(hours=1)


class Topic(StrEnum):
    """What a message is about: PRD-03, STO-07, PRD-07, RET-12, ACC-06, ACC-08 ask for the form by name, ORD-08 for the rest."""

    ORDER = "order"
    DELIVERY = "delivery"
    RETURN = "return"
    CLAIM = "claim"
    PAYMENT = "payment"
    PRODUCT = "product"
    STORE = "store"
    SELLER = "seller"
    ACCOUNT = "account"
    VOUCHER = "voucher"
    RESET = "reset"
    DELETION = "deletion"
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
        Topic.VOUCHER: _("A second-hand voucher"),
        Topic.RESET: _("The mail for a new password has not come"),
        Topic.ACCOUNT: _("My account or my letters"),
        Topic.DELETION: _("Delete my account"),
        Topic.DATA: _("My personal data"),
        Topic.OTHER: _("Something else"),
    }


def team_of_topic(*, topic: Topic) -> Team:
    """Who reads a message about this."""
    return _TEAMS.get(topic, Team.ADVISORS)


def wanted_fields(*, topic: Topic) -> tuple[str, ...]:
    """What a message about this must say, by the names of `Message` (STO-07, PRD-07, ACC-06, ACC-08)."""
    return _WANTED.get(topic, ("text",))


_WANTED: dict[Topic, tuple[str, ...]] = {
    Topic.STORE: ("store", "about", "colour", "size"),
    Topic.SELLER: ("seller",),
    Topic.RESET: (),
    Topic.DELETION: (),
}
RULES = {
    Topic.STORE: "STO-07",
    Topic.SELLER: "PRD-07",
    Topic.PRODUCT: "PRD-03",
    Topic.RESET: "ACC-06",
    Topic.DELETION: "ACC-08",
    Topic.VOUCHER: "RET-12",
    Topic.RETURN: "RET-13",
}
_TEAMS = {Topic.STORE: Team.STORES, Topic.DATA: Team.PRIVACY, Topic.DELETION: Team.PRIVACY}


def has_written_enough(*, email: str, sender: str, at: datetime) -> bool:
    """Whether so many messages came from this address, of mail or of the network, that the next one has to wait."""
    recent = Contact.objects.filter(received_at__gt=at - WRITTEN_WITHIN, received_at__lte=at)
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
