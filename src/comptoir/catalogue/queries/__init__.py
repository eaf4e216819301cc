"""Reads of the catalogue: frozen rows in one language, at the prices of one country."""

from comptoir.catalogue.queries.cards import Card, CardColour, ProductPage, cards_of, list_products
from comptoir.catalogue.queries.categories import (
    CategoryNode,
    Season,
    categories,
    collections,
    with_descendants,
)
from comptoir.catalogue.queries.details import (
    CategoryStep,
    DetailColour,
    Picture,
    ProductDetail,
    Reference,
    Size,
    find_reference,
    product_detail,
)
from comptoir.catalogue.queries.search import Found, Match, search_products
from comptoir.catalogue.queries.sellables import Sellable, sellables
from comptoir.catalogue.queries.suggest import Suggestions, suggestions

__all__ = [
    "Card",
    "CardColour",
    "CategoryNode",
    "CategoryStep",
    "DetailColour",
    "Found",
    "Match",
    "Picture",
    "ProductDetail",
    "ProductPage",
    "Reference",
    "Sellable",
    "Season",
    "Size",
    "Suggestions",
    "cards_of",
    "categories",
    "collections",
    "find_reference",
    "list_products",
    "product_detail",
    "search_products",
    "sellables",
    "suggestions",
    "with_descendants",
]
