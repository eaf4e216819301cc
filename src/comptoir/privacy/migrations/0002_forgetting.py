from django.db import migrations

from comptoir.infra.append_only import refuse_changes

# Texts about people in tables that otherwise only grow; none of them is in a chain of seals.
FORGETTABLE = ("cases_note", "claims_verdict", "fulfilment_carrierevent")
NAMES = ", ".join(f"'{name}'" for name in FORGETTABLE)

# An erasure is carried out by the function below, which runs as the owner; the application itself can still change nothing.
LET = f"""
CREATE OR REPLACE FUNCTION comptoir_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'TRUNCATE' AND TG_TABLE_NAME IN ({NAMES}) AND current_user <> 'comptoir_app'
     AND current_setting('comptoir.forgetting', true) = 'on' THEN
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
  END IF;
  RAISE EXCEPTION '% only grows: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
"""
FORGET = f"""
CREATE FUNCTION comptoir_forget(wanted text, keys bigint[], blanks jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
  IF wanted NOT IN ({NAMES}) THEN
    RAISE EXCEPTION '% only grows', wanted USING ERRCODE = 'restrict_violation';
  END IF;
  PERFORM set_config('comptoir.forgetting', 'on', true);
  IF blanks IS NULL THEN
    EXECUTE format('DELETE FROM %I WHERE id = ANY($1)', wanted) USING keys;
  ELSE
    EXECUTE format('UPDATE %I SET %s WHERE id = ANY($1)', wanted,
      (SELECT string_agg(format('%I = %L', key, value #>> '{{}}'), ', ') FROM jsonb_each(blanks))) USING keys;
  END IF;
  PERFORM set_config('comptoir.forgetting', 'off', true);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0001_initial"), ("infra", "0001_setup"), ("cases", "0004_notes"), ("claims", "0002_append_only"),
        ("fulfilment", "0002_append_only"),
    ]
    operations = [
        *refuse_changes("privacy_erasure"),
        migrations.RunSQL(LET, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET, "DROP FUNCTION comptoir_forget(text, bigint[], jsonb)"),
    ]
