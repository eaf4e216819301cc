from django.db import migrations

from comptoir.infra.append_only import announce_writes, refuse_changes

BALANCED = """
CREATE FUNCTION comptoir_entry_balances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM payments_ledgerline WHERE entry_id = NEW.entry_id
             GROUP BY currency HAVING sum(debit) <> sum(credit)) THEN
    RAISE EXCEPTION 'ledger entry % does not balance', NEW.entry_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_ledgerline_balances AFTER INSERT ON payments_ledgerline
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION comptoir_entry_balances();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("infra", "0001_setup")]
    operations = [
        *refuse_changes("payments_ledgerentry", "payments_ledgerline", "payments_ledgerseal"),
        announce_writes("payments_ledgerentry"),
        migrations.RunSQL(BALANCED, migrations.RunSQL.noop),
    ]
