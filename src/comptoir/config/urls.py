"""The faces' URLs: the API and machines first, then the desk, then the shop, which takes what is left."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("comptoir.api.urls")),
    path("desk/", include("comptoir.desk.urls")),
    path("", include("comptoir.storefront.urls")),
]
handler404 = "comptoir.storefront.views.errors.not_found"
handler500 = "comptoir.storefront.views.errors.broken"
