"""The shop's addresses: a store version first, then English path words."""

from __future__ import annotations

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from comptoir.infra import pages
from comptoir.storefront.sharing import for_everybody
from comptoir.storefront.views import (
    alerts,
    basket,
    cancelling,
    checkout,
    claims,
    contact,
    drops,
    files,
    findable,
    finding,
    help_centre,
    links,
    looks,
    newsletter,
    orders,
    product,
    renewing,
    returns,
    security,
    shop,
    signing,
    version,
    wishes,
    withdrawal,
)


class VersionConverter(StringConverter):
    """A language and a country, both ISO codes in lower case."""

    regex = "[a-z]{2}-[a-z]{2}"


register_converter(VersionConverter, "version")

# What pages for everybody look at beside their path; whatever else a query holds is not theirs to see.
_SHEET = ("page", "sort", "size", "colour", "material", "fit", "cut", "price")
_PIECE = ("added", "choose")

_STORE = [
    path("", for_everybody(shop.home)),
    path("version/", version.change_version),
    path("version/advice/", version.advise),
    path("me/", shop.me),
    path("sitemap.xml", for_everybody(findable.sitemap, "page")),
    path("products.xml", for_everybody(findable.feed, "page")),
    path("c/<str:slug>/", for_everybody(shop.category, *_SHEET)),
    path("collections/", for_everybody(looks.seasons)),
    path("collections/<str:slug>/looks/<int:number>/", for_everybody(looks.look)),
    path("collections/<str:slug>/", for_everybody(shop.collection, *_SHEET)),
    path("search/", for_everybody(shop.search, "q", *_SHEET)),
    path("search/suggest/", for_everybody(shop.suggest, "q")),
    path("p/<str:reference>/", for_everybody(product.by_reference, *_PIECE)),
    path("p/<str:style>/<str:slug>/", for_everybody(product.product, *_PIECE)),
    path("wishlist/", wishes.wishlist),
    path("wishlist/add/", wishes.add),
    path("wishlist/remove/", wishes.remove),
    path("wishlist/basket/", wishes.to_basket),
    path("alerts/", alerts.alert),
    path("drops/<slug:slug>/", for_everybody(drops.drop, of=pages.LINE)),
    path("drops/<slug:slug>/state/", for_everybody(drops.state, of=pages.LINE)),
    path("drops/<slug:slug>/draw/", for_everybody(drops.draw, of=pages.LINE)),
    path("drops/<slug:slug>/enter/", drops.enter),
    path("drops/<slug:slug>/line/", drops.line),
    path("drops/<slug:slug>/place/<str:ticket>/", drops.take_place),
    path("newsletter/", newsletter.newsletter),
    path("newsletter/confirm/<str:token>/", newsletter.confirm),
    path("newsletter/leave/<str:token>/", newsletter.leave),
    path("account/sign-in/", signing.sign_in),
    path("account/sign-in/code/", signing.ask_code),
    path("account/sign-up/", signing.sign_up),
    path("account/code/", signing.code),
    path("account/forgot/", signing.forgot),
    path("account/reset/", signing.reset),
    path("account/reset/<str:token>/", signing.open_reset),
    path("account/sign-out/", signing.sign_out),
    path("account/security/", security.security),
    path("account/security/password/", security.password),
    path("account/security/email/", security.email),
    path("account/security/sessions/", security.sessions),
    path("basket/", basket.basket),
    path("basket/add/", basket.add),
    path("basket/quantity/", basket.set_quantity),
    path("checkout/", checkout.checkout),
    path("checkout/codes/", checkout.codes),
    path("checkout/address/", checkout.address),
    path("pay/<str:token>/", links.pay),
    path("orders/<str:token>/", orders.order),
    path("orders/<str:token>/paid/", orders.paid),
    path("orders/<str:token>/pay/", orders.pay),
    path("orders/<str:token>/cancel/", cancelling.cancel),
    path("orders/<str:token>/renewal/", renewing.renewal),
    path("orders/<str:token>/renewed/", renewing.renewed),
    path("orders/<str:token>/return/", returns.register),
    path("orders/<str:token>/return/<str:number>/", returns.registered),
    path("orders/<str:token>/return/<str:number>/refused/", returns.refused),
    path("orders/<str:token>/return/<str:number>/refund/", returns.statement),
    path("orders/<str:token>/claim/", claims.claim),
    path("orders/<str:token>/help/", help_centre.order_topics),
    path("orders/<str:token>/help/<str:slug>/", help_centre.order_topic),
    path("returns/", finding.for_return),
    path("claims/", finding.for_claim),
    path("claims/wrong-piece/", claims.wrong_piece),
    path("claims/<uuid:claim_id>/<str:token>/", claims.followed),
    path("withdraw/", withdrawal.withdraw),
    path("help/", for_everybody(help_centre.topics, "q")),
    path("help/<str:slug>/", for_everybody(help_centre.topic)),
    path("help/<str:slug>/<str:question>/", for_everybody(help_centre.answer)),
    path("legal/<str:slug>/", for_everybody(help_centre.legal)),
    path("contact/", contact.contact),
    path("contact/sent/", contact.sent),
]

urlpatterns = [
    path("", shop.root),
    path("robots.txt", for_everybody(findable.robots)),
    path("sitemap.xml", for_everybody(findable.sitemaps)),
    path("media/<str:digest>.png", files.raster),
    path("media/<str:digest>", files.picture),
    path("evidence/<str:digest>.jpg", files.evidence_photograph),
    path("documents/<uuid:document_id>/", orders.document),
    path("papers/<uuid:paper_id>/", orders.paper),
    path("labels/<uuid:label_id>/", orders.label),
    path("<version:version>", shop.with_slash),
    path("<version:version>/", include(_STORE)),
]
