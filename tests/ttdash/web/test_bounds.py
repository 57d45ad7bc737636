"""What is refused at the door: files, long bodies, foreign hosts, odd addresses and ids."""

import pytest

from tests.pages import form_of, links_of

FORM = "application/x-www-form-urlencoded"
URL = "/clients/1/"


# Bounds


def part(head, value="x"):
    return f"--b\r\nContent-Disposition: form-data; {head}\r\n\r\n{value}\r\n--b--\r\n"


@pytest.mark.parametrize("path", ["/login/", "/clients/add/", URL, "/auth/user/add/", "/nowhere"])
def test_no_page_but_the_import_takes_a_file(muller, visitor, path):
    body = part('name="notes"; filename="a.txt"')
    answer = visitor("manager").generic("POST", path, body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert [call.method for call in muller.calls if call.method != "GET"] == []


@pytest.mark.parametrize("content_type", [FORM, "multipart/form-data; boundary=b", "application/json", "text/plain"])
def test_a_body_that_is_too_long_is_refused_before_it_is_read(visitor, settings, content_type):
    class Unread:
        def read(self, *_):
            raise AssertionError

        readline = read

    said = {"CONTENT_LENGTH": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "wsgi.input": Unread()}
    assert visitor("editor").post("/clients/add/", content_type=content_type, **said).status_code == 400


def test_the_longest_way_back_after_sign_in_is_not_too_long(visitor):
    search = "ü" * 200
    answer = visitor(None).get("/clients/add/", {"name": search, "list": f"q={search}"})
    assert visitor(None).get(answer.url).status_code == 200


# Hosts, addresses and ids


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost@evil.example", "127.0.0.1:80:80", ""]
)
def test_a_host_that_is_not_ours_is_refused(visitor, host):
    assert visitor(None).get("/login/", headers={"host": host}).status_code == 400


@pytest.mark.parametrize("name", ["X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-URL", "X-Rewrite-URL"])
def test_no_other_header_says_who_we_are_or_what_was_asked_for(muller, visitor, name):
    answer = visitor("editor").get("/clients", headers={name: "evil.example"})
    assert answer.url == "/clients/"
    assert "evil" not in visitor("editor").get(URL, headers={name: "evil.example"}).content.decode()


@pytest.mark.parametrize(
    "path", ["//evil.example/clients", "/\\evil.example/clients", "/%0d%0aLocation:%20//evil.example"]
)
def test_the_missing_slash_leads_to_no_other_site(visitor, path):
    answer = visitor("viewer").generic("GET", path)
    assert not answer.get("Location", "/clients").startswith(("//", "/\\", "http"))


STRANGE_IDS = [
    "-1",
    "0",
    "..",
    "1/..",
    "..%2f1",
    "%2e%2e",
    "9" * 19,
    "9" * 400,
    "1 OR 1=1",
    "1;2",
    "１",
    "1%00",
    "0x1",
    "+1",
]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("id_", STRANGE_IDS)
def test_an_id_that_is_none_is_404_and_reaches_nobody(muller, visitor, method, id_):
    browser = visitor("manager")
    for path in (f"/clients/{id_}/", f"/clients/{id_}/delete/"):
        assert browser.generic(method, path, b"phone=2", content_type=FORM).status_code == 404
    assert muller.calls == []


@pytest.mark.parametrize("id_", [*(id_ for id_ in STRANGE_IDS if id_ not in {"１", "+1"}), "x", "9" * 18])
@pytest.mark.parametrize("page", ["change", "password", "history"])
def test_an_account_that_is_none_is_404(visitor, id_, page):
    assert visitor("manager").get(f"/auth/user/{id_}/{page}/", follow=True).status_code == 404


def test_the_largest_id_is_asked_for_like_any_other(muller, visitor):
    assert visitor("editor").get(f"/clients/{10**18 - 1}/").status_code == 404
    assert muller.calls[0].path == f"clients/{10**18 - 1}"


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "q=x&next=//evil.example",
    "q=\r\nLocation: //evil.example",
    'page=-1&q="><script>',
]


@pytest.mark.parametrize("way_back", ELSEWHERE)
def test_the_way_back_to_the_list_leads_nowhere_else(muller, visitor, way_back):
    browser = visitor("editor")
    query = {"list": way_back}
    for path in ("/clients/add/", URL, "/clients/1/delete/"):
        links = links_of(browser.get(path, query))
        assert all(link.startswith(("/", "#", muller.url[:20])) and not link.startswith("//") for link in links)
    saved = browser.post(URL, form_of(browser.get(URL)) | {"phone": "1", "_save": ""}, query_params=query)
    assert saved.url.startswith("/clients/")
    assert "\n" not in saved.url
