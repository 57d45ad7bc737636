"""What each person has chosen for the list: its columns, and searches under a name."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("clients_ui", "0006_name_claim"),
    ]

    operations = [
        migrations.CreateModel(
            "ListColumns",
            [
                (
                    "person",
                    models.OneToOneField(
                        settings.AUTH_USER_MODEL,
                        models.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                    ),
                ),
                ("columns", models.CharField(max_length=500)),
            ],
        ),
        migrations.CreateModel(
            "SavedView",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(max_length=2000)),
                ("person", models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.AddConstraint(
            "SavedView", models.UniqueConstraint(fields=("person", "name"), name="one_view_of_a_name")
        ),
    ]
