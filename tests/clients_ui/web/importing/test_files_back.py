"""What the import page gives back as a file: rows with errors, and what came of each row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from clients_ui.transfer import files
from clients_ui.transfer.table import Choices
from tests.clients_ui.transfer.workbooks import error, formula, number, table, xlsx
from tests.clients_ui.web.importing.lists import PAGE, counters, plan_form, send, until_done
from tests.pages import text_of
from ttdash.sandbox import Fault


def table_of(response):
    """The rows of an XLSX file that came as an answer."""
    read = files.read(b"".join(response.streaming_content), Choices(head=1))
    return [list(row.texts) for row in [read.head, *read.rows]]


def test_rows_with_errors_come_back_as_a_file_with_their_reasons(editor):
    answer = send(editor, "Bauer;x(at)y.example;0043", "Huber;;2", _invalid="")
    assert answer["Content-Disposition"] == 'attachment; filename="Messe (errors).xlsx"'
    head, row = table_of(answer)
    assert head == ["Name", "E-mail", "Phone", "Row", "What is wrong"]
    assert row[:4] == ["Bauer", "x(at)y.example", "0043", "2"]
    assert row[4].startswith("E-mail: This is not an e-mail address.")


def test_rows_with_errors_that_come_back_as_they_are_have_the_same_errors(editor):
    rows = [["Bauer", error("#REF!"), "1"], ["Huber", "", number(1234567890123456)], ["Maier", formula("A1"), "2"]]
    data = xlsx(table(["Name", "E-mail", "Phone"], *rows))
    answer = editor.post(PAGE, {"file": SimpleUploadedFile("Messe.xlsx", data), "_invalid": ""})
    again = SimpleUploadedFile("again.xlsx", b"".join(answer.streaming_content))
    assert counters(editor.post(PAGE, {"file": again})) == {"rows in the file": 3, "error": 3}


def test_rows_with_errors_come_back_with_the_cells_that_were_typed_anew(editor):
    answer = send(editor, "Bauer;x(at)y.example;3", cells='[[2, 2, "+43 1"]]', _invalid="")
    assert table_of(answer)[1][:3] == ["Bauer", "x(at)y.example", "+43 1"]


def test_a_file_comes_back_with_what_came_of_its_rows(editor, office):
    lines = ["Huber OG;;2", "Bauer;x(at)y.example;3", "Müller KG;;7"]
    done = until_done(editor, editor.post(PAGE, plan_form(send(editor, *lines)) | {"_apply": ""}))
    run = done.url.split("/")[-2]
    head, *rows = table_of(send(editor, *lines, _outcomes=run))
    assert head == ["Name", "E-mail", "Phone", "Outcome", "ID"]
    assert [[*row, "", ""][3:5] for row in rows] == [["created", "2"], ["error", ""], ["changed", "1"]]


def run_of(browser, response):
    """The key of the run that does all that a plan would."""
    return until_done(browser, browser.post(PAGE, plan_form(response) | {"_apply": ""})).url.split("/")[-2]


def test_rows_without_a_write_of_their_own_have_their_outcome_too(editor, office):
    office.add(name="Maier OG", phone="1")
    lines = ["Müller KG;;7", "Maier OG;;7", "Huber OG;;2"]
    page = send(editor, *lines)
    office.clients[1]["phone"], office.clients[2]["phone"] = "7", "8"
    assert outcomes_of(send(editor, *lines, _outcomes=run_of(editor, page))) == [
        ["as it is", "1"], ["changed by somebody else meanwhile", "2"], ["created", "3"],
    ]  # fmt: skip


def outcomes_of(response):
    """Outcome and id of each row, behind the three columns of the file."""
    _, *rows = table_of(response)
    return [[*row, "", ""][3:5] for row in rows]


def test_a_run_that_went_on_with_a_file_says_what_was_done_before(editor, office):
    lines = ["Huber OG;;2", "Maier OG;;3"]
    form = plan_form(send(editor, *lines))
    (package,) = form["packages"].split()
    editor.post(PAGE, {"package": package, "approved": "[[2, null]]"})
    rest = run_of(editor, send(editor, *lines))
    assert outcomes_of(send(editor, *lines, _outcomes=rest)) == [["done before", "2"], ["created", "3"]]


def test_a_row_that_nobody_approved_has_the_word_of_its_plan_and_its_client_in_the_file(editor, office):
    office.add(name="Maier OG", phone="3")
    lines = [
        *("Huber OG;;2", "Maier OG;;3", "Novak;;4", "Novak;;5", "müller kg;;6", "Bauer;x(at)y.example;7"),
        *("Müller KG;;8", "Müller KG;;9"),
    ]
    run = run_of(editor, send(editor, *lines))
    assert outcomes_of(send(editor, *lines, _outcomes=run)) == [
        ["created", "3"], ["as it is", "2"], ["conflict", ""], ["conflict", ""], ["not imported: look-alike", ""],
        ["error", ""], ["conflict", "1"], ["conflict", "1"],
    ]  # fmt: skip


def test_where_nobody_can_tell_which_clients_there_are_the_file_still_tells_what_was_done(editor, office, sandbox):
    lines = ["Huber OG;;2", "Bauer;x(at)y.example;7"]
    run = run_of(editor, send(editor, *lines))
    sandbox.fail(Fault.RESET_BEFORE, times=None)
    assert outcomes_of(send(editor, *lines, _outcomes=run)) == [["created", "2"], ["not imported", ""]]


def test_a_row_that_was_corrected_and_imported_was_done_before_when_the_same_file_comes_again(editor, office):
    lines = ["Huber OG;x(at)y.example;2", "Maier OG;x(at)y.example;3"]
    run_of(editor, send(editor, *lines, cells='[[2, 1, "x@y.example"]]'))
    again = send(editor, *lines)
    assert counters(again) == {"rows in the file": 2, "error": 1, "done before": 1}
    assert [row[0] for row in table_of(send(editor, *lines, _invalid=""))[1:]] == ["Maier OG"]


def test_another_file_than_the_one_that_was_imported_gets_no_outcomes(editor, office):
    run = run_of(editor, send(editor, "Huber OG;;2"))
    answer = send(editor, "Maier OG;;2", _outcomes=run)
    assert answer["Content-Type"].startswith("text/html")
    assert "This is not the file of that import." in text_of(answer)


def test_the_outcomes_are_those_of_the_sheet_that_was_imported_with_its_hidden_rows(editor, office):
    data = xlsx(
        table(["Name"], ["Anders"], name="Deckblatt"),
        table(["Name", "E-mail", "Phone"], ["Huber OG", "", "2"], ["Maier OG", "", "3"], name="Kunden", hidden=[3]),
    )
    file = lambda: SimpleUploadedFile("Messe.xlsx", data)  # noqa: E731
    run = run_of(editor, editor.post(PAGE, {"file": file(), "sheet": "Kunden", "hidden": "take"}))
    assert outcomes_of(editor.post(PAGE, {"file": file(), "_outcomes": run})) == [["created", "2"], ["created", "3"]]


@pytest.mark.parametrize("run", ["", "x", "\0", "x" * 5000])
def test_a_run_that_there_is_not_has_no_outcomes(editor, run):
    answer = send(editor, "Huber OG;;2", _outcomes=run)
    assert "This is not the file of that import." in text_of(answer)


def test_the_outcomes_of_somebody_elses_run_are_not_told(editor, office, visitor):
    form = plan_form(send(editor, "Huber OG;;2"))
    run = until_done(editor, editor.post(PAGE, form | {"_apply": ""})).url.split("/")[-2]
    answer = send(visitor("editor"), "Huber OG;;2", _outcomes=run)
    assert answer["Content-Type"].startswith("text/html")
