"""Hearts, the wishlist and stock alerts as a browser meets them, with a script and without."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from comptoir.notices.models import Message
from comptoir.wishes.models import Alert, Wish
from tests import builders
from tests.builders import GOWN, KNIT, KNIT_M, SHIRT
from tests.storefront.pages import text_of, words

pytestmark = pytest.mark.usefixtures("house")

POPPY = f"{KNIT}-0410"
SKY = f"{SHIRT}-0200"
JSON = {"Accept": "application/json"}


def wish(client: Client, reference: str = POPPY, *, store: str = "en-fr") -> None:
    assert client.post(f"/{store}/wishlist/add/", {"reference": reference}).status_code == 302


def me(client: Client) -> dict[str, object]:
    return client.get("/en-fr/me/").json()


@pytest.mark.rule("ACC-10")
@pytest.mark.rule("UI-01")
@pytest.mark.parametrize("path", [f"/en-fr/p/{POPPY}/", "/en-fr/c/knitwear/"])
def test_a_heart_on_every_card_and_product_sends_its_piece(shopper: Client, path: str) -> None:
    wish(shopper, SKY)
    page = re.sub(r"\s+", " ", shopper.get(path).content.decode())
    assert f'form="wish" name="reference" value="{POPPY}"' in page
    assert 'id="wish" action="/en-fr/wishlist/add/" method="post"' in page
    assert "aria-pressed" not in page  # what is one person's comes beside the page


@pytest.mark.rule("ACC-10")
def test_without_a_script_a_heart_comes_back_to_its_page_and_says_so(shopper: Client) -> None:
    here = "/en-fr/c/knitwear/?size=M"
    answer = shopper.post(
        "/en-fr/wishlist/add/", {"reference": POPPY}, headers={"Referer": f"http://testserver{here}"}
    )
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{here}#wished")
    assert 'id="wished"' in shopper.get(here).content.decode()
    cookie = answer.cookies["wishlist"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 90 * 24 * 3600)
    assert me(shopper) == {"basket": 0, "wishes": [POPPY]}


@pytest.mark.parametrize("came_from", ["https://example.org/en-fr/", "http://testserver/desk/", "//x", ""])
def test_a_heart_leads_to_no_other_site(shopper: Client, came_from: str) -> None:
    answer = shopper.post("/en-fr/wishlist/add/", {"reference": POPPY}, headers={"Referer": came_from})
    assert answer.headers["Location"] == "/en-fr/wishlist/"


@pytest.mark.rule("ACC-10")
def test_with_a_script_a_heart_is_told_the_list_as_it_is_now(shopper: Client) -> None:
    for _ in range(2):
        answer = shopper.post("/en-fr/wishlist/add/", {"reference": POPPY}, headers=JSON)
        assert answer.json() == {"wishes": [POPPY]}
        assert answer.headers["Cache-Control"] == "private, no-store"
    assert Wish.objects.count() == 1
    assert shopper.post("/en-fr/wishlist/remove/", {"reference": POPPY}, headers=JSON).json() == {
        "wishes": []
    }


def test_a_heart_of_nothing_is_refused_in_words(shopper: Client) -> None:
    answer = shopper.post("/en-fr/wishlist/add/", {"reference": "nothing"}, headers=JSON)
    assert (answer.status_code, list(answer.json())) == (422, ["refused"])
    assert shopper.post("/en-fr/wishlist/add/", {"reference": "nothing"}).status_code == 422
    assert me(shopper)["wishes"] == []


def test_one_browser_sees_nothing_of_another(shopper: Client) -> None:
    wish(shopper)
    assert me(Client())["wishes"] == []


@pytest.mark.rule("ACC-10")
def test_the_list_shows_prices_of_this_store_and_what_is_sold_out(shopper: Client) -> None:
    wish(shopper)
    wish(shopper, f"{GOWN}-0100")
    builders.count_to(builders.RARE, 0)
    page = shopper.get("/en-gb/wishlist/")
    assert page.headers["Cache-Control"] == "private, no-store"
    said = words(page.content.decode())
    assert "2 pieces" in said
    assert "£261" in said
    assert "S (sold out)" in said
    assert "A limited edition: shown here and not sold online." in said


@pytest.mark.rule("ACC-10")
def test_a_piece_is_removed_and_put_back(shopper: Client) -> None:
    wish(shopper)
    answer = shopper.post("/en-fr/wishlist/remove/", {"reference": POPPY})
    page = shopper.get(answer.headers["Location"]).content.decode()
    assert "Removed: Boxy crewneck, Poppy." in words(page)
    assert "Your wishlist is empty." in words(page)
    wish(shopper)
    assert "Removed:" not in text_of(shopper, answer.headers["Location"])


def test_a_wished_piece_goes_to_the_basket_in_a_size_and_stays_on_the_list(shopper: Client) -> None:
    wish(shopper)
    missing = shopper.post("/en-fr/wishlist/basket/", {"reference": POPPY})
    assert "Choose a size first." in text_of(shopper, missing.headers["Location"])
    answer = shopper.post("/en-fr/wishlist/basket/", {"reference": POPPY, "sku": KNIT_M})
    assert "Added to basket : Boxy crewneck, Poppy, M" in text_of(shopper, answer.headers["Location"])
    assert me(shopper) == {"basket": 1, "wishes": [POPPY]}
    refused = shopper.post("/en-fr/wishlist/basket/", {"reference": POPPY, "sku": "nothing"})
    assert refused.status_code == 422


def test_a_sold_out_size_offers_one_mail_on_its_page(shopper: Client) -> None:
    path = f"/en-fr/p/{POPPY}/"
    assert "tell me when it is back" not in text_of(shopper, path)
    builders.count_to(KNIT_M, 0)
    page = shopper.get(path).content.decode()
    assert "Sold out in M: tell me when it is back" in words(page)
    assert f'name="sku" value="{KNIT_M}"' in page
    assert "after 180 days in any case" in words(page)


@pytest.mark.rule("ACC-11")
def test_who_asks_for_an_alert_is_answered_the_same_whatever_the_house_knows(shopper: Client) -> None:
    builders.count_to(KNIT_M, 0)
    form = {"sku": KNIT_M, "email": "zoe@example.org"}
    first = shopper.post("/fr-gb/alerts/", form)
    again = shopper.post("/fr-gb/alerts/", form)
    assert (first.status_code, first.content) == (again.status_code, again.content)
    alert = Alert.objects.get()
    assert (alert.email, alert.language, alert.country) == ("zoe@example.org", "fr", "GB")
    assert Message.objects.count() == 0


@pytest.mark.parametrize(
    ("email", "said"), [("", "the message goes there"), ("zoe", "it should look like name@example.com")]
)
def test_an_alert_wants_an_address(shopper: Client, email: str, said: str) -> None:
    builders.count_to(KNIT_M, 0)
    answer = shopper.post("/en-fr/alerts/", {"sku": KNIT_M, "email": email})
    assert answer.status_code == 422
    assert said in words(answer.content.decode())
    assert Alert.objects.count() == 0


def test_nobody_waits_for_what_is_there_or_unknown(shopper: Client) -> None:
    answer = shopper.post("/en-fr/alerts/", {"sku": KNIT_M, "email": "zoe@example.org"})
    assert "It is back." in words(answer.content.decode())
    assert shopper.get("/en-fr/alerts/?sku=nothing").status_code == 404
    assert Alert.objects.count() == 0
