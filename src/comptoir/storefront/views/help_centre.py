"""The help pages: answers with the figures of the policy in force, or with those of one's own order."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse

from comptoir.catalogue import queries as catalogue
from comptoir.content import queries as content
from comptoir.core.calendar import local_date
from comptoir.core.numbers import show_number
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront import baskets, contact_page, order_answers, wishlists
from comptoir.storefront.store import SPOKEN, Store, in_store, show_page, show_personal
from comptoir.storefront.views.orders import OrderView, of_order


@in_store
def topics(request: HttpRequest, store: Store) -> HttpResponse:
    """Every topic, or the answers that fit a question."""
    q = request.GET.get("q", "").strip()[:80]
    found = content.find_answers(
        q=q,
        policy=store.policy,
        market=store.market,
        language=store.language,
        on=_today(store),
        shelves=_shelf_names(store),
    )
    context = {
        "q": q,
        "found": found,
        "base": "help/",
        "number": "",
        "description": _("Delivery, returns, orders, payment and sizes: the rules of the house."),
    }
    paths = {} if q else dict.fromkeys(SPOKEN, "help/")
    return show_page(request, store, "help_topics", context, paths=paths)


@in_store
def topic(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """One topic with its questions, and the form for what they leave open."""
    page = content.help_page(
        slug=slug,
        policy=store.policy,
        market=store.market,
        language=store.language,
        on=_today(store),
        shelves=_shelf_names(store),
    )
    if page is None:
        raise Http404
    context = {
        "page": page,
        "help": page.facts,
        "base": "help/",
        "number": "",
        "contact": contact_page.form(contact_page.blank(topic=page.topic.contact)),
        "description": _("%(topic)s: questions and answers.") % {"topic": page.name},
    }
    return show_page(request, store, "help_topic", context, paths=dict.fromkeys(SPOKEN, f"help/{slug}/"))


@of_order
def order_topics(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Every topic, for one order."""
    context = {
        "q": "",
        "found": (),
        "base": f"orders/{view.token}/help/",
        "number": show_number(view.number),
    }
    return show_personal(request, store, "help_topics", context)


@of_order
def order_topic(request: HttpRequest, store: Store, view: OrderView, slug: str) -> HttpResponse:
    """One topic under the terms that the order was placed with, and with its own dates."""
    policy = markets.policy_version(number=view.policy_version)
    page = content.help_page(
        slug=slug,
        policy=policy,
        market=policy.markets[view.country],
        language=store.language,
        on=_today(store),
        shelves=_shelf_names(store),
        own=order_answers.own_answers(view),
    )
    if page is None:
        raise Http404
    known = contact_page.blank(
        topic=page.topic.contact,
        name=str(view.summary["name"]),
        email=view.email,
        order=show_number(view.number),
    )
    context = {
        "page": page,
        "help": page.facts,
        "base": f"orders/{view.token}/help/",
        "number": show_number(view.number),
        "contact": contact_page.form(known),
    }
    return show_personal(request, store, "help_topic", context)


@in_store
def legal(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """A page that the law asks for, from the house's own data."""
    found = content.legal_page(
        slug=slug, policy=store.policy, market=store.market, language=store.language, on=_today(store)
    )
    if found is None:
        raise Http404
    page, facts = found
    context = {
        "page": page,
        "help": facts,
        "held": _held(),
        "description": _("%(page)s of %(house)s.") % {"page": page.name, "house": store.house.name},
    }
    return show_page(request, store, "legal", context, paths=dict.fromkeys(SPOKEN, page.path))


def _held() -> list[tuple[str, str, int]]:
    """What the store keeps in a browser: name, use, and for how many days; 0 is until it is cleared."""
    return [
        (baskets.COOKIE.full_name, _("Which basket is yours."), baskets.COOKIE.kept.days),
        (wishlists.COOKIE.full_name, _("Which wishlist is yours."), wishlists.COOKIE.kept.days),
        ("store-asked", _("That you have chosen a store, so that you are not asked again."), 0),
    ]


def _today(store: Store) -> date:
    return local_date(clock.now(), zone=store.policy.house.time_zone)


def _shelf_names(store: Store) -> tuple[str, ...]:
    """What the house sells (PRD-02)."""
    return tuple(node.name for node in catalogue.categories(language=store.language) if node.parent is None)
