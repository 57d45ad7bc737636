"""Which clients have projects: told only where all projects are known."""

import pytest

from clients_ui.timetrack import account, projects
from ttdash.sandbox import Fault


def owners():
    return account.current().projects.owners()


@pytest.fixture
def filled(sandbox, settings):
    """So many projects, of as many clients. Nothing hangs here, though a busy machine may be slow."""
    settings.TIMETRACK_READ_TIMEOUT, settings.TIMETRACK_DEADLINE = 5.0, 30.0

    def fill(number, cap=None):
        sandbox.switches.limit_cap = cap
        for each in range(1, number + 1):
            project = {
                "ID": each,
                "projectName": "Website",
                "clientName": f"Client {each}",
                "projectEnabled": each % 2 == 0,
            }
            sandbox.projects.append(project)
        return frozenset(f"Client {each}" for each in range(1, number + 1))

    return fill


def test_without_projects_it_is_nobody(sandbox):
    assert owners() == frozenset()


def test_of_a_small_account_one_call_tells_all_those_of_disabled_projects_too(sandbox, filled):
    everybody = filled(49)
    assert owners() == everybody
    assert len(sandbox.calls) == 1


def test_a_page_that_tells_nothing_new_does_not_end_it(sandbox, filled, monkeypatch):
    monkeypatch.setattr(projects, "MOST", 55)
    huber = {"ID": 0, "projectName": "Website", "clientName": "Huber", "projectEnabled": True}
    everybody = filled(55)
    sandbox.projects[:] = [huber] * 55 + sandbox.projects + [huber] * 55 + [huber | {"clientName": "Zeman"}]
    assert owners() == everybody | {"Huber", "Zeman"}


@pytest.mark.parametrize("number", [50, 60, 100, 120, 130])
@pytest.mark.parametrize("cap", [None, 60, 50])
@pytest.mark.parametrize("paging", ["works", "repeats_last"])
def test_they_come_page_by_page_whatever_cap_timetrack_has(sandbox, filled, number, cap, paging):
    sandbox.switches.page_number = paging
    everybody = filled(number, cap)
    one_page = number <= (cap or projects.MOST)
    unsure = paging == "repeats_last" and one_page  # it may as well be the first of many that comes again and again
    assert owners() == (None if unsure else everybody)


def test_where_page_numbers_mean_nothing_it_is_not_known(sandbox, filled):
    sandbox.switches.page_number = "ignored"
    filled(60, cap=50)
    assert owners() is None


def test_of_more_than_are_read_it_is_not_known(filled, monkeypatch):
    monkeypatch.setattr(projects, "MOST_PAGES", 2)
    filled(130, cap=50)
    assert owners() is None


@pytest.mark.parametrize("cap", [None, 50])
@pytest.mark.parametrize("paging", ["works", "repeats_last", "ignored"])
def test_one_with_a_short_name_has_its_projects_behind_all_those_of_longer_names(sandbox, filled, cap, paging):
    """TimeTrack finds parts of names, and may give fewer at once than it is asked for."""
    sandbox.switches.page_number = paging
    filled(70, cap)
    sandbox.projects.append({"ID": 71, "projectName": "Relaunch", "clientName": "Client", "projectEnabled": True})
    of_client = account.current().projects.of_client
    assert of_client("Client") == (["Relaunch"] if cap is None or paging != "ignored" else None)
    sandbox.projects.pop()
    sure = paging == "works" or (cap == 50 and paging == "repeats_last")
    assert of_client("Client") == ([] if sure else None)
    assert of_client("Client 70") == ["Website"]


def test_projects_that_were_found_count_though_the_rest_cannot_be_looked_up(sandbox, filled):
    filled(60, cap=50)
    sandbox.fail(Fault.DELAY, path="projects", times=1, seconds=0)
    sandbox.fail(Fault.SERVER_ERROR, path="projects", times=None)
    assert account.current().projects.of_client("Client 1") == ["Website"]
    assert account.current().projects.of_client("Client 1") is None


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.UNAVAILABLE, Fault.BROKEN_JSON, Fault.HANG])
def test_an_outage_is_not_taken_for_nobody(sandbox, filled, fault):
    filled(3)
    sandbox.fail(fault, path="projects", times=None)
    assert owners() is None
