"""The plan as it lies in a browser: packages that are signed for a person and for a day."""

import base64
import json
from dataclasses import replace

import pytest
from django.core import signing

from clients_ui.transfer import packages
from clients_ui.transfer.packages import Package
from clients_ui.transfer.planned import PlannedRow, RowPlan, Update

ROWS = [
    PlannedRow(2, RowPlan.CREATE, "Novak", create={"name": "Novák „& Söhne“", "enabled": True, "notes": "a\nb"}),
    PlannedRow(3, RowPlan.UPDATE, "Huber", id=7, updates=[Update(7, {"phone": ""}, {"phone": "+43"})], empties=3),
    PlannedRow(4, RowPlan.UNCHANGED, "", id=9),
    PlannedRow(
        *(5, RowPlan.LOOK_ALIKE, "Maier"),
        create={"name": "Maier", "enabled": False},
        updates=[Update(1, {}, {}), Update(2, {"notes": "x"}, {"notes": ""})],
        warnings={"": "There is such a client."},
        alike=[1, 2],
        alike_rows=[8],
    ),
    PlannedRow(6, RowPlan.INVALID, "Svoboda", problems={"email": "None."}, cells={"email": "x"}),
]
FILE = {"run": "run", "digest": "digest", "sheet": "Tabelle 1"}


def sealed(rows=ROWS, by=1):
    return [*packages.sealed(Package(**FILE, rows={row.row: row for row in rows}), by)]


def read(text):
    """As a browser reads it: base64 of JSON, up to the first colon."""
    return json.loads(base64.urlsafe_b64decode(text.partition(":")[0] + "=="))


def test_what_is_opened_is_what_was_sealed():
    [text] = sealed()
    opened = packages.opened(text, by=1)
    assert (opened.run, opened.digest, opened.sheet) == ("run", "digest", "Tabelle 1")
    assert [*map(as_lists, opened.rows.values())] == [*map(as_lists, ROWS)]
    assert [*opened.rows] == [2, 3, 4, 5, 6]


def as_lists(row):
    """A row with lists, as JSON knows no tuples."""
    return replace(row, updates=[*row.updates], alike=[*row.alike], alike_rows=[*row.alike_rows])


def test_a_browser_reads_the_very_text():
    [text] = sealed()
    rows = read(text)["rows"]
    assert rows[0] == {"row": 2, "outcome": "create", "name": "Novak", "create": dict(ROWS[0].create)}
    assert rows[1]["updates"] == [{"id": 7, "shown": {"phone": ""}, "values": {"phone": "+43"}}]
    assert rows[2] == {"row": 4, "outcome": "unchanged", "id": 9}


@pytest.mark.parametrize(
    "spoil", [lambda text: text[:-1], lambda text: "x" + text, lambda text: "", lambda text: "a:b:c"]
)
def test_what_was_tampered_with_is_not_opened(spoil):
    [text] = sealed()
    assert packages.opened(spoil(text), by=1) is None


def test_no_value_can_be_exchanged():
    [text] = sealed()
    content = read(text)
    content["rows"][0]["create"]["name"] = "Other"
    forged = base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")
    assert packages.opened(forged + text[text.index(":") :], by=1) is None


def test_it_is_for_one_person_alone():
    [text] = sealed(by=1)
    assert packages.opened(text, by=2) is None


def test_what_was_signed_for_something_else_is_no_package():
    content = {"by": 1, **FILE, "rows": []}
    assert packages.opened(signing.dumps(content, salt="clients_ui.snapshot"), by=1) is None
    assert packages.opened(signing.dumps(content, salt=packages.SALT), by=1) is not None


def test_a_plan_of_many_rows_is_many_packages_of_two_to_three_kilobytes():
    rows = [
        PlannedRow(n, RowPlan.CREATE, f"Client {n}", create={"name": f"Client {n}", "enabled": True})
        for n in range(2, 502)
    ]
    texts = sealed(rows)
    assert 15 < len(texts) < 60
    assert all(2000 <= len(text) <= 3000 for text in texts[:-1])
    assert [number for text in texts for number in packages.opened(text, by=1).rows] == [*range(2, 502)]


def test_a_row_that_is_larger_is_a_package_with_few_others():
    rows = [PlannedRow(n, RowPlan.CREATE, "x", create={"name": "x", "notes": "ü" * 60_000}) for n in (2, 3)]
    assert [[*packages.opened(text, by=1).rows] for text in sealed(rows)] == [[2], [3]]


def test_no_rows_are_no_packages():
    assert sealed([]) == []
