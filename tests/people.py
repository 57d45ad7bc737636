"""People on the dashboard as it is served, without a browser: what they ask for, one by one or all at once."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import requests

from tests.served import beside


@dataclass(frozen=True)
class Answer:
    """What a request brought."""

    status: int
    headers: dict
    text: str

    @property
    def leads_to(self):
        return self.headers.get("Location")

    @property
    def content(self):
        """As Django's test client has it, for `pages`."""
        return self.text.encode()


@dataclass(frozen=True)
class Person:
    """Somebody signed in (or not); every request has a connection of its own, and so finds a worker of its own.

    A request that brings nothing for longer than `patience`, in seconds, is an error.
    """

    url: str
    cookies: dict
    patience: float = 60

    def get(self, path):
        return self._ask("GET", path, None)

    def post(self, path, typed):
        return self._ask("POST", path, typed | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})

    def form_token(self, path="/clients/add/"):
        return re.search('name="form_token" value="([^"]+)"', self.get(path).text)[1]

    def _ask(self, method, path, typed):
        with requests.Session() as browser:
            browser.trust_env = False
            answer = browser.request(
                method, self.url + path, data=typed, cookies=self.cookies, allow_redirects=False, timeout=self.patience
            )
            return Answer(answer.status_code, dict(answer.headers), answer.text)


def newcomer(url, path="/login/"):
    """Somebody who has opened this page and nothing else, with the cookies that it gave."""
    with requests.Session() as browser:
        browser.trust_env = False
        browser.get(url + path, timeout=30)
        return Person(url, browser.cookies.get_dict())


def eventually(true, seconds=20.0):
    """Wait until this is true, for so many seconds at most."""
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.05)


def one_name_on_two_hosts(dashboard, sandbox, person, cookies, times=4):
    """A person and a colleague (`cookies`), each on two hosts, create one name all at once: always one client."""
    sandbox.switches.delay = 0.05
    other = beside(dashboard)
    try:
        people = [person, Person(dashboard.url, cookies), Person(other.url, cookies), Person(other.url, person.cookies)]
        for number in range(times):
            typed = {"name": f"Huber {number}", "enabled": "on", "_save": ""}
            forms = [(each, typed | {"form_token": each.form_token()}) for each in people]
            asked = requests_at_once(lambda form: form[0].post("/clients/add/", form[1]), forms)
            answers = [each.result() for each in asked]
            assert [answer.status for answer in answers].count(302) == 1
            told = [answer.text for answer in answers if answer.status != 302]
            assert all("is creating a client of such a name" in it or "there are clients with" in it for it in told)
        assert sorted(client["name"] for client in sandbox.clients.values()) == [f"Huber {n}" for n in range(times)]
    finally:
        other.stop()


def has_address(person, address):
    """Give an account this e-mail address."""
    person.email = address
    person.save()


def has_confirmed(browser, person):
    """Write into the session of a test client that this person has just said once more who they are."""
    session = browser.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()


def requests_at_once(ask, items):
    """Ask all at once, each in a thread of its own; the futures."""
    pool = ThreadPoolExecutor(len(items))
    asked = [pool.submit(ask, item) for item in items]
    pool.shutdown(wait=False)
    return asked
