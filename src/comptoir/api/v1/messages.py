"""Messages to the house, as the contact form takes them."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from comptoir.api import schemas as s
from comptoir.api.v1.quotes import REFUSALS
from comptoir.api.words import refuse, speaking
from comptoir.cases import queries as cases
from comptoir.cases import services
from comptoir.cases.queries import Topic
from comptoir.core.decisions import Refused
from comptoir.core.reasons import Reason
from comptoir.infra import clock
from comptoir.infra.i18n import LANGUAGES
from comptoir.infra.visitors import network_of
from comptoir.markets import queries as markets

router = Router(tags=["messages"])
# Other words that programs may know a topic by.
_PURPOSES = {
    "return_change": Topic.RETURN,
    "return_to_change": Topic.RETURN,
    "item_not_found": Topic.PRODUCT,
    "not_found": Topic.PRODUCT,
    "quality": Topic.CLAIM,
    "store_stock": Topic.STORE,
    "reseller": Topic.SELLER,
    "account_deletion": Topic.DELETION,
    "privacy": Topic.DATA,
    "reset_mail": Topic.RESET,
    "reset_mail_not_received": Topic.RESET,
}
_NAMES = {"text": "message", "about": "reference"}


@router.post("/messages", response={201: s.WrittenOut, REFUSALS: s.RefusedOut})
def write(request: HttpRequest, body: s.MessageIn) -> Status[s.WrittenOut]:
    """Write to the house about one of its purposes; the answer comes by mail, under the number of the case."""
    with speaking(request, body.language):
        message = _message(body, sender=network_of(request=request))
        at = clock.now()
        try:
            number = services.take_message(message=message, at=at)
        except services.NotTaken as refusal:
            raise services.NotTaken(*(_named(why) for why in refusal.refusals)) from refusal
    case = cases.case_by_number(number=number)
    if case is None:
        raise refuse(Reason.NOT_FOUND)
    return Status(201, s.WrittenOut(id=str(case.id), number=number))


def _message(body: s.MessageIn, *, sender: str) -> services.Message:
    known = {**{str(topic): topic for topic in Topic}, **_PURPOSES}
    topic = known.get(body.purpose)
    if topic is None:
        why = ", ".join(sorted(Topic))
        wrong = (("field", "purpose"), ("why", why))
        raise services.NotTaken(
            Refused(rule="ORD-08", reason=Reason.FIELD_WRONG, field="purpose", values=wrong)
        )
    home = markets.current_policy(at=clock.now())
    country = body.country.upper()
    return services.Message(
        topic=topic,
        name=body.name,
        email=body.email,
        language=body.language if body.language in LANGUAGES else "en",
        country=country if country in home.markets else home.house.entity.country,
        text=body.message,
        about=body.reference,
        order_typed=body.order_number,
        sender=sender,
        store=body.store,
        colour=body.colour,
        size=body.size,
        seller=body.seller,
    )


def _named(why: Refused) -> Refused:
    """A refusal by the name that the field has here."""
    field = _NAMES.get(why.field or "", why.field)
    values = tuple((key, field or "" if key == "field" else value) for key, value in why.values)
    return Refused(rule=why.rule, reason=why.reason, field=field, values=values)
