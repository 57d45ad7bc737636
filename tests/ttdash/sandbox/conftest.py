import pytest

from tests.ttdash.sandbox.over_http import Api


@pytest.fixture(scope="session")
def _running():
    with Api() as api:
        yield api


@pytest.fixture
def api(_running):
    """The sandbox, empty, every switch at its default, and no fault."""
    _running.reset()
    yield _running
    _running.heal()
