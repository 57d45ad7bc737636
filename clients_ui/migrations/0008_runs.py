"""Many writes at once: the run, what is known of each row of a file, and which entries of the history are of a run."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("clients_ui", "0007_own_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RowToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=64)),
                ("row", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        default="under way",
                        max_length=10,
                    ),
                ),
                ("written", models.JSONField(default=dict)),
                ("client", models.BigIntegerField(null=True)),
                ("holder", models.CharField(max_length=22)),
                ("at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.AddField(
            model_name="attempt",
            name="claim",
            field=models.CharField(db_default="", default="", max_length=22),
        ),
        migrations.AddField(
            model_name="attempt",
            name="row",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="BulkRun",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("file", models.CharField(default="", max_length=64)),
                ("begun_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended", models.BooleanField(default=False)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("saved", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("deleted", models.PositiveIntegerField(default=0)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="undone_by",
                        to="clients_ui.bulkrun",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="attempt",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="attempts",
                to="clients_ui.bulkrun",
            ),
        ),
        migrations.AddField(
            model_name="rowtoken",
            name="run",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="tokens", to="clients_ui.bulkrun"
            ),
        ),
        migrations.AddConstraint(
            model_name="rowtoken",
            constraint=models.UniqueConstraint(fields=("file", "row"), name="one_token_of_a_row"),
        ),
    ]
