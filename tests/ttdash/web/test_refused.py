"""A form whose CSRF token is refused: nothing happens, and a page says so."""

from unittest.mock import ANY
from urllib.parse import urlencode

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.test import Client

from clients_ui.models import Draft
from clients_ui.writing import form_tokens
from tests.clients_ui.web.test_urls import TABLE
from tests.pages import form_of, said, text_of
from ttdash.web.health import Probed

URLS = sorted({url for _, url, _ in TABLE})  # every URL that there is, which a test beside the table sees to
FILE_PAGE = "/clients/import/"
TYPED = {
    "phone": "2",
    "name": "New",
    "confirm": "Müller",
    "_save": "",
    "username": "vera",
    "password1": "a-Good-one-77",
    "password2": "a-Good-one-77",
    "is_active": "",
    "post": "yes",
}


@pytest.fixture
def muller(sandbox, visitor):
    """Müller, whose phone somebody changed, so that there is something to take back."""
    sandbox.add(name="Müller", phone="1")
    browser = visitor("editor")
    browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | {"phone": "3", "_save": ""})
    sandbox.calls.clear()
    return sandbox


def accounts():
    return list(User.objects.order_by("pk").values())


@pytest.fixture
def urls(account):
    people = {"viewer": account("viewer", "somebody"), "superuser": User.objects.create_superuser("root")}
    all_urls = [url.format(**{who: person.pk for who, person in people.items()}) for url in URLS]
    return [url for url in all_urls if url not in Probed.ADDRESSES]  # these take no form at all


@pytest.mark.parametrize("own", [True, False], ids=["with a form token of one's own", "without"])
@pytest.mark.parametrize("role", ["viewer", "editor", "manager", "superuser"])
def test_at_every_url_nothing_is_done_and_a_page_says_so(muller, visitor, account, urls, role, own):
    person = User.objects.get(username="root") if role == "superuser" else account(role)
    before = accounts()
    typed = TYPED | {"_revert": LogEntry.objects.get().pk} | ({"form_token": form_tokens.new(person.pk)} if own else {})
    for url in urls:
        if url == FILE_PAGE and role == "viewer":
            continue  # it has a rule of its own, below
        browser = visitor(None, enforce_csrf_checks=True)
        browser.force_login(person)
        answer = browser.post(url, typed)
        assert answer.status_code == 302, url
        page = browser.get(answer.url, follow=True)
        assert page.status_code == 200, url
        if page["Content-Type"].startswith("text/html") and b"</html>" in page.content:  # not a part of a page
            assert [level for level, _ in said(page)] == ["warning"], url
        assert "_auth_user_id" in browser.session, url
    assert [call.method for call in muller.calls if call.method != "GET"] == []
    assert accounts() == [entry | {"last_login": ANY} for entry in before]


def test_a_page_that_takes_a_file_refuses_who_may_not_post_to_it_before_it_looks_for_a_token(muller, visitor):
    browser = visitor("viewer", enforce_csrf_checks=True)
    before = accounts()
    answer = browser.post(FILE_PAGE, TYPED)
    assert answer.status_code == 403
    assert "Your role does not include this page." in text_of(answer)
    assert "_auth_user_id" in browser.session
    assert (muller.calls, accounts()) == ([], [entry | {"last_login": ANY} for entry in before])
    without_a_file = browser.post(FILE_PAGE, urlencode(TYPED), content_type="application/x-www-form-urlencoded")
    assert without_a_file.status_code == 302, "what is no file is read, and answered as everywhere"


def test_signed_out_at_every_url_nothing_is_done_and_a_page_answers(muller, urls):
    for url in urls:
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(url, TYPED)
        assert answer.status_code == 302, url
        assert browser.get(answer.url, follow=True).status_code == 200, url
    assert [call.method for call in muller.calls if call.method != "GET"] == []


@pytest.mark.parametrize(("role", "leads_to"), [("viewer", "/clients/"), ("editor", "/clients/1/delete/?refused=")])
def test_a_refused_delete_asks_again_whoever_may_delete(muller, visitor, role, leads_to):
    browser = visitor(role, enforce_csrf_checks=True)
    page = browser.post("/clients/1/delete/", follow=True)
    assert page.request["PATH_INFO"] + "?refused=" * ("delete" in leads_to) == leads_to
    assert "nothing was saved" in said(page)[0][1]
    assert Draft.objects.count() == 0


def test_a_refused_revert_leads_to_the_history_where_it_can_be_sent(muller, visitor):
    browser = visitor("editor", enforce_csrf_checks=True)
    number = LogEntry.objects.get().pk
    page = browser.post("/clients/1/history/", {"_revert": number}, follow=True)
    assert page.request["PATH_INFO"] == "/clients/1/history/"
    token = str(page.context["csrf_token"])
    assert browser.post("/clients/1/history/", {"_revert": number, "csrfmiddlewaretoken": token}).status_code == 302
    assert muller.clients[1]["phone"] == "1"


def test_the_page_after_the_overview_does_not_say_it_again(muller, visitor):
    browser = visitor("editor", enforce_csrf_checks=True)
    browser.post("/logout/", follow=True)
    assert said(browser.get("/clients/")) == []


@pytest.mark.parametrize(
    ("onward", "leads_to"),
    [
        ("/clients/?q=M", "/clients/?q=M"),
        ("", "/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_whoever_signed_in_in_another_tab_is_led_on_within_this_site_alone(visitor, onward, leads_to):
    browser = visitor("viewer", enforce_csrf_checks=True)
    assert browser.post(f"/login/?{urlencode({'next': onward})}", {"username": "eva"}).url == leads_to


def test_a_post_that_is_refused_is_answered_as_that_whatever_its_address_says(visitor, sandbox):
    assert visitor("viewer").post("/clients/add/?refused=", {"name": "M"}).status_code == 403
