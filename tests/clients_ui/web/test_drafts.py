"""Typing that survives an expired session and a refused CSRF token, for the same person only."""

import pytest
from django.test import Client

from clients_ui.models import KeptTyping
from tests.pages import form_of, levels, text_of

URL = "/clients/1/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", notes="kept")
    return sandbox


def expired(browser, url=URL, **typed):
    """Type into the form, and send it after the session has expired; where that leads."""
    values = form_of(browser.get(url)) | typed | {"_save": ""}
    browser.logout()
    return browser.post(url, values)


@pytest.mark.parametrize(("url", "typed"), [(URL, {"phone": "2"}), ("/clients/add/", {"name": "Neu", "phone": "2"})])
def test_after_sign_in_the_typing_is_back_and_nothing_was_sent(muller, visitor, url, typed):
    browser = visitor("editor")
    assert expired(browser, url, **typed).url == f"/login/?next={url}"
    browser.force_login(browser.person)
    page = browser.get(url)
    assert form_of(page).items() >= typed.items()
    assert levels(page) == ["warning"]
    assert [call.method for call in muller.calls if call.method != "GET"] == []
    assert browser.post(url, form_of(page) | {"_save": ""}).status_code == 302


def test_a_form_that_came_back_is_still_the_one_form_that_creates_one_client(muller, visitor):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/add/")) | {"name": "Neu", "_save": ""}
    browser.logout()
    browser.post("/clients/add/", form)
    browser.force_login(browser.person)
    browser.post("/clients/add/", form_of(browser.get("/clients/add/")) | {"_save": ""})
    assert browser.post("/clients/add/", form | {"_create_anyway": ""}).url == "/clients/2/"
    assert len(muller.clients) == 2


def test_it_survives_any_number_of_pages_on_the_way(muller, visitor):
    browser = visitor("editor")
    expired(browser, phone="2")
    for url in ("/login/", "/clients/1/", "/login/", "/healthz"):
        browser.get(url)
    browser.force_login(browser.person)
    browser.get("/clients/")
    assert form_of(browser.get(URL))["phone"] == "2"
    assert form_of(browser.get(URL))["phone"] == "2"


def test_nobody_else_gets_it(muller, visitor, account):
    browser = visitor("editor")
    expired(browser, phone="2")
    browser.force_login(account("editor"))
    assert form_of(browser.get(URL))["phone"] == "1"


def test_another_browser_of_the_same_person_does_not_get_it(muller, visitor):
    browser = visitor("editor")
    expired(browser, phone="2")
    elsewhere = Client()
    elsewhere.force_login(browser.person)
    assert form_of(elsewhere.get(URL))["phone"] == "1"


def test_it_is_gone_after_30_minutes(muller, visitor, monkeypatch):
    import time

    browser = visitor("editor")
    expired(browser, phone="2")
    browser.force_login(browser.person)
    now = time.time()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now + 31 * 60)
    assert form_of(browser.get(URL))["phone"] == "1"


def test_it_is_gone_once_it_was_sent_or_is_not_wanted(muller, visitor):
    browser = visitor("editor")
    expired(browser, phone="2")
    browser.force_login(browser.person)
    browser.post(URL, form_of(browser.get(URL)) | {"_save": ""})
    assert KeptTyping.objects.count() == 0
    expired(browser, phone="3")
    browser.force_login(browser.person)
    assert form_of(browser.get(URL + "?fresh"))["phone"] == "2"
    assert KeptTyping.objects.count() == 0


def test_the_server_keeps_nothing_that_it_could_read(muller, visitor):
    browser = visitor("editor")
    expired(browser, phone="Geheimnummer")
    row = KeptTyping.objects.get()
    key = browser.cookies["typing"]
    assert b"Geheim" not in bytes(row.sealed)
    assert key.value not in f"{row.key_hash} {bytes(row.sealed)!r}"
    assert (key["httponly"], key["samesite"], key["max-age"]) == (True, "Lax", 1800)


def test_a_form_that_is_none_of_ours_is_not_kept(muller, visitor):
    visitor(None).post(URL, {"phone": "2", "form_token": "made up"})
    assert KeptTyping.objects.count() == 0


@pytest.mark.parametrize("cookie", ["", "x", "ü", "A" * 5000])
def test_a_cookie_that_is_no_key_is_no_error(muller, visitor, cookie):
    browser = visitor("editor")
    browser.cookies["typing"] = cookie
    assert browser.get(URL).status_code == 200


# The CSRF token


@pytest.fixture
def strict(visitor):
    return visitor("editor", enforce_csrf_checks=True)


@pytest.mark.parametrize(("url", "typed"), [(URL, {"phone": "2"}), ("/clients/add/", {"name": "Neu", "phone": "2"})])
def test_a_form_whose_token_was_refused_comes_back_filled_in_with_nothing_sent(muller, strict, url, typed):
    values = form_of(strict.get(url)) | typed | {"_save": ""}
    muller.calls.clear()
    page = strict.post(url, values)
    assert page.status_code == 403
    assert form_of(page).items() >= typed.items()
    assert "Nothing was sent" in text_of(page)
    assert muller.calls == []
    token = page.context["csrf_token"]
    assert strict.post(url, form_of(page) | {"csrfmiddlewaretoken": str(token), "_save": ""}).status_code == 302


def test_a_refused_form_of_somebody_else_is_not_shown(muller, strict, visitor):
    values = form_of(visitor("editor").get(URL)) | {"phone": "2", "_save": ""}
    page = strict.post(URL, values)
    assert page.status_code == 403
    assert form_of(page) == {}


def test_a_refused_form_of_a_role_that_may_not_save_is_refused(muller, visitor):
    browser = visitor("viewer", enforce_csrf_checks=True)
    from clients_ui.writing import form_tokens

    assert browser.post(URL, {"form_token": form_tokens.new(browser.person.pk), "phone": "2"}).status_code == 403


def test_signed_out_with_a_refused_token_the_typing_is_kept_too(muller, strict):
    values = form_of(strict.get(URL)) | {"phone": "2", "_save": ""}
    strict.logout()
    assert strict.post(URL, values).url == f"/login/?next={URL}"
    strict.force_login(strict.person)
    assert form_of(strict.get(URL))["phone"] == "2"
