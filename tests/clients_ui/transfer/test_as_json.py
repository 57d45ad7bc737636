"""Plans as JSON: what scripts rely on."""

import json

from clients_ui.transfer.as_json import as_json
from clients_ui.transfer.planned import Done, DoneRow
from tests.clients_ui.transfer.planning import client, plan_of


def told(rows, **options):
    return json.loads(json.dumps(as_json(rows, **options)))


def test_a_plan_tells_rows_counts_and_no_run():
    account = [client(7, "Huber", phone="old"), client(12, "MAIER")]
    head = ["id", "name", "phone"]
    rows = [["7", "", "new"], ["", "Novak", "1"], ["", "Maier", ""], ["x", "", ""]]
    plan = told(plan_of(account, head, *rows))
    assert plan["run"] is None
    assert plan["counts"] == {
        **dict.fromkeys(["create", "update", "look_alike", "invalid"], 1),
        **dict.fromkeys(["unchanged", "conflict", "blocked", "already_done"], 0),
    }
    update, create, look_alike, invalid = plan["rows"]
    assert update == {
        "row": 2,
        "outcome": "update",
        "id": 7,
        "problems": {},
        "alike": [],
        "changes": {"phone": ["old", "new"]},
    }
    assert create["changes"] == {"enabled": ["", True], "name": ["", "Novak"], "phone": ["", "1"]}
    assert (create["id"], look_alike["alike"]) == (None, [12])
    assert look_alike["warnings"] == {"": "Clients that look like it: MAIER (#12)."}
    assert invalid["problems"] == {"id": "This is no id: an id is a whole number, as in a file that was exported here."}


def test_rows_that_would_create_such_a_client_too_are_told():
    assert [row.get("alike_rows") for row in told(plan_of([], ["name"], ["Novak"], ["NOVAK"], ["x"]))["rows"]] == [
        [3],
        [2],
        None,
    ]


def test_what_was_done_is_told_alike():
    rows = [DoneRow(2, Done.SAVED, 7, {"phone": ("old", "new")}), DoneRow(3, Done.CLASH, 9, problems={"phone": "No."})]
    done = told(rows, words=Done, run="run")
    assert (done["run"], done["counts"]["saved"], done["counts"]["clash"], done["counts"]["gone"]) == ("run", 1, 1, 0)
    assert done["rows"][0]["changes"] == {"phone": ["old", "new"]}
    assert done["rows"][1] == {
        "row": 3,
        "outcome": "clash",
        "id": 9,
        "changes": {},
        "problems": {"phone": "No."},
        "alike": [],
    }
