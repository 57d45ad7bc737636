"""Who is creating a client of which name."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("clients_ui", "0005_bounded_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            "NameClaim",
            [
                ("name_hash", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=64)),
                ("at", models.DateTimeField(db_index=True)),
                ("unclear", models.BooleanField(default=False)),
                (
                    "person",
                    models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+"),
                ),
            ],
        ),
    ]
