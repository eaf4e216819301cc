"""Every way to pay in every kind of market: a guest buys, reads when it is charged, and the books say the same (PAY-01, PAY-05).

COMPTOIR_WAYS=all buys in every cell; else one cell of each way to pay.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest

from comptoir.core.actors import Role
from comptoir.core.addresses import Address
from comptoir.core.policy import Charged, HousePolicy, Method
from comptoir.core.policy_file import parse_policy
from comptoir.infra import i18n
from comptoir.infra.templates import exact_price
from comptoir.storefront.words import charged_words, method_names, order_button
from tests import builders, cast
from tests.browser import shopping
from tests.browser.conftest import Visits
from tests.browser.visiting import Visitor
from tests.builders import KNIT_M
from tests.journeys.program import Program
from tests.plumbing.live import LiveHouse

pytestmark = [pytest.mark.browser, pytest.mark.rule("PAY-01", "PAY-02", "PAY-03", "PAY-05", "PAY-11", "C-08")]
EVERYTHING = os.environ.get("COMPTOIR_WAYS") == "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of market, one destination of it, and how a guest there is spoken to."""

    name: str
    language: str
    address: Address
    duties: str = ""  # what the page says of duties


def _in(country: str, line1: str, city: str, postal_code: str, phone: str, region: str = "") -> Address:
    return Address(
        name="Vivienne Exemple",
        line1=line1,
        city=city,
        postal_code=postal_code,
        region=region,
        country=country,
        phone=phone,
    )


_NOTHING = "No duties are due on this order. The courier asks for nothing."
_PAID_HERE = "Paid here with the order. Nothing is due to the courier."
_AT_THE_DOOR = (
    "The courier collects duties and import taxes at the door: about %(amount)s, on top of this total."
)
KINDS = (
    Kind(name="at home", language="fr", address=cast.JEANNE),
    Kind(
        name="the euro, free instalments",
        language="de",
        address=_in("DE", "Torstraße 12", "Berlin", "10119", "+49 30 901820"),
    ),
    Kind(
        name="the Union in a currency of its own",
        language="en",
        address=_in("DK", "Bredgade 12", "København", "1260", "+45 33 92 33 92"),
    ),
    Kind(name="duties in the store, by origin", language="en", address=cast.MARY, duties=_NOTHING),
    Kind(
        name="tax of its own, no duties",
        language="fr",
        address=_in("CH", "Rue du Rhône 12", "Genève", "1204", "+41 22 909 70 00"),
    ),
    Kind(
        name="beyond the Union, its floor",
        language="en",
        address=_in("NO", "Karl Johans gate 12", "Oslo", "0154", "+47 21 02 50 50"),
    ),
    Kind(name="duties in the store, sales tax", language="en", address=cast.JOHN, duties=_PAID_HERE),
    Kind(
        name="delivery always free",
        language="en",
        address=_in("AU", "12 George Street", "Sydney", "2000", "+61 2 9265 9333", "NSW"),
        duties=_NOTHING,
    ),
    Kind(
        name="no decimals, the courier collects",
        language="ja",
        address=_in("JP", "1-1 Marunouchi", "Chiyoda-ku", "100-0005", "+81 3 3212 2321", "東京都"),
        duties=_AT_THE_DOOR,
    ),
    Kind(
        name="the rest of the world, the courier collects",
        language="en",
        address=_in("MX", "Avenida Juárez 12", "Ciudad de México", "06010", "+52 55 5130 5300", "CDMX"),
        duties=_AT_THE_DOOR,
    ),
)
POLICY: HousePolicy = parse_policy(tomllib.loads((builders.PROFILE / "house.toml").read_text()), version=1)
CELLS = [(kind, method) for kind in KINDS for method in POLICY.markets[kind.address.country].methods]
# One of each way, each in another kind of market.
FEW = [
    (kind, method)
    for kind, method in CELLS
    if (kind.address.country, method)
    in {
        ("NO", Method.CARD),
        ("US", Method.PAYPAL),
        ("DE", Method.KLARNA),
        ("JP", Method.APPLE_PAY),
        ("CH", Method.GOOGLE_PAY),
    }
]


@pytest.fixture(scope="module", autouse=True)
def a_day_of_its_own(live_house: LiveHouse) -> Iterator[None]:
    """Nobody has bought lately, from here or by these cards (PAY-12); afterwards every invariant of the books holds."""
    live_house.advance("P1DT1H")
    yield
    live_house.examine()


@pytest.mark.parametrize(
    ("kind", "method"),
    CELLS if EVERYTHING else FEW,
    ids=lambda known: known.address.country if isinstance(known, Kind) else str(known),
)
def test_a_guest_pays(visits: Visits, live_house: LiveHouse, kind: Kind, method: Method) -> None:
    place = CELLS.index((kind, method))
    if EVERYTHING and place % 3 == 0:
        live_house.advance("P1DT1H")  # one network, one card: more than a few a day are looked at first
    guest = visits(kind.language, kind.address.country)
    shown = check_out(guest, kind, method, f"ways{place}@example.org")
    pay(guest, method)
    number = shopping.arrive(guest)
    program = Program(live_house)
    order = program.get(f"desk/orders/{number}", role=Role.ADVISOR)
    total, currency = order["total"], order["currency"]
    assert (order["status"], order["held"]) == ("placed", False)
    now = POLICY.methods[method].charged is Charged.AT_CONFIRMATION
    kinds = ["authorisation", "capture"] if now else ["authorisation"]
    assert live_house.books(number) == [(moved, total) for moved in kinds]
    assert program.ledger({"number": number}) == kinds
    with i18n.speaking(kind.language, kind.address.country):
        assert shown == _plain(exact_price(total, currency))
        name, amount = method_names()[method], exact_price(total, currency)
    said = (
        guest.say("%(method)s, %(amount)s charged", method=name, amount=amount)
        if now
        else guest.say("%(method)s authorised, nothing charged", method=name)
    )
    assert guest.sees(_plain(said))
    print(f"\n{kind.address.country} {kind.name}: {method}, {currency} {total}: {_plain(said)}; {kinds}")


def check_out(guest: Visitor, kind: Kind, method: Method, email: str) -> str:
    """Fill in the page, read what it says of ways to pay and of duties, and press the order button; the total shown."""
    page, country = guest.page, kind.address.country
    market = POLICY.markets[country]
    shopping.put_in_basket(guest, KNIT_M)
    guest.go("checkout/")
    address = replace(
        kind.address, line1=re.sub(r"\d+", lambda _: str(100 + len(email)), kind.address.line1, count=1)
    )
    shopping.fill_in(guest, address, email=email)
    page.wait_for_load_state("networkidle")
    offered = [_plain(way.inner_text()) for way in page.locator("label:has([name=payment_method])").all()]
    with i18n.speaking(guest.language, country):
        free = i18n.gettext("Free instalments.")
        assert offered == [
            _plain(
                f"{method_names()[known]} {charged_words()[POLICY.methods[known].charged]}"
                + (f" {free}" if known in market.instalments else "")
            )
            for known in market.methods
        ]
        button = order_button(market)
    reckoning = _plain(page.inner_text("#reckoning dl:visible"))
    for said in (_NOTHING, _PAID_HERE, _AT_THE_DOOR):
        assert _says(reckoning, guest, said) == (said == kind.duties), reckoning
    page.check(f"[name=payment_method][value={method}]")
    total = shopping.total(guest)
    page.get_by_role("button", name=button, exact=True).click()
    page.wait_for_url(f"{guest.house.address('payment')}/**")
    return total


def pay(guest: Visitor, method: Method) -> None:
    """On the provider's page: a card is challenged at its bank, a wallet takes one press, the others ask on pages of theirs."""
    page = guest.page
    if method in {Method.APPLE_PAY, Method.GOOGLE_PAY}:
        page.click(f"button[name=wallet][value={method}]")
        return
    if method is Method.CARD:
        shopping.type_card(guest, shopping.CHALLENGED_CARD)
    else:
        page.click(f"button[name=method][value={method}]")
    page.wait_for_url("**/authorise/**")
    page.click("button[value=approve]")


def _says(text: str, guest: Visitor, message: str) -> bool:
    """Whether a text has this message in the guest's language, whatever its values."""
    with i18n.speaking(guest.language, guest.country):
        parts = re.split(r"%\(\w+\)s", _plain(i18n.gettext(message)))
    return re.search(".+".join(map(re.escape, parts)), text) is not None


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
