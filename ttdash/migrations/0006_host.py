from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ttdash", "0005_preferences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Host",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, unique=True)),
                ("at", models.DateTimeField()),
                ("version", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=64)),
                ("cache", models.CharField(max_length=64)),
                ("forwarded", models.BooleanField(default=False)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
