"""The facts of Maison Exemple's catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from demo.languages import Text
from demo.sizes import SizeChart


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category of the tree; parent is empty at the top; the code is its address."""

    code: str
    parent: str
    name: Text
    slug: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A collection and when it is online (aware UTC datetimes)."""

    code: str
    name: Text
    online_from: datetime
    online_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour:
    """A colourway: four digits, names, and the colours it is drawn in."""

    code: str
    name: Text
    hex: str
    second_hex: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Fibre:
    """A fibre or material with its percentage of the part."""

    code: str
    name: Text
    percent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the composition, as on the label; its fibres sum to 100."""

    code: str
    name: Text
    fibres: tuple[Fibre, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flat:
    """How the product is drawn: demo.flats.draw(kind, colour=…, second=…, view=…, params=…)."""

    kind: str
    params: Mapping[str, str | int | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A sale of one product: sale prices by currency while starts_at <= at < ends_at."""

    percent: int
    prices: Mapping[str, int]
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Safety:
    """Who answers for the product (Regulation (EU) 2023/988, article 19)."""

    manufacturer: str
    address: str
    email: str
    warnings: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sku:
    """One colour and size: ME-26W-KN014-0410-M, its reference ME-26W-KN014-0410."""

    sku: str
    reference: str
    colour: str
    size: str
    weight_g: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A style with everything the house says of it; prices are minor units, EUR tax included."""

    style: str
    collection: str
    category: str
    cut: str
    fit: str
    name: Text
    slug: Text
    material: Text
    description: Text
    care_text: Text
    fit_note: Text
    colours: tuple[Colour, ...]
    sizes: tuple[str, ...]
    skus: tuple[Sku, ...]
    composition: tuple[Part, ...]
    animal_parts: bool
    care: tuple[str, ...]
    origin: str
    hs_code: str
    tax_class: str
    personalised: bool
    limited: bool
    underwear: bool
    swimwear: bool
    needs_box: bool
    price: int
    prices: Mapping[str, int]
    sale: Sale | None
    chart: SizeChart
    flat: Flat
    safety: Safety
    online_from: datetime
    online_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """Everything the house sells or shows."""

    collections: tuple[Collection, ...]
    categories: tuple[Category, ...]
    products: tuple[Product, ...]
