"""What a script is answered that puts parts of pages into the page at hand (header X-Fragment)."""

import json
import re

import pytest

from clients_ui.models import Attempt, Draft
from tests.pages import form_in, form_of, said
from ttdash.sandbox import Fault

HEADER = {"x-fragment": "1"}
SAVE = {"_save": "Save"}


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1")
    return sandbox


def get(browser, url="/clients/1/"):
    return browser.get(url, headers=HEADER)


def post(browser, typed, url="/clients/1/"):
    return browser.post(url, typed, headers=HEADER)


def writes(sandbox):
    return [call.body for call in sandbox.calls if call.method in {"POST", "PUT"}]


@pytest.mark.parametrize("url", ["/clients/", "/clients/1/", "/clients/99/"])
def test_a_page_comes_without_its_frame_and_says_that_the_header_decides(muller, visitor, url):
    browser = visitor("editor")
    for answer in (get(browser, url), browser.get(url)):
        assert "X-Fragment" in answer["Vary"]
    page = get(browser, url).content.decode()
    assert not re.search("<html|<header|<script|<link", page)
    assert "<html" in browser.get(url).content.decode()


def test_a_save_answers_200_with_what_is_told_and_a_form_that_can_be_saved_again(muller, visitor):
    browser = visitor("editor")
    saved = post(browser, form_of(get(browser)) | SAVE | {"phone": "2"})
    assert saved.status_code == 200
    assert said(saved) == [("success", "The client Müller was saved.")]
    again = post(browser, form_of(saved) | SAVE | {"email": "a@b.example"})
    assert said(again) == [("success", "The client Müller was saved.")]
    assert writes(muller) == [{"phone": "2"}, {"email": "a@b.example"}]
    assert said(browser.get("/clients/")) == []


@pytest.mark.parametrize("url", ["/clients/", "/clients/1/", "/clients/1/projects/", "/clients/99/"])
def test_what_was_to_be_told_is_left_to_the_next_page_by_a_script_that_shows_no_messages(muller, visitor, url):
    browser = visitor("editor")
    assert browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | SAVE | {"phone": "2"}).status_code == 302
    quiet = browser.get(url, headers={"x-fragment": "quiet"})
    assert said(quiet) == []
    assert "<html" not in quiet.content.decode()
    assert said(browser.get("/clients/")) == [("success", "The client Müller was saved.")]


def test_a_save_of_nothing_says_so_and_shows_what_timetrack_has(muller, visitor):
    browser = visitor("editor")
    form = form_of(get(browser))
    muller.clients[1]["phone"] = "3"
    unchanged = post(browser, form | SAVE)
    assert unchanged.status_code == 200
    assert said(unchanged)[0] == ("warning", "Nothing was changed, so nothing was saved.")
    assert form_of(unchanged)["phone"] == "3"


def begun_and_never_ended(browser, **typed):
    """As where a worker is killed once TimeTrack has the change: its attempt stays "begun". The form it came from."""
    form = form_of(get(browser)) | SAVE
    post(browser, form | typed)
    mine = Attempt.objects.filter(entry__user=browser.person).latest("pk")
    Attempt.objects.filter(pk=mine.pk).update(outcome="begun", read_back=False)
    return form | typed, mine


def test_a_repeat_of_what_was_saved_says_that_timetrack_holds_it_and_ends_its_attempt(muller, visitor):
    browser = visitor("editor")
    form, attempt = begun_and_never_ended(browser, phone="2")
    again = post(browser, form)
    assert ("success", "TimeTrack holds these values already.") in said(again)
    assert writes(muller) == [{"phone": "2"}]
    attempt.refresh_from_db()
    assert (attempt.outcome, attempt.read_back) == ("saved", True)
    assert json.loads(attempt.entry.change_message)["outcome"] == "saved"


def test_an_attempt_stays_open_where_somebody_else_wrote_since_or_it_is_somebody_elses(muller, visitor):
    eva, otto = visitor("editor"), visitor("editor")
    form, attempt = begun_and_never_ended(eva, phone="2")
    assert said(post(otto, form_of(get(otto)) | SAVE | {"phone": "2"}))[0][0] == "warning"  # he touched nothing
    old = form_of(get(otto))
    muller.clients[1]["phone"] = "3"
    typed = form_of(get(otto)) | SAVE
    muller.clients[1]["phone"] = "2"
    assert ("success", "TimeTrack holds these values already.") in said(post(otto, typed | {"phone": "2"}))
    attempt.refresh_from_db()
    assert attempt.outcome == "begun"
    post(otto, old | SAVE | {"email": "a@b.example"})
    post(eva, form)
    attempt.refresh_from_db()
    assert attempt.outcome == "begun"


def test_an_attempt_stays_open_where_timetrack_does_not_hold_all_of_it(muller, visitor):
    browser = visitor("editor")
    form, attempt = begun_and_never_ended(browser, phone="2", email="a@b.example")
    muller.clients[1]["email"] = ""
    assert ("success", "TimeTrack holds these values already.") in said(post(browser, form | {"email": ""}))
    attempt.refresh_from_db()
    assert attempt.outcome == "begun"


def test_a_clash_comes_back_as_the_form_with_the_choice(muller, visitor):
    browser = visitor("editor")
    form = form_of(get(browser))
    muller.clients[1]["phone"] = "3"
    clash = post(browser, form | SAVE | {"phone": "2"})
    assert clash.status_code == 200
    assert 'name="use-phone"' in clash.content.decode()
    assert writes(muller) == []


def test_a_write_that_failed_has_the_status_of_its_failure_and_the_typing(muller, visitor):
    browser = visitor("editor")
    form = form_of(get(browser))
    muller.fail(Fault.SERVER_ERROR, on="PUT")
    failed = post(browser, form | SAVE | {"phone": "2"})
    assert failed.status_code == 502
    assert form_of(failed)["phone"] == "2"


@pytest.mark.parametrize("url", ["/clients/", "/clients/1/"])
def test_signed_out_it_is_401_with_a_sentence_and_no_redirect(muller, visitor, url):
    answer = get(visitor(None), url)
    assert answer.status_code == 401
    assert "You are signed out. Sign in in another tab, then look again here." in said(answer)[0][1]
    assert ("/login/", "_blank") in re.findall('<a href="(.*?)" target="(.*?)"', answer.content.decode())
    assert "X-Fragment" in answer["Vary"]
    assert "X-Fragment" in visitor(None).get(url)["Vary"]


def test_a_form_of_somebody_signed_out_is_401_and_nothing_is_kept_of_it_here(muller, visitor):
    browser = visitor("editor")
    form = form_of(get(browser)) | SAVE | {"phone": "2"}
    browser.logout()
    answer = post(browser, form)
    assert answer.status_code == 401
    assert "so nothing was sent" in said(answer)[0][1]
    assert 'href="/login/" target="_blank"' in answer.content.decode()
    assert Draft.objects.count() == 0
    assert writes(muller) == []


@pytest.mark.parametrize("signed_in", [True, False])
def test_a_refused_token_is_403_with_one_that_is_taken_and_401_for_whoever_is_signed_out(muller, visitor, signed_in):
    browser = visitor("editor", enforce_csrf_checks=True)
    form = form_of(get(browser)) | SAVE | {"phone": "2", "csrfmiddlewaretoken": "x" * 32}
    if not signed_in:
        browser.logout()
    refused = post(browser, form)
    assert refused.status_code == (403 if signed_in else 401)
    assert [level for level, _ in said(refused)] == ["warning"]
    assert writes(muller) == []
    assert Draft.objects.count() == 0
    fresh = re.search('name="csrfmiddlewaretoken" value="(.*?)"', refused.content.decode())[1]
    again = post(browser, form | {"csrfmiddlewaretoken": fresh})
    assert again.status_code == (200 if signed_in else 401)


def test_whoever_lacks_the_permission_is_403_without_a_token_to_try_again_with(muller, visitor):
    answer = post(visitor("viewer"), {"phone": "2"})
    assert answer.status_code == 403
    assert "csrfmiddlewaretoken" not in answer.content.decode()
    assert "<html" not in answer.content.decode()


@pytest.mark.parametrize("url", ["/clients/1/delete/", "/clients/1/history/"])
def test_any_other_write_answers_200_with_what_is_told_and_where_a_page_would_have_been_led(muller, visitor, url):
    browser = visitor("editor")
    browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | SAVE | {"phone": "2"}, follow=True)
    done = post(browser, form_of(get(browser, url)) | revert_in(get(browser, url)), url)
    assert done.status_code == 200
    assert [level for level, _ in said(done)] == ["success"]
    assert "data-onward" in done.content.decode()


def revert_in(page):
    found = re.search('name="_revert" value="(.*?)"', page.content.decode())
    return {"_revert": found[1]} if found else {}


def test_an_outage_is_told_without_the_frame(muller, visitor):
    browser = visitor("editor")
    muller.fail(Fault.SERVER_ERROR, on="GET")
    muller.fail(Fault.SERVER_ERROR, on="GET")
    muller.fail(Fault.SERVER_ERROR, on="GET")
    answer = get(browser)
    assert answer.status_code == 502
    assert "<html" not in answer.content.decode()
    assert 'class="errornote"' in answer.content.decode()


def test_the_form_in_a_fragment_is_the_form_of_the_page(muller, visitor):
    browser = visitor("editor")
    fragment, page = (form_in(answer.content.decode()) for answer in (get(browser), browser.get("/clients/1/")))
    signed = ("snapshot", "form_token")
    assert {k: v for k, v in fragment.items() if k not in signed} == {k: v for k, v in page.items() if k not in signed}
