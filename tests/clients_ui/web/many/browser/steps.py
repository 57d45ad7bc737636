"""What a person does and sees who changes many clients at once, in a real browser."""

from playwright.sync_api import expect

NUMBER = 60
PATIENCE = 30_000  # milliseconds: several requests, each of several rows


def boxes(page):
    return page.locator(".action-select")


def ticked(page):
    return page.locator(".action-select:checked").evaluate_all("all => all.map(box => Number(box.value))")


def picked(page, words):
    expect(page.locator("#picked")).to_have_text(words)
    expect(page.locator("#selected")).to_be_visible()


def with_country(timetrack):
    return sorted(id_ for id_, row in timetrack.clients.items() if row.get("addressCountry"))


def comes_to(page, words):
    expect(page.locator("#run-head")).to_contain_text(words, timeout=PATIENCE)


def check(page, field="addressCountry", value="AT"):
    """Say what is to become of those that are selected, and see the plan."""
    page.locator("#id_field").select_option(field)
    if field == "addressCountry":
        page.locator("#id_value").select_option(value)
    else:
        page.locator("#id_value").fill(value)
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#apply")).to_be_visible()


def change(page):
    page.locator("#selected").get_by_role("button", name="Change …").click()
    expect(page.locator("#bulk-form")).to_be_visible()
