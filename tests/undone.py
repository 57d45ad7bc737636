"""What a test does again and again from one and the same beginning."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction
from django.test import Client


@contextmanager
def undone(browser: Client) -> Iterator[None]:
    """All that happens until the end is undone then: in the database, and in the browser's cookies.

    Within it a transaction may be durable, as it may within a test's own.
    """
    cookies = {**browser.cookies}
    block = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)
    browser.cookies.clear()
    browser.cookies.update(cookies)
