"""Ahead of Django: pages that are the same for everybody, whole and packed, from this process's memory.

A page is kept under its path and the parameters that its view knows, and is made from nothing else: cookies, languages,
forwarded hosts and whatever else came with the first visitor's request are not there when it is made. It is shown while
the word of `infra.pages` is the one it was made under, and asked of Django while nobody hears.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode

import brotli

from comptoir.infra import pages

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

# A cache in between may show it for a second, and must then ask; a browser always asks.
_FRESH = ("Cache-Control", "public, max-age=0, s-maxage=1, must-revalidate")
_LEAST, _LONGEST_QUERY = 500, 500
_BROTLI, _GZIP = 5, 6
# What of a request is the server's own, not the visitor's.
_SERVERS = ("wsgi.", "SERVER_", "PATH_INFO", "SCRIPT_NAME")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What a page that is the same for everybody depends on, beside its path."""

    parameters: frozenset[str]
    of: str = pages.PAGES
    language: Callable[[str], str] | None = None  # what it speaks, by the Accept-Language header


class Hears(Protocol):
    """What tells whether pages are still so: `infra.pages.Ear`."""

    def word(self, *, of: str) -> bytes | None:
        """The word for what is shown now; None while a change may not have been heard of."""

    def ask(self) -> None:
        """Hear at once of everything that was committed before this."""


class _Key(NamedTuple):
    path: str
    query: str
    language: str
    coding: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """An answer ready for the wire."""

    word: bytes | None
    status: str
    headers: Headers
    body: bytes
    tag: str  # blank: not to be kept


class PageCache:
    """WSGI in front of Django; `shared` tells by path which pages are the same for everybody."""

    def __init__(
        self,
        application: WSGIApplication,
        *,
        shared: Callable[[str], Shared | None],
        ear: Callable[[], Hears],
        host: str,
        room: int,
    ) -> None:
        """`host` is the house's own; `room` is the most that is kept, in bytes."""
        self._application = application
        self._shared = lru_cache(maxsize=10_000)(shared)
        self._ear = ear
        self._host = host
        self._room = room
        self._taken = 0
        self._pages: OrderedDict[_Key, _Page] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer from memory, or have Django answer."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            answer = self._application(environ, start_response)
            # Whoever has changed something sees it changed, whichever process answers next.
            self._ear().ask()
            return answer
        shared = self._shared(environ["PATH_INFO"])
        key = _key(environ, shared) if shared and "HTTP_AUTHORIZATION" not in environ else None
        if shared is None or key is None:
            return self._application(environ, start_response)
        return _answer(self._page(key, shared, environ), environ, start_response)

    def _page(self, key: _Key, shared: Shared, environ: WSGIEnvironment) -> _Page:
        word = self._ear().word(of=shared.of)
        page = self._pages.get(key)
        if page is None or word is None or page.word != word:
            page = self._make(key, environ, word)
            if word is not None and page.tag:
                self._keep(key, page)
        else:
            self._touch(key)
        return page

    def _make(self, key: _Key, environ: WSGIEnvironment, word: bytes | None) -> _Page:
        """The page as Django makes it of the key and nothing else."""
        wanted: dict[str, Any] = {name: value for name, value in environ.items() if name.startswith(_SERVERS)}
        wanted |= {"REQUEST_METHOD": "GET", "QUERY_STRING": key.query, "HTTP_HOST": self._host}
        if key.language:
            wanted["HTTP_ACCEPT_LANGUAGE"] = key.language
        said: list[tuple[str, Headers]] = []

        def take(status: str, headers: Headers, *_: object) -> Callable[[bytes], object]:
            said.append((status, headers))
            return lambda _: None

        answer = self._application(wanted, take)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return _packed(key, word, *said[-1], body)

    def _touch(self, key: _Key) -> None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)

    def _keep(self, key: _Key, page: _Page) -> None:
        with self._lock:
            if old := self._pages.pop(key, None):
                self._taken -= len(old.body)
            self._pages[key] = page
            self._taken += len(page.body)
            while self._taken > self._room:
                self._taken -= len(self._pages.popitem(last=False)[1].body)


def _key(environ: WSGIEnvironment, shared: Shared) -> _Key | None:
    query = environ.get("QUERY_STRING", "")
    if query:
        if len(query) > _LONGEST_QUERY:
            return None
        said = parse_qsl(query, keep_blank_values=True)
        known = [pair for pair in said if pair[0] in shared.parameters]
        query = urlencode(sorted(known, key=lambda pair: pair[0]))
    accepted = environ.get("HTTP_ACCEPT_LANGUAGE", "")
    return _Key(
        path=environ["PATH_INFO"],
        query=query,
        language=shared.language(accepted) if shared.language else "",
        coding=_coding(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


@lru_cache(maxsize=1_000)
def _coding(accepted: str) -> str:
    """The best packing that a browser takes."""
    offers = [offer.replace(" ", "").partition(";q=") for offer in accepted.lower().split(",")]
    taken = {name for name, _, weight in offers if weight.strip("0.") or not weight}
    return next((coding for coding in ("br", "gzip") if coding in taken), "")


def _packed(key: _Key, word: bytes | None, status: str, headers: Headers, body: bytes) -> _Page:
    names = {name.lower(): value for name, value in headers}
    whole = (
        status.startswith("200 ")
        and "set-cookie" not in names
        and "private" not in names.get("cache-control", "")
    )
    tag = hashlib.blake2b(body, digest_size=12).hexdigest() if whole else ""
    coding = key.coding if len(body) >= _LEAST else ""
    if coding:
        body = (
            brotli.compress(body, quality=_BROTLI) if coding == "br" else gzip.compress(body, _GZIP, mtime=0)
        )
    own = {"content-length", "vary", *(("cache-control", "etag") if whole else ())}
    told = [(name, value) for name, value in headers if name.lower() not in own]
    told.append(("Content-Length", str(len(body))))
    told.append(("Vary", "Accept-Encoding, Accept-Language" if key.language else "Accept-Encoding"))
    if coding:
        told.append(("Content-Encoding", coding))
    if whole:
        told += [_FRESH, ("ETag", f'"{tag}{coding and "-"}{coding}"')]
    return _Page(word=word, status=status, headers=told, body=body, tag=tag)


def _answer(page: _Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    if page.tag and page.tag in environ.get("HTTP_IF_NONE_MATCH", ""):
        start_response("304 Not Modified", _without_body(page.headers))
        return [b""]
    start_response(page.status, page.headers)
    return [page.body if environ["REQUEST_METHOD"] == "GET" else b""]


def _without_body(headers: Headers) -> Headers:
    body = {"Content-Type", "Content-Length", "Content-Encoding", "Content-Language"}
    return [(name, value) for name, value in headers if name not in body]
