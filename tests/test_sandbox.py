"""The sandbox keeps to the API page, turns on every switch and fails on demand, over real HTTP."""

import ast
import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from ttdash.sandbox import (
    FORBIDDEN_ON_UPDATE,
    PARAMETERS,
    Fault,
    Sandbox,
    Switches,
    demo_clients,
    demo_projects,
    many_clients,
)
from ttdash.sandbox.faults import INSTEAD, SPOILED
from ttdash.sandbox.switches import names

ROOT = Path(__file__).resolve().parent.parent
BASE = "/api/v2/ext/"


class Reply(NamedTuple):
    status: int
    headers: dict[str, str]
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)

    @property
    def details(self) -> list[str]:
        return [error["detail"] for error in self.json["errors"]]


class Api(Sandbox):
    """The sandbox, and how these tests talk to it."""

    def connect(self, timeout: float = 5) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def send(self, method: str, path: str, body: Any = None, timeout: float = 5, **headers: str | None) -> Reply:
        connection = self.connect(timeout)
        try:
            return self.over(connection, method, path, body, **headers)
        finally:
            connection.close()

    def over(self, connection, method: str, path: str, body: Any = None, **headers: str | None) -> Reply:
        sent = {
            "X-TimeTrack-Api-Key": self.key,
            "X-TimeTrack-Api-Secret": self.secret,
            "Content-Type": "application/json",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if body is None or isinstance(body, bytes) else json.dumps(body)
        given = {name: value for name, value in sent.items() if value is not None}
        connection.request(method, BASE + path, data, given)
        response = connection.getresponse()
        return Reply(
            response.status, {name.lower(): value for name, value in response.headers.items()}, response.read()
        )

    def get(self, path: str, **headers: str | None) -> Reply:
        return self.send("GET", path, **headers)

    def post(self, body: Any) -> Reply:
        return self.send("POST", "clients", body)

    def put(self, number: int, body: Any) -> Reply:
        return self.send("PUT", f"clients/{number}", body)

    def delete(self, number: int) -> Reply:
        return self.send("DELETE", f"clients/{number}")

    def found(self, query: str) -> list[str]:
        return [row["name"] for row in self.get(f"clients?{query}").json]


@pytest.fixture(scope="module")
def _running():
    with Api() as api:
        yield api


@pytest.fixture
def api(_running):
    _running.reset()
    yield _running
    _running.heal()


def numbered(count: int) -> list[dict[str, Any]]:
    return [{"name": f"Client {number:04}", "enabled": True} for number in range(1, count + 1)]


# Connection


def test_the_address_is_on_loopback_below_the_documented_path(api):
    assert api.url == f"http://127.0.0.1:{api.port}/api/v2/ext/"


def test_what_the_documentation_asks_for_is_all_a_call_needs(api):
    assert api.get("clients").json == []


@pytest.mark.parametrize("header", ["X_TimeTrack_Api_Key", "X_TimeTrack_Api_Secret"])
@pytest.mark.parametrize("value", [None, "", "wrong"])
@pytest.mark.parametrize(("method", "path"), [("GET", "clients"), ("PUT", "clients/1"), ("GET", "nothing/here")])
def test_every_call_without_the_right_credentials_is_refused(api, header, value, method, path):
    reply = api.send(method, path, **{header: value})
    assert reply.status == reply.json["errors"][0]["status"] == 401


def test_a_regenerated_secret_refuses_the_one_before(api):
    api.secret = "regenerated"
    assert api.get("clients", X_TimeTrack_Api_Secret="sandbox-secret").status == 401
    assert api.get("clients").status == 200


def test_a_filter_may_turn_away_whoever_is_no_browser(api):
    api.switches.filter_by_user_agent = True
    refused = api.get("clients", User_Agent="python")
    assert (refused.status, refused.headers["content-type"]) == (403, "text/html")
    assert api.get("clients", User_Agent="Mozilla/5.0 (X11)").status == 200


def test_the_content_type_may_be_insisted_on(api):
    api.switches.content_type_required = True
    assert api.get("clients", Content_Type=None).status == 415
    assert api.get("clients", Content_Type="application/json; charset=utf-8").status == 200


def test_calls_may_be_limited_in_number(api):
    api.switches.rate_limit = 2
    replies = [api.get("clients") for _ in range(3)]
    assert [reply.status for reply in replies] == [200, 200, 429]
    assert replies[-1].headers["retry-after"] == "1"


def test_the_limit_on_calls_is_forgotten_after_a_second(api, monkeypatch):
    api.switches.rate_limit = 1
    assert api.get("clients").status == 200
    now = time.monotonic()
    monkeypatch.setattr("ttdash.sandbox.sandbox.time.monotonic", lambda: now + 2)
    assert api.get("clients").status == 200


def test_undocumented_headers_may_appear(api):
    assert "etag" not in api.get("clients").headers
    api.switches.extra_headers = True
    assert {"etag", "x-total-count", "set-cookie"} <= api.get("clients").headers.keys()


def test_every_answer_may_be_slow(api):
    api.delay = 0.15
    begin = time.monotonic()
    api.get("clients")
    assert time.monotonic() - begin >= 0.15
    assert api.switches.delay == api.delay


def test_a_connection_is_kept_for_the_next_call(api):
    connection = api.connect()
    replies = [
        api.over(connection, *call)
        for call in [
            ("GET", "clients"),
            ("POST", "clients", {"name": "A"}),
            ("DELETE", "clients/1"),
            ("GET", "clients/1"),
        ]
    ]
    assert [reply.status for reply in replies] == [200, 201, 204, 404]
    connection.close()


def test_unknown_paths_and_methods_are_errors_of_the_documented_kind(api):
    assert api.get("unknown").status == api.get("clients/0").status == api.get("clients/x").status == 404
    assert api.send("DELETE", "clients").status == api.send("POST", "clients/1", {}).status == 405
    assert api.send("POST", "projects", {}).status == api.send("PATCH", "clients", {}).status == 405
    assert api.get("unknown").json["errors"][0].keys() == {"title", "status", "code", "detail"}


def test_a_body_of_unknown_length_is_refused(api):
    assert api.send("POST", "clients", None, Transfer_Encoding="chunked").status == 411


# Reading


def test_fifty_come_when_nothing_is_said(api):
    api.reset(numbered(120))
    assert [row["ID"] for row in api.get("clients/").json] == list(range(1, 51))


def test_pages_count_from_zero(api):
    api.reset(numbered(120))
    assert [row["ID"] for row in api.get("clients?page_number=2&limit=50").json] == list(range(101, 121))
    assert len(api.get("clients?page_number=1").json) == 50
    assert api.get("clients?page_number=3").json == []
    assert len(api.get("clients?limit=1000").json) == 120
    assert api.get("clients?limit=0").json == []


@pytest.mark.parametrize("query", ["limit=1001", "limit=-1", "limit=x", "limit=", "page_number=-1", "page_number=1.5"])
def test_paging_outside_the_documented_range_is_refused(api, query):
    reply = api.get(f"clients?{query}")
    assert reply.status == 400
    assert query.partition("=")[0] in reply.details[0]


def test_one_client_is_answered_with_every_parameter(api):
    number = api.add("Jäger & Söhne", email="a@b.example")
    row = api.get(f"clients/{number}").json
    assert tuple(row) == ("ID", *PARAMETERS)
    assert (row["name"], row["enabled"], row["email"], row["phone"]) == ("Jäger & Söhne", True, "a@b.example", "")


def test_the_client_object_has_the_parameters_of_the_page():
    assert len(PARAMETERS) == 15
    assert PARAMETERS[:2] == FORBIDDEN_ON_UPDATE == ("name", "enabled")


def test_an_unknown_client_is_the_documented_error(api):
    reply = api.get("clients/7")
    error = reply.json["errors"][0]
    assert reply.status == error["status"] == 404
    assert (error["code"], error["title"]) == (15020, "Not Found")


@pytest.mark.parametrize(("value", "status", "body"), [("null", 200, None), ("[]", 200, [])])
def test_an_unknown_client_may_be_an_empty_answer_but_only_when_read(api, value, status, body):
    api.switches.unknown_client = value
    reply = api.get("clients/7")
    assert (reply.status, reply.json) == (status, body)
    assert api.put(7, {"email": "x"}).status == api.delete(7).status == 404


def test_one_client_may_come_in_an_array(api):
    api.switches.single = "array"
    assert [row["name"] for row in api.get(f"clients/{api.add('A')}").json] == ["A"]


def test_the_list_may_be_sorted_otherwise(api):
    api.reset([{"name": "b"}, {"name": "C"}, {"name": "a"}])
    assert api.found("") == ["b", "C", "a"]
    api.switches.sorting = "name"
    assert api.found("") == ["a", "b", "C"]
    api.switches.sorting = "newest"
    assert api.found("") == ["a", "C", "b"]


def test_a_cap_may_be_applied_silently_and_pages_count_in_its_size(api):
    api.reset(numbered(250))
    api.switches.limit_cap = 100
    assert [row["ID"] for row in api.get("clients?limit=1000&page_number=2").json] == list(range(201, 251))
    assert len(api.get("clients").json) == 50


def test_the_page_number_may_be_ignored(api):
    api.reset(numbered(60))
    api.switches.page_number = "ignored"
    assert api.get("clients?page_number=1").json == api.get("clients").json


def test_an_unknown_page_may_repeat_the_last_one(api):
    api.switches.page_number = "repeats_last"
    assert api.get("clients?page_number=3").json == []
    api.reset(numbered(60))
    api.switches.page_number = "repeats_last"
    assert [row["ID"] for row in api.get("clients?page_number=9").json] == list(range(51, 61))
    assert [row["ID"] for row in api.get("clients?page_number=99&limit=1").json] == [60]


def test_the_name_filter_finds_parts_of_the_name_and_is_paged(api):
    api.reset([{"name": "Müller AG"}, {"name": "Untermüller"}, {"name": "Huber"}, {}])
    assert api.found("name=m%C3%BCller") == ["Müller AG", "Untermüller"]
    assert api.found("name=m%C3%BCller&limit=1&page_number=1") == ["Untermüller"]
    assert len(api.get("clients?name=").json) == 4


def test_the_name_filter_may_care_for_case(api):
    api.add("Huber")
    api.switches.name_filter_ignores_case = False
    assert api.found("name=huber") == []
    assert api.found("name=Hube") == ["Huber"]


@pytest.mark.parametrize("ignores_case", [True, False])
def test_the_name_filter_may_fold_accents(api, ignores_case):
    api.add("Müller & Groß")
    assert api.found("name=Muller") == []
    api.switches.name_filter_folds_accents = True
    api.switches.name_filter_ignores_case = ignores_case
    assert api.found("name=Muller") == api.found("name=Gro%C3%9F") == api.found("name=Gross") == ["Müller & Groß"]


def test_list_rows_may_hold_the_id_and_the_name_alone(api):
    api.add("A", email="a@b.example")
    api.switches.list_fields = "few"
    assert api.get("clients").json == [{"ID": 1, "name": "A"}]


def test_disabled_clients_may_be_missing_in_the_list_but_not_by_id(api):
    number = api.add("A", enabled=False)
    assert api.found("") == ["A"]
    api.switches.list_disabled = False
    assert api.found("") == []
    assert api.get(f"clients/{number}").json["enabled"] is False


# Writing


def test_a_client_needs_nothing_but_a_name(api):
    reply = api.post({"name": "A", "email": "a@b.example", "unknown": 1, "ID": 99})
    assert (reply.status, reply.json["ID"], reply.json["enabled"]) == (201, 1, True)
    assert api.clients == {1: {"name": "A", "email": "a@b.example", "enabled": True}}


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "  "}, {"name": None}, {"email": "a@b.example"}])
def test_a_client_without_a_name_is_refused(api, body):
    reply = api.post(body)
    assert (reply.status, reply.details) == (400, ["name: is required"])
    assert not api.clients


@pytest.mark.parametrize("body", [[], "text", 1, None, b"{", b"\xff"])
def test_a_body_that_is_no_json_object_is_refused(api, body):
    assert api.post(body).status == api.put(api.add("A"), body).status == 400


@pytest.mark.parametrize(("parameter", "value"), [("email", 5), ("notes", ["x"]), ("enabled", "yes"), ("enabled", 2)])
def test_a_value_of_the_wrong_kind_is_refused_by_name(api, parameter, value):
    reply = api.post({"name": "A", parameter: value})
    assert reply.status == 400
    assert reply.details[0].startswith(f"{parameter}: must be")


@pytest.mark.parametrize(("sent", "kept"), [(True, True), (False, False), (1, True), (0, False)])
def test_booleans_are_taken_in_both_notations(api, sent, kept):
    api.post({"name": "A", "enabled": sent})
    assert api.clients[1]["enabled"] is kept


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("object", {"ID": 1, "name": "A"}),
        ("array", [{"ID": 1, "name": "A"}]),
        ("id_object", {"ID": 1}),
        ("id", 1),
        ("null", None),
    ],
)
def test_creating_may_answer_in_many_ways(api, kind, body):
    api.switches.created = kind
    api.switches.created_status = 200
    api.switches.list_fields = "few"
    api.switches.empty_as = "missing"
    api.switches.enabled_default = None
    reply = api.post({"name": "A"})
    assert (reply.status, reply.json) == (200, body)


def test_creating_may_answer_nothing(api):
    api.switches.created = "nothing"
    reply = api.post({"name": "A"})
    assert (reply.status, reply.raw, len(api.clients)) == (201, b"", 1)


def test_an_update_changes_what_was_sent_and_nothing_else(api):
    number = api.add("A", email="a@b.example", phone="1")
    assert api.put(number, {"phone": "2", "field1": "x", "unknown": 1}).json["phone"] == "2"
    assert api.clients[number] == {"name": "A", "enabled": True, "email": "a@b.example", "phone": "2", "field1": "x"}


def test_updating_may_answer_an_array_or_nothing(api):
    number = api.add("A")
    api.switches.updated = "array"
    assert api.put(number, {"phone": "2"}).json[0]["phone"] == "2"
    api.switches.updated = "nothing"
    assert api.put(number, {"phone": "3"})[::2] == (200, b"")
    api.switches.updated_status = 204
    assert api.put(number, {"phone": "4"})[::2] == (204, b"")
    assert api.clients[number]["phone"] == "4"


@pytest.mark.parametrize("parameter", FORBIDDEN_ON_UPDATE)
def test_a_forbidden_parameter_is_refused_or_ignored(api, parameter):
    number = api.add("A")
    reply = api.put(number, {parameter: "B", "phone": "2"})
    assert (reply.status, reply.details) == (400, [f"{parameter}: cannot be changed by an update"])
    api.switches.forbidden_parameter = "ignore"
    assert api.put(number, {parameter: "B", "phone": "2"}).status == 200
    assert api.clients[number] == {"name": "A", "enabled": True, "phone": "2"}


def test_deleting_answers_nothing_or_the_client_or_null(api):
    numbers = [api.add("A") for _ in range(4)]
    assert api.delete(numbers[0])[::2] == (204, b"")
    api.switches.deleted_status = 200
    assert api.delete(numbers[1])[::2] == (200, b"")
    api.switches.deleted = "object"
    assert api.delete(numbers[2]).json["ID"] == numbers[2]
    api.switches.deleted = "null"
    assert api.delete(numbers[3]).json is None
    assert not api.clients
    assert api.delete(numbers[3]).json["errors"][0]["code"] == 15020


def test_a_client_with_projects_may_be_kept(api):
    api.reset([{"name": "A"}, {"name": "B"}], [{"ID": 1, "projectName": "P", "clientName": "A"}])
    api.switches.delete_with_projects = "refuse"
    assert api.delete(1).status == 409
    assert api.delete(2).status == 204
    api.switches.delete_with_projects = "allow"
    assert api.delete(1).status == 204


def test_names_may_have_to_be_unique(api):
    assert api.post({"name": "A"}).status == api.post({"name": "A"}).status == 201
    api.switches.unique_names = True
    assert api.post({"name": "A"}).details == ["name: is already used by another client"]


@pytest.mark.parametrize("default", [True, False, None])
def test_enabled_becomes_something_when_it_is_not_sent(api, default):
    api.switches.enabled_default = default
    assert api.post({"name": "A"}).json["enabled"] is default


def test_long_texts_may_be_refused(api):
    api.switches.max_length = 5
    assert api.post({"name": "A", "email": "123456"}).details == ["email: is too long"]
    assert api.post({"name": "A", "email": "12345"}).status == 201


def test_long_texts_may_be_cut_silently(api):
    api.switches.max_length, api.switches.too_long = 5, "cut"
    assert api.post({"name": "A", "email": "123456"}).json["email"] == "12345"


def test_values_are_kept_as_sent_or_trimmed(api):
    text = " a \r\n b\n"
    assert api.post({"name": "A", "notes": text}).json["notes"] == text
    api.switches.trims = True
    assert api.post({"name": "A", "notes": text}).json["notes"] == "a \r\n b"


def test_an_update_may_silently_drop_parameters(api):
    number = api.add("A")
    api.switches.put_drops = frozenset({"field3"})
    assert api.put(number, {"field2": "2", "field3": "3"}).status == 200
    assert api.clients[number] == {"name": "A", "enabled": True, "field2": "2"}


def test_an_empty_text_clears_or_is_ignored(api):
    number = api.add("A", email="a@b.example", phone="1")
    api.put(number, {"email": "", "phone": None})
    assert (api.clients[number]["email"], api.clients[number]["phone"]) == ("", "")
    api.clients[number]["email"] = "a@b.example"
    api.switches.empty_clears = False
    api.put(number, {"email": ""})
    assert api.clients[number]["email"] == "a@b.example"


@pytest.mark.parametrize(("parameter", "value"), [("email", "a@b"), ("addressCountry", "Austria"), ("color", "blau")])
def test_todays_rules_may_be_applied(api, parameter, value):
    assert api.post({"name": "A", parameter: value}).status == 201
    api.switches.checks_values = True
    assert api.post({"name": "A", parameter: value}).details[0].startswith(f"{parameter}: is not a")
    good = {"email": "a@b.example", "addressCountry": "AT", "color": "rgb(1, 2,3)"}
    assert api.post({"name": "A", **good, "notes": "x", "phone": ""}).status == 201


# The client object


def test_the_id_may_be_spelled_otherwise(api):
    api.reset([{"name": "A"}], [{"ID": 4, "projectName": "P"}])
    api.switches.id_key = "id"
    assert next(iter(api.get("clients/1").json)) == "id"
    assert api.get("projects").json == [{"id": 4, "projectName": "P"}]


@pytest.mark.parametrize(("notation", "value"), [("true", b'"enabled":true'), ("1", b'"enabled":1')])
def test_booleans_may_be_numbers(api, notation, value):
    api.switches.booleans = notation
    assert value in api.get(f"clients/{api.add('A')}").raw


@pytest.mark.parametrize("stored", ["#0C2238", "0c2238", "rgb(12,34,56)", "rgb(12, 34, 56)"])
@pytest.mark.parametrize(
    ("notation", "answered"), [("#RRGGBB", "#0C2238"), ("RRGGBB", "0C2238"), ("rgb", "rgb(12,34,56)")]
)
def test_colours_may_be_answered_in_one_notation(api, stored, notation, answered):
    number = api.add("A", color=stored)
    assert api.get(f"clients/{number}").json["color"] == stored
    api.switches.color_format = notation
    assert api.get(f"clients/{number}").json["color"] == answered


def test_what_is_no_colour_stays_as_it_is(api):
    api.switches.color_format = "rgb"
    assert [api.get(f"clients/{api.add('A', color=value)}").json["color"] for value in ("blau", "")] == ["blau", ""]


@pytest.mark.parametrize(("kind", "value"), [("", ""), ("null", None)])
def test_empty_values_are_texts_or_null(api, kind, value):
    api.switches.empty_as = kind
    row = api.get(f"clients/{api.add('A', email='', phone=None)}").json
    assert (row["email"], row["phone"], row["notes"]) == (value, value, value)


def test_empty_values_may_be_missing(api):
    api.switches.empty_as = "missing"
    assert api.get(f"clients/{api.add('A', email='', phone=None)}").json == {"ID": 1, "name": "A", "enabled": True}


def test_unknown_keys_may_appear_nested_ones_too(api):
    api.switches.unknown_keys = True
    row = api.get(f"clients/{api.add('A')}").json
    assert row["customerNumber"]
    assert row["region"]["id"] != row["ID"] == 1


# Errors


@pytest.mark.parametrize(
    ("kind", "status", "start"), [("html", 404, b"<html>"), ("empty", 404, b""), ("ok", 200, b"{")]
)
def test_errors_may_come_in_other_shapes(api, kind, status, start):
    api.switches.errors = kind
    reply = api.get("clients/7")
    assert reply.status == status
    assert reply.raw.startswith(start)
    assert bool(reply.raw) == bool(start)


def test_an_error_in_a_good_answer_carries_its_own_status(api):
    api.switches.errors = "ok"
    assert api.get("clients/7").json["errors"][0]["status"] == 404


def test_there_can_be_several_errors(api):
    body = {"name": "A", "email": 5, "phone": 6}
    assert len(api.post(body).details) == 1
    api.switches.error_list_has_several = True
    assert [detail.partition(":")[0] for detail in api.post(body).details[:2]] == ["email", "phone"]


# Projects


def test_projects_are_found_by_parts_of_both_names_and_paged(api):
    api.reset(projects=demo_projects())
    assert len(api.get("projects").json) == 50
    assert len(api.get("projects/?page_number=1").json) == 30
    clients = {row["clientName"] for row in api.get("projects?clientName=gruber%20gmbh").json}
    assert clients == {"Gruber GmbH", "Tischlerei Gruber GmbH"}
    rows = api.get("projects?clientName=gruber&projectName=umbau").json
    assert rows
    assert all("Umbau" in row["projectName"] for row in rows)


# Faults


def test_every_fault_is_known_to_the_server():
    alone = {Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.HANG, Fault.HANG_AFTER, Fault.DRIP, Fault.DELAY}
    assert {*INSTEAD, *SPOILED, *alone} == {*Fault}


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault.TOO_MANY, 429, b'{"errors":'),
        (Fault.SERVER_ERROR, 500, b'{"errors":'),
        (Fault.UNAVAILABLE, 503, b"<html>"),
        (Fault.HTML_502, 502, b"<html>"),
        (Fault.GATEWAY_TIMEOUT, 504, b"<html>"),
        (Fault.UNAUTHORIZED, 401, b'{"errors":'),
        (Fault.FORBIDDEN_HTML, 403, b"<html>"),
        (Fault.REDIRECT, 302, b""),
        (Fault.ERRORS_IN_OK, 200, b'{"errors":'),
    ],
)
def test_a_fault_instead_of_the_effect_is_an_answer_without_one(api, fault, status, body):
    api.fail(fault)
    reply = api.post({"name": "A"})
    assert reply.status == status
    assert reply.raw.startswith(body)
    assert not api.clients


@pytest.mark.parametrize(
    ("fault", "status", "body"),
    [
        (Fault.SERVER_ERROR_AFTER, 500, b'{"errors":'),
        (Fault.HTML_502_AFTER, 502, b"<html>"),
        (Fault.EMPTY, 200, b""),
        (Fault.WRONG_BODY, 200, b'{"status":"ok"}'),
        (Fault.NULL, 200, b"null"),
        (Fault.BROKEN_JSON, 200, b'[{"ID": 1,'),
    ],
)
def test_a_fault_after_the_effect_is_an_answer_that_hides_it(api, fault, status, body):
    api.fail(fault)
    reply = api.post({"name": "A"})
    assert reply.status == status
    assert reply.raw.startswith(body)
    assert len(api.clients) == 1


def test_broken_json_is_a_complete_answer_that_is_no_json(api):
    api.fail(Fault.BROKEN_JSON)
    with pytest.raises(ValueError, match="Unterminated"):
        _ = api.get("clients").json


@pytest.mark.parametrize("fault", [Fault.TOO_MANY, Fault.UNAVAILABLE])
@pytest.mark.parametrize("value", ["1", "soon", "Wed, 21 Oct 2037 07:28:00 GMT", None])
def test_the_client_may_be_told_when_to_come_back(api, fault, value):
    api.fail(fault, retry_after=value)
    assert api.get("clients").headers.get("retry-after") == value


def test_a_redirect_leads_where_it_is_told_to(api):
    api.fail(Fault.REDIRECT, location="http://127.0.0.1:9/x")
    assert api.get("clients").headers["location"] == "http://127.0.0.1:9/x"


@pytest.mark.parametrize(("fault", "effect"), [(Fault.RESET_BEFORE, 0), (Fault.RESET_AFTER, 1)])
def test_a_connection_is_reset_before_or_after_the_effect(api, fault, effect):
    api.fail(fault)
    with pytest.raises(ConnectionResetError):
        api.post({"name": "A"})
    assert len(api.clients) == effect


@pytest.mark.parametrize(("fault", "effect"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1)])
def test_a_request_hangs_before_or_after_the_effect(api, fault, effect):
    api.fail(fault)
    with pytest.raises(TimeoutError):
        api.send("POST", "clients", {"name": "A"}, timeout=0.2)
    assert len(api.clients) == effect


@pytest.mark.parametrize(("fault", "effect"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1)])
def test_a_hanging_request_ends_without_an_answer(api, fault, effect):
    api.fail(fault, seconds=0.1)
    with pytest.raises(http.client.RemoteDisconnected):
        api.post({"name": "A"})
    assert len(api.clients) == effect


def test_healing_ends_what_hangs_and_forgets_what_was_planned(api):
    api.fail(Fault.HANG, times=None)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.get, "clients")
        wait_for(lambda: api.calls)
        api.heal()
        assert isinstance(waiting.exception(timeout=2), http.client.RemoteDisconnected)
    assert api.get("clients").status == 200


def test_a_truncated_answer_promises_more_than_it_holds(api):
    api.fail(Fault.TRUNCATED, times=2)
    with pytest.raises(http.client.IncompleteRead):
        api.post({"name": "A"})
    with pytest.raises(http.client.IncompleteRead):
        api.delete(1)
    assert not api.clients


def test_an_answer_drips_byte_by_byte(api):
    api.fail(Fault.DRIP, seconds=0.02)
    begin = time.monotonic()
    reply = api.get("clients?name=nobody")
    assert reply.json == []
    assert time.monotonic() - begin >= 0.04


def test_the_headers_may_drip_too_and_healing_ends_it(api):
    api.fail(Fault.DRIP, seconds=0.2, headers=True)
    connection = socket.create_connection(("127.0.0.1", api.port), timeout=2)
    connection.sendall(b"GET /api/v2/ext/clients HTTP/1.1\r\n\r\n")
    assert connection.recv(100) == b"H"
    api.heal()
    assert connection.makefile("rb").readline() == b"TTP/1.1 401 Unauthorized\r\n"
    connection.close()


def test_a_huge_answer_is_small_on_the_wire(api):
    api.fail(Fault.HUGE)
    reply = api.get("clients")
    assert reply.headers["content-encoding"] == "gzip"
    assert len(reply.raw) < 1_000_000
    assert len(gzip.decompress(reply.raw)) == 40 * 1024 * 1024


def test_a_huge_answer_is_a_list_of_one_client(api):
    api.fail(Fault.HUGE, size=5_000)
    row = json.loads(gzip.decompress(api.get("clients").raw))[0]
    assert row["ID"] == 1
    assert row["name"].startswith("aaa")


def test_a_delayed_request_takes_effect_late(api):
    api.fail(Fault.DELAY, seconds=0.2)
    with pytest.raises(TimeoutError):
        api.send("POST", "clients", {"name": "A"}, timeout=0.05)
    assert not api.clients
    wait_for(lambda: api.clients)


def test_a_request_that_outlives_a_reset_takes_no_effect(api):
    api.fail(Fault.DELAY, seconds=30)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.post, {"name": "A"})
        wait_for(lambda: api.calls)
        api.reset()
        assert isinstance(waiting.exception(timeout=2), http.client.RemoteDisconnected)
    assert not api.clients


def test_a_fault_is_for_a_method_and_a_path(api):
    api.add("A")
    api.fail(Fault.SERVER_ERROR, on="GET", path=r"clients/\d+")
    assert api.get("clients").status == api.put(1, {}).status == 200
    assert [api.get("clients/1").status for _ in range(2)] == [500, 200]


def test_a_fault_comes_as_often_as_it_was_told_to(api):
    api.fail(Fault.SERVER_ERROR, times=2)
    api.fail(Fault.UNAVAILABLE, times=None)
    assert [api.get("clients").status for _ in range(5)] == [500, 500, 503, 503, 503]


# What tests see and do


def test_calls_are_written_down_before_they_are_answered(api):
    api.fail(Fault.RESET_BEFORE)
    with pytest.raises(ConnectionResetError):
        api.send("POST", "clients?a=1&b=&a=2", {"name": "Ä"}, User_Agent="me")
    call = api.calls[0]
    assert (call.method, call.path, call.query, call.body) == ("POST", "clients", {"a": "2", "b": ""}, {"name": "Ä"})
    assert call.headers["user-agent"] == "me"
    assert api.get("clients/").status == 200
    assert (api.calls[1].path, api.calls[1].body) == ("clients/", None)


def test_stored_clients_can_be_changed_directly(api):
    number = api.add("A")
    api.clients[number]["email"] = "odd"
    api.clients[7] = {"name": "B", "enabled": True}
    assert [row["email"] for row in api.get("clients").json] == ["odd", ""]
    del api.clients[number]
    assert api.found("") == ["B"]


def test_an_id_is_never_given_twice(api):
    api.clients[2] = {"name": "B"}
    assert [api.add("A"), api.add("C")] == [1, 3]
    api.delete(3)
    assert api.post({"name": "D"}).json["ID"] == 4


def test_a_reset_makes_everything_new(api):
    api.add("A")
    api.secret, api.switches.single = "other", "array"
    api.fail(Fault.EMPTY)
    api.get("clients")
    api.fail(Fault.EMPTY)
    api.reset({9: {"name": "Z"}, 5: {"name": "Y"}}, [{"projectName": "P"}])
    assert (list(api.clients), api.calls, api.switches, api.secret) == ([5, 9], [], Switches(), "sandbox-secret")
    assert api.get("clients").json[0]["name"] == "Y"
    assert api.add("B") == 10
    api.reset()
    assert (api.add("A"), api.projects) == (1, [])


def test_a_stopped_sandbox_is_out_of_reach_and_comes_back_as_it_was():
    with Api() as api:
        number, port, connection = api.add("A"), api.port, api.connect()
        api.over(connection, "GET", "clients")
        api.stop()
        with pytest.raises(ConnectionError):
            api.over(connection, "GET", "clients")
        with pytest.raises(ConnectionRefusedError):
            api.get("clients")
        api.start()
        assert api.port == port
        assert api.get(f"clients/{number}").status == 200
        connection.close()


def test_stopping_ends_what_hangs_and_is_no_error_twice():
    api = Api().start()
    api.fail(Fault.HANG)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(api.get, "clients")
        wait_for(lambda: api.calls)
        api.stop()
        assert isinstance(waiting.exception(timeout=2), ConnectionError)
    api.stop()


def test_many_calls_at_once_are_each_answered_and_counted(api):
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda number: api.post({"name": f"A{number}"}), range(100)))
    assert {reply.json["ID"] for reply in replies} == set(range(1, 101))
    assert len(api.calls) == len(api.clients) == 100


def test_nothing_is_written_to_the_terminal(api, capfd):
    api.fail(Fault.RESET_AFTER)
    with pytest.raises(ConnectionResetError):
        api.get("clients")
    connection = socket.create_connection(("127.0.0.1", api.port))
    connection.sendall(b"nonsense\r\n\r\n")
    assert b"400" in connection.recv(4096)
    connection.close()
    api.get("unknown")
    assert capfd.readouterr() == ("", "")


# Switches


def test_every_switch_is_shown_in_this_file():
    source = Path(__file__).read_text(encoding="utf-8")
    assert [name for name in names() if f"switches.{name}" not in source] == []


def test_every_switch_says_which_fact_it_is_for():
    lines = (
        (ROOT / "ttdash/sandbox/switches.py").read_text(encoding="utf-8").split("\n    # Connection")[1].splitlines()
    )
    assert sum(line.startswith("    # ") and "---" not in line for line in lines) >= len(names()) - 5


def test_a_wrong_switch_or_value_is_refused_at_once():
    with pytest.raises(AttributeError):
        Switches().singel = "array"
    with pytest.raises(ValueError, match="'arrray' is no value of the switch single: 'object' | 'array'"):
        Switches().single = "arrray"
    with pytest.raises(ValueError, match="max_length: int | None"):
        Switches(max_length="5")


@pytest.mark.parametrize(
    ("assignment", "value"),
    [
        ("single=array", "array"),
        ("created_status=200", 200),
        ("enabled_default=none", None),
        ("enabled_default=false", False),
        ("limit_cap=100", 100),
        ("limit_cap=none", None),
        ("trims=on", True),
        ("empty_as=", ""),
        ("put_drops=field1, field2", frozenset({"field1", "field2"})),
        ("delay=0.5", 0.5),
    ],
)
def test_switches_can_be_turned_by_text(assignment, value):
    switches = Switches()
    switches.turn(assignment)
    assert getattr(switches, assignment.partition("=")[0]) == value


@pytest.mark.parametrize(
    "assignment", ["single", "unknown=1", "single=x", "trims=maybe", "limit_cap=x", "created_status=1"]
)
def test_a_text_that_turns_no_switch_is_refused(assignment):
    with pytest.raises(ValueError, match="switch"):
        Switches().turn(assignment)


# The invented data


def test_the_demo_clients_look_like_an_offices():
    clients = demo_clients()
    assert len(clients) == 240
    assert clients == demo_clients()
    assert all(set(client) <= set(PARAMETERS) and client["name"] for client in clients)
    assert {client.get("addressCountry") for client in clients} >= {"AT", "DE", "CH", "Austria", "at", None}
    assert sum(not client["enabled"] for client in clients) > 5
    assert max(len(str(client["name"])) for client in clients) > 90
    assert any("\r\n" in client.get("notes", "") for client in clients)
    assert {"rgb(12,34,56)", "336699", "blau", None} <= {client.get("color") for client in clients}


def test_two_demo_clients_share_a_name_and_no_others():
    every = [client["name"] for client in demo_clients()]
    assert {name for name in every if every.count(name) > 1} == {"Berger & Partner"}


def test_demo_e_mail_lies_in_domains_that_nobody_can_own():
    emails = [client["email"] for client in demo_clients() if client.get("email", "").count("@") == 1]
    assert len(emails) > 150
    assert all(email.endswith(".example") or "." not in email for email in emails)


def test_the_demo_projects_belong_to_demo_clients():
    projects = demo_projects()
    assert len(projects) == 80
    assert {project["clientName"] for project in projects} <= {client["name"] for client in demo_clients()}
    assert all(project.keys() == {"ID", "projectName", "clientName", "projectEnabled"} for project in projects)


def test_any_number_of_clients_can_be_invented_the_same_ones_each_time():
    clients = many_clients(500)
    assert clients == many_clients(500) != many_clients(500, seed=2)
    assert len({client["name"] for client in clients}) == 500


# The house


def test_the_sandbox_imports_nothing_but_itself_and_the_standard_library():
    allowed = {*sys.stdlib_module_names, "ttdash.sandbox"}
    for file in (ROOT / "ttdash/sandbox").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            assert all(".".join(name.split(".")[:2]) in allowed or name.split(".")[0] in allowed for name in modules)


def wait_for(condition, seconds: float = 3) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "It did not happen."
        time.sleep(0.005)


# The command


@pytest.fixture
def command():
    started = []

    def run(*arguments: str) -> subprocess.Popen[str]:
        environment = os.environ | {"SECRET_KEY": "x" * 25 + "0123456789" * 3, "HTTPS": "off", "DEBUG": "off"}
        environment |= {f"TIMETRACK_API_{name}": "x" for name in ("KEY", "SECRET")}
        environment["TIMETRACK_API_URL"] = "http://127.0.0.1:9/api/v2/ext/"
        process = subprocess.Popen(
            [sys.executable, "manage.py", "sandbox", *arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_the_command_says_where_it_is_and_ends_quietly(command, ending):
    process = command("--port", "0", "--clients", "3", "--delay", "1", "--switch", "single=array")
    said = [process.stdout.readline().strip() for _ in range(4)]
    assert said[0].startswith("Sandbox with 3 clients")
    settings = dict(line.split("=", 1) for line in said[1:])
    port = int(settings["TIMETRACK_API_URL"].removeprefix("http://127.0.0.1:").partition("/")[0])
    elsewhere = Api(port, settings["TIMETRACK_API_KEY"], settings["TIMETRACK_API_SECRET"])
    assert len(elsewhere.get("clients/1").json) == 1
    process.send_signal(ending)
    assert process.communicate(timeout=5) == ("", "")
    assert process.returncode == 0


def test_a_port_in_use_is_one_sentence(command, api):
    process = command("--port", str(api.port))
    assert (
        process.communicate(timeout=10)[1] == f"CommandError: Port {api.port} is in use: choose another with --port.\n"
    )
    assert process.returncode == 1


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--clients", "many"], ["--switch", "single=x"]])
def test_a_wrong_argument_is_said_so(command, arguments):
    process = command(*arguments)
    assert arguments[0] in process.communicate(timeout=10)[1]
    assert process.returncode == 2
