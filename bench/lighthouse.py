"""What Lighthouse says of the pages, as a person with a mouse and as one with a telephone sees it.

    npm install --prefix DIR lighthouse
    .venv/bin/python bench/lighthouse.py --lighthouse DIR/node_modules/.bin/lighthouse

Its scores for speed, accessibility and good practice, of 100, with its own idea of a slow telephone. Its fourth, for
search engines, says nothing here: no page is to be found by them. Needs Chromium.
"""

import argparse
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stage import Person, account, table, verdict

from tests.browser import CHROMIUM
from tests.served import PASSWORD

CLIENTS, BOUND, TRIES = 240, 95, 4
"""`TRIES`: Lighthouse misses the beginning of a page now and then, and says so."""
SCORES = ("performance", "accessibility", "best-practices")
FORMS = {"desktop": ["--preset=desktop"], "telephone": []}
ON_CLIENTS = ("", "?q=an", "1/", "add/", "1/history/", "1/delete/", "1/projects/", "import/", "bulk/?all=1")
ON_ACCOUNTS = ("", "add/", "invite/", "2/change/", "2/password/", "2/history/")
OTHERS = ("", "findings/", "history/", "runs/", "help/", "sessions/", "password_change/", "2fa/", "2fa/totp/activate/")
PAGES = [f"/clients/{path}" for path in (*ON_CLIENTS, "merge/?a=1&b=2")]
PAGES += [*(f"/auth/user/{path}" for path in ON_ACCOUNTS), *(f"/{path}" for path in OTHERS)]
"""What a manager sees; the page to sign in comes besides."""


def signed_in(url: str) -> str:
    """The session of a manager who has just confirmed who they are."""
    manager = Person(url)
    manager.sign_in(name="max")
    manager.session.get(f"{url}/reauthenticate/", timeout=60)
    typed = {"password": PASSWORD, "csrfmiddlewaretoken": manager.session.cookies["csrftoken"]}
    manager.session.post(f"{url}/reauthenticate/", typed, timeout=60)
    return str(manager.session.cookies["sessionid"])


def looked_at(command: str, url: str, form: str, session: str) -> dict[str, Any]:
    """What Lighthouse says of a page."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder, "told.json")
        words = [command, url, "--quiet", "--output=json", f"--output-path={told}", *FORMS[form]]
        words += [f"--only-categories={','.join(SCORES)}", "--chrome-flags=--headless=new --no-sandbox --disable-gpu"]
        words += ["--extra-headers", json.dumps({"Cookie": f"sessionid={session}"} if session else {})]
        chromium = {"CHROME_PATH": str(CHROMIUM)}
        subprocess.run(words, env={**os.environ, **chromium}, timeout=300, stderr=subprocess.DEVNULL, check=False)
        return dict(json.loads(told.read_text()))


def scores(command: str, url: str, form: str, session: str) -> list[int]:
    """The three scores of a page; raises where another page came, or none."""
    for _ in range(TRIES):
        told = looked_at(command, url, form, session)
        if "runtimeError" not in told:
            break
    else:
        raise RuntimeError(f"{url}: {told['runtimeError']['code']}")
    if told["finalDisplayedUrl"] != url:
        raise RuntimeError(f"{url} leads to {told['finalDisplayedUrl']}")
    return [round(100 * told["categories"][name]["score"]) for name in SCORES]


def rows(command: str, url: str) -> Iterator[list[str]]:
    """A line of the table for each page and form; whoever looks signs in for each, as a confirmation is soon over."""
    for path, is_open in [("/login/", True), *((path, False) for path in PAGES)]:
        for form in FORMS:
            found = scores(command, url + path, form, "" if is_open else signed_in(url))
            yield [path, form, *map(str, found), str(BOUND), verdict(min(found) >= BOUND)]


def main() -> None:
    """Look at the pages and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lighthouse", default="lighthouse", help="the command (default: %(default)s)")
    options = parser.parse_args()
    with account(CLIENTS, 600) as served:
        head = ["page", "as on a", "speed", "accessibility", "good practice", "bound", ""]
        table(head, rows(options.lighthouse, served.url))


if __name__ == "__main__":
    main()
