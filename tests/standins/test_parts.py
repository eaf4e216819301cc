"""Parts that can be checked on their own: barcodes, the wire, money in words."""

from __future__ import annotations

import io
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from standins.carrier.code128 import SYMBOLS, count_modules, draw_bars, encode_symbols
from standins.pages import format_money
from standins.payment.params import read_params
from standins.server import UnreadableError, read_request
from tests.standins.paying import BROWSER
from tests.standins.running import StandIn


def test_every_symbol_is_eleven_modules_and_different() -> None:
    widths = [[int(digit) for digit in symbol] for symbol in SYMBOLS[:-1]]
    assert len(SYMBOLS) == 107
    assert {sum(symbol) for symbol in widths} == {11}
    assert {sum(symbol[::2]) % 2 for symbol in widths} == {0}
    assert len(set(SYMBOLS)) == 107
    assert sum(int(digit) for digit in SYMBOLS[-1]) == 13


def test_the_check_symbol_weighs_each_place() -> None:
    assert encode_symbols("PJJ123C") == [104, 48, 42, 42, 17, 18, 19, 35, 55, 106]
    assert encode_symbols("4711") == [105, 47, 11, (105 + 47 + 2 * 11) % 103, 106]


def test_bars_fill_the_width() -> None:
    bars = list(draw_bars("4711082655"))
    assert bars[0] == (0, 2)
    assert sum(bars[-1]) == count_modules("4711082655") == 8 * 11 + 2


@pytest.mark.parametrize(
    ("amount", "currency", "language", "words"),
    [
        (123_456, "eur", "en", "EUR\u00a01,234.56"),
        (123_456, "eur", "fr", "1\u202f234,56\u00a0EUR"),
        (5, "usd", "en", "USD\u00a00.05"),
        (1_200, "jpy", "en", "JPY\u00a01,200"),
        (1_234, "kwd", "en", "KWD\u00a01.234"),
    ],
)
def test_amounts_have_the_decimals_of_their_currency(
    amount: int, currency: str, language: str, words: str
) -> None:
    assert format_money(amount=amount, currency=currency, language=language) == words


def test_brackets_nest() -> None:
    pairs = [
        ("items[1][price][amount]", "2"),
        ("items[0][price][amount]", "1"),
        ("expand[]", "a"),
        ("expand[]", "b"),
    ]
    params = read_params(pairs)
    assert [item.child("price").integer("amount") for item in params.children("items")] == [1, 2]
    assert params.texts("expand") == ["a", "b"]


@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(noise: bytes) -> None:
    try:
        read_request(io.BufferedReader(io.BytesIO(noise)))
    except (UnreadableError, ConnectionAbortedError):
        return


def test_many_requests_go_over_one_connection(payment: StandIn) -> None:
    with socket.create_connection(("127.0.0.1", payment.port)) as connection:
        stream = connection.makefile("rb")
        for _ in range(20):
            connection.sendall(b"GET /books?order=nobody HTTP/1.1\r\nHost: x\r\n\r\n")
            head = [stream.readline() for _ in range(4)]
            assert head[0] == b"HTTP/1.1 200 OK\r\n"
            assert stream.read(int(head[2].split()[1])) == b'{"rows":[]}'
        connection.sendall(b"GET /books HTTP/1.1\r\nConnection: close\r\n\r\n")
        assert stream.read().startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("path", ["/", "/v1/nothing", "/c/pay/cs_nothing", "/authorise/pi_nothing"])
def test_what_is_not_there_is_a_404(payment: StandIn, path: str) -> None:
    assert BROWSER.get(f"{payment.url}{path}").status_code == 404
