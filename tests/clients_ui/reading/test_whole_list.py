"""All the clients of a list, in portions: from the directory, else from TimeTrack page by page."""

from math import inf
from threading import Thread

import pytest
from django.http import QueryDict

from clients_ui.directory import directory
from clients_ui.reading import listing, whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import NoDirectory
from clients_ui.timetrack.deadline import remaining, within
from clients_ui.timetrack.errors import TimeTrackError, Unreachable
from tests.filling import ended, filled, walks
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db
ALL = ListQuery()


@pytest.fixture
def office(sandbox):
    for number in range(25):
        sandbox.add(name=f"Client {number:02}", addressCity="Wien" if number % 2 else "Graz", notes="kept")
    return sandbox


@pytest.fixture
def known(office, settings):
    """An account that this worker has read."""
    settings.DIRECTORY_SECONDS = 60
    filled()
    office.calls.clear()
    return office


@pytest.fixture
def pages_of_ten(monkeypatch):
    monkeypatch.setattr("clients_ui.timetrack.repository.WALK_SIZE", 10)


def portions(query=ALL, patience=0.0):
    found = whole_list.find(query, patience)
    assert not isinstance(found, NoDirectory)
    return list(found.portions())


def ids(query=ALL, patience=0.0):
    return [record.id for portion in portions(query, patience) for record in portion]


# From the directory


@pytest.mark.parametrize(
    "query", ["", "q=client+1", "addressCity=Wien", "sort=-name", "q=2&addressCity=Graz&sort=addressCity", "q=%237"]
)
def test_it_has_the_clients_of_the_list_in_their_order_and_asks_timetrack_for_none(known, query):
    asked = ListQuery.of(QueryDict(query))
    assert ids(asked) == [row.id for row in listing.find(asked).rows]
    assert ids(asked)
    assert known.calls == []


def test_it_has_the_clients_of_a_finding(sandbox, settings):
    for name in ("Huber GmbH", "Maier", "Huber"):
        sandbox.add(name=name, addressCountry="AT", email="a@huber.example")
    settings.DIRECTORY_SECONDS = 60
    filled()
    for finding in ("duplicate", "phone", "no-country"):
        asked = ListQuery.of(QueryDict(f"finding={finding}"))
        assert ids(asked) == [row.id for row in listing.find(asked).rows]
    assert ids(ListQuery.of(QueryDict("finding=duplicate")))


def test_it_says_how_many_there_are_and_gives_them_a_portion_at_a_time(known, monkeypatch):
    monkeypatch.setattr(whole_list, "PORTION", 10)
    assert whole_list.find(ALL, 0).number == 25
    assert [len(portion) for portion in portions()] == [10, 10, 5]


def test_others_read_and_write_between_two_portions(known, monkeypatch):
    monkeypatch.setattr(whole_list, "PORTION", 10)
    contents = listing.all_clients()
    rest = whole_list.find(ALL, 0).portions()
    next(rest)

    def write():
        contents.database.write({25: None})

    other = Thread(target=write)
    other.start()
    other.join(5)
    assert not other.is_alive()
    assert [record.id for portion in rest for record in portion] == [*range(11, 25)]  # and the one is gone


def test_what_was_just_written_here_is_in_it(known, visitor):
    from tests.pages import form_of

    browser = visitor("editor")
    browser.post("/clients/3/", form_of(browser.get("/clients/3/")) | {"phone": "+43 7", "_save": ""})
    phones = {record.id: record["phone"] for portion in portions() for record in portion}
    assert phones[3] == "+43 7"


@pytest.mark.parametrize("text", ["x" * 32_768, "ä" * 32_768, "a\0" + "b" * 32_767])
def test_those_that_may_be_too_long_for_a_spreadsheet_are_found(known, text):
    contents = listing.all_clients()
    record = contents.database.get(4)
    contents.database.write({4: type(record)(4, {**record.values, "notes": text})})
    assert [record.id for record in whole_list.find(ALL, 0).long()] == [4]
    assert [record.id for record in whole_list.find(ListQuery.of(QueryDict("addressCity=Graz")), 0).long()] == []


def test_during_an_outage_nothing_stands_in(known, monkeypatch):
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    directory.current()._not_before = 0
    known.fail(Fault.HTML_502, times=None)
    directory.current().renew(10)
    assert listing.find(ALL).rows  # the list, which says how old it is
    with pytest.raises(TimeTrackError):
        portions()


def test_a_fill_is_waited_for(office, settings):
    settings.DIRECTORY_SECONDS = 60
    office.fail(Fault.DELAY, seconds=0.4)
    assert len(ids(ListQuery(q="client"), patience=10)) == 25
    assert walks(office) == 1


def test_a_search_that_only_the_directory_can_answer_says_so_while_that_is_not_there(office, settings):
    settings.DIRECTORY_SECONDS = 60
    office.fail(Fault.HANG, times=None)
    for query in (ListQuery(q="client"), ListQuery.of(QueryDict("addressCity=Wien"))):
        assert whole_list.find(query, 0) is NoDirectory.NOT_YET
    office.heal()
    ended()


# From TimeTrack itself


def test_without_a_directory_it_is_timetracks_list_page_by_page(office, pages_of_ten):
    assert [len(portion) for portion in portions()] == [10, 10, 5]
    assert whole_list.find(ALL, 0).number is None


def test_the_first_page_comes_before_the_second_is_asked_for(office, pages_of_ten):
    next(whole_list.find(ALL, 0).portions())
    assert [call.query["page_number"] for call in office.calls if call.path == "clients"] == ["0"]


def test_without_a_directory_timetrack_searches_names(office, pages_of_ten):
    assert ids(ListQuery(q="client 1")) == [*range(11, 21)]
    assert {call.query["name"] for call in office.calls if call.path == "clients"} == {"client 1"}


@pytest.mark.parametrize("query", ["addressCity=Wien", "finding=phone", "q=client&enabled=1"])
def test_without_a_directory_nothing_can_be_filtered(office, query):
    assert whole_list.find(ListQuery.of(QueryDict(query)), 0) is NoDirectory.OFF


def test_where_the_list_does_not_tell_all_fields_each_client_is_read_alone(office, pages_of_ten, monkeypatch):
    monkeypatch.setattr(whole_list, "ALONE", 4)
    office.switches.list_fields = "few"
    found = portions()
    assert [len(portion) for portion in found] == [4, 4, 2, 4, 4, 2, 4, 1]
    assert {record["notes"] for portion in found for record in portion} == {"kept"}


def test_where_the_directory_would_be_of_no_use_they_are_read_alone_too(office, settings):
    settings.DIRECTORY_SECONDS = 60
    office.switches.list_fields = "few"
    listing.find(ALL)
    ended()
    assert {record["notes"] for portion in portions() for record in portion} == {"kept"}
    assert len(ids(ListQuery(q="Client 0"))) == 10


def test_a_client_that_is_deleted_while_they_are_read_alone_is_left_out(office):
    office.switches.list_fields = "few"
    office.fail(None, path=r"clients/\d+", times=6)
    rest = whole_list.find(ALL, 0).portions()
    office.fail(Fault.NULL, path="clients/9", times=None)
    office.switches.unknown_client = "404"
    assert len([record for portion in rest for record in portion]) >= 24


@pytest.mark.parametrize("fault", [Fault.HTML_502, Fault.HANG, Fault.BROKEN_JSON, Fault.UNAUTHORIZED])
def test_an_outage_is_raised_at_the_first_portion_or_at_whichever_meets_it(office, pages_of_ten, fault):
    office.fail(None, path="clients", times=1)
    office.fail(fault, path="clients", times=None)
    rest = whole_list.find(ALL, 0).portions()
    assert len(next(rest)) == 10
    with pytest.raises(TimeTrackError):
        list(rest)
    with pytest.raises(TimeTrackError):
        next(whole_list.find(ALL, 0).portions())


def test_each_portion_has_a_deadline_of_its_own_within_that_of_a_page(settings, monkeypatch):
    now, left = 0.0, []
    monkeypatch.setattr("clients_ui.timetrack.deadline.monotonic", lambda: now)

    def walked(_name):
        nonlocal now
        for _ in range(4):
            left.append(remaining())
            now += 2
            yield []

    monkeypatch.setattr(whole_list, "_walked", walked)
    settings.TIMETRACK_DEADLINE = 3
    rest = whole_list.find(ALL, 0).portions()
    with within(4):  # the page's own, in which the first portions are asked for
        next(rest)
        next(rest)
    assert remaining() == inf
    list(rest)
    assert left == [3, 2, 3, 3]


def test_where_timetrack_cannot_be_reached_a_plain_list_says_that(sandbox, settings):
    settings.DIRECTORY_SECONDS = 60
    sandbox.fail(Fault.RESET_BEFORE, times=None)
    with pytest.raises(Unreachable):
        portions()
    ended()


# Of a selection


def test_those_of_a_selection_are_taken_from_the_directory_and_only_the_unknown_are_read(known):
    found = whole_list.of_ids([3, 1, 999], 0.0)
    assert {id_: record.name for id_, record in found.items()} == {3: "Client 02", 1: "Client 00"}
    assert [call.path for call in known.calls] == ["clients/999"]


def test_a_client_that_was_created_elsewhere_since_is_found(known):
    new = known.add(name="New")
    assert whole_list.of_ids([new], 0.0)[new].name == "New"


def test_many_that_nobody_knows_are_not_asked_for_one_by_one(known):
    assert whole_list.of_ids(range(1000, 1000 + whole_list.ALONE + 1), 0.0) == {}
    assert known.calls == []


def test_without_a_directory_a_few_are_read_one_by_one_and_many_out_of_the_list(office, monkeypatch):
    assert [*whole_list.of_ids([3, 999], 0.0)] == [3]
    assert {call.path for call in office.calls} == {"clients/3", "clients/999"}
    office.calls.clear()
    monkeypatch.setattr(whole_list, "ALONE", 2)
    assert sorted(whole_list.of_ids([3, 1, 999], 0.0)) == [1, 3]
    paths = {call.path for call in office.calls}
    assert ("clients" in paths, "clients/999" in paths) == (True, False)


def test_an_outage_is_raised_and_nobody_is_taken_for_gone(office):
    office.fail(Fault.UNAVAILABLE, times=None)
    with pytest.raises(TimeTrackError):
        whole_list.of_ids([1, 2], 0.0)
