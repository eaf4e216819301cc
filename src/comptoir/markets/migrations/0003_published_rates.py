from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("markets", "0002_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedRate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("currency", models.CharField(max_length=3)),
                ("on", models.DateField()),
                ("rate", models.DecimalField(decimal_places=6, max_digits=14)),
                ("source", models.CharField(max_length=120)),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("currency", "on"), name="published_rate_once")
                ],
            },
        ),
    ]
