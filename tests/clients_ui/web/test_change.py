"""The page of one client."""

import pytest
from django.contrib.auth.models import Permission

from tests.pages import buttons_of, form_of, levels, links_of, said, text_of
from ttdash.sandbox import Fault


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", enabled=True, phone="1", email="no mail", addressCountry="Austria", notes="a\r\nb\nc")
    return sandbox


URL = "/clients/1/"


def save(browser, button="_save", **typed):
    page = browser.get(URL)
    return browser.post(URL, form_of(page) | typed | {button: ""})


def puts(sandbox):
    return [call.body for call in sandbox.calls if call.method == "PUT"]


def test_opening_a_client_costs_one_call(muller, visitor):
    assert visitor("editor").get(URL).status_code == 200
    assert len(muller.calls) == 1


def test_saving_a_change_costs_at_most_three_calls(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    muller.calls.clear()
    browser.post(URL, typed)
    assert len(muller.calls) <= 3


def test_name_and_enabled_are_locked_with_the_reason_and_a_way_to_change_them(muller, visitor):
    page = visitor("editor").get(URL)
    assert not {"name", "enabled"} & set(form_of(page))
    assert "Only TimeTrack itself can change name and status" in text_of(page)
    assert muller.url.replace("api/v2/ext/", "") in links_of(page)


def test_a_save_without_a_change_sends_nothing_and_says_so(muller, visitor):
    browser = visitor("editor")
    assert save(browser).url == "/clients/"
    assert puts(muller) == []
    assert said(browser.get("/clients/")) == [("warning", "Nothing was changed, so nothing was saved.")]


def test_only_what_was_changed_is_sent(muller, visitor):
    browser = visitor("editor")
    save(browser, phone=" +43 2 ")
    assert puts(muller) == [{"phone": "+43 2"}]
    assert muller.clients[1]["email"] == "no mail"
    assert levels(browser.get("/clients/")) == ["success"]


def test_a_cleared_field_is_sent_as_an_empty_text(muller, visitor):
    save(visitor("editor"), phone="")
    assert puts(muller) == [{"phone": ""}]


@pytest.mark.parametrize(
    ("button", "url"), [("_save", "/clients/"), ("_addanother", "/clients/add/"), ("_continue", URL)]
)
def test_each_button_leads_where_it_says(muller, visitor, button, url):
    browser = visitor("editor")
    assert button in buttons_of(browser.get(URL))
    assert save(browser, button, phone="2").url == url


def test_a_touched_value_that_breaks_a_rule_comes_back_with_everything_typed(muller, visitor):
    page = save(visitor("editor"), email="still no mail", field2="kept")
    assert page.status_code == 200
    assert (form_of(page)["email"], form_of(page)["field2"]) == ("still no mail", "kept")
    assert puts(muller) == []


def test_a_form_that_came_back_is_compared_with_what_was_first_shown(muller, visitor):
    browser = visitor("editor")
    page = save(browser, email="still no mail", phone="2")
    browser.post(URL, form_of(page) | {"email": "a@b.at", "_save": ""})
    assert puts(muller) == [{"email": "a@b.at", "phone": "2"}]


def test_what_timetrack_rejects_stands_at_its_field(muller, visitor):
    muller.switches.max_length = 8
    page = save(visitor("editor"), phone="123456789")
    assert page.status_code == 200
    assert list(page.context["form"].errors) == ["phone"]


@pytest.mark.parametrize("dropped", [{"put_drops": frozenset({"phone"})}, {"max_length": 3, "too_long": "cut"}])
def test_what_timetrack_did_not_take_is_said(muller, visitor, dropped):
    for name, value in dropped.items():
        setattr(muller.switches, name, value)
    page = save(visitor("editor"), phone="123456")
    assert page.status_code == 200
    assert levels(page) == ["warning"]
    assert "Phone" in said(page)[0][1]
    assert form_of(page)["phone"] == "123456"
    assert "TimeTrack holds" in text_of(page)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"phone": "2"}, "TimeTrack did not take this as it was typed: Phone."),
        ({"phone": "2", "contactPerson": "Eva"}, "Saved, but TimeTrack did not take this as it was typed: Phone."),
    ],
)
def test_nothing_counts_as_saved_only_where_no_field_was_taken(muller, visitor, typed, sentence):
    muller.switches.put_drops = frozenset({"phone"})
    assert said(save(visitor("editor"), **typed)) == [("warning", sentence)]


def test_a_save_whose_answer_was_lost_is_looked_up_and_never_sent_again(muller, visitor):
    muller.fail(Fault.RESET_AFTER, on="PUT")
    browser = visitor("editor")
    assert save(browser, phone="2").url == "/clients/"
    assert levels(browser.get("/clients/")) == ["success"]
    assert puts(muller) == [{"phone": "2"}]


@pytest.mark.parametrize("fault", [Fault.RESET_BEFORE, Fault.SERVER_ERROR, Fault.TOO_MANY, Fault.UNAUTHORIZED])
def test_a_failed_save_gives_the_form_back_without_another_read(muller, visitor, fault):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "notes": "typed\r\nlong", "_save": ""}
    muller.calls.clear()
    muller.fail(fault, times=None)
    page = browser.post(URL, typed)
    assert page.status_code in {502, 503, 504}
    assert (form_of(page)["phone"], form_of(page)["notes"]) == ("2", "typed\r\nlong")
    assert levels(page) == ["error"]
    assert "Müller" in text_of(page)


def test_only_who_may_add_clients_is_offered_to_create_one_that_is_gone_again(muller, visitor):
    browser = visitor("nobody")
    rights = Permission.objects.filter(codename__in=["view_client", "change_client"])
    browser.person.user_permissions.set(rights)
    typed = form_of(browser.get(URL)) | {"phone": "2"}
    muller.clients.clear()
    assert "_create_again" not in buttons_of(browser.post(URL, typed | {"_save": ""}))
    assert browser.post(URL, typed | {"_create_again": ""}).status_code == 403


def test_a_client_that_is_gone_meanwhile_gives_the_form_back(muller, visitor):
    browser = visitor("editor")
    typed = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    muller.clients.clear()
    page = browser.post(URL, typed)
    assert page.status_code == 404
    assert form_of(page)["phone"] == "2"
    assert "Nothing was saved" in said(page)[0][1]


@pytest.mark.parametrize("snapshot", ["", "made up"])
def test_a_snapshot_that_is_none_is_refused_without_losing_the_typing(muller, visitor, snapshot):
    page = visitor("editor").post(URL, {"snapshot": snapshot, "phone": "2", "_save": ""})
    assert page.status_code == 200
    assert form_of(page)["phone"] == "2"
    assert puts(muller) == []


def test_a_snapshot_of_another_client_or_person_is_refused(muller, visitor):
    muller.add(name="Other")
    browser = visitor("editor")
    other = form_of(browser.get("/clients/2/")) | {"phone": "2", "_save": ""}
    browser.post(URL, other)
    visitor("editor").post("/clients/2/", other)
    assert puts(muller) == []


def test_who_may_only_look_sees_the_same_page_with_nothing_to_type_in(muller, visitor):
    page = visitor("viewer").get(URL)
    assert page.status_code == 200
    assert "no mail" in text_of(page)
    assert (form_of(page), buttons_of(page)) == ({}, [])


@pytest.mark.parametrize("path", ["0", "-1", "x", "1.5", "../1", "01", "9" * 30, "%00", "1e3"])
def test_an_id_that_is_no_positive_whole_number_is_404(muller, visitor, path):
    assert visitor("editor").get(f"/clients/{path}/").status_code == 404
    assert muller.calls == []


@pytest.mark.parametrize("answer", ["404", "null", "[]"])
def test_an_unknown_id_is_404_and_leads_to_the_list(muller, visitor, answer):
    muller.switches.unknown_client = answer
    page = visitor("editor").get("/clients/77/")
    assert page.status_code == 404
    assert "/clients/" in links_of(page)


@pytest.mark.parametrize(
    "value", ["</textarea><script>alert(1)</script>", '" onfocus="alert(1)', "{{ 7 }}", "\ud83d\ude00"]
)
def test_any_text_survives_the_form_unchanged(muller, visitor, value):
    value = value.encode("utf-16", "surrogatepass").decode("utf-16")
    browser = visitor("editor")
    save(browser, notes=value, address=value)
    assert (muller.clients[1]["notes"], muller.clients[1]["address"]) == (value, value)
    page = browser.get(URL)
    assert (form_of(page)["notes"], form_of(page)["address"]) == (value, value)
    assert "<script>alert" not in page.content.decode()
