"""The whole round of work × every switch for an unknown fact, and × pairs of them."""

from itertools import combinations

import pytest

from tests.matrix.facts import ALL, DEFAULTS, SINGLE, all_pairs, met_in, name_of_test, turned
from tests.matrix.kinds import KINDS
from tests.matrix.operations import WRITES
from tests.matrix.oracle import assert_truth, run
from tests.matrix.rounds import Round
from tests.pages import links_of
from ttdash.sandbox import Fault, Switches

PAGING = {name: ALL[name] for name in ("limit_cap", "page_number", "sorting", "list_fields")}
IN_PAIRS = ALL | {"rate_limit": [None], "delay": [0.0]}
"""What only costs time adds nothing to another fact."""
PAIRS = all_pairs(IN_PAIRS)
OF_EACH_KIND = [
    Fault.TOO_MANY,
    Fault.SERVER_ERROR,
    Fault.RESET_BEFORE,
    Fault.RESET_AFTER,
    Fault.BROKEN_JSON,
    Fault.EMPTY,
]
UNDER_FAULTS = all_pairs(IN_PAIRS | {"fault": OF_EACH_KIND, "name": list(WRITES), "on": ["the write", "GET"]})


@pytest.fixture
def turn(timetrack, settings):
    """Turn switches; a filter that lets only browsers through is met with the setting that is there for it."""

    def turn_all(switches):
        for name, value in switches.items():
            setattr(timetrack.switches, name, value)
        if timetrack.switches.filter_by_user_agent:
            settings.TIMETRACK_USER_AGENT = "Mozilla/5.0 (TimeTrackDashboard)"

    return turn_all


def test_no_switch_is_missing_and_each_has_a_value_beside_its_default():
    assert set(ALL) == set(DEFAULTS) == set(Switches.__slots__)
    assert [name for name, values in ALL.items() if len(values) < 2] == []
    assert [name for name, values in ALL.items() if values[0] != DEFAULTS[name]] == []


@pytest.mark.parametrize("parameters", [IN_PAIRS, PAGING], ids=["of all", "of paging"])
def test_every_two_values_of_two_switches_meet(parameters):
    met = set().union(*map(met_in, all_pairs(parameters)))
    for one, other in combinations(parameters, 2):
        assert {frozenset({(one, a), (other, b)}) for a in parameters[one] for b in parameters[other]} <= met


def test_the_round_works_where_everything_is_as_it_seems_most_plausible(timetrack, visitor, caplog):
    Round(timetrack, visitor("editor"), caplog).go()


@pytest.mark.parametrize(("name", "value"), SINGLE)
def test_the_round_works_whatever_an_unknown_fact_turns_out_to_be(timetrack, turn, visitor, caplog, name, value):
    turn(turned(name, value))
    Round(timetrack, visitor("editor"), caplog).go()


@pytest.mark.parametrize("switches", PAIRS, ids=name_of_test)
def test_the_round_works_whatever_two_unknown_facts_turn_out_to_be(timetrack, turn, visitor, caplog, switches):
    turn(switches)
    Round(timetrack, visitor("editor"), caplog).go()


@pytest.mark.parametrize("row", UNDER_FAULTS, ids=name_of_test)
def test_a_fault_leaves_nothing_untrue_on_the_screen_whatever_the_facts_are(timetrack, turn, visitor, caplog, row):
    turn({name: value for name, value in row.items() if name in ALL})
    operation = WRITES[row["name"]]
    method = operation.method if row["on"] == "the write" else "GET"

    def plan(sandbox):
        if method == "GET":
            sandbox.fail(Fault.DELAY, on="GET", seconds=0)
        sandbox.fail(row["fault"], on=method, times=None, **KINDS[row["fault"]].options)

    assert_truth(run(operation, timetrack, visitor("editor"), caplog, plan))


@pytest.mark.parametrize("switches", all_pairs(PAGING), ids=name_of_test)
def test_paging_ends_and_shows_no_client_twice_and_all_of_them_where_pages_work(timetrack, turn, visitor, switches):
    turn(switches)
    names = {f"Client {number:03}" for number in range(120)}
    timetrack.fill([{"name": name, "enabled": True} for name in sorted(names)], [])
    browser, url, shown = visitor("editor"), "/clients/", []
    while url:
        page = browser.get(url)
        shown += [record.name for record in page.context["listing"].rows]
        assert len(shown) <= len(names)
        url = next((link for link in links_of(page) if link == page.context["next"]), None)
    assert len(shown) == len(set(shown))
    if switches["page_number"] == "works":
        assert set(shown) == names
