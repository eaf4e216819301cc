"""Bins of the warehouses: found, written one by one, and by a file that is tried first."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.core.actors import Role
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import take_said
from comptoir.desk.pasted import page_in
from comptoir.desk.views.products import carry_out_here
from comptoir.infra import media
from comptoir.infra.i18n import gettext as _
from comptoir.infra.spreadsheets import MOST_BYTES, NotASpreadsheet, read_sheets, write_csv
from comptoir.stock import queries as stock
from comptoir.warehouse import queries, services
from comptoir.warehouse.services import BinReport

_KEY = "bins"
_SIZE = 50
_SHOWN = 200  # faults on a page; mending some often mends others


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """What lies in which bin, the form that moves one SKU, and the file."""
    return _page(desk)


@for_roles(*STAFF)
def export(desk: Desk) -> HttpResponse:
    """Every bin of every warehouse as CSV, as it is taken in again."""
    del desk
    response = HttpResponse(
        write_csv(services.COLUMNS, queries.all_bins()), content_type="text/csv; charset=utf-8"
    )
    disposition = content_disposition_header(as_attachment=True, filename="bins.csv")
    response.headers["Content-Disposition"] = disposition or ""
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_POST
@for_roles(Role.WAREHOUSE)
def place(desk: Desk) -> HttpResponse:
    """One SKU lies there from now on."""
    post = desk.request.POST
    location, sku, code = (post.get(name, "").strip().upper()[:40] for name in services.COLUMNS)
    done = _("%(sku)s lies in %(bin)s.") if code else _("%(sku)s has no bin any more.")
    return carry_out_here(
        desk,
        lambda: services.place_bins(location=location, bins={sku: code}, actor=desk.actor, at=desk.at),
        done=done % {"sku": sku, "bin": code},
        back=f"{reverse('desk:bins')}?{urlencode({'place': location, 'q': post.get('q', '')[:40]})}",
    )


@require_POST
@for_roles(Role.WAREHOUSE)
def trial(desk: Desk) -> HttpResponse:
    """A file is tried: every fault is told, nothing changes. It is kept for the real run."""
    sent = desk.request.FILES.get("file")
    if sent is None:
        return _page(desk, error=_("Choose a file."), status=422)
    content = sent.read(MOST_BYTES + 1)
    try:
        report = _taken_in(desk, content, dry=True)
    except NotASpreadsheet as not_one:
        return _page(desk, error=_("This file cannot be read: %(why)s") % {"why": not_one}, status=422)
    if not report.faults:
        desk.request.session[_KEY] = media.store(content, private=True)
    return _page(desk, report=report, status=422 if report.faults else 200)


@require_POST
@for_roles(Role.WAREHOUSE)
def run(desk: Desk) -> HttpResponse:
    """The file that was tried is taken in, whole or not at all."""
    kept = desk.request.session.get(_KEY, "")
    if not kept or kept != desk.request.POST.get("digest"):
        return _page(desk, error=_("Try the file first, here and now."), status=422)
    report = _taken_in(desk, media.read(kept, private=True), dry=False)
    return _page(desk, report=report, status=200 if report.written else 422)


def _taken_in(desk: Desk, content: bytes, *, dry: bool) -> BinReport:
    return services.import_bins(sheet=read_sheets(content)[0], dry=dry, actor=desk.actor, at=desk.at)


def _page(desk: Desk, *, report: BinReport | None = None, error: str = "", status: int = 200) -> HttpResponse:
    places = stock.shipping_locations()
    asked = desk.request.GET.get("place", "")
    place = asked if asked in places else places[0] if places else ""
    text = desk.request.GET.get("q", "").strip().upper()[:40]
    page = page_in(desk.request)
    rows, count = queries.bins_like(location=place, text=text, page=page, size=_SIZE)
    skus = [sku for _code, sku in rows]
    return desk.page(
        "bins.html",
        status=status,
        places=places,
        place=place,
        q=text,
        rows=rows,
        count=count,
        page=page,
        pages=max(1, -(-count // _SIZE)),
        query=urlencode({"place": place, "q": text}),
        names=catalogue.piece_names(skus=skus, language=desk.language),
        lying={
            sku: sum(level.on_hand for level in levels if level.location == place)
            for sku, levels in stock.levels(skus=skus).items()
        },
        report=report,
        faults=report.faults[:_SHOWN] if report else (),
        error=error,
        digest=desk.request.session.get(_KEY, ""),
        columns=services.COLUMNS,
        said=take_said(desk),
    )
