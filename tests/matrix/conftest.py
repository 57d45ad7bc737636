"""The matrix has hundreds of cells: what only costs time in them is left out."""

import pytest

READ_TIMEOUT, DEADLINE = 0.2, 0.9
SHORT_DEADLINE = 0.6
"""Where it is always waited for, since the answer drips in."""


@pytest.fixture
def timetrack(sandbox, settings, monkeypatch):
    """The sandbox, behind a connection that never fails fast."""
    from clients_ui.timetrack import transport
    from clients_ui.web import forms

    settings.BREAKER_FAILURES = 0
    monkeypatch.setattr(transport, "MAX_BODY", 1024 * 1024)
    monkeypatch.setattr(forms, "country_choices", lambda: (("AT", "Austria"), ("DE", "Germany")))
    return sandbox


@pytest.fixture
def impatient(timetrack, settings):
    """Time-outs so short that an answer that never comes costs little."""

    def shorten(kind):
        if kind.slow:
            settings.TIMETRACK_READ_TIMEOUT = READ_TIMEOUT
            settings.TIMETRACK_DEADLINE = SHORT_DEADLINE if kind.options else DEADLINE

    return shorten
