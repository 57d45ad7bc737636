"""What tests of pages and of what lies below them share."""

import pytest


@pytest.fixture
def unhurried(monkeypatch):
    """A busy machine is no reason for rows to be left: time stands still but for tests that move it."""
    monkeypatch.setattr("clients_ui.transfer.one_by_one.monotonic", lambda: 0.0)
    monkeypatch.setattr("clients_ui.web.plans.carrying_out.AT_A_PRESS", float("inf"))
