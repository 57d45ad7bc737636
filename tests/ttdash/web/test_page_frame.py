"""The frame of every page is ours, and Django's own pages fill it: both have to speak of the same blocks."""

import re
from html import unescape
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.template.loader import get_template
from django.utils.translation import activate, get_language

from tests.project_copy import ROOT

FRAMED = [
    "/auth/user/",
    "/auth/user/?q=nobody-by-that-name",
    "/auth/user/add/",
    "/auth/user/{own}/change/",
    "/auth/user/{own}/password/",
    "/auth/user/{own}/history/",
    "/auth/user/{root}/change/",
    "/password_change/",
    "/password_change/done/",
    "/help/",
    "/no/such/page/",
]

OURS_ALONE = {"go", "head-tools"}
LEFT_OUT = {
    # parts of a page that ours has no use for, or that no page may change
    "blockbots",
    "branding",
    "content_subtitle",
    "dark-mode-vars",
    "extrabody",
    "footer",
    "messages",
    "nav-global",
    "nav-sidebar",
    "pretitle",
    "responsive",
    "stylesheet",
    "stylesheet_rtl",
    "userlinks",
    "welcome-msg",
}


def blocks(template: Path):
    return set(re.findall(r"{% block ([\w-]+)", template.read_text()))


def test_the_frame_has_the_blocks_of_djangos_own_but_for_those_that_are_named_here():
    djangos = blocks(Path(admin.__file__).parent / "templates/admin/base.html")
    assert blocks(ROOT / "templates/base.html") - OURS_ALONE == djangos - LEFT_OUT
    assert djangos >= LEFT_OUT


def test_no_page_of_djangos_that_is_used_here_fills_a_block_that_the_frame_lacks():
    templates = Path(admin.__file__).parent / "templates/admin"
    used = ("change_form", "change_list", "object_history", "auth/user/change_password")
    filled = set().union(*(blocks(templates / f"{name}.html") for name in used))
    assert filled & LEFT_OUT == set()


# On the pages


def text(response):
    """What a person reads, tags and all."""
    return unescape(response.content.decode())


def test_the_frame_says_who_is_signed_in_and_offers_the_way_out(visitor):
    browser = visitor("viewer")
    page = text(browser.get("/password_change/"))
    assert f"<strong>{browser.person.username}</strong>" in page
    assert re.search('<form id="logout-form"[^>]* method="post" action="/logout/">', page)
    assert 'href="/password_change/"' in page
    assert '<html lang="en"' in page


def test_every_page_is_in_the_language_of_the_settings_whatever_its_thread_did_before(visitor):
    activate("de")
    assert '<html lang="en"' in text(visitor("viewer").get("/password_change/done/"))
    assert get_language() == "en"


def test_everybody_sees_their_own_name_and_what_they_may_do_in_the_frame(visitor, settings):
    one, other = visitor("viewer"), visitor("manager")
    for browser in (one, other, one):
        page = text(browser.get("/password_change/done/"))
        assert re.findall("<strong>(.*?)</strong>", page) == [browser.person.username]
        assert ('href="/auth/user/"' in page) == (browser is other)
        assert 'href="/password_change/"' in page
    settings.PASSWORD_SIGN_IN = False
    assert 'href="/password_change/"' not in text(one.get("/password_change/done/"))


def test_who_signs_in_without_a_password_is_offered_no_change_of_it(visitor):
    browser = visitor("viewer")
    browser.person.set_unusable_password()
    browser.person.save()
    browser.force_login(browser.person)
    assert 'href="/password_change/"' not in text(browser.get("/password_change/done/"))


def test_the_navigation_marks_the_place_where_one_is(visitor):
    def current(path):
        navigation = re.search(r'<nav id="navigation".*?</nav>', text(visitor("manager").get(path)), re.DOTALL)
        return re.findall(r'<a href="([^"]+)" aria-current="true">', navigation[0])

    assert current("/history/") == ["/history/"]
    assert current("/auth/user/") == ["/auth/user/"]
    assert current("/password_change/") == []


def test_the_navigation_holds_what_the_person_may_open(visitor):
    def places(role):
        page = text(visitor(role).get("/password_change/"))
        navigation = re.search(r'<nav id="navigation".*?</nav>', page, re.DOTALL)
        return re.findall(r'href="([^"]+)"', navigation[0]) if navigation else []

    assert places("viewer") == ["/clients/"]
    assert places("manager") == ["/clients/", "/auth/user/", "/history/"]
    assert places("nobody") == []


def test_an_unknown_address_is_a_page_of_ours(visitor):
    browser = visitor("viewer")
    answer = browser.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing at this address." in text(answer)
    assert f"<strong>{browser.person.username}</strong>" in text(answer)
    assert '<a href="/clients/">Go to: Clients</a>' in text(answer)


def test_an_unknown_address_offers_a_signed_out_person_to_sign_in(visitor):
    answer = visitor(None).get("/no/such/page/")
    assert answer.status_code == 404
    assert '<a href="/login/">Sign in</a>' in text(answer)
    assert 'id="user-tools"' not in text(answer)


@pytest.mark.parametrize("path", ["/r/1/1/", "/autocomplete/", "/auth/group/", "/clients_ui/client/", "/admin/"])
def test_pages_of_the_stock_admin_that_nobody_asked_for_do_not_exist(visitor, path):
    assert visitor("manager").get(path).status_code == 404


def test_a_forgotten_slash_is_added(visitor):
    assert visitor("viewer").get("/clients?q=a").url == "/clients/?q=a"


@pytest.mark.parametrize("path", ["/login/", "/no/such/page/"])
def test_a_signed_out_page_has_one_heading_and_nothing_inline(visitor, path):
    assert_sound(text(visitor(None).get(path)))


@pytest.mark.parametrize("path", FRAMED)
def test_a_page_has_one_heading_a_title_and_nothing_inline(visitor, path):
    browser = visitor("manager")
    root = User.objects.create_superuser("root")
    assert_sound(text(browser.get(path.format(own=browser.person.pk, root=root.pk))))


@pytest.mark.parametrize("name", ["400.html", "500.html"])
def test_the_pages_of_last_resort_need_nothing_that_could_have_failed(name):
    page = get_template(name).render()
    assert_sound(page)
    assert '<html lang="en">' in page
    assert "/static/" not in page


def assert_sound(page):
    """A title, one h1, and neither a script nor a style that a strict CSP would refuse."""
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*[^\s|]", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_the_frame_costs_no_query_beyond_session_account_and_permissions(visitor, django_assert_num_queries):
    browser = visitor("manager")
    with django_assert_num_queries(4):
        browser.get("/password_change/")
