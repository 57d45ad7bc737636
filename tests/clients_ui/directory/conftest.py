"""What the tests of the directory share: a small account, and somebody who writes to it."""

import pytest


@pytest.fixture(autouse=True)
def _on(settings):
    settings.DIRECTORY_SECONDS = 60


@pytest.fixture
def office(sandbox):
    for number in range(5):
        sandbox.add(name=f"Client {number}", phone=str(number))
    return sandbox


@pytest.fixture
def eva():
    from django.contrib.auth.models import User

    return User.objects.create_user("eva").pk
