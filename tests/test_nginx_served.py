"""Two dashboards behind nginx with `deploy/nginx.conf`, over HTTPS."""

import re

import pytest
import requests

from tests.people import eventually
from tests.proxied import BEHIND, WITH_NGINX, Nginx
from tests.served import beside, serve

pytestmark = WITH_NGINX
OFFICE, COLLEAGUE, OUTSIDE = "127.0.0.1", "127.0.0.2", "127.0.0.3"
TOKEN = "a-token-of-the-tests"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory, _listening):
    one = serve(tmp_path_factory.mktemp("hosts"), _listening.url, BREAKER_FAILURES="0", METRICS_TOKEN=TOKEN, **BEHIND)
    other = beside(one)
    yield one, other
    one.stop()
    other.stop()


@pytest.fixture(scope="module")
def nginx(hosts, tmp_path_factory):
    ports = (int(host.url.rpartition(":")[2]) for host in hosts)
    with Nginx(tmp_path_factory.mktemp("nginx"), *ports) as running:
        yield running


def test_a_first_sign_in_works_on_any_port_and_the_list_is_there(nginx, sandbox):
    sandbox.add(name="Huber")
    browser = nginx.browser()
    answer = nginx.sign_in(browser)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert {cookie.name for cookie in browser.cookies} >= {"__Host-sessionid", "__Host-csrftoken"}
    assert all("Huber" in browser.get(f"{nginx.url}/clients/", timeout=30).text for _ in range(4))


def test_108_wrong_passwords_from_outside_lock_no_colleague_out(nginx, sandbox):
    outside = nginx.browser(OUTSIDE)
    told = [nginx.sign_in(outside, "vera", f"wrong-{number}").text for number in range(108)]
    assert sum("Too many wrong passwords" in text for text in told) == 102
    assert "Too many wrong passwords" in nginx.sign_in(outside, "vera").text
    assert nginx.sign_in(nginx.browser(COLLEAGUE), "vera").status_code == 302


def test_an_address_that_a_visitor_makes_up_is_not_believed(nginx, sandbox):
    liar = nginx.browser(COLLEAGUE)
    for number in range(7):
        liar.headers["X-Forwarded-For"] = f"192.0.2.{number}"
        told = nginx.sign_in(liar, "max", "wrong").text
    assert "Too many wrong passwords for this account" in told
    assert nginx.sign_in(nginx.browser(OFFICE), "max").status_code == 302


@pytest.mark.parametrize("before", ["/", "/./", "/a/../", "/%2e/"])
@pytest.mark.parametrize("name", ["metrics", "readyz", "%6detrics", "ready%7a"])
def test_metrics_and_readiness_are_closed_to_the_outside_however_they_are_spelt(nginx, before, name):
    assert status_of(nginx, before + name) == 404


def status_of(nginx, address):
    """What nginx answers to this address as it stands: requests would tidy it up."""
    asked = requests.Request("GET", nginx.url, headers=BEARER).prepare()
    asked.url = nginx.url + address
    return nginx.browser().send(asked, timeout=30).status_code


def test_from_inside_each_host_is_asked_itself(nginx, hosts):
    for path in ("/metrics", "/readyz", "/healthz"):
        assert requests.get(hosts[0].url + path, headers=BEARER, timeout=30).status_code == 200
    assert status_of(nginx, "/healthz") == 200


def test_plain_http_leads_to_https(nginx):
    answer = requests.get(f"http://localhost:{nginx.plain_port}/clients/?q=a", allow_redirects=False, timeout=30)
    assert (answer.status_code, answer.headers["Location"]) == (301, "https://localhost/clients/?q=a")


def test_a_request_has_one_number_in_the_answer_and_in_both_logs(nginx, hosts):
    number = nginx.browser().get(f"{nginx.url}/login/", timeout=30).headers["X-Request-ID"]
    assert re.fullmatch("[0-9a-f]{32}", number)
    eventually(lambda: f'{number} "GET /login/" 200' in nginx.log())
    assert any(number in host.log.read_text() for host in hosts)


def test_its_log_holds_no_search_and_no_secret_of_a_link(nginx, hosts):
    browser = nginx.browser()
    browser.get(f"{nginx.url}/clients/?q=Geheimrat", timeout=30)
    requests.get(f"http://localhost:{nginx.plain_port}/clients/?q=Geheimrat", allow_redirects=False, timeout=30)
    link = "/" + hosts[0].manage("sign_in_link", "vera").strip().split("/", 3)[3]
    number = browser.get(nginx.url + link, timeout=30).headers["X-Request-ID"]
    eventually(lambda: number in nginx.log())
    assert '"GET /login/link/..." 200' in nginx.log()
    assert "Geheimrat" not in nginx.log()
    assert link.split("/")[4] not in nginx.log()


def test_the_dashboards_own_page_of_a_failure_comes_through(nginx, sandbox):
    browser = nginx.browser()
    nginx.sign_in(browser)
    sandbox.stop()
    try:
        answer = browser.get(f"{nginx.url}/clients/", timeout=30)
    finally:
        sandbox.start()
    assert answer.status_code == 502
    assert "TimeTrack" in answer.text


def test_without_one_host_nobody_notices_and_without_both_a_page_of_ours_says_so(nginx, hosts, sandbox):
    browser = nginx.browser()
    nginx.sign_in(browser)
    one, other = hosts
    stopped = []
    try:
        for host in (one, other):
            host.process.terminate()
            stopped.append(host.process.wait(timeout=30))
            if host is one:
                assert {browser.get(f"{nginx.url}/clients/", timeout=30).status_code for _ in range(8)} == {200}
        answer = browser.get(f"{nginx.url}/clients/?q=Geheimrat", timeout=30)
    finally:
        for host in hosts[: len(stopped)]:
            host.start_again()
    assert answer.status_code == 502
    assert "The dashboard cannot be reached at the moment" in answer.text
    assert "Die Anwendung ist im Moment nicht erreichbar" in answer.text
    assert re.search("Code: [0-9a-f]{32}", answer.text)
    assert answer.headers["Retry-After"] == "10"
    assert '"GET /clients/" 502' in nginx.log()
    assert "Geheimrat" not in nginx.log()
    eventually(lambda: browser.get(f"{nginx.url}/clients/", timeout=30).status_code == 200)
