"""The form for a new client."""

import pytest
from django.contrib.admin.models import ADDITION

from clients_ui.history import traces
from clients_ui.timetrack.repository import ClientRepository
from tests.pages import buttons_of, form_of, levels, said, text_of
from ttdash.sandbox import Fault

URL = "/clients/add/"


def test_the_form_offers_every_field_and_ticks_enabled(visitor, sandbox):
    typed = form_of(visitor("editor").get(URL))
    assert set(typed) >= {"name", "enabled", "color", "contactPerson", "email", "addressCountry", "field3", "notes"}
    assert (typed["enabled"], typed["color"]) == ("on", "")
    assert sandbox.calls == []


def test_the_buttons_are_the_admins(visitor, sandbox):
    assert buttons_of(visitor("editor").get(URL)) == ["_save", "_addanother", "_continue"]


def test_a_name_alone_creates_a_client_and_sends_no_empty_field(visitor, sandbox):
    browser = visitor("editor")
    answer = browser.post(URL, {"name": "Müller", "enabled": "on", "email": "", "color": "", "_save": ""})
    assert answer.url == "/clients/"
    assert posts(sandbox) == [{"name": "Müller", "enabled": True}]
    assert levels(browser.get("/clients/")) == ["success"]


def test_the_names_of_look_alikes_are_read_to_their_end(visitor, sandbox):
    names = [f"{'Mobilbau ' * 27}{form}" for form in ("GmbH", "AG")]  # as long as may be typed, but for a few letters
    for name in names:
        sandbox.add(name=name)
    asked = text_of(visitor("editor").post(URL, {"name": f"{'Mobilbau ' * 27}OG", "_save": ""}))
    assert all(f"{name} (#" in asked for name in names)


def test_an_unticked_box_is_sent_as_false(visitor, sandbox):
    visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert sandbox.clients[1]["enabled"] is False


def test_creating_costs_two_calls(visitor, sandbox):
    visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert [call.method for call in sandbox.calls] == ["GET", "POST"]


def test_creating_costs_three_calls_where_the_answer_names_the_id_alone(visitor, sandbox):
    sandbox.switches.created = "id"
    visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert [call.method for call in sandbox.calls] == ["GET", "POST", "GET"]


@pytest.mark.parametrize("created", ["nothing", "null"])
def test_creating_costs_four_calls_where_the_answer_names_no_id(visitor, sandbox, created):
    sandbox.add(name="Müller")
    sandbox.switches.created = created
    answer = visitor("editor").post(URL, {"name": "Müller", "_continue": "", "_create_anyway": ""})
    assert [call.method for call in sandbox.calls] == ["GET", "POST", "GET", "GET"]
    assert answer.url == "/clients/2/"


@pytest.mark.parametrize(
    ("button", "url"), [("_save", "/clients/"), ("_addanother", "/clients/add/"), ("_continue", "/clients/1/")]
)
def test_each_button_leads_where_it_says(visitor, sandbox, button, url):
    assert visitor("editor").post(URL, {"name": "Müller", button: ""}).url == url


def test_a_blank_name_is_refused_here_and_nothing_is_sent(visitor, sandbox):
    page = visitor("editor").post(URL, {"name": "  ", "phone": "1", "_save": ""})
    assert page.status_code == 200
    assert "A client needs a name." in text_of(page)
    assert form_of(page)["phone"] == "1"
    assert sandbox.calls == []


def test_a_malformed_email_is_refused_here_with_everything_kept(visitor, sandbox):
    page = visitor("editor").post(URL, {"name": "Müller", "email": "nope", "notes": "a\r\nb", "_save": ""})
    assert (form_of(page)["email"], form_of(page)["notes"]) == ("nope", "a\r\nb")
    assert "enabled" not in form_of(page)


def test_what_timetrack_rejects_stands_at_its_field_with_status_200(visitor, sandbox):
    sandbox.switches.max_length = 5
    page = visitor("editor").post(URL, {"name": "Müll", "phone": "1234567", "_save": ""})
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["phone"]
    assert "Nothing was saved" in said(page)[0][1]
    assert form_of(page)["phone"] == "1234567"


def test_what_timetrack_cut_off_is_said(visitor, sandbox):
    sandbox.switches.max_length, sandbox.switches.too_long = 5, "cut"
    page = visitor("editor").post(URL, {"name": "Müll", "phone": "1234567", "_save": ""})
    assert levels(page) == ["warning"]
    assert "Phone" in said(page)[0][1]
    assert form_of(page)["phone"] == "1234567"
    assert "TimeTrack holds “12345” instead" in text_of(page)
    assert 'action="/clients/1/"' in page.content.decode()


def test_a_name_that_timetrack_cut_off_is_shown_as_it_was_typed(visitor, sandbox):
    sandbox.switches.max_length, sandbox.switches.too_long = 6, "cut"
    page = visitor("editor").post(URL, {"name": "Müllerei Nord", "_save": ""})
    assert "You typed “Müllerei Nord”. TimeTrack holds this instead: Name Müller" in text_of(page)


def test_a_client_that_cannot_be_read_back_is_no_success_and_stays_on_the_screen_as_it_was_typed(visitor, sandbox):
    sandbox.switches.created = "id"
    sandbox.fail(Fault.SERVER_ERROR, on="GET", path=r"clients/\d+")
    browser = visitor("editor")
    page = browser.post(URL, form_of(browser.get(URL)) | {"name": "Müller", "phone": "1", "_save": ""})
    assert (page.status_code, levels(page)) == (200, ["warning"])
    assert "could not be read back" in said(page)[0][1]
    assert form_of(page)["phone"] == "1"
    assert browser.post(URL, form_of(page) | {"_save": ""}).url == "/clients/1/"
    assert len(posts(sandbox)) == 1


# Clients that look like it


@pytest.mark.parametrize("name", ["Müller GmbH", "müller  gmbh", "Mueller Ges.m.b.H.", "MÜLLER"])
def test_a_client_of_such_a_name_is_shown_with_its_city_and_nothing_is_created(visitor, sandbox, name):
    sandbox.add(name="Müller GmbH", addressCity="Wien")
    sandbox.add(name="Müllerei GmbH")
    page = visitor("editor").post(URL, {"name": name, "phone": "1", "_save": ""})
    assert page.status_code == 200
    assert "Müller GmbH , Wien (#1)" in text_of(page)
    assert "Müllerei" not in text_of(page)
    assert form_of(page)["phone"] == "1"
    assert posts(sandbox) == []


def test_creating_all_the_same_takes_a_second_press(visitor, sandbox):
    sandbox.add(name="Müller GmbH")
    browser = visitor("editor")
    page = browser.post(URL, {"name": "Müller GmbH", "_save": ""})
    assert "_create_anyway" in buttons_of(page)
    browser.post(URL, form_of(page) | {"_create_anyway": ""})
    assert len(sandbox.clients) == 2


def test_the_look_up_is_one_call_by_the_letters_that_every_spelling_has(visitor, sandbox):
    visitor("editor").post(URL, {"name": "Müller GmbH", "_save": ""})
    assert sandbox.calls[0].query == {"page_number": "0", "limit": "1000", "name": "ller"}


def test_a_look_up_that_fails_sends_nothing(visitor, sandbox):
    sandbox.fail(Fault.SERVER_ERROR, on="GET")
    page = visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert page.status_code == 502
    assert "Nothing was saved" in said(page)[0][1]
    assert posts(sandbox) == []


# Sent more than once


def test_a_form_that_is_sent_twice_creates_one_client_and_leads_to_it(visitor, sandbox):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller", "_save": ""}
    assert browser.post(URL, typed).url == "/clients/"
    assert browser.post(URL, typed).url == "/clients/1/"
    assert len(sandbox.clients) == 1


def test_a_used_form_that_holds_another_client_now_comes_back_filled_in(visitor, sandbox):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller", "_save": ""}
    browser.post(URL, typed)
    page = browser.post(URL, typed | {"name": "Maier"})
    assert form_of(page)["name"] == "Maier"
    assert "this form created #1 before" in said(page)[-1][1]
    assert len(sandbox.clients) == 1
    assert browser.post(URL, form_of(page) | {"_save": ""}).status_code == 302
    assert len(sandbox.clients) == 2


def test_a_used_form_comes_back_where_it_cannot_be_asked_whether_its_client_still_holds_that(visitor, sandbox):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller", "_save": ""}
    browser.post(URL, typed)
    sandbox.fail(Fault.SERVER_ERROR, on="GET", times=None)
    page = browser.post(URL, typed)
    assert "this form created #1 before" in said(page)[-1][1]
    assert form_of(page)["name"] == "Müller"
    assert len(posts(sandbox)) == 1


def test_a_form_whose_attempt_created_nothing_may_be_sent_again(visitor, sandbox):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller", "_save": ""}
    sandbox.fail(Fault.SERVER_ERROR, on="GET")
    browser.post(URL, typed)
    assert browser.post(URL, typed).url == "/clients/"


@pytest.mark.parametrize("token", ["made up", "another's"])
def test_a_token_that_is_not_this_persons_sends_nothing_and_keeps_the_typing(visitor, sandbox, token):
    if token == "another's":
        token = form_of(visitor("editor").get(URL))["form_token"]
    page = visitor("editor").post(URL, {"form_token": token, "name": "Müller", "phone": "1", "_save": ""})
    assert form_of(page)["phone"] == "1"
    assert sandbox.calls == []


# The answer was lost


AFTER = [Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.SERVER_ERROR_AFTER, Fault.HTML_502_AFTER, Fault.BROKEN_JSON]


@pytest.mark.parametrize("fault", AFTER)
def test_a_create_whose_answer_was_lost_is_found_and_never_sent_again(visitor, sandbox, fault):
    sandbox.add(name="Müller")
    sandbox.fail(fault, on="POST")
    browser = visitor("editor")
    answer = browser.post(URL, {"name": "Müller", "phone": "1", "_create_anyway": "", "_continue": ""})
    assert answer.url == "/clients/2/"
    assert len(posts(sandbox)) == 1


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.HANG, Fault.SERVER_ERROR, Fault.HTML_502])
def test_a_create_that_did_not_happen_says_so_and_can_be_tried_again(visitor, sandbox, fault):
    sandbox.fail(fault, on="POST")
    browser = visitor("editor")
    page = browser.post(URL, form_of(browser.get(URL)) | {"name": "Müller", "_save": ""})
    assert page.status_code in {502, 504}
    assert said(page)[0][1].startswith("Nothing was saved.")
    assert browser.post(URL, form_of(page) | {"_retry": ""}).url == "/clients/"
    assert len(sandbox.clients) == 1


def test_a_create_that_cannot_be_looked_up_is_unclear(visitor, sandbox):
    sandbox.fail(Fault.RESET_AFTER, on="POST")
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller", "phone": "1", "_save": ""}
    sandbox.fail(Fault.DELAY, on="GET", seconds=0)
    sandbox.fail(Fault.SERVER_ERROR, on="GET", times=None)
    page = browser.post(URL, typed)
    assert page.status_code == 502
    assert "unclear" in said(page)[0][1]
    assert form_of(page)["phone"] == "1"
    sandbox.heal()
    again = browser.post(URL, form_of(page) | {"_retry": ""})
    assert "Müller (#1)" in text_of(again)
    assert len(posts(sandbox)) == 1


def test_a_form_whose_attempt_is_unclear_is_never_sent_again_whichever_button_is_pressed(visitor, sandbox):
    sandbox.fail(Fault.RESET_AFTER, on="POST")
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"name": "Müller"}
    sandbox.fail(Fault.DELAY, on="GET", seconds=0)
    sandbox.fail(Fault.SERVER_ERROR, on="GET", times=None)
    browser.post(URL, typed | {"_save": ""})
    sandbox.heal()
    page = browser.post(URL, typed | {"_create_anyway": ""})
    assert said(page)[-1][1].startswith("This form was sent before and its answer was lost")
    assert len(posts(sandbox)) == 1


@pytest.mark.parametrize("created", ["object", "nothing"])
def test_a_colleagues_new_client_of_the_same_name_is_not_taken_for_ones_own(visitor, sandbox, monkeypatch, created):
    colleague, create = visitor("editor").person, ClientRepository.create

    def after_the_colleague(clients, fields):
        monkeypatch.setattr(ClientRepository, "create", create)
        trace = traces.begin(colleague.pk, ADDITION, None, "Müller", {"name": ("", "Müller")})
        number = sandbox.add(name="Müller", enabled=True)
        traces.complete(trace, "created", number)  # whose claim of the name ran out meanwhile
        sandbox.fail(Fault.RESET_BEFORE, on="POST", times=1)
        return create(clients, fields)

    sandbox.switches.created = created
    monkeypatch.setattr(ClientRepository, "create", after_the_colleague)
    page = visitor("editor").post(URL, {"name": "Müller", "enabled": "on", "_save": ""})
    assert len(sandbox.clients) == 1
    assert said(page)[0][1].startswith("Nothing was saved.")


def test_a_create_that_was_cut_off_and_lost_shows_what_looks_like_it(visitor, sandbox):
    sandbox.switches.max_length, sandbox.switches.too_long = 10, "cut"
    sandbox.fail(Fault.RESET_AFTER, on="POST")
    page = visitor("editor").post(URL, {"name": "Müllerei Nord", "_save": ""})
    assert "look like it" in said(page)[0][1]
    assert "Müllerei N (#1)" in text_of(page)


@pytest.mark.parametrize("created", ["object", "nothing"])
def test_a_name_that_was_cut_off_inside_its_longest_word_is_found_too(visitor, sandbox, created):
    sandbox.switches.max_length, sandbox.switches.too_long, sandbox.switches.created = 12, "cut", created
    sandbox.add(name="Öl Großhande")  # of long ago: it shows in no look-up by "handel"
    sandbox.fail(Fault.RESET_AFTER, on="POST", times=1 if created == "object" else 0)
    page = visitor("editor").post(URL, {"name": "Öl Großhandel Wien", "enabled": "on", "_save": ""})
    assert "unclear" in said(page)[0][1]
    assert "(#1)" in text_of(page)
    assert "(#2)" in text_of(page)


def test_a_lost_client_that_is_not_enabled_may_just_not_be_listed(visitor, sandbox):
    sandbox.switches.list_disabled = False
    sandbox.fail(Fault.RESET_AFTER, on="POST")
    page = visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert len(sandbox.clients) == 1
    assert "unclear" in said(page)[0][1]


def posts(sandbox):
    return [call.body for call in sandbox.calls if call.method == "POST"]


@pytest.mark.parametrize("taken", [True, False])
def test_kosovo_is_sent_and_where_timetrack_refuses_it_its_sentence_stands_at_the_field(sandbox, visitor, taken):
    sandbox.switches.user_assigned_countries = "take" if taken else "refuse"
    page = visitor("editor").post("/clients/add/", {"name": "Prishtina", "addressCountry": "XK", "_save": ""})
    assert [client["addressCountry"] for client in sandbox.clients.values()] == (["XK"] if taken else [])
    if not taken:
        assert "is not a code of ISO 3166-1" in str(page.context["form"].errors["addressCountry"])
