"""`manage.py clients import FILE --plan`: what a file would change, for administrators and cron."""

import json

import pytest
from django.core.management import CommandError, call_command

from clients_ui.transfer import xlsx_in
from tests.clients_ui.transfer.workbooks import table, xlsx
from tests.filling import ended
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[0, 60], ids=["without a directory", "with one"])
def office(request, sandbox, settings):
    settings.DIRECTORY_SECONDS = request.param
    sandbox.add(name="Huber GmbH", phone="+43 1", field1="K-1")
    sandbox.add(name="Maier", phone="+43 2", field1="K-2")
    yield sandbox
    ended()


@pytest.fixture
def planned(tmp_path, capsys):
    """What the command prints about a file, on its two streams, and its exit code."""

    def run(content, *options):
        path = tmp_path / "list.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        try:
            call_command("clients", "import", str(path), "--plan", *options)
        except CommandError as error:
            return (*capsys.readouterr(), error.returncode, str(error))
        return (*capsys.readouterr(), 0, "")

    return run


def test_it_tells_what_each_row_would_do_and_how_many_there_are_of_each_kind(office, planned):
    out, err, code, _ = planned("id;Name;Telefon\n1;Huber GmbH;+43 9\n2;Maier;+43 2\n;Novak;\n")
    assert out.splitlines() == [
        "2\tupdate\tHuber GmbH\tPhone: +43 1 → +43 9",
        *("update: 1", "unchanged: 1", "create: 1"),
    ]
    assert (err, code) == ("", 0)
    assert {call.method for call in office.calls} == {"GET"}


def test_a_row_that_cannot_be_done_is_told_with_its_reason_and_exit_code_1(office, planned):
    out, _, code, sentence = planned("id;Name\n1;Other\n7;x\n")
    blocked, invalid, *_ = out.splitlines()
    assert blocked.startswith("2\tblocked\tOther\tName: TimeTrack holds “Huber GmbH” here")
    assert invalid == "3\tinvalid\tx\tID: No client has this id. Leave it empty for a new client."
    assert (code, sentence) == (1, "2 rows cannot be done as they are.")


def test_look_alikes_alone_are_exit_code_0(office, planned):
    out, _, code, _ = planned("Name\nHUBER\n")
    assert (out.splitlines()[0], code) == ("2\tlook_alike\tHUBER\tClients that look like it: Huber GmbH (#1).", 0)


def test_json_is_all_that_it_prints(office, planned):
    out, _, code, _ = planned("id;phone\n1;+43 9\n2;\n", "--json")
    plan = json.loads(out)
    assert [(row["row"], row["outcome"], row["changes"]) for row in plan["rows"]] == [
        (2, "update", {"phone": ["+43 1", "+43 9"]}),
        (3, "unchanged", {}),
    ]
    assert (plan["counts"]["update"], code) == (1, 0)


def test_empty_cells_keep_unless_they_are_to_clear(office, planned):
    assert planned("id;phone\n2;\n")[0].splitlines() == [
        "unchanged: 1",
        "1 value stands beside an empty cell and is kept; --empty clear would clear it.",
    ]
    assert planned("id;phone\n2;\n", "--empty", "clear")[0].splitlines()[0] == "2\tupdate\tMaier\tPhone: +43 2 → "


def test_a_free_field_finds_clients_by_choice(office, planned):
    assert planned("field1;phone\nK-2;+43 9\n")[2] == 1
    assert planned("field1;phone\nK-2;+43 9\n", "--match", "field1")[0].startswith("2\tupdate\tMaier\t")


def test_columns_that_are_not_known_are_named_and_left_out(office, planned):
    _, err, code, _ = planned("Name;Rabatt;Telefonn\nMaier;10 %;x\n")
    assert (err, code) == ("Columns that are not known, and left out: Telefonn, Rabatt.\n", 0)


def test_what_stands_beside_the_columns_with_a_head_is_named_too_and_left_out(office, planned):
    _, err, code, _ = planned("Firma;;Ort\nNovak;;Wien\nMaier; ;Graz; \nHuber;in between;Linz;beyond\n")
    assert (err, code) == ("Columns that are not known, and left out: column B, column D.\n", 0)


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        ("Rabatt;Skonto\n10;2\n", [], "No column of this file is known."),
        ("Name\nM\xfcller\n".encode("cp1252"), [], "Say how to read this file: --encoding."),
        (b"\x89PNG\r\n", [], "png"),
        (b"", [], ""),
    ],
)
def test_a_file_of_which_there_is_no_plan_is_one_sentence_and_exit_code_2(office, planned, content, options, sentence):
    out, _, code, said = planned(content, *options)
    assert (out, code) == ("", 2)
    assert said
    assert sentence in said


def test_a_doubtful_encoding_is_told_by_an_option(office, planned):
    assert planned("Name\nM\xfcller\n".encode("cp1252"), "--encoding", "cp1252")[2] == 0


def test_a_sheet_without_rows_is_exit_code_2_whether_it_was_chosen_or_not(office, planned):
    data = xlsx(table(["Name"], name="Deckblatt"), table(["Name"], ["Maier"], name="Kunden"))
    assert planned(data)[2:] == (2, "Say how to read this file: --sheet.")
    assert planned(data, "--sheet", "Deckblatt")[2:] == (2, "There is nothing below the column heads in row 1.")
    assert planned(data, "--sheet", "Kunden")[2:] == (0, "")


def test_what_is_told_of_a_file_that_takes_too_much_is_one_sentence_and_no_line_of_the_log(
    office, planned, caplog, monkeypatch
):
    monkeypatch.setattr(xlsx_in, "PROGRAM", "raise SystemExit(2)")
    out, err, code, said = planned(xlsx(table(["Name"], ["Maier"])))
    assert (out, err, code, said.startswith("This file takes more time or memory")) == ("", "", 2, True)
    assert caplog.records == []


def test_a_file_that_is_not_there_is_exit_code_2(office, tmp_path):
    with pytest.raises(CommandError, match="No such file") as raised:
        call_command("clients", "import", str(tmp_path / "none.csv"), "--plan")
    assert raised.value.returncode == 2


def test_an_outage_is_exit_code_2_and_no_plan(office, planned):
    office.fail(Fault.HTML_502, times=None)
    _, _, code, said = planned("Name\nMaier\n")
    assert (code, "TimeTrack" in said) == (2, True)


def test_nothing_in_a_file_steers_the_terminal(office, planned):
    out, err, *_ = planned("Name;email;\x1b[2J\nx\x1b[31m;none;1\n")
    assert "\x1b" not in out + err


# Having it done


@pytest.fixture
def applied(account, tmp_path, capsys):
    """What the command prints that does it, as JSON, and its exit code."""
    account("editor", "eva")
    account("viewer", "vera")

    def run(content, *options, user="eva"):
        path = tmp_path / "list.csv"
        path.write_text(content)
        try:
            call_command("clients", "import", str(path), "--apply", "--as", user, "--json", *options)
        except CommandError as error:
            return json.loads(capsys.readouterr().out or "null"), error.returncode, str(error)
        return json.loads(capsys.readouterr().out), 0, ""

    return run


LIST = "id;Name;Telefon\n1;;+43 9\n;Novak;\n;HUBER;\n;;+43\n"


@pytest.mark.django_db(transaction=True)
def test_it_does_what_is_clear_once_and_tells_of_every_row(office, applied):
    told, code, _ = applied(LIST)
    assert [row["outcome"] for row in told["rows"]] == ["saved", "created", "look_alike", "invalid"]
    assert (told["counts"]["created"], told["counts"]["invalid"], code) == (1, 1, 0)
    assert (told["rows"][0]["changes"], bool(told["run"])) == ({"phone": ["+43 1", "+43 9"]}, True)
    assert [each["name"] for each in office.clients.values()] == ["Huber GmbH", "Maier", "Novak"]
    again, code, _ = applied(LIST)
    assert [row["outcome"] for row in again["rows"]] == ["already_done", "already_done", "look_alike", "invalid"]
    assert (len(office.clients), code) == (3, 0)


@pytest.mark.django_db(transaction=True)
def test_look_alikes_are_created_where_that_is_asked_for(office, applied):
    told, *_ = applied(LIST, "--create-look-alikes")
    assert [row["outcome"] for row in told["rows"]] == ["saved", "created", "created", "invalid"]


@pytest.mark.django_db(transaction=True)
def test_an_account_that_may_not_or_that_nobody_has_changes_nothing(office, applied):
    for user, sentence in (("vera", "vera may not"), ("nobody", "--as")):
        told, code, said = applied(LIST, user=user)
        assert (told, code, sentence in said) == (None, 2, True)
    assert len(office.clients) == 2
