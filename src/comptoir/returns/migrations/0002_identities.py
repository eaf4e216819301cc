from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("returns", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="returnpiece",
            name="identity",
            field=models.CharField(blank=True, db_default="", default="", max_length=40),
        ),
    ]
