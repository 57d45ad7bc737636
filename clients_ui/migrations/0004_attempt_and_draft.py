"""A row beside each entry of the history, to ask it by columns. Going back loses nothing: the entries stay."""

import json
import re
from typing import Any

from django.db import migrations, models

OUTCOMES = ["begun", "created", "saved", "deleted", "gone", "not_saved", "unclear"]
CLIENT = re.compile("[1-9][0-9]{0,17}")
AT_ONCE = 1000


def outcome_in(message: str) -> str:
    """How an attempt ended; an entry that was not written by us does not say."""
    try:
        outcome = json.loads(message)["outcome"]
    except (ValueError, TypeError, LookupError):
        return "unclear"
    return outcome if outcome in OUTCOMES else "unclear"


def fill(apps: Any, _: Any) -> None:
    """A portion at a time, so that a long history needs little memory."""
    attempts, entries = apps.get_model("clients_ui", "Attempt").objects, apps.get_model("admin", "LogEntry").objects
    of_clients = entries.filter(content_type__app_label="clients_ui", content_type__model="client").order_by("pk")
    last = 0
    while portion := list(of_clients.filter(pk__gt=last)[:AT_ONCE]):
        attempts.bulk_create(
            attempts.model(
                entry=entry,
                outcome=outcome_in(entry.change_message),
                client=int(entry.object_id) if CLIENT.fullmatch(entry.object_id or "") else None,
            )
            for entry in portion
        )
        last = portion[-1].pk


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("clients_ui", "0003_history_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RenameModel("KeptTyping", "Draft"),
        migrations.CreateModel(
            "Attempt",
            [
                (
                    "entry",
                    models.OneToOneField(
                        "admin.logentry", models.CASCADE, primary_key=True, related_name="attempt", serialize=False
                    ),
                ),
                ("outcome", models.CharField(db_index=True, default="begun", max_length=10)),
                ("client", models.BigIntegerField(db_index=True, null=True)),
                ("read_back", models.BooleanField(default=False)),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
