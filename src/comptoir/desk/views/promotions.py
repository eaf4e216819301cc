"""Promotions at the desk: what runs and what it gave, made, changed, ended; single codes in batches (PAY-07)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from comptoir.core.actors import Role
from comptoir.core.promotions import PromotionKind
from comptoir.core.redemption import Entry
from comptoir.desk import typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import carry_out, say, take_said
from comptoir.desk.events import event_words
from comptoir.desk.labels import Beside
from comptoir.desk.promotion_form import TermsForm, amounts_as_typed, percent_as_typed
from comptoir.infra.i18n import explain
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.infra.spreadsheets import write_csv
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets
from comptoir.promotions import queries, services
from comptoir.promotions.queries import PromotionRow
from comptoir.promotions.services import Terms


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Every promotion, with how often it was used and what it took off."""
    return desk.page(
        "promotions.html",
        rows=queries.promotion_rows(at=desk.at),
        kinds=kind_words(),
        entries=entry_words(),
        states=state_words(),
        said=take_said(desk),
    )


@for_roles(Role.MERCHANDISER)
def create(desk: Desk) -> HttpResponse:
    """A new promotion."""
    blank = Terms(
        code=desk.request.POST.get("code", "").strip()[:40],
        kind=PromotionKind.PERCENT,
        starts_at=desk.at,
    )
    return _form(desk, blank, row=None)


@for_roles(*STAFF)
def show(desk: Desk, code: str) -> HttpResponse:
    """A promotion, to read and to change."""
    row = _row(desk, code)
    if desk.request.method == "POST" and not desk.may(Role.MERCHANDISER):
        raise Http404
    return _form(desk, row.terms, row=row)


@require_POST
@for_roles(Role.MERCHANDISER)
def end(desk: Desk, code: str) -> HttpResponse:
    """End a promotion now."""
    return carry_out(
        desk,
        lambda: services.end_promotion(code=code, actor=desk.actor, at=desk.at),
        done=_("Ended. Orders that used it keep what it gave them."),
        back=reverse("desk:promotion", args=[code]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def make_batch(desk: Desk, code: str) -> HttpResponse:
    """Make single codes."""
    text = desk.request.POST.get("count", "").strip()
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return carry_out(
        desk,
        lambda: services.make_batch(code=code, count=count, actor=desk.actor, at=desk.at),
        done=_("Codes made. Download them below."),
        back=reverse("desk:promotion", args=[code]),
    )


@for_roles(Role.MERCHANDISER)
def batch(desk: Desk, code: str, number: int) -> HttpResponse:
    """The codes of a batch as a file."""
    code = _row(desk, code).terms.code
    rows = queries.codes_of_batch(code=code, number=number)
    if not rows:
        raise Http404
    response = HttpResponse(write_csv(("code", "order"), rows), content_type="text/csv; charset=utf-8")
    name = content_disposition_header(as_attachment=True, filename=f"{code}-{number}.csv")
    response.headers["Content-Disposition"] = name or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _row(desk: Desk, code: str) -> PromotionRow:
    row = queries.promotion_row(code=code, at=desk.at)
    if row is None:
        raise Http404
    return row


def _form(desk: Desk, terms: Terms, *, row: PromotionRow | None) -> HttpResponse:
    policy = markets.current_policy(at=desk.at)
    zone = policy.house.time_zone
    errors = Beside()
    if desk.request.method == "POST":
        currencies = {market.currency for market in policy.markets.values()}
        form = TermsForm(desk.request.POST, zone=zone, currencies=currencies)
        terms = form.terms(known=terms, fixed=row is not None and row.fixed)
        errors = Beside(form.errors or _save(desk, terms, row))
        if not errors:
            say(desk, _("Saved."))
            return HttpResponseRedirect(reverse("desk:promotions"))
    history = journal.entries_about(kind="promotion", subject_id=terms.code) if row else ()
    return desk.page(
        "promotion.html",
        status=422 if errors else 200,
        row=row,
        terms=terms,
        post=desk.request.POST,
        errors=errors,
        kinds=kind_words(),
        entries=entry_words(),
        states=state_words(),
        by_language=typed.texts_by_language,
        stored=lambda moment: typed.moment_as_typed(moment, zone=zone),
        amounts=amounts_as_typed,
        percent_typed=percent_as_typed,
        history=history,
        fields=field_words(),
        event_of=event_words,
        said=take_said(desk),
    )


def _save(desk: Desk, terms: Terms, row: PromotionRow | None) -> dict[str, str]:
    """Carry it out; what is wrong, by field."""
    verb: Callable[..., None] = services.change_promotion if row else services.create_promotion
    try:
        verb(terms=terms, actor=desk.actor, at=desk.at)
    except NotPossible as refused:
        return {
            known.field or "": str(dict(known.values).get("why") or explain(known))
            for known in refused.refusals
        }
    return {}


def kind_words() -> dict[str, str]:
    """What a promotion does."""
    return {
        PromotionKind.PERCENT: _("A percentage off"),
        PromotionKind.AMOUNT: _("An amount off"),
        PromotionKind.FREE_DELIVERY: _("Free delivery"),
        PromotionKind.GIFT: _("A gift with the order"),
    }


def entry_words() -> dict[str, str]:
    """How an order comes by a promotion."""
    return {
        Entry.CODE: _("One code for everybody"),
        Entry.BATCH: _("Single codes, each for one order"),
        Entry.AUTOMATIC: _("By itself, without a code"),
    }


def state_words() -> dict[str, str]:
    """Where a promotion stands."""
    return {
        "running": _("Running"),
        "to_come": _("To come"),
        "used_up": _("Used up"),
        "over": _("Over"),
    }


def field_words() -> dict[str, str]:
    """The terms that can change, as the history names them."""
    return {
        "entry": _("How an order comes by it"),
        "kind": _("What it does"),
        "rate": _("Percentage off"),
        "amounts": _("Amounts"),
        "gift_sku": _("SKU of the gift"),
        "minimums": _("Goods total from"),
        "countries": _("Countries"),
        "categories": _("Categories"),
        "styles": _("Styles"),
        "first_order": _("First order"),
        "lane": _("Lane"),
        "excludes": _("Not together with"),
        "combines": _("Together with others"),
        "starts_at": _("From"),
        "ends_at": _("Until"),
        "uses_most": _("Uses in all"),
        "per_customer": _("Uses by one customer"),
        "name": _("Name"),
    }
