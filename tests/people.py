"""People on the dashboard as it is served, without a browser: what they ask for, one by one or all at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests


@dataclass(frozen=True)
class Answer:
    """What a request brought, and after how many seconds."""

    status: int
    headers: dict
    text: str
    seconds: float

    @property
    def leads_to(self):
        return self.headers.get("Location")

    @property
    def content(self):
        """As Django's test client has it, for `pages`."""
        return self.text.encode()


@dataclass(frozen=True)
class Person:
    """Somebody signed in (or not); every request has a connection of its own, and so finds a worker of its own."""

    url: str
    cookies: dict

    def get(self, path):
        return self._ask("GET", path, None)

    def post(self, path, typed):
        return self._ask("POST", path, typed | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})

    def form_token(self, path="/clients/add/"):
        return re.search('name="form_token" value="([^"]+)"', self.get(path).text)[1]

    def _ask(self, method, path, typed):
        with requests.Session() as browser:
            browser.trust_env = False
            started = time.monotonic()
            answer = browser.request(
                method, self.url + path, data=typed, cookies=self.cookies, allow_redirects=False, timeout=60
            )
            return Answer(answer.status_code, dict(answer.headers), answer.text, time.monotonic() - started)


def newcomer(url, path="/login/"):
    """Somebody who has opened this page and nothing else, with the cookies that it gave."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.get(url + path, timeout=30)
        return Person(url, browser.cookies.get_dict())


def eventually(true, seconds=20.0):
    """Wait until this is true, and return how long that took."""
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds
        time.sleep(0.05)
    return time.monotonic() - started


def requests_at_once(ask, items):
    """Ask all at once, each in a thread of its own; the futures."""
    pool = ThreadPoolExecutor(len(items))
    asked = [pool.submit(ask, item) for item in items]
    pool.shutdown(wait=False)
    return asked
