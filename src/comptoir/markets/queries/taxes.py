"""The taxes of every destination, each from its source."""

from __future__ import annotations

from typing import cast

from django.conf import settings

from comptoir.core.tax import TaxBook, TaxSource
from comptoir.infra.adapters import adapter
from comptoir.markets.queries.policies import law


def tax_book() -> TaxBook:
    """The rows of the law; for the United States its table of sales taxes, or the provider that the settings name."""
    table: TaxSource = law().sales_taxes
    source = cast(TaxSource, adapter("SALES_TAXES")) if settings.SALES_TAXES else table
    return TaxBook(rows=law().taxes, sources={"US": source})
