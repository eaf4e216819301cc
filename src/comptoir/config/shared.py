"""Which pages are kept ahead of Django, and what each of them depends on."""

from __future__ import annotations

from django.urls import Resolver404, resolve

from comptoir.api.schemas import ProductIn, ProductsIn
from comptoir.config.page_cache import Shared
from comptoir.infra import i18n, pages
from comptoir.storefront.sharing import parameters_of, word_of

_API = {
    "api:list_markets": frozenset({"language"}),
    "api:list_products": frozenset(ProductsIn.model_fields),
    "api:read_product": frozenset(ProductIn.model_fields),
}


def shared(path: str) -> Shared | None:
    """What the page at a path depends on beside it; None where it is nobody's or somebody's."""
    try:
        found = resolve(path)
    except Resolver404:
        return None
    if (known := _API.get(found.view_name)) is not None:
        return Shared(parameters=known, of=pages.STOCK, language=_language)
    known = parameters_of(found.func)
    return None if known is None else Shared(parameters=known, of=word_of(found.func))


def _language(accepted: str) -> str:
    """The language in which the API answers this header, where the query names none."""
    first = accepted.split(",")[0].strip()[:2].lower()
    return first if first in i18n.LANGUAGES else i18n.SOURCE
