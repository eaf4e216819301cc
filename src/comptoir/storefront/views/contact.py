"""The contact form, and what it says when a message has come."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from comptoir.cases import services as cases
from comptoir.cases.services import NotTaken
from comptoir.core.numbers import Series, check_number, show_number
from comptoir.infra import clock
from comptoir.infra.i18n import gettext as _
from comptoir.storefront import contact_page, privacy_page
from comptoir.storefront.customers import customer_of
from comptoir.storefront.order_page import texts
from comptoir.storefront.store import SPOKEN, Store, in_any_store, show_page, show_personal


@in_any_store
def contact(request: HttpRequest, store: Store) -> HttpResponse:
    """The form, filled in by what its address says (PRD-03); sent, it opens a case and says its number."""
    if request.method == "POST":
        return _take(request, store)
    draft = contact_page.draft_of(request.GET)
    if customer := customer_of(request=request):
        draft |= {"name": draft["name"] or customer.name, "email": draft["email"] or customer.email}
    context = {
        "contact": contact_page.form(draft),
        "refusals": [],
        "description": _("Write to us: orders, returns, pieces, stores and everything else."),
    }
    if customer:
        return show_personal(request, store, "contact", context)
    return show_page(request, store, "contact", context, paths=dict.fromkeys(SPOKEN, "contact/"))


def _take(request: HttpRequest, store: Store) -> HttpResponse:
    draft = contact_page.draft_of(request.POST)
    if request.POST.get(contact_page.TRAP):
        return HttpResponseRedirect(store.to("contact/sent/"))
    errors, refusals = contact_page.wrong_fields(draft), []
    if not errors:
        message = contact_page.message_of(draft, store, sender=contact_page.sender_of(request))
        try:
            number = cases.take_message(message=message, at=clock.now())
            privacy_page.ask_with(message, number=number, at=clock.now())
            return HttpResponseRedirect(store.to(f"contact/sent/?{urlencode({'case': number})}"))
        except NotTaken as refused:
            refusals = texts(refused)
    context = {"contact": contact_page.form(draft, errors), "refusals": refusals}
    return show_personal(request, store, "contact", context, status=422)


@in_any_store
def sent(request: HttpRequest, store: Store) -> HttpResponse:
    """The message has come; the number is that of its case."""
    number = check_number(request.GET.get("case", ""), series=Series.CASE)
    return show_personal(request, store, "contact_sent", {"number": show_number(number) if number else ""})
