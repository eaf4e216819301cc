"""Every page of the house in every state that it can be in, and how to get there."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.orders import Orders, email_in
from tests.browser.visiting import Visitor
from tests.builders import CLUTCH, GOWN, KNIT, KNIT_M, LOAFER, RARE, SHIRT_M
from tests.plumbing.furnishing import DRAFT, SLATE

Sight = Callable[[Visitor, Orders], None]


def _at(path: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go(path)

    return reach


def _in(country: str, path: str = "") -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.page.goto(f"{visitor.house.url}/{visitor.language}-{country}/{path}")

    return reach


def _of(name: str, path: str = "") -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go(f"orders/{orders.placed[name]['token']}/{path}")

    return reach


def _with(*skus: str, then: Callable[[Visitor], None]) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        for sku in skus:
            visitor.page.request.post(visitor.address("basket/add/"), form={"sku": sku})
        then(visitor)

    return reach


def _sent(path: str, **typed: str) -> Sight:
    """A form with some fields filled in, sent by its first button."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go(path)
        for name, text in typed.items():
            visitor.page.fill(f"main [name={name}]", text)
        visitor.page.click("main form button")

    return reach


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
    _in("us")(visitor, orders)
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


def _review(visitor: Visitor, orders: Orders) -> None:
    visitor.go(f"orders/{orders.placed['delivered']['token']}/return/")
    visitor.page.check("input[name=piece] >> nth=0")
    visitor.page.click("main button[type=submit]")
    visitor.page.wait_for_selector("#pickup-courier")


def _no_piece(visitor: Visitor, orders: Orders) -> None:
    visitor.go(f"orders/{orders.placed['delivered']['token']}/return/")
    visitor.page.click("main button[type=submit]")


def _registered(visitor: Visitor, orders: Orders) -> None:
    token, number = orders.placed["registered"]["token"], orders.returns["registered"]["number"]
    visitor.go(f"orders/{token}/return/{number}/")


def _confirm_withdrawal(visitor: Visitor, orders: Orders) -> None:
    _sent("withdraw/", name="Jeanne Exemple", contract="K7Q2-MX9R-T", email="jeanne@example.org")(
        visitor, orders
    )
    visitor.page.wait_for_selector("button[name=step]")


def _withdrawn(visitor: Visitor, orders: Orders) -> None:
    _confirm_withdrawal(visitor, orders)
    visitor.page.click("button[name=step]")


KNIT_REFERENCE = f"{KNIT}-0410"
SHOP: dict[str, Sight] = {
    "home": _at(""),
    "menu": _with_menu,
    "suggestions": _with_suggestions,
    "filters": _with_filters,
    "question which store": _with_question,
    "category": _at("c/knitwear/"),
    "collections": _at("collections/"),
    "collection": _at("collections/fw26/"),
    "collection, past": _at("collections/fw25/"),
    "look": _at("collections/fw26/looks/1/"),
    "search": _at("search/"),
    "search found": _at("search/?q=WOOL"),
    "search nothing": _at("search/?q=zzzz"),
    "product": _at(f"p/{KNIT_REFERENCE}/"),
    "product, size guide": _with_guide,
    "product, no size": _at(f"p/{KNIT_REFERENCE}/?choose=1"),
    "product, added": _at(f"p/{KNIT_REFERENCE}/?added={KNIT_M}"),
    "product, last pieces": _at(f"p/{SLATE}/"),
    "product, limited": _at(f"p/{GOWN}-0100/"),
    "product, personalised": _at(f"p/{CLUTCH}-0100/"),
    "product, on sale": _in("ch", f"p/{LOAFER}-0201/"),
    "product, tax apart": _in("us", f"p/{KNIT_REFERENCE}/"),
    "wishlist, empty": _at("wishlist/"),
    "wishlist": _wished(KNIT_REFERENCE, SLATE, f"{GOWN}-0100", then=lambda visitor: visitor.go("wishlist/")),
    "wishlist, removed": _wished(KNIT_REFERENCE, then=_unwished),
    "alert": _at(f"alerts/?sku={SLATE}-S"),
    "alert, asked": _sent(f"alerts/?sku={SLATE}-S", email="jeanne@example.org"),
    "newsletter": _at("newsletter/"),
    "newsletter, wrong": _sent("newsletter/", email="jeanne"),
    "newsletter, asked": _sent("newsletter/", email="jeanne@example.org"),
    "newsletter, link over": _at("newsletter/confirm/nothing/"),
    "basket, empty": _at("basket/"),
    "basket": _with(KNIT_M, SHIRT_M, SHIRT_M, then=lambda visitor: visitor.go("basket/")),
    "basket, wants too many": _with(RARE, then=_too_many),
    "checkout": _with(KNIT_M, SHIRT_M, then=lambda visitor: visitor.go("checkout/")),
    "checkout, errors": _with(KNIT_M, then=_with_errors),
    "checkout, codes": _with(KNIT_M, then=_with_codes),
    "checkout, doubts": _with(KNIT_M, then=_with_doubts),
    "help": _at("help/"),
    **{
        f"help, {slug}": _at(f"help/{slug}/")
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
    "help, found": _at("help/?q=colis+parcel"),
    "help, nothing": _at("help/?q=zzzz"),
    "contact": _at("contact/?topic=product&about=Boxy+crewneck"),
    "contact, wrong": _sent("contact/", email="jeanne"),
    "contact, sent": _at("contact/sent/"),
    **{
        f"legal, {slug}": _at(f"legal/{slug}/")
        for slug in ("terms", "privacy", "cookies", "imprint", "accessibility")
    },
    "store, changed with a basket": _with(
        KNIT_M, then=lambda visitor: visitor.go(f"version/?country=GB&language={visitor.language}&from=/")
    ),
    "not found": _at("nowhere/"),
    "closed country": _in("ru"),
}


def _by_link(visitor: Visitor, orders: Orders) -> None:
    visitor.page.goto(orders.link)


ORDERS: dict[str, Sight] = {
    **{
        f"order {name}": _of(name)
        for name in (
            "placed", "held", "unpaid", "failed", "abandoned", "cancelled", "released", "short", "shipped", "delivered",
            "registered", "received", "judged",
        )
    },
    "payment link": _by_link,
    "order help": _of("delivered", "help/"),
    "order help, returns": _of("delivered", "help/returns/"),
    "link that opens nothing": _at("orders/nothing/"),
    "return, find": _at("returns/"),
    "return, find wrong": _sent("returns/", number="", email="jeanne"),
    "return, link sent": _sent("returns/", number="K7Q2-MX9R-T", email="jeanne@example.org"),
    "return, choose": _of("delivered", "return/"),
    "return, nothing chosen": _no_piece,
    "return, review": _review,
    "return, registered": _registered,
    "withdraw": _at("withdraw/"),
    "withdraw, wrong": _sent("withdraw/", email="jeanne"),
    "withdraw, confirm": _confirm_withdrawal,
    "withdraw, done": _withdrawn,
}  # fmt: skip


def _desk(path: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk(path)

    return reach


def _desk_order(name: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go_to_desk(f"orders/{orders.placed[name]['number']}/")

    return reach


def _desk_return(name: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go_to_desk(f"returns/{orders.returns[name]['id']}/")

    return reach


def _outbox(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go_to_desk(f"outbox/?to={email_in(visitor.language)}")


def _mail(visitor: Visitor, orders: Orders) -> None:
    _outbox(visitor, orders)
    visitor.page.click(".list th a >> nth=0")


def _wrong_password(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.page.context.clear_cookies()
    visitor.go_to_desk("sign-in/")
    visitor.page.fill("#email", "nobody@example.org")
    visitor.page.fill("#password", "nothing")
    visitor.page.click("main button")


def _unnamed(visitor: Visitor, orders: Orders) -> None:
    """A product begun without a style."""
    del orders
    visitor.go_to_desk("products/new/")
    visitor.page.locator("main form").evaluate("form => { form.noValidate = true; }")
    visitor.page.click("main form button[type=submit]")
    visitor.page.wait_for_selector(".field.wrong")


def _block(place: int) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk("home/")
        visitor.page.click(f".blocks > li:nth-child({place}) .ways > a")
        visitor.page.wait_for_selector(".blocks", state="detached")

    return reach


def _tried(content: str) -> Sight:
    """A file given to the desk, which says what it comes to, or what is wrong with it."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk("products/exchange/")
        file = {"name": "products.csv", "mimeType": "text/csv", "buffer": content.encode()}
        visitor.page.set_input_files("#f-file", file)
        visitor.page.click("main form:has(#f-file) button")
        visitor.page.wait_for_selector("main [role=alert], main [role=status]")

    return reach


def _signed_out(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.page.context.clear_cookies()
    visitor.go_to_desk("parcels/")


DESK: dict[str, Sight] = {
    "sign in": _signed_out,
    "sign in, wrong": _wrong_password,
    "orders": _desk(""),
    "orders, none": _desk("?q=zzzz"),
    **{
        f"order {name}": _desk_order(name)
        for name in (
            "placed", "held", "unpaid", "failed", "abandoned", "cancelled", "released", "short", "packed", "uncharged",
            "shipped", "delivered", "judged",
        )
    },
    "payment links": _desk("links/"),
    "payment link, new": _desk("links/new/"),
    "parcels": _desk("parcels/"),
    "returns": _desk("returns/"),
    **{f"return {name}": _desk_return(name) for name in ("registered", "received", "judged")},
    "cases": _desk("cases/"),
    "products": _desk("products/"),
    "products, none": _desk("products/?q=zzzz"),
    "product, new": _desk("products/new/"),
    "product, new without a style": _unnamed,
    **{
        f"product {name}": _desk(f"products/{KNIT}/{path}")
        for name, path in {
            "in the shop": "",
            "facts": "facts/",
            "texts": "texts/",
            "colours": "colours/",
            "prices": "prices/",
            "prices of a market": "prices/FR/",
            "photographs": "photographs/",
        }.items()
    },
    "product, on sale": _desk(f"products/{LOAFER}/prices/CH/"),
    "product, begun": _desk(f"products/{DRAFT}/"),
    "product, begun, photographs": _desk(f"products/{DRAFT}/photographs/"),
    "collections": _desk("collections/"),
    "collection": _desk("collections/26W/"),
    "collection, new": _desk("collections/new/"),
    "home page": _desk("home/"),
    **{f"home page, block {place}": _block(place) for place in range(1, 6)},
    "home page, new look": _desk("home/new/look/"),
    "files": _desk("products/exchange/"),
    "files, tried": _tried(f"style;hs_code\n{KNIT};61102000\n"),
    "files, faults": _tried(f"style;hs_code\n{KNIT};61\nME-26W-XX001;61102000\n"),
    "outbox": _outbox,
    "mail": _mail,
    "clock": _desk("clock/"),
}  # fmt: skip
