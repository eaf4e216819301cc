"""The pages of the desk, in every state."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.browser.orders import Orders, email_in
from tests.browser.sights.orders import plan_transfer
from tests.browser.sights.reaching import Sight
from tests.browser.visiting import Visitor
from tests.builders import KNIT, KNIT_M, LOAFER
from tests.journeys.program import Program
from tests.plumbing.furnishing import DRAFT

_SORRY = {"en": "We are sorry that it took so long.", "fr": "Veuillez excuser ce retard."}


def _desk(path: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk(path)

    return reach


def _desk_order(name: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go_to_desk(f"orders/{orders.placed[name]['number']}/")

    return reach


def _customer(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go_to_desk("")
    visitor.page.fill("#desk-q", email_in(visitor.language))
    visitor.page.press("#desk-q", "Enter")
    visitor.page.wait_for_url("**/desk/customers/**")


def _desk_return(name: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go_to_desk(f"returns/{orders.returns[name]['id']}/")

    return reach


def _desk_claim(kind: str) -> Sight:
    def reach(visitor: Visitor, orders: Orders) -> None:
        visitor.go_to_desk(f"claims/{orders.claims[kind]['id']}/")

    return reach


def _transfer(visitor: Visitor, orders: Orders) -> None:
    """A refund on its way by bank."""
    visitor.go_to_desk("money/")
    waiting = visitor.page.locator("main a[href*='/desk/transfers/']")
    if not waiting.count():
        plan_transfer(visitor, orders)
        visitor.go_to_desk("money/")
    waiting.first.click()
    visitor.page.wait_for_url("**/desk/transfers/**")


def _case(visitor: Visitor, orders: Orders) -> None:
    """What a customer wrote, or a provider refused."""
    del orders
    visitor.go_to_desk("cases/")
    visitor.page.click("main tbody th a >> nth=0")
    visitor.page.wait_for_url("**/desk/cases/*-*/")


def _unknown_parcel(visitor: Visitor, orders: Orders) -> None:
    """A label at the dock that no return is known under."""
    del orders
    visitor.go_to_desk("returns/")
    visitor.page.keyboard.type("1ZNOBODY")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/returns/find/")


def _gesture(amount: str, seen: str) -> Sight:
    """What a gesture of good will would do, or why it cannot be made."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        _desk_order("delivered")(visitor, orders)
        visitor.page.click("#gesture > summary")
        visitor.page.fill("#gesture-amount", amount)
        visitor.page.fill("#gesture-reason", "DHL")
        visitor.page.fill("#gesture-words", _SORRY[visitor.language])
        visitor.page.click("#gesture form button")
        visitor.page.wait_for_selector(seen)

    return reach


def _wave(station: str) -> Sight:
    """A wave of all that waits, at one of its stations, with a piece on its way."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk("warehouse/?place=PAR")
        under_way = visitor.page.locator("th a[href*=waves]").first
        if under_way.count():
            under_way.click()
        else:
            visitor.page.click("form[action$=waves\\/] button")
        visitor.page.wait_for_url("**/pick/")
        visitor.page.fill("#code", KNIT_M)
        visitor.page.press("#code", "Enter")
        visitor.page.locator(".scan-told").wait_for()
        visitor.go_to_desk(visitor.page.url.partition("/desk/")[2].replace("/pick/", f"/{station}/"))

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


def _prepared(visitor: Visitor, orders: Orders) -> None:
    """An order put together for a caller: a piece found and added, and nothing typed yet of whom it is for."""
    del orders
    visitor.go_to_desk("links/new/")
    visitor.page.fill("main [name=q]", KNIT)
    visitor.page.click("main [name=do][value=find]")
    visitor.page.click("main [name=add]:enabled >> nth=0")
    visitor.page.wait_for_selector("main [name^='quantity.']")
    visitor.page.click("main [name=do][value=send] >> nth=-1")
    visitor.page.wait_for_selector(".field.wrong")


def _begun(page: str, form: str) -> Sight:
    """A transfer, goods in or a count, just begun, and a code scanned into it that nobody knows."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        visitor.go_to_desk(f"stock/{page}/")
        if form:
            visitor.page.fill(f"main .act [name={form}]", "Atelier" if form == "supplier" else KNIT_M)
        visitor.page.click("main .act button[type=submit]")
        visitor.page.wait_for_selector("#code")
        visitor.page.fill("#code", "4006381333931")
        visitor.page.keyboard.press("Enter")
        visitor.page.wait_for_selector(".scan-told.wrong")

    return reach


def _look(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go_to_desk("collections/26W/looks/")
    visitor.page.click(".looks a >> nth=0")


def _wrong_captions(visitor: Visitor, orders: Orders) -> None:
    del orders
    visitor.go_to_desk("collections/26W/film/")
    file = {"name": "show.vtt", "mimeType": "text/vtt", "buffer": b"WEBVTT\n\n00:01 --> 00:02\nLaine.\n"}
    visitor.page.set_input_files("#f-captions-fr", file)
    visitor.page.locator("main form:has(#f-film)").evaluate("form => { form.noValidate = true; }")
    visitor.page.click("main form:has(#f-film) button")
    visitor.page.wait_for_selector(".field.wrong")


def _letter(then: Callable[[Visitor], None]) -> Sight:
    """A letter of the newsletter that is being written, with a reader whom it is for."""

    def reach(visitor: Visitor, orders: Orders) -> None:
        del orders
        _subscribe(visitor, f"letters.{visitor.language}@example.org")
        visitor.go_to_desk("letters/new/")
        visitor.page.fill("#f-name", "Winter" if visitor.language == "en" else "Hiver")
        visitor.page.click("main form button[type=submit]")
        visitor.page.locator(f"main a[href*='/texts/{visitor.language}/']").first.click()
        visitor.page.fill("#f-subject", _SORRY[visitor.language])
        for place, kind in enumerate(("paragraph", "products", "button")):
            visitor.page.click(f"main [name=press][value='add.{kind}']")
            visitor.page.wait_for_selector(f"[name='blocks.{place}.kind']", state="attached")
        visitor.page.fill("[name='blocks.0.words']", _SORRY[visitor.language])
        visitor.page.fill("[name='blocks.1.styles']", KNIT)
        visitor.page.fill("[name='blocks.2.words']", "Comptoir")
        then(visitor)

    return reach


def _subscribe(visitor: Visitor, email: str) -> None:
    """Ask for the newsletter, and confirm it from the mailbox; once is enough."""
    visitor.page.request.post(visitor.address("newsletter/"), form={"email": email})
    told = Program(visitor.house).mails(email)[0]["text"]
    if link := re.search(r"http\S+/newsletter/confirm/\S+", told):
        visitor.page.request.post(link.group())


def _wrong_block(visitor: Visitor) -> None:
    visitor.page.fill("[name='blocks.2.address']", "https://example.org/")
    visitor.page.click("main .desk-save button >> nth=0")
    visitor.page.wait_for_selector(".field.wrong")


def _letter_looked_at(visitor: Visitor) -> None:
    visitor.page.fill("[name='blocks.2.address']", "c/knitwear/")
    visitor.page.click("main [name=press][value=preview]")
    visitor.page.wait_for_selector("iframe.mail-frame")


def _letter_to_send(visitor: Visitor) -> None:
    _letter_looked_at(visitor)
    visitor.go_to_desk(visitor.page.url.partition("/desk/")[2].partition("texts/")[0])
    visitor.page.click("main a[href$='/begin/']")
    visitor.page.wait_for_url("**/begin/")


DESK: dict[str, Sight] = {
    "sign in": _signed_out,
    "sign in, wrong": _wrong_password,
    "orders": _desk(""),
    "search, none": _desk("?q=zzzz"),
    "search, several": _desk(f"?q={KNIT}-0410-M"),
    "customer": _customer,
    **{
        f"order {name}": _desk_order(name)
        for name in (
            "placed", "held", "unpaid", "failed", "abandoned", "cancelled", "released", "short", "packed", "uncharged",
            "shipped", "delivered", "judged",
        )
    },
    "payment links": _desk("links/"),
    "payment link, new": _desk("links/new/"),
    "payment link, prepared": _prepared,
    "money": _desk("money/"),
    "books": _desk("money/books/"),
    "promotions": _desk("promotions/"),
    "promotion": _desk("promotions/WELCOME10/"),
    "promotion, new": _desk("promotions/new/"),
    "parcels": _desk("parcels/"),
    "warehouse": _desk("warehouse/?place=PAR"),
    "wave to pick": _wave("pick"),
    "wave to pack": _wave("pack"),
    "door": _desk("warehouse/door/"),
    "stock": _desk(f"stock/?q={KNIT}"),
    "stock, none": _desk("stock/?q=ZZZZ"),
    "stock of a SKU": _desk(f"stock/pieces/{KNIT_M}/"),
    "transfers": _desk("stock/transfers/"),
    "transfer": _begun("transfers", ""),
    "goods in": _begun("goods-in", "supplier"),
    "counts": _desk("stock/counts/"),
    "count": _begun("counts", "what"),
    "bins": _desk("stock/bins/"),
    "returns": _desk("returns/"),
    **{f"return {name}": _desk_return(name) for name in ("registered", "received", "judged")},
    "return, unknown parcel": _unknown_parcel,
    "returns that nobody claims": _desk("returns/strays/"),
    "refused pieces": _desk("returns/held/"),
    "claims": _desk("claims/"),
    "claims of quality, none": _desk("claims/?queue=quality"),
    **{f"claim {kind}": _desk_claim(kind) for kind in ("damaged", "in_use")},
    "gesture": _gesture("20", "#gesture [name=do]"),
    "gesture, too large": _gesture("9000", "#gesture .wrong-text"),
    "bank transfer": _transfer,
    "cases": _desk("cases/"),
    "case": _case,
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
            "size chart": "size-chart/",
        }.items()
    },
    "product, on sale": _desk(f"products/{LOAFER}/prices/CH/"),
    "product, begun": _desk(f"products/{DRAFT}/"),
    "product, begun, photographs": _desk(f"products/{DRAFT}/photographs/"),
    "collections": _desk("collections/"),
    "collection": _desk("collections/26W/"),
    "collection, new": _desk("collections/new/"),
    "size charts": _desk("size-charts/"),
    "translations": _desk("translations/"),
    "looks": _desk("collections/26W/looks/"),
    "look": _look,
    "look, new": _desk("collections/26W/looks/new/"),
    "film": _desk("collections/26W/film/"),
    "film, captions wrong": _wrong_captions,
    "home page": _desk("home/"),
    **{f"home page, block {place}": _block(place) for place in range(1, 6)},
    "home page, new look": _desk("home/new/look/"),
    "letter, new": _desk("letters/new/"),
    "letter, with a wrong block": _letter(_wrong_block),
    "letter, looked at": _letter(_letter_looked_at),
    "letter, to send": _letter(_letter_to_send),
    "letters": _desk("letters/"),
    "files": _desk("products/exchange/"),
    "files, tried": _tried(f"style;hs_code\n{KNIT};61102000\n"),
    "files, faults": _tried(f"style;hs_code\n{KNIT};61\nME-26W-XX001;61102000\n"),
    "outbox": _outbox,
    "mail": _mail,
    "clock": _desk("clock/"),
}  # fmt: skip
