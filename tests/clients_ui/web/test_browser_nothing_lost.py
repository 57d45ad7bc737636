"""Nothing lost, in a real browser: pressing twice, going back, expired sessions, outages, colleagues."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
import requests
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, asleep, looks, outage, sign_in, sign_out, workers
from tests.served import PASSWORD
from ttdash.sandbox import Fault

pytestmark = IN_THE_BROWSER
GOES_BACK = True

EVERYTHING = {
    "enabled": False,
    "color": "rgb(1,2,3)",
    "notes": "\n\none\r\ntwo\n",
    "email": "not a mail ",
    "phone": " +43\n1",
    "address": "  two\r\nlines ",
    "address2": "c/o <b>Maier</b>",
    "addressZipCode": "A-1010",
    "addressCity": "Wien",
    "addressCountry": "Austria",
    "contactPerson": "Eva",
    "field1": '"<b>&amp;',
    "field2": "a\0b",
    "field3": "0",
}


@pytest.fixture
def one_worker(served):
    """Only one of the two workers answers, so that what it has seen is what the next request can be shown."""
    with asleep(workers(served)[0]):
        yield


@pytest.fixture
def tab(window):
    """A window in which edith is signed in."""
    return window("edith")


def writes(sandbox):
    return [(call.method, call.body) for call in sandbox.calls if call.method != "GET"]


def save(page, button="Save"):
    page.get_by_role("button", name=button, exact=True).click()


def sign_in_again(page, name="edith"):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    save(page, "Sign in")


def message(page, level):
    return page.locator(f".messagelist .{level}")


# The same form more than once


def test_a_double_click_on_save_creates_one_client_and_leads_to_it(tab, sandbox):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill("Café Österreicher")
    sandbox.switches.delay = 0.2
    tab.get_by_role("button", name="Save", exact=True).dblclick()
    expect(tab.locator(".messagelist")).to_contain_text("created")
    expect(tab.locator("#content")).to_contain_text("Café Österreicher")
    assert [client["name"] for client in sandbox.clients.values()] == ["Café Österreicher"]


def test_a_form_that_is_sent_again_while_it_is_under_way_creates_one_client_and_leads_to_it(tab, sandbox):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill("Café Österreicher")
    sandbox.switches.delay = 0.4
    sent = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    tab.get_by_role("button", name="Save", exact=True).evaluate(
        "save => { save.click(); setTimeout(() => save.form.submit(), 250) }"  # no event of submitting
    )
    expect(tab).to_have_url(re.compile("/clients/1/$"))
    expect(message(tab, "warning")).to_contain_text("it created this client, once")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Café Österreicher")
    assert len(sent) == 2
    assert len(writes(sandbox)) == 1


def test_going_back_after_creating_and_saving_again_leads_to_the_same_client(tab, sandbox):
    create_and_go_back(tab, "Café Österreicher")
    save(tab)
    expect(tab).to_have_url(re.compile("/clients/1/$"))
    expect(tab.get_by_role("heading", level=1)).to_have_text("Café Österreicher")
    assert len(writes(sandbox)) == 1


def test_going_back_after_creating_and_typing_another_client_loses_none_of_it(tab, sandbox):
    create_and_go_back(tab, "Huber")
    tab.get_by_label("Name").fill("Maier")
    save(tab)
    expect(tab.locator(".messagelist")).to_be_visible()
    shown = [field.input_value() for field in tab.get_by_label("Name").all()]
    assert "Maier" in [client["name"] for client in sandbox.clients.values()] + shown


def create_and_go_back(tab, name):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill(name)
    save(tab)
    expect(message(tab, "success")).to_contain_text("was created")
    tab.evaluate("history.back()")  # Playwright's own waits for a load, and this page was never unloaded
    expect(tab.get_by_label("Name")).to_have_value(name)


def test_reloading_the_answer_to_a_failed_creation_and_saving_creates_one_client(tab, sandbox):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill("Café Österreicher")
    sandbox.fail(Fault.SERVER_ERROR, on="POST")
    save(tab)
    expect(message(tab, "error")).to_contain_text("Nothing was saved")
    tab.reload()  # the browser sends the form once more
    expect(message(tab, "success")).to_contain_text("was created")
    assert len(sandbox.clients) == 1


# Sessions


def test_an_expired_session_gives_the_typing_back_with_nothing_sent(tab, sandbox):
    sandbox.add(name="Huber", phone="1")
    tab.goto("/clients/1/")
    tab.get_by_label("Phone", exact=True).fill("+43 1 222")
    tab.get_by_role("textbox", name="Notes").fill("one\ntwo <b>&amp;")
    tab.context.clear_cookies(name="sessionid")
    save(tab)
    sign_in_again(tab)
    expect(tab).to_have_url(re.compile(r"/clients/1/\?draft=\w+$"))
    expect(message(tab, "warning")).to_contain_text("What you typed is back; nothing was sent yet.")
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    expect(tab.get_by_role("textbox", name="Notes")).to_have_value("one\ntwo <b>&amp;")
    assert writes(sandbox) == []
    save(tab)
    expect(message(tab, "success")).to_be_visible()
    assert writes(sandbox) == [("PUT", {"phone": "+43 1 222", "notes": "one\ntwo <b>&amp;"})]
    tab.goto("/clients/1/")
    expect(tab.locator(".messagelist .warning")).to_have_count(0)


def test_an_expired_session_gives_a_new_client_back_too(tab, sandbox):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill("Huber")
    tab.get_by_label("Enabled").uncheck()
    tab.context.clear_cookies(name="sessionid")
    save(tab, "Save and continue editing")
    sign_in_again(tab)
    expect(tab.get_by_label("Name")).to_have_value("Huber")
    expect(tab.get_by_label("Enabled")).not_to_be_checked()
    assert sandbox.clients == {}
    save(tab, "Save and continue editing")
    expect(tab.get_by_role("heading", level=1)).to_have_text("Huber")
    assert sandbox.clients == {1: {"name": "Huber", "enabled": False}}


def test_typing_is_shown_to_nobody_else_who_signs_in(tab, sandbox):
    sandbox.add(name="Huber", phone="1")
    tab.goto("/clients/1/")
    tab.get_by_label("Phone", exact=True).fill("secret of edith")
    tab.context.clear_cookies(name="sessionid")
    save(tab)
    sign_in_again(tab, "erik")
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("1")
    assert "secret of edith" not in tab.content()
    expect(tab.locator(".messagelist .warning")).to_have_count(0)
    sign_out(tab)
    sign_in_again(tab)
    tab.goto("/clients/1/")
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("secret of edith")


def test_two_forms_whose_session_expired_are_both_given_back(tab, sandbox):
    sandbox.add(name="Huber")
    sandbox.add(name="Maier")
    other = tab.context.new_page()
    for page, number in ((tab, 1), (other, 2)):
        page.goto(f"/clients/{number}/")
        page.get_by_label("Phone", exact=True).fill(f"typed into {number}")
    tab.context.clear_cookies(name="sessionid")
    for page in (tab, other):
        save(page)
        expect(page.get_by_label("Username")).to_be_visible()
    for number in (1, 2):
        if number == 1:
            sign_in_again(tab)
        else:
            tab.goto("/clients/2/")
        expect(tab.get_by_label("Phone", exact=True)).to_have_value(f"typed into {number}")


def test_two_tabs_with_one_form_whose_session_expired_are_both_given_back(tab, sandbox):
    sandbox.add(name="Huber")
    other = tab.context.new_page()
    for page, phone in ((tab, "first"), (other, "second")):
        page.goto("/clients/1/")
        page.get_by_label("Phone", exact=True).fill(phone)
    tab.context.clear_cookies(name="sessionid")
    for page in (tab, other):
        save(page)
        expect(page.get_by_label("Username")).to_be_visible()
    sign_in_again(tab)
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("first")
    sign_in_again(other)
    expect(other.get_by_label("Phone", exact=True)).to_have_value("second")
    other.get_by_role("link", name="Start afresh").click()
    expect(other.get_by_label("Phone", exact=True)).to_have_value("")
    tab.reload()
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("first")


def test_signing_in_again_in_another_tab_loses_no_typing(window, sandbox):
    tab = window()
    sandbox.add(name="Huber", phone="1")
    sign_in(tab)
    tab.goto("/clients/1/")
    tab.get_by_label("Phone", exact=True).fill("+43 1 222")
    other = tab.context.new_page()
    other.goto("/clients/")
    sign_out(other)
    sign_in_again(other)
    expect(other.get_by_role("heading", level=1)).to_have_text("Clients")
    save(tab)
    expect(message(tab, "warning")).to_contain_text("Nothing was sent")
    expect(tab.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    assert writes(sandbox) == []
    save(tab)
    expect(message(tab, "success")).to_be_visible()
    assert writes(sandbox) == [("PUT", {"phone": "+43 1 222"})]


# Outages


def test_an_outage_in_the_middle_of_typing_costs_a_second_press(tab, sandbox):
    sandbox.add(name="Huber", phone="1")
    tab.goto("/clients/1/")
    tab.get_by_label("Phone", exact=True).fill("+43 1 222")
    with outage(sandbox):
        with tab.expect_response(lambda response: response.request.method == "POST") as answer:
            save(tab)
        expect(message(tab, "error")).to_contain_text("Nothing was saved. TimeTrack cannot be reached.")
        assert answer.value.status == 502
        expect(tab.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")
    save(tab, "Try again")
    expect(message(tab, "success")).to_contain_text("was saved")
    assert writes(sandbox) == [("PUT", {"phone": "+43 1 222"})]


def test_an_outage_while_a_new_client_is_typed_costs_a_second_press(tab, sandbox):
    tab.goto("/clients/add/")
    tab.get_by_label("Name").fill("Huber")
    tab.get_by_label("Country").select_option(label="Austria")
    with outage(sandbox):
        save(tab)
        expect(message(tab, "error")).to_contain_text("Nothing was saved. TimeTrack cannot be reached.")
        expect(tab.get_by_label("Name")).to_have_value("Huber")
        expect(tab.get_by_label("Country")).to_have_value("AT")
    save(tab, "Try again")
    expect(message(tab, "success")).to_contain_text("was created")
    assert sandbox.clients == {1: {"name": "Huber", "addressCountry": "AT", "enabled": True}}


@contextmanager
def hanging(tab, served, sandbox):
    """TimeTrack hangs, and every place for a call is taken by somebody who waits for it."""
    cookies = {cookie["name"]: cookie["value"] for cookie in tab.context.cookies()}
    sandbox.fail(Fault.HANG, times=None)
    with ThreadPoolExecutor(10) as people:
        for number in range(10):
            people.submit(requests.get, f"{served.url}/clients/?q=hang{number}", cookies=cookies, timeout=30)
        try:
            tab.wait_for_timeout(1500)
            yield
        finally:
            sandbox.heal()


# Colleagues


def test_two_who_change_the_same_fields_choose_what_is_kept(window, sandbox):
    sandbox.add(name="Huber", phone="original", email="o@b.example")
    mine, theirs = window("edith"), window("erik")
    for page, who in ((mine, "mine"), (theirs, "theirs")):
        page.goto("/clients/1/")
        page.get_by_label("Phone", exact=True).fill(who)
        page.get_by_label("E-mail", exact=True).fill(f"{who}@b.example")
    save(theirs)
    expect(message(theirs, "success")).to_be_visible()
    mine.get_by_label("City").fill("Wien")
    save(mine)
    expect(message(mine, "error")).to_contain_text("Nothing was saved: somebody else changed the same fields.")
    phone, email = mine.locator(".field-phone"), mine.locator(".field-email")
    expect(phone.locator(".versions .v")).to_have_text(["original", "theirs", "mine"])
    save(mine)
    expect(email.locator(".errorlist")).to_contain_text("Choose which value to keep.")
    assert len(writes(sandbox)) == 1
    phone.get_by_label("Mine, not saved").check()
    phone.get_by_label("Phone", exact=True).fill("mine, mended")
    email.get_by_label("Theirs, in TimeTrack now").check()
    save(mine)
    expect(message(mine, "success")).to_be_visible()
    assert writes(sandbox)[1:] == [("PUT", {"phone": "mine, mended", "addressCity": "Wien"})]
    assert sandbox.clients[1]["email"] == "theirs@b.example"


def test_a_client_with_projects_is_deleted_by_its_name_and_undo_brings_every_value_back(tab, sandbox):
    sandbox.add(name="Huber", **EVERYTHING)
    sandbox.projects.append({"ID": 1, "projectName": "Relaunch", "clientName": "Huber", "projectEnabled": True})
    tab.goto("/clients/1/delete/")
    expect(tab.locator(".projects")).to_contain_text("Relaunch")
    save(tab, "Yes, delete this client")
    expect(message(tab, "error")).to_contain_text("Nothing was deleted")
    tab.get_by_label("Type the client’s name").fill("Huber")
    save(tab, "Yes, delete this client")
    expect(message(tab, "success")).to_contain_text("The client Huber was deleted.")
    assert sandbox.clients == {}
    save(tab, "Undo")
    expect(message(tab, "success")).to_contain_text("Its id in TimeTrack is new: 2.")
    assert sandbox.clients == {2: {"name": "Huber", **EVERYTHING}}
    tab.goto("/clients/")
    expect(tab.get_by_role("button", name="Undo")).to_have_count(0)


# Leaving


@pytest.fixture
def asked(tab):
    """The kinds of dialog that a page has shown; each is answered with "stay"."""
    dialogs = []
    tab.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.dismiss()))
    return dialogs


def type_a_phone(page):
    page.get_by_label("Phone", exact=True).click()
    page.keyboard.type("222")


def pick_no_colour(page):
    page.get_by_role("button", name="No colour").click()


def fail_to_save(page):
    page.get_by_label("E-mail", exact=True).fill("no mail")
    save(page)
    expect(page.locator(".errornote")).to_be_visible()


@pytest.mark.parametrize("change", [type_a_phone, pick_no_colour, fail_to_save])
def test_leaving_a_changed_form_asks_first(tab, sandbox, asked, change):
    sandbox.add(name="Huber", color="#ff0000")
    tab.goto("/clients/1/")
    change(tab)
    assert asked == []
    tab.get_by_role("link", name="Close").click()
    tab.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(tab).to_have_url(re.compile("/clients/1/$"))


def test_leaving_an_unchanged_or_a_saved_form_asks_nothing(tab, sandbox, asked):
    sandbox.add(name="Huber")
    tab.goto("/clients/1/")
    tab.get_by_label("Phone", exact=True).click()
    tab.get_by_role("link", name="Close").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")
    tab.goto("/clients/1/")
    type_a_phone(tab)
    save(tab, "Save and continue editing")
    expect(message(tab, "success")).to_be_visible()
    tab.get_by_role("link", name="Close").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")
    assert asked == []


def test_a_busy_page_tries_again_by_itself_and_axe_finds_nothing_on_it(tab, served, sandbox, one_worker):
    held = []  # the page's own next try, until axe has looked at it
    with hanging(tab, served, sandbox):
        tab.goto("/clients/?q=busy")
        expect(tab.get_by_role("alert")).to_contain_text("This page tries again by itself.")
        tab.route("**/clients/?q=busy", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks it
        found = looks(tab)
    until = time.monotonic() + 5
    while not held and time.monotonic() < until:
        tab.wait_for_timeout(100)
    held[0].continue_()
    expect(tab.get_by_role("heading", level=1)).to_have_text("Clients")
    assert found == {}
