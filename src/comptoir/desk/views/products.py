"""Products: found, begun, edited a section at a time, published and retired."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST

from comptoir.catalogue import queries as catalogue
from comptoir.catalogue import services as verbs
from comptoir.catalogue.queries import ProductSheet
from comptoir.core.actors import Role
from comptoir.core.labels import CARE
from comptoir.desk import labels, typed
from comptoir.desk.access import STAFF, Desk, for_roles
from comptoir.desk.answers import say, take_said
from comptoir.desk.comparing import Opened
from comptoir.desk.events import event_words
from comptoir.desk.views.lessons import lots_standing_out, standing_out
from comptoir.infra.i18n import gettext as _
from comptoir.infra.i18n import pick
from comptoir.infra.refusals import NotPossible
from comptoir.journal import queries as journal
from comptoir.markets import queries as markets

_EDITORS = (Role.MERCHANDISER,)
_HISTORY = 12


@for_roles(*STAFF)
def index(desk: Desk) -> HttpResponse:
    """Products by search and filter, with what keeps each from the shop."""
    asked = {name: desk.request.GET.get(name, "").strip()[:80] for name in _FILTERS}
    number = desk.request.GET.get("page", "")
    page = catalogue.list_shelf(
        policy=markets.current_policy(at=desk.at),
        at=desk.at,
        page=int(number) if number.isdecimal() and len(number) < 7 else 1,
        **asked,
    )
    return desk.page(
        "products.html",
        page=page,
        asked=asked,
        query=urlencode({name: value for name, value in asked.items() if value}),
        gap_words=labels.sentence,
        shown_words=labels.shown_words(),
        lessons=standing_out(at=desk.at, language=desk.language) if not any(asked.values()) else [],
        lots_out=lots_standing_out(at=desk.at, language=desk.language) if not any(asked.values()) else (),
        said=take_said(desk),
        **_choices(desk),
    )


_FILTERS = ("q", "collection", "category", "shown")


@for_roles(*_EDITORS)
def create(desk: Desk) -> HttpResponse:
    """Begin a product as a draft."""
    post, errors = desk.request.POST, labels.Beside()
    asked = {name: post.get(name, "").strip()[:120] for name in _NEW}
    if desk.request.method == "POST":
        asked["style"], asked["like"] = asked["style"].upper(), asked["like"].upper()
        try:
            verbs.create_product(**asked, actor=desk.actor, at=desk.at)
        except NotPossible as refused:
            errors = labels.by_field(refused.refusals)
        else:
            say(desk, _("Draft begun. Fill in its sections, then publish it."))
            return HttpResponseRedirect(reverse("desk:product", args=[asked["style"]]))
    status = 422 if errors else 200
    return desk.page("product_new.html", status=status, asked=asked, errors=errors, **_choices(desk))


_NEW = ("style", "name", "collection", "category", "cut", "like")


@for_roles(*STAFF)
def show(desk: Desk, style: str) -> HttpResponse:
    """One product: where it stands, what is missing, what was done with it."""
    sheet = sheet_or_404(style)
    policy = markets.current_policy(at=desk.at)
    gaps = catalogue.gaps_of(sheets=[sheet], policy=policy, at=desk.at)[style]
    history = journal.entries_about(kind="product", subject_id=style)
    return desk.page(
        "product.html",
        gaps=[(gap, labels.section_of(gap), labels.sentence(gap), dict(gap.values)) for gap in gaps],
        history=history[: -_HISTORY - 1 : -1],
        zone=policy.house.time_zone,
        stored=typed.moment_as_typed,
        event_of=event_words,
        said=take_said(desk),
        **about(desk, sheet),
    )


@for_roles(*_EDITORS)
def facts(desk: Desk, style: str) -> HttpResponse:
    """What the rules need to know of a product."""
    sheet = sheet_or_404(style)
    value = typed.facts_of(desk.request.POST) if desk.request.method == "POST" else sheet.facts
    opened = save_section(
        desk,
        value,
        current=lambda now: now.facts,
        style=style,
        save=lambda edition: verbs.edit_facts(
            style=style, facts=value, edition=edition, actor=desk.actor, at=desk.at
        ),
    )
    if opened is None:
        return HttpResponseRedirect(reverse("desk:product_facts", args=[style]))
    return _form(
        desk,
        "product_facts.html",
        sheet,
        opened,
        care=_care(),
        fits=catalogue.fit_words().items(),
        **_choices(desk),
    )


@for_roles(*_EDITORS)
def texts(desk: Desk, style: str) -> HttpResponse:
    """The texts of a product in every language, with what is missing."""
    sheet = sheet_or_404(style)
    value = typed.texts_of(desk.request.POST) if desk.request.method == "POST" else sheet.texts
    opened = save_section(
        desk,
        value,
        current=lambda now: now.texts,
        style=style,
        save=lambda edition: verbs.edit_texts(
            style=style, texts=value, edition=edition, actor=desk.actor, at=desk.at
        ),
    )
    if opened is None:
        return HttpResponseRedirect(reverse("desk:product_texts", args=[style]))
    return _form(
        desk,
        "product_texts.html",
        sheet,
        opened,
        fields=catalogue.TEXTS,
        by_language=typed.texts_by_language,
        wanted=catalogue.shop_languages(markets.current_policy(at=desk.at)),
    )


@for_roles(*_EDITORS)
def colours(desk: Desk, style: str) -> HttpResponse:
    """The colours of a product and their sizes."""
    sheet = sheet_or_404(style)
    value = typed.colours_of(desk.request.POST) if desk.request.method == "POST" else sheet.colours
    opened = save_section(
        desk,
        value,
        current=lambda now: now.colours,
        style=style,
        save=lambda edition: verbs.edit_colours(
            style=style, colours=value, edition=edition, actor=desk.actor, at=desk.at
        ),
    )
    if opened is None:
        return HttpResponseRedirect(reverse("desk:product_colours", args=[style]))
    return _form(
        desk,
        "product_colours.html",
        sheet,
        opened,
        blanks=typed.BLANK_COLOURS,
        sizes_as_typed=typed.sizes_as_typed,
        by_language=typed.texts_by_language,
    )


@require_POST
@for_roles(*_EDITORS)
def publish(desk: Desk, style: str) -> HttpResponse:
    """Into the shop, now or from a time on."""
    zone = markets.current_policy(at=desk.at).house.time_zone
    start = typed.moment_of(desk.request.POST.get("online_from", ""), zone=zone)
    until = typed.moment_of(desk.request.POST.get("online_until", ""), zone=zone)
    return carry_out_here(
        desk,
        lambda: verbs.publish_product(
            style=style, online_from=start or desk.at, online_until=until, actor=desk.actor, at=desk.at
        ),
        done=_("Published."),
        back=reverse("desk:product", args=[style]),
    )


@require_POST
@for_roles(*_EDITORS)
def retire(desk: Desk, style: str) -> HttpResponse:
    """Out of the shop, now."""
    return carry_out_here(
        desk,
        lambda: verbs.retire_product(style=style, actor=desk.actor, at=desk.at),
        done=_("Taken out of the shop. Orders that hold it go on."),
        back=reverse("desk:product", args=[style]),
    )


def carry_out_here(desk: Desk, verb: Callable[[], object], *, done: str, back: str) -> HttpResponse:
    """Do it and say so, or say why not, with the fields of products by their names."""
    try:
        verb()
    except NotPossible as refused:
        say(desk, *(labels.sentence(refusal) for refusal in refused.refusals), wrong=True)
    else:
        say(desk, done)
    return HttpResponseRedirect(back)


def sheet_or_404(style: str) -> ProductSheet:
    """The product of a page."""
    sheet = catalogue.product_sheet(style=style)
    if sheet is None:
        raise Http404
    return sheet


def about(desk: Desk, sheet: ProductSheet) -> dict[str, Any]:
    """What the head of every page of a product says."""
    return {
        "sheet": sheet,
        "shown": catalogue.shown_at(sheet, at=desk.at),
        "shown_words": labels.shown_words(),
        "label": labels.field_label,
        "label_words": labels.field_words(),
    }


def save_section(
    desk: Desk,
    value: object,
    *,
    style: str,
    current: Callable[[ProductSheet], catalogue.Section],
    save: Callable[[str], None],
) -> Opened[object] | None:
    """Save what was typed, or show it with what is wrong; None when it was saved."""
    now = current(sheet_or_404(style))
    if desk.request.method != "POST":
        return Opened(value=now, edition=catalogue.edition_of(now), errors=labels.Beside(), theirs={})
    try:
        save(desk.request.POST.get("edition", ""))
    except NotPossible as refused:
        now = current(sheet_or_404(style))
        meanwhile = isinstance(refused, verbs.ChangedMeanwhile)
        return Opened(
            value=value,
            edition=catalogue.edition_of(now) if meanwhile else desk.request.POST.get("edition", ""),
            errors=labels.by_field(refused.refusals),
            theirs=verbs.section_changes(before=now, after=value) if meanwhile else {},
        )
    say(desk, _("Saved."))
    return None


def _form(
    desk: Desk, template: str, sheet: ProductSheet, opened: Opened[object], **context: object
) -> HttpResponse:
    status = 409 if opened.theirs else 422 if opened.errors else 200
    return desk.page(
        template, status=status, opened=opened, said=take_said(desk), **about(desk, sheet), **context
    )


def _choices(desk: Desk) -> dict[str, Any]:
    """What products are sorted by, in words."""
    nodes = catalogue.categories(language=desk.language)
    return {
        "collections": [(row.code, pick(row.name)) for row in catalogue.collection_rows()],
        "categories": [(node.code, " / ".join(_path(node.path, nodes))) for node in nodes],
        "cuts": labels.cut_words().items(),
    }


def _path(codes: tuple[str, ...], nodes: tuple[catalogue.CategoryNode, ...]) -> list[str]:
    names = {node.code: node.name for node in nodes}
    return [names[code] for code in codes]


def _care() -> list[tuple[str, str, list[tuple[str, str]]]]:
    words = {
        "wash": _("Washing"),
        "bleach": _("Bleaching"),
        "tumble": _("Tumble drying"),
        "dry": _("Drying"),
        "iron": _("Ironing"),
        "clean": _("Dry cleaning"),
        "wipe": _("Wiping"),
    }
    return [(kind, words[kind], catalogue.care_words(symbols)) for kind, symbols in CARE.items()]
