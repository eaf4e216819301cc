"""A small catalogue: three knits, a coat and a bag, in two collections, priced in France, Britain and Japan."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from comptoir.catalogue import services
from comptoir.catalogue.services import (
    CategoryInput,
    CollectionInput,
    ColourInput,
    PictureInput,
    PriceInput,
    ProductInput,
    SizeInput,
)

AT = datetime(2026, 11, 23, 8, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NAVY = ColourInput(
    code="0410",
    name={"en": "Navy", "fr": "Bleu marine"},
    hex="#1b2340",
    sizes=(SizeInput(size="S", weight_g=310), SizeInput(size="M", weight_g=330)),
    pictures=(PictureInput(kind="front", digest="a" * 64, mime="image/svg+xml", width=400, height=440),),
)
ECRU = replace(NAVY, code="0100", name={"en": "Ecru", "fr": "Écru"}, hex="#efe9da", pictures=())
SWEATER = ProductInput(
    style="ME-26W-KN014",
    collection="26W",
    category="knitwear",
    cut="women",
    name={"en": "Crew-neck sweater", "fr": "Pull à col rond"},
    slug={"en": "crew-neck-sweater", "fr": "pull-col-rond"},
    description={"en": "Knitted in one piece.", "fr": "Tricoté d’une pièce."},
    material={"en": "Merino wool", "fr": "Laine mérinos"},
    care_text={"en": "Wash by hand.", "fr": "Laver à la main."},
    composition=[{"part": {"en": "Body"}, "fibres": [{"fibre": {"en": "Wool"}, "percent": 100}]}],
    care=["hand_wash"],
    origin="FR",
    hs_code="6110113000",
    size_chart={"unit": "cm", "points": {"A": {"en": "Chest"}}, "garment": {"S": {"A": 48}, "M": {"A": 51}}},
    safety={"maker": "Maison Exemple SAS", "address": ["Paris"], "email": "bonjour@maison-exemple.example"},
    online_from=LONG_AGO,
    colours=(NAVY, ECRU),
    position=1,
)
CARDIGAN = replace(
    SWEATER,
    style="ME-26W-KN015",
    name={"en": "Long cardigan", "fr": "Gilet long"},
    slug={"en": "long-cardigan", "fr": "gilet-long"},
    colours=(ECRU,),
    position=2,
)
JERSEY = replace(
    SWEATER,
    style="ME-26W-KN016",
    cut="men",
    name={"en": "Fisherman’s pullover", "fr": "Pull marin"},
    slug={"en": "fishermans-pullover", "fr": "pull-marin"},
    personalised=True,
    colours=(NAVY,),
    position=3,
)
COAT = replace(
    SWEATER,
    style="ME-26W-CO002",
    category="coats",
    name={"en": "Wool coat", "fr": "Manteau de laine"},
    slug={"en": "wool-coat", "fr": "manteau-laine"},
    limited=True,
    position=1,
)
BAG = replace(
    SWEATER,
    style="ME-26S-BG001",
    collection="26S",
    category="bags",
    name={"en": "Bucket bag", "fr": "Sac seau"},
    slug={"en": "bucket-bag", "fr": "sac-seau"},
    material={"en": "Calf leather", "fr": "Cuir de veau"},
    colours=(replace(NAVY, sizes=(SizeInput(size="U", weight_g=900),)),),
    needs_box=True,
    position=1,
)
PRODUCTS = (SWEATER, CARDIGAN, JERSEY, COAT, BAG)
PRICES = {
    product.style: PriceInput(
        style=product.style,
        country="FR",
        currency="EUR",
        amount=29000,
        tax_included=True,
        starts_at=LONG_AGO,
    )
    for product in PRODUCTS
}


def fill() -> None:
    """Load it all."""
    services.load_collections(
        collections=[
            CollectionInput(
                code=code,
                season=season,
                name={"en": code},
                slug={"en": code.lower()},
                shown={"en": "Paris"},
                online_from=LONG_AGO,
            )
            for code, season in (("26W", "fall_winter"), ("26S", "spring_summer"))
        ]
    )
    rows = (("rtw", None, "Ready-to-wear", "Prêt-à-porter"), ("knitwear", "rtw", "Knitwear", "Maille"))
    rows += (("coats", "rtw", "Coats", "Manteaux"), ("bags", None, "Bags", "Sacs"))
    services.load_categories(
        categories=[
            CategoryInput(
                code=code,
                parent=parent,
                name={"en": english, "fr": french},
                slug={"en": english.lower(), "fr": french.lower()},
                position=place,
            )
            for place, (code, parent, english, french) in enumerate(rows)
        ]
    )
    services.load_products(products=PRODUCTS)
    services.load_prices(
        prices=[
            replace(price, country=country, currency=currency, amount=amount)
            for price in PRICES.values()
            for country, currency, amount in (
                ("FR", "EUR", 29000),
                ("GB", "GBP", 27000),
                ("JP", "JPY", 45000),
            )
        ]
    )
    services.refresh_search()
