"""What a visitor sends in a header becomes part of no address on the pages that others get."""

import re

import pytest
import requests

from tests.browser import signed_in, workers
from tests.people import Person
from tests.served import serve
from ttdash.web.bodies import Application

HEADERS = ("SCRIPT_NAME", "PATH_INFO", "SCRIPT-NAME", "SCRIPT_URL", "X-Script-Name", "X-Forwarded-Prefix", "Script-Url")
SENT = ("/evil/login/", "/login/", "/evil/no-such-page/", "/evil", "/clients/")
PAGES = ("/clients/", "/clients/add/", "/clients/1/", "/history/", "/auth/user/", "/login/", "/no-such-page/")


@pytest.fixture
def fresh(tmp_path, sandbox):
    """A server whose workers nobody has asked for a page yet."""
    served = serve(tmp_path, sandbox.url)
    yield served
    served.stop()


def answer(url, path, header=None):
    """What a stranger is told who sends this header: status, way on, and all addresses on the page."""
    headers = {header: "/evil"} if header else {}
    found = requests.get(url + path, headers=headers, allow_redirects=False, timeout=20)
    return found.status_code, found.headers.get("Location"), re.findall(r'(?:href|src|action)="([^"]*)"', found.text)


def test_a_prefix_in_a_header_right_after_a_start_is_on_nobodys_page(fresh, sandbox):
    sandbox.add(name="Huber")
    assert len(workers(fresh)) == 2
    told = [(path, header, answer(fresh.url, path, header)) for path in SENT * 2 for header in HEADERS]
    plain = {path: answer(fresh.url, path) for path in SENT}
    assert [(path, header) for path, header, told_so in told if told_so != plain[path]] == []
    manager = Person(fresh.url, signed_in(fresh.url, "max"))
    pages = [manager.get(path) for path in PAGES * 4]
    assert {page.status for page in pages} == {200, 302, 404}
    assert [page for page in pages if "/evil" in page.text + str(page.leads_to)] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"), [("SCRIPT_NAME", "/evil"), ("SCRIPT_URL", "/evil{}"), ("REDIRECT_URL", "/evil{}")]
)
@pytest.mark.parametrize("path", ["/login/", "/no-such-page/"])
def test_no_address_begins_with_what_the_server_takes_for_a_prefix(rf, path, name, value):
    sent = rf.get(path, **{name: value.format(path)}).environ
    told = []
    page = b"".join(Application()(sent, lambda status, headers: told.extend([status, *headers])))
    assert told[0].startswith(("200", "404"))
    assert "/evil" not in page.decode() + str(told)
