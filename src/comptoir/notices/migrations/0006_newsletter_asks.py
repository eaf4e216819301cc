from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_ended_after")]
    operations = [
        migrations.CreateModel(
            name="CountedAsk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sender", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["sender", "at"], name="newsletter_ask_sender")]},
        ),
        migrations.RemoveIndex(model_name="subscription", name="subscription_sender"),
        migrations.RemoveField(model_name="subscription", name="sender"),
    ]
