"""Many changed at once in a real browser: by keyboard, by mouse, on a telephone, while a colleague is at work."""

import sqlite3
import time
from contextlib import closing, contextmanager

from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, looks, outage, problems
from tests.clients_ui.web.many.browser.steps import (
    NUMBER,
    PATIENCE,
    boxes,
    change,
    check,
    comes_to,
    picked,
    ticked,
    with_country,
)
from tests.served import PASSWORD

pytestmark = IN_THE_BROWSER


def test_twelve_are_selected_changed_and_changed_back_by_keyboard_alone(page, clients):
    keys = page.keyboard
    keys.press("ArrowDown")
    keys.press("x")
    picked(page, "1 selected")
    for _ in range(11):
        keys.press("Shift+ArrowDown")
    picked(page, "12 selected")
    assert ticked(page) == list(range(1, 13))
    page.locator("#selected button").first.focus()  # where Tab leads to after the rows
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("12 clients selected")
    page.locator("#id_field").focus()
    keys.type("Country")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "id_value"
    keys.type("austria")
    keys.press("Tab")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check"
    keys.press("Enter")
    expect(page.locator("#plan tbody tr")).to_have_count(12)
    expect(page.locator("#plan tbody tr").first).to_contain_text("Client 00")
    expect(page.locator("#plan tbody tr").first).to_contain_text("Country AT")
    assert with_country(clients) == []
    page.locator("#id_confirm").focus()
    keys.type("12")
    keys.press("Enter")
    comes_to(page, "Done: 12 of 12")
    assert with_country(clients) == list(range(1, 13))
    assert page.evaluate("document.activeElement.id") == "run-all"
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("Bulk change")
    expect(page.locator("main")).to_contain_text("12 clients changed")
    page.get_by_role("button", name="Undo this bulk change").focus()
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("It was undone.", timeout=PATIENCE)
    assert with_country(clients) == []


# Its looks


def test_on_a_telephone_each_card_has_its_box_beside_the_name(window):
    page = window(width=375, height=700)
    box, name = (page.locator(each).first.bounding_box() for each in ("tbody .action-checkbox", ".field-name a"))
    assert box["x"] + box["width"] <= name["x"] + 1
    assert box["y"] <= name["y"] + name["height"] / 2 <= box["y"] + box["height"]
    assert min(box["width"], box["height"]) >= 24
    boxes(page).nth(1).click()
    picked(page, "1 selected")
    assert problems(page) == []
    change(page)
    assert looks(page) == {}


def test_its_plan_is_as_it_should_be_wide_and_narrow(page):
    page.locator("#action-toggle").check()
    change(page)
    assert looks(page) == {}
    check(page, "contactPerson", "M" * 80)
    assert looks(page) == {}


def test_a_value_is_chosen_or_typed_as_its_field_has_it(page):
    boxes(page).first.click()
    change(page)
    kinds = {}
    for field in ("addressCountry", "color", "notes", "phone"):
        page.locator("#id_field").select_option(field)
        kinds[field] = page.locator("#id_value").evaluate("each => each.localName + ' ' + each.type")
    assert kinds == {
        "addressCountry": "select select-one",
        "color": "input color",
        "notes": "textarea textarea",
        "phone": "input text",
    }
    page.locator("[name=action][value=clear]").check()
    expect(page.locator("#bulk-value")).to_be_hidden()
    page.locator("[name=action][value=delete]").check()
    expect(page.locator("#bulk-field")).to_be_hidden()
    expect(page.locator("#bulk-where")).to_be_hidden()


def test_a_plan_is_put_away_as_soon_as_something_else_is_asked_for(page):
    boxes(page).first.click()
    change(page)
    check(page)
    page.locator("#id_where").select_option("empty")
    expect(page.locator("#plan-form")).to_be_hidden()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#apply")).to_have_text("Change 1 client")


def test_what_was_typed_is_there_again_and_in_no_field_of_another_kind(page):
    boxes(page).first.click()
    change(page)
    field, value = page.locator("#id_field"), page.locator("#id_value")
    expect(value).to_be_hidden()  # as long as no field is chosen
    field.select_option("email")
    expect(value).to_have_value("")
    value.fill("office@a.example")
    for other, held in (("color", "#000000"), ("addressCountry", ""), ("notes", "office@a.example")):
        field.select_option(other)
        expect(value).to_have_value(held)
    field.select_option("addressCountry")
    field.select_option("email")
    expect(value).to_have_value("office@a.example")


# Carried out


def test_another_number_begins_nothing(page, clients):
    page.locator("#action-toggle").check()
    change(page)
    check(page)
    expect(page.locator("#apply")).to_have_text("Change 50 clients")
    for typed in ("", "5", "60"):
        page.locator("#id_confirm").fill(typed)
        page.locator("#apply").click()
        expect(page.locator("#run")).to_be_hidden()
    assert with_country(clients) == []


def test_exactly_those_are_touched_that_were_shown_while_a_colleague_is_at_work(page, clients):
    page.locator("#searchbar").fill("graz")
    expect(page.locator("#count")).to_have_text("30 clients")
    page.locator("#action-toggle").check()
    picked(page, "30 selected")
    change(page)
    check(page)
    new = clients.add(name="Client 99", addressCity="Graz")
    clients.clients[2]["addressCountry"] = "CH"
    del clients.clients[4]
    page.locator("#id_confirm").fill("30")
    page.locator("#apply").click()
    comes_to(page, "Done: 28 of 30")
    expect(page.locator("#run-counts")).to_contain_text("changed by somebody else meanwhile: 1")
    expect(page.locator("#run-counts")).to_contain_text("gone: 1")
    assert (clients.clients[2]["addressCountry"], new in with_country(clients)) == ("CH", False)
    assert {clients.clients[id_]["addressCountry"] for id_ in range(6, NUMBER + 1, 2)} == {"AT"}
    assert not {*range(1, NUMBER, 2)} & {*with_country(clients)}


def begin_with_fifty(page, clients, delay):
    clients.switches.delay = delay
    page.locator("#action-toggle").check()
    change(page)
    check(page)
    page.locator("#id_confirm").fill("50")
    page.locator("#apply").click()
    expect(page.locator("#run .bar")).not_to_have_attribute("aria-valuenow", "0")


def test_it_is_stopped_waits_in_an_outage_and_goes_on(page, clients):
    begin_with_fifty(page, clients, 0.05)
    page.get_by_role("button", name="Stop").click()
    comes_to(page, "Stopped")
    clients.switches.delay = 0
    with outage(clients):
        page.get_by_role("button", name="Go on").click()
        expect(page.locator("#run-told")).to_be_visible(timeout=PATIENCE)
    comes_to(page, "Done")
    assert with_country(clients) == list(range(1, 51))


def test_a_plan_that_was_carried_out_no_longer_says_that_nothing_was_sent(page, clients):
    for number in range(2):
        boxes(page).nth(number).click()
    change(page)
    check(page)
    expect(page.locator("#not-yet")).to_be_visible()
    page.locator("#apply").click()
    comes_to(page, "Done: 2 of 2")
    page.locator("#run-close").click()
    expect(page.locator("#plan-form")).to_be_visible()
    expect(page.locator("#not-yet")).to_be_hidden()
    page.goto("/clients/")
    page.evaluate("history.back()")  # to what the browser keeps of the page as it came
    expect(page.locator("#bulk-form")).to_be_visible()
    expect(page.locator("#not-yet")).to_be_hidden()
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#counters")).to_contain_text("as it is")


@contextmanager
def without_a_role(office):
    """Nobody has any role for as long as this lasts."""
    with closing(sqlite3.connect(office.database, timeout=20)) as database:
        roles = database.execute("SELECT user_id, group_id FROM auth_user_groups").fetchall()
        with database:
            database.execute("DELETE FROM auth_user_groups")
        yield
        with database:
            database.executemany("INSERT INTO auth_user_groups (user_id, group_id) VALUES (?, ?)", roles)


def test_a_role_that_is_taken_away_midway_stops_it_and_says_so(page, office, clients):
    begin_with_fifty(page, clients, 0.1)
    with without_a_role(office):
        told = "It stopped: you may not do this any more. What is done stays done."
        expect(page.locator("#run-told")).to_have_text(told, timeout=PATIENCE)
        done = len(with_country(clients))
        comes_to(page, f"Stopped: {done} of 50")
    clients.switches.delay = 0
    page.get_by_role("button", name="Go on").click()
    comes_to(page, "Done: 50 of 50")


def test_a_deletion_is_typed_carried_out_and_undone(page, office, clients):
    clients.projects.append({"ID": 1, "projectName": "P", "clientName": "Client 03", "projectEnabled": True})
    for number in range(12):
        boxes(page).nth(number).click()
    page.locator("#selected").get_by_role("button", name="Delete …").click()
    expect(page.locator("#apply")).to_have_text("Delete 11 clients")
    expect(page.locator("#plan")).to_contain_text("This client has projects, so it is left as it is.")
    page.locator("#id_confirm").fill("11")
    page.locator("#apply").click()
    comes_to(page, "Done: 11 of 11")
    assert len(clients.clients) == NUMBER - 11
    page.get_by_role("link", name="See what was done, or undo it").click()
    page.get_by_role("button", name="Undo this bulk deletion").click()
    expect(page.locator("main")).to_contain_text("It was undone.", timeout=PATIENCE)
    assert sorted(row["name"] for row in clients.clients.values()) == [f"Client {at:02}" for at in range(NUMBER)]


@contextmanager
def signed_out(page):
    """The session is over; what is done inside happens without one."""
    cookies = page.context.cookies()
    page.context.clear_cookies()
    yield
    page.context.add_cookies(cookies)


def test_after_an_expired_session_the_selection_is_back(page, clients):
    boxes(page).nth(2).click()
    boxes(page).nth(4).click()
    page.context.clear_cookies()
    page.locator("#selected").get_by_role("button", name="Change …").click()
    page.get_by_label("Username").fill("edith")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator("h1")).to_have_text("2 clients selected")
    expect(page.locator("#bulk-form")).to_contain_text("Client 02 · Client 04")


def test_a_session_that_ends_midway_makes_it_wait_and_it_goes_on(page, clients):
    boxes(page).nth(2).click()
    change(page)
    check(page)
    with signed_out(page):
        page.locator("#apply").click()
        expect(page.locator("#run-told")).to_contain_text("You are signed out, so this waits.")
    page.get_by_role("button", name="Go on").click()
    comes_to(page, "Done: 1 of 1")
    assert with_country(clients) == [3]


# Without script


def test_without_script_all_of_it_works_by_buttons(window, clients):
    page = window(java_script_enabled=False)
    for number in range(12):
        boxes(page).nth(number).check()
    page.locator("#selected").get_by_role("button", name="Change …").click()
    page.locator("#id_field").select_option("addressCountry")
    page.locator("#id_value").fill("Austria")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#plan tbody tr")).to_have_count(12)
    page.locator("#id_confirm").fill("12")
    page.locator("#apply").click()
    until = time.monotonic() + 30
    while page.get_by_role("button", name="Go on").count():
        assert time.monotonic() < until
        page.get_by_role("button", name="Go on").click()
    expect(page.locator("main")).to_contain_text("12 clients changed")
    assert with_country(clients) == list(range(1, 13))
