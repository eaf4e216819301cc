from django.db import migrations

from comptoir.infra.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial"), ("infra", "0001_setup")]
    operations = [
        *refuse_changes("claims_verdict"),
    ]
