"""The list as each person has chosen it: its columns, and searches under a name as tabs above it."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User

from clients_ui.models import ListColumns, SavedView
from tests.filling import filled
from tests.pages import levels, links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sandbox, settings):
    settings.DIRECTORY_SECONDS = 60
    address = {"address": "Ring 1", "addressZipCode": "1010", "addressCity": "Wien", "addressCountry": "AT"}
    sandbox.add(name="Huber", field1="Gold", notes="n" * 9, phone="+43 1 2", **address)
    sandbox.add(name="Maier", field1="Silber", addressCountry="DE", addressZipCode="80331")
    filled()
    return sandbox


def press(browser, button, path="/clients/", **typed):
    return browser.post(path, {button: "", **typed})


def refusal(page):
    """The sentence beside the name of a view that was refused, its menu open."""
    assert page.status_code == 200
    (menu,) = re.findall(
        r'<details class="menu plain end push" name="menu" open>.*?</details>', page.content.decode(), re.DOTALL
    )
    (sentence,) = re.findall(r'id="view_refused" role="alert">(.*?)</p>', menu)
    assert 'aria-describedby="view_refused"' in menu
    return sentence


def heads(page):
    return re.findall(r'<th scope="col" class="column-(\w+)', page.content.decode())


def tabs(page):
    """Name → whether it is what is shown."""
    shown = re.search(r'<nav class="tabs".*?</nav>', page.content.decode(), re.DOTALL)
    found = re.findall(r"<a href=\"[^\"]*\"( aria-current)?[^>]*>(.*?)</a>", shown[0]) if shown else []
    return {name: bool(current) for current, name in found}


def url_of(page, name):
    return next(tab.url for tab in page.context["own"].tabs if tab.name == name)


# Columns


USUAL = ["name", "contactPerson", "email", "phone", "addressCity", "addressCountry"]


def test_who_has_chosen_nothing_sees_the_usual_columns_which_are_ticked(office, visitor):
    page = visitor("viewer").get("/clients/")
    assert heads(page) == USUAL
    ticked = re.findall(r'name="columns" value="(\w+)" checked', page.content.decode())
    assert ticked == USUAL[1:]


def test_columns_are_each_persons_own_and_stay_with_the_account(office, visitor, client):
    one, other = visitor("viewer"), visitor("viewer")
    answer = press(one, "_columns", columns=["field1", "address"])
    assert (answer.status_code, answer.url) == (302, "/clients/")
    page = one.get("/clients/")
    assert heads(page) == ["name", "address", "field1"]
    assert "Ring 1" in text_of(page)
    assert "+43 1 2" not in text_of(page)
    client.force_login(one.person)  # elsewhere
    assert heads(client.get("/clients/")) == ["name", "address", "field1"]
    assert heads(other.get("/clients/")) == USUAL


def test_the_list_stays_what_it_was_when_columns_are_chosen(office, visitor):
    browser = visitor("viewer")
    answer = press(browser, "_columns", "/clients/?q=Hub&sort=-name&columns=name,email", columns=["phone"])
    assert answer.url == "/clients/?q=Hub&sort=-name"
    assert heads(browser.get(answer.url)) == ["name", "phone"]


def test_the_name_is_always_shown(office, visitor):
    browser = visitor("viewer")
    press(browser, "_columns")
    assert heads(browser.get("/clients/")) == ["name"]
    assert heads(browser.get("/clients/?columns=phone")) == ["name", "phone"]


@pytest.mark.parametrize("nonsense", ["notes", "color", "enabled", "id", "password", "", "name;DROP", "\0"])
def test_what_is_no_column_is_not_shown(office, visitor, nonsense):
    browser = visitor("viewer")
    press(browser, "_columns", columns=[nonsense, "phone"])
    assert heads(browser.get("/clients/")) == ["name", "phone"]
    assert heads(browser.get("/clients/", {"columns": nonsense})) == ["name", "phone"]


def test_every_column_sorts_its_clients(office, visitor):
    browser = visitor("viewer")
    page = browser.get("/clients/?columns=name,addressZipCode")
    (link,) = [link for link in links_of(page) if "sort=addressZipCode" in link]
    assert [record.name for record in browser.get(link).context["listing"].rows] == ["Huber", "Maier"]
    (back,) = [link for link in links_of(browser.get(link)) if "sort=-addressZipCode" in link]
    page = browser.get(back)
    assert [record.name for record in page.context["listing"].rows] == ["Maier", "Huber"]
    assert 'aria-sort="descending"' in page.content.decode()


def test_what_is_found_in_a_column_that_is_not_shown_stands_beside_the_name(office, visitor):
    browser = visitor("viewer")
    assert 'class="elsewhere">Free field 1: <mark>Gold</mark>' in browser.get("/clients/?q=gold").content.decode()
    page = browser.get("/clients/?q=gold&columns=name,field1").content.decode()
    assert 'class="elsewhere"' not in page
    assert "<mark>Gold</mark></td>" in page


def test_without_a_directory_columns_can_be_chosen_too(sandbox, visitor):
    sandbox.add(name="Huber", address="Ring 1")
    browser = visitor("viewer")
    press(browser, "_columns", columns=["address"])
    assert "Ring 1" in text_of(browser.get("/clients/"))


# Views


def test_a_search_is_kept_under_a_name_with_its_filters_sort_and_columns(office, visitor):
    browser = visitor("viewer")
    press(browser, "_columns", columns=["phone"])
    search = "/clients/?q=hub&page=3&sort=-name&addressCountry=AT&finding=phone"
    answer = press(browser, "_keep_view", search, view_name="  Mine  &  yours ")
    kept = "q=hub&sort=-name&finding=phone&columns=name%2Cphone&addressCountry=AT"
    assert answer.url == f"/clients/?{kept}"
    assert [*SavedView.objects.values_list("person", "name", "query")] == [(browser.person.pk, "Mine & yours", kept)]
    assert tabs(browser.get(answer.url)) == {"All": False, "Mine &amp; yours": True}
    press(browser, "_columns", columns=["email"])
    assert heads(browser.get(url_of(browser.get("/clients/"), "Mine & yours"))) == ["name", "phone"]


def test_the_tab_of_what_is_shown_is_the_current_one_on_every_page_of_it(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?addressCountry=AT&addressCountry=DE", view_name="Both")
    for query, current in {
        "": "All",
        "?page=2": "All",
        "?addressCountry=DE&addressCountry=AT&page=2": "Both",
        "?addressCountry=DE": None,
        "?addressCountry=DE&addressCountry=AT&q=x": None,
    }.items():
        shown = tabs(browser.get(f"/clients/{query}"))
        assert [name for name in shown if shown[name]] == [current] * bool(current), query


def test_a_list_that_is_no_view_yet_can_become_one_and_a_view_renamed_or_deleted(office, visitor):
    browser = visitor("viewer")

    def offered(query):
        return re.findall(r'name="(_\w+_view)"', browser.get(f"/clients/{query}").content.decode())

    assert offered("") == []
    assert offered("?q=hub") == ["_keep_view"]
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    assert offered("?q=hub") == ["_rename_view", "_delete_view"]


def test_a_name_that_is_used_again_stands_for_the_new_search(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    press(browser, "_keep_view", "/clients/?q=huber", view_name="Hub")
    assert [view.query.split("&")[0] for view in SavedView.objects.all()] == ["q=huber"]


def test_a_view_is_renamed_but_not_to_the_name_of_another_one(office, visitor):
    browser = visitor("viewer")
    for name in ("One", "Two"):
        press(browser, "_keep_view", f"/clients/?q={name}", view_name=name)
    one = SavedView.objects.get(name="One")
    assert press(browser, "_rename_view", "/clients/?q=One", view=one.pk, view_name="Three").url == "/clients/?q=One"
    assert refusal(press(browser, "_rename_view", view=one.pk, view_name="Two")) == "There is a view “Two” already."
    assert [*SavedView.objects.values_list("name", flat=True)] == ["Three", "Two"]


def test_a_view_is_deleted_and_its_search_stays_on_the_screen(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    answer = press(browser, "_delete_view", "/clients/?q=hub", view=SavedView.objects.get().pk)
    assert answer.url == "/clients/?q=hub"
    page = browser.get(answer.url)
    assert "The view “Hub” was deleted." in text_of(page)
    assert "_keep_view" in page.content.decode()
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("button", ["_keep_view", "_rename_view"])
@pytest.mark.parametrize("name", ["", "   ", "\0", "\u200b", "\u00a0\u2003"])
def test_a_view_without_a_name_that_can_be_seen_is_refused(office, visitor, name, button):
    browser = visitor("viewer")
    view = SavedView.objects.create(person=browser.person, name="Old", query="q=old")
    assert refusal(press(browser, button, "/clients/?q=hub", view=view.pk, view_name=name)) == "A view needs a name."
    assert [*SavedView.objects.values_list("name", "query")] == [("Old", "q=old")]


@pytest.mark.parametrize("button", ["_keep_view", "_rename_view"])
@pytest.mark.parametrize("name", ["All", " all ", "ALLE", "Alle", "A\u200bll", "Ａｌｌ"])
@pytest.mark.parametrize("language", ["en", "de", "de-AT"])
def test_no_view_looks_like_the_tab_of_the_whole_list_in_any_language(office, visitor, button, name, language):
    browser = visitor("viewer")
    view = SavedView.objects.create(person=browser.person, name="Old", query="q=old")
    page = browser.post(
        "/clients/?q=hub", {button: "", "view": view.pk, "view_name": name}, headers={"Accept-Language": language}
    )
    assert re.search("whole list|ganze Liste", refusal(page))
    assert [*SavedView.objects.values_list("name", "query")] == [("Old", "q=old")]


@pytest.mark.parametrize("name", ["All Grubers", "Allee", "Overall"])
def test_a_name_that_only_begins_like_it_is_one_like_any_other(office, visitor, name):
    assert press(visitor("viewer"), "_keep_view", "/clients/?q=hub", view_name=name).status_code == 302
    assert SavedView.objects.get().name == name


def test_one_view_too_many_is_refused_and_its_name_stays_in_its_field(office, visitor):
    browser = visitor("viewer")
    for number in range(20):
        SavedView.objects.create(person=browser.person, name=f"View {number}", query=f"q={number}")
    page = press(browser, "_keep_view", "/clients/?q=hub", view_name=" One too  many")
    assert refusal(page) == "No more views can be kept. Delete one of them first."
    assert 'value=" One too  many"' in page.content.decode()
    assert page.context["listing"].query.q == "hub"
    assert SavedView.objects.count() == 20


@pytest.mark.parametrize("button", ["_rename_view", "_delete_view"])
def test_nobody_sees_or_changes_the_view_of_somebody_else(office, visitor, button):
    one, other = visitor("viewer"), visitor("manager")
    press(one, "_keep_view", "/clients/?q=secret", view_name="Mine alone")
    view = SavedView.objects.get()
    assert press(other, button, view=view.pk, view_name="Taken").status_code == 302
    assert [*SavedView.objects.values_list("name", "person")] == [("Mine alone", one.person.pk)]
    for query in ("", "?q=secret"):
        assert "Mine alone" not in other.get(f"/clients/{query}").content.decode()
    press(other, "_keep_view", "/clients/?q=open", view_name="Mine alone")
    assert SavedView.objects.count() == 2


@pytest.mark.parametrize("view", ["", "x", "-1", "0", "²", "9" * 30, "1.5"])
def test_a_view_that_is_none_is_neither_renamed_nor_deleted(office, visitor, view):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    for button in ("_rename_view", "_delete_view"):
        assert press(browser, button, view=view, view_name="X").status_code == 302
    assert SavedView.objects.get().name == "Hub"


def test_a_name_is_text_on_the_page_and_never_markup(office, visitor):
    browser = visitor("viewer")
    answer = press(browser, "_keep_view", "/clients/?q=hub", view_name='"><script>alert(1)</script>')
    assert "<script>alert" not in browser.get(answer.url).content.decode()


def test_nothing_of_a_client_is_stored_with_a_view(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?addressCity=Wien&nonsense=Ring+1", view_name="Vienna")
    assert SavedView.objects.get().query == f"{urlencode({'columns': ','.join(USUAL)})}&addressCity=Wien"


def test_what_a_person_has_chosen_goes_with_their_account(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    press(browser, "_columns", columns=["phone"])
    User.objects.get(pk=browser.person.pk).delete()
    assert not SavedView.objects.exists()
    assert not ListColumns.objects.exists()


def test_a_refused_choice_leads_back_to_the_list_it_was_made_on(office, visitor):
    browser = visitor("viewer", enforce_csrf_checks=True)
    answer = press(browser, "_columns", "/clients/?q=hub", columns=["phone"])
    assert (answer.status_code, answer.url.partition("&")[0]) == (302, "/clients/?q=hub")
    assert not ListColumns.objects.exists()


def test_a_choice_asks_timetrack_for_nothing_and_a_list_costs_no_call_more(office, visitor):
    browser = visitor("viewer")
    office.calls.clear()
    press(browser, "_columns", columns=["phone"])
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    browser.get("/clients/?q=hub")
    assert office.calls == []


# Seen last


def names(page):
    return re.findall(r'<a href="/clients/([0-9]+)/">([^<]+)</a>', page.content.decode())


def test_the_names_of_clients_come_by_their_ids_in_that_order_for_those_that_are_there(office, visitor):
    browser = visitor("viewer")
    office.calls.clear()
    assert names(browser.get("/clients/seen/?ids=2,99,1")) == [("2", "Maier"), ("1", "Huber")]
    assert office.calls == []


@pytest.mark.parametrize("ids", ["", "x", "0", "-1", "1e3", "²", "9" * 40, ",,,", "\0"])
def test_ids_that_are_none_have_no_name(office, visitor, ids):
    page = visitor("viewer").get("/clients/seen/", {"ids": ids})
    assert (page.status_code, names(page)) == (200, [])


def test_without_a_directory_no_client_is_asked_for_by_its_id(sandbox, visitor):
    sandbox.add(name="Huber")
    assert names(visitor("viewer").get("/clients/seen/?ids=1")) == []
    assert sandbox.calls == []


def test_the_names_that_were_asked_for_leave_messages_to_the_next_page(office, visitor):
    browser = visitor("viewer")
    press(browser, "_keep_view", "/clients/?q=hub", view_name="Hub")
    browser.get("/clients/seen/?ids=1")
    assert levels(browser.get("/clients/")) == ["success"]
