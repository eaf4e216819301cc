"""The web application as granian serves it: pages for everybody from memory, the rest from Django."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from comptoir.config.gate import Gate
from comptoir.config.page_cache import PageCache
from comptoir.config.shared import shared
from comptoir.infra import pages
from comptoir.storefront.changes import NEXT_MOMENT

# Two cores gain nothing by more, and each holds a connection to the database.
AT_ONCE = 2

application = PageCache(
    Gate(get_wsgi_application(), at_once=AT_ONCE),
    shared=shared,
    ear=partial(pages.listen, next_moment=NEXT_MOMENT),
    host=urlsplit(settings.SITE_URL).netloc,
    room=settings.PAGE_CACHE_BYTES,
)
