"""Room for everything: many columns, many views, a panel beside the list, and the longest values, at every width."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, problems

pytestmark = IN_THE_BROWSER
ALL_COLUMNS = (
    "contactPerson,email,phone,address,address2,addressZipCode,addressCity,addressCountry,field1,field2,field3"
)
ADDRESS = {"address": "Ring 1", "addressZipCode": "3300", "addressCity": "Amstetten", "addressCountry": "CH"}
CONTACT = {"email": f"{'long' * 12}@b.example", "phone": "+43 1 1", "contactPerson": "Eva Huber"}
FREE = {"address2": "Stiege 4", "field1": "Gold", "field2": "Silber", "field3": "Bronze"}
LONG = "N" * 10_000
UNTOLD = 10_000
"""The id of a client of which no other test has left a history, which would be told above the form."""
WORDS = """(each) => {
    const range = new Range();
    range.selectNodeContents(each);
    return range.getBoundingClientRect().width;
}"""
HOSTILE = ["\u200b", "   ", "\u00a0", "\u2800", "\u202e", "\u00ad", "\0", "", "<script>", "W" * 500]


@pytest.fixture
def office(sandbox):
    for number in range(30):
        sandbox.add(name=f"Huber {number:02} und Söhne", enabled=number % 2 == 0, **ADDRESS, **CONTACT, **FREE)
    return sandbox


@pytest.fixture
def opened(window, office):
    """Open a page in a window of this size, as somebody who may do everything."""

    def opened(width, path="/clients/", height=800, language="en"):
        page = window("max")
        page.set_extra_http_headers({"Accept-Language": language})
        page.set_viewport_size({"width": width, "height": height})
        page.goto(path)
        return page

    return opened


def box(locator):
    found = locator.bounding_box()
    return found["x"], found["x"] + found["width"]


def quick_look(page):
    page.locator("#result_list tbody th a").first.focus()
    page.keyboard.press("Space")
    expect(page.locator("#quick")).to_be_visible()


def widest(page):
    return page.evaluate("document.documentElement.scrollWidth")


# Columns


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("beside", [False, True])
def test_with_all_columns_each_can_be_read_and_the_table_scrolls_in_its_box(opened, beside, language):
    page = opened(1280, f"/clients/?columns=name,{ALL_COLUMNS}", language=language)
    if beside:
        quick_look(page)
    heads = [head for head in page.get_by_role("columnheader").all() if head.is_visible()]
    assert len(heads) > 6
    ends = 0
    for head in heads:
        starts, ends_next = box(head)
        assert starts >= ends - 1
        ends = ends_next
        assert ends - starts >= 120
        words = head.evaluate(WORDS)
        assert words <= ends - starts
    assert widest(page) <= 1280
    results = page.locator("#found .results")
    assert results.evaluate("(each) => each.scrollWidth - each.clientWidth") > 0
    results.evaluate("(each) => { each.scrollLeft = each.scrollWidth; }")
    expect(heads[-1]).to_be_in_viewport(ratio=0.99)
    name = page.locator("#result_list tbody th").first
    expect(name).to_be_in_viewport(ratio=0.99)
    seen = """(each) => {
        const { x, y } = each.getBoundingClientRect();
        return each.contains(document.elementFromPoint(x + 60, y + 9));
    }"""
    assert name.evaluate(seen)


def test_the_focus_frame_of_the_first_row_is_seen_as_a_whole(opened):
    page = opened(1280)
    link = page.locator("#result_list tbody th a").first
    link.focus()
    frame = link.evaluate(
        """(each) => each.getBoundingClientRect().top
            - parseFloat(getComputedStyle(each).outlineOffset) - parseFloat(getComputedStyle(each).outlineWidth)"""
    )
    head = page.locator("#result_list thead").bounding_box()
    assert frame >= head["y"] + head["height"] - 0.5


# Views


@pytest.mark.parametrize("width", [375, 770, 1280])
def test_many_views_scroll_in_their_strip_and_never_the_page(opened, served, width):
    page = opened(width)
    token = page.locator("#columns-form [name=csrfmiddlewaretoken]").input_value()
    for number in range(13):
        sent = {"view_name": f"Clients in the district {number}", "_keep_view": "", "csrfmiddlewaretoken": token}
        address = f"/clients/?q=hub&page=1&sort=name&columns=name&addressCity={number}"
        assert page.request.post(address, form=sent, max_redirects=0).status == 302
    page.goto("/clients/?q=hub&page=1&sort=name&columns=name&addressCity=13")
    page.locator("#views summary").click()
    page.get_by_label("Name of the view").fill("Clients in the district 13")
    page.get_by_role("button", name="Save as view").click()
    expect(page.locator(".messagelist .success")).to_contain_text("was saved")
    try:
        page.reload()
        assert widest(page) <= width
        assert page.locator(".tabs").evaluate("(each) => each.scrollWidth - each.clientWidth") > 0
        assert page.locator("#views").bounding_box()["height"] <= 56
        expect(page.locator(".tabs [aria-current]")).to_have_text("Clients in the district 13")
        expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=0.9)
        page.locator("#views summary").click()
        expect(page.get_by_role("button", name="Rename")).to_be_in_viewport(ratio=1)
        page.get_by_label("Name of the view").fill("All")
        page.get_by_role("button", name="Rename").click()
        field = page.get_by_label("Name of the view")
        expect(field).to_be_focused()
        expect(field).to_have_value("All")
        expect(field).to_have_accessible_description(re.compile("is the whole list"))
        expect(page.locator("#views .pop")).to_be_in_viewport(ratio=1)
        assert problems(page, "#views") == []
    finally:
        views = "from clients_ui.models import SavedView; SavedView.objects.all().delete()"
        served.manage("shell", "--no-imports", "-c", views)


# The panel


@pytest.mark.parametrize("width", [769, 900, 1023])
def test_beside_the_panel_names_can_still_be_read(opened, width):
    page = opened(width)
    quick_look(page)
    for row in page.locator("#result_list tbody tr").all()[:2]:  # an active and an inactive one
        name, tag = row.locator("th a"), row.locator(".tag")
        starts, ends = box(name)
        assert name.evaluate("(each) => each.scrollWidth <= each.clientWidth")
        if tag.count():
            assert box(tag)[0] >= ends
            assert tag.evaluate("(each) => each.scrollWidth <= each.clientWidth")
        assert box(row.locator("th"))[1] - starts >= 16 * 12
        assert box(row.locator("th"))[1] <= box(page.locator("#quick"))[0]
    assert box(page.locator("#quick"))[1] <= width


# On paper


BROKEN = """(word) => {
    const broken = [];
    for (const cell of document.querySelectorAll("#result_list tbody td")) {
        if (cell.textContent.trim() !== word) { continue; }
        const range = new Range();
        range.selectNodeContents(cell);
        if (range.getClientRects().length > 1) { broken.push(word); }
    }
    return broken;
}"""


@pytest.mark.parametrize(
    ("columns", "width"),
    [("", 718), (f"?columns=name,{ALL_COLUMNS}", 1047)],  # A4 upright, and across for so many
)
def test_with_the_panel_open_the_list_alone_prints_and_no_word_is_broken(opened, columns, width):
    page = opened(1280, f"/clients/{columns}")
    quick_look(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": width, "height": 800})
    for gone in ("#quick", ".look", "button", ".button"):
        assert not any(each.is_visible() for each in page.locator(gone).all()), gone
    for word in ("Amstetten", "Switzerland"):
        assert page.locator("#result_list td").get_by_text(word).first.is_visible()
        assert page.evaluate(BROKEN, word) == []
    assert widest(page) <= width
    heads = page.get_by_role("columnheader").all()
    assert len(heads) == (12 if columns else 6)
    for head in heads:
        assert box(head)[1] <= width


# Long values, and those that nobody sees


@pytest.mark.parametrize("width", [320, 800, 1024])
@pytest.mark.parametrize("person", ["max", "vera"])
def test_a_name_of_ten_thousand_letters_leaves_the_form_within_reach(window, sandbox, person, width):
    stored = sandbox.add(name=LONG, contactPerson=LONG[:255], notes="n\n" * 500)
    sandbox.clients[UNTOLD] = sandbox.clients.pop(stored)
    page = window(person)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"/clients/{UNTOLD}/")
    expect(page.locator("h1")).to_be_visible()
    assert page.locator("#id_contactPerson").bounding_box()["y"] < 800
    name = page.locator("#id_name")
    assert name.bounding_box()["width"] > 200
    assert name.evaluate("(each) => each.scrollHeight - each.clientHeight") > 0
    name.focus()
    expect(name).to_be_focused()
    assert page.locator("#id_notes").bounding_box()["height"] < 200
    assert widest(page) <= width
    assert problems(page) == []


@pytest.mark.parametrize("path", ["/clients/", "/clients/?q=x", "/clients/1/", "/clients/1/delete/", "/clients/3/"])
def test_axe_finds_nothing_where_nothing_of_a_name_can_be_seen(window, sandbox, path):
    for name in HOSTILE:
        sandbox.add(name=name, email=name, color=name, addressCity="x")
    page = window("max")
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    assert problems(page) == []
