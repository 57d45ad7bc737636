"""The import page without script: a file, its plan, and package after package by a button."""

import json
import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile

from clients_ui.models import BulkRun
from tests.clients_ui.transfer.workbooks import table, xlsx
from tests.clients_ui.web.importing.lists import (
    HEAD,
    PAGE,
    counters,
    csv,
    plan_form,
    send,
    until_done,
)
from tests.pages import buttons_of, form_of, links_of, posts, said, text_of, whole
from tests.project_copy import ROOT
from ttdash.sandbox import demo_clients


def test_the_page_asks_for_a_file_and_says_how_long_it_may_be(editor):
    page = editor.get(PAGE)
    assert 'type="file" name="file"' in page.content.decode()
    assert "up to 50,000 rows and 20 MB" in text_of(page)


def test_a_file_becomes_a_plan_that_counts_its_rows_and_names_old_and_new(editor, office):
    page = send(editor, "Huber OG;a@huber.example;2", "Müller KG;office@mueller.example;7", "Bauer;x(at)y;3")
    assert counters(page) == {"rows in the file": 3, "new": 1, "change": 1, "error": 1}
    text = text_of(page)
    assert "Nothing has been sent to TimeTrack yet." in text
    assert "Phone 1 → 7" in text
    assert "_apply" in page.content.decode()
    assert [call.method for call in office.calls if call.method != "GET"] == []


def test_what_a_script_reckons_with_is_a_number_in_every_language(editor):
    page = editor.post(PAGE, {"file": csv("Huber OG;a@huber.example;2")}, headers={"accept-language": "de-AT"})
    text = page.content.decode()
    assert re.findall('data-seconds="(.*?)"', text) == ["0.5"]
    assert [found for found in re.findall(r'data-[a-z-]+="([\d.,]+)"', text) if "," in found] == []


def test_what_is_approved_by_the_button_is_done_and_the_rest_is_left_alone(editor, office):
    page = send(editor, "Huber OG;a@huber.example;2", "Müller KG;office@mueller.example;7", "Bauer;x(at)y;3")
    answer = until_done(editor, editor.post(PAGE, plan_form(page) | {"_apply": ""}))
    assert answer.status_code == 302
    assert {client["name"]: client["phone"] for client in office.clients.values()} == {
        "Müller KG": "7",
        "Huber OG": "2",
    }


def test_a_run_knows_how_many_rows_were_approved_whichever_package_holds_the_first(editor, office):
    known = [f"Alt {at} KG;alt@huber-{at}.example;{at}" for at in range(30)]
    for each in known:
        name, email, phone = each.split(";")
        office.add(name=name, email=email, phone=phone)
    page = send(editor, *known, "Huber OG;;2", "Maier OG;x@y.example;")
    assert counters(page) == {"rows in the file": 32, "new": 2, "as it is": 30}
    done = until_done(editor, editor.post(PAGE, plan_form(page) | {"_apply": ""}))
    (run,) = BulkRun.objects.all()
    assert (done.url, run.rows, run.created, run.ended) == (f"/runs/{run.pk}/", 2, 2, True)


def test_sending_the_same_form_again_does_nothing_twice(editor, office):
    form = plan_form(send(editor, "Huber OG;a@huber.example;2"))
    for _ in range(3):
        until_done(editor, editor.post(PAGE, form | {"_apply": ""}))
    assert len(posts(office)) == 1


def test_a_look_alike_is_left_out_unless_somebody_chooses(editor, office):
    page = send(editor, "Mueller KG;office@mueller.example;7")
    assert counters(page) == {"rows in the file": 1, "look-alike": 1}
    form = plan_form(page)
    assert form["choice-2"] == ""
    until_done(editor, editor.post(PAGE, form | {"_apply": ""}))
    assert office.clients[1]["phone"] == "1"
    until_done(editor, editor.post(PAGE, form | {"_apply": "", "choice-2": "1"}))
    assert office.clients[1]["phone"] == "7"
    assert len(office.clients) == 1


def test_a_look_alike_is_created_where_that_is_chosen(editor, office):
    form = plan_form(send(editor, "Mueller KG;office@mueller.example;7"))
    until_done(editor, editor.post(PAGE, form | {"_apply": "", "choice-2": "create"}))
    assert [client["name"] for client in office.clients.values()] == ["Müller KG", "Mueller KG"]


def test_only_if_no_row_has_an_error_imports_nothing_where_one_has(editor, office):
    form = plan_form(send(editor, "Huber OG;;", "Bauer;x(at)y;"))
    answer = editor.post(PAGE, form | {"_apply": "", "only_clean": "on"}, follow=True)
    assert said(answer) == [("warning", "Nothing was imported: there are rows with errors.")]
    assert posts(office) == []


def test_a_plan_is_of_no_use_to_somebody_else(editor, office, visitor):
    form = plan_form(send(editor, "Huber OG;;"))
    answer = visitor("editor").post(PAGE, form | {"_apply": ""}, follow=True)
    assert [level for level, _ in said(answer)] == ["error"]
    assert posts(office) == []


def test_columns_can_be_chosen_for_the_heads_that_were_shown(editor):
    page = send(editor, "Huber OG;Wien;x", head="Who;Where;Name of something")
    heads = form_of(page)["heads"]
    chosen = {"heads": heads, "column-0": "name", "column-1": "addressCity"}
    page = send(editor, "Huber OG;Wien;x", head="Who;Where;Name of something", **chosen)
    assert counters(page) == {"rows in the file": 1, "new": 1}
    assert "City Wien" in text_of(page)
    other = send(editor, "Huber OG;1", head="Name;Phone", **chosen)
    assert "Phone 1" in text_of(other), "what was chosen for other heads does not count"


def test_without_any_known_column_there_is_no_plan_but_a_choice(editor):
    page = send(editor, "x;y;z", head="Qwert;Asdf;Yxcv")
    assert "No column of this file is known." in text_of(page)
    assert "_apply" not in buttons_of(page)
    assert "column-0" in form_of(page)


def test_behind_a_sheet_without_rows_another_one_can_be_chosen(editor):
    data = xlsx(table(["Kunden 2026"], name="Deckblatt"), table(["Name"], ["Huber OG"], name="Kunden"))
    page = editor.post(PAGE, {"file": SimpleUploadedFile("Messe.xlsx", data)})
    assert "There is nothing below the column heads in row 1." in text_of(page)
    assert form_of(page)["sheet"] == "Deckblatt"
    page = editor.post(PAGE, {"file": SimpleUploadedFile("Messe.xlsx", data), "sheet": "Kunden"})
    assert counters(page) == {"rows in the file": 1, "new": 1}


def test_what_stands_beside_the_columns_with_a_head_is_named_and_left_out_but_can_be_taken(editor):
    lines = [*(f"Firma {at};;Wien;" for at in range(9)), "Zu viel;mitten;Wien;extra;noch"]
    page = send(editor, *lines, head="Firma;;Ort")
    assert "taken: 2, left out: column B, column D, column E" in text_of(page)
    form = {name: value for name, value in form_of(page).items() if name.startswith("column-") or name == "heads"}
    assert form.keys() == {"heads", *(f"column-{at}" for at in range(5))}
    form |= {"column-3": "phone"}
    assert "taken: 3, left out: column B, column E" in text_of(send(editor, *lines, **form, head="Firma;;Ort"))


def test_two_columns_for_one_field_are_asked_about(editor):
    heads = form_of(send(editor, "a;b;c"))["heads"]
    page = send(editor, "a;b;c", heads=heads, **{"column-0": "name", "column-1": "phone", "column-2": "phone"})
    assert "More than one column is to become: Phone." in text_of(page)


def test_a_cell_can_be_typed_anew(editor):
    page = send(editor, "Bauer;x(at)y;3", cells=json.dumps([[2, 1, "x@y.example"]]))
    assert counters(page) == {"rows in the file": 1, "new": 1}


@pytest.mark.parametrize(
    "cells",
    [
        "{",
        "[1]",
        "[[1]]",
        "[[-1,0,1]]",
        '[["2",1,"x"]]',
        "[[2,true,1]]",
        "[" * 100_000,
        '[[2,256,"x"]]',
        '[[2,99999999999,"x"]]',
    ],
)
def test_cells_that_no_page_of_ours_sends_are_refused(editor, cells):
    assert send(editor, "Bauer;;", cells=cells).status_code == 400


@pytest.mark.parametrize("approved", ["{", "[1]", "[[1]]", '[["2",null]]', "[[2,true]]", "null"])
def test_approvals_that_no_page_of_ours_sends_are_refused(editor, approved):
    packages = plan_form(send(editor, "Huber OG;;"))["packages"]
    answer = editor.post(PAGE, {"package": packages, "approved": approved})
    assert answer.status_code == 400


def test_empty_cells_keep_what_is_there_unless_clearing_is_chosen_with_its_number(editor, office):
    page = send(editor, "Müller KG;office@mueller.example;")
    assert counters(page) == {"rows in the file": 1, "as it is": 1}
    assert "clear what is there (1 value)" in text_of(page)
    page = send(editor, "Müller KG;office@mueller.example;", empty="clear")
    assert counters(page) == {"rows in the file": 1, "change": 1}


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [(0.5, "Takes less than a minute."), (70, "Takes about 1 min."), (90_000, "Takes about 1,500 min.")],
)
def test_how_long_it_takes_is_a_whole_sentence(editor, monkeypatch, seconds, sentence):
    monkeypatch.setattr("clients_ui.web.plans.shown.SECONDS_A_ROW", seconds)
    assert sentence in text_of(send(editor, "Huber OG;;2"))


def test_by_what_a_row_finds_its_client_is_told_with_what_comes_before_it(editor, settings):
    settings.TIMETRACK_FIELD1_LABEL = "Kundennummer"
    words = text_of(send(editor, "Huber OG;;2"))
    assert "By ID, else by name By ID, else by name or “Kundennummer”" in words


def test_it_leads_to_the_imports_there_were(editor):
    assert "/runs/" in links_of(editor.get(PAGE))


def test_above_a_thousand_rows_it_says_that_it_needs_a_script(editor, monkeypatch):
    monkeypatch.setattr("clients_ui.web.plans.shown.MOST_BY_BUTTON", 3)
    three = send(editor, *(f"Huber {n};;" for n in range(3)))
    assert "_apply" in three.content.decode()
    four = send(editor, *(f"Huber {n};;" for n in range(4)))
    assert "_apply" not in four.content.decode()
    assert "Without JavaScript, up to 3 rows can be imported at once." in text_of(four)


def test_rows_that_no_form_holds_need_a_script_too(editor, office, settings):
    lines = [f"Huber {at};;{'1' * 200}" for at in range(100)]
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 200 * 1024
    assert "_apply" in send(editor, *lines).content.decode()
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50 * 1024
    page = send(editor, *lines)
    assert "_apply" not in page.content.decode()
    assert "There is more text in these rows than can be imported at once without JavaScript." in text_of(page)
    assert packages_of(fragment(editor, *lines))


def test_without_script_each_of_a_thousand_rows_may_be_a_look_alike(editor, office):
    form = plan_form(send(editor, "Huber OG;;2")) | {f"choice-{row}": "create" for row in range(2, 1002)}
    assert until_done(editor, editor.post(PAGE, form | {"_apply": ""})).status_code == 302
    assert len(posts(office)) == 1


@pytest.mark.parametrize("keeps", [True, False])
def test_whether_it_can_be_undone_is_said_before_it_is_begun(editor, settings, keeps):
    settings.HISTORY_VALUES = keeps
    words = text_of(send(editor, "Huber OG;;"))
    assert ("can be undone for 30 days" in words, "cannot be undone" in words) == (keeps, not keeps)


def test_undo_is_not_promised_to_somebody_who_may_not_delete_what_the_import_creates(visitor, office):
    browser = visitor("viewer")
    browser.person.user_permissions.set(Permission.objects.filter(codename__in=["add_client", "change_client"]))
    words = text_of(send(browser, "Huber OG;;"))
    assert "If the import creates clients, you cannot undo it: that takes the right to delete clients." in words
    assert "can be undone" not in words


def test_a_file_that_cannot_be_read_is_told_and_may_be_sent_again(editor):
    page = editor.post(PAGE, {"file": SimpleUploadedFile("Messe.xlsx", b"%PDF-1.7 \xff\xfe\xfd\x81")})
    assert page.status_code == 200
    assert 'class="errornote"' in page.content.decode()
    assert "file" in form_of(page)


# For the script


def fragment(browser, *lines, head=HEAD, **fields):
    """The page of a plan for a script, which is sent piece by piece."""
    return whole(browser.post(PAGE, {"file": csv(*lines, head=head), **fields}, headers={"X-Fragment": "1"}))


def packages_of(response):
    block = re.search(r'<script id="packages" type="application/json">(.*?)</script>', response.content.decode())
    return json.loads(block[1])


def test_a_script_gets_the_rows_as_packages_and_no_table_of_them(editor):
    page = fragment(editor, *(f"Huber {n};;{n}" for n in range(100)))
    assert len(packages_of(page)) > 3
    assert "Huber 50" not in text_of(page)
    assert "<html" not in page.content.decode()


def test_a_package_is_answered_with_what_was_done_and_what_is_left(editor, office):
    (package,) = packages_of(fragment(editor, "Huber OG;;2", "Bauer;;3"))
    answer = editor.post(PAGE, {"package": package, "approved": "[[2, null]]"}, headers={"X-Fragment": "1"})
    assert answer.json() == {
        "done": [{"row": 2, "outcome": "created", "id": 2, "problems": {}}], "left": [], "pause": None, "why": "",
    }  # fmt: skip
    assert [body["name"] for body in posts(office)] == ["Huber OG"]


def test_a_package_that_was_altered_is_refused_with_a_sentence(editor, office):
    (package,) = packages_of(fragment(editor, "Huber OG;;2"))
    answer = editor.post(PAGE, {"package": package[:-1] + "_", "approved": "[[2, null]]"})
    assert (answer.status_code, [*answer.json()]) == (409, ["error"])
    assert posts(office) == []


def test_signed_out_meanwhile_a_script_is_told_so(editor):
    editor.logout()
    assert fragment(editor, "Huber OG;;2").status_code == 401
    assert editor.post(PAGE, {"package": "x"}, headers={"X-Fragment": "1"}).status_code == 401


@pytest.mark.parametrize(("role", "shown"), [("viewer", False), ("editor", True), ("manager", True)])
def test_the_list_leads_to_it_for_those_who_may_import(office, visitor, role, shown):
    assert (f'href="{PAGE}"' in visitor(role).get("/clients/").content.decode()) is shown


def test_a_demonstration_brings_two_files_to_try_and_an_account_does_not(editor, settings):
    assert editor.get(PAGE).content.decode().count('.xlsx" download') == 2
    settings.TIMETRACK_API_URL = "https://account.example/api/v2/ext/"
    assert '.xlsx" download' not in editor.get(PAGE).content.decode()


def sample(name):
    path = ROOT / "ttdash" / "static" / "ttdash" / "samples" / name
    return SimpleUploadedFile(name, path.read_bytes())


def test_the_clean_list_of_the_demonstration_has_new_clients_and_changes_and_nothing_else(editor, sandbox):
    sandbox.reset(demo_clients())
    assert counters(editor.post(PAGE, {"file": sample("clean.xlsx")})) == {
        "rows in the file": 12, "new": 10, "change": 2,
    }  # fmt: skip


def test_the_other_list_of_the_demonstration_has_something_of_every_kind(editor, sandbox):
    sandbox.reset(demo_clients())
    page = editor.post(PAGE, {"file": sample("office.xlsx")})
    assert {"new", "change", "as it is", "conflict", "look-alike", "blocked", "error"} < set(counters(page))
    words = text_of(page)
    for each in ("Postcode 01067", "Excel has lost digits here", "Hidden rows (1)", "Hidden sheets: alt.", "Sheet"):
        assert each in words
