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
