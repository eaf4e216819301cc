"""Customers found by whatever a caller can tell: the expressions are those of `orders/models.py`."""

import django.db.models.functions.text
from django.db import migrations, models

INDEXES = r"""
CREATE INDEX party_by_name ON orders_party USING gin (comptoir_plain(name) gin_trgm_ops);
CREATE INDEX party_by_phone ON orders_party USING gin (regexp_replace(phone, '\D', '', 'g') gin_trgm_ops);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_agreed"), ("infra", "0001_setup")]
    operations = [
        migrations.AddIndex(
            model_name="party",
            index=models.Index(django.db.models.functions.text.Upper("email"), name="party_by_email"),
        ),
        migrations.RunSQL(INDEXES, "DROP INDEX party_by_name, party_by_phone"),
    ]
