"""The catalogue is loaded, priced, and made findable."""

from comptoir.catalogue.services.loading import (
    CategoryInput,
    CollectionInput,
    ColourInput,
    PictureInput,
    ProductInput,
    SizeInput,
    Texts,
    UnknownCode,
    load_categories,
    load_collections,
    load_products,
)
from comptoir.catalogue.services.prices import PriceInput, PriceRefused, load_prices, set_price
from comptoir.catalogue.services.searching import refresh_search

__all__ = [
    "CategoryInput",
    "CollectionInput",
    "ColourInput",
    "PictureInput",
    "PriceInput",
    "PriceRefused",
    "ProductInput",
    "SizeInput",
    "Texts",
    "UnknownCode",
    "load_categories",
    "load_collections",
    "load_prices",
    "load_products",
    "refresh_search",
    "set_price",
]
