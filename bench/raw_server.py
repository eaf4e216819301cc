"""The ceiling of a cached page: ten lines of WSGI that give the same bytes and headers, served by the same server.

`python -m bench.raw_server FILE`, FILE being JSON: [status, [[name, value], …], body as latin-1].
"""

from __future__ import annotations

import json
import os
import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from comptoir.cli import serve

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The one answer."""
    del environ
    start_response(_STATUS, _HEADERS)
    return [_BODY]


_status, _headers, _body = json.loads(Path(sys.argv[1]).read_text())
_STATUS, _BODY = _status, _body.encode("latin-1")
_HEADERS = [(name, value) for name, value in _headers]

if __name__ == "__main__":
    django.setup()
    settings.WSGI_APPLICATION = "bench.raw_server.application"
    serve.run(Namespace())
