"""Size charts at the desk (PRD-05): which there are and who shares them, what is not measured, one chart to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as verbs
from comptoir.catalogue.queries import ChartPoint, ProductSheet, SheetChart
from comptoir.core.actors import Role
from comptoir.core.publishing import ONE_SIZE
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.desk.comparing import Opened, differences
from comptoir.desk.events import event_words
from comptoir.desk.views.products import about, sheet_or_404
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets

_PER_PAGE = 30
_MOST_UNMEASURED = 50
_MOST_POINTS = 24
_BLANKS = 2  # rows that wait for a point
_HISTORY = 6


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """The charts of the house with the products that share each, and the products that lack measures."""
    number = desk.request.GET.get("page", "")
    page = max(1, int(number)) if number.isdecimal() and len(number) < 5 else 1
    groups, count = catalogue.chart_groups(page=page, per_page=_PER_PAGE)
    unmeasured, lacking = catalogue.unmeasured_products(most=_MOST_UNMEASURED)
    sheets = catalogue.product_sheets(styles=[group.style for group in groups])
    return desk.page(
        "size_charts.html",
        groups=[(group, sheets[group.style]) for group in groups],
        count=count,
        page=page,
        pages=max(1, -(-count // _PER_PAGE)),
        unmeasured=unmeasured,
        lacking=lacking,
        said=take_said(desk),
    )


@for_roles(Role.MERCHANDISER)
def edit(desk: Desk, style: str) -> HttpResponse:
    """The size chart of a product: its points, the garment and the body in every size, its sizes elsewhere."""
    sheet = sheet_or_404(style)
    opened = _opened(desk, sheet)
    if opened is None:
        say(desk, _("Saved. The shop shows it now."))
        return HttpResponseRedirect(reverse("desk:product_size_chart", args=[style]))
    chart, sizes = opened.value, catalogue.sizes_of(sheet)
    history = journal.entries_about(kind="product", subject_id=style)
    policy = markets.current_policy(at=desk.at)
    return desk.page(
        "product_size_chart.html",
        status=409 if opened.theirs else 422 if opened.errors else 200,
        opened=opened,
        sizes=sizes,
        choices=[(size, size) for size in sizes],
        one_size=sizes == (ONE_SIZE,),
        lacking=[
            size
            for size in sizes
            if size != ONE_SIZE and not (chart.garment.get(size) or chart.body.get(size))
        ],
        shrinking=() if opened.errors else verbs.shrinking(chart=chart, sizes=sizes),
        alike=catalogue.products_with_chart(style=style),
        known=catalogue.house_points().values(),
        blanks=_BLANKS,
        wanted=catalogue.shop_languages(policy),
        zone=policy.house.time_zone,
        history=[entry for entry in history if entry.verb == "size_chart_changed"][: -_HISTORY - 1 : -1],
        event_of=event_words,
        by_language=typed.texts_by_language,
        said=take_said(desk),
        **about(desk, sheet),
    )


def _opened(desk: Desk, sheet: ProductSheet) -> Opened[SheetChart] | None:
    """The chart as it stands or as it was typed; None when it was saved."""
    post, sizes = desk.request.POST, catalogue.sizes_of(sheet)
    now = catalogue.chart_of(sheet)
    edition = now.edition(sizes=sizes)
    if desk.request.method != "POST":
        return Opened(value=_taken_over(desk, now), edition=edition, errors=labels.Beside(), theirs={})
    chart = _typed(post, sizes, now)
    try:
        verbs.edit_size_chart(
            style=sheet.style,
            chart=chart,
            edition=post.get("edition", ""),
            for_all_alike=post.get("alike", "") == "yes",
            actor=desk.actor,
            at=desk.at,
        )
    except NotPossible as refused:
        meanwhile = isinstance(refused, verbs.ChangedMeanwhile)
        return Opened(
            value=chart,
            edition=edition if meanwhile else post.get("edition", ""),
            errors=labels.by_field(refused.refusals),
            theirs=differences(before=_plain(now), after=_plain(chart)) if meanwhile else {},
        )
    return None


def _taken_over(desk: Desk, now: SheetChart) -> SheetChart:
    """The chart of another style to start from, where one is asked for; nothing is saved by looking at it."""
    other = catalogue.product_sheet(style=desk.request.GET.get("like", "").strip().upper()[:20])
    return catalogue.chart_of(other) if other else now


def _typed(post: QueryDict, sizes: Sequence[str], now: SheetChart) -> SheetChart:
    """The chart that was typed; a point without a name in any language is left out."""
    points, places = [], {}
    for place in range(_MOST_POINTS + _BLANKS):
        name = typed.by_language(post, f"points.{place}")
        if name:
            key = post.get(f"key.{place}", "").strip()[:40]
            points.append(ChartPoint(key=key, name=name, tape=typed.by_language(post, f"tape.{place}")))
            places[key] = place
    keys = {key: str(place) for key, place in places.items() if key}
    return SheetChart(
        drawn=post.get("drawn", "").strip()[:8],
        points=tuple(points),
        garment=_cells(post, "garment", sizes, keys),
        body=_cells(post, "body", sizes, keys),
        labels=_cells(post, "labels", sizes, {system: system for system in now.systems()}),
    )


def _cells(
    post: QueryDict, table: str, sizes: Sequence[str], columns: Mapping[str, str]
) -> dict[str, dict[str, str]]:
    """A table of the chart: for each size what is typed under each column."""
    return {
        size: {
            key: text
            for key, column in columns.items()
            if (text := post.get(f"{table}.{row}.{column}", "").strip()[:16])
        }
        for row, size in enumerate(sizes)
    }


def _plain(chart: SheetChart) -> dict[str, object]:
    """A chart as two versions of it are compared."""
    tables = {"garment": chart.garment, "body": chart.body, "labels": chart.labels}
    return {
        "points": [pick(point.name) for point in chart.points],
        "tape": [pick(point.tape) for point in chart.points if point.tape],
        **{
            f"{name}.{size}": ", ".join(f"{key} {text}" for key, text in sorted(cells.items()))
            for name, table in tables.items()
            for size, cells in table.items()
        },
    }
