"""Marking a finding as fine as it is, where it stands, and taking that back."""

import re

import pytest
from django.db import DatabaseError

from clients_ui.directory import directory
from clients_ui.history import marks
from clients_ui.models import FineAsItIs
from clients_ui.quality.findings import Finding
from clients_ui.reading import listing
from clients_ui.writing import fine_as_it_is
from tests.filling import filled
from tests.hostile import strings
from tests.pages import buttons_of, form_of, said, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db
URL, WORK = "/clients/1/", "list=finding%3Dphone"
MARKED = ("info", "Marked as fine as it is: Phone that is no number. It comes back when the value changes.")


@pytest.fixture
def timetrack(sandbox, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    return sandbox


@pytest.fixture
def office(timetrack):
    for name in ("Auer", "Berger", "Cerny"):
        timetrack.add(name=name, phone="n/a", email="a@b.at", addressCountry="AT", enabled=True)
    filled()
    return timetrack


@pytest.fixture
def editor(visitor):
    return visitor("editor")


def press(browser, button, url=URL, **typed):
    """Open a client's page and press one of its buttons, such as `_fine=phone`."""
    name, _, value = button.partition("=")
    return browser.post(url, form_of(browser.get(url)) | typed | {name: value})


def offered(page):
    """The buttons that mark or check again, as a page has them."""
    return re.findall(r'<button type="submit"[^>]* name="(_fine|_check_again)" value="([^"]+)"', page.content.decode())


def number(page):
    return {bar.text: bar.number for bar in page.context["picture"].bars}["Phone that is no number"]


def names(page):
    return [record.name for record in page.context["listing"].rows]


def writes(office):
    return [call for call in office.calls if call.method != "GET"]


def test_a_mark_takes_the_finding_from_the_page_the_numbers_and_the_list(office, editor):
    assert offered(editor.get(URL)) == [("_fine", "phone")]
    answer = press(editor, "_fine=phone")
    page = editor.get(answer.url)
    assert (answer.url, said(page)) == (URL, [MARKED])
    assert offered(page) == [("_check_again", "phone")]
    assert "cannot be a phone number" not in text_of(page)
    assert number(editor.get("/findings/")) == number(editor.get("/")) == 2
    assert names(editor.get("/clients/?finding=phone")) == ["Berger", "Cerny"]


def test_nothing_of_it_is_sent_to_timetrack(office, editor):
    press(editor, "_fine=phone")
    press(editor, "_check_again=phone")
    assert writes(office) == []


def test_what_is_marked_stands_beside_the_client_with_who_said_so_for_those_who_may_only_look_too(
    office, editor, visitor
):
    press(editor, "_fine=phone")
    page = visitor("viewer").get(URL)
    assert f"Fine as it is Phone that is no number {editor.person.get_username()} ·" in text_of(page)
    assert offered(page) == []


def test_it_can_be_taken_back_where_it_stands(office, editor):
    press(editor, "_fine=phone")
    answer = press(editor, "_check_again=phone")
    page = editor.get(answer.url)
    assert said(page) == [("info", "No longer marked as fine: Phone that is no number.")]
    assert offered(page) == [("_fine", "phone")]
    assert number(editor.get("/findings/")) == 3


def test_and_on_the_page_of_findings_which_lists_the_last_ones(office, editor):
    press(editor, "_fine=phone")
    press(editor, "_fine=phone", "/clients/2/")
    page = editor.get("/findings/")
    assert offered(page) == [("_check_again", "2/phone"), ("_check_again", "1/phone")]
    assert "Berger : Phone that is no number" in text_of(page)
    answer = editor.post("/findings/", {"_check_again": "2/phone"})
    assert answer.url == "/findings/"
    page = editor.get(answer.url)
    assert offered(page) == [("_check_again", "1/phone")]
    assert said(page) == [("info", "No longer marked as fine: Phone that is no number.")]


def test_that_page_lists_no_mark_that_does_not_fit_any_more(office, editor):
    press(editor, "_fine=phone")
    press(editor, "_save", phone="none")
    assert offered(editor.get("/findings/")) == []


def test_it_lists_twenty_five_of_the_last_hundred(timetrack, editor):
    for client in range(1, 110):
        timetrack.add(name=f"Client {client}", phone="n/a", email="a@b.at", addressCountry="AT")
    filled()
    for client in range(1, 110):
        fine_as_it_is.mark(*listing.known([client]), Finding.PHONE, editor.person.pk)
    assert [value for _, value in offered(editor.get("/findings/"))] == [f"{n}/phone" for n in range(109, 84, -1)]
    for client in range(30, 110):
        timetrack.clients[client]["phone"] = "none"
    directory.current().renew(10)
    filled()
    assert [value for _, value in offered(editor.get("/findings/"))] == [f"{n}/phone" for n in range(29, 9, -1)]


def test_when_the_value_changes_the_hint_is_back_and_when_it_is_the_same_again_it_is_gone(office, editor):
    press(editor, "_fine=phone")
    office.clients[1]["phone"] = "none"
    assert offered(editor.get(URL)) == [("_fine", "phone")]
    office.clients[1]["phone"] = "n/a"
    assert offered(editor.get(URL)) == [("_check_again", "phone")]


def test_a_mark_is_of_what_was_shown_so_that_a_value_that_nobody_saw_is_never_fine(office, editor):
    form = form_of(editor.get(URL))
    office.clients[1]["phone"] = "none"
    editor.post(URL, form | {"_fine": "phone"})
    assert offered(editor.get(URL)) == [("_fine", "phone")]


def test_in_the_work_list_it_moves_on_until_none_is_left(office, editor):
    first = press(editor, "_fine=phone", f"{URL}?{WORK}")
    assert first.url == f"/clients/2/?onward=&{WORK}#id_phone"
    second = press(editor, "_fine=phone", first.url.partition("#")[0])
    assert second.url == f"/clients/3/?onward=&{WORK}#id_phone"
    assert press(editor, "_fine=phone", second.url.partition("#")[0]).url == "/clients/?finding=phone"
    assert number(editor.get("/findings/")) == 0


def test_save_and_next_moves_on_after_a_mark_of_another_finding(office, editor):
    office.clients[1]["email"] = "none"
    url = f"{URL}?{WORK}"
    press(editor, "_fine=email", URL)
    page = editor.get(url)
    assert "_next" in buttons_of(page)
    saved = editor.post(url, form_of(page) | {"phone": "+43 1 5811234", "_next": ""})
    assert saved.url == f"/clients/2/?onward=&{WORK}#id_phone"


def test_taking_back_stays_where_it_is(office, editor):
    press(editor, "_fine=phone")
    assert press(editor, "_check_again=phone", f"{URL}?{WORK}").url == f"{URL}?{WORK}"


@pytest.mark.parametrize("button", ["_fine=phone", "_check_again=phone"])
def test_what_was_typed_is_neither_saved_by_it_nor_lost(office, editor, button):
    if "again" in button:
        press(editor, "_fine=phone")
    page = press(editor, button, notes="typed", addressCity="Wien")
    assert page.status_code == 200
    assert (form_of(page)["notes"], form_of(page)["addressCity"]) == ("typed", "Wien")
    assert ("warning", "What you typed is not saved yet.") in said(page)
    assert writes(office) == []
    editor.post(URL, form_of(page) | {"_save": ""})
    assert (office.clients[1]["notes"], office.clients[1]["addressCity"]) == ("typed", "Wien")


def test_enter_in_a_field_saves_although_other_buttons_stand_before_save(office, editor):
    page = editor.get(URL).content.decode()
    first = re.search(
        r'<form method="post" id="client_form".*?(<(?:button|input)[^>]*type="submit"[^>]*>)', page, re.DOTALL
    )
    assert "name=" not in first[1]
    form = form_of(editor.get(URL)) | {"phone": "+43 1 5811234"}
    assert editor.post(URL, form).url == "/clients/"
    assert office.clients[1]["phone"] == "+43 1 5811234"


def test_beside_the_list_the_client_comes_back_without_it(office, editor):
    form = form_of(editor.get(URL)) | {"_fine": "phone"}
    page = editor.post(URL, form, headers={"X-Fragment": "1"})
    assert (page.status_code, offered(page), said(page)) == (200, [("_check_again", "phone")], [MARKED])


def test_a_form_of_somebody_else_marks_nothing_and_keeps_what_was_typed(office, editor, visitor):
    form = form_of(visitor("editor").get(URL)) | {"notes": "typed", "_fine": "phone"}
    page = editor.post(URL, form)
    assert (page.status_code, form_of(page)["notes"]) == (200, "typed")
    assert [level for level, _ in said(page)] == ["warning"]
    assert not FineAsItIs.objects.exists()


def test_what_is_not_to_be_found_in_what_was_shown_is_not_marked(office, editor):
    answer = press(editor, "_fine=postcode")
    told = "This is not to be found there any more: Postcode does not fit the country."
    assert said(editor.get(answer.url)) == [("info", told)]
    assert not FineAsItIs.objects.exists()


@pytest.mark.parametrize("button", ["_fine", "_check_again"])
@pytest.mark.parametrize(
    "word", ["", "duplicate", "colour", "unseen", "phone-notation", "nonsense", "PHONE", "phone\0"]
)
def test_what_is_no_kind_that_can_be_marked_is_a_bad_request(office, editor, button, word):
    assert press(editor, f"{button}={word}").status_code == 400
    assert not FineAsItIs.objects.exists()


@pytest.mark.parametrize(
    "value",
    ["", "phone", "/phone", "0/phone", "1/", "1/duplicate", "1/phone/", " 1/phone", "1/Phone", "9" * 19 + "/phone"],
)
def test_on_the_page_of_findings_too(office, editor, value):
    assert editor.post("/findings/", {"_check_again": value}).status_code == 400


def test_any_text_at_all_is_answered(office, editor):
    form = form_of(editor.get(URL))
    for text in strings()[::10]:
        assert editor.post(URL, form | {"_fine": text}).status_code == 400
        assert editor.post("/findings/", {"_check_again": f"1/{text}"}).status_code == 400


def test_a_mark_of_a_client_that_is_gone_can_be_taken_back(office, editor):
    press(editor, "_fine=phone")
    del office.clients[1]
    directory.current().renew(10)
    filled()
    assert offered(editor.get("/findings/")) == []
    assert editor.post("/findings/", {"_check_again": "1/phone"}).status_code == 302
    assert not FineAsItIs.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "nobody", None])
def test_it_takes_the_right_to_change(office, editor, visitor, role):
    form = form_of(editor.get(URL)) | {"_fine": "phone"}
    browser = visitor(role)
    assert browser.post(URL, form).status_code == (302 if role is None else 403)
    assert browser.post("/findings/", {"_check_again": "1/phone"}).status_code == (302 if role is None else 403)
    assert not FineAsItIs.objects.exists()


def test_it_is_an_entry_of_both_histories_the_filter_and_the_file(office, editor, visitor):
    press(editor, "_fine=phone")
    press(editor, "_check_again=phone")
    manager = visitor("manager")
    for page in (editor.get(f"{URL}history/"), manager.get("/history/")):
        told = text_of(page)
        assert "marked as fine as it is" in told
        assert "mark taken back" in told
        assert told.count("Finding Phone that is no number") == 2
    assert "mark taken back" not in text_of(manager.get("/history/?action=mark")).partition("Filter CSV")[2]
    assert "marked as fine" not in text_of(manager.get("/history/?action=unmark")).partition("Filter CSV")[2]
    lines = b"".join(manager.get("/history/?format=csv")).decode().replace("\t", "").splitlines()[1:]
    assert [line.split(";")[2:6] + line.split(";")[8:] for line in lines] == [
        ['"mark taken back"', '"1"', '"Auer"', '"done"', '"Phone that is no number"'],
        ['"marked as fine as it is"', '"1"', '"Auer"', '"done"', '"Phone that is no number"'],
    ]


def test_it_stands_among_the_last_changes_of_the_client_and_not_among_the_teams(office, editor):
    press(editor, "_fine=phone")
    assert "Phone that is no number marked as fine as it is" in text_of(editor.get(URL))
    assert "marked as fine" not in text_of(editor.get("/"))


def test_it_does_without_the_directory(sandbox, visitor):
    sandbox.add(name="Auer", phone="n/a", email="a@b.at", addressCountry="AT")
    editor = visitor("editor")
    press(editor, "_fine=phone")
    assert offered(editor.get(URL)) == [("_check_again", "phone")]
    assert offered(editor.get("/findings/")) == []


def test_it_does_without_timetrack_until_the_next_page_is_read(office, editor):
    form = form_of(editor.get(URL)) | {"_fine": "phone"}
    office.fail(Fault.SERVER_ERROR, on="GET", path="clients/1", times=None)
    assert editor.post(URL, form).status_code == 302
    assert FineAsItIs.objects.count() == 1


def test_where_it_cannot_be_written_down_the_page_says_so(office, editor, monkeypatch):
    def full(*_, **__):
        raise DatabaseError("disk full")

    form = form_of(editor.get(URL)) | {"_fine": "phone"}
    monkeypatch.setattr(marks, "_note", full)
    assert editor.post(URL, form).status_code in {500, 503}
    assert not FineAsItIs.objects.exists()


def test_a_vat_id_is_marked_in_the_field_of_the_setting(office, editor, settings):
    settings.TIMETRACK_VAT_FIELD = "field1"
    office.clients[1] |= {"field1": "ATU13585626", "field2": "ATU13585620"}
    press(editor, "_fine=vat")
    assert ("_check_again", "vat") in offered(editor.get(URL))
    settings.TIMETRACK_VAT_FIELD = "field2"
    assert ("_fine", "vat") in offered(editor.get(URL))
