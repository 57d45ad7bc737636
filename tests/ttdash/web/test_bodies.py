"""The charset that a request names: UTF-8, or a page that says 400. Through the application that is served.

What Django's test client makes is another kind of request, so these are made by hand.
"""

import io
from wsgiref.util import setup_testing_defaults

import pytest

from ttdash.web.bodies import Application

METHODS = ["GET", "HEAD", "POST"]
NO_TEXT = ["base64", "hex", "rot13", "zip", "bz2", "quopri", "uu", "undefined"]
OTHERS = ["utf-16", "utf-7", "iso-8859-1", "idna", "punycode", "unicode_escape"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def status_of():
    """The status of a request to the sign-in page whose Content-Type names this charset."""

    def ask(method, charset, query="next=/clients/%3Fq%3DM%C3%BCller"):
        statuses, body = [], b"login=vera"
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": "/login/",
            "QUERY_STRING": query,
            "CONTENT_TYPE": f"application/x-www-form-urlencoded; charset={charset}",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "localhost",
            "wsgi.input": io.BytesIO(body),
        }
        setup_testing_defaults(environ)
        answer = Application()(environ, lambda status, headers: statuses.append(int(status[:3])))
        answer.close()
        return statuses[0]

    return ask


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("charset", [*NO_TEXT, *OTHERS])
def test_a_charset_other_than_utf_8_is_a_400_on_any_method(status_of, method, charset):
    assert status_of(method, charset) == 400
    assert status_of(method, charset, query="") == 400


@pytest.mark.parametrize("method", METHODS)
def test_a_parameter_in_a_coding_that_there_is_not_is_a_400_too(status_of, method):
    assert status_of(method, "utf-8; x*=foo''%41") == 400


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("charset", ["utf-8''%00", "utf-8''utf%008", "unicode_escape''%5cud800", "utf-8''%C3%BC"])
def test_a_charset_whose_name_is_no_name_is_a_400_too(status_of, method, charset):
    assert status_of(method, f"utf-8; charset*={charset}") == 400


@pytest.mark.parametrize(("method", "status"), [("GET", 200), ("HEAD", 200), ("POST", 302)])
@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "no-such"])
def test_utf_8_by_any_name_and_a_charset_that_nobody_knows_are_read(status_of, method, status, charset):
    """A POST comes as far as the check for its CSRF token, which leads back to the page."""
    assert status_of(method, charset) == status


def test_the_application_that_is_served_is_this_one(monkeypatch):
    monkeypatch.setattr("django.core.handlers.base.BaseHandler.load_middleware", lambda self: None)
    from ttdash.wsgi import application

    assert isinstance(application, Application)
