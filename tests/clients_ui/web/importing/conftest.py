"""The account into which lists are imported, and who imports them."""

import pytest


@pytest.fixture
def office(sandbox):
    sandbox.add(name="Müller KG", email="office@mueller.example", phone="1")
    return sandbox


@pytest.fixture
def editor(office, visitor):
    return visitor("editor")
