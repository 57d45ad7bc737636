"""What a plan takes: a file of so many rows of 16 columns, compared with an account of as many clients.

    .venv/bin/python bench/plans.py

Each line comes from a fresh process: processor time for the plan and for its packages, how much the process has grown
(RSS) since the file was read, and the packages' size. All rows are of one kind: unchanged, changed in three values,
new, invalid in two values, all new with one name, and new with a name like an existing one.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import django
from stage import ROOT, SETTINGS, arguments, table, verdict
from watching import MEGABYTE, memory

sys.path.insert(0, str(ROOT))
os.environ.update(SETTINGS, TIMETRACK_API_URL="http://127.0.0.1:9/", DJANGO_SETTINGS_MODULE="ttdash.settings")
django.setup()

from clients_ui.client.record import EMPTY, FIELDS, ClientRecord
from clients_ui.transfer import packages
from clients_ui.transfer.packages import Package
from clients_ui.transfer.plan import Options, planned
from clients_ui.transfer.table import Choices, ReadAs, Row, Table

ROWS = 50_000
SECONDS, GROWN = 20, 300
"""Bounds: of processor time, and megabytes."""
KINDS = ("unchanged", "update", "create", "invalid", "same", "alike")
CLIENT = {
    "color": "#1F6FEB",
    "contactPerson": "Elisabeth Größwang {n}",
    "email": "office{n}@baeckerei-mueller.at",
    "phone": "+43 1 58{n:06d}",
    "address": "Hauptstraße {n}",
    "address2": "Stiege 2",
    "addressZipCode": "1010",
    "addressCity": "Wien",
    "addressCountry": "AT",
    "field1": "K-{n}",
    "notes": "Zeile eins\nZeile zwei, mit etwas mehr Text",
}
SAID: dict[str, dict[str, str]] = {
    "unchanged": {},
    "update": {"phone": "+43 2 {n}", "contactPerson": "Neu", "addressCountry": "Deutschland"},
    "create": {"id": "", "name": "Neue Firma {n} & Söhne KG", "addressCountry": "Österreich"},
    "invalid": {"email": "office", "addressCountry": "Oesterreih {n}"},
    "same": {"id": "", "name": "Immer dieselbe"},
    "alike": {"id": "", "name": "baeckerei mueller {n}"},
}
"""What the rows of a kind say otherwise than the clients are."""


def measured(kind: str, rows: int) -> list[float]:
    """Plan a file, in this process: seconds for the plan, megabytes grown, seconds and megabytes of its packages."""

    def client(number: int) -> ClientRecord:
        values = {name: text.format(n=number) for name, text in CLIENT.items()}
        return ClientRecord(number, {**EMPTY, **values, "name": f"Bäckerei Müller {number} GmbH", "enabled": True})

    def row(number: int) -> Row:
        said = {"id": str(number), **client(number).values, "enabled": "true"}
        said |= {name: text.format(n=number) for name, text in SAID[kind].items()}
        return Row(number + 1, [*said.values()])

    def portions() -> Iterator[list[ClientRecord]]:
        for start in range(1, rows + 1, 500):
            yield [client(number) for number in range(start, min(start + 500, rows + 1))]

    heads = ["id", *FIELDS]
    file = Table("digest", ReadAs("xlsx", Choices()), Row(1, heads), [row(number) for number in range(1, rows + 1)])
    before, started = memory(os.getpid())[0], time.process_time()
    plan = planned(file, dict(enumerate(heads)), Options(), portions())
    took, grown = time.process_time() - started, memory(os.getpid())[0] - before
    started, size = (
        time.process_time(),
        sum(map(len, packages.sealed(Package("run", "digest", "", {row.row: row for row in plan}), by=1))),
    )
    return [took, grown, time.process_time() - started, size / MEGABYTE]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=1, sizes=())
    parser.add_argument("--rows", type=int, default=ROWS, help="of the file, and clients; default %(default)s")
    parser.add_argument("--one", choices=KINDS, help="measure this kind here")
    options = parser.parse_args()
    if options.one:
        print(*measured(options.one, options.rows))
        return
    rows = []
    for kind in KINDS:
        command = [sys.executable, __file__, "--one", kind, "--rows", str(options.rows)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
        took, grown, sealing, size = map(float, done.stdout.split())
        kept = verdict(took <= SECONDS and grown <= GROWN)
        rows.append([kind, f"{took:.1f}", f"{grown:.0f}", f"{sealing:.1f}", f"{size:.1f}", kept])
    head = ["all rows are", "plan (s)", "grown (MB)", "packages (s)", "packages (MB)", f"≤ {SECONDS} s and {GROWN} MB"]
    table(head, rows)


if __name__ == "__main__":
    main()
