"""What stands beside a client's form: what looks wrong with it, its last changes, and its projects."""

import re

import pytest

from tests.pages import form_of, links_of, text_of
from ttdash.sandbox import Fault

URL, PROJECTS = "/clients/1/", "/clients/1/projects/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", email="no mail", addressCountry="AT", addressZipCode="95OO")
    return sandbox


def aside(page):
    """The words of the aside alone."""
    page.content = re.search(b"<aside.*?</aside>", page.content, re.DOTALL)[0]
    return text_of(page)


def changed(browser, **typed):
    browser.post(URL, form_of(browser.get(URL)) | typed | {"_save": ""})


def of_client(name, number):
    return [{"ID": n, "projectName": f"Project {n}", "clientName": name, "projectEnabled": True} for n in range(number)]


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_it_leads_from_each_finding_to_its_field(muller, visitor, role):
    page = visitor(role).get(URL)
    assert {"#id_email", "#id_addressZipCode"} <= set(links_of(page))
    assert "3 fields to check" in text_of(page)
    assert 'id="id_email"' in page.content.decode()


def test_of_a_client_without_findings_it_speaks_of_none(sandbox, visitor):
    sandbox.add(name="Huber", phone="+43 1 234567", addressCountry="AT")
    assert "to check" not in text_of(visitor("viewer").get(URL))


def test_it_tells_the_last_changes_with_both_values_and_who_made_them(muller, visitor):
    editor = visitor("editor")
    assert "Nothing was done here yet." in aside(editor.get(URL))
    changed(editor, phone="+43 4242 4482")
    told = aside(visitor("viewer").get(URL))
    assert "Phone 1 → +43 4242 4482" in told
    assert editor.person.username in told


def test_it_tells_five_changes_and_leads_to_all(muller, visitor):
    editor = visitor("editor")
    for number in range(6):
        changed(editor, addressCity=f"City {number}.")
    page = editor.get(URL)
    assert "/clients/1/history/" in links_of(page)
    told = aside(page)
    assert ["City 0." in told.replace("City 0. →", ""), "City 1." in told, "City 5." in told] == [False, True, True]


def test_of_a_long_value_it_tells_the_beginning(muller, visitor):
    editor = visitor("editor")
    changed(editor, notes="n" * 5000)
    told = aside(editor.get(URL))
    assert ("n" * 79 + "…" in told, "n" * 80 in told) == (True, False)


def test_the_client_itself_costs_one_call_and_its_projects_none_until_they_are_looked_up(muller, visitor):
    page = visitor("viewer").get(URL)
    assert len(muller.calls) == 1
    assert PROJECTS in links_of(page)


@pytest.mark.parametrize("headers", [{}, {"X-Fragment": "1"}])
def test_the_page_of_projects_names_them(muller, visitor, headers):
    muller.projects += of_client("Müller", 2) + of_client("Müllerei", 1)
    page = visitor("viewer").get(PROJECTS, headers=headers)
    assert "2 projects refer to this client Project 0 Project 1" in text_of(page)
    assert ("<html" in page.content.decode()) == (headers == {})


def test_the_page_of_projects_says_where_there_are_none(muller, visitor):
    assert "No project refers to it." in text_of(visitor("viewer").get(PROJECTS))


def test_projects_that_cannot_be_looked_up_are_not_told_as_none(muller, visitor):
    muller.fail(Fault.HTML_502, on="GET", path="projects", times=None)
    page = visitor("viewer").get(PROJECTS)
    assert page.status_code == 200
    assert "Whether it has projects could not be looked up." in text_of(page)


def test_the_page_of_projects_of_a_client_that_is_gone_is_not_found(muller, visitor):
    assert visitor("viewer").get("/clients/99/projects/").status_code == 404
