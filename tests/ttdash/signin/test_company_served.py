"""A real provider that lies, against the dashboard as it is served: nobody comes in, and nothing here changes."""

import re
import sqlite3
import time
from contextlib import closing

import pytest
import requests

from tests.company import WITH_PROVIDER, Company

pytestmark = WITH_PROVIDER

BOSS = "boss@office.example"
TABLES = ("auth_user", "auth_user_groups", "socialaccount_socialaccount", "django_session", "django_admin_log")


@pytest.fixture(scope="module")
def company(tmp_path_factory, _listening):
    found = Company(tmp_path_factory.mktemp("company"), _listening.url)
    found.runs(f"User.objects.create_superuser('boss', '{BOSS}')")
    found.knows("anna", groups=["tt-view"])
    _browser, page = through_company(found, "anna")
    assert "Signed in as" in page.text
    yield found
    found.stop()


@pytest.fixture
def told_the_truth(company, sandbox):
    yield company
    company.lies()


def everything(company):
    """All rows that a sign-in could make or change."""
    with closing(sqlite3.connect(company.folder / "db.sqlite3")) as database:
        return {table: sorted(database.execute(f"SELECT * FROM {table}"), key=str) for table in TABLES}  # noqa: S608


def through_company(company, login):
    """Somebody who signs in by the company, and the page that they come to."""
    browser = requests.Session()
    browser.trust_env = False
    form = browser.get(f"{company.served.url}/oidc/company/login/", timeout=30)
    return browser, browser.post(form.url, data={"login": login, "do": "go"}, timeout=30)


LIES = {
    "another sub in the user info": {"info": {"sub": "boss-1"}},
    "no sub in the user info": {"info": {"sub": None}},
    "no claims in the user info": {"info": []},
    "another address in the user info": {"info": {"email": BOSS}},
    "another address and sub in the user info": {"info": {"sub": "boss-1", "email": BOSS}},
    "an unverified address in the user info": {"info": {"email_verified": False}},
    "an unverified address in the token": {"token": {"email_verified": False}},
    "a verified address in the user info alone": {"token": {"email": None, "email_verified": None}},
    "a superuser's address in both": {"token": {"email": BOSS}, "info": {"email": BOSS}},
    "an address that is a colleague's in both": {"token": {"email": "max@office.example"}, "info": {"email": None}},
    "a domain that ends alike": {"token": {"email": "anna@evil-office.example"}, "info": {"email": None}},
    "a domain that begins alike": {"token": {"email": "anna@office.example.evil"}, "info": {"email": None}},
    "a number for sub": {"token": {"sub": 1}, "info": {"sub": 1}},
    "a list for sub": {"token": {"sub": ["anna"]}, "info": {"sub": ["anna"]}},
    "blanks for sub": {"token": {"sub": "  "}, "info": {"sub": "  "}},
    "no sub in either": {"token": {"sub": None}, "info": {"sub": None}},
    "several audiences": {"token": {"aud": ["dashboard", "other"]}},
    "another audience": {"token": {"aud": "other"}},
    "another client that asked": {"token": {"azp": "other"}},
    "another issuer": {"token": {"iss": "https://login.example"}},
    "no signature": {"alg": "none"},
    "another signature": {"key": "another"},
    "an end that has passed": {"token": {"exp": int(time.time()) - 60}},
    "no end": {"token": {"exp": None}},
    "another nonce": {"token": {"nonce": "another"}},
    "no nonce": {"token": {"nonce": None}},
    "the token of the question before": {"replay": True},
}
NONSENSE = {
    "no token at all": {"answer": {"access_token": "x"}},
    "a token that is a list": {"answer": {"access_token": "x", "id_token": []}},
    "no object where tokens are due": {"answer": ["access_token"]},
}


@pytest.mark.parametrize("lie", LIES | NONSENSE)
def test_a_lie_of_the_provider_lets_nobody_in_and_changes_nothing(told_the_truth, lie):
    company = told_the_truth
    before, logged = everything(company), len(company.served.log.read_text())
    company.lies(**(LIES | NONSENSE)[lie])
    browser, page = through_company(company, "anna")
    assert page.status_code == 403
    assert 'role="alert"' in page.text
    assert browser.get(f"{company.served.url}/clients/", timeout=30).url.startswith(f"{company.served.url}/login/")
    assert everything(company) == before
    log = company.served.log.read_text()[logged:]
    assert len(re.findall("WARNING ttdash.signin.company .* company sign-in refused: ", log)) == 1


@pytest.mark.parametrize(
    "metadata", [{"issuer": "https://login.example"}, {"issuer": None}, {"jwks_uri": None}, {"userinfo_endpoint": None}]
)
def test_a_provider_that_describes_itself_as_another_leads_nowhere(told_the_truth, metadata):
    told_the_truth.lies(metadata=metadata)
    browser = requests.Session()
    browser.trust_env = False
    page = browser.get(f"{told_the_truth.served.url}/oidc/company/login/", timeout=30)
    assert page.status_code == 502
    assert page.url.startswith(told_the_truth.served.url)


def test_after_all_lies_the_truth_lets_anna_in_again(told_the_truth):
    _browser, page = through_company(told_the_truth, "anna")
    assert "Signed in as" in page.text
