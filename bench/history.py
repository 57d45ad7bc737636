"""How long the questions to the history take with 100,000 entries, with and without the indexes of ours.

    .venv/bin/python bench/history.py

Prints medians of interleaved rounds on a SQLite database in a temporary folder; ratios count, not the milliseconds.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
FOLDER = tempfile.TemporaryDirectory()
os.environ.update(
    DJANGO_SETTINGS_MODULE="ttdash.settings",
    SECRET_KEY="x" * 50,
    HTTPS="off",
    DATABASE_URL=f"sqlite:///{FOLDER.name}/db.sqlite3",
    TIMETRACK_API_URL="http://127.0.0.1:9/",
    TIMETRACK_API_KEY="k",
    TIMETRACK_API_SECRET="s",
)

import django

django.setup()

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection

from clients_ui.history import traces, written_since
from clients_ui.history.traces import HistoryFilter
from clients_ui.history.written_since import Position
from clients_ui.models import Attempt, Client

ENTRIES, CLIENTS, ROUNDS = 100_000, 5_000, 15
LONG_AGO = date(2020, 1, 1)
INDEXES = {
    "clients_ui_log_object": "django_admin_log (content_type_id, object_id)",
    "clients_ui_log_time": "django_admin_log (content_type_id, action_time)",
    "clients_ui_attempt_client": "clients_ui_attempt (client)",
    "clients_ui_attempt_outcome": "clients_ui_attempt (outcome)",
}
PAGES = {
    "one client's history": lambda: traces.traces(HistoryFilter(client=4711), 0, 51),
    "a client's page: last written": lambda: traces.last_written(4711),
    "the team's history, newest": lambda: traces.traces(HistoryFilter(), 0, 51),
    "the team's history, one person": lambda: traces.traces(HistoryFilter(person="person3"), 0, 51),
    "the team's history, of long ago": lambda: traces.traces(HistoryFilter(until=LONG_AGO), 0, 51),
    "the people of the filter": traces.people,
    "what was written: where it stands": written_since.position_now,
    "what was written: nothing new": lambda: written_since.written_since(Position(ENTRIES)),
    "who was created": lambda: traces.created_ids(range(1000)),
}


def fill() -> None:
    """100,000 changes by 20 people to 5,000 clients."""
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:  # Django's own names of our two end in a checksum
        for index in connection.introspection.get_constraints(cursor, "clients_ui_attempt").items():
            if index[1]["index"]:
                cursor.execute(f"DROP INDEX {index[0]}")
    people = [User.objects.create(username=f"person{number}") for number in range(20)]
    kind = ContentType.objects.get_for_model(Client)
    message = json.dumps({"fields": {"phone": ["+43 1 111", "+43 1 222"]}, "outcome": "saved"})
    entries = (
        LogEntry(
            user=people[number % 20],
            content_type=kind,
            object_id=str(number % CLIENTS),
            object_repr=f"Client {number % CLIENTS}",
            action_flag=CHANGE,
            change_message=message,
        )
        for number in range(ENTRIES)
    )
    made = LogEntry.objects.bulk_create(entries, batch_size=2_000)
    attempts = (Attempt(entry=entry, outcome="saved", client=int(entry.object_id or 0)) for entry in made)
    Attempt.objects.bulk_create(attempts, batch_size=2_000)


def indexes(*, wanted: bool) -> None:
    """Make the indexes, or drop them."""
    with connection.cursor() as cursor:
        for name, columns in INDEXES.items():
            cursor.execute(f"DROP INDEX IF EXISTS {name}")
            if wanted:
                cursor.execute(f"CREATE INDEX {name} ON {columns}")
        cursor.execute("ANALYZE")


def measured() -> dict[str, float]:
    """Milliseconds of one round."""
    took = {}
    for name, page in PAGES.items():
        started = time.perf_counter()
        page()
        took[name] = (time.perf_counter() - started) * 1000
    return took


def main() -> None:
    """Measure and print."""
    fill()
    rounds: dict[bool, list[dict[str, float]]] = {True: [], False: []}
    for _ in range(ROUNDS):
        for wanted in (True, False):
            indexes(wanted=wanted)
            measured()
            rounds[wanted].append(measured())
    print(f"{ENTRIES:,} entries, medians of {ROUNDS} interleaved rounds, ms")
    print(f"{'':34}{'indexed':>10}{'without':>10}{'ratio':>8}")
    for name in PAGES:
        indexed, without = (statistics.median(one[name] for one in rounds[wanted]) for wanted in (True, False))
        print(f"{name:34}{indexed:10.2f}{without:10.2f}{indexed / without:8.3f}")


if __name__ == "__main__":
    try:
        main()
    finally:
        FOLDER.cleanup()
