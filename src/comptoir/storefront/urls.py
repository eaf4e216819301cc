"""The shop's addresses: a store version first, then English path words."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, register_converter
from django.urls.converters import StringConverter

from comptoir.infra import pages
from comptoir.storefront.sharing import for_everybody
from comptoir.storefront.views import (
    account,
    addresses,
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
    locator,
    looks,
    newsletter,
    orders,
    privacy,
    product,
    refund_account,
    renewing,
    returns,
    security,
    shop,
    signing,
    version,
    wallet,
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

# An order's pages: by its private link, and in the account of whose it is.
_ORDER = [
    path("", orders.order),
    path("paid/", orders.paid),
    path("pay/", orders.pay),
    path("cancel/", cancelling.cancel),
    path("renewal/", renewing.renewal),
    path("renewed/", renewing.renewed),
    path("return/", returns.register),
    path("return/<str:number>/", returns.registered),
    path("return/<str:number>/refused/", returns.refused),
    path("return/<str:number>/refund/", returns.statement),
    path("claim/", claims.claim),
    path("help/", help_centre.order_topics),
    path("help/<str:slug>/", help_centre.order_topic),
]

_STORE: list[URLPattern | URLResolver] = [
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
    path("stores/", for_everybody(locator.stores, "country", "kind", "q")),
    path("stores/<slug:slug>/", for_everybody(locator.one)),
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
    path("account/", account.account),
    path("account/after/", account.after),
    path("account/wallet/", wallet.wallet),
    path("account/claims/<uuid:claim_id>/", claims.own_claim),
    path("account/messages/", account.messages),
    path("account/messages/<uuid:case_id>/", account.message),
    path("account/details/", account.details),
    path("account/details/newsletter/", account.letters),
    path("account/addresses/", addresses.addresses),
    path("account/addresses/new/", addresses.add),
    path("account/addresses/<uuid:address_id>/", addresses.edit),
    path("account/addresses/<uuid:address_id>/delete/", addresses.delete),
    path("account/addresses/<uuid:address_id>/default/", addresses.prefer),
    path("account/orders/<str:own>/", include(_ORDER)),
    path("account/sign-in/", signing.sign_in),
    path("account/sign-in/passkey/", signing.by_passkey),
    path("account/sign-in/passkey/ask/", signing.ask_passkey),
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
    path("account/security/passkeys/", security.add_passkey),
    path("account/security/passkeys/ask/", security.offer_passkey),
    path("account/security/passkeys/<uuid:passkey_id>/", security.passkey),
    path("basket/", basket.basket),
    path("basket/add/", basket.add),
    path("basket/quantity/", basket.set_quantity),
    path("checkout/", checkout.checkout),
    path("checkout/codes/", checkout.codes),
    path("checkout/address/", checkout.address),
    path("pay/<str:token>/", links.pay),
    path("orders/<str:token>/", include(_ORDER)),
    path("refund-account/<str:token>/", refund_account.account),
    path("returns/", finding.for_return),
    path("claims/", finding.for_claim),
    path("claims/wrong-piece/", claims.wrong_piece),
    path("claims/<uuid:claim_id>/<str:token>/", claims.followed),
    path("withdraw/", withdrawal.withdraw),
    path("withdraw/order/", finding.for_withdrawal),
    path("help/", for_everybody(help_centre.topics, "q")),
    path("help/<str:slug>/", for_everybody(help_centre.topic)),
    path("help/<str:slug>/<str:question>/", for_everybody(help_centre.answer)),
    path("legal/<str:slug>/", for_everybody(help_centre.legal)),
    path("privacy/", privacy.ask),
    path("privacy/<str:token>/", privacy.follow),
    path("privacy/<str:token>/files/", privacy.download),
    path("contact/", contact.contact),
    path("contact/sent/", contact.sent),
]

urlpatterns = [
    path("", shop.root),
    path("robots.txt", for_everybody(findable.robots)),
    path("sitemap.xml", for_everybody(findable.sitemaps)),
    path("media/<str:digest>.png", files.raster),
    path("media/<str:digest>.jpg", files.mailed),
    path("media/<str:digest>", files.picture),
    path("evidence/<str:digest>.jpg", files.evidence_photograph),
    path("documents/<uuid:document_id>/", orders.document),
    path("papers/<uuid:paper_id>/", orders.paper),
    path("labels/<uuid:label_id>/", orders.label),
    path("<version:version>", shop.with_slash),
    path("<version:version>/", include(_STORE)),
]
