"""What tests of the pages' frame share: one client, and the lines of the log."""

import logging

import pytest

from ttdash.web.reports import LineFormatter


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1")
    return sandbox


@pytest.fixture
def lines():
    """Every line that this test's requests log, as it is written."""
    written = []

    class Writer(logging.Handler):
        def emit(self, record):
            written.append(self.format(record))

    handler = Writer()
    handler.setFormatter(LineFormatter("%(levelname)s %(name)s [%(request_id)s %(person)s] %(message)s"))
    logging.getLogger().addHandler(handler)
    yield written
    logging.getLogger().removeHandler(handler)
