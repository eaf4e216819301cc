from django.db import migrations

from comptoir.infra.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_credits")]
    operations = [*refuse_changes("payments_creditmovement")]
