"""What the application's database role may do: everything on ordinary tables, only read and insert on append-only ones."""

from __future__ import annotations

from django.apps import apps
from django.db import connection

ROLE = "comptoir_app"


def append_only_tables() -> tuple[str, ...]:
    """The tables of every model that says `append_only`."""
    return tuple(m._meta.db_table for m in apps.get_models() if getattr(m, "append_only", False))


def grant_application_role() -> None:
    """Grant the application its rights after a migration; runs as the owner, and may run again at any time."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}")
        for table in append_only_tables():
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {ROLE}")
        cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON django_migrations FROM {ROLE}")


def needless_rights() -> list[str]:
    """Which of the roles behind this connection may do more than serve: the one in use, or the login it can go back to."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT role.rolname, role.rolsuper, pg_has_role(role.oid, base.datdba, 'MEMBER')
               FROM pg_roles role, pg_database base
               WHERE base.datname = current_database() AND role.rolname IN (current_user, session_user)
               ORDER BY role.rolname"""
        )
        rights = cursor.fetchall()
    return [
        f"{name} is {'a superuser' if is_super else 'the owner of the database'}"
        for name, is_super, is_owner in rights
        if is_super or is_owner
    ]
