"""One-time links, and what they open."""

import re
from html import unescape

from django.test import Client

NEXT_PASSWORD = "another-Good-one-8"


def link_on(answer):
    """The path of the one-time link that a page shows."""
    return re.search(r'id="one-time-link">http://[^/]+(/[^<]+)<', unescape(answer.content.decode()))[1]


def sets_password(path, password=NEXT_PASSWORD):
    """Open a one-time link and set a password by it."""
    browser = Client()
    answer = browser.get(path, follow=True)
    where = answer.redirect_chain[-1][0] if answer.redirect_chain else path
    return browser.post(where, {"new_password1": password, "new_password2": password}, follow=True)


def can_sign_in(username, password):
    """Whether this password opens this account."""
    browser = Client()
    browser.post("/login/", {"username": username, "password": password})
    return "_auth_user_id" in browser.session
