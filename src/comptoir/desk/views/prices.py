"""Prices of a product, market by market: what it cost, costs and will cost, sales and plans."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as verbs
from comptoir.catalogue.queries import PricePeriod, Standing
from comptoir.core.actors import Role
from comptoir.core.calendar import local_date
from comptoir.core.money import Money, minor_of
from comptoir.core.policy import Market
from comptoir.core.proposals import Proposal
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.desk.views.products import about, carry_out_here, sheet_or_404
from comptoir.infra import formats
from comptoir.infra.i18n import gettext as _
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets

_FIELDS = ("amount", "starts_at", "ends_at")


@for_roles(*STAFF)
def index(desk: Desk, style: str) -> HttpResponse:
    """Every market with its price now, what it strikes, and what is planned."""
    sheet = sheet_or_404(style)
    policy = markets.current_policy(at=desk.at)
    history = catalogue.price_history(style=style, at=desk.at)
    rows = sorted(
        ((market, *_now(history.get(market.country, ()))) for market in policy.markets.values()),
        key=lambda row: formats.country(row[0].country),
    )
    return desk.page(
        "product_prices.html",
        rows=rows,
        proposals=_proposals(desk, history),
        said=take_said(desk),
        **about(desk, sheet),
    )


@for_roles(*STAFF)
def market(desk: Desk, style: str, country: str) -> HttpResponse:
    """One market: the whole history, and the forms that add to it."""
    return _page(desk, style, country)


@require_POST
@for_roles(Role.MERCHANDISER)
def set_price(desk: Desk, style: str, country: str) -> HttpResponse:
    """A price from now or from later on (A-16: what was, stays)."""
    sold = _market(desk, country)

    def change() -> None:
        verbs.set_price(
            price=verbs.PriceInput(
                style=style,
                country=country,
                currency=sold.currency,
                amount=_amount(desk, sold),
                tax_included=sold.tax_included,
                starts_at=typed.moment_of(desk.request.POST.get("starts_at", ""), zone=_zone(desk))
                or desk.at,
            ),
            actor=desk.actor,
            at=desk.at,
        )

    return _carry_out(desk, change, form="price", style=style, country=country, done=_("Price kept."))


@require_POST
@for_roles(Role.MERCHANDISER)
def set_proposed(desk: Desk, style: str) -> HttpResponse:
    """The proposals become prices as they were shown, whatever the rates have done since."""
    shown = [known.partition(":") for known in desk.request.POST.getlist("proposed")]

    def change() -> None:
        for country, _colon, amount in shown:
            sold = _market(desk, country)
            verbs.set_price(
                price=verbs.PriceInput(
                    style=style,
                    country=country,
                    currency=sold.currency,
                    amount=int(amount) if amount.isdecimal() else 0,
                    tax_included=sold.tax_included,
                    starts_at=desk.at,
                ),
                actor=desk.actor,
                at=desk.at,
            )

    return carry_out_here(
        desk,
        change,
        done=_("Prices kept: %(number)s.") % {"number": len(shown)},
        back=reverse("desk:product_prices", args=[style]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def start_sale(desk: Desk, style: str, country: str) -> HttpResponse:
    """A reduction for a time."""
    sold, zone = _market(desk, country), _zone(desk)

    def change() -> None:
        verbs.start_sale(
            style=style,
            country=country,
            amount=_amount(desk, sold),
            starts_at=typed.moment_of(desk.request.POST.get("starts_at", ""), zone=zone) or desk.at,
            ends_at=typed.moment_of(desk.request.POST.get("ends_at", ""), zone=zone),
            actor=desk.actor,
            at=desk.at,
        )

    done = _("Sale kept. What is struck is reckoned from the thirty days before it.")
    return _carry_out(desk, change, form="sale", style=style, country=country, done=done)


@require_POST
@for_roles(Role.MERCHANDISER)
def end_sale(desk: Desk, style: str, country: str) -> HttpResponse:
    """The sale that runs ends now."""
    return carry_out_here(
        desk,
        lambda: verbs.end_sale(style=style, country=country, actor=desk.actor, at=desk.at),
        done=_("Sale ended. The price before it is back."),
        back=reverse("desk:product_market", args=[style, country]),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def drop(desk: Desk, style: str, country: str, price_id: int) -> HttpResponse:
    """A price that is planned is dropped."""
    planned = catalogue.price_history(style=style, at=desk.at).get(country, ())
    if price_id not in {period.id for period in planned}:
        raise Http404
    return carry_out_here(
        desk,
        lambda: verbs.drop_price(price_id=price_id, actor=desk.actor, at=desk.at),
        done=_("Dropped. The price before it runs on."),
        back=reverse("desk:product_market", args=[style, country]),
    )


def _carry_out(
    desk: Desk, change: Callable[[], None], *, form: str, style: str, country: str, done: str
) -> HttpResponse:
    try:
        change()
    except NotPossible as refused:
        return _page(desk, style, country, form=form, errors=labels.by_field(refused.refusals))
    say(desk, done)
    return HttpResponseRedirect(reverse("desk:product_market", args=[style, country]))


def _page(
    desk: Desk, style: str, country: str, *, form: str = "", errors: labels.Beside | None = None
) -> HttpResponse:
    sheet = sheet_or_404(style)
    every = catalogue.price_history(style=style, at=desk.at)
    history = every.get(country, ())
    running, planned = _now(history)
    proposal = _proposals(desk, every).get(country)
    return desk.page(
        "product_market.html",
        status=422 if errors else 200,
        market=_market(desk, country),
        history=history,
        running=running,
        planned=planned,
        proposal=proposal,
        prefilled=str(Money(proposal.amount, proposal.currency).major) if proposal else "",
        typed={name: desk.request.POST.get(name, "") for name in _FIELDS},
        form=form,
        errors=errors or labels.Beside(),
        said=take_said(desk),
        **about(desk, sheet),
    )


def _now(history: tuple[PricePeriod, ...]) -> tuple[PricePeriod | None, PricePeriod | None]:
    """The period that runs, and the first that is planned."""
    running = next((each for each in history if each.standing is Standing.RUNNING), None)
    planned = [each for each in history if each.standing is Standing.PLANNED]
    return running, planned[-1] if planned else None


def _proposals(desk: Desk, history: Mapping[str, tuple[PricePeriod, ...]]) -> dict[str, Proposal]:
    """What is proposed where no price runs or is planned, from the price that runs at home."""
    policy = markets.current_policy(at=desk.at)
    home, _planned = _now(history.get(policy.house.entity.country, ()))
    if home is None:
        return {}
    on = local_date(desk.at, zone=policy.house.time_zone)
    proposals = markets.proposed_prices(base=home.amount, policy=policy, on=on)
    return {
        country: proposal
        for country, proposal in proposals.items()
        if not any(_now(history.get(country, ())))
    }


def _market(desk: Desk, country: str) -> Market:
    known = markets.current_policy(at=desk.at).markets.get(country)
    if known is None:
        raise Http404
    return known


def _zone(desk: Desk) -> str:
    return markets.current_policy(at=desk.at).house.time_zone


def _amount(desk: Desk, sold: Market) -> int:
    """What was typed, in minor units; nothing where it is no amount, which no price may be."""
    return minor_of(desk.request.POST.get("amount", ""), currency=sold.currency) or 0
