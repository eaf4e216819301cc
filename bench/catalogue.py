"""A scratch database with the demo's catalogue many times over, to see whether lists and search stay as fast.

    python -m bench.catalogue postgresql:///scratch 50

The database is for measuring only: the guard against overlapping prices is dropped, since copies cannot break it, and no
trigger looks at the copies.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

_COPY = Path(__file__).with_suffix(".sql")
_INVERTED = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'catalogue_searchtext' AND indexdef LIKE '%gin%'"


def multiply(dsn: str, *, times: int) -> int:
    """Make the catalogue `times` as large and say how many SKUs it has."""
    with psycopg.connect(dsn, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        # Made anew they cost a fraction of what they cost row by row.
        inverted = connection.execute(_INVERTED).fetchall()
        for name, _ in inverted:
            connection.execute(f"DROP INDEX {name}")
        connection.execute(_COPY.read_text(), {"copies": times - 1})
        for _, definition in inverted:
            connection.execute(definition)
        connection.execute("VACUUM ANALYZE")
        connection.execute("NOTIFY comptoir_shown, 'pages'")
        row = connection.execute("SELECT count(*) FROM catalogue_variant").fetchone()
        return int(row[0]) if row else 0


if __name__ == "__main__":
    print(f"{multiply(sys.argv[1], times=int(sys.argv[2])):,} SKUs")
