"""The account: orders first, then what came of them, what was written, and what the customer keeps here (ACC-01)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from comptoir.cases import queries as cases
from comptoir.claims import queries as claims
from comptoir.infra import clock
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import explain
from comptoir.notices import queries as notices
from comptoir.notices import services as newsletter_services
from comptoir.notices.services import TooManyAsks
from comptoir.people import queries as people
from comptoir.people import services
from comptoir.returns import queries as returns
from comptoir.storefront import account_page, claim_page
from comptoir.storefront.customers import for_customers
from comptoir.storefront.store import SPOKEN, Store, show_personal
from comptoir.storefront.views import newsletter

if TYPE_CHECKING:
    from comptoir.people.models import User


@for_customers
def account(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """The orders, newest first, each with what can be done with it now."""
    page = max(whole_number(request.GET.get("page", "")) or 1, 1)
    rows, older = account_page.order_rows(customer_id=customer.pk, page=page, at=clock.now())
    if not rows and page > 1:
        raise Http404
    context = {"here_is": "orders", "customer": customer, "rows": rows, "page": page, "older": older}
    return show_personal(request, store, "account", context)


@for_customers
def after(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """The returns and the claims of every order."""
    context = {
        "here_is": "after",
        "customer": customer,
        "returns": returns.returns_of_customer(customer_id=customer.pk),
        "claims": claims.claims_of_customer(customer_id=customer.pk),
        "kind_words": {kind: words[0] for kind, words in claim_page.kind_words().items()},
        "state_words": claim_page.state_words(),
    }
    return show_personal(request, store, "account_after", context)


@for_customers
def messages(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """What was written from the customer's mailbox; of one that is not proved, nothing (ACC-03)."""
    written = cases.messages_of(email=customer.email) if customer.email_proved_at else ()
    context = {
        "here_is": "messages",
        "customer": customer,
        "messages": written,
        "topics": cases.topic_words(),
        "zone": store.house.time_zone,
    }
    return show_personal(request, store, "account_messages", context)


@for_customers
def message(request: HttpRequest, store: Store, customer: User, case_id: UUID) -> HttpResponse:
    """A conversation with the house; another's is as unknown as none."""
    email = customer.email if customer.email_proved_at else ""
    found = cases.conversation_of(email=email, case_id=case_id) if email else None
    if found is None:
        raise Http404
    written, said = found
    context = {
        "here_is": "messages",
        "customer": customer,
        "written": written,
        "said": said,
        "topics": cases.topic_words(),
        "zone": store.house.time_zone,
    }
    return show_personal(request, store, "account_message", context)


@for_customers
def details(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Name and language (ACC-07), and the newsletter (ACC-09). Nothing else is asked: nothing else is needed (ACC-11)."""
    name, language = request.POST.get("name", customer.name).strip()[:200], request.POST.get("language", "")
    wrong = request.method == "POST" and (not name or language not in SPOKEN)
    if request.method == "POST" and not wrong:
        services.change_details(
            user_id=customer.pk,
            name=name,
            language=language,
            actor=people.actor_of(user=customer),
            at=clock.now(),
        )
        return HttpResponseRedirect(store.to("account/details/?done=details"))
    return _show_details(request, store, customer, name=name, wrong=wrong)


def _show_details(
    request: HttpRequest, store: Store, customer: User, *, name: str, wrong: bool = False, refused: str = ""
) -> HttpResponse:
    context = {
        "here_is": "details",
        "customer": customer,
        "name": name,
        "wrong": wrong,
        "refused": refused,
        "letters": notices.subscription_of(email=customer.email) if customer.email_proved_at else None,
        "done": request.GET.get("done", ""),
    }
    return show_personal(request, store, "account_details", context, status=422 if wrong or refused else 200)


@require_POST
@for_customers
def letters(request: HttpRequest, store: Store, customer: User) -> HttpResponse:
    """Subscribe to the newsletter by the link that is mailed, or leave it at once (ACC-09)."""
    known = notices.subscription_of(email=customer.email) if customer.email_proved_at else None
    if request.POST.get("leave"):
        if known:
            token = notices.leave_token(public_id=known.id)
            newsletter_services.leave_newsletter(token=token, at=clock.now())
        return HttpResponseRedirect(store.to("account/details/?done=left"))
    try:
        newsletter.ask(request, store, customer.email)
    except TooManyAsks as refused:
        words = " ".join(explain(no) for no in refused.refusals)
        return _show_details(request, store, customer, name=customer.name, refused=words)
    return HttpResponseRedirect(store.to("account/details/?done=asked"))
