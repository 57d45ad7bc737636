"""What the client's page does by script, in the quick look too."""

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from ttdash.sandbox import Fault

pytestmark = IN_THE_BROWSER


@pytest.fixture
def office(sandbox):
    sandbox.add(name="Auer GmbH", addressCountry="AT")
    sandbox.add(
        name="Huber OG", phone="+43 4242 4482", email="huber@", address="Hauptplatz 9", addressZipCode="9500",
        addressCity="Villach", addressCountry="AT",
    )  # fmt: skip
    sandbox.projects.append({"ID": 1, "projectName": "Dachboden", "clientName": "Huber OG", "projectEnabled": True})
    return sandbox


def look_at(page, name="Huber OG"):
    page.get_by_role("link", name=name).focus()
    page.keyboard.press("Space")
    panel = page.locator("#quick")
    expect(panel.get_by_role("heading", level=1)).to_have_text(name)
    return panel


def opened(window, person="edith"):
    page = window(person)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/clients/")
    return page


def copied(panel, name):
    panel.get_by_role("button", name=name).click()
    expect(panel.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    return panel.page.evaluate("navigator.clipboard.readText()")


def asked_for_projects(office):
    return [call.query["clientName"] for call in office.calls if call.path == "projects"]


@pytest.mark.parametrize("person", ["edith", "vera"])
def test_phone_mail_and_address_block_are_copied_from_the_panel(window, office, person):
    panel = look_at(opened(window, person))
    assert copied(panel, "Copy: Phone") == "+43 4242 4482"
    assert copied(panel, "Copy: E-mail") == "huber@"
    assert copied(panel, "Copy address").splitlines() == ["Huber OG", "Hauptplatz 9", "9500 Villach", "Austria"]


def test_what_was_typed_into_the_panel_is_what_is_copied_after_a_save_too(window, office):
    panel = look_at(opened(window))
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    panel.get_by_label("E-mail", exact=True).fill("office@huber.example")
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.locator(".success")).to_be_visible()
    assert copied(panel, "Copy: Phone") == "+43 1 222"


@pytest.mark.parametrize(("typed", "code"), [("Germ", "DE"), ("deutschl", "DE"), ("ch", "CH"), ("oster", "AT")])
def test_typing_finds_a_country_by_its_name_in_each_language_and_by_its_code(window, office, typed, code):
    panel = look_at(opened(window))
    panel.get_by_label("Country").focus()
    panel.page.keyboard.type(typed)
    expect(panel.get_by_label("Country")).to_have_value(code)


def test_projects_and_findings_stand_beside_it_and_a_finding_leads_to_its_field(window, office):
    page = opened(window)
    panel = look_at(page)
    beside = panel.get_by_role("complementary", name="About this client")
    expect(beside.locator("#projects li")).to_have_text(["Dachboden"])
    page.keyboard.press("Tab")
    beside.get_by_role("link", name="E-mail").click()
    expect(panel.get_by_label("E-mail", exact=True)).to_be_focused()
    assert page.url.endswith("/clients/")


def test_projects_that_cannot_be_looked_up_are_told_as_such(window, office):
    office.fail(Fault.HTML_502, on="GET", path="projects", times=None)
    panel = look_at(opened(window))
    expect(panel.locator("#projects")).to_contain_text("Whether it has projects could not be looked up.")


def test_who_walks_along_the_rows_asks_for_the_projects_of_the_client_they_stay_at_alone(window, office):
    page = window("edith")
    page.clock.install()
    page.goto("/clients/")
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    panel = look_at(page, "Auer GmbH")
    page.clock.run_for(400)
    page.keyboard.press("ArrowDown")
    page.clock.run_for(60)  # after which the panel follows
    expect(panel.get_by_role("heading", level=1)).to_have_text("Huber OG")
    page.clock.run_for(500)
    expect(panel.locator("#projects li")).to_have_text(["Dachboden"])
    assert asked_for_projects(office) == ["Huber OG"]


def test_what_failed_bears_its_code_and_what_was_typed_stays(window, office):
    page = opened(window)
    panel = look_at(page)
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.route("**/clients/2/", lambda route: route.fulfill(status=500, body='<p class="help code">Code: 0123</p>'))
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.locator("> [role=status]")).to_contain_text("It is unclear whether this was saved")
    expect(panel.locator("> [role=status] .code")).to_have_text("Code: 0123")
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")


def test_a_panel_that_says_it_tries_again_does_so(window, office):
    page = opened(window)
    page.route(
        "**/clients/2/", lambda route: route.fulfill(status=503, body="<p data-again-after='1'>again</p>"), times=1
    )
    page.get_by_role("link", name="Huber OG").focus()
    page.keyboard.press("Space")
    expect(page.locator("#quick")).to_contain_text("again")
    expect(page.locator("#quick").get_by_role("heading", level=1)).to_have_text("Huber OG")


def test_a_save_in_the_panel_that_takes_long_says_so_and_is_not_sent_twice(window, office):
    page = opened(window)
    panel = look_at(page)
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    panel.get_by_label("E-mail", exact=True).fill("office@huber.example")
    office.switches.delay = 0.4
    save = panel.get_by_role("button", name="Save", exact=True)
    save.click()
    expect(page.locator("#working")).to_have_text("One moment …")
    assert save.get_attribute("aria-disabled") == "true"
    save.click(force=True)
    expect(panel.locator(".success")).to_be_visible()
    expect(page.locator("#working")).to_be_empty()
    assert len([call for call in office.calls if call.method == "PUT"]) == 1


@pytest.mark.parametrize("answer", [502, None], ids=["refused", "lost"])
def test_what_was_said_of_a_save_stays_where_the_list_cannot_be_fetched_anew(window, office, answer):
    page = opened(window)
    panel = look_at(page)
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.route("**/clients/", lambda route: route.fulfill(status=answer) if answer else route.abort())
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#announcement.errornote")).to_contain_text("may still show what was there before")
    expect(panel.locator(".messagelist .success")).to_be_visible()


def test_a_client_that_could_not_be_fetched_is_told_as_such_and_space_tries_again(window, office):
    page = opened(window)
    page.route("**/clients/2/", lambda route: route.abort(), times=1)
    page.get_by_role("link", name="Huber OG").focus()
    page.keyboard.press("Space")
    said = page.locator("#quick > [role=status]")
    expect(said).to_have_text("This client could not be fetched. Press Space to try again.")
    page.keyboard.press("Space")
    expect(page.locator("#quick").get_by_role("heading", level=1)).to_have_text("Huber OG")
    expect(said).not_to_contain_text("could not be fetched")


def test_a_client_that_could_not_be_fetched_leaves_the_one_before_and_a_lost_save_says_that_the_typing_is_there(
    window, office
):
    page = opened(window)
    panel = look_at(page, "Auer GmbH")
    page.route("**/clients/2/", lambda route: route.abort())
    page.keyboard.press("ArrowDown")
    expect(panel.locator("> [role=status]")).to_contain_text("could not be fetched")
    expect(panel.get_by_role("heading", level=1)).to_have_text("Auer GmbH")
    page.unroute("**/clients/2/")
    page.keyboard.press("Space")
    expect(panel.get_by_role("heading", level=1)).to_have_text("Huber OG")
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.route("**/clients/2/", lambda route: route.abort())
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.locator("> [role=status]")).to_have_text(
        "It is unclear whether this was saved: the answer was lost. "
        "Press Save again: what is saved already is not saved twice."
    )
    expect(panel.get_by_label("Phone", exact=True)).to_have_value("+43 1 222")


def test_what_was_refused_before_it_was_sent_on_is_told_as_such(window, office):
    page = opened(window)
    panel = look_at(page)
    panel.get_by_label("Phone", exact=True).fill("+43 1 222")
    page.route("**/clients/2/", lambda route: route.fulfill(status=413, body=""))
    panel.get_by_role("button", name="Save", exact=True).click()
    expect(panel.locator("> [role=status]")).to_have_text(
        "This did not get through. What you typed is still here: try again."
    )


def test_the_panel_is_one_card_and_what_stands_in_it_begins_at_one_edge(window, office):
    panel = look_at(opened(window))
    expect(panel.locator("#projects li")).to_have_text(["Dachboden"])
    parts = panel.locator(".module").filter(visible=True)
    assert parts.count() > 4
    borders = parts.evaluate_all("(all) => all.map((each) => getComputedStyle(each).borderTopWidth)")
    assert set(borders) == {"0px"}
    edges = panel.locator("h1, .module h2, aside li, fieldset .fields").filter(visible=True)
    assert {round(each.bounding_box()["x"]) for each in edges.all()} == {round(panel.bounding_box()["x"]) + 17}
