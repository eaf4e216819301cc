"""What a page may cost: statements at the database, and bytes over the wire on a first visit."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import builders

pytestmark = pytest.mark.usefixtures("house")
KNIT = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"


def statements(shopper: Client, path: str) -> int:
    """How many a page takes, with nothing kept in this process but the parsed policy."""
    assert shopper.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        shopper.get(path)
    return len(asked)


@pytest.mark.parametrize(
    ("path", "most"),
    [
        (KNIT, 12),
        ("/en-fr/c/knitwear/", 15),
        ("/en-fr/c/knitwear/?size=M&colour=red&sort=price_up", 15),
        ("/en-fr/search/?q=shirt", 8),
        ("/en-fr/products.xml", 10),
    ],
)
def test_a_page_asks_the_database_no_more_often_than_it_may(shopper: Client, path: str, most: int) -> None:
    assert statements(shopper, path) <= most
