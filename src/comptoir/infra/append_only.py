"""Tables that only grow: the database itself refuses to change or empty them."""

from __future__ import annotations

from django.db.migrations import RunSQL


def refuse_changes(*tables: str) -> list[RunSQL]:
    """Migration operations that put the refusing triggers on tables; `comptoir_refuse_change` is infra's."""
    return [
        RunSQL(
            f'CREATE TRIGGER "{table}_append_only" BEFORE UPDATE OR DELETE ON "{table}" '
            "FOR EACH ROW EXECUTE FUNCTION comptoir_refuse_change();"
            f'CREATE TRIGGER "{table}_no_truncate" BEFORE TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION comptoir_refuse_change();",
            RunSQL.noop,
        )
        for table in tables
    ]


def announce_writes(table: str) -> RunSQL:
    """The migration operation by which every insert into a table that is sealed is announced to `chain.settled_id`."""
    return RunSQL(
        f'CREATE TRIGGER "{table}_announced" BEFORE INSERT ON "{table}" '
        "FOR EACH STATEMENT EXECUTE FUNCTION comptoir_announce_write();",
        RunSQL.noop,
    )
