from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("warehouse", "0001_waves"),
    ]

    operations = [
        migrations.AddField(
            model_name="preparedpiece",
            name="back_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="preparedpiece",
            constraint=models.UniqueConstraint(
                condition=models.Q(("back_at__isnull", True), models.Q(("identity", ""), _negated=True)),
                fields=("identity",),
                name="identity_out_once",
            ),
        ),
    ]
