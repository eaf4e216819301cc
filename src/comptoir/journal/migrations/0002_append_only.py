from django.db import migrations

from comptoir.infra.append_only import announce_writes, refuse_changes

class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial"), ("infra", "0001_setup")]
    operations = [
        *refuse_changes("journal_entry", "journal_seal"),
        announce_writes("journal_entry"),
    ]
