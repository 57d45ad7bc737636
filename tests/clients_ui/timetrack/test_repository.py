"""ClientRepository against the sandbox, under every reading of what the API page leaves open."""

from itertools import chain

import pytest
import responses

from clients_ui.timetrack import errors
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.timetrack.transport import Connection, Transport
from ttdash.sandbox import Fault


@pytest.fixture
def clients(sandbox):
    return ClientRepository(Transport(Connection(sandbox.url, sandbox.key, sandbox.secret, read_timeout=0.5)))


def fill(sandbox, count):
    return [sandbox.add(name=f"Client {number:04}") for number in range(count)]


def ids(rows):
    return [row.id for row in rows]


def rows_of(walk):
    return chain.from_iterable(walk.pages())


# Reading a page


@pytest.mark.parametrize(
    ("count", "number", "rows", "more", "calls"),
    [
        (0, 0, 0, False, 1),
        (49, 0, 49, False, 1),
        (50, 0, 50, False, 2),
        (51, 0, 50, True, 2),
        (51, 1, 1, False, 1),
        (100, 1, 50, False, 2),
        (51, 7, 0, False, 1),
    ],
)
def test_a_page_says_exactly_whether_more_follow(sandbox, clients, count, number, rows, more, calls):
    fill(sandbox, count)
    page = clients.page(number, 50)
    assert (len(page.rows), page.more, len(sandbox.calls)) == (rows, more, calls)


@pytest.mark.parametrize("broken", ["null", "text", "no id"])
@pytest.mark.parametrize("count", [1, 49, 50, 1999, 2000])
def test_a_row_that_cannot_be_read_hides_no_other_and_is_counted_once(sandbox, clients, count, broken):
    expected = fill(sandbox, count)
    sandbox.switches.broken_row = broken
    page = clients.page(0, 50)
    assert (len(page.rows), page.unreadable, page.more) == (min(count, 49), 1, count > 49)
    walk = clients.walk()
    assert ids(rows_of(walk)) == expected
    assert (walk.unreadable, walk.sure) == (1, True)


def test_where_no_row_can_be_read_the_list_is_an_error_and_never_empty(sandbox, clients):
    sandbox.switches.broken_row = "no id"
    with pytest.raises(errors.Unintelligible):
        clients.page(0, 50)
    with pytest.raises(errors.Unintelligible):
        list(clients.walk().pages())


@pytest.mark.parametrize("reading", ["ignored", "repeats_last"])
@pytest.mark.parametrize("count", [50, 100, 120])
def test_next_ends_where_page_numbers_are_ignored_or_repeated(sandbox, clients, reading, count):
    fill(sandbox, count)
    sandbox.switches.page_number = reading
    number = 0
    while clients.page(number, 50).more:
        number += 1
        assert number < 5


def test_a_page_is_filtered_by_name(sandbox, clients):
    sandbox.add(name="Müller & Söhne")
    sandbox.add(name="Huber")
    assert [row.name for row in clients.page(0, 50, "ller &").rows] == ["Müller & Söhne"]
    assert sandbox.calls[0].query == {"page_number": "0", "limit": "50", "name": "ller &"}


def test_a_full_page_of_a_search_is_not_followed_by_clients_of_another_name(sandbox, clients):
    fill(sandbox, 50)
    sandbox.add(name="Huber")
    assert not clients.page(0, 50, "lient").more
    assert clients.page(0, 50).more


@responses.activate
def test_an_address_that_knows_no_list_is_not_taken_for_an_empty_one():
    responses.get("https://tt.example/clients", status=404, json={"errors": []})
    clients = ClientRepository(Transport(Connection("https://tt.example/", "k", "s")))
    with pytest.raises(errors.Unintelligible):
        clients.page(0, 50)


# Walking


@pytest.mark.parametrize("cap", [None, 50, 73, 1000])
@pytest.mark.parametrize("count", [0, 1, 50, 146, 1000, 1001, 2000])
def test_a_walk_yields_each_client_once_whatever_cap_is_applied(sandbox, clients, cap, count):
    expected = fill(sandbox, count)
    sandbox.switches.limit_cap = cap
    assert ids(rows_of(clients.walk())) == expected


@pytest.mark.parametrize("cap", [None, 50])
@pytest.mark.parametrize("count", [0, 1, 50, 100, 1000, 1001])
def test_a_walk_ends_where_an_unknown_page_repeats_the_last_one(sandbox, clients, cap, count):
    expected = fill(sandbox, count)
    sandbox.switches.limit_cap = cap
    sandbox.switches.page_number = "repeats_last"
    assert ids(rows_of(clients.walk())) == expected


@pytest.mark.parametrize("count", [1, 50, 1000, 1001])
def test_a_walk_ends_where_page_numbers_are_ignored(sandbox, clients, count):
    expected = fill(sandbox, count)
    sandbox.switches.page_number = "ignored"
    assert ids(rows_of(clients.walk())) == expected[:1000]


def test_a_walk_takes_few_calls(sandbox, clients):
    fill(sandbox, 3000)
    assert len(list(rows_of(clients.walk()))) == 3000
    assert len(sandbox.calls) == 5


@pytest.mark.parametrize("cap", [None, 50])
@pytest.mark.parametrize("count", [0, 1, 50, 1000, 1001, 2000])
@pytest.mark.parametrize("reading", ["works", "repeats_last"])
def test_a_walk_over_a_list_that_stands_still_is_sure(sandbox, clients, cap, count, reading):
    fill(sandbox, count)
    sandbox.switches.limit_cap, sandbox.switches.page_number = cap, reading
    walk = clients.walk()
    assert len(list(rows_of(walk))) == count
    assert walk.sure


@pytest.mark.parametrize("reading", ["works", "repeats_last"])
@pytest.mark.parametrize(("deleted", "sure"), [(1, False), (60, False), (None, True)])
def test_a_walk_during_which_a_client_was_deleted_is_not_sure(sandbox, clients, deleted, sure, reading):
    fill(sandbox, 120)
    sandbox.switches.limit_cap, sandbox.switches.page_number = 50, reading
    walk = clients.walk()
    found = []
    for row in rows_of(walk):
        found.append(row.id)
        if len(found) == 70 and deleted:
            sandbox.clients.pop(deleted, None)
    assert len(found) == len(set(found))
    assert walk.sure is sure


class LastRowsUnreadable(ClientRepository):
    """TimeTrack's clients, where every fiftieth row cannot be read: the last one of each page."""

    def rows(self, number, size, name=None):
        return [row if row.id % 50 else None for row in super().rows(number, size, name)]


@pytest.mark.parametrize(("deleted", "sure"), [(1, False), (None, True)])
def test_a_walk_whose_pages_end_with_a_row_that_cannot_be_read_is_sure_unless_a_client_was_deleted(
    sandbox, clients, deleted, sure
):
    fill(sandbox, 120)
    sandbox.switches.limit_cap = 50
    walk = LastRowsUnreadable(clients._transport).walk()
    for row in rows_of(walk):
        if row.id == 70 and deleted:
            sandbox.clients.pop(deleted)
    assert walk.sure is sure


def test_a_walk_during_which_clients_were_added_in_front_shows_none_twice(sandbox, clients):
    fill(sandbox, 120)
    sandbox.switches.limit_cap, sandbox.switches.sorting = 50, "newest"
    found = []
    for row in rows_of(clients.walk()):
        found.append(row.id)
        if len(found) == 70:
            fill(sandbox, 3)
    assert len(found) == len(set(found)) == 120


def test_a_walk_whose_page_numbers_are_ignored_is_not_sure(sandbox, clients):
    fill(sandbox, 1001)
    sandbox.switches.page_number = "ignored"
    walk = clients.walk()
    assert len(list(rows_of(walk))) == 1000
    assert not walk.sure


# One client


@pytest.mark.parametrize("single", ["object", "array"])
@pytest.mark.parametrize("id_key", ["ID", "id"])
@pytest.mark.parametrize("empty_as", ["", "null", "missing"])
@pytest.mark.parametrize("booleans", ["true", "1"])
@pytest.mark.parametrize("unknown_keys", [False, True])
def test_a_client_reads_the_same_under_every_way_of_writing_it(
    sandbox, clients, single, id_key, empty_as, booleans, unknown_keys
):
    number = sandbox.add(name="Müller", phone="+43 1", notes="a\r\nb", enabled=True)
    switches = sandbox.switches
    switches.single, switches.id_key, switches.empty_as = single, id_key, empty_as
    switches.booleans, switches.unknown_keys = booleans, unknown_keys
    record = clients.get(number)
    assert (record.id, record.name, record["phone"], record["notes"]) == (number, "Müller", "+43 1", "a\r\nb")
    assert record["email"] == ""
    assert record["enabled"] is True


@pytest.mark.parametrize("unknown_client", ["404", "null", "[]"])
@pytest.mark.parametrize("style", ["json", "html", "empty", "ok"])
def test_a_client_that_does_not_exist_is_not_found_however_that_is_said(sandbox, clients, unknown_client, style):
    sandbox.switches.unknown_client = unknown_client
    sandbox.switches.errors = style
    with pytest.raises(errors.NotFound):
        clients.get(7)


# Writing


@pytest.mark.parametrize("created", ["object", "array", "id_object", "id", "nothing", "null"])
@pytest.mark.parametrize("status", [200, 201])
@pytest.mark.parametrize("id_key", ["ID", "id"])
def test_creating_finds_the_id_where_the_answer_names_one(sandbox, clients, created, status, id_key):
    switches = sandbox.switches
    switches.created, switches.created_status, switches.id_key = created, status, id_key
    answered = clients.create({"name": "Müller", "enabled": True})
    assert answered.id == (None if created in {"nothing", "null"} else 1)
    assert (answered.record is not None) == (created in {"object", "array"})
    assert sandbox.clients[1]["name"] == "Müller"


@pytest.mark.parametrize("updated", ["object", "array", "nothing"])
@pytest.mark.parametrize("status", [200, 204])
def test_an_update_sends_the_changes_and_nothing_else(sandbox, clients, updated, status):
    number = sandbox.add(name="Müller", phone="1", email="a@b.at")
    sandbox.switches.updated, sandbox.switches.updated_status = updated, status
    clients.update(number, {"phone": ""})
    assert sandbox.calls[0].body == {"phone": ""}
    assert sandbox.clients[number]["email"] == "a@b.at"


@pytest.mark.parametrize("status", [200, 204])
def test_a_delete_deletes(sandbox, clients, status):
    number = sandbox.add(name="Müller")
    sandbox.switches.deleted_status = status
    clients.delete(number)
    assert sandbox.clients == {}


@pytest.mark.parametrize("style", ["json", "html", "empty", "ok"])
def test_a_refused_create_is_rejected_whatever_the_answer_looks_like(sandbox, clients, style):
    sandbox.switches.errors = style
    with pytest.raises(errors.Rejected):
        clients.create({"name": " "})


def test_a_rejection_carries_every_text_of_timetracks_list(sandbox, clients):
    sandbox.switches.max_length = 5
    sandbox.switches.error_list_has_several = True
    with pytest.raises(errors.Rejected) as caught:
        clients.create({"name": "Müller", "phone": "1234567"})
    assert len(caught.value.details) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault.UNAUTHORIZED, errors.CredentialsRefused),
        (Fault.TOO_MANY, errors.TooManyRequests),
        (Fault.SERVER_ERROR, errors.Unintelligible),
        (Fault.HTML_502, errors.Unreachable),
        (Fault.GATEWAY_TIMEOUT, errors.TimedOut),
        (Fault.RESET_BEFORE, errors.Unreachable),
        (Fault.RESET_AFTER, errors.Unreachable),
        (Fault.HANG, errors.TimedOut),
        (Fault.BROKEN_JSON, errors.Unintelligible),
        (Fault.TRUNCATED, errors.TimeTrackError),
        (Fault.ERRORS_IN_OK, errors.TimeTrackError),
        (Fault.REDIRECT, errors.Unintelligible),
        (Fault.FORBIDDEN_HTML, errors.Unintelligible),
    ],
)
@pytest.mark.parametrize("operation", ["page", "get", "create", "update", "delete"])
def test_every_fault_has_its_error_in_every_operation(sandbox, clients, fault, error, operation):
    number = sandbox.add(name="Müller")
    sandbox.fail(fault, times=None)
    arguments = {"page": (0, 50), "create": ({"name": "X"},), "update": (number, {"phone": "1"})}
    with pytest.raises(error):
        getattr(clients, operation)(*arguments.get(operation, (number,)))


@pytest.mark.parametrize("fault", [Fault.WRONG_BODY, Fault.NULL, Fault.EMPTY])
def test_a_read_answered_with_something_else_is_never_an_empty_list(sandbox, clients, fault):
    sandbox.add(name="Müller")
    sandbox.fail(fault, times=None)
    with pytest.raises(errors.Unintelligible):
        clients.page(0, 50)


def test_a_secret_that_was_renewed_is_refused(sandbox, clients):
    sandbox.secret = "another"
    with pytest.raises(errors.CredentialsRefused):
        clients.page(0, 50)
