"""The shop's addresses: a store version first, then English path words."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from comptoir.storefront.views import (
    basket,
    checkout,
    files,
    help_centre,
    orders,
    product,
    returns,
    shop,
    withdrawal,
)


class VersionConverter(StringConverter):
    """A language and a country, both ISO codes in lower case."""

    regex = "[a-z]{2}-[a-z]{2}"


register_converter(VersionConverter, "version")

_STORE = [
    path("", shop.home),
    path("version/", shop.change_version),
    path("me/", shop.me),
    path("c/<str:slug>/", shop.category),
    path("collections/<str:slug>/", shop.collection),
    path("search/", shop.search),
    path("p/<str:reference>/", product.by_reference),
    path("p/<str:style>/<str:slug>/", product.product),
    path("basket/", basket.basket),
    path("basket/add/", basket.add),
    path("basket/quantity/", basket.set_quantity),
    path("checkout/", checkout.checkout),
    path("checkout/codes/", checkout.codes),
    path("checkout/address/", checkout.address),
    path("orders/<str:token>/", orders.order),
    path("orders/<str:token>/paid/", orders.paid),
    path("orders/<str:token>/pay/", orders.pay),
    path("orders/<str:token>/return/", returns.register),
    path("orders/<str:token>/return/<str:number>/", returns.registered),
    path("returns/", returns.find),
    path("withdraw/", withdrawal.withdraw),
    path("help/", help_centre.topics),
    path("help/<str:slug>/", help_centre.topic),
]

urlpatterns = [
    path("", shop.root),
    path("media/<str:digest>", files.picture),
    path("documents/<uuid:document_id>/", orders.document),
    path("labels/<uuid:label_id>/", orders.label),
    path("<version:version>", shop.with_slash),
    path("<version:version>/", include(_STORE)),
]
