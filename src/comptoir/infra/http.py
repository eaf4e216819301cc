"""Outgoing HTTP, for adapters only: bounded in time, never inside a transaction."""

from __future__ import annotations

import functools

import httpx

from comptoir.infra.db import outside_transaction

Trouble = httpx.HTTPError  # no answer, or none that HTTP knows
_TIMEOUT = httpx.Timeout(10.0, connect=3.0)


@functools.cache
def client() -> httpx.Client:
    """The process's one pooled client; it never follows a redirect."""
    return httpx.Client(timeout=_TIMEOUT, follow_redirects=False, trust_env=False)


def request(
    method: str,
    url: str,
    *,
    json: object = None,
    params: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
    content: bytes | None = None,
) -> httpx.Response:
    """One request outside any transaction; network trouble raises `httpx.HTTPError`."""
    outside_transaction()
    return client().request(method, url, json=json, params=params, headers=headers, content=content)
