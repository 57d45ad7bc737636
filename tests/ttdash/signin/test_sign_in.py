"""Sign-in, sign-out, one's own password, and requests that cannot be read."""

import logging
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Permission, User
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.pages import form_of
from ttdash.web.reports import LineFormatter

PASSWORD = "right-Password-7"
NEXT_PASSWORD = "another-Good-one-8"
CLOSED = ["/", "/clients/", "/clients/7/?q=a%20b&page=2", "/clients/add/", "/auth/", "/auth/user/", "/password_change/"]


def test_an_address_that_two_accounts_have_signs_neither_in(db):
    for name in ("eva", "vera"):
        User.objects.create_user(name, password=PASSWORD)
    User.objects.update(email="office@office.example")  # as older accounts may have it
    browser = Client()
    browser.post("/login/", {"username": "office@office.example", "password": PASSWORD})
    assert "_auth_user_id" not in browser.session


def text(response):
    """What a person reads, tags and all."""
    return unescape(response.content.decode())


def sign_in(browser, username, password=PASSWORD, **more):
    return browser.post("/login/", {"username": username, "password": password, **more})


def signed_in(browser):
    return "_auth_user_id" in browser.session


# Signing in


@pytest.mark.parametrize("path", CLOSED)
def test_a_signed_out_person_is_led_to_sign_in_and_back_to_the_very_same_address(visitor, path):
    browser = visitor(None)
    answer = browser.get(path)
    assert answer.status_code == 302
    assert answer.url.startswith("/login/?next=")
    answer = browser.get(answer.url)
    assert f'name="next" value="{path}"' in text(answer)


@pytest.mark.parametrize("path", CLOSED)
def test_a_signed_out_post_is_led_to_sign_in_too(visitor, path):
    assert visitor(None).post(path).url.startswith("/login/?next=")


def test_signing_in_leads_on_to_the_page_that_was_asked_for(visitor, account):
    account("viewer", "vera")
    answer = sign_in(visitor(None), "vera", next="/clients/?q=a&page=2")
    assert (answer.status_code, answer.url) == (302, "/clients/?q=a&page=2")


def test_signing_in_without_a_page_in_mind_leads_to_the_start(visitor, account):
    account("viewer", "vera")
    assert sign_in(visitor(None), "vera").url == "/"


def test_nobody_is_told_that_they_signed_in(visitor, account, sandbox):
    account("viewer", "vera")
    page = text(visitor(None).post("/login/", {"username": "vera", "password": PASSWORD}, follow=True))
    assert "Signed in as" in page
    assert "messagelist" not in page


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "http:///evil.example", "javascript:alert(1)"],
)
def test_signing_in_never_leads_to_another_site(visitor, account, elsewhere):
    account("viewer", "vera")
    browser = visitor(None)
    assert f'value="{elsewhere}"' not in text(browser.get("/login/", {"next": elsewhere}))
    assert sign_in(browser, "vera", next=elsewhere).url == "/"


@pytest.mark.parametrize(("username", "password"), [("vera", "wrong"), ("nobody-here", PASSWORD), ("vera", "")])
def test_a_wrong_name_or_password_is_told_and_signs_nobody_in(visitor, account, username, password):
    account("viewer", "vera")
    browser = visitor(None)
    answer = sign_in(browser, username, password)
    assert answer.status_code == 200
    assert "errorlist" in text(answer) or "Please enter a correct username and password." in text(answer)
    assert not signed_in(browser)


def test_a_deactivated_account_reads_the_same_sentence_as_a_wrong_password(visitor, account):
    account("viewer", "vera")
    User.objects.update(is_active=False)
    browser = visitor(None)
    assert "Please enter a correct username and password." in text(sign_in(browser, "vera"))
    assert not signed_in(browser)


def test_deactivating_an_account_ends_what_it_has_open(visitor):
    browser = visitor("viewer")
    User.objects.update(is_active=False)
    assert browser.get("/clients/add/").url == "/login/?next=/clients/add/"


def test_signing_in_changes_the_session_so_that_a_planted_one_is_worth_nothing(visitor, account):
    account("viewer", "vera")
    browser = visitor(None)
    planted = browser.session
    planted["planted"] = True
    planted.save()
    browser.cookies["sessionid"] = planted.session_key
    sign_in(browser, "vera")
    assert signed_in(browser)
    assert browser.session.session_key != planted.session_key


@pytest.mark.parametrize("path", ["/login/", "/login/?next=/clients/7/", "/login/?next=/login/"])
def test_a_signed_in_person_has_nothing_to_do_on_the_sign_in_page(visitor, path):
    answer = visitor("viewer").get(path)
    assert (answer.status_code, answer.url) == (302, "/")


# Signing out


def test_signing_out_ends_the_session_and_leads_to_sign_in(visitor):
    browser = visitor("viewer")
    answer = browser.post("/logout/")
    assert (answer.status_code, answer.url) == (302, "/login/")
    assert not signed_in(browser)


def test_signing_out_by_a_link_is_not_possible(visitor):
    browser = visitor("viewer")
    answer = browser.get("/logout/")
    assert answer.status_code == 405
    assert "Clear-Site-Data" not in answer  # a picture on another site could ask for that
    assert signed_in(browser)


def test_signing_out_twice_does_no_harm(visitor):
    answer = visitor(None).post("/logout/")
    assert (answer.url, answer["Clear-Site-Data"]) == ("/login/", '"cache"')


# One's own password


@pytest.mark.parametrize("role", ["viewer", "nobody"])
def test_everybody_may_change_their_own_password_and_stays_signed_in(visitor, role):
    browser = visitor(role)
    passwords = {"old_password": PASSWORD, "new_password1": NEXT_PASSWORD, "new_password2": NEXT_PASSWORD}
    answer = browser.post("/password_change/", passwords, follow=True)
    assert "Your password was changed." in text(answer)
    assert Client().login(username=browser.person.username, password=NEXT_PASSWORD)


@pytest.mark.parametrize(("old", "new"), [("wrong", NEXT_PASSWORD), (PASSWORD, "1234")])
def test_a_password_is_not_changed_without_the_old_one_or_to_a_weak_one(visitor, old, new):
    browser = visitor("viewer")
    answer = browser.post("/password_change/", {"old_password": old, "new_password1": new, "new_password2": new})
    assert "Please correct the error below." in text(answer)
    assert Client().login(username=browser.person.username, password=PASSWORD)


def test_whoever_sits_at_an_open_session_cannot_guess_the_password_either(visitor):
    browser = visitor("viewer")
    passwords = {"new_password1": NEXT_PASSWORD, "new_password2": NEXT_PASSWORD}
    for number in range(6):
        browser.post("/password_change/", {"old_password": f"wrong-{number}", **passwords})
    answer = browser.post("/password_change/", {"old_password": PASSWORD, **passwords})
    assert "Too many wrong passwords" in text(answer)
    cache.clear()


def test_with_passwords_off_there_is_none_to_change(visitor, settings):
    settings.PASSWORD_SIGN_IN = False
    browser = visitor("viewer")
    assert browser.get("/password_change/").status_code == 403
    assert 'href="/password_change/"' not in text(browser.get("/2fa/"))


# Forms from before


def test_a_form_from_before_signing_in_again_is_refused_with_a_sentence(account):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account("editor"))
    answer = browser.post("/clients/add/", {"name": "Ada"}, follow=True)
    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, "/clients/add/")
    assert "This form was opened before you signed in again, so it can no longer be sent: nothing was saved." in text(
        answer
    )


def test_a_sign_in_form_without_its_token_is_refused_with_a_sentence(account):
    account("viewer", "vera")
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/login/?next=/clients/1/", {"username": "vera", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert "This form can no longer be sent: nothing was saved." in text(answer)
    assert form_of(answer)["next"] == "/clients/1/"
    assert not signed_in(browser)


def test_a_sign_in_form_left_open_in_another_tab_leads_on_once_signed_in(account):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(account("viewer", "vera"))
    assert sign_in(browser, "vera").url == "/"
    typed = {"username": "vera", "password": PASSWORD}
    for onward, leads_to in (("/clients/1/?draft=x", "/clients/1/?draft=x"), ("//evil.example/", "/")):
        assert browser.post(f"/login/?next={quote(onward)}", typed).url == leads_to


# The start


@pytest.mark.parametrize(
    ("rights", "place"),
    [
        (["view_user"], (302, "/auth/user/")),
        (["view_logentry"], (302, "/history/")),
        (["view_client"], (302, "/clients/")),
        (["view_user", "view_client"], (302, "/clients/")),
        (["add_client"], (403, None)),
        ([], (403, None)),
    ],
)
def test_the_start_is_the_first_place_that_the_person_may_go_to(visitor, rights, place):
    browser = visitor("nobody")
    browser.person.user_permissions.set(Permission.objects.filter(codename__in=rights))
    answer = browser.get("/")
    assert (answer.status_code, getattr(answer, "url", None)) == place


# Requests that cannot be read


FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"


def part(head, value="x"):
    return f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n"


UNREADABLE = {
    "utf-16": (f"{FORM}; charset=utf-16", "name=Ada"),
    "latin-1": (f"{FORM}; charset=iso-8859-1", "name=Ada"),
    "a charset that is none for text": (f"{FORM}; charset=base64", "name=Ada"),
    "a charset that no decoder has": (f"{MULTIPART}; charset=undefined", part('name="name"') + "--b--\r\n"),
    "multipart, charset that is none for text": (f"{MULTIPART}; charset=base64", part('name="name"') + "--b--\r\n"),
    "multipart without a boundary": ("multipart/form-data", "name=Ada"),
    "multipart with a bad boundary": ("multipart/form-data; boundary=é", "name=Ada"),
    "a file that is not in base64": (
        MULTIPART,
        part('name="a"; filename="a"\r\nContent-Transfer-Encoding: base64', "é") + "--b--\r\n",
    ),
    "too many fields": (FORM, "a=1&" * 1101),
    "multipart, too many fields": (MULTIPART, part('name="a"') * 1103 + "--b--\r\n"),
    "multipart, too many files": (MULTIPART, part('name="a"; filename="a"') * 101 + "--b--\r\n"),
    "too much": (FORM, "a=" + "x" * 100_001),
    "multipart, too much": (MULTIPART, part('name="a"', "x" * 100_001) + "--b--\r\n"),
}


@pytest.mark.parametrize(
    ("role", "csrf", "debug"),
    [
        (None, False, False),
        (None, True, False),
        ("manager", False, False),
        ("manager", True, False),
        (None, True, True),
    ],
)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_form_that_cannot_be_read_is_a_400_page_without_a_traceback(
    visitor, settings, caplog, kind, role, csrf, debug
):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100_000
    settings.DEBUG = debug
    browser = visitor(role, enforce_csrf_checks=csrf)
    content_type, body = UNREADABLE[kind]
    for path in ("/login/", "/logout/", "/clients/add/", "/auth/user/add/", "/no/such/page/", "/findings/"):
        browser.cookies["csrftoken"] = "a" * 32
        answer = browser.generic("POST", path, body.encode(), content_type=content_type)
        assert answer.status_code == 400, path
        assert debug or "<h1>Request not understood</h1>" in text(answer)
    lines = [
        LineFormatter("%(message)s").format(record) for record in caplog.records if record.name.startswith("django")
    ]
    assert len(lines) == 6
    assert all("\n" not in line for line in lines)


def test_a_form_whose_sender_hung_up_is_a_400_too(visitor, caplog):
    class Gone:
        def read(self, *_):
            raise OSError

        readline = read

    length = {"CONTENT_LENGTH": "9", "wsgi.input": Gone()}
    assert visitor("manager").post("/clients/add/", content_type=FORM, **length).status_code == 400
    assert not any(record.levelno > logging.WARNING for record in caplog.records)


def test_a_query_of_too_many_fields_is_a_400_page(visitor):
    answer = visitor("viewer").get("/clients/?" + "a=1&" * 1101)
    assert answer.status_code == 400
    assert "Request not understood" in text(answer)


@pytest.mark.parametrize("content_type", [FORM, f"{FORM}; charset=UTF-8", f"{FORM}; charset=no-such"])
def test_a_form_in_utf_8_is_read(visitor, account, content_type):
    account("viewer", "véra")
    body = f"username=véra&password={PASSWORD}".encode()
    answer = visitor(None).generic("POST", "/login/", body, content_type=content_type)
    assert answer.url == "/"


def test_the_sign_in_page_costs_no_query(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor(None).get(reverse("admin:login"))
