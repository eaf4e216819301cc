"""A small HTTP/1.1 server: keep-alive connections, one thread each, one write per answer."""

import json
import re
import socket
import socketserver
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from io import BufferedIOBase
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

Json = dict[str, Any]

ENCODER = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False)

LONGEST_LINE = 65_536
LARGEST_BODY = 8_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request as read from the wire; header names are in lower case, `ids` come from the route."""

    method: str
    path: str
    query: Mapping[str, Sequence[str]] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    raw_query: str = ""
    ids: tuple[str, ...] = ()

    def argument(self, name: str) -> str:
        """The last value of a query argument, or the empty string."""
        return self.query.get(name, [""])[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One answer; the length and the connection headers are added when it is sent."""

    status: int
    body: bytes
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


Handler = Callable[[Request], Answer]
Application = Callable[[Request], Answer | None]


class UnreadableError(Exception):
    """The bytes on the wire are not a request this server takes; carries the HTTP status to answer."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


def answer_json(*, status: int, body: object, headers: tuple[tuple[str, str], ...] = ()) -> Answer:
    """An answer carrying JSON."""
    return Answer(status=status, body=dump_json(body).encode(), headers=headers)


def answer_redirect(*, location: str) -> Answer:
    """303: the browser goes on with a GET."""
    return Answer(status=303, body=b"", content_type="text/plain", headers=(("Location", location),))


def dump_json(value: object) -> str:
    """JSON without spaces."""
    return ENCODER.encode(value)


class Router:
    """Finds the handler of a request; a template's `{…}` segments become `request.ids`."""

    def __init__(self) -> None:
        self._exact: dict[tuple[str, str], Handler] = {}
        self._templates: list[tuple[str, re.Pattern[str], Handler]] = []

    def add(self, method: str, template: str, handler: Handler) -> None:
        """Register a handler under a method and a path such as `/v1/refunds/{id}`."""
        if "{" not in template:
            self._exact[method, template] = handler
            return
        pattern = re.compile(re.sub(r"\{\w+\}", "([^/]+)", template))
        self._templates.append((method, pattern, handler))

    def find(self, request: Request) -> tuple[Handler, Request] | None:
        """The handler with the request completed by its ids, or None."""
        handler = self._exact.get((request.method, request.path))
        if handler is not None:
            return handler, request
        for method, pattern, templated in self._templates:
            match = pattern.fullmatch(request.path) if method == request.method else None
            if match:
                return templated, replace(request, ids=match.groups())
        return None


class Connection(socketserver.StreamRequestHandler):
    """One client's connection, for as many exchanges as it wants."""

    disable_nagle_algorithm = True
    server: "Server"

    def handle(self) -> None:
        try:
            while self._exchange():
                pass
        except (ConnectionError, TimeoutError):
            return  # the client is gone; what was done stands

    def _exchange(self) -> bool:
        try:
            request = read_request(self.rfile)
        except UnreadableError as error:
            self.wfile.write(render_answer(answer_json(status=error.status, body={"error": str(error)})))
            return False
        if request is None:
            return False
        answer = self.server.application(request)
        if answer is None:
            return False
        self.wfile.write(render_answer(answer))
        return request.headers.get("connection", "").lower() != "close"


class Server(socketserver.ThreadingTCPServer):
    """Listens on the loopback address only."""

    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256
    address_family = socket.AF_INET

    def __init__(self, *, port: int, application: Application) -> None:
        self.application = application
        super().__init__(("127.0.0.1", port), Connection)

    @property
    def base_url(self) -> str:
        """Where this server answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"


def read_request(stream: BufferedIOBase) -> Request | None:
    """Read one request, or None when the client has closed the connection."""
    line = stream.readline(LONGEST_LINE)
    if not line.strip():
        return None
    words = line.decode("latin-1").split()
    if len(words) != 3 or not words[2].startswith("HTTP/1."):
        raise UnreadableError(HTTPStatus.BAD_REQUEST)
    headers = _read_headers(stream)
    if words[2] == "HTTP/1.0":
        headers["connection"] = "close"
    target = urlsplit(words[1])
    return Request(
        method=words[0],
        path=unquote(target.path),
        query=parse_qs(target.query, keep_blank_values=True) if target.query else {},
        raw_query=target.query,
        headers=headers,
        body=_read_body(stream, headers),
    )


def _read_headers(stream: BufferedIOBase) -> dict[str, str]:
    headers: dict[str, str] = {}
    for _ in range(100):
        line = stream.readline(LONGEST_LINE)
        if line in (b"\r\n", b"\n", b""):
            return headers
        name, _colon, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    raise UnreadableError(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)


def _read_body(stream: BufferedIOBase, headers: Mapping[str, str]) -> bytes:
    if "transfer-encoding" in headers:
        raise UnreadableError(HTTPStatus.LENGTH_REQUIRED)
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        raise UnreadableError(HTTPStatus.BAD_REQUEST)
    if int(length) > LARGEST_BODY:
        raise UnreadableError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    body = stream.read(int(length))
    if len(body) < int(length):
        raise ConnectionAbortedError
    return body


def render_answer(answer: Answer) -> bytes:
    """The bytes of an answer, head and body in one piece."""
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.content_type}",
        f"Content-Length: {len(answer.body)}",
        *(f"{name}: {value}" for name, value in answer.headers),
        "\r\n",
    ]
    return "\r\n".join(lines).encode("latin-1") + answer.body
