"""The blocks of the home page: added, written in every language, looked at, put in order, taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue.queries import Card
from comptoir.content import queries, services
from comptoir.content.queries import BlockRow
from comptoir.content.services import KINDS, BlockInput
from comptoir.core.actors import Role
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import place_in, say, take_said
from comptoir.desk.views.products import carry_out_here
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.markets import queries as markets

_MOST_STYLES = 24


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """The home page, block by block."""
    rows = [(row, _pictures(desk, row.body)) for row in queries.block_rows()]
    return desk.page("home.html", rows=rows, kinds=_kinds(), said=take_said(desk))


@for_roles(Role.MERCHANDISER)
def add(desk: Desk, kind: str) -> HttpResponse:
    """A new block of a kind."""
    if kind not in KINDS:
        raise Http404
    blank = BlockRow(id=0, kind=kind, title={}, text={}, body={})
    return _edit(desk, blank)


@for_roles(Role.MERCHANDISER)
def edit(desk: Desk, block_id: int) -> HttpResponse:
    """A block in every language; looking at it saves nothing."""
    return _edit(desk, _row_or_404(block_id))


@require_POST
@for_roles(Role.MERCHANDISER)
def move(desk: Desk, block_id: int) -> HttpResponse:
    """A block to another place."""
    _row_or_404(block_id)
    place = place_in(desk)
    return carry_out_here(
        desk,
        lambda: services.move_block(block_id=block_id, place=place, actor=desk.actor, at=desk.at),
        done=_("Moved. The home page shows it so now."),
        back=reverse("desk:home"),
    )


@require_POST
@for_roles(Role.MERCHANDISER)
def remove(desk: Desk, block_id: int) -> HttpResponse:
    """A block off the home page."""
    _row_or_404(block_id)
    return carry_out_here(
        desk,
        lambda: services.remove_block(block_id=block_id, actor=desk.actor, at=desk.at),
        done=_("Taken off the home page."),
        back=reverse("desk:home"),
    )


def _edit(desk: Desk, row: BlockRow) -> HttpResponse:
    post, errors, block = desk.request.POST, labels.Beside(), _stored(row)
    edition = row.edition()
    if desk.request.method == "POST":
        block, edition = _typed(desk, row.kind), post.get("edition", "")
        errors = _faults(desk, block)
        if not errors and "preview" not in post:
            errors = _save(desk, row, block, edition)
            if not errors:
                return HttpResponseRedirect(reverse("desk:home"))
            edition = row.edition()
    return desk.page(
        "home_block.html",
        status=422 if errors else 200,
        row=row,
        block=block,
        edition=edition,
        errors=errors,
        preview="preview" in post and not errors,
        pictures=_pictures(desk, block.body),
        kinds=_kinds(),
        categories=[(node.code, node.name) for node in catalogue.categories(language=desk.language)],
        looks=_looks(desk),
        look=_look_of(block.body),
        by_language=typed.texts_by_language,
    )


def _save(desk: Desk, row: BlockRow, block: BlockInput, edition: str) -> labels.Beside:
    try:
        if row.id:
            services.edit_block(block_id=row.id, block=block, edition=edition, actor=desk.actor, at=desk.at)
        else:
            services.add_block(block=block, actor=desk.actor, at=desk.at)
    except NotPossible as refused:
        return labels.by_field(refused.refusals)
    say(desk, _("Saved. The home page shows it now."))
    return labels.Beside()


def _stored(row: BlockRow) -> BlockInput:
    return BlockInput(kind=row.kind, title=row.title, text=row.text, body=row.body)


def _typed(desk: Desk, kind: str) -> BlockInput:
    post = desk.request.POST
    body: dict[str, object] = {}
    styles = post.get("styles", "").upper().replace(",", " ").split()[:_MOST_STYLES]
    if kind == "hero":
        reference = post.get("reference", "").strip().upper()
        known = catalogue.find_reference(reference=reference, language="en")
        body = {"style": known.style if known else "", "reference": reference}
    elif kind == "sheet" and post.get("category"):
        body = {"category": post["category"]}
    elif kind == "sheet":
        body = {"styles": styles}
    elif kind == "look":
        collection, number = (*post.get("look", "").split("/"), "")[:2]
        body = {
            "collection": collection,
            "number": int(number) if number.isdecimal() and len(number) < 5 else 0,
        }
    return BlockInput(
        kind=kind, title=typed.by_language(post, "title"), text=typed.by_language(post, "text"), body=body
    )


def _faults(desk: Desk, block: BlockInput) -> labels.Beside:
    """What of the catalogue the block names that is not there."""
    found = labels.Beside()
    codes = {node.code for node in catalogue.categories(language=desk.language)}
    if block.kind == "hero" and not block.body["style"]:
        found["reference"] = _("There is no such reference. Copy it from the product: ME-26W-KN014-0410.")
    if "category" in block.body and block.body["category"] not in codes:
        found["category"] = _("Choose one from the list.")
    if block.kind == "look" and _look_of(block.body) not in dict(_looks(desk)):
        found["look"] = _("Choose one from the list.")
    styles = block.body.get("styles")
    if isinstance(styles, list):
        missing = sorted(set(styles) - set(catalogue.product_sheets(styles=styles)))
        if missing or not styles:
            found["styles"] = _("There is no style %(styles)s.") % {"styles": ", ".join(missing) or "–"}
    if not block.title.get("en"):
        found["title.en"] = _("Write a title in English: it stands in where a translation is missing.")
    return found


def _pictures(desk: Desk, body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The pieces that a block shows in the house's own country, by name and picture."""
    country = markets.current_policy(at=desk.at).house.entity.country
    if "number" in body:
        plates = queries.looks_of(collection=body["collection"], language=desk.language)
        return [(plate.title, plate.digest) for plate in plates if plate.number == body["number"]]
    if "category" in body:
        cards = catalogue.list_products(
            country=country, language=desk.language, at=desk.at, category=body["category"], per_page=6
        ).cards
    else:
        styles = body.get("styles") or [body.get("style", "")]
        cards = catalogue.cards_of(styles=styles, country=country, language=desk.language, at=desk.at)
    return [(card.name, _digest(card, body.get("reference", ""))) for card in cards]


def _digest(card: Card, reference: str) -> str:
    shades = sorted(card.colours, key=lambda colour: colour.reference != reference)
    return next((colour.picture for colour in shades if colour.picture), "")


def _looks(desk: Desk) -> list[tuple[str, str]]:
    """Every look to choose from, as `26W/1` with its title."""
    return [
        (f"{collection}/{number}", f"{collection}/{number} {pick(title, desk.language)}")
        for collection, number, title in queries.look_numbers()
    ]


def _look_of(body: Mapping[str, Any]) -> str:
    return f"{body.get('collection', '')}/{body.get('number', '')}"


def _row_or_404(block_id: int) -> BlockRow:
    for row in queries.block_rows():
        if row.id == block_id:
            return row
    raise Http404


def _kinds() -> dict[str, str]:
    return {
        "hero": _("Hero: one piece, large"),
        "sheet": _("Line sheet: a category or chosen styles"),
        "look": _("Look: an outfit with its pieces"),
        "text": _("Text"),
    }
