"""How the sandbox is called: credentials, headers, kept connections."""

import time

import pytest


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
    api.switches.delay = 30
    with pytest.raises(TimeoutError):
        api.send("GET", "clients", timeout=0.1)
    api.heal()


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
