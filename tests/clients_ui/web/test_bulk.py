"""The page that changes many clients: who is selected, what is asked for, the plan, and that it touches nobody else."""

import json
import re
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission

from clients_ui.models import Attempt, BulkRun, Draft
from clients_ui.transfer import selection
from clients_ui.transfer.packages import opened
from tests.clients_ui.transfer.rows import names, writes
from tests.filling import filled
from tests.pages import form_in, levels, links_of, said, text_of, whole
from ttdash.sandbox import Fault

URL = "/clients/bulk/"
COUNTRY = {"action": "set", "field": "addressCountry", "value": "AT"}
DELETE = {"action": "delete"}
GONE = "This selection cannot be used any more. Select the clients once more."
pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def office(sandbox, settings):
    settings.BREAKER_FAILURES = 0
    for number in range(12):
        sandbox.add(name=f"Client {number:02}", addressCity="Wien" if number % 2 else "Graz", addressCountry="DE")
    return sandbox


@pytest.fixture
def known(office, settings, db):
    """An account that this worker has read."""
    settings.DIRECTORY_SECONDS = 60
    filled()
    return office


@pytest.fixture
def eva(visitor):
    return visitor("editor")


def with_one_right(visitor, right):
    browser = visitor("viewer")
    browser.person.user_permissions.add(Permission.objects.get(codename=f"{right}_client"))
    return browser


def of(ids):
    return {"ids": ",".join(map(str, ids))}


def planned(page):
    """The form of the plan, as a browser would send it with its button."""
    found = re.search(r'<form id="plan-form".*?</form>', page.content.decode(), re.DOTALL)
    assert found, text_of(page)
    return form_in(found[0]) | {"_apply": ""}


def applied(browser, ids, asked=COUNTRY, **typed):
    """What a person comes to who sees the plan and applies it, without script."""
    return browser.post(URL, planned(browser.post(URL, of(ids) | asked)) | typed)


def countries(office):
    return [office.clients[id_]["addressCountry"] for id_ in sorted(office.clients)]


# Who is selected


def test_it_says_how_many_are_selected_and_who_the_first_are(office, eva):
    page = text_of(eva.post(URL, of(range(1, 8))))
    assert "7 clients selected" in page
    assert "Client 00 · Client 01 · Client 02 · Client 03 · Client 04 …" in page


def test_a_client_of_whose_name_nothing_can_be_seen_is_called_by_its_id(office, eva):
    office.clients[1]["name"] = "\u200b"
    page = text_of(eva.post(URL, of([1]) | COUNTRY))
    assert page.count("(no name) #1") == 2, "among the first, and in the plan"


def test_ids_may_be_repeated_and_come_with_commas(office, eva):
    assert "4 clients selected" in text_of(eva.post(URL, {"ids": ["1,2", "7", "7", "3"]}))


def test_the_page_carries_the_ids_signed_and_no_query_is_asked_again(known, eva):
    page = eva.get(f"{URL}?all=1&addressCity=Graz")
    assert "6 clients selected" in text_of(page)
    form = form_in(page.content.decode())
    assert selection.opened(form["selection"], eva.person.pk) == [1, 3, 5, 7, 9, 11]
    known.add(name="Client 12", addressCity="Graz", addressCountry="DE")
    known.clients[1]["addressCity"] = "Wien"
    filled()
    again = eva.post(URL, {"selection": form["selection"]} | COUNTRY)
    assert selection.opened(planned(again)["selection"], eva.person.pk) == [1, 3, 5, 7, 9, 11]
    assert "Change 6 clients" in text_of(again)


@pytest.mark.parametrize("query", ["", "?q=client", "?list=q%3Dclient", "?addressCity=Graz"])
def test_no_address_takes_all_clients_that_does_not_ask_for_all(known, eva, query):
    answer = eva.get(URL + query)
    assert answer.status_code == 302
    assert said(eva.get(answer.url)) == [("warning", "Select clients first.")]


@pytest.mark.parametrize("ids", ["", "-1", "0", "x", "1,x", "1;2", "9" * 30, "1.5", "1,", "\0"])
def test_what_is_no_id_changes_nothing_and_says_so(office, eva, ids):
    page = eva.post(URL, {"ids": ids} | COUNTRY | {"_apply": ""})
    assert text_of(page).count("No client is selected." if ids == "" else GONE) == 1
    assert writes(office) == []


def test_a_million_ids_are_refused_and_none_is_looked_up(office, eva):
    page = eva.post(URL, {"ids": ",".join(["1234567"] * 5 + [str(n) for n in range(1, 200_000)])} | COUNTRY)
    assert "At most 10,000 clients can be taken at once. Narrow your search." in text_of(page)
    assert office.calls == []


def test_an_id_of_nobody_is_an_error_of_its_own_row(office, eva):
    page = text_of(eva.post(URL, of([1, 999]) | COUNTRY))
    assert "There is no such client any more." in page
    assert "Change 1 client" in page


def test_a_selection_of_somebody_else_is_none(office, eva, visitor):
    sealed = selection.sealed([1, 2], visitor("editor").person.pk)
    page = eva.post(URL, {"selection": sealed} | COUNTRY | {"_apply": ""})
    assert GONE in text_of(page)
    assert writes(office) == []


def after_the_session_expired(browser, ids, asked):
    """What a person comes to who sends ticked rows without a session, and signs in again."""
    token = re.search(
        r'id="selected".*?name="form_token" value="([^"]+)"', browser.get("/clients/").content.decode(), re.DOTALL
    )[1]
    browser.logout()
    answer = browser.post(URL, of(ids) | {"form_token": token} | asked)
    browser.force_login(browser.person)
    return browser.get(unquote(answer.url.removeprefix("/login/?next=")))


def test_after_an_expired_session_the_selection_is_back_and_nothing_was_done(office, visitor):
    page = after_the_session_expired(visitor("editor", enforce_csrf_checks=True), [1, 2, 3], DELETE)
    assert "3 clients selected" in text_of(page)
    assert levels(page) == ["warning"]
    assert writes(office) == []


@pytest.mark.parametrize(
    ("url", "title"),
    [
        (f"{URL}?all=1", "12 clients selected"),
        (f"{URL}?action=mend&finding=bad-country", "Mend: Country is not a code"),
    ],
)
def test_what_came_back_is_never_taken_for_another_selection(known, eva, url, title):
    after_the_session_expired(eva, [1, 2, 3], DELETE)
    page = eva.get(url)
    assert title in text_of(page)
    assert "Delete 3 clients" not in text_of(page)


def test_what_came_back_is_over_when_it_is_sent(office, eva):
    page = after_the_session_expired(eva, [1, 2, 3], COUNTRY)
    assert Draft.objects.count() == 1
    assert eva.post(URL, planned(page)).status_code == 302
    assert Draft.objects.count() == 0


def test_a_script_that_waits_for_a_sign_in_leaves_no_message_behind(office, eva):
    assert "csrfmiddlewaretoken" in eva.get(URL, headers={"X-Fragment": "quiet"}).content.decode()
    assert said(eva.get("/clients/")) == []


def test_after_an_expired_session_without_a_draft_it_is_nobody_and_not_all(known, visitor):
    answer = visitor(None).post(URL, of([1, 2, 3]) | DELETE)
    eva = visitor("editor")
    assert eva.get(answer.url.removeprefix("/login/?next=")).status_code == 302


# Rights


def test_a_viewer_has_no_boxes_and_no_page(office, visitor):
    viewer = visitor("viewer")
    assert "action-select" not in viewer.get("/clients/").content.decode()
    assert viewer.get(f"{URL}?all=1").status_code == 403
    assert viewer.post(URL, of([1]) | COUNTRY).status_code == 403


@pytest.mark.parametrize(
    ("right", "asked", "status"),
    [("change", COUNTRY, 200), ("delete", DELETE, 200), ("change", DELETE, 403), ("delete", COUNTRY, 403)],
)
def test_each_right_is_for_what_it_says(office, visitor, right, asked, status):
    browser = with_one_right(visitor, right)
    assert "action-select" in browser.get("/clients/").content.decode()
    assert browser.post(URL, of([1]) | asked).status_code == status
    assert browser.post(URL, of([1]) | asked | {"_apply": ""}).status_code == (302 if status == 200 else 403)


@pytest.mark.parametrize(
    ("right", "asked", "promise", "link"),
    [
        ("change", COUNTRY, "This can be undone for 30 days.", "See what was done, or undo it"),
        ("delete", DELETE, "You cannot undo this yourself: that takes the right to add clients.", "See what was done"),
    ],
)
def test_undo_is_promised_to_those_who_may_undo(office, visitor, right, asked, promise, link):
    browser = with_one_right(visitor, right)
    page = browser.post(URL, of([1]) | asked)
    assert promise in text_of(page)
    assert re.search(r'id="run-all"[^>]*>([^<]*)<', page.content.decode())[1] == link
    run = applied(browser, [1], asked).url
    assert ("_undo" in browser.get(run).content.decode()) is ("or undo it" in link)


@pytest.mark.parametrize("asked", [COUNTRY, DELETE])
def test_rights_that_were_taken_away_in_between_count(office, eva, asked):
    form = planned(eva.post(URL, of([1, 2]) | asked))
    eva.person.groups.clear()
    assert eva.post(URL, form).status_code == 403
    [package, *_] = form["packages"].split()
    assert eva.post(URL, {"package": package, "approved": "[[1, 1]]"}).status_code == 403
    assert writes(office) == []


# What is asked for


def test_nothing_is_sent_before_it_is_applied(office, eva):
    page = text_of(eva.post(URL, of([1, 2]) | COUNTRY))
    assert "Nothing has been sent to TimeTrack yet." in page
    assert "Country Germany → Austria" in page
    assert writes(office) == []


def test_it_counts_those_that_are_so_already(office, eva):
    office.clients[1]["addressCountry"] = "AT"
    page = text_of(eva.post(URL, of([1, 2, 3]) | COUNTRY))
    assert "3 selected 2 change 1 as it is" in page
    assert "Change 2 clients" in page


def test_a_country_may_be_written_as_people_do(office, eva):
    assert applied(eva, [1], COUNTRY | {"value": "Austria"}).status_code == 302
    assert office.clients[1]["addressCountry"] == "AT"


def test_a_value_is_replaced_by_another_just_where_it_stands(office, eva):
    office.clients[2]["addressCountry"] = "Deutschland"
    applied(eva, [1, 2, 3], COUNTRY | {"value": "DE", "where": "holding", "old": "Deutschland"})
    assert [call.path for call in office.calls if call.method == "PUT"] == ["clients/2"]
    assert office.clients[2]["addressCountry"] == "DE"


def test_a_field_is_filled_where_it_is_empty(office, eva):
    office.clients[2]["addressCountry"] = ""
    applied(eva, [1, 2], COUNTRY | {"where": "empty"})
    assert countries(office)[:2] == ["DE", "AT"]


def test_a_field_is_cleared(office, eva):
    applied(eva, [1, 2], {"action": "clear", "field": "addressCountry", "value": "left over"})
    assert countries(office)[:3] == ["", "", "DE"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (COUNTRY | {"value": " "}, "Enter a value, or choose to clear the field."),
        (COUNTRY | {"where": "holding", "old": " "}, "Enter the value that is to be replaced."),
        (COUNTRY | {"value": "Nirgendwo"}, "This is no country: write its name or its code, such as Austria or AT."),
    ],
)
def test_what_cannot_be_done_to_anybody_is_said_and_what_was_typed_is_kept(office, eva, asked, sentence):
    page = eva.post(URL, of([1, 2]) | asked | {"_apply": ""})
    assert sentence in text_of(page)
    form = form_in(page.content.decode())
    assert {name: form.get(name) for name in ("field", "value")} == {name: asked[name] for name in ("field", "value")}
    assert writes(office) == []


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"action": "x"},
        {"action": "set", "field": "name", "value": "x"},
        {"action": "set", "field": "enabled", "value": "no"},
        {"action": "set", "field": "id"},
    ],
)
def test_what_there_is_not_cannot_be_asked_for(office, eva, asked):
    page = eva.post(URL, of([1, 2]) | asked | {"_apply": ""})
    assert "plan-form" not in page.content.decode()
    assert writes(office) == []


@pytest.mark.parametrize("action", ["set", "clear"])
def test_a_field_has_to_be_chosen_since_none_is_to_begin_with(office, eva, action):
    page = eva.post(URL, of([1, 2]) | {"action": action, "field": "", "value": "x"})
    assert "Choose a field." in page.content.decode()
    assert form_in(eva.post(URL, of([1, 2])).content.decode()).get("field", "") == ""


# Carried out


def test_applied_it_leads_to_its_run_which_is_one_entry_of_the_history(office, eva, visitor):
    answer = applied(eva, [1, 2, 3])
    run = BulkRun.objects.get()
    assert answer.url == f"/runs/{run.pk}/"
    assert f"{eva.person.username} · Bulk change 3 clients changed ended" in text_of(eva.get(answer.url))
    assert countries(office) == ["AT"] * 3 + ["DE"] * 9
    history = visitor("manager").get("/history/")
    assert text_of(history).count(f"{eva.person.username} ·") == 1
    assert "Bulk change" in text_of(history)
    assert answer.url in links_of(history)


def test_it_is_undone_by_its_button(office, eva):
    answer = applied(eva, [1, 2, 3])
    page = eva.get(answer.url)
    assert "Undo this bulk change Each client gets back what it held before." in text_of(page)
    undone = eva.post(answer.url, {"_undo": ""})
    assert countries(office) == ["DE"] * 12
    assert "Undo of a bulk change" in text_of(eva.get(undone.url))


def test_those_with_projects_are_left_out_of_a_deletion_and_named_before_it(office, eva):
    office.projects.append({"ID": 1, "projectName": "P", "clientName": "Client 01", "projectEnabled": True})
    page = eva.post(URL, of([1, 2, 3]) | DELETE)
    assert "Client 01 This client has projects, so it is left as it is." in text_of(page)
    assert "Delete 2 clients" in text_of(page)
    answer = eva.post(URL, planned(page))
    assert "Client 01" in names(office)
    assert len(names(office)) == 10
    assert "Bulk deletion 2 clients deleted" in text_of(eva.get(answer.url))


def test_where_projects_cannot_all_be_told_they_are_looked_up_one_by_one(office, eva):
    office.projects.append({"ID": 1, "projectName": "P", "clientName": "Client 01", "projectEnabled": True})
    office.fail(Fault.SERVER_ERROR, path="projects", times=4)
    page = eva.post(URL, of([1, 2, 3]) | DELETE)
    assert "Delete 3 clients" in text_of(page)
    office.heal()
    eva.post(URL, planned(page))
    assert names(office)[:2] == ["Client 01", "Client 03"]


def test_a_deletion_is_undone(office, eva):
    before = names(office)
    answer = applied(eva, [1, 2, 3], DELETE)
    assert len(names(office)) == 9
    assert "Undo this bulk deletion Each client is created again with all that it held, under a new ID." in text_of(
        eva.get(answer.url)
    )
    eva.post(answer.url, {"_undo": ""})
    assert names(office) == before


@pytest.mark.parametrize("sign", ["\x1f", "\0", "\ud800", "\u200b", "\r\n"])
def test_whatever_sign_a_client_holds_it_is_deleted_as_it_was_shown(office, eva, settings, sign):
    settings.DIRECTORY_SECONDS = 60
    office.clients[1].update(name=f"Hu{sign}ber", notes=f"{sign}Skonto", addressCity=f"Graz{sign}")
    filled()
    applied(eva, [1, 2], DELETE)
    assert min(office.clients) == 3


def test_just_those_are_touched_that_were_shown_whatever_a_colleague_does_meanwhile(known, eva):
    form = planned(eva.post(URL, of([1, 2, 3]) | COUNTRY))
    known.add(name="Client 12", addressCountry="DE")
    known.clients[1]["addressCountry"] = "CH"
    del known.clients[2]
    answer = eva.post(URL, form)
    assert {id_: row["addressCountry"] for id_, row in known.clients.items() if row["addressCountry"] != "DE"} == {
        1: "CH",
        3: "AT",
    }
    assert "1 client changed 2 clients left as they are" in text_of(eva.get(answer.url))


def test_a_script_that_shows_no_plan_has_the_one_of_this_moment_applied(office, eva):
    assert eva.post(URL, of([1, 2]) | COUNTRY | {"_apply": ""}).status_code == 302
    assert countries(office)[:3] == ["AT", "AT", "DE"]


def test_where_all_is_so_already_nothing_is_begun(office, eva):
    answer = eva.post(URL, of([1, 2]) | COUNTRY | {"value": "DE", "_apply": ""})
    assert said(answer) == [("warning", "There is nothing to do.")]
    assert BulkRun.objects.count() == 0


# The number that is typed


def test_from_eleven_on_the_number_is_typed(office, eva):
    ten, eleven = (eva.post(URL, of(range(1, last)) | COUNTRY) for last in (11, 12))
    assert ("confirm" in planned(ten), "confirm" in planned(eleven)) == (False, True)
    assert "Type 11 to confirm" in text_of(eleven)


@pytest.mark.parametrize("typed", ["", "10", "110", "eleven", "1 2"])
def test_another_number_does_nothing_and_shows_the_plan_again(office, eva, typed):
    page = applied(eva, range(1, 12), confirm=typed)
    assert said(page) == [("error", "Nothing was done: type the number of clients, 11, to confirm.")]
    assert "confirm" in planned(page)
    assert writes(office) == []


@pytest.mark.parametrize("typed", ["11", " 11 ", "1,1"])
def test_the_number_may_have_blanks_and_separators(office, eva, typed):
    assert applied(eva, range(1, 12), confirm=typed).status_code == 302
    assert countries(office) == ["AT"] * 11 + ["DE"]


@pytest.mark.parametrize("asked", [COUNTRY, DELETE])
def test_no_package_of_such_a_plan_is_taken_without_the_number(office, eva, asked):
    [package, *_] = planned(eva.post(URL, of(range(1, 13)) | asked))["packages"].split()
    sent = {"package": package, "approved": "[[1, 1]]"}
    for more in ({}, {"confirm": "11"}):
        answer = eva.post(URL, sent | more)
        assert (answer.status_code, answer.json()["error"][:19]) == (409, "Nothing was done: t")
    assert eva.post(URL, {"packages": package, "approved": "[[1, 1]]", "_next": ""}).status_code == 200
    assert writes(office) == []
    assert eva.post(URL, sent | {"confirm": "12"}).json()["left"] == []
    assert len(writes(office)) == 1


@pytest.mark.parametrize("url", [URL, "/clients/import/"])
@pytest.mark.parametrize("button", ["_apply", "_next"])
def test_nor_by_a_button_at_another_address(office, eva, url, button):
    [package, *_] = planned(eva.post(URL, of(range(1, 13)) | COUNTRY))["packages"].split()
    answer = eva.post(url, {"packages": package, "approved": "[[1, 1]]", button: ""})
    assert answer.status_code == 200
    assert writes(office) == []


def test_a_button_that_does_not_say_how_many_there_are_tells_what_was_done(office, eva):
    [package, *_] = planned(eva.post(URL, of([1, 2]) | COUNTRY))["packages"].split()
    answer = eva.post(URL, {"packages": package, "approved": "[[1, 1], [2, 2]]", "_next": ""})
    assert answer.url == f"/runs/{BulkRun.objects.get().pk}/"
    assert countries(office)[:3] == ["AT", "AT", "DE"]


# Without script it goes on by a button


def test_what_takes_longer_goes_on_by_its_button_with_the_words_of_a_change(office, eva, monkeypatch):
    form = planned(eva.post(URL, of(range(1, 13)) | COUNTRY)) | {"confirm": "12"}
    clock = iter([0.0, *[9.0] * 50])
    with monkeypatch.context() as patch:
        patch.setattr("clients_ui.transfer.one_by_one.monotonic", lambda: next(clock))
        patch.setattr("clients_ui.web.plans.carrying_out.AT_A_PRESS", 0)
        page = eva.post(URL, form)
    assert "Under way: 1 of 12" in text_of(page)
    assert "Import" not in re.sub("Imports?</a>", "", text_of(page).split("Change many")[1])
    answer = eva.post(URL, form_in(page.content.decode()) | {"_next": ""})
    assert answer.status_code == 302
    assert countries(office) == ["AT"] * 12


def test_more_than_a_page_holds_needs_a_script_and_says_so(office, eva, monkeypatch):
    monkeypatch.setattr("clients_ui.web.plans.shown.MOST_BY_BUTTON", 3)
    page = whole(eva.post(URL, of(range(1, 5)) | COUNTRY))
    assert "These are too many to be changed at once without JavaScript." in text_of(page)
    packages = json.loads(re.search(r'<script id="packages"[^>]*>(.*?)</script>', page.content.decode())[1])
    assert sum(len(opened(each, eva.person.pk).rows) for each in packages) == 4
    pressed = whole(eva.post(URL, planned(page)))
    assert levels(pressed) == ["error"]
    assert said(pressed)[0][1].startswith("These are too many")
    assert writes(office) == []


# When TimeTrack or the history is not there


def test_an_outage_while_it_is_planned_is_the_page_of_an_outage(office, eva):
    office.fail(Fault.UNAVAILABLE, times=None)
    assert eva.post(URL, of([1, 2]) | COUNTRY).status_code == 503
    assert writes(office) == []


def test_an_outage_while_all_are_selected_is_the_page_of_an_outage(office, eva):
    office.fail(Fault.UNAVAILABLE, times=None)
    assert eva.get(f"{URL}?all=1").status_code == 503


def test_without_a_directory_all_is_read_from_timetrack_itself(office, eva):
    assert "12 clients selected" in text_of(eva.get(f"{URL}?all=1"))


def test_without_values_in_the_history_it_is_said_before_that_nothing_can_be_undone(office, eva, settings):
    settings.HISTORY_VALUES = False
    page = text_of(eva.post(URL, of([1, 2]) | COUNTRY))
    assert "This cannot be undone: the history of this installation keeps no values." in page


@pytest.mark.parametrize(("kept", "days"), [(0, "30 days"), (100, "30 days"), (7, "7 days"), (1, "1 day")])
def test_undo_is_promised_for_as_long_as_the_history_is_kept(office, eva, settings, kept, days):
    settings.HISTORY_DAYS = kept
    assert f"This can be undone for {days}." in text_of(eva.post(URL, of([1, 2]) | COUNTRY))


def test_a_plan_that_is_too_old_says_so(office, eva, monkeypatch):
    form = planned(eva.post(URL, of([1, 2]) | COUNTRY))
    answer = eva.post(URL, {"packages": form["packages"] + "x", "approved": "[[1, 1]]"})
    assert said(answer) == [("error", "This check is too old, or somebody else’s. Check once more.")]
    assert Attempt.objects.count() == 0


# The list


def test_the_list_has_a_box_for_each_client(known, eva):
    page = eva.get("/clients/?addressCity=Graz").content.decode()
    ids = re.findall(r'class="action-select" form="selected" name="ids" value="(\d+)"', page)
    assert ids == ["1", "3", "5", "7", "9", "11"]
    assert "select-all" not in page


def test_of_more_than_a_page_there_is_a_way_to_all_of_it_and_back(office, eva, settings):
    settings.DIRECTORY_SECONDS = 60
    for number in range(50):
        office.add(name=f"Another {number}", addressCity="Graz")
    filled()
    link = next(link for link in links_of(eva.get("/clients/?addressCity=Graz&page=2")) if link.startswith(URL))
    assert link.startswith(f"{URL}?all=1&addressCity=Graz")
    page = eva.get(link)
    assert "56 clients selected" in text_of(page)
    assert next(each for each in links_of(page) if "addressCity=Graz" in each and "page=2" in each)


def test_a_list_that_has_no_directory_offers_no_all(office, eva):
    for number in range(50):
        office.add(name=f"Another {number}")
    assert "select-all" not in eva.get("/clients/").content.decode()


def test_deletion_stands_last_in_the_bar(office, eva):
    bar = re.search(r'<form id="selected".*?</form>', eva.get("/clients/").content.decode(), re.DOTALL)[0]
    assert re.findall(">([^<>]*\\w[^<>]*)</button>", bar) == [
        *("Change …", "As Excel", "As CSV", "Merge …", "Delete …")
    ]
