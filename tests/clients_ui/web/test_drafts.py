"""Typing survives an expired session and a refused CSRF token, for the same person only."""

import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from clients_ui.models import Draft, FormToken
from clients_ui.web import drafts
from clients_ui.writing import form_tokens
from tests.pages import confirmed, form_of, levels, links_of, said, text_of

URL = "/clients/1/"
FORMS = [
    (URL, {"phone": "2"}),
    ("/clients/add/", {"name": "Neu", "phone": "2"}),
    ("/clients/1/delete/", {"confirm": "Müller"}),
]


@pytest.fixture
def muller(sandbox):
    """Müller has a project, so that its name has to be typed before it is deleted."""
    sandbox.add(name="Müller", phone="1", notes="kept")
    sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": "Müller", "projectEnabled": True})
    return sandbox


@pytest.fixture
def strict(visitor):
    return visitor("editor", enforce_csrf_checks=True)


def page_of(answer):
    """The page of the form that an answer leads to, at once or after signing in."""
    return re.sub(r"^/login/\?next=", "", answer.url).replace("%3F", "?").replace("%3D", "=").replace("%26", "&")


def expired(browser, url=URL, **typed):
    """Type into the form, send it after the session has expired, and sign in again; where that leads."""
    values = form_of(browser.get(url)) | typed | {"_save": ""}
    browser.logout()
    answer = browser.post(url, values)
    browser.force_login(browser.person)
    return page_of(answer)


def refused(browser, url=URL, **typed):
    """Type into the form, and send it with a CSRF token that is refused; where that leads."""
    return browser.post(url, form_of(browser.get(url)) | typed | {"_save": ""}).url


def send(browser, page, **typed):
    """Send the form of a page as it stands, with its CSRF token."""
    token = str(page.context["csrf_token"])
    values = form_of(page) | typed | {"csrfmiddlewaretoken": token, "_save": ""}
    return browser.post(page.request["PATH_INFO"], values)


def writes(sandbox):
    return [call.method for call in sandbox.calls if call.method != "GET"]


@pytest.mark.parametrize("lost", [expired, refused])
@pytest.mark.parametrize(("url", "typed"), FORMS)
def test_the_typing_is_back_with_nothing_sent_and_can_be_sent(muller, strict, url, typed, lost):
    where = lost(strict, url, **typed)
    assert re.fullmatch(rf"{url}\?draft=[0-9a-f]{{16}}", where)
    page = strict.get(where)
    assert page.status_code == 200
    assert form_of(page).items() >= typed.items()
    assert levels(page) == ["warning"]
    assert writes(muller) == []
    assert send(strict, page).status_code == 302
    assert len(writes(muller)) == 1
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (expired, "Your session had expired. What you typed is back; nothing was sent yet."),
        (refused, "Nothing was sent: you signed in again meanwhile. What you typed is back."),
    ],
)
def test_the_page_says_why_the_form_was_not_sent(muller, strict, lost, sentence):
    assert said(strict.get(lost(strict, phone="2"))) == [("warning", f"{sentence} Start afresh")]


def test_signed_out_the_way_back_leads_to_the_typing_and_keeps_the_list(muller, visitor):
    browser = visitor("editor")
    url = f"{URL}?list=q%3DM%25C3%25BCller"
    values = form_of(browser.get(url)) | {"phone": "2"}
    browser.logout()
    answer = browser.post(url, values, follow=True)
    assert answer.status_code == 200
    browser.force_login(browser.person)
    page = browser.get(form_of(answer)["next"])
    assert form_of(page)["phone"] == "2"
    assert "/clients/?q=M%C3%BCller" in links_of(page)


def test_a_form_that_came_back_is_still_the_one_form_that_creates_one_client(muller, visitor):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/add/")) | {"name": "Neu", "_save": ""}
    browser.logout()
    browser.post("/clients/add/", form)
    browser.force_login(browser.person)
    browser.post("/clients/add/", form_of(browser.get("/clients/add/")) | {"_save": ""})
    assert browser.post("/clients/add/", form | {"_create_anyway": ""}).url == "/clients/2/"
    assert len(muller.clients) == 2


def test_a_form_that_came_back_asks_about_look_alikes_and_creates_one_client_all_the_same(muller, strict):
    page = strict.get(refused(strict, "/clients/add/", name="Müller"))
    asked = send(strict, page)
    assert "Nothing was created yet" in said(asked)[0][1]
    assert send(strict, asked, _create_anyway="").status_code == 302
    assert len(muller.clients) == 2
    assert Draft.objects.count() == 0


def test_it_survives_any_number_of_pages_on_the_way(muller, visitor):
    browser = visitor("editor")
    values = form_of(browser.get(URL)) | {"phone": "2", "_save": ""}
    browser.logout()
    browser.post(URL, values)
    for url in ("/login/", "/clients/1/", "/login/", "/healthz"):
        browser.get(url)
    browser.force_login(browser.person)
    browser.get("/clients/")
    assert form_of(browser.get(URL))["phone"] == "2"
    assert form_of(browser.get(URL))["phone"] == "2"


def test_two_tabs_with_one_form_do_not_lose_each_others_typing(muller, visitor):
    browser = visitor("editor", enforce_csrf_checks=True)
    first, second = (form_of(browser.get(URL)) | {"phone": phone} for phone in ("2", "3"))
    first, second = (browser.post(URL, form).url for form in (first, second))
    assert form_of(browser.get(first))["phone"] == "2"
    assert form_of(browser.get(second))["phone"] == "3"
    assert send(browser, browser.get(second)).status_code == 302
    assert form_of(browser.get(second))["phone"] == "3"  # what TimeTrack holds now
    assert levels(browser.get(second)) == []
    assert form_of(browser.get(first))["phone"] == "2"


def test_a_form_that_is_refused_again_and_again_is_one_draft(muller, strict):
    where = refused(strict, phone="2")
    for phone in ("3", "4"):
        where = refused(strict, where, phone=phone)
    assert form_of(strict.get(where))["phone"] == "4"
    assert Draft.objects.count() == 1


def test_a_page_has_five_drafts_at_most_and_the_oldest_goes_first(muller, strict):
    forms = [form_of(strict.get(URL)) | {"phone": f"1{number}"} for number in range(8)]
    places = [strict.post(URL, form).url for form in forms]
    assert [form_of(strict.get(where))["phone"] for where in places] == ["1", "1", "1", "13", "14", "15", "16", "17"]
    assert len([cookie for cookie in strict.cookies.values() if "typing" in cookie.key and cookie.value]) == 5


def test_nobody_else_gets_it(muller, visitor, account):
    browser = visitor("editor")
    where = expired(browser, phone="2")
    browser.force_login(account("editor"))
    assert form_of(browser.get(where))["phone"] == form_of(browser.get(URL))["phone"] == "1"
    assert levels(browser.get(where)) == []
    browser.force_login(browser.person)
    assert form_of(browser.get(where))["phone"] == "2"


def test_another_browser_of_the_same_person_does_not_get_it(muller, visitor):
    browser = visitor("editor")
    where = expired(browser, phone="2")
    elsewhere = Client()
    elsewhere.force_login(browser.person)
    assert form_of(elsewhere.get(where))["phone"] == "1"


def test_no_other_page_gets_it(muller, visitor):
    muller.add(name="Maier", phone="5")
    browser = visitor("editor")
    where = expired(browser, phone="2").replace("/1/", "/2/")
    assert form_of(browser.get(where))["phone"] == "5"


def test_it_is_gone_after_30_minutes(muller, visitor):
    browser = visitor("editor")
    where = expired(browser, phone="2")
    Draft.objects.update(at=timezone.now() - timedelta(minutes=31))
    assert form_of(browser.get(where))["phone"] == "1"


@pytest.mark.parametrize("lost", [expired, refused])
def test_start_afresh_forgets_it(muller, strict, lost):
    page = strict.get(lost(strict, phone="3"))
    (afresh,) = [link for link in links_of(page) if "fresh" in link]
    assert form_of(strict.get(afresh))["phone"] == "1"
    assert Draft.objects.count() == 0
    assert form_of(strict.get(refused(strict, afresh, phone="4")))["phone"] == "4"


def test_once_the_form_was_sent_its_answer_holds_the_typing_and_the_draft_is_gone(muller, visitor):
    browser = visitor("editor")
    where = expired(browser, phone="2")
    answer = browser.post(URL, form_of(browser.get(where)) | {"email": "no address", "_save": ""})
    assert (answer.status_code, form_of(answer)["phone"]) == (200, "2")
    assert Draft.objects.count() == 0  # else it would say that nothing was sent, which nobody knows after a failure
    assert levels(browser.get(where)) == []


def test_it_stays_where_the_form_is_not_even_taken(muller, visitor):
    browser = visitor("editor")
    where = expired(browser, phone="2")
    form = form_of(browser.get(where))
    roles = list(browser.person.groups.all())
    browser.person.groups.clear()
    assert browser.post(URL, form).status_code == 403
    browser.person.groups.set(roles)
    assert form_of(browser.get(where))["phone"] == "2"


def test_the_server_keeps_nothing_that_it_could_read(muller, visitor):
    browser = visitor("editor")
    where = expired(browser, phone="Geheimnummer")
    row = Draft.objects.get()
    key = browser.cookies[f"typing-{where.partition('=')[2]}"]
    assert b"Geheim" not in bytes(row.sealed)
    assert key.value not in f"{row.key_hash} {bytes(row.sealed)!r}"
    assert (key["httponly"], key["samesite"], key["max-age"], key["path"]) == (True, "Lax", 1800, URL)


def test_a_form_that_is_none_of_ours_is_not_kept(muller, visitor):
    visitor(None).post(URL, {"phone": "2", "form_token": "made up"})
    assert Draft.objects.count() == 0


def test_a_password_is_not_kept(muller, strict):
    where = refused(strict, phone="2", new_password1="right-Password-7")
    request = strict.get(where).wsgi_request
    assert drafts.given_back(request)["phone"] == "2"
    assert not drafts.given_back(request).keys() & {"new_password1", "csrfmiddlewaretoken"}


@pytest.mark.parametrize("cookie", ["", "x", "ü", "A" * 5000])
def test_a_cookie_that_is_no_key_is_no_error(muller, visitor, cookie):
    browser = visitor("editor")
    browser.cookies["typing-x"] = cookie
    assert browser.get(URL).status_code == 200
    assert browser.get(f"{URL}?draft=x").status_code == 200
    assert form_of(browser.get(expired(browser, phone="2")))["phone"] == "2"


@pytest.mark.parametrize("name", ["", "a(b)", "a[b", "a@b", "é", '"x"', "x" * 16])
def test_a_cookie_of_another_name_than_ours_stands_in_no_drafts_way(muller, strict, name):
    """Another host of the same domain may have planted it."""
    token = form_of(strict.get(URL)) | {"phone": "2"}
    cookies = "; ".join([f"{each}={value.value}" for each, value in strict.cookies.items()] + [f"typing-{name}=x"])
    answer = strict.post(URL, token, headers={"Cookie": cookies})
    assert f"typing-{name}" not in answer.cookies
    assert form_of(strict.get(answer.url))["phone"] == "2"


def test_a_refused_form_of_somebody_else_is_not_kept(muller, strict, visitor):
    values = form_of(visitor("editor").get(URL)) | {"phone": "2", "_save": ""}
    answer = strict.post(URL, values, follow=True)
    assert form_of(answer)["phone"] == "1"
    assert "Enter your change once more." in text_of(answer)
    assert Draft.objects.count() == 0


def test_a_refused_form_of_a_role_that_may_not_save_is_not_kept(muller, visitor):
    browser = visitor("viewer", enforce_csrf_checks=True)
    answer = browser.post(URL, {"form_token": form_tokens.new(browser.person.pk), "phone": "2"}, follow=True)
    assert (answer.status_code, levels(answer), form_of(answer)) == (200, ["warning"], {})
    assert Draft.objects.count() == 0


def test_signed_out_with_a_refused_token_the_typing_is_kept_too(muller, strict):
    where = expired(strict, phone="2")
    assert form_of(strict.get(where))["phone"] == "2"


def test_the_offer_to_undo_a_deletion_survives_a_refused_token(muller, visitor):
    browser = visitor("editor")
    confirmed(browser, confirm="Müller")
    offer = form_of(browser.get("/clients/")) | {"_undo": ""}
    browser.handler.enforce_csrf_checks = True
    page = browser.get(browser.post("/clients/add/", offer).url)
    assert form_of(page).items() >= {"name": "Müller", "phone": "1", "notes": "kept"}.items()
    assert send(browser, page).status_code == 302
    assert [client["name"] for client in muller.clients.values()] == ["Müller"]


def test_a_link_that_does_not_name_the_draft_forgets_none(muller, strict):
    expired(strict, phone="3")
    strict.get("/clients/1/?fresh=")
    assert Draft.objects.count() == 1


def flood(form, times):
    """Send a form of a person who is not signed in again and again, as a program that got hold of it would."""
    for number in range(times):
        Client().post("/clients/add/", form | {"phone": f"{number}"})


def test_a_person_has_twenty_drafts_at_most_and_the_oldest_go_first(muller, visitor):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/add/"))
    flood(form, 1)
    first = Draft.objects.get().pk
    flood(form, 24)
    assert Draft.objects.count() == 20
    assert not Draft.objects.filter(pk=first).exists()
    other = visitor("editor")
    flood(form_of(other.get("/clients/add/")), 1)
    assert Draft.objects.count() == 21


def test_a_form_that_holds_all_that_may_be_typed_is_kept_and_one_beyond_a_megabyte_is_not(muller, strict):
    where = refused(strict, "/clients/add/", name="X", notes="👍" * 65_535)
    assert form_of(strict.get(where))["notes"] == "👍" * 65_535
    Draft.objects.all().delete()
    where = refused(strict, "/clients/add/", name="X", notes="x" * 1024 * 1024)
    assert Draft.objects.count() == 0
    assert said(strict.get(where)) == [
        ("warning", "Nothing was sent, and this form is too long to be kept. Enter it once more.")
    ]


@pytest.mark.parametrize("lost", [expired, refused])
def test_a_form_that_the_database_does_not_take_is_no_error_page_but_a_sentence(muller, strict, monkeypatch, lost):
    def full(*_, **__):
        raise OperationalError

    monkeypatch.setattr(Draft, "save", full)
    where = lost(strict, phone="2")
    [(level, sentence)] = said(strict.get(where))
    assert level == "warning"
    assert sentence.startswith("Nothing was sent, and this form could not be kept. Go back in your browser to copy it.")
    assert "Code for the administrator: " in sentence
    assert writes(muller) == []


def test_what_is_kept_is_bounded_however_the_form_is_encoded(muller, strict):
    values = form_of(strict.get("/clients/add/")) | {"notes": "ü" * 500_000}
    strict.post("/clients/add/", values)
    assert Draft.objects.count() == 0


def deactivated(person):
    person.is_active = False
    person.save()


def deactivated_and_activated_again(person):
    deactivated(person)
    person.is_active = True
    person.save()


def given_a_new_password(person):
    person.set_password("another-Password-8")
    person.save()


def signed_out_everywhere_else(person):
    elsewhere = Client()
    elsewhere.force_login(person)
    assert elsewhere.post("/sessions/").status_code == 302


@pytest.mark.parametrize(
    "end", [deactivated, deactivated_and_activated_again, given_a_new_password, signed_out_everywhere_else]
)
def test_a_form_dies_with_the_sessions_of_its_account(muller, visitor, end):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/add/")) | {"name": "Neu", "phone": "2"}
    end(browser.person)
    flood(form, 3)
    assert Draft.objects.count() == 0
    assert form_tokens.claim(form["form_token"], browser.person.pk) is None


def test_a_form_of_somebody_elses_outlives_the_end_of_their_sessions(muller, visitor, account):
    browser = visitor("editor")
    form = form_of(browser.get("/clients/add/"))
    deactivated(account("editor"))
    flood(form, 1)
    assert Draft.objects.count() == 1


def test_forms_that_are_shown_after_the_sessions_ended_count_again(muller, visitor):
    browser = visitor("editor")
    deactivated_and_activated_again(browser.person)
    browser.force_login(browser.person)
    assert form_of(browser.get(expired(browser, phone="2")))["phone"] == "2"


def test_drafts_that_are_too_old_are_cleared_a_hundred_at_a_time(muller, visitor, account):
    browser, owner = visitor("editor"), account("editor")
    Draft.objects.bulk_create(Draft(pk=f"old{number}", person=owner, sealed=b"") for number in range(150))
    Draft.objects.update(at=timezone.now() - timedelta(minutes=31))
    form = form_of(browser.get("/clients/add/"))
    for left in (50, 0):
        flood(form, 1)
        assert Draft.objects.filter(person=owner).count() == left


def test_tokens_that_are_too_old_are_cleared_a_hundred_at_a_time(muller, visitor):
    browser = visitor("editor")
    FormToken.objects.bulk_create(FormToken(pk=f"old{number}") for number in range(150))
    FormToken.objects.update(at=timezone.now() - timedelta(hours=25))
    for left in (50, 0):
        form_tokens.claim(form_of(browser.get("/clients/add/"))["form_token"], browser.person.pk)
        assert FormToken.objects.filter(pk__startswith="old").count() == left
