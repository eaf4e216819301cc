"""A credit at the counter: looked at, printed, spent with its name checked, put back (STO-02)."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.money import minor_of
from comptoir.core.numbers import Series, check_number
from comptoir.desk import pasted
from comptoir.desk.access import Desk, for_roles, names_of_actors
from comptoir.desk.answers import carry_out, take_said
from comptoir.desk.views.counter import counter_of, store_names
from comptoir.infra import ids
from comptoir.infra.i18n import gettext as _
from comptoir.payments import queries, services
from comptoir.payments.queries import CreditView
from comptoir.stores.queries import shop_of

_READ = (Role.ASSOCIATE, Role.ADVISOR, Role.FINANCE, Role.AUDITOR)


@for_roles(*_READ)
def show(desk: Desk, number: str) -> HttpResponse:
    """A credit with everything that happened to it; printed, it is the customer's slip."""
    credit = _credit(number)
    counter = counter_of(desk)
    return desk.page(
        "credit.html",
        credit=credit,
        counter=counter,
        is_over=credit.valid_until < desk.at.replace(microsecond=0),
        moves=move_words(),
        store_names=store_names(),
        people=names_of_actors({step.actor for step in credit.steps}),
        key=ids.new_id(),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.ASSOCIATE)
def spend(desk: Desk, number: str) -> HttpResponse:
    """Spend some of it here, in the name that was checked; once for the form's key."""
    credit, counter, post = _credit(number), counter_of(desk), desk.request.POST
    if counter is None:
        raise Http404
    key = pasted.new_id(post)
    return carry_out(
        desk,
        lambda: services.spend_at_counter(
            number=credit.number,
            amount=minor_of(post.get("amount", ""), currency=credit.currency) or 0,
            name=post.get("name", "")[:120],
            place=counter.code,
            shop=shop_of(counter),
            key=str(key),
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Spent. The till takes the rest."),
        back=_page_of(credit),
    )


@require_POST
@for_roles(Role.ASSOCIATE)
def restore(desk: Desk, number: str) -> HttpResponse:
    """What was spent comes back: the purchase did not come about."""
    credit = _credit(number)
    return carry_out(
        desk,
        lambda: services.restore_credit(
            number=credit.number, cause=desk.request.POST.get("cause", ""), actor=desk.actor, at=desk.at
        ),
        done=_("It is on the credit again."),
        back=_page_of(credit),
    )


def move_words() -> dict[str, str]:
    """What can happen to a credit."""
    return {
        "issue": _("Made out"),
        "spend": _("Spent"),
        "restore": _("Put back"),
        "lapse": _("Lapsed"),
    }


def _credit(number: str) -> CreditView:
    meant = check_number(number, series=Series.CREDIT)
    found = queries.credit_by_number(number=meant) if meant else None
    if found is None:
        raise Http404
    return found


def _page_of(credit: CreditView) -> str:
    return reverse("desk:credit", args=[credit.number])
