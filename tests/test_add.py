"""The form for a new client."""

import pytest

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
    assert sandbox.calls[0].body == {"name": "Müller", "enabled": True}
    assert levels(browser.get("/clients/")) == ["success"]


def test_an_unticked_box_is_sent_as_false(visitor, sandbox):
    visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert sandbox.clients[1]["enabled"] is False


def test_creating_costs_two_calls(visitor, sandbox):
    visitor("editor").post(URL, {"name": "Müller", "_save": ""})
    assert [call.method for call in sandbox.calls] == ["POST", "GET"]


@pytest.mark.parametrize("created", ["nothing", "null"])
def test_creating_costs_three_calls_where_the_answer_names_no_id(visitor, sandbox, created):
    sandbox.add(name="Müller")
    sandbox.switches.created = created
    answer = visitor("editor").post(URL, {"name": "Müller", "_continue": ""})
    assert [call.method for call in sandbox.calls] == ["POST", "GET", "GET"]
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
    browser = visitor("editor")
    browser.post(URL, {"name": "Müll", "phone": "1234567", "_save": ""})
    page = browser.get("/clients/")
    assert levels(page) == ["success", "warning"]
    assert "Phone" in said(page)[1][1]


def test_a_client_that_cannot_be_read_back_is_created_all_the_same_and_that_is_said(visitor, sandbox):
    sandbox.fail(Fault.SERVER_ERROR, on="GET", times=1)
    browser = visitor("editor")
    browser.post(URL, {"name": "Müller", "_save": ""})
    assert levels(browser.get("/clients/")) == ["success", "warning"]


@pytest.mark.parametrize("fault", [Fault.RESET_AFTER, Fault.HANG_AFTER, Fault.SERVER_ERROR_AFTER, Fault.HTML_502_AFTER])
def test_a_create_whose_answer_is_lost_is_called_unclear_and_never_sent_again(visitor, sandbox, fault):
    sandbox.fail(fault, on="POST")
    page = visitor("editor").post(URL, {"name": "Müller", "phone": "1", "_save": ""})
    assert page.status_code in {502, 504}
    assert "unclear" in said(page)[0][1]
    assert form_of(page)["phone"] == "1"
    assert [call.method for call in sandbox.calls].count("POST") == 1
