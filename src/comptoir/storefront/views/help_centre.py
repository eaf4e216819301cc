"""The help pages: answers with the figures of the policy in force."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from comptoir.content import queries as content
from comptoir.core.calendar import local_date
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.storefront.store import SPOKEN, Store, in_store, show_page


@in_store
def topics(request: HttpRequest, store: Store) -> HttpResponse:
    """Every topic."""
    context = {"description": _("Delivery, returns, orders, payment and sizes: the rules of the house.")}
    return show_page(request, store, "help_topics", context, paths=dict.fromkeys(SPOKEN, "help/"))


@in_store
def topic(request: HttpRequest, store: Store, slug: str) -> HttpResponse:
    """One topic with its questions."""
    today = local_date(clock.now(), zone=store.policy.house.time_zone)
    page = content.help_page(
        slug=slug, policy=store.policy, market=store.market, language=store.language, on=today
    )
    if page is None:
        raise Http404
    about = _("%(topic)s: questions and answers.") % {"topic": page.name}
    context = {"page": page, "help": page.facts, "description": about}
    return show_page(request, store, "help_topic", context, paths=dict.fromkeys(SPOKEN, f"help/{slug}/"))
