"""A file as it comes through the server: in pieces, and broken off where TimeTrack fails midway."""

import pytest
import requests

from tests.browser import signed_in
from tests.clients_ui.transfer.spreadsheet import rows_of_xlsx
from ttdash.sandbox import Fault

CLIENTS = 2500


@pytest.fixture
def office(sandbox):
    for number in range(CLIENTS):
        sandbox.add(name=f"Client {number}", notes=f"what is to be known of the client {number}")
    return sandbox


@pytest.fixture
def browser(served):
    with requests.Session() as browser:
        browser.trust_env = False
        browser.cookies.update(signed_in(served.url, "vera"))
        browser.headers["Sec-Fetch-Site"] = "same-origin"
        yield browser


def test_a_file_comes_in_pieces_and_whole(served, office, browser):
    with browser.get(f"{served.url}/clients/export/", stream=True, timeout=60) as answer:
        assert (answer.status_code, answer.headers["Transfer-Encoding"]) == (200, "chunked")
        rows = rows_of_xlsx(answer.content)
    assert [row[0] for row in rows[1:]] == [str(number) for number in range(1, CLIENTS + 1)]


@pytest.mark.parametrize("compression", ["gzip", "identity"])
def test_a_file_that_is_broken_off_does_not_look_whole(served, office, browser, compression):
    office.fail(None, path="clients", times=1)
    office.fail(Fault.HTML_502, path="clients", times=None)
    url, headers = f"{served.url}/clients/export/?format=csv", {"Accept-Encoding": compression}
    with browser.get(url, headers=headers, stream=True, timeout=60) as answer:
        assert answer.status_code == 200
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            _ = answer.content
    office.heal()
    assert browser.get(f"{served.url}/clients/?q=Client+7", timeout=60).status_code == 200  # the server is well
