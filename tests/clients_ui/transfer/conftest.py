"""A busy machine is no reason for rows to be left: time stands still but for tests that move it."""

import pytest


@pytest.fixture(autouse=True)
def _as_long_as_it_takes(monkeypatch):
    monkeypatch.setattr("clients_ui.transfer.one_by_one.monotonic", lambda: 0.0)
