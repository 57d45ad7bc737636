"""Speed as it is felt, in a real browser: from the last key to the painted result.

    .venv/bin/python bench/felt.py

A person types words, a key every 80 milliseconds, into the search of the list; the clock runs from the last key to the
frame that shows what was found. Then they open the quick look of one row after another; of that the API's own time is
taken off, which a call beside it tells. Needs Chromium.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright
from stage import account, api, arguments, filled, one_on_each_worker, p95, table, timed, verdict
from words import frequent, rare, two

from tests.browser import QUIET, SHELL
from tests.served import Served

BOUND = 100
"""Milliseconds that 95 of 100 may take."""
KEY = 80
"""Milliseconds between two keys."""
DELAY, FEW = 100, 1000
"""Milliseconds before the API's answers while the quick look is measured, and clients: it asks for one of them."""
CLOCK = """() => {
  window.painted = new Promise((resolve) => {
    const isThere = () => IS_THERE;
    let pressed = 0;
    document.addEventListener("keydown", (event) => { pressed = event.timeStamp; }, { capture: true });
    const watch = new MutationObserver(() => {
      if (!isThere()) { return; }
      watch.disconnect();
      requestAnimationFrame(() => {  // what comes after this frame's own work comes after its painting
        const after = new MessageChannel();
        after.port1.onmessage = () => resolve(performance.now() - pressed);
        after.port2.postMessage(null);
      });
    });
    watch.observe(document.body, { childList: true, subtree: true });
  });
}"""
SEARCHED = "new URLSearchParams(location.search).get('q') === WORD"
LOOKED = "document.querySelector('#quick:not([hidden]) form')?.action.includes('/clients/' + WORD + '/')"


@contextmanager
def browser(served: Served, cookies: dict[str, str]) -> Iterator[Page]:
    """A window on the list."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=SHELL, args=QUIET)
        context = chromium.new_context(base_url=served.url, viewport={"width": 1280, "height": 800})
        context.add_cookies([{"name": "sessionid", "value": cookies["sessionid"], "url": served.url}])
        yield context.new_page()
        chromium.close()


def clocked(page: Page, is_there: str, word: str) -> None:
    """Start the clock at the next key; it stops at the frame in which this is there."""
    page.evaluate(CLOCK.replace("IS_THERE", is_there.replace("WORD", repr(word))))


def search(page: Page, word: str) -> float:
    """Milliseconds from the last key of a word to what it finds."""
    page.goto("/clients/")
    page.wait_for_load_state()
    page.locator("#searchbar").focus()
    clocked(page, SEARCHED, word)
    page.keyboard.type(word, delay=KEY)
    return float(page.evaluate("painted"))


def quick_looks(page: Page, url: str, rounds: int) -> list[float]:
    """Milliseconds from Space to the client in the panel, the API's own time taken off."""
    page.goto("/clients/")
    page.wait_for_load_state()
    took, rows = [], page.locator("#result_list .name > a")
    with api() as session:
        for number in range(rounds):
            row = rows.nth(number % 50)
            pk = str(row.get_attribute("href")).split("/")[2]
            row.focus()
            clocked(page, LOOKED, pk)
            page.keyboard.press("Space")
            whole = float(page.evaluate("painted"))
            took.append(whole - timed(session, "GET", f"{url}clients/{pk}")[0])
            page.keyboard.press("Escape")
    return took


def words(clients: int, number: int) -> dict[str, str]:
    """What is typed in a round."""
    found = {
        "a frequent word": frequent(number),
        "two words": " ".join(two(number)),
        "a rare word": rare(clients, number),
    }
    return {**found, "three letters": frequent(number)[:3]}


def measure(clients: int, rounds: int) -> dict[tuple[str, int], list[float]]:
    """What was done, and in an account of how many clients → milliseconds."""
    found = dict[tuple[str, int], list[float]]()
    with account(clients, 600) as served, _page(served) as page:
        found |= {(name, clients): took for name, took in _searches(page, clients, rounds).items()}
    with account(FEW, 600, DELAY) as served, _page(served) as page:
        looked = quick_looks(page, served.environment["TIMETRACK_API_URL"], rounds + 2)[2:]
        found[f"quick look, API delay {DELAY} ms", FEW] = looked
    return found


@contextmanager
def _page(served: Served) -> Iterator[Page]:
    """A window on the list, once all workers know all clients."""
    people = one_on_each_worker(served.url, served.process.pid)
    filled(people)
    with browser(served, people[0].session.cookies.get_dict()) as page:
        yield page


def _searches(page: Page, clients: int, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for number in range(-2, rounds):  # the first two are not counted
        for name, word in words(clients, number + 2).items():
            took = search(page, word)
            found.setdefault(f"search as one types, {name}", []).extend([took] if number >= 0 else [])
    return found


def row(name: str, clients: int, took: list[float]) -> list[Any]:
    """A line of the table."""
    worst = p95(took)
    return [name, f"{clients:,}", f"{median(took):.0f}", f"{worst:.0f}", str(BOUND), verdict(worst <= BOUND)]


def main() -> None:
    """Measure and print."""
    options = arguments(__doc__, rounds=25, sizes=(100_000,)).parse_args()
    print(f"Milliseconds in Chromium, {options.rounds} rounds\n")
    for clients in options.sizes:
        rows = [row(*what, took) for what, took in measure(clients, options.rounds).items()]
        table(["what", "clients", "p50", "p95", "bound", ""], rows)


if __name__ == "__main__":
    main()
