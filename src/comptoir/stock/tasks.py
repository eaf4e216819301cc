"""What is left is shown in the shop's lists."""

from __future__ import annotations

from comptoir.infra.queue import sweep, task
from comptoir.stock import services


@task("stock.show_stock")
def show_stock(*, skus: str) -> None:
    """These SKUs, apart by spaces, sold out or came back."""
    services.refresh_lists(skus=skus.split())


@sweep("stock.show_all_stock", cron="40 3 * * *", next_due=lambda: None)
def show_all_stock() -> None:
    """Every SKU, once a night: also those that came into the catalogue after their stock."""
    services.refresh_lists()
