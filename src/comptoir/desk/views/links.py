"""Payment links: an advisor puts an order together for a caller, sees what the customer will see, and sends it (ORD-06)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.checkout import queries, services
from comptoir.checkout.queries import CannotPrice, Priced
from comptoir.core.actors import Role
from comptoir.core.addresses import Address
from comptoir.core.policy import HousePolicy, Market, Service
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import carry_out, say, take_said
from comptoir.desk.words import language_name
from comptoir.infra import formats, i18n
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets
from comptoir.stock import queries as stock

_SHOWN = 5  # styles found at once: each has a button for every size of every colour
_ADDRESS = ("name", "company", "vat_number", "line1", "line2", "postal_code", "city", "region", "phone")


@dataclass(slots=True, kw_only=True)
class Draft:
    """An order while it is put together; `lines` is SKU to quantity."""

    market: Market
    language: str
    lines: dict[str, int]
    codes: tuple[str, ...]
    email: str
    address: Address
    service: str
    errors: dict[str, str] = field(default_factory=dict)

    def request(self) -> services.LinkRequest:
        """What is asked of checkout."""
        return services.LinkRequest(
            country=self.market.country,
            language=self.language,
            lines=tuple(self.lines.items()),
            codes=self.codes,
            email=self.email,
            address=self.address,
            service=Service(self.service),
        )


@for_roles(Role.ADVISOR)
def index(desk: Desk) -> HttpResponse:
    """The links that were sent, the newest first."""
    return desk.page("links.html", rows=queries.recent_links(at=desk.at), said=take_said(desk))


@require_POST
@for_roles(Role.ADVISOR)
def revoke(desk: Desk, link_id: UUID) -> HttpResponse:
    """End a link before its time."""
    return carry_out(
        desk,
        lambda: services.revoke_payment_link(link_id=link_id, actor=desk.actor, at=desk.at),
        done=_("Link revoked. It opens nothing any more."),
        back=reverse("desk:links"),
    )


@for_roles(Role.ADVISOR)
def create(desk: Desk) -> HttpResponse:
    """Put an order together; every button sends the whole form, so that nothing typed is lost."""
    policy = markets.current_policy(at=desk.at)
    post = desk.request.POST
    draft = _draft(post, policy)
    if post.get("do") == "send" and _send(desk, draft):
        return HttpResponseRedirect(reverse("desk:links"))
    # A piece that was just added ends the search for it.
    words = "" if "add" in post else post.get("q", "").strip()[:100]
    found = _found(desk, draft, words) if words else []
    priced = _price(desk, draft)
    return desk.page(
        "link_new.html",
        status=422 if draft.errors else 200,
        draft=draft,
        priced=priced,
        by=_chosen(draft, priced),
        found=found[:_SHOWN],
        more=len(found) > _SHOWN,
        words=words,
        languages=[(code, language_name(code)) for code in draft.market.languages],
        countries=sorted(
            ((code, formats.country(code)) for code in policy.markets), key=lambda pair: pair[1]
        ),
        address_fields=markets.address_fields(country=draft.market.country, language=desk.language),
    )


def _draft(post: QueryDict, policy: HousePolicy) -> Draft:
    country = post.get("country", policy.house.entity.country)
    market = policy.markets.get(country) or next(iter(policy.markets.values()))
    language = post.get("language", "")
    typed = {name: post.get(name, "").strip()[:200] for name in _ADDRESS}
    return Draft(
        market=market,
        language=language if language in market.languages else market.languages[0],
        lines=_lines(post),
        codes=tuple(post.get("codes", "").split())[:10],
        email=post.get("email", "").strip()[:254],
        address=Address(country=market.country, **typed),
        service=post.get("service", ""),
    )


def _lines(post: QueryDict) -> dict[str, int]:
    """The lines as they stand, with the piece that was just added; none of a piece takes it out."""
    lines = {}
    for sku in post.getlist("sku")[:200]:
        quantity = whole_number(post.get(f"quantity.{sku}", ""), most=999)
        lines[sku] = 1 if quantity is None else quantity
    if added := post.get("add", ""):
        lines[added] = lines.get(added, 0) + 1
    return {sku: quantity for sku, quantity in lines.items() if quantity}


def _send(desk: Desk, draft: Draft) -> bool:
    draft.errors |= _misshapen(draft)
    if draft.errors:
        return False
    try:
        services.make_payment_link(request=draft.request(), actor=desk.actor, at=desk.at)
    except NotPossible as refused:
        draft.errors |= {
            refusal.field or refusal.reason: i18n.explain(refusal) for refusal in refused.refusals
        }
    else:
        say(desk, _("Link sent to %(email)s.") % {"email": draft.email})
        return True
    return False


def _misshapen(draft: Draft) -> dict[str, str]:
    """What is wrong before any rule is asked."""
    errors = {}
    try:
        validate_email(draft.email)
    except ValidationError:
        errors["email"] = _("Give the customer's e-mail address: the link goes there.")
    if draft.service not in set(Service):
        errors["service"] = _("Choose a delivery.")
    return errors


def _price(desk: Desk, draft: Draft) -> Priced | None:
    """What the customer will see, as far as it is put together."""
    if not draft.lines:
        return None
    for region, postal_code in ((draft.address.region, draft.address.postal_code), ("", "")):
        try:
            return queries.price_lines(
                lines=tuple(draft.lines.items()),
                country=draft.market.country,
                language=draft.language,
                codes=draft.codes,
                region=region,
                postal_code=postal_code,
                at=desk.at,
            )
        except CannotPrice as refused:
            draft.errors |= {known.field or known.reason: i18n.explain(known) for known in refused.refusals}
    return None


def _chosen(draft: Draft, priced: Priced | None) -> object:
    """The delivery that is chosen, else the cheapest."""
    if priced is None:
        return None
    offered = priced.quote.deliveries
    chosen = next((by for by in offered if by.service == draft.service), None)
    chosen = chosen or min(offered, key=lambda by: by.total)
    draft.service = chosen.service
    return chosen


def _found(desk: Desk, draft: Draft, words: str) -> list[Mapping[str, object]]:
    """Pieces that fit the words, each size with what is left of it."""
    page = catalogue.list_products(
        country=draft.market.country, language=draft.language, at=desk.at, q=words, page=1
    )
    left = stock.available(skus=[sku for card in page.cards for sku in card.skus])
    return [{"card": card, "left": left} for card in page.cards if not card.limited]
