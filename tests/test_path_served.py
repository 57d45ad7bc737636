"""The dashboard under a path of a host that has other things too, behind nginx with `deploy/nginx.conf`, over HTTPS."""

import re

import pytest

from tests.company import WITH_PROVIDER, Company
from tests.proxied import BEHIND, WITH_NGINX, Nginx
from tests.served import free_port

pytestmark = [WITH_NGINX, WITH_PROVIDER]
PATH = "/clients"
TOKEN = "a-token-of-the-tests"
PAGES = (
    "/",
    "/clients/",
    "/clients/?q=Hub",
    "/clients/add/",
    "/clients/1/",
    "/clients/1/delete/",
    "/clients/1/history/",
)
PAGES += ("/clients/import/", "/runs/", "/findings/", "/help/", "/sessions/", "/2fa/", "/password_change/", "/nothing/")
ADDRESS = re.compile(r'(?:href|src|action|data-(?!keys)\w+)="(/[^"]*)"')


@pytest.fixture(scope="module")
def port():
    return free_port()


@pytest.fixture(scope="module")
def company(tmp_path_factory, _listening, port):
    running = Company(
        tmp_path_factory.mktemp("company"),
        _listening.url,
        callback=f"https://localhost:{port}{PATH}/oidc/company/login/callback/",
        SCRIPT_NAME=PATH,
        METRICS_TOKEN=TOKEN,
        **BEHIND,
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def nginx(tmp_path_factory, company, port):
    at = int(company.served.url.rpartition(":")[2])
    with Nginx(tmp_path_factory.mktemp("nginx"), at, at, prefix=PATH, port=port) as running:
        yield running


@pytest.fixture
def edith(nginx, sandbox):
    sandbox.add(name="Huber")
    browser = nginx.browser()
    answer = nginx.sign_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PATH}/")
    return browser


def test_each_address_on_each_page_lies_under_the_path(nginx, edith):
    pages = {path: edith.get(nginx.url + path, timeout=30) for path in PAGES}
    assert {path: page.status_code for path, page in pages.items() if page.status_code != 200} == {"/nothing/": 404}
    named = {(path, address) for path, page in pages.items() for address in ADDRESS.findall(page.text)}
    assert len(named) > 200
    assert [(path, address) for path, address in named if not address.startswith(f"{PATH}/")] == []
    assert all(page.url.startswith(nginx.url) for page in pages.values())


def test_every_link_style_sheet_script_and_picture_is_there(nginx, edith):
    host = f"https://localhost:{nginx.port}"
    pages = [edith.get(nginx.url + path, timeout=30).text for path in PAGES]
    named = {
        address.replace("&amp;", "&") for page in pages for address in re.findall(r'(?:href|src)="(/[^"#]*)', page)
    }
    answers = {address: edith.get(host + address, timeout=30).status_code for address in named}
    assert f"{PATH}/static/" in " ".join(named)
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_who_is_signed_out_is_led_to_sign_in_there_and_back(nginx, sandbox):
    sandbox.add(name="Huber")
    browser = nginx.browser()
    led = browser.get(f"{nginx.url}/clients/1/", timeout=30)
    assert led.url == f"{nginx.url}/login/?next={PATH}/clients/1/"
    token = re.search('name="csrfmiddlewaretoken" value="([^"]+)"', led.text)[1]
    typed = {
        "username": "edith",
        "password": "right-Password-7",
        "csrfmiddlewaretoken": token,
        "next": f"{PATH}/clients/1/",
    }
    came = browser.post(f"{nginx.url}/login/", typed, headers={"Referer": led.url}, timeout=30)
    assert (came.status_code, came.url) == (200, f"{nginx.url}/clients/1/")


def test_somebody_saves_and_the_message_is_there(nginx, edith, sandbox):
    page = edith.get(f"{nginx.url}/clients/1/", timeout=30)
    typed = dict(re.findall(r'name="(csrfmiddlewaretoken|snapshot)" value="([^"]+)"', page.text))
    typed |= {"phone": "+43 1 234", "_save": ""}
    saved = edith.post(f"{nginx.url}/clients/1/", typed, headers={"Referer": page.url}, timeout=30)
    assert (saved.status_code, sandbox.clients[1]["phone"]) == (200, "+43 1 234")
    assert '<li class="success">' in saved.text


def test_cookies_hold_for_the_whole_host_under_names_of_the_path(nginx, edith):
    names = {cookie.name for cookie in edith.cookies}
    assert names >= {"__Host-clients-sessionid", "__Host-clients-csrftoken"}
    assert all(cookie.path == "/" and cookie.secure for cookie in edith.cookies)


def test_somebody_signs_in_by_the_company_and_is_led_back_under_the_path(nginx, company, sandbox):
    company.knows("anna", groups=["tt-view"])
    browser = nginx.browser()
    form = browser.get(f"{nginx.url}/oidc/company/login/", timeout=30)
    page = browser.post(form.url, data={"login": "anna", "do": "go"}, timeout=30)
    assert "Signed in as" in page.text
    assert page.url == f"{nginx.url}/clients/"  # without a directory the start page leads to the list


def test_a_link_of_a_command_leads_there(nginx, company, sandbox):
    link = company.served.manage("sign_in_link", "vera", "--url", f"https://localhost:{nginx.port}").strip()
    assert link.startswith(f"{nginx.url}/login/link/")
    assert nginx.browser().get(link, timeout=30).status_code == 200


def test_what_is_closed_to_the_outside_is_so_there_too_and_life_is_open(nginx, company):
    browser = nginx.browser()
    browser.headers["Authorization"] = f"Bearer {TOKEN}"
    asked = ("/metrics", "/readyz", "/healthz")
    assert [browser.get(nginx.url + path, timeout=30).status_code for path in asked] == [404, 404, 200]
    inside = company.served.url + PATH
    assert [browser.get(inside + path, timeout=30).status_code for path in asked] == [200] * 3
    assert browser.get(f"https://localhost:{nginx.port}/login/", timeout=30).status_code == 404
