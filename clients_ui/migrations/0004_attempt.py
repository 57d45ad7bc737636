"""A row beside each entry of the history, to ask it by columns. Going back loses nothing: the entries stay."""

import json
import re
from typing import Any

from django.db import migrations, models

OUTCOMES = ["begun", "created", "saved", "deleted", "gone", "not_saved", "unclear"]
CLIENT = re.compile("[1-9][0-9]{0,17}")
AT_ONCE = 1000


def attempt_of(attempt: Any, pk: int, object_id: str | None, message: str) -> Any:
    """The row of an entry. One that was not written by us says nothing about its end."""
    try:
        content = json.loads(message)
    except ValueError:
        content = None
    outcome = content.get("outcome") if isinstance(content, dict) else None
    return attempt(
        entry_id=pk,
        outcome=outcome if outcome in OUTCOMES else "unclear",
        client=int(object_id) if object_id and CLIENT.fullmatch(object_id) else None,
    )


def fill(apps: Any, schema_editor: Any) -> None:
    """A portion at a time, so that a long history needs little memory."""
    attempt, entry = apps.get_model("clients_ui", "Attempt"), apps.get_model("admin", "LogEntry")
    using = schema_editor.connection.alias
    entries = entry.objects.using(using).order_by("pk").values_list("pk", "object_id", "change_message")
    entries = entries.filter(content_type__app_label="clients_ui", content_type__model="client")
    last = 0
    while portion := list(entries.filter(pk__gt=last)[:AT_ONCE]):
        attempt.objects.using(using).bulk_create(attempt_of(attempt, *each) for each in portion)
        last = portion[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("clients_ui", "0003_history_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        "admin.logentry", models.CASCADE, primary_key=True, related_name="attempt", serialize=False
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[(outcome, outcome.replace("_", " ").title()) for outcome in OUTCOMES],
                        db_index=True,
                        default="begun",
                        max_length=10,
                    ),
                ),
                ("client", models.BigIntegerField(db_index=True, null=True)),
                ("read_back", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
