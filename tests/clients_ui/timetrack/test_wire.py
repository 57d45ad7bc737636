"""JSON ↔ record and answer → value or error, as tables. No Django, no socket."""

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from clients_ui.client.record import FIELDS
from clients_ui.timetrack import errors, wire
from clients_ui.timetrack.wire import RawAnswer


def answer(status=200, content=None, body=None, **headers):
    text = json.dumps(content).encode() if body is None else body
    return RawAnswer(status, {name.replace("_", "-"): value for name, value in headers.items()}, text)


@pytest.mark.parametrize("key", ["ID", "id"])
def test_the_id_is_read_under_either_spelling(key):
    assert wire.record({key: 7, "name": "X"}).id == 7


@pytest.mark.parametrize("raw", ["", None, "missing"])
def test_an_empty_text_may_be_empty_null_or_missing(raw):
    entry = {"ID": 1, "name": "X"} | ({} if raw == "missing" else {"email": raw})
    assert wire.record(entry)["email"] == ""


@pytest.mark.parametrize(
    ("raw", "value"),
    [(True, True), (1, True), ("1", True), (False, False), (0, False), ("false", False), (None, None), ("?", None)],
)
def test_a_boolean_may_be_a_word_or_a_number_and_what_is_not_said_is_unknown(raw, value):
    assert wire.record({"ID": 1, "enabled": raw})["enabled"] is value


def test_unknown_keys_are_ignored():
    assert set(wire.record({"ID": 1, "name": "X", "tags": ["a"], "new": {"b": 1}}).values) == set(FIELDS)


@pytest.mark.parametrize(("raw", "text"), [(1010, "1010"), (True, "true"), ({"a": "ö"}, '{"a": "ö"}'), ("\ud800", "�")])
def test_a_text_that_is_none_is_shown_as_it_is(raw, text):
    assert wire.record({"ID": 1, "addressZipCode": raw})["addressZipCode"] == text


@pytest.mark.parametrize("entry", [None, [], "x", 5, {}, {"name": "X"}, {"ID": None}, {"ID": True}, {"ID": 10**18}])
def test_a_client_without_an_id_makes_no_sense(entry):
    with pytest.raises(errors.Unintelligible):
        wire.record(entry)


@pytest.mark.parametrize("content", [None, {}, {"clients": []}, "x"])
def test_a_list_that_is_none_makes_no_sense(content):
    with pytest.raises(errors.Unintelligible):
        wire.records(answer(content=content))


BROKEN = [None, [], "x", 5, True, {}, {"name": "X"}, {"ID": None}, {"ID": True}, {"ID": -1}, {"ID": 10**18}]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_row_that_is_no_client_does_not_take_the_others_away(broken):
    rows = wire.records(answer(content=[{"ID": 1}, broken, {"ID": 2}]))
    assert [row and row.id for row in rows] == [1, None, 2]
    assert [row.id for row in wire.clients_in(rows)] == [1, 2]


@pytest.mark.parametrize("broken", BROKEN)
def test_a_list_in_which_no_row_is_a_client_makes_no_sense(broken):
    with pytest.raises(errors.Unintelligible):
        wire.clients_in(wire.records(answer(content=[broken, broken])))


def test_an_empty_list_is_a_list():
    assert wire.clients_in(wire.records(answer(content=[]))) == []


@pytest.mark.parametrize("content", [{"ID": 3, "name": "X"}, [{"id": "3", "name": "X"}]])
def test_one_client_may_come_as_an_object_or_in_an_array(content):
    assert wire.one(answer(content=content), 3).name == "X"


@pytest.mark.parametrize("content", [None, []])
def test_an_empty_answer_for_one_client_means_that_there_is_none(content):
    with pytest.raises(errors.NotFound):
        wire.one(answer(content=content), 3)


def test_an_empty_body_is_no_answer_for_one_client():
    with pytest.raises(errors.Unintelligible):
        wire.one(answer(body=b" "), 3)


@pytest.mark.parametrize("content", [{"ID": 4}, [{"ID": 3}, {"ID": 4}], {"status": "ok"}, "3"])
def test_another_client_than_the_one_asked_for_makes_no_sense(content):
    with pytest.raises(errors.Unintelligible):
        wire.one(answer(content=content), 3)


@pytest.mark.parametrize(
    ("content", "id_"),
    [
        ({"ID": 5, "name": "X"}, 5),
        ({"id": 5}, 5),
        ([{"ID": 5}], 5),
        (5, 5),
        ("5", 5),
        (None, None),
        ({}, None),
        ([], None),
        ({"status": "ok"}, None),
        (True, None),
        (-5, None),
        ("five", None),
    ],
)
def test_a_created_clients_id_is_found_wherever_the_answer_names_it(content, id_):
    assert wire.identifier(content) == id_


@pytest.mark.parametrize(
    ("content", "is_whole"),
    [
        ({"ID": 5, "name": "X", "phone": "1"}, True),
        ([{"ID": 5, "name": "X", "phone": ""}], True),
        ({"ID": 5, "name": "X"}, False),
        ({"name": "X", "phone": "1"}, False),
        (5, False),
        (None, False),
    ],
)
def test_an_answer_to_a_write_shows_the_client_only_where_it_has_an_id_and_all_that_was_sent(content, is_whole):
    found = wire.whole(content, ["name", "phone"])
    assert (found is not None) is is_whole
    assert found is None or (found.id, found.name) == (5, "X")


@pytest.mark.parametrize("status", [200, 201, 204])
def test_an_empty_body_behind_a_success_is_nothing(status):
    assert wire.json_of(answer(status, body=b" \n")) is None


FAR, FARTHER = "Fri, 01 Jan 2100 00:00:00 GMT", "Wed, 21 Oct 9999999999999999999999 07:28:00 GMT"
ERRORS = {"errors": [{"title": "Invalid", "status": 400, "code": 1, "detail": "email: no"}, {"title": "Second"}]}


@pytest.mark.parametrize(
    ("status", "error", "reached"),
    [
        (301, errors.Unintelligible, True),
        (400, errors.Rejected, False),
        (401, errors.CredentialsRefused, False),
        (403, errors.CredentialsRefused, False),
        (404, errors.NotFound, False),
        (408, errors.TimedOut, False),
        (409, errors.Rejected, False),
        (422, errors.Rejected, False),
        (429, errors.TooManyRequests, False),
        (500, errors.Unintelligible, True),
        (502, errors.Unreachable, True),
        (503, errors.Unavailable, True),
        (504, errors.TimedOut, True),
    ],
)
def test_a_status_means_an_error_and_says_whether_a_write_may_be_done(status, error, reached):
    with pytest.raises(error) as caught:
        wire.json_of(answer(status, ERRORS))
    assert type(caught.value) is error
    assert caught.value.reached is reached
    assert caught.value.details == ("Invalid: email: no", "Second")


def test_a_filters_html_page_is_not_taken_for_refused_credentials():
    with pytest.raises(errors.Unintelligible) as caught:
        wire.json_of(answer(403, body=b"<html>Forbidden</html>"))
    assert not caught.value.reached


@pytest.mark.parametrize(("headers", "seconds"), [({"retry_after": "7"}, 7), ({}, 30)])
def test_a_503_asks_to_wait(headers, seconds):
    with pytest.raises(errors.Unavailable) as caught:
        wire.json_of(answer(503, body=b"", **headers))
    assert (caught.value.retry_after, caught.value.reached) == (seconds, True)


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({"errors": [{"status": 404, "detail": "gone"}]}, errors.NotFound),
        ({"errors": [{"status": "422", "detail": "no"}]}, errors.Rejected),
        ({"errors": [{"detail": "no status"}]}, errors.Unintelligible),
        ({"errors": ["a text"]}, errors.Unintelligible),
    ],
)
def test_an_errors_list_behind_a_200_is_an_error(content, error):
    with pytest.raises(error):
        wire.json_of(answer(200, content))


@pytest.mark.parametrize("body", [b"<html>", b"{", b'{"ID": 1', b"\xff\xfe", b"[" * 100_000])
def test_a_success_without_json_makes_no_sense_and_may_have_had_an_effect(body):
    with pytest.raises(errors.Unintelligible) as caught:
        wire.json_of(answer(200, body=body))
    assert caught.value.reached


WAITS = [("7", 7), ("0", 1), ("soon", 30), ("", 30), ("-5", 30), ("9" * 18, 86400), (FAR, 86400), (FARTHER, 30)]


@pytest.mark.parametrize(("text", "seconds"), WAITS)
def test_retry_after_is_a_number_of_seconds_or_thirty(text, seconds):
    assert wire.seconds(text) == seconds


@pytest.mark.parametrize("without_zone", [False, True])
def test_retry_after_may_be_a_date_which_is_in_utc_where_it_names_no_zone(without_zone):
    due = datetime.now(UTC) + timedelta(seconds=60)
    assert 55 <= wire.seconds(format_datetime(due.replace(tzinfo=None) if without_zone else due)) <= 60
