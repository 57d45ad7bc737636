"""What the sandbox answers to reads, under every reading of the API page."""

import pytest

from tests.ttdash.sandbox.over_http import numbered
from ttdash.sandbox import demo_projects
from ttdash.sandbox.state import FORBIDDEN_ON_UPDATE, PARAMETERS

NO_COLOURS = ["blau", "", "rgb(300,0,0)"]

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


@pytest.mark.parametrize(("broken", "row"), [("null", None), ("text", str), ("no id", dict)])
def test_the_list_may_begin_with_a_row_that_makes_no_sense(api, broken, row):
    api.reset(numbered(2))
    api.switches.broken_row = broken
    first, *rest = api.get("clients").json
    assert first is None if row is None else (isinstance(first, row) and "ID" not in first)
    assert [each["ID"] for each in rest] == [1, 2]
    assert [each["name"] for each in api.get("clients?name=1").json] == [rest[0]["name"]]


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
    assert api.put(7, {"email": "x"}).status == api.remove(7).status == 404


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


@pytest.mark.parametrize("notation", ["#RRGGBB", "rgb"])
def test_what_is_no_colour_stays_as_it_is(api, notation):
    api.switches.color_format = notation
    assert [api.get(f"clients/{api.add('A', color=value)}").json["color"] for value in NO_COLOURS] == NO_COLOURS


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


# Projects


def test_projects_are_found_by_parts_of_both_names_and_paged(api):
    api.reset(projects=demo_projects())
    assert len(api.get("projects").json) == 50
    assert len(api.get("projects/?page_number=1").json) == 30
    clients = {row["clientName"] for row in api.get("projects?clientName=gruber%20gmbh").json}
    assert clients >= {"Gruber GmbH", "Tischlerei Gruber GmbH"}
    assert all("Gruber GmbH" in name for name in clients)
    rows = api.get("projects?clientName=gruber&projectName=umbau").json
    assert rows
    assert all("Umbau" in row["projectName"] for row in rows)
