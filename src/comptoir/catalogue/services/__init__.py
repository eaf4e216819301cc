"""The catalogue is loaded, edited, published, priced, pictured, and made findable."""

from comptoir.catalogue.services.charts import edit_size_chart, shrinking
from comptoir.catalogue.services.checking import section_changes
from comptoir.catalogue.services.columns import COLUMNS, Fault
from comptoir.catalogue.services.editing import (
    ChangedMeanwhile,
    ProductRefused,
    create_product,
    edit_colours,
    edit_facts,
    edit_texts,
)
from comptoir.catalogue.services.exchange import Report, import_sheets
from comptoir.catalogue.services.exporting import export_tables
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
from comptoir.catalogue.services.media import (
    PhotographRefused,
    add_photograph,
    describe_photograph,
    make_renditions,
    move_photograph,
    remove_photograph,
)
from comptoir.catalogue.services.prices import PriceInput, PriceRefused, load_prices, set_price
from comptoir.catalogue.services.publishing import NotReady, publish_product, retire_product
from comptoir.catalogue.services.sales import drop_price, end_sale, start_sale
from comptoir.catalogue.services.searching import refresh_search, sell_in_turns, show_stock
from comptoir.catalogue.services.seasons import SEASONS, CollectionRefused, save_collection

__all__ = [
    "COLUMNS",
    "SEASONS",
    "CategoryInput",
    "ChangedMeanwhile",
    "CollectionInput",
    "CollectionRefused",
    "ColourInput",
    "Fault",
    "NotReady",
    "PhotographRefused",
    "PictureInput",
    "PriceInput",
    "PriceRefused",
    "ProductInput",
    "ProductRefused",
    "Report",
    "SizeInput",
    "Texts",
    "UnknownCode",
    "add_photograph",
    "create_product",
    "describe_photograph",
    "drop_price",
    "edit_colours",
    "edit_facts",
    "edit_size_chart",
    "edit_texts",
    "end_sale",
    "export_tables",
    "import_sheets",
    "load_categories",
    "load_collections",
    "load_prices",
    "load_products",
    "make_renditions",
    "move_photograph",
    "publish_product",
    "refresh_search",
    "remove_photograph",
    "retire_product",
    "save_collection",
    "section_changes",
    "set_price",
    "sell_in_turns",
    "show_stock",
    "shrinking",
    "start_sale",
]
