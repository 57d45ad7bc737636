"""Lists as somebody chooses them on the import page, and what it answers."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages import form_in, form_of

PAGE = "/clients/import/"
HEAD = "Name;E-mail;Phone"


def as_csv(*lines, head=HEAD):
    """The bytes of a CSV file, as Excel writes it."""
    return "\r\n".join([head, *lines]).encode("utf-8-sig")


def csv(*lines, head=HEAD):
    return SimpleUploadedFile("Messe.csv", as_csv(*lines, head=head), "text/csv")


def send(browser, *lines, head=HEAD, **fields):
    return browser.post(PAGE, {"file": csv(*lines, head=head), **fields})


def counters(response):
    """What the numbers above the plan say: words → number."""
    found = re.findall(r"<b>([\d,.]+)</b><small>(.*?)</small>", response.content.decode())
    return {words: int(number) for number, words in found}


def plan_form(response):
    """What the form below the plan would send."""
    page = response.content.decode()
    return form_in(page[page.index('id="plan-form"') - 40 :])


def until_done(browser, response, presses=50):
    """Press `_next` until there is no such button; the last answer."""
    while "_next" in buttons_text(response) and (presses := presses - 1):
        response = browser.post(PAGE, form_of(response) | {"_next": ""})
    return response


def buttons_text(response):
    return response.content.decode() if response.status_code == 200 else ""
