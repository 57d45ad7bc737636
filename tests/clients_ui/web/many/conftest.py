"""The account of which many clients are changed at once, and who changes them."""

import pytest


@pytest.fixture
def office(sandbox, settings):
    settings.BREAKER_FAILURES = 0
    for number in range(12):
        sandbox.add(name=f"Client {number:02}", addressCity="Wien" if number % 2 else "Graz", addressCountry="DE")
    return sandbox


@pytest.fixture
def known(office, settings, db):
    """An account that this worker has read."""
    from tests.filling import filled

    settings.DIRECTORY_SECONDS = 60
    filled()
    return office


@pytest.fixture
def eva(visitor):
    return visitor("editor")
