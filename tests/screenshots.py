"""The pictures of the guide and of the README, of the product as it runs with the sandbox's clients, in each language.

`make screenshots` runs this file. It needs Chromium and pngquant (Debian has both); look at what it made before you
commit it.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from tests.browser import CHROMIUM, QUIET, signed_in
from tests.served import ROOT, serve
from ttdash.sandbox import Sandbox, demo_clients, demo_projects

PICTURES = ROOT / "docs/guide/pictures"
READERS = {"en": "en-GB", "de": "de-AT"}
COLOURS = "64"
NAME = "Unterkofler & Winkler OG"
SETTINGS = {
    "SECRET_KEY": "for-pictures-alone-0123456789-abcdefghijklmnopqrstuvwxyz",
    "DEBUG": "off",
    "HTTPS": "off",
    "ALLOWED_HOSTS": "localhost,127.0.0.1",
    "CACHE_URL": "",
    "TIMETRACK_API_URL": "http://127.0.0.1:9/",
    "TIMETRACK_API_KEY": "sandbox-key",
    "TIMETRACK_API_SECRET": "sandbox-secret",
    "DIRECTORY_SECONDS": "600",
}


# What is on a picture: a part of the page, or all of it


def search(page: Page, _timetrack: Sandbox) -> Locator:
    page.set_viewport_size({"width": 1120, "height": 600})
    opened(page, "/clients/?q=gru&addressCountry=AT", "#count")
    page.locator("#filters .chip:not(.on) summary").nth(1).click()
    return page.locator("#changelist")


def quick(page: Page, _timetrack: Sandbox) -> Locator:
    page.set_viewport_size({"width": 1200, "height": 740})
    opened(page, "/clients/?addressCountry=AT&sort=addressCity", "#count")
    page.locator("#result_list").get_by_role("link", name=NAME).focus()
    page.keyboard.press("Space")
    page.locator("#quick form").wait_for()
    return page.locator("body")


def clash(page: Page, timetrack: Sandbox) -> Locator:
    path, held = example(timetrack)
    opened(page, path, "#client_form")
    held["phone"] = "+43 7472 000 5177"
    page.locator("#id_phone").fill("+43 7472 000 5178")
    page.locator("[name=_save]").click()
    return page.locator(".field-phone:has(.versions)")


def findings(page: Page, _timetrack: Sandbox) -> Locator:
    page.set_viewport_size({"width": 720, "height": 700})
    opened(page, "/findings/", "section:not(:has([data-again-after])) > .work")
    return page.locator("main")


def history(page: Page, timetrack: Sandbox) -> Locator:
    page.set_viewport_size({"width": 960, "height": 700})
    path, _held = example(timetrack)
    opened(page, path, "#client_form")
    page.locator("#id_contactPerson").fill("Mag. Eva Lindner")
    page.locator("#id_phone").fill("+43 7472 000 5170")
    page.locator("[name=_save]").click()
    page.locator(".messagelist .success").wait_for()
    opened(page, f"{path}history/", ".trace")
    return page.locator("#content .module:has(.traces)")


def keys(page: Page, _timetrack: Sandbox) -> Locator:
    opened(page, "/clients/", "#count")
    page.locator("h1").click()
    page.keyboard.press("?")
    return page.locator("#keys")


def plan(page: Page, _timetrack: Sandbox) -> Locator:
    page.set_viewport_size({"width": 1000, "height": 960})
    opened(page, "/clients/import/", "#id_file")
    page.locator("#id_file").set_input_files(ROOT / "ttdash/static/ttdash/samples/office.xlsx")
    page.locator("#id_hidden").select_option("skip")
    page.locator("#plan-form button[form=import-form]:not([name])").click()
    page.locator("#import-form > details:first-of-type:not([open])").wait_for()
    page.locator("#counters [data-outcome=invalid]").click()
    return page.locator("main")


SHOTS: list[Callable[[Page, Sandbox], Locator]] = [search, quick, findings, keys, history, plan, clash]


def opened(page: Page, path: str, there: str) -> None:
    """Open a page once it has all that it will have: each worker reads all clients at its first request."""
    for _ in range(100):
        page.goto(path, wait_until="networkidle")
        if page.locator(there).count():
            break
        page.wait_for_timeout(200)
    page.locator(there).first.wait_for()


def example(timetrack: Sandbox) -> tuple[str, dict[str, Any]]:
    """A client of whom everything is known: the address of its page, and what TimeTrack holds."""
    ((pk, row),) = ((pk, row) for pk, row in timetrack.clients.items() if row["name"] == NAME)
    return f"/clients/{pk}/", row


# How they are taken


@contextmanager
def office() -> Iterator[tuple[Sandbox, str]]:
    """The emulated TimeTrack with its clients, and the address of a dashboard in front of it."""
    key, secret = SETTINGS["TIMETRACK_API_KEY"], SETTINGS["TIMETRACK_API_SECRET"]
    account = Sandbox(port=0, key=key, secret=secret, clients=demo_clients(), projects=demo_projects())
    with account as timetrack, TemporaryDirectory() as folder:
        served = serve(Path(folder), timetrack.url)
        try:
            yield timetrack, served.url
        finally:
            served.stop()


def take(chromium: Browser, language: str) -> None:
    """All pictures in this language, as a manager sees them."""
    with office() as (timetrack, url):
        cookie = {"name": "sessionid", "value": signed_in(url, "max")["sessionid"], "url": url}
        for shot in SHOTS:
            context = chromium.new_context(base_url=url, locale=READERS[language], color_scheme="light")
            context.add_cookies([cookie])
            shown = shot(context.new_page(), timetrack)
            shown.screenshot(path=PICTURES / f"{shot.__name__}-{language}.png", animations="disabled")
            context.close()


def main() -> int:
    if not CHROMIUM or not shutil.which("pngquant"):
        sys.stderr.write("Chromium or pngquant is missing: sudo apt-get install chromium pngquant\n")
        return 1
    os.environ.update(SETTINGS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for language in READERS:
            take(chromium, language)
        chromium.close()
    made = [str(PICTURES / f"{shot.__name__}-{language}.png") for shot in SHOTS for language in READERS]
    return subprocess.run(["pngquant", "--force", "--strip", "--ext=.png", COLOURS, *made], check=False).returncode


if __name__ == "__main__":
    raise SystemExit(main())
