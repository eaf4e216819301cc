"""The web application as granian serves it: pages for everybody from memory, the rest from Django."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from comptoir.config.page_cache import PageCache
from comptoir.config.shared import shared
from comptoir.infra import pages
from comptoir.storefront.changes import NEXT_MOMENT

application = PageCache(
    get_wsgi_application(),
    shared=shared,
    ear=partial(pages.listen, next_moment=NEXT_MOMENT),
    host=urlsplit(settings.SITE_URL).netloc,
    room=settings.PAGE_CACHE_BYTES,
)
