"""Rows of a statement written out, by the names of its columns."""

from __future__ import annotations

from typing import Any, LiteralString

from django.db import connection


def fetch(*, statement: LiteralString, parameters: dict[str, Any]) -> list[dict[str, Any]]:
    """Every row as a dict; columns of type json come decoded."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
