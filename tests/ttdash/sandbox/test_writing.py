"""What the sandbox makes of writes, under every reading of the API page."""

import pytest

from ttdash.sandbox.state import FORBIDDEN_ON_UPDATE

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
    assert api.remove(numbers[0])[::2] == (204, b"")
    api.switches.deleted_status = 200
    assert api.remove(numbers[1])[::2] == (200, b"")
    api.switches.deleted = "object"
    assert api.remove(numbers[2]).json["ID"] == numbers[2]
    api.switches.deleted = "null"
    assert api.remove(numbers[3]).json is None
    assert not api.clients
    assert api.remove(numbers[3]).json["errors"][0]["code"] == 15020


def test_a_client_with_projects_may_be_kept(api):
    api.reset([{"name": "A"}, {"name": "B"}], [{"ID": 1, "projectName": "P", "clientName": "A"}])
    api.switches.delete_with_projects = "refuse"
    assert api.remove(1).status == 409
    assert api.remove(2).status == 204
    api.switches.delete_with_projects = "allow"
    assert api.remove(1).status == 204


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


def test_codes_that_anybody_may_assign_are_taken_or_refused(api):
    assert api.post({"name": "A", "addressCountry": "XK"}).status == 201
    api.switches.user_assigned_countries = "refuse"
    assert api.post({"name": "B", "addressCountry": "XK"}).details == ["addressCountry: is not a code of ISO 3166-1"]
    assert api.post({"name": "B", "addressCountry": "AT"}).status == 201


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
    assert [detail.partition(":")[0] for detail in api.post(body).details] == ["email", "phone"]
    assert len(api.get("clients/7").details) == 2
