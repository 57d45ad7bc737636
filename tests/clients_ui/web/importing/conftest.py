"""The account into which lists are imported."""

import pytest


@pytest.fixture
def office(sandbox):
    sandbox.add(name="Müller KG", email="office@mueller.example", phone="1")
    return sandbox
