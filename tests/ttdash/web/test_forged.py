"""Forms and sessions that are not what they say: from another site, signed out, made for somebody else."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.pages import form_of

FORM = "application/x-www-form-urlencoded"
URL = "/clients/1/"


FORGED = {
    "/clients/add/": "name=Forged&_save=",
    URL: "phone=666&_save=",
    "/clients/1/delete/": "confirm=M%C3%BCller",
    "/auth/user/add/": "username=forged&password1=a-Good-one-77&password2=a-Good-one-77",
    "/auth/user/{own}/password/": "password1=a-Good-one-77&password2=a-Good-one-77",
    "/password_change/": "old_password=right-Password-7&new_password1=a-Good-one-77&new_password2=a-Good-one-77",
    "/logout/": "",
}


@pytest.mark.parametrize("path", FORGED)
@pytest.mark.parametrize("origin", [None, "https://evil.example", "null"])
def test_a_form_that_another_site_sends_changes_nothing(muller, visitor, path, origin):
    browser = visitor("manager", enforce_csrf_checks=True)
    before = list(User.objects.values_list("username", "password"))
    headers = {"headers": {"origin": origin}} if origin else {}
    browser.cookies["csrftoken"] = "a" * 32
    body = FORGED[path] + ("&csrfmiddlewaretoken=" + "a" * 32 if origin else "")
    answer = browser.generic("POST", path.format(own=browser.person.pk), body, content_type=FORM, **headers)
    assert answer.status_code == 302
    assert browser.get(answer.url, follow=True).status_code == 200
    assert [call.method for call in muller.calls if call.method != "GET"] == []
    assert list(User.objects.values_list("username", "password")) == before
    assert "_auth_user_id" in browser.session


def test_a_session_that_was_signed_out_opens_nothing_any_more(visitor):
    browser, thief = visitor("viewer"), Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert thief.get("/password_change/").status_code == 200
    browser.post("/logout/")
    assert thief.get("/password_change/").status_code == 302


def test_a_new_password_ends_the_sessions_elsewhere(visitor):
    browser, thief = visitor("viewer"), Client()
    thief.force_login(browser.person)
    new = {"new_password1": "another-Good-one-8", "new_password2": "another-Good-one-8"}
    browser.post("/password_change/", {"old_password": "right-Password-7", **new})
    assert browser.get("/password_change/").status_code == 200
    assert thief.get("/password_change/").status_code == 302


def test_an_undo_that_was_made_for_somebody_else_creates_nothing(muller, visitor):
    browser = visitor("editor")
    browser.post("/clients/1/delete/", form_of(browser.get("/clients/1/delete/")))
    undo = form_of(browser.get("/clients/"))
    assert undo["snapshot"]
    visitor("editor").post("/clients/add/", undo | {"_undo": ""})
    assert muller.clients == {}
