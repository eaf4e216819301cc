from django.db import migrations

from comptoir.infra.append_only import refuse_changes


class Migration(migrations.Migration):
    dependencies = [("markets", "0003_published_rates")]
    operations = [
        *refuse_changes("markets_publishedrate"),
    ]
