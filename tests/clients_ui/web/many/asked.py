"""What is asked for on the page that changes many clients, as a browser would send it."""

import re

from django.contrib.auth.models import Permission

from tests.pages import form_in, text_of

URL = "/clients/bulk/"
COUNTRY = {"action": "set", "field": "addressCountry", "value": "AT"}
DELETE = {"action": "delete"}
GONE = "This selection cannot be used any more. Select the clients once more."


def with_one_right(visitor, right):
    browser = visitor("viewer")
    browser.person.user_permissions.add(Permission.objects.get(codename=f"{right}_client"))
    return browser


def of(ids):
    return {"ids": ",".join(map(str, ids))}


def planned(page):
    """The form of the plan, as a browser would send it with its button."""
    found = re.search(r'<form id="plan-form".*?</form>', page.content.decode(), re.DOTALL)
    assert found, text_of(page)
    return form_in(found[0]) | {"_apply": ""}


def applied(browser, ids, asked=COUNTRY, **typed):
    """What a person comes to who sees the plan and applies it, without script."""
    return browser.post(URL, planned(browser.post(URL, of(ids) | asked)) | typed)


def countries(office):
    return [office.clients[id_]["addressCountry"] for id_ in sorted(office.clients)]
