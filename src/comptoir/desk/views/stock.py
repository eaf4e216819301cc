"""The stock at the desk: what lies where, and everything that moved of a SKU."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.desk import stock_words
from comptoir.desk.access import STAFF, Desk, for_roles, names_of_actors
from comptoir.desk.answers import take_said
from comptoir.desk.pasted import key_in, page_in
from comptoir.desk.views.products import carry_out_here
from comptoir.infra import ids
from comptoir.infra.figures import whole_number
from comptoir.infra.i18n import gettext as _
from comptoir.stock import queries, services
from comptoir.stock.queries import MovementRow
from comptoir.stock.services import Condition
from comptoir.warehouse import queries as warehouse

_SIZE = 50
_MOST = 200  # SKUs of a style


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """What lies of a style, a colour or a SKU in every place; and what is under way."""
    text = desk.request.GET.get("q", "").strip().upper()[:40]
    skus = catalogue.skus_named(codes=[text])[:_MOST] if text else ()
    under_way, _count = queries.consignments(transfers=True, over=False, page=1, size=10)
    expected, _count = queries.consignments(transfers=False, over=False, page=1, size=10)
    return desk.page(
        "stock.html",
        q=text,
        skus=skus,
        names=catalogue.piece_names(skus=skus, language=desk.language),
        levels={
            sku: {level.location: level for level in rows} for sku, rows in queries.levels(skus=skus).items()
        },
        available=queries.available(skus=skus),
        places=queries.location_names(),
        under_way=under_way,
        expected=expected,
        state_words=stock_words.state_words(),
        said=take_said(desk),
    )


@for_roles(*STAFF)
def show(desk: Desk, sku: str) -> HttpResponse:
    """A SKU: what lies where, what is set aside or coming, and a page of its movements."""
    names = catalogue.piece_names(skus=[sku], language=desk.language)
    if sku not in names:
        raise Http404
    places, kinds = queries.location_names(), stock_words.kind_words()
    asked = {name: desk.request.GET.get(name, "") for name in ("place", "kind")}
    page = page_in(desk.request)
    rows, count = queries.movements_of(
        sku=sku, location=asked["place"], kind=asked["kind"], page=page, size=_SIZE
    )
    return desk.page(
        "stock_of.html",
        sku=sku,
        name=names[sku],
        levels=queries.levels(skus=[sku])[sku],
        available=queries.available(skus=[sku])[sku],
        aside=queries.set_aside(skus=[sku])[sku],
        coming=queries.coming(skus=[sku]),
        bins=warehouse.bins_of(sku=sku),
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // _SIZE)),
        query=urlencode({name: value for name, value in asked.items() if value}),
        asked=asked,
        places=places,
        kinds=kinds,
        conditions=stock_words.condition_words(),
        people=names_of_actors({row.actor for row in rows}),
        links=_links(rows),
        key=ids.new_id(),
        said=take_said(desk),
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def change_condition(desk: Desk, sku: str) -> HttpResponse:
    """Pieces go from one condition into another."""
    post = desk.request.POST
    try:
        before, after = Condition(post.get("before", "")), Condition(post.get("after", ""))
    except ValueError:
        raise Http404 from None
    return carry_out_here(
        desk,
        lambda: services.change_condition(
            sku=sku,
            location=post.get("location", ""),
            quantity=whole_number(post.get("quantity", ""), most=10**6) or 0,
            before=before,
            after=after,
            reason=post.get("reason", "").strip(),
            key=key_in(desk)[-64:],
            actor=desk.actor,
            at=desk.at,
        ),
        done=_("Moved. What is not stock is not sold."),
        back=reverse("desk:stock_of", args=[sku]),
    )


def _links(rows: tuple[MovementRow, ...]) -> dict[str, tuple[str, str]]:
    """What is behind movements, by their cause: where its page is, and what it is called."""
    causes = {}
    for row in rows:
        try:
            causes[row.cause] = UUID(row.cause.partition(":")[0])
        except ValueError:
            continue
    consignments = queries.references(ids=causes.values())
    counts = warehouse.counts_known(ids=causes.values())
    links = {}
    for cause, known in causes.items():
        if str(known) in consignments:
            links[cause] = (reverse("desk:consignment", args=[known]), consignments[str(known)])
        elif known in counts:
            links[cause] = (reverse("desk:count", args=[known]), _("Count"))
    return links
