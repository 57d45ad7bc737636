"""An import in a real browser: from the file to the last row, with all that may come in between."""

import re
import time
from itertools import count
from random import Random

import pytest
from playwright.sync_api import expect

from tests.browser import IN_THE_BROWSER, looks, outage, signed_in
from tests.clients_ui.transfer.workbooks import table, xlsx
from tests.clients_ui.web.importing.lists import HEAD, PAGE, as_csv
from tests.people import eventually
from ttdash.sandbox import Fault

pytestmark = IN_THE_BROWSER
PATIENCE = 60_000  # milliseconds: several requests, each of several rows
FILES = count()


def csv(*lines, head=HEAD, name="Messe.csv"):
    """A file unlike every other, as what was imported once is known for thirty days."""
    data = as_csv(*lines, head=f"{head};Test {next(FILES)}")
    return {"name": name, "mimeType": "text/csv", "buffer": data}


def many(number):
    return csv(*(f"Huber {at:05};a@huber-{at}.example;{at}" for at in range(1, number + 1)))


@pytest.fixture
def page(window, office):
    return window("edith")


def choose(page, file):
    page.goto(PAGE)
    page.locator("#id_file").set_input_files(file)
    expect(page.locator("#apply")).to_be_visible()


def apply(page):
    page.locator("#apply").click()


def comes_to(page, words, patience=PATIENCE):
    expect(page.locator("#run-head")).to_contain_text(words, timeout=patience)


def counters(page):
    lines = page.locator("#counters a").all()
    return {line.locator("small").inner_text(): int(line.locator("b").inner_text().replace(",", "")) for line in lines}


def names(office):
    return sorted(client["name"] for client in office.clients.values())


def with_those_of(file):
    lines = file["buffer"].decode("utf-8-sig").splitlines()[1:]
    return sorted(["Müller KG", *(line.split(";")[0] for line in lines)])


def test_a_whole_import_moves_its_bar_is_stopped_goes_on_and_is_undone(page, office):
    office.switches.delay = 0.05
    choose(page, file := many(40))
    assert counters(page) == {"rows in the file": 40, "new": 40}
    assert names(office) == ["Müller KG"]
    expect(page.locator("#apply")).to_have_text("Import 40 rows")
    apply(page)
    bar = page.locator("#run .bar")
    expect(bar).not_to_have_attribute("aria-valuenow", "0")
    expect(page.locator("#run-pace")).to_contain_text("Rows a second: ")
    expect(page.get_by_role("link", name="See what was done, or undo it")).to_be_hidden()  # it would lead away
    page.get_by_role("button", name="Stop").click()
    comes_to(page, "Stopped")
    stopped = int(bar.get_attribute("aria-valuenow"))
    assert 0 < stopped < 40
    assert len(names(office)) == stopped + 1
    page.get_by_role("button", name="Go on").click()
    comes_to(page, "Done")
    expect(page.locator("#run-head")).to_have_text("Done: 40 of 40")
    expect(page.locator("#run-counts")).to_have_text("created: 40")
    assert names(office) == with_those_of(file)
    office.switches.delay = 0
    page.get_by_role("link", name="See what was done, or undo it").click()
    expect(page.locator("main")).to_contain_text("40 clients created")
    page.get_by_role("button", name="Undo this import").click()
    expect(page.locator("main")).to_contain_text("It was undone", timeout=30_000)
    assert names(office) == ["Müller KG"]


def at_rest(office):
    before = names(office)
    time.sleep(0.5)
    return names(office) == before


def test_the_same_file_again_shows_what_is_done_and_goes_on_with_the_rest(page, office):
    office.switches.delay = 0.05
    choose(page, file := many(40))
    apply(page)
    expect(page.locator("#run .bar")).not_to_have_attribute("aria-valuenow", "0")
    page.goto("/clients/")  # the page is left in the midst of it
    eventually(lambda: at_rest(office))  # what was sent before that is done all the same
    office.switches.delay = 0
    choose(page, file)
    counted = counters(page)
    assert counted["done before"] + counted["new"] == 40
    assert counted["done before"] > 0
    apply(page)
    comes_to(page, "Done")
    assert names(office) == with_those_of(file)


def test_a_browser_that_is_closed_twenty_times_has_created_each_client_once(window, office):
    chance, file = Random(18), many(400)
    for _ in range(20):
        page = window("edith")
        choose(page, file)
        apply(page)
        if chance.random() < 0.7:
            expect(page.locator("#run .bar")).not_to_have_attribute("aria-valuenow", "0", timeout=PATIENCE)
        page.close()
    assert len(names(office)) < 401, "something was left to do each time"
    page = window("edith")
    choose(page, file)
    apply(page)
    comes_to(page, "Done", 5 * PATIENCE)
    assert names(office) == with_those_of(file)


def test_an_import_needs_no_timer_so_that_a_hidden_tab_goes_on(page, office):
    choose(page, file := many(40))
    page.evaluate(
        """() => {
            Object.defineProperty(document, "hidden", { get: () => true });
            Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
            document.dispatchEvent(new Event("visibilitychange"));
            window.timers = 0;
            for (const name of ["setTimeout", "setInterval", "requestAnimationFrame"]) {
                const real = window[name];
                window[name] = (...all) => {
                    window.timers += new Error().stack.includes("clients_ui/import");
                    return real.call(window, ...all);
                };
            }
        }"""
    )
    apply(page)
    comes_to(page, "Done: 40 of 40")
    assert page.evaluate("window.timers") == 0
    assert names(office) == with_those_of(file)


def test_two_people_with_the_same_file_at_once_create_each_client_once(window, office):
    office.switches.delay = 0.02
    pages, file = [window("edith"), window("max")], many(30)
    for page in pages:
        choose(page, file)
    for page in pages:
        page.evaluate("document.getElementById('apply').click()")
    for page in pages:
        comes_to(page, "Done")
    assert names(office) == with_those_of(file)


def test_an_expired_session_pauses_and_goes_on_after_a_sign_in_in_another_tab(page, office, served):
    office.switches.delay = 0.05
    choose(page, file := many(40))
    apply(page)
    expect(page.locator("#run .bar")).not_to_have_attribute("aria-valuenow", "0")
    page.context.clear_cookies()
    expect(page.locator("#run-told")).to_contain_text("You are signed out")
    so_far = len(names(office))
    assert so_far < 41
    page.get_by_role("button", name="Go on").click()
    expect(page.locator("#run-told")).to_contain_text("You are signed out")
    cookies = signed_in(served.url, "edith")
    page.context.add_cookies([{"name": name, "value": value, "url": served.url} for name, value in cookies.items()])
    page.get_by_role("button", name="Go on").click()
    comes_to(page, "Done")
    assert names(office) == with_those_of(file)


def test_a_plan_is_not_carried_out_by_somebody_else_who_signed_in_meanwhile(page, office, served):
    choose(page, many(3))
    page.context.clear_cookies()
    cookies = signed_in(served.url, "max")
    page.context.add_cookies([{"name": name, "value": value, "url": served.url} for name, value in cookies.items()])
    apply(page)
    expect(page.locator("#run-told")).to_contain_text("somebody else’s")
    assert names(office) == ["Müller KG"]


def test_a_busy_timetrack_is_waited_for(page, office):
    choose(page, file := many(20))
    office.fail(Fault.TOO_MANY, on="POST", times=1, retry_after=2)
    apply(page)
    expect(page.locator("#run-told")).to_be_visible()
    comes_to(page, "Done: 20 of 20")
    assert names(office) == with_those_of(file)


def test_an_outage_of_timetrack_is_waited_for(page, office):
    choose(page, file := many(20))
    with outage(office):
        apply(page)
        expect(page.locator("#run-told")).to_be_visible(timeout=PATIENCE)
    comes_to(page, "Done: 20 of 20")
    assert names(office) == with_those_of(file)


def test_what_failed_is_not_counted_as_done_and_is_shown_with_the_reason(page, office):
    choose(page, many(20))
    office.fail(Fault.SERVER_ERROR, on="POST", times=1)
    apply(page)
    comes_to(page, "Done: 19 of 20")
    expect(page.locator("#run-counts")).to_contain_text("not saved: 1")
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#plan tbody tr")).to_have_count(1)
    expect(page.locator("#plan tbody tr .errorlist")).not_to_be_empty()


def test_without_a_connection_it_tries_again_until_there_is_one(page, office):
    choose(page, file := many(20))
    failed = []

    def lose(route):
        if len(failed) < 2 and "package" in (route.request.post_data or ""):
            failed.append(route)
            route.abort()
        else:
            route.continue_()

    page.route(f"**{PAGE}", lose)
    apply(page)
    expect(page.locator("#run-told")).to_contain_text("There is no connection.")
    comes_to(page, "Done")
    assert names(office) == with_those_of(file)


def test_an_answer_that_is_lost_does_nothing_twice(page, office):
    choose(page, file := many(20))
    lost = []

    def lose(route):
        if not lost and "package" in (route.request.post_data or ""):
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route(f"**{PAGE}", lose)
    apply(page)
    comes_to(page, "Done: 20 of 20")
    assert names(office) == with_those_of(file)


def test_a_cell_is_corrected_in_the_plan(page, office):
    choose(page, csv("Bauer;x(at)y.example;3", "Huber;;2"))
    assert counters(page)["error"] == 1
    cell = page.get_by_label("E-mail, row 2")
    expect(cell).to_have_value("x(at)y.example")
    cell.fill("x@y.example")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#counters")).not_to_contain_text("error")
    apply(page)
    comes_to(page, "Done: 2 of 2")
    assert {"Bauer", "Huber"} < set(names(office))


def test_what_was_typed_into_a_cell_is_not_put_into_another_sheet(page, office):
    head = ["Name", "E-mail", f"Test {next(FILES)}"]
    sheets = [table(head, [name, "x(at)y.example"], name=name) for name in ("Bauer", "Huber")]
    mime = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    choose(page, {"name": "Messe.xlsx", "mimeType": mime, "buffer": xlsx(*sheets)})
    page.get_by_label("E-mail, row 2").fill("bauer@x.example")
    page.get_by_label("E-mail, row 2").blur()
    page.locator("#id_sheet").select_option("Huber")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#plan tbody th")).to_have_text("Huber")
    expect(page.get_by_label("E-mail, row 2")).to_have_value("x(at)y.example")


def test_an_answer_that_comes_late_does_not_replace_the_plan_of_a_newer_file(page, office):
    page.goto(PAGE)
    held = []
    page.route(f"**{PAGE}", lambda route: route.continue_() if held else held.append(route))
    page.locator("#id_file").set_input_files(csv("Bauer;;3", name="Erste.csv"))
    page.wait_for_function("checks === 1")
    page.locator("#id_file").set_input_files(csv("Huber;;2", name="Zweite.csv"))
    expect(page.locator("#plan")).to_contain_text("Huber")
    with page.expect_response(f"**{PAGE}"):
        held[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator("#plan tbody")).not_to_contain_text("Bauer")
    expect(page.locator("h1")).to_have_text("Zweite.csv")


def test_another_file_than_the_one_that_was_imported_is_told_where_its_outcomes_are_asked_for(page, office):
    choose(page, csv("Huber;;2"))
    apply(page)
    comes_to(page, "Done: 1 of 1")
    page.get_by_role("button", name="Close").click()
    page.evaluate("file = new File(['Name\\nMaier'], 'Andere.csv')")
    page.evaluate("save(document.getElementById('run-file'))")
    expect(page.get_by_role("alert")).to_contain_text("This is not the file of that import.")


def test_a_look_alike_waits_for_a_choice(page, office):
    choose(page, csv("Mueller KG;office@mueller.example;7"))
    expect(page.locator("#apply")).to_have_attribute("aria-disabled", "true")
    expect(page.locator("#estimate")).to_have_text("There is nothing to import.")
    page.get_by_label("What to do with row 2").select_option("Change client #1")
    expect(page.locator("#apply")).to_have_text("Import 1 row")
    apply(page)
    comes_to(page, "Done: 1 of 1")
    assert office.clients[1]["phone"] == "7"
    assert names(office) == ["Müller KG"]


def test_a_choice_outlives_the_correction_of_another_row_and_a_correction_is_never_left_out(page, office):
    choose(page, csv("Mueller KG;office@mueller.example;7", "Bauer;x(at)y.example;3"))
    page.get_by_label("What to do with row 2").select_option("Change client #1")
    page.get_by_label("E-mail, row 3").fill("x@y.example")
    apply(page)  # without a new check
    expect(page.locator("#counters")).not_to_contain_text("error")
    expect(page.locator("#run")).to_be_hidden()
    expect(page.get_by_label("What to do with row 2")).to_have_value("1")
    expect(page.locator("#apply")).to_have_text("Import 2 rows")
    apply(page)
    comes_to(page, "Done: 2 of 2")
    assert (office.clients[1]["phone"], names(office)) == ("7", ["Bauer", "Müller KG"])


def test_counters_are_filters_and_many_rows_come_page_by_page(page):
    choose(page, csv(*(f"Huber {at};;{at}" for at in range(120)), *(f"Bauer {at};x(at)y;" for at in range(3))))
    rows = page.locator("#plan tbody tr")
    expect(rows).to_have_count(50)
    expect(page.locator("#shown")).to_have_text("1–50 of 123")
    page.locator("#plan").get_by_role("button", name="Next").click()
    expect(page.locator("#shown")).to_have_text("51–100 of 123")
    page.locator("#counters a", has_text="error").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#shown")).to_have_text("1–3 of 3")
    expect(page.locator("#counters [aria-current]")).to_contain_text("error")


def test_columns_that_were_chosen_are_remembered_for_the_same_heads(page):
    file = csv("Huber;Wien;1", head="Wer;Wo genau;Tel.")
    page.goto(PAGE)
    page.locator("#id_file").set_input_files(file)
    columns = page.locator("#import summary", has=page.get_by_text("Columns", exact=True))
    columns.wait_for()
    if not page.get_by_label("Wer", exact=True).is_visible():
        columns.click()
    page.get_by_label("Wer", exact=True).select_option("Name")
    page.get_by_label("Wo genau").select_option("City")
    page.get_by_role("button", name="Check again").click()
    expect(page.locator("#plan")).to_contain_text("City Wien")
    page.goto(PAGE)
    page.locator("#id_file").set_input_files(file)
    expect(page.locator("#plan")).to_contain_text("City Wien")


def test_only_if_no_row_has_an_error_holds_everything_back(page, office):
    choose(page, csv("Bauer;x(at)y.example;3", "Huber;;2"))
    page.get_by_label("Only if no row has an error").check()
    apply(page)
    expect(page.locator("#run")).to_be_hidden()
    clean = page.locator("#only-clean")
    expect(clean).to_be_focused()
    expect(clean).to_have_js_property("validationMessage", "Nothing was imported: there are rows with errors.")
    assert names(office) == ["Müller KG"]
    clean.uncheck()
    apply(page)
    comes_to(page, "Done: 1 of 1")


def test_the_rows_with_errors_come_as_a_file_that_can_be_corrected_and_sent(page, office):
    choose(page, csv("Bauer;x(at)y.example;0043", "Huber;;2"))
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the rows with errors").click()
    assert download.value.suggested_filename == "Messe (errors).xlsx"
    page.goto(PAGE)
    page.locator("#id_file").set_input_files(download.value.path())
    expect(page.locator("#counters")).to_contain_text("error")
    assert counters(page) == {"rows in the file": 1, "error": 1}


def test_afterwards_the_file_comes_back_with_its_outcomes(page, office):
    choose(page, csv("Huber;;2", "Bauer;x(at)y.example;0043"))
    apply(page)
    comes_to(page, "Done: 1 of 1")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file with its outcomes").click()
    assert download.value.suggested_filename == "Messe (outcomes).xlsx"


def test_a_file_that_is_too_long_is_not_even_sent(page, office):
    page.goto(PAGE)
    page.evaluate("document.getElementById('import').dataset.longest = 10")
    sent = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator("#id_file").set_input_files(many(3))
    expect(page.get_by_role("alert")).to_contain_text("This file is larger than 20 MB")
    assert "POST" not in sent


def test_nothing_of_a_file_becomes_a_tag(page):
    choose(page, csv("<img src=x onerror=alert(1)>;<b>x</b>;<i>1</i>", head="Name;E-mail;Phone", name="<b>x.csv"))
    expect(page.locator("#plan")).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#import img, #import tbody i").count() == 0


def test_the_page_is_accessible_at_every_step(page):
    page.goto(PAGE)
    assert looks(page) == {}
    choose(page, csv("Bauer;x(at)y;3", "Mueller KG;office@mueller.example;7", "Huber;;2", "Müller KG;;9"))
    for summary in page.locator("#import summary").all():
        summary.click()
    assert looks(page) == {}
    apply(page)
    comes_to(page, "Done")
    assert looks(page) == {}
    page.goto("/runs/")
    assert looks(page) == {}
    page.locator("#content a[href^='/runs/']").first.click()
    expect(page).to_have_url(re.compile(r"/runs/[\w-]+/$"))
    assert looks(page) == {}


def test_without_script_a_button_sends_package_after_package(chromium, served, office, session_of):
    context = chromium.new_context(base_url=served.url, java_script_enabled=False)
    context.add_cookies([{"name": "sessionid", "value": session_of("edith"), "url": served.url}])
    page = context.new_page()
    office.switches.delay = 0.05
    page.goto(PAGE)
    page.locator("#id_file").set_input_files(file := many(40))
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import 40 rows").click()
    presses = 0
    while page.get_by_role("button", name="Go on").count():
        page.get_by_role("button", name="Go on").click()
        presses += 1
    assert presses > 0
    expect(page.locator("main")).to_contain_text("40 clients created")
    assert names(office) == with_those_of(file)
    context.close()
