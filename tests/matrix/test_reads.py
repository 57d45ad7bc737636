"""Every page that only reads × every fault of the sandbox."""

import pytest

from clients_ui.directory import directory
from tests.filling import filled
from tests.matrix.kinds import KINDS
from tests.matrix.operations import READS, STORED
from tests.matrix.oracle import assert_no_crash
from tests.pages import buttons_of, text_of
from ttdash.sandbox import Fault

CELLS = [(name, fault) for name in READS for fault in KINDS]
STANDING_IN = ["list", "search", "open"]
"""Pages for which what the directory has may stand in."""
FAILING = {fault: kind for fault, kind in KINDS.items() if kind.status != 200}
QUICK_FAILING = [fault for fault, kind in FAILING.items() if not kind.slow]


def test_no_fault_of_the_sandbox_is_missing():
    assert set(KINDS) == set(Fault)


@pytest.fixture
def look(timetrack, impatient, visitor, caplog, settings, monkeypatch):
    """Look at a page whose reads meet a fault so many times (None: all of them), perhaps with a directory."""
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    timetrack.fill([STORED], [])
    browser = visitor("editor")

    def get(name, fault, times, *, known=False, path=None):
        kind = KINDS[fault]
        impatient(kind)
        if known:
            settings.DIRECTORY_SECONDS = 60
            filled()
        timetrack.fail(fault, on="GET", times=times, path=path, **kind.options)
        if known:
            directory.current().renew(10)
        caplog.clear()
        page = browser.get(READS[name])
        assert_no_crash(page, caplog.records)
        assert [call.method for call in timetrack.calls if call.method != "GET"] == []
        return page

    return get


def status(name, fault):
    """The status of the page when its read gets no other answer than this fault."""
    one = name in {"open", "ask before deletion"}
    return 404 if KINDS[fault].gone and one else KINDS[fault].status


def assert_read(page):
    assert page.status_code == 200
    assert STORED["name"] in text_of(page)
    assert 'class="stale"' not in page.content.decode()


def assert_failed_read(page, expected):
    assert page.status_code == expected
    assert "TimeTrack" in text_of(page)
    assert "Sign out" in text_of(page)
    assert "no clients in TimeTrack yet" not in text_of(page)
    assert "No client’s name contains" not in text_of(page)
    assert STORED["name"] not in text_of(page)


@pytest.mark.parametrize(("name", "fault"), [cell for cell in CELLS if KINDS[cell[1]].passing])
def test_a_read_that_meets_a_passing_fault_once_is_repeated(look, name, fault):
    assert_read(look(name, fault, times=1))


@pytest.mark.parametrize(("name", "fault"), CELLS)
def test_a_read_that_meets_nothing_but_a_fault_is_one_clear_page_with_its_status(look, name, fault):
    page = look(name, fault, times=None)
    if fault is Fault.DELAY:
        assert_read(page)
    else:
        assert_failed_read(page, status(name, fault))


@pytest.mark.parametrize(
    ("name", "fault"), [(name, fault) for name in STANDING_IN for fault in [*QUICK_FAILING, Fault.HANG]]
)
def test_what_is_known_stands_in_where_timetrack_cannot_be_reached_and_nowhere_else(look, name, fault):
    page = look(name, fault, times=None, known=True)
    if KINDS[fault].outage:
        assert page.status_code == 200
        assert STORED["phone"] in text_of(page)
        assert 'class="stale"' in page.content.decode()
        assert buttons_of(page) == []
    elif fault is Fault.TOO_MANY and name != "open":
        assert page.status_code == 200, "a moment’s refusal is no reason to forget all clients"
        assert STORED["phone"] in text_of(page)
        assert 'class="stale"' not in page.content.decode()
    else:
        assert_failed_read(page, status(name, fault))


@pytest.mark.parametrize("fault", [fault for fault in QUICK_FAILING if KINDS[fault].outage])
def test_nothing_that_is_known_stands_in_for_the_question_before_a_deletion(look, fault):
    assert_failed_read(look("ask before deletion", fault, times=None, known=True), KINDS[fault].status)


@pytest.mark.parametrize("fault", FAILING)
def test_the_question_before_a_deletion_is_asked_without_the_projects_too(look, fault):
    page = look("ask before deletion", fault, times=None, path="projects")
    assert_read(page)
    assert "Whether it has projects could not be looked up." in text_of(page)


@pytest.mark.parametrize("fault", FAILING)
def test_a_read_that_fails_logs_one_warning(look, caplog, fault):
    look("list", fault, times=None)
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 1
