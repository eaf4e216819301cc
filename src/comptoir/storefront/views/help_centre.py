"""The help pages: answers with the figures of the policy in force, or with those of one's own order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.catalogue import queries as catalogue
from comptoir.content import queries as content
from comptoir.content.queries import HelpAnswer
from comptoir.core.calendar import local_date
from comptoir.core.numbers import show_number
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.markets import queries as markets
from comptoir.storefront import baskets, contact_page, customers, drops, order_answers, structured, wishlists
from comptoir.storefront.store import SPOKEN, Store, home_store, in_store, show_page, show_personal
from comptoir.storefront.views.orders import OrderView, of_order

# What the list of topics wants to know.
_DAY = 24 * 3600
_TOPICS = {"q": "", "found": (), "base": "help/", "number": "", "lost": False}


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
        **_TOPICS,
        "q": q,
        "found": found,
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
        return _lost(request, store)
    trail = [(_("Help"), store.to("help/")), (page.name, "")]
    context = {
        "page": page,
        "help": page.facts,
        "base": "help/",
        "number": "",
        "linked": True,
        "structured": structured.trail_data(trail, address=settings.SITE_URL + store.to(page.topic.path)),
        "contact": contact_page.form(contact_page.blank(topic=page.topic.contact)),
        "description": _("%(topic)s: questions and answers.") % {"topic": page.name},
    }
    return show_page(request, store, "help_topic", context, paths=dict.fromkeys(SPOKEN, f"help/{slug}/"))


@in_store
def answer(request: HttpRequest, store: Store, slug: str, question: str) -> HttpResponse:
    """One question with its answer, those beside it, and the form for what it leaves open."""
    listed = answers_of(store)
    found = _at(f"help/{slug}/{question}/", listed)
    if found is None:
        # What the law of another country adds has no page here; its topic has.
        home = home_store(store.policy, language=store.language)
        elsewhere = _at(f"help/{slug}/{question}/", answers_of(home))
        if elsewhere is None:
            return _lost(request, store)
        return HttpResponseRedirect(store.to(elsewhere.topic.path))
    trail = [
        (_("Help"), store.to("help/")),
        (found.topic.name, store.to(found.topic.path)),
        (found.question, ""),
    ]
    context = {
        "answer": found,
        "trail_links": trail,
        "beside": [other for other in listed if other.topic == found.topic],
        "contact": contact_page.form(contact_page.blank(topic=found.contact)),
        "description": found.excerpt,
        "structured": structured.answer_data(store, found, trail=trail),
    }
    return show_page(request, store, "help_answer", context, paths=dict.fromkeys(SPOKEN, found.path))


def answers_of(store: Store) -> tuple[HelpAnswer, ...]:
    """Every answer of the help as a store version reads it."""
    return content.help_answers(
        policy=store.policy,
        market=store.market,
        language=store.language,
        on=_today(store),
        shelves=_shelf_names(store),
    )


def _at(path: str, answers: Iterable[HelpAnswer]) -> HelpAnswer | None:
    return next((known for known in answers if known.path == path), None)


def _lost(request: HttpRequest, store: Store) -> HttpResponse:
    """No such topic or question: the ways to find it."""
    return show_page(request, store, "help_topics", {**_TOPICS, "lost": True}, status=404)


@of_order
def order_topics(request: HttpRequest, store: Store, view: OrderView) -> HttpResponse:
    """Every topic, for one order."""
    context = {
        **_TOPICS,
        "base": f"{view.path}help/",
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
        "base": f"{view.path}help/",
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
        (customers.COOKIE.full_name, _("That you are signed in."), customers.COOKIE.kept.days),
        (customers.PROOF.full_name, _("That a code was mailed to you."), customers.PROOF.kept.days),
        (
            customers.PASSKEY.full_name,
            _("That your device was asked for a passkey."),
            customers.PASSKEY.kept.days,
        ),
        (
            customers.RESET.full_name,
            _("That you opened the link to a new password."),
            customers.RESET.kept.days,
        ),
        (
            settings.CSRF_COOKIE_NAME,
            _("That a form of your account was sent from our own page."),
            settings.CSRF_COOKIE_AGE // _DAY,
        ),
        (f"{drops.PREFIX.full_name}…", _("Your place in the line of a drop."), drops.PREFIX.kept.days),
        ("store-asked", _("That you have chosen a store, so that you are not asked again."), 0),
    ]


def _today(store: Store) -> date:
    return local_date(clock.now(), zone=store.policy.house.time_zone)


def _shelf_names(store: Store) -> tuple[str, ...]:
    """What the house sells (PRD-02)."""
    return tuple(node.name for node in catalogue.categories(language=store.language) if node.parent is None)
