"""The list of products at the desk, and what keeps each of them from the shop."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from comptoir.catalogue.models import Collection, Price, Product
from comptoir.catalogue.queries.sheets import OPTIONAL_TEXTS, ProductSheet, product_sheets
from comptoir.core.decisions import Refused
from comptoir.core.policy import DutyMode, HousePolicy
from comptoir.core.publishing import ProductFacts, publish_gates

_PER_PAGE = 50


class Shown(StrEnum):
    """Where a product stands with the shop."""

    DRAFT = "draft"
    TO_COME = "to_come"
    ONLINE = "online"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """A product in the desk's list; `gaps` keep it from the shop."""

    sheet: ProductSheet
    shown: Shown
    gaps: tuple[Refused, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPage:
    """A page of the list."""

    rows: tuple[ShelfRow, ...]
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionRow:
    """A collection in every language; its address (`slug`) is worked out of its name."""

    code: str
    season: str
    name: Mapping[str, str]
    slug: Mapping[str, str]
    shown: Mapping[str, str]
    text: Mapping[str, str]
    online_from: datetime
    online_until: datetime | None

    def plain(self) -> dict[str, object]:
        """What it says, as the journal keeps it."""
        return {
            "season": self.season,
            "name": dict(self.name),
            "shown": dict(self.shown),
            "text": dict(self.text),
            "online_from": self.online_from.isoformat(),
            "online_until": self.online_until.isoformat() if self.online_until else None,
        }

    def edition(self) -> str:
        """A short digest of what it says: what somebody saw when they began to change it."""
        said = json.dumps(self.plain(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(said.encode()).hexdigest()[:20]


def shown_at(sheet: ProductSheet, *, at: datetime) -> Shown:
    """Where a product stands at a time."""
    if sheet.online_from is None:
        return Shown.DRAFT
    if sheet.online_until is not None and sheet.online_until <= at:
        return Shown.RETIRED
    return Shown.ONLINE if sheet.online_from <= at else Shown.TO_COME


def list_shelf(
    *,
    policy: HousePolicy,
    at: datetime,
    q: str = "",
    collection: str = "",
    category: str = "",
    shown: str = "",
    page: int = 1,
) -> ShelfPage:
    """Products, drafts included: found by style, SKU or name in any language; of a collection, a category, a state."""
    rows = _found(q.strip(), collection=collection, category=category)
    if shown in set(Shown):
        rows = rows.filter(_state(Shown(shown), at))
    count = rows.count()
    pages = max(1, -(-count // _PER_PAGE))
    page = min(max(1, page), pages)
    ordered = rows.order_by("-collection__online_from", "position", "style")
    start = (page - 1) * _PER_PAGE
    styles = list(ordered.values_list("style", flat=True)[start : start + _PER_PAGE])
    sheets = product_sheets(styles=styles)
    gaps = gaps_of(sheets=list(sheets.values()), policy=policy, at=at)
    return ShelfPage(
        rows=tuple(
            ShelfRow(sheet=sheets[style], shown=shown_at(sheets[style], at=at), gaps=gaps[style])
            for style in styles
        ),
        count=count,
        page=page,
        pages=pages,
    )


def gaps_of(
    *, sheets: Sequence[ProductSheet], policy: HousePolicy, at: datetime
) -> dict[str, tuple[Refused, ...]]:
    """What keeps each product from the shop, by style, in one statement."""
    styles = [sheet.style for sheet in sheets]
    priced: dict[str, set[str]] = {style: set() for style in styles}
    later = Price.objects.filter(product__style__in=styles).filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=at)
    )
    for style, country in later.values_list("product__style", "country").distinct():
        priced[style].add(country)
    return {
        sheet.style: publish_gates(publish_facts(sheet, priced=priced[sheet.style], policy=policy))
        for sheet in sheets
    }


def publish_facts(sheet: ProductSheet, *, priced: set[str], policy: HousePolicy) -> ProductFacts:
    """What the gates want to know. A text that is optional is asked for in every language once there is one."""
    markets = policy.markets
    return ProductFacts(
        parts=sheet.parts,
        care=sheet.facts.care,
        origin=sheet.facts.origin,
        hs_code=sheet.facts.hs_code,
        maker=sheet.facts.maker,
        maker_address=sheet.facts.maker_address,
        maker_email=sheet.facts.maker_email,
        texts={
            name: texts
            for name, texts in sheet.texts.texts.items()
            if name not in OPTIONAL_TEXTS or any(texts.values())
        }
        | {f"{sheet.style}-{colour.code}": colour.name for colour in sheet.colours},
        words=sheet.texts.words,
        languages=shop_languages(policy),
        pieces={f"{sheet.style}-{colour.code}": len(colour.sizes) for colour in sheet.colours},
        sizes=tuple(dict.fromkeys(size.size for colour in sheet.colours for size in colour.sizes)),
        measured=frozenset(
            size
            for table in ("garment", "body")
            for size, cells in sheet.size_chart.get(table, {}).items()
            if cells
        ),
        pictured=frozenset(
            picture.reference for picture in sheet.pictures if picture.kind in {"photo", "front"}
        ),
        priced=tuple(sorted(priced)),
        customs=tuple(
            sorted(
                country
                for country in priced
                if country in markets and markets[country].duties != DutyMode.NONE
            )
        ),
    )


def shop_languages(policy: HousePolicy) -> tuple[str, ...]:
    """Every language in which a market is served, English first."""
    spoken = {language for market in policy.markets.values() for language in market.languages}
    return tuple(sorted(spoken, key=lambda language: (language != "en", language)))


def collection_rows() -> tuple[CollectionRow, ...]:
    """Every collection, the newest first, whether it is online or not."""
    return tuple(
        CollectionRow(
            code=row.code,
            season=row.season,
            name=row.name,
            slug=row.slug,
            shown=row.shown,
            text=row.text,
            online_from=row.online_from,
            online_until=row.online_until,
        )
        for row in Collection.objects.order_by("-online_from", "code")
    )


def _found(q: str, *, collection: str, category: str) -> QuerySet[Product]:
    rows = Product.objects.annotate(names=Cast("name", TextField()))
    if collection:
        rows = rows.filter(collection__code=collection)
    if category:
        rows = rows.filter(Q(category__code=category) | Q(category__parent__code=category))
    for word in q.split():
        rows = rows.filter(
            Q(names__icontains=word) | Q(style__icontains=word) | Q(pk__in=_with_sku(word).values("pk"))
        )
    return rows


def _with_sku(word: str) -> QuerySet[Product]:
    return Product.objects.filter(colours__variants__sku__istartswith=word)


def _state(shown: Shown, at: datetime) -> Q:
    begun, over = Q(online_from__lte=at), Q(online_until__lte=at)
    return {
        Shown.DRAFT: Q(online_from__isnull=True),
        Shown.TO_COME: Q(online_from__gt=at) & ~over,
        Shown.ONLINE: begun & (Q(online_until__isnull=True) | Q(online_until__gt=at)),
        Shown.RETIRED: Q(online_from__isnull=False) & over,
    }[shown]
