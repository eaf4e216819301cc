"""The contact form: what it asks, what it was sent, and what is wrong with that (ORD-08)."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, QueryDict

from comptoir.cases.queries import Topic, topic_words, wanted_fields
from comptoir.cases.services import Message
from comptoir.core.numbers import check_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.visitors import network_of
from comptoir.storefront.forms import email_error, too_long, typed_whole
from comptoir.storefront.store import Store

_LENGTHS = {
    "topic": 12,
    "name": 120,
    "email": 200,
    "order": 30,
    "about": 60,
    "store": 60,
    "colour": 40,
    "size": 10,
    "seller": 200,
    "message": 4000,
}
# Programs fill it in; people never see it.
TRAP = "website"


def blank(**known: str) -> dict[str, str]:
    """An empty form but for what is known already."""
    return {**dict.fromkeys(_LENGTHS, ""), **known}


def draft_of(sent: QueryDict) -> dict[str, str]:
    """The fields as they were typed, or as the address of the page fills them in."""
    draft = typed_whole(sent, _LENGTHS)
    return {**draft, "topic": draft["topic"] if draft["topic"] in set(Topic) else ""}


def wrong_fields(draft: Mapping[str, str]) -> dict[str, str]:
    """What is missing or malformed, by field."""
    errors = {}
    if not draft["topic"]:
        errors["topic"] = _("Choose what it is about.")
    if not draft["name"]:
        errors["name"] = _("Give your name.")
    if not draft["email"]:
        errors["email"] = _("Give an e-mail address: the answer goes there.")
    elif text := email_error(draft["email"]):
        errors["email"] = text
    if draft["order"] and check_number(draft["order"]) is None:
        errors["order"] = _("Check the order number: nine letters and digits, such as M7K4-92QD-3.")
    return errors | _missing(draft) | too_long(draft, _LENGTHS)


def _missing(draft: Mapping[str, str]) -> dict[str, str]:
    """What its topic asks for and is not there."""
    wanted = wanted_fields(topic=Topic(draft["topic"])) if draft["topic"] else ("text",)
    said = _missing_words()
    names = [_TYPED.get(field, field) for field in wanted]
    return {name: said[name] for name in names if not draft[name]}


# The service's word for a field where the form has another one.
_TYPED = {"text": "message"}


def _missing_words() -> dict[str, str]:
    return {
        "message": _("Write your message."),
        "store": _("Name the store, or its town."),
        "about": _("Give the reference: it is on the product page, such as ME-26W-KN014-0410."),
        "colour": _("Name the colour."),
        "size": _("Name the size."),
        "seller": _("Give the seller’s address on the web, or name and place."),
    }


def message_of(draft: Mapping[str, str], store: Store, *, sender: str) -> Message:
    """What the form says."""
    return Message(
        topic=Topic(draft["topic"]),
        name=draft["name"],
        email=draft["email"],
        language=store.language,
        country=store.country,
        text=draft["message"],
        about=draft["about"],
        order_typed=draft["order"],
        sender=sender,
        store=draft["store"],
        colour=draft["colour"],
        size=draft["size"],
        seller=draft["seller"],
    )


def form(draft: Mapping[str, str], errors: Mapping[str, str] | None = None) -> dict[str, object]:
    """What the form's template wants to know."""
    wrong = errors or {}
    return {
        "draft": draft,
        "errors": {**dict.fromkeys(_LENGTHS, ""), **wrong},
        "wrong": len(wrong),
        "most": _LENGTHS,
        "topics": list(topic_words().items()),
        "wanted": wanted_fields(topic=Topic(draft["topic"])) if draft["topic"] else ("text",),
    }


def sender_of(request: HttpRequest) -> str:
    """The network address of the one who writes; blank where only our own proxy is seen."""
    return network_of(request=request)
