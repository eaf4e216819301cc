"""How many statements a page takes in a process that keeps nothing: `python -m bench.statements PATH…`, answered as JSON."""

from __future__ import annotations

import json
import os
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")


def main() -> None:
    """Ask for each page twice, and count the second time: the policy has been read by then."""
    django.setup()
    visitor, counted = Client(SERVER_NAME="127.0.0.1"), {}
    for path in sys.argv[1:]:
        visitor.get(path)
        with CaptureQueriesContext(connection) as asked:
            response = visitor.get(path)
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code}")
        counted[path] = len(asked)
    print(json.dumps(counted))


if __name__ == "__main__":
    main()
