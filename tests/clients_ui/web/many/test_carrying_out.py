"""A change of many clients that is applied: by its number, by its button, and once."""

import json
import re

import pytest

from clients_ui.models import BulkRun
from clients_ui.transfer.packages import opened
from tests.clients_ui.transfer.rows import names, writes
from tests.clients_ui.web.many.asked import COUNTRY, DELETE, URL, applied, countries, of, planned
from tests.filling import filled
from tests.pages import form_in, levels, links_of, said, text_of, whole
from ttdash.sandbox import Fault

pytestmark = pytest.mark.usefixtures("unhurried")


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
