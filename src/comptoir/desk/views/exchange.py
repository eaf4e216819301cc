"""Files of products, pieces and prices: taken out, tried, taken in."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as verbs
from comptoir.core.actors import Role
from comptoir.desk.access import Desk, for_roles
from comptoir.desk.answers import take_said
from comptoir.infra import media
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.infra.spreadsheets import (
    MOST_BYTES,
    NotASpreadsheet,
    Sheet,
    read_sheets,
    write_csv,
    write_workbook,
)

_KEY = "exchange"
_SHOWN = 200  # faults on a page; mending some often mends others
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@for_roles(Role.MERCHANDISER)
def index(desk: Desk) -> HttpResponse:
    """What can be taken out, and the form that tries a file."""
    return _page(desk)


@for_roles(Role.MERCHANDISER, proved=True)
def export(desk: Desk, kind: str) -> HttpResponse:
    """A workbook of everything, or one table as CSV."""
    collection = desk.request.GET.get("collection", "")[:8]
    if kind == "catalogue.xlsx":
        tables = verbs.export_tables(collection=collection, at=desk.at)
        return _file(write_workbook(tables), "catalogue.xlsx", _WORKBOOK)
    name = kind.removesuffix(".csv")
    if name not in verbs.COLUMNS or kind == name:
        raise Http404
    columns, rows = verbs.export_tables(collection=collection, kinds=(name,), at=desk.at)[name]
    return _file(write_csv(columns, rows), kind, "text/csv; charset=utf-8")


@require_POST
@for_roles(Role.MERCHANDISER)
def trial(desk: Desk) -> HttpResponse:
    """A file is tried: every fault is told, nothing changes. It is kept for the real run."""
    sent = desk.request.FILES.get("file")
    if sent is None:
        return _page(desk, error=_("Choose a file."), status=422)
    content = sent.read(MOST_BYTES + 1)
    try:
        sheets = read_sheets(content)
    except NotASpreadsheet as not_one:
        return _page(desk, error=_("This file cannot be read: %(why)s") % {"why": not_one}, status=422)
    report = verbs.import_sheets(sheets=sheets, dry=True, actor=desk.actor, at=desk.at)
    name = (sent.name or "")[:120]
    if not report.faults:
        kept = {"digest": media.store(content, private=True), "name": name}
        desk.request.session[_KEY] = kept
    return _page(desk, report=report, sheets=sheets, name=name, status=422 if report.faults else 200)


@require_POST
@for_roles(Role.MERCHANDISER)
def run(desk: Desk) -> HttpResponse:
    """The file that was tried is taken in, whole or not at all."""
    kept = desk.request.session.get(_KEY, {})
    if not kept or kept["digest"] != desk.request.POST.get("digest"):
        return _page(desk, error=_("Try the file first, here and now."), status=422)
    sheets = read_sheets(media.read(kept["digest"], private=True))
    report = verbs.import_sheets(sheets=sheets, dry=False, actor=desk.actor, at=desk.at)
    return _page(desk, report=report, sheets=sheets, name=kept["name"], status=200 if report.written else 422)


def _page(
    desk: Desk,
    *,
    report: verbs.Report | None = None,
    sheets: tuple[Sheet, ...] = (),
    name: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    return desk.page(
        "exchange.html",
        status=status,
        report=report,
        faults=report.faults[:_SHOWN] if report else (),
        name=name,
        rows=sum(len(sheet.rows) for sheet in sheets),
        error=error,
        digest=desk.request.session.get(_KEY, {}).get("digest", ""),
        columns=verbs.COLUMNS,
        collections=[(row.code, pick(row.name)) for row in catalogue.collection_rows()],
        tables={"products": _("Products"), "pieces": _("Colours and sizes"), "prices": _("Prices")},
        said=take_said(desk),
    )


def _file(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or ""
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
