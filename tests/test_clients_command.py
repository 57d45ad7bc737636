"""The command for administrators and cron: list, show and export, as the pages have it."""

import io
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from clients_ui.models import Attempt
from tests.clients_ui.transfer.spreadsheet import rows_of_xlsx, texts_of_csv
from tests.filling import ended
from tests.project_copy import ROOT
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[0, 60], ids=["without a directory", "with one"])
def office(request, sandbox, settings):
    settings.DIRECTORY_SECONDS = request.param
    sandbox.add(name="Müller", phone="+43 1", addressCountry="AT", notes="one\r\ntwo")
    sandbox.add(name="Huber", enabled=False, addressCity="Wien")
    yield sandbox
    ended()


@pytest.fixture
def said(capsys):
    """What a command prints."""

    def run(*words):
        call_command("clients", *words)
        return capsys.readouterr().out

    return run


# list


def test_list_prints_a_line_for_each_client(office, said):
    lines = said("list").splitlines()
    assert sorted(lines) == ["1\tMüller\t\t\t+43 1\t\tAustria", "2\tHuber\t\t\t\tWien\t"]


def test_list_prints_those_that_a_search_finds(office, said):
    assert said("list", "--q", " hube ").startswith("2\tHuber")


@pytest.mark.parametrize(("q", "names"), [("", {"Müller", "Huber"}), ("hub", {"Huber"}), ("nobody", set())])
def test_list_prints_json_by_timetracks_parameters(office, said, q, names):
    found = json.loads(said("list", "--json", "--q", q))
    assert {each["name"] for each in found} == names
    for each in found:
        assert each.keys() >= {"id", "name", "enabled", "addressZipCode"}
        assert isinstance(each["id"], int)
        assert isinstance(each["enabled"], bool)


def test_no_value_tells_a_terminal_anything(sandbox, said):
    sandbox.add(name="X\x1b[31mY\nZ\x9b")
    assert said("list") == "1\tX [31mY Z \t\t\t\t\t\n"
    assert "\x1b" not in said("show", "1")


def test_where_timetrack_cannot_be_reached_it_is_one_sentence_and_an_error(sandbox, said):
    sandbox.fail(Fault.HTML_502, times=None)
    with pytest.raises(CommandError, match="cannot be reached") as caught:
        said("list")
    assert caught.value.returncode == 1


def test_a_list_that_is_missing_clients_says_so(sandbox, capsys):
    sandbox.add(name="Müller")
    sandbox.switches.broken_row = "null"
    from django.conf import settings

    settings.DIRECTORY_SECONDS = 60
    call_command("clients", "list")
    ended()
    assert "1 client is missing here" in capsys.readouterr().err


# show


def test_show_prints_a_client_field_by_field(office, said):
    lines = said("show", "1").splitlines()
    assert lines[:3] == ["ID: 1", "Name: Müller", "Enabled: Yes"]
    assert "Country: Austria" in lines


def test_show_prints_json(office, said):
    found = json.loads(said("show", "1", "--json"))
    assert (found["id"], found["addressCountry"], found["notes"]) == (1, "AT", "one\r\ntwo")


def test_a_client_that_is_not_there_is_an_error(office, said):
    with pytest.raises(CommandError, match="This client is not in TimeTrack"):
        said("show", "7")


# export


@pytest.mark.parametrize("q", ["", "müller"])
def test_export_writes_a_file_of_what_the_search_finds(office, said, tmp_path, q):
    said("export", str(tmp_path / "all.xlsx"), "--q", q)
    rows = rows_of_xlsx((tmp_path / "all.xlsx").read_bytes())
    assert sorted(row[1] for row in rows[1:]) == sorted({"Müller", "Huber"} if not q else {"Müller"})
    assert [path.name for path in tmp_path.iterdir()] == ["all.xlsx"]
    assert (tmp_path / "all.xlsx").stat().st_mode & 0o077 == 0


def test_export_takes_format_heads_and_language(office, said, tmp_path):
    file = tmp_path / "kunden.csv"
    said("export", str(file), "--format", "csv", "--language", "de")
    assert texts_of_csv(file.read_bytes(), ";")[0][:2] == ["ID", "Name"]
    assert texts_of_csv(file.read_bytes(), ";")[0][-1] == "Notizen"
    said("export", str(file), "--format", "csv", "--heads", "parameters")
    assert texts_of_csv(file.read_bytes(), ",")[0][-1] == "notes"


def test_export_writes_to_standard_output(office, monkeypatch):
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=out, isatty=lambda: False, write=lambda text: None))
    call_command("clients", "export", "-", "--format", "csv")
    assert len(texts_of_csv(out.getvalue(), ",")) == 3


@pytest.mark.parametrize(("name", "begins"), [("a.csv", b"\xef\xbb\xbf"), ("a", b"PK"), ("A.XLSX", b"PK")])
def test_without_a_format_the_name_of_the_file_says_it(office, said, tmp_path, name, begins):
    said("export", str(tmp_path / name))
    assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.parametrize(
    ("name", "options"), [("a.pdf", []), ("a.csv", ["--format", "xlsx"]), ("a.xlsx", ["--format", "csv"])]
)
def test_a_name_that_says_another_format_is_refused(office, said, tmp_path, name, options):
    with pytest.raises(CommandError, match="does not end as the format does"):
        said("export", str(tmp_path / name), *options)
    assert list(tmp_path.iterdir()) == []


def test_what_a_link_leads_to_is_written_and_keeps_its_mode(office, said, tmp_path):
    (tmp_path / "real.csv").touch(0o644)
    (tmp_path / "link.csv").symlink_to("real.csv")
    said("export", str(tmp_path / "link.csv"))
    assert (tmp_path / "link.csv").is_symlink()
    assert len(texts_of_csv((tmp_path / "real.csv").read_bytes(), ",")) == 3
    assert (tmp_path / "real.csv").stat().st_mode & 0o777 == 0o644


def test_a_pipe_is_written_into_and_not_replaced(office, said, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as reader:
        read = reader.submit((tmp_path / "pipe").read_bytes)
        said("export", str(tmp_path / "pipe"), "--format", "csv")
    assert len(texts_of_csv(read.result(), ",")) == 3
    assert (tmp_path / "pipe").is_fifo()


def test_a_device_that_is_full_is_one_sentence(office, monkeypatch):
    with Path("/dev/full").open("wb", buffering=0) as full:
        monkeypatch.setattr(sys, "stdout", SimpleNamespace(buffer=full, isatty=lambda: False, write=lambda text: None))
        with pytest.raises(CommandError, match="No space left"):
            call_command("clients", "export", "-", "--format", "csv")


def test_a_database_without_its_tables_is_one_sentence(office, said, monkeypatch):
    def run(*args, **options):
        raise OperationalError("no such table: clients_ui_attempt")

    monkeypatch.setattr("clients_ui.management.commands._show.run", run)
    with pytest.raises(CommandError, match="cannot be used: no such table") as error:
        said("show", "1")
    assert error.value.returncode == 2


def test_what_breaks_off_leaves_the_file_as_it_was(sandbox, said, tmp_path, monkeypatch):
    monkeypatch.setattr("clients_ui.timetrack.repository.WALK_SIZE", 1)
    for number in range(3):
        sandbox.add(name=f"Client {number}")
    file = tmp_path / "all.csv"
    file.write_text("as it was")
    sandbox.fail(None, path="clients", times=1)
    sandbox.fail(Fault.HTML_502, path="clients", times=None)
    with pytest.raises(CommandError, match="cannot be reached"):
        said("export", str(file), "--format", "csv")
    assert file.read_text() == "as it was"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_that_cannot_be_written_is_one_sentence(office, said, tmp_path):
    with pytest.raises(CommandError, match="No such file or directory"):
        said("export", str(tmp_path / "missing" / "all.xlsx"))


def test_a_text_that_no_cell_holds_is_one_sentence(sandbox, said, tmp_path):
    sandbox.add(name="Müller", notes="x" * 40_000)
    with pytest.raises(CommandError, match="the client “Müller” has 40,000 characters"):
        said("export", str(tmp_path / "all.xlsx"))
    assert list(tmp_path.iterdir()) == []


def test_the_history_names_the_account_that_it_was_done_as(office, said, tmp_path, account):
    account("viewer", "vera")
    said("export", str(tmp_path / "all.xlsx"), "--as", "vera")
    [attempt] = Attempt.objects.all()
    assert (attempt.entry.user.username, attempt.exported.number, attempt.outcome) == ("vera", 2, "exported")
    said("export", str(tmp_path / "all.xlsx"))
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("name", ["nobody", "unknown", "inactive"])
def test_an_account_that_may_not_see_clients_takes_none_out(office, said, tmp_path, account, name):
    account("nobody", "nobody")
    inactive = account("viewer", "inactive")
    inactive.is_active = False
    inactive.save()
    office.calls.clear()
    with pytest.raises(CommandError, match="may see clients"):
        said("export", str(tmp_path / "all.xlsx"), "--as", name)
    assert office.calls == []
    assert list(tmp_path.iterdir()) == []


# What all of them share


def test_lines_of_the_log_are_printed_from_verbosity_2_on(sandbox, caplog):
    sandbox.add(name="Müller")
    for verbosity, lines in (("0", False), ("1", False), ("2", True), ("3", True)):
        caplog.clear()
        call_command("clients", "list", "-v", verbosity)
        assert bool([each for each in caplog.records if each.name == "timetrack"]) is lines


def test_without_a_part_it_says_which_there_are(capsys):
    with pytest.raises(CommandError, match="required"):
        call_command("clients")


def test_whoever_reads_may_have_read_enough(sandbox, tmp_path):
    for number in range(3000):
        sandbox.add(name=f"Client {number} with a long name, so that it fills what lies in between")
    environment = os.environ | {"TIMETRACK_API_URL": sandbox.url, "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    command = f"{sys.executable} manage.py clients list | head -n 1"
    done = subprocess.run(command, cwd=ROOT, env=environment, shell=True, capture_output=True, text=True, check=True)  # noqa: S602
    assert done.stdout.count("\n") == 1
    assert done.stderr == ""
