"""Who is selected, in the list and on the page that changes many clients: nobody else is touched."""

import re
from urllib.parse import unquote

import pytest

from clients_ui.models import Draft
from clients_ui.transfer import selection
from tests.clients_ui.transfer.rows import writes
from tests.clients_ui.web.many.asked import COUNTRY, DELETE, GONE, URL, of, planned
from tests.filling import filled
from tests.pages import form_in, levels, links_of, said, text_of

pytestmark = pytest.mark.usefixtures("unhurried")


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
