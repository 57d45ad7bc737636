"""Several hundred hostile strings, all fields in one save, through the form and back onto every page in a real browser.

What comes back is what was typed, apart from what README documents: blanks around a line and behind notes go, and
a line end is none in a single line. Control characters, and in names and phone numbers those that nobody sees, are
refused (`test_unseen.py`), so they are not typed here.
"""

import re
import unicodedata

import pytest

from clients_ui.client import kinds
from clients_ui.client.record import FIELDS, UPDATABLE
from tests.browser import IN_THE_BROWSER, sign_in
from tests.hostile import strings

pytestmark = IN_THE_BROWSER
FREE = [field.name for field in UPDATABLE if field.kind in {kinds.TEXT, kinds.PHONE}]
EMPTY_SIGNS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0" + "".join(
    map(chr, range(0xFE00, 0xFE10))
)
"""Letters and marks that Python calls printable, and that nobody sees."""
WATCH = """
window.addEventListener("securitypolicyviolation", (event) => {
  console.error("Content Security Policy broken: " + event.violatedDirective + " " + event.blockedURI);
}, true);
"""
VALUES = """() => Object.fromEntries(
  [...document.querySelectorAll("#client_form [name]")].map((input) => [input.name, input.value]))"""
PLAIN = """() => Object.fromEntries([...document.querySelectorAll(".form-row")].map((row) => [
  [...row.classList].find((name) => name.startsWith("field-")).slice(6),
  row.querySelector(".readonly").textContent,
]))"""
FILL = """(values) => { for (const [name, value] of Object.entries(values)) {
  const input = document.getElementsByName(name)[0];
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
} }"""


def batches():
    """One client each: two strings for every free field, and all of them again, line by line, in the notes."""
    left = sorted(strings(), key=lambda text: len(text) > 120)  # the longest are for the notes alone
    assert len(left) > 300
    while left:
        taken, left = left[: 2 * len(FREE)], left[2 * len(FREE) :]
        fields = {name: " ".join(taken[2 * place :][:2])[:255] for place, name in enumerate(FREE)}
        fields |= {"notes": "\n".join(taken), "name": f"{taken[0][:240]} #{len(left)}"}
        yield {name: taken_by(name, text) for name, text in fields.items()}


def taken_by(name, text):
    """A text without the characters that this field refuses."""
    ends = "\t\r\n" if name == "notes" else "\r\n"
    seen = [letter for letter in text if letter in ends or unicodedata.category(letter) != "Cc"]
    if name in {"name", "phone"}:
        seen = [letter for letter in seen if letter in ends or (letter.isprintable() and letter not in EMPTY_SIGNS)]
    return "".join(seen)


def kept(name, value):
    """What TimeTrack is to hold of what was typed: in one line without line ends, and without blanks around it."""
    one_line = value if FIELDS[name].kind is kinds.LINES else re.sub("[\r\n]", "", value)
    return FIELDS[name].kind.cleaned(one_line)


def shown(value):
    """A value as an input gives it back."""
    return value.replace("\0", "\ufffd")


def read(value):
    """A value as the text of a page, where an HTML parser drops NUL."""
    return value.replace("\0", "") or "–"


@pytest.fixture
def watched(window):
    """A window in which nothing may run, open a dialog or break the policy."""
    page, dialogs = window(), []

    def opened(dialog):
        if dialog.type != "beforeunload":  # the warning before a changed form is left is our own
            dialogs.append(dialog.message)
        dialog.accept()

    page.on("dialog", opened)
    page.add_init_script(WATCH)
    yield page
    assert dialogs == []


def press(page, button):
    with page.expect_navigation():
        page.locator(f"[name={button}]").click()


def assert_untouched(page):
    assert page.evaluate("window.__broken") is None
    assert "evil" not in page.url.split("?")[0]


def test_no_hostile_text_runs_breaks_the_policy_or_is_altered(watched, window, sandbox):
    sign_in(watched)
    expected = {}
    for values in batches():
        watched.goto("/clients/add/")
        watched.evaluate(FILL, values)
        press(watched, "_continue")
        number = max(sandbox.clients)
        assert number == len(expected) + 1, watched.inner_text("#content-main")[:500]
        expected[number] = {name: kept(name, value) for name, value in values.items()}
        held = {name: str(sandbox.clients[number].get(name, "")) for name in values}
        assert held == expected[number]
        found = watched.evaluate(VALUES)
        assert {name: found[name] for name in values if name != "name"} == {
            name: shown(value) for name, value in expected[number].items() if name != "name"
        }
        assert_untouched(watched)
    untouched_saves_send_nothing(watched, sandbox, list(expected)[::6])
    viewer = window()
    viewer.add_init_script(WATCH)
    sign_in(viewer, "vera")
    for number, values in expected.items():
        viewer.goto(f"/clients/{number}/")
        found = viewer.evaluate(PLAIN)
        assert {name: found[name] for name in values} == {name: read(value) for name, value in values.items()}
        title, called = (
            " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text).split()) for text in (viewer.title(), read(values["name"]))
        )
        assert title.startswith(called[:20])
        assert_untouched(viewer)
    listed_and_deleted(watched, sandbox, expected)


def untouched_saves_send_nothing(page, sandbox, numbers):
    sandbox.calls.clear()
    for number in numbers:
        page.goto(f"/clients/{number}/")
        press(page, "_save")
    assert [call.body for call in sandbox.calls if call.method == "PUT"] == []


def listed_and_deleted(page, sandbox, expected):
    page.goto("/clients/")
    names = page.locator("#result_list th.field-name a").all_text_contents()
    assert names == [read(values["name"]) for values in expected.values()][:50]
    assert_untouched(page)
    for number in list(expected)[::3]:
        sandbox.projects[:] = [
            {
                "ID": 1,
                "projectName": expected[number]["phone"],
                "clientName": expected[number]["name"],
                "projectEnabled": True,
            }
        ]
        page.goto(f"/clients/{number}/delete/")
        assert read(expected[number]["name"]) in page.locator(".question").text_content()
        assert_untouched(page)


def seen_of(text):
    """What a list shows of a text: nothing where all its characters are controls, formats or unassigned."""
    return "" if all(unicodedata.category(letter).startswith("C") for letter in text) else text


def test_what_only_timetrack_could_have_stored_is_text_too_and_what_the_rules_refuse_comes_back(watched, sandbox):
    """E-mail, colour and country are held to a rule when they are typed, but TimeTrack may hold anything."""
    everything = [text.replace("\0", "") for text in strings() if len(text) < 250]
    everything = [text for text in everything if text.strip() == text and not re.search("[\r\n]", text)]
    for first in range(0, len(everything) - 2, 3):
        email, color, country = everything[first : first + 3]
        sandbox.add(name=f"#{first}", email=email, color=color, addressCountry=country)
    sign_in(watched)
    page, rows = 1, []
    while len(rows) < len(sandbox.clients):
        watched.goto(f"/clients/?page={page}")
        rows += watched.locator("#result_list td.field-email").all_text_contents()
        assert_untouched(watched)
        page += 1
    assert rows == [seen_of(client["email"]) for client in sandbox.clients.values()]
    links = "[...document.querySelectorAll('a')].filter((link) => !/^(https?|mailto|tel):$/.test(link.protocol)).length"
    for number in list(sandbox.clients)[::8]:
        watched.goto(f"/clients/{number}/")
        found = watched.evaluate(VALUES)
        for name in ("email", "color", "addressCountry"):
            assert found[name] == sandbox.clients[number][name]
        assert watched.evaluate(links) == 0
        typed = {"email": f"{found['color']}!", "color": f"{found['email']}!"}
        watched.evaluate(FILL, typed)
        press(watched, "_save")
        found = watched.evaluate(VALUES)
        assert {name: found[name] for name in typed} == typed
        assert_untouched(watched)
    assert [call for call in sandbox.calls if call.method == "PUT"] == []


def test_half_a_character_is_sent_as_the_sign_for_one_that_is_missing(watched, sandbox):
    sandbox.add(name="X")
    sign_in(watched)
    watched.goto("/clients/1/")
    watched.evaluate("document.getElementsByName('phone')[0].value = 'a' + String.fromCharCode(0xd800) + 'b'")
    press(watched, "_continue")
    assert sandbox.clients[1]["phone"] == "a\ufffdb"
    assert watched.evaluate(VALUES)["phone"] == "a\ufffdb"
