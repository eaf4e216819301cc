"""Pages from memory, on two real web processes and a real database: never old, never somebody else's."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from wsgiref.types import StartResponse, WSGIEnvironment

import brotli
import httpx
import psycopg
import pytest
from django.urls import resolve
from pytest_django.plugin import DjangoDbBlocker

from comptoir.catalogue import services as catalogue
from comptoir.config.page_cache import PageCache, Shared
from comptoir.content import services as content
from comptoir.core.actors import HOUSE, Role
from comptoir.infra import clock
from comptoir.infra.pages import CHANNEL, EAR
from comptoir.people import services as people
from comptoir.storefront.changes import shown_tables
from comptoir.storefront.sharing import parameters_of
from tests import builders
from tests.plumbing import databases
from tests.plumbing.served import Served, serving
from tests.storefront.pages import words

KNIT = f"/en-fr/p/{builders.KNIT}/boxy-crewneck/"
_FRESH = "public, max-age=0, s-maxage=1, must-revalidate"


@pytest.fixture(scope="module")
def database(test_run: databases.Run, django_db_blocker: DjangoDbBlocker) -> Iterator[str]:
    """The house of the builders in a database of this module's own, with real commits."""
    with django_db_blocker.unblock(), databases.fresh(test_run, furnished=True) as dsn:
        builders.at_clock(builders.MONDAY)
        yield dsn


@pytest.fixture(scope="module")
def web(database: str, test_run: databases.Run) -> Iterator[Served]:
    """Two web processes."""
    with serving(dsn=database, home=test_run.home, log=test_run.folder / "served.log") as served:
        yield served


@pytest.fixture
def unblocked(django_db_blocker: DjangoDbBlocker, web: Served) -> Iterator[None]:
    """This process writes to the same database."""
    del web
    with django_db_blocker.unblock():
        yield


def set_price(amount: int, *, style: str = builders.KNIT) -> None:
    """What a merchandiser does, in a process that is no web server."""
    at = clock.now()
    price = catalogue.PriceInput(
        style=style, country="FR", currency="EUR", amount=amount, tax_included=True, starts_at=at
    )
    catalogue.set_price(price=price, actor=HOUSE, at=at)


def shows(web: Served, text: str, path: str = KNIT) -> bool:
    """Whether both processes show it."""
    return all(text in words(answer.text) for answer in web.everywhere(path))


@contextmanager
def locked_catalogue(dsn: str) -> Iterator[None]:
    """Nobody can read a product while this lasts."""
    with psycopg.connect(dsn) as connection:
        connection.execute("LOCK TABLE catalogue_product IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


def is_kept(web: Served, dsn: str, path: str = KNIT) -> bool:
    """Whether both processes answer without the catalogue."""
    web.everywhere(path)
    with locked_catalogue(dsn):
        try:
            answers = [web.http.get(path, timeout=1) for _ in range(12)]
        except httpx.TimeoutException:
            return False
    return {answer.status_code for answer in answers} == {200}


def test_a_page_is_answered_without_the_database(web: Served, database: str) -> None:
    web.until(lambda: is_kept(web, database))


def test_every_process_gives_the_same_page_under_the_same_name(web: Served) -> None:
    answers = web.everywhere(KNIT)
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    assert {answer.headers["Cache-Control"] for answer in answers} == {_FRESH}
    assert {answer.headers["Vary"] for answer in answers} == {"Accept-Encoding"}
    assert all("Set-Cookie" not in answer.headers for answer in answers)


def test_who_has_the_page_is_told_that_it_is_the_same(web: Served) -> None:
    tag = web.get(KNIT).headers["ETag"]
    answer = web.get(KNIT, If_None_Match=f'W/{tag}, "another"')
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert web.get(KNIT, If_None_Match='"another"').status_code == 200


def test_a_page_travels_packed_as_the_browser_takes_it(web: Served) -> None:
    def raw(accepted: str) -> tuple[str, bytes, str]:
        with web.http.stream("GET", KNIT, headers={"Accept-Encoding": accepted}) as answer:
            coded = answer.headers.get("Content-Encoding", "")
            return coded, b"".join(answer.iter_raw()), answer.headers["ETag"]

    (plain, body, _), (gz, zipped, gz_tag) = raw("identity"), raw("gzip;q=0.8, br;q=0")
    br, smallest, br_tag = raw("gzip, deflate, br")
    assert (plain, gz, br) == ("", "gzip", "br")
    assert gzip.decompress(zipped) == brotli.decompress(smallest) == body
    assert gz_tag != br_tag
    assert len(smallest) < len(zipped) < len(body)


def test_a_question_for_the_headers_only_is_answered_so(web: Served) -> None:
    whole, head = web.get(KNIT), web.http.head(KNIT)
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(brotli.compress(whole.content, quality=5)))


@pytest.mark.usefixtures("unblocked")
@pytest.mark.rule("PAY-03")
def test_a_price_set_elsewhere_shows_on_every_process(web: Served) -> None:
    set_price(31100)
    web.until(lambda: shows(web, "311 €"))
    set_price(31200)
    web.until(lambda: shows(web, "312 €"))
    assert "311 €" not in words(web.get(KNIT).text)


def test_a_price_written_past_every_service_shows_too(web: Served, database: str) -> None:
    web.until(lambda: is_kept(web, database))
    with psycopg.connect(database) as connection:
        connection.execute(
            "UPDATE catalogue_price AS price SET amount = 31300 FROM catalogue_product AS product"
            " WHERE product_id = product.id AND style = %s AND country = 'FR' AND ends_at IS NULL",
            [builders.KNIT],
        )
    web.until(lambda: shows(web, "313 €"))


@pytest.mark.usefixtures("unblocked")
def test_the_home_page_changes_when_it_is_arranged_anew(web: Served) -> None:
    assert not shows(web, "Knit in Biella", "/en-fr/")
    title = {"en": "Knit in Biella", "fr": "Tricoté à Biella"}
    content.arrange_home(blocks=[content.BlockInput(kind="text", title=title)])
    web.until(lambda: shows(web, "Knit in Biella", "/en-fr/") and shows(web, "Tricoté à Biella", "/fr-fr/"))


@pytest.mark.usefixtures("unblocked")
def test_the_last_piece_and_none_are_told_as_they_come(web: Served) -> None:
    assert not shows(web, "Last piece in S, M.")
    builders.count_to(builders.KNIT_M, 1)
    web.until(lambda: shows(web, "Last piece in S, M."))
    builders.count_to(builders.KNIT_M, 0)
    web.until(lambda: shows(web, "Last piece in S."))
    builders.count_to(builders.KNIT_M, 20)


@pytest.mark.usefixtures("unblocked")
def test_programs_are_told_every_piece(web: Served) -> None:
    path = f"/api/v1/products/{builders.SHIRT}?country=FR&language=en"

    def left(quantity: int) -> bool:
        said = [answer.json()["skus"] for answer in web.everywhere(path)]
        return all(
            {"M": quantity}.items() <= {s["size"]: s["available"] for s in skus}.items() for skus in said
        )

    assert left(20)
    builders.count_to(builders.SHIRT_M, 19)
    web.until(lambda: left(19))
    builders.count_to(builders.SHIRT_M, 20)


@pytest.mark.usefixtures("unblocked")
def test_who_has_changed_something_sees_it_at_once_whichever_process_answers(web: Served) -> None:
    token = people.create_token(role=Role.ADMIN, actor=HOUSE, at=clock.now())
    loafer = f"/api/v1/products/{builders.LOAFER}?country=FR&language=en"
    for quantity in (19, 1, 0, 20):
        counted = web.http.post(
            f"/api/v1/desk/stock/{builders.LOAFER_42}/count",
            json={"quantity": quantity, "location": "PAR"},
            headers={"Authorization": f"Bearer {token}"},
        )
        assert counted.status_code == 200, counted.text
        answers = [answer.json()["skus"] for answer in web.everywhere(loafer)]
        told = {each["available"] for skus in answers for each in skus if each["sku"] == builders.LOAFER_42}
        assert told == {quantity}


@pytest.mark.usefixtures("unblocked")
def test_stock_that_pages_do_not_tell_leaves_them_where_they_are(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as ear:
        ear.execute(f"LISTEN {CHANNEL}")
        for quantity in (18, 17, 3, 20):
            builders.count_to(builders.SHIRT_M, quantity)
        told = [notice.payload for notice in ear.notifies(timeout=2, stop_after=4)]
    assert told == ["stock", "stock", "pages", "pages"]


@pytest.mark.usefixtures("unblocked")
@pytest.mark.rule("DEL-16")
def test_pages_follow_the_clock_of_the_house(web: Served) -> None:
    assert shows(web, "Express by Mon 30 Nov", KNIT.replace("en-fr", "en-gb"))
    builders.at_clock(builders.MONDAY + timedelta(days=1))
    web.until(lambda: shows(web, "Express by Tue 1 Dec", KNIT.replace("en-fr", "en-gb")))
    builders.at_clock(builders.MONDAY)
    web.until(lambda: shows(web, "Express by Mon 30 Nov", KNIT.replace("en-fr", "en-gb")))


@pytest.mark.usefixtures("unblocked")
@pytest.mark.rule("DEL-16")
def test_a_new_day_of_the_house_changes_the_dates_of_delivery(web: Served) -> None:
    builders.at_clock(builders.MONDAY.replace(hour=22, minute=59, second=51, microsecond=300_000))
    gb = KNIT.replace("en-fr", "en-gb")
    assert "Express by Mon 30 Nov" in words(web.get(gb).text)
    web.until(lambda: shows(web, "Express by Tue 1 Dec", gb))
    builders.at_clock(builders.MONDAY)


@pytest.mark.usefixtures("unblocked")
@pytest.mark.rule("PAY-03")
def test_a_price_that_was_planned_shows_from_its_moment_on(web: Served) -> None:
    at = clock.now()
    planned = catalogue.PriceInput(
        style=builders.LOAFER, country="FR", currency="EUR", amount=43300, tax_included=True,
        starts_at=at + timedelta(seconds=2),
    )  # fmt: skip
    catalogue.set_price(price=planned, actor=HOUSE, at=at)
    loafer = f"/en-fr/p/{builders.LOAFER}/penny-loafer/"
    web.until(lambda: shows(web, "433 €", loafer))


@pytest.mark.usefixtures("unblocked")
def test_who_cannot_hear_asks_django(web: Served, database: str) -> None:
    name = database.partition("?")[0].rpartition("/")[2]
    ears = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND application_name = %s"
    )
    web.until(lambda: is_kept(web, database))
    with (
        psycopg.connect(database, autocommit=True) as ours,
        psycopg.connect(database.replace(f"/{name}", "/postgres"), autocommit=True) as owner,
    ):
        owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        try:
            web.until(lambda: owner.execute(ears, [name, EAR]).fetchall() == [])
            change = (
                "UPDATE catalogue_price SET amount = %s FROM catalogue_product AS product"
                " WHERE product_id = product.id AND style = %s AND country = 'FR' AND ends_at IS NULL"
            )
            ours.execute(change, [31500, builders.KNIT])
            web.until(lambda: shows(web, "315 €"))
            # Both are known to be deaf by now, and nobody can tell them.
            ours.execute(change, [31600, builders.KNIT])
            assert shows(web, "316 €")
        finally:
            owner.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    web.until(lambda: is_kept(web, database))


@pytest.mark.parametrize(
    "wrong",
    [
        {"Host": "evil.example"},
        {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https", "Forwarded": "host=evil.example"},
        {"Cookie": "basket=evil; desk=evil"},
        {"Accept-Language": "evil"},
        {"X-Original-URL": "/evil", "X-Rewrite-URL": "/evil", "X-Http-Method-Override": "evil"},
        {"Range": "bytes=0-3"},
    ],
)
def test_nothing_that_comes_with_a_request_is_left_for_the_next_visitor(
    web: Served, wrong: dict[str, str]
) -> None:
    path = f"/fr-fr/p/{builders.LOAFER}-0201/?choose={len(str(wrong))}"
    first = web.http.get(path, headers=wrong)
    assert (first.status_code, "evil" in first.text) == (200, False)
    assert {answer.content for answer in web.everywhere(path)} == {first.content}


def test_what_a_page_does_not_look_at_makes_no_page_of_its_own(web: Served) -> None:
    tagged = web.get(f"{KNIT}?utm_source=letter&gclid=1")
    assert tagged.headers["ETag"] == web.get(KNIT).headers["ETag"]
    assert "utm_source" not in tagged.text


def test_parameters_that_a_page_knows_make_a_page_in_whatever_order_they_come(web: Served) -> None:
    one, other = web.get("/en-fr/c/knitwear/?size=M&page=1"), web.get("/en-fr/c/knitwear/?x=1&page=1&size=M")
    assert one.headers["ETag"] == other.headers["ETag"] != web.get("/en-fr/c/knitwear/").headers["ETag"]


@pytest.mark.parametrize(
    "path",
    ["/en-fr/basket/", "/en-fr/me/", "/en-fr/returns/", "/desk/", "/en-fr/checkout/", "/en-fr/nothing/"],
)
def test_what_is_somebodys_or_nobodys_is_never_kept(web: Served, path: str) -> None:
    answer = web.get(path)
    assert "public" not in answer.headers.get("Cache-Control", "")
    assert "ETag" not in answer.headers


def test_a_program_that_says_who_it_is_is_answered_by_the_application(web: Served) -> None:
    path = f"/api/v1/products/{builders.KNIT}?country=FR&language=en"
    assert web.get(path).headers["Cache-Control"] == _FRESH
    assert "ETag" not in web.get(path, Authorization="Bearer wrong").headers


def test_a_program_is_answered_in_its_language(web: Served) -> None:
    def reasons(spoken: str) -> list[str]:
        items = web.get("/api/v1/markets", Accept_Language=spoken).json()["items"]
        return [item["excluded"]["reason"] for item in items if item["excluded"]]

    assert reasons("fr-CH, en") == reasons("fr") != reasons("en") == reasons("xx")


class Known:
    """An ear that has heard of everything."""

    def word(self, *, of: str) -> bytes:
        """The same word always."""
        return of.encode()

    def ask(self) -> None:
        """Nothing new."""


def test_what_is_kept_never_takes_more_room_than_it_may() -> None:
    made: list[str] = []

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        made.append(environ["QUERY_STRING"])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"x" * 400]

    cache = PageCache(
        application, shared=lambda _: Shared(parameters=frozenset({"page"})), ear=Known, host="x", room=1_000
    )

    def ask(number: int) -> None:
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "QUERY_STRING": f"page={number}"}
        assert cache(environ, lambda *_: lambda _: None) == [b"x" * 400]

    for number in (1, 2, 1, 3, 1, 2):
        ask(number)
    assert made == ["page=1", "page=2", "page=3", "page=2"]


def test_every_table_of_what_is_shown_tells_of_its_changes(database: str) -> None:
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT DISTINCT event_object_table FROM information_schema.triggers WHERE trigger_name = 'comptoir_shown'"
        )
        watched = {table for (table,) in rows}
    assert set(shown_tables()) | {"stock_level", "drops_line"} == watched


def test_views_for_everybody_name_what_they_look_at() -> None:
    """A parameter that a view reads and does not name would never reach it."""
    for name in ("q", "page", "sort", "size", "colour"):
        assert name in (parameters_of(resolve("/en-fr/search/").func) or ())
    for path in (
        "/en-fr/basket/",
        "/en-fr/me/",
        "/en-fr/checkout/",
        "/en-fr/orders/x/",
        "/desk/",
        "/api/v1/quotes",
    ):
        assert parameters_of(resolve(path).func) is None
