"""The pages of the shop before an order, in every state."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.orders import Orders
from tests.browser.sights.reaching import Sight, at, inside, sent, with_basket
from tests.browser.visiting import Visitor
from tests.builders import CLUTCH, GOWN, KNIT, KNIT_M, LOAFER, RARE, SHIRT_M
from tests.plumbing.furnishing import SLATE


def _with_errors(visitor: Visitor) -> None:
    visitor.go("checkout/")
    visitor.page.fill("#f-name", "Jeanne Exemple")
    visitor.page.fill("#f-line1", "BP 12")
    visitor.page.click(".order-button")
    visitor.page.wait_for_selector("#errors")


def _with_codes(visitor: Visitor) -> None:
    visitor.go("checkout/")
    for code in ("WELCOME10", "NOPE"):
        visitor.page.click("#codes summary") if not visitor.page.is_visible("#f-code") else None
        visitor.page.fill("#f-code", code)
        with visitor.page.expect_response("**/checkout/"):
            visitor.page.click("#codes .code-row button")
    visitor.page.wait_for_selector(".code-taken >> nth=1")


def _with_doubts(visitor: Visitor) -> None:
    typed = {"email": "jeanne@gmial.com", "name": "Jeanne Exemple", "line1": "rue des Archives"}
    visitor.page.request.post(visitor.address("checkout/address/"), form=typed)
    visitor.go("checkout/")
    visitor.page.wait_for_selector("#doubt-email .link")


def _too_many(visitor: Visitor) -> None:
    visitor.go("basket/")
    visitor.page.select_option("select[name=quantity]", "2")
    visitor.page.wait_for_selector(".notice.wrong")


def _with_menu(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go()
    visitor.page.locator(".menu").evaluate("menu => menu.open = true")


def _with_suggestions(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go()
    visitor.page.click(".find > summary")
    visitor.page.keyboard.type("ME-26W")
    visitor.page.wait_for_selector(".find [role=option]")


def _with_filters(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go("search/?q=WOOL&size=M")
    visitor.page.click("#filters-open")


def _with_question(visitor: Visitor, orders: Orders) -> None:
    """Somebody from France in the American store."""
    inside("us")(visitor, orders)
    visitor.page.wait_for_selector("#version-advice")


def _with_guide(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go(f"p/{KNIT_M.rpartition('-')[0]}/")
    visitor.page.click(".guide summary")


def _wished(*references: str, then: Callable[[Visitor], None]) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        for reference in references:
            visitor.page.request.post(visitor.address("wishlist/add/"), form={"reference": reference})
        then(visitor)

    return reach


def _unwished(visitor: Visitor) -> None:
    visitor.go("wishlist/")
    visitor.page.click(".wish-buy .link >> nth=0")
    visitor.page.wait_for_selector(".undo")


KNIT_REFERENCE = f"{KNIT}-0410"
SHOP: dict[str, Sight] = {
    "home": at(""),
    "menu": _with_menu,
    "suggestions": _with_suggestions,
    "filters": _with_filters,
    "question which store": _with_question,
    "category": at("c/knitwear/"),
    "collections": at("collections/"),
    "collection": at("collections/fw26/"),
    "collection, past": at("collections/fw25/"),
    "look": at("collections/fw26/looks/1/"),
    "search": at("search/"),
    "search found": at("search/?q=WOOL"),
    "search nothing": at("search/?q=zzzz"),
    "product": at(f"p/{KNIT_REFERENCE}/"),
    "product, size guide": _with_guide,
    "product, no size": at(f"p/{KNIT_REFERENCE}/?choose=1"),
    "product, added": at(f"p/{KNIT_REFERENCE}/?added={KNIT_M}"),
    "product, last pieces": at(f"p/{SLATE}/"),
    "product, limited": at(f"p/{GOWN}-0100/"),
    "product, personalised": at(f"p/{CLUTCH}-0100/"),
    "product, on sale": inside("ch", f"p/{LOAFER}-0201/"),
    "product, tax apart": inside("us", f"p/{KNIT_REFERENCE}/"),
    "wishlist, empty": at("wishlist/"),
    "wishlist": _wished(KNIT_REFERENCE, SLATE, f"{GOWN}-0100", then=lambda visitor: visitor.go("wishlist/")),
    "wishlist, removed": _wished(KNIT_REFERENCE, then=_unwished),
    "alert": at(f"alerts/?sku={SLATE}-S"),
    "alert, asked": sent(f"alerts/?sku={SLATE}-S", email="jeanne@example.org"),
    "newsletter": at("newsletter/"),
    "newsletter, wrong": sent("newsletter/", email="jeanne"),
    "newsletter, asked": sent("newsletter/", email="jeanne@example.org"),
    "newsletter, link over": at("newsletter/confirm/nothing/"),
    "basket, empty": at("basket/"),
    "basket": with_basket(KNIT_M, SHIRT_M, SHIRT_M, then=lambda visitor: visitor.go("basket/")),
    "basket, wants too many": with_basket(RARE, then=_too_many),
    "checkout": with_basket(KNIT_M, SHIRT_M, then=lambda visitor: visitor.go("checkout/")),
    "checkout, errors": with_basket(KNIT_M, then=_with_errors),
    "checkout, codes": with_basket(KNIT_M, then=_with_codes),
    "checkout, doubts": with_basket(KNIT_M, then=_with_doubts),
    "help": at("help/"),
    **{
        f"help, {slug}": at(f"help/{slug}/")
        for slug in (
            "delivery",
            "returns",
            "orders",
            "payment",
            "products",
            "account",
            "stores",
            "privacy",
        )
    },
    "help, found": at("help/?q=colis+parcel"),
    "help, nothing": at("help/?q=zzzz"),
    "contact": at("contact/?topic=product&about=Boxy+crewneck"),
    "contact, wrong": sent("contact/", email="jeanne"),
    "contact, sent": at("contact/sent/"),
    **{
        f"legal, {slug}": at(f"legal/{slug}/")
        for slug in ("terms", "privacy", "cookies", "imprint", "accessibility")
    },
    "store, changed with a basket": with_basket(
        KNIT_M, then=lambda visitor: visitor.go(f"version/?country=GB&language={visitor.language}&from=/")
    ),
    "not found": at("nowhere/"),
    "closed country": inside("ru"),
}
