"""What the keyboard is tried on: a list of six clients, a row of it, and the panel beside it."""

from playwright.sync_api import expect

NAMES = ("Auer GmbH", "Gruber Bau", "Gruber KG", "Grünwald OG", "Huber", "Zeman")


def row(page, name):
    return page.locator("#result_list .name > a").get_by_text(name, exact=True)


def panel(page):
    return page.locator("#quick")


def phones(timetrack):
    return [call.body["phone"] for call in timetrack.calls if call.method == "PUT"]


def look_at(page, name="Gruber Bau"):
    row(page, name).focus()
    page.keyboard.press("Space")
    expect(panel(page).get_by_role("heading", level=1)).to_have_text(name)
