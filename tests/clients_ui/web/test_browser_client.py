"""The page of one client in a real browser: what is in view, and what its scripts add."""

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER
from ttdash.sandbox import Fault

pytestmark = IN_THE_BROWSER
CONTACT_AND_ADDRESS = (
    "contactPerson", "email", "phone", "address", "address2", "addressZipCode", "addressCity", "addressCountry",
)  # fmt: skip


@pytest.fixture
def weiss(sandbox):
    sandbox.add(
        name="Elektrotechnik Weiß GmbH & Co. KG", phone="+43 4242 4482", email="j.baeumler@weiss.example",
        address="Hauptplatz 9", addressZipCode="9500", addressCity="Villach", addressCountry="AT", color="#17BECF",
    )  # fmt: skip
    return sandbox


@pytest.fixture
def page(window, weiss):
    page = window("edith")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/clients/1/")
    return page


def box(page, selector):
    return page.locator(selector).bounding_box()


def test_all_of_contact_and_address_is_in_view_without_scrolling(page):
    above_the_bar = box(page, ".submit-row.bar")["y"]
    for name in CONTACT_AND_ADDRESS:
        field = box(page, f"#id_{name}")
        assert (field["y"] >= 0, field["y"] + field["height"] <= above_the_bar) == (True, True), name


def test_postcode_and_city_stand_on_one_line_and_the_postcode_is_no_wider_than_it_needs(page):
    postcode, city = box(page, "#id_addressZipCode"), box(page, "#id_addressCity")
    assert postcode["y"] == city["y"]
    assert postcode["width"] < city["width"] / 2


@pytest.mark.parametrize(("width", "beside"), [(1280, True), (1024, True), (1023, False), (375, False)])
def test_what_is_worth_knowing_stands_beside_the_form_where_there_is_room_and_below_it_elsewhere(page, width, beside):
    page.set_viewport_size({"width": width, "height": 800})
    form, aside = box(page, ".split > div"), box(page, "aside")
    assert (aside["x"] >= form["x"] + form["width"]) == beside
    assert (aside["y"] >= form["y"] + form["height"]) == (not beside)


@pytest.mark.parametrize("width", [1280, 375])
def test_save_is_always_in_view(page, width):
    page.set_viewport_size({"width": width, "height": 800})
    save = page.get_by_role("button", name="Save", exact=True)
    for part in ("h1", "#id_notes", "aside"):
        page.locator(part).scroll_into_view_if_needed()
        expect(save).to_be_in_viewport(ratio=1)


def test_projects_come_into_the_page_once_it_stands(page, weiss):
    expect(page.locator("#projects")).to_contain_text("No project refers to it.")
    weiss.projects.append(
        {
            "ID": 1,
            "projectName": "Hauptplatz",
            "clientName": "Elektrotechnik Weiß GmbH & Co. KG",
            "projectEnabled": True,
        }
    )
    page.reload()
    expect(page.locator("#projects")).to_contain_text("1 project refers to this client")
    expect(page.locator("#projects li")).to_have_text(["Hauptplatz"])


@pytest.mark.parametrize("path", ["projects", "clients/1"])
def test_projects_that_cannot_be_looked_up_are_told_as_such(page, weiss, path):
    def fail_first(route):  # the page itself stands before its projects are asked for
        weiss.fail(Fault.HTML_502, on="GET", path=path, times=None)
        route.continue_()

    page.route("**/clients/1/projects/", fail_first)
    page.reload()
    expect(page.locator("#projects")).to_contain_text("Whether it has projects could not be looked up.")


def copied(page, name):
    page.get_by_role("button", name=name).click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_visible()
    return page.evaluate("navigator.clipboard.readText()")


@pytest.mark.parametrize("person", ["edith", "vera"])
def test_phone_mail_and_address_block_can_be_copied_and_that_is_told(window, weiss, person):
    page = window(person)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto("/clients/1/")
    assert copied(page, "Copy: Phone") == "+43 4242 4482"
    assert copied(page, "Copy: E-mail") == "j.baeumler@weiss.example"
    block = ["Elektrotechnik Weiß GmbH & Co. KG", "Hauptplatz 9", "9500 Villach", "Austria"]
    assert copied(page, "Copy address").splitlines() == block


def test_a_page_that_may_not_copy_says_so(page):
    page.context.clear_permissions()
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    page.get_by_role("button", name="Copy address").click()
    expect(page.locator("#told")).to_have_text("The browser did not let it be copied.")


def test_without_script_no_button_stands_there_that_does_nothing(chromium, served, weiss, session_of):
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session_of("edith"), "url": served.url}])
    page = context.new_page()
    page.goto("/clients/1/")
    expect(page.get_by_role("button", name="Copy")).to_have_count(0)
    page.get_by_role("link", name="Look up its projects").click()
    expect(page.get_by_text("No project refers to it.")).to_be_visible()
    context.close()


def test_that_it_is_being_saved_is_told(page):
    page.evaluate("document.addEventListener('submit', (event) => event.preventDefault())")
    page.get_by_label("City").fill("Wien")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#told")).to_have_text("Saving …")


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Germ", "DE"), ("deutschl", "DE"), ("ch", "CH"), ("oster", "AT"), ("unit", "AE"), ("de", "DE")],
)
def test_typing_finds_a_country_by_its_name_in_each_language_and_by_its_code(page, weiss, typed, code):
    country = page.get_by_label("Country")
    country.focus()
    page.keyboard.type(typed)
    expect(country).to_have_value(code)
    page.get_by_role("button", name="Save and continue editing").click()
    assert weiss.clients[1]["addressCountry"] == code


def test_a_refused_form_sums_up_what_is_wrong_and_leads_to_each_field(page):
    page.get_by_label("E-mail", exact=True).fill("still no mail")
    page.get_by_label("Colour", exact=True).fill("reddish")
    page.get_by_role("button", name="Save", exact=True).click()
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_text(["Colour", "E-mail"])
    field = page.get_by_label("E-mail", exact=True)
    summary.get_by_role("link", name="E-mail").click()
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    described = page.evaluate(
        "e => document.getElementById(e.getAttribute('aria-describedby')).innerText", field.element_handle()
    )
    assert described in summary.inner_text()


def test_umlauts_find_a_country_too(page):
    country = page.get_by_label("Country")
    country.select_option("DE")
    for letter in "Öst":
        country.dispatch_event("keydown", {"key": letter})
    expect(country).to_have_value("AT")


@pytest.mark.parametrize("path", ["/clients/1/?list=q%3Dguess", "/clients/?q=guess", "/clients/add/?name=guess"])
def test_no_page_sends_on_by_itself_what_its_address_says(page, path):
    """Else another site could open it and have our own script ask for what is compressed (decision 24)."""
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path, wait_until="networkidle")
    assert [url for url in asked if "guess" in url] == [page.url]
    assert len(asked) > 1
