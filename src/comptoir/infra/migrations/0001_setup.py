"""Extensions, the application's role, and the functions of tables that only grow."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension, UnaccentExtension
from django.db import migrations

ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'comptoir_app') THEN CREATE ROLE comptoir_app NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT comptoir_app TO CURRENT_USER;
"""
REFUSE = """
CREATE FUNCTION comptoir_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation'; END $$;
"""
# An id is drawn before its row can be seen, so a row may appear below one that is there already. Before its first
# insert a transaction therefore says from which id on its rows will be; until it ends, none of those is settled.
ANNOUNCE = """
CREATE FUNCTION comptoir_announce_write() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock_shared(
    hashtext(TG_TABLE_NAME),
    coalesce(pg_sequence_last_value(pg_get_serial_sequence(TG_TABLE_NAME, 'id')::regclass), 0)::integer);
  RETURN NULL;
END $$;
"""
UNACCENT = """
CREATE FUNCTION comptoir_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT lower(public.unaccent('public.unaccent', $1)) $$;
"""


class Migration(migrations.Migration):
    initial = True
    run_before = [("catalogue", "0001_initial"), ("journal", "0001_initial"), ("markets", "0001_initial")]
    operations = [
        BtreeGistExtension(),
        TrigramExtension(),
        UnaccentExtension(),
        migrations.RunSQL(ROLE, migrations.RunSQL.noop),
        migrations.RunSQL(REFUSE, "DROP FUNCTION comptoir_refuse_change()"),
        migrations.RunSQL(ANNOUNCE, "DROP FUNCTION comptoir_announce_write()"),
        migrations.RunSQL(UNACCENT, "DROP FUNCTION comptoir_plain(text)"),
    ]
