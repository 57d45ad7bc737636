"""Who gets pages compressed, and what nobody else learns from their size (decision 24)."""

import gzip

import pytest

from tests.pages import text_of

SECRET = "IBAN AT61 1904 3002 3457 3201"
GUESSES = [SECRET, "IBAN AT61 1904 3002 3457 0000", "IBAN DE00 7777 5555 8888 9999", "XYZW QJ42 8386 2749 1625 8907"]
ELSEWHERE = ["cross-site", "same-site", "", "nonsense"]


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", notes=SECRET * 3)
    return sandbox


def ask(browser, path, site, **more):
    """The answer to a browser that unpacks, and says who has made the request."""
    return browser.get(path, headers={"accept-encoding": "gzip", **({"sec-fetch-site": site} if site else {})}, **more)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_page_that_we_or_a_person_asked_for_is_compressed(muller, visitor, site):
    page = ask(visitor("editor"), "/clients/1/", site)
    assert (page["Content-Encoding"], "Accept-Encoding" in page["Vary"]) == ("gzip", True)
    assert len(page.content) == int(page["Content-Length"])
    page.content = gzip.decompress(page.content)
    del page["Content-Encoding"]
    assert SECRET in text_of(page)


@pytest.mark.parametrize("site", ELSEWHERE)
@pytest.mark.parametrize("path", ["/clients/1/", "/clients/", "/nowhere", "/login/"])
def test_what_another_site_causes_is_not_compressed(muller, visitor, path, site):
    assert "Content-Encoding" not in ask(visitor("editor"), path, site)


@pytest.mark.parametrize("site", ELSEWHERE)
def test_another_site_that_guesses_what_is_in_a_page_sees_one_size_whatever_it_guesses(muller, visitor, site):
    browser = visitor("viewer")

    def size(guess):
        return len(ask(browser, "/clients/1/", site, query_params={"list": f"q={guess}"}).content)

    assert len({size(guess) for guess in GUESSES for _ in range(3)}) == 1


def test_a_form_that_comes_back_to_another_site_is_not_compressed_either(muller, visitor):
    headers = {"accept-encoding": "gzip", "sec-fetch-site": "cross-site"}
    page = visitor("editor").post("/clients/add/", {"name": "", "notes": SECRET, "_save": ""}, headers=headers)
    assert (page.status_code, "Content-Encoding" in page) == (200, False)


def test_what_is_secret_in_a_page_is_never_the_same_twice(muller, visitor):
    browser = visitor("editor")
    pages = [browser.get("/clients/1/").context for _ in range(5)]
    assert len({str(page["csrf_token"]) for page in pages}) == 5
    assert len({page["form_token"] for page in pages}) == 5


def test_one_page_has_many_sizes(muller, visitor):
    browser = visitor("editor")
    assert len({len(ask(browser, "/clients/1/", "none").content) for _ in range(20)}) > 5
