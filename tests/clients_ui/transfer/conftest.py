"""Who imports, on a machine that is never too busy."""

import pytest


@pytest.fixture(autouse=True)
def _as_long_as_it_takes(unhurried):
    pass


@pytest.fixture
def eva(account):
    return account("editor", "eva")
