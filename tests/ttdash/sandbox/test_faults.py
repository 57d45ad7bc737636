"""Everything goes wrong on demand, with or without the effect, as it was told to."""

import gzip
import http.client
import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ttdash.sandbox.over_http import wait_for
from ttdash.sandbox import Fault
from ttdash.sandbox.faults import INSTEAD, SPOILED


def test_every_fault_is_known_to_the_server():
    by_name = {Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.HANG, Fault.HANG_AFTER, Fault.DRIP, Fault.DELAY}
    assert {*INSTEAD, *SPOILED, *by_name, Fault.TRUNCATED, Fault.HUGE} == {*Fault}


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
        api.remove(1)
    assert not api.clients


def test_an_answer_drips_byte_by_byte(api):
    api.fail(Fault.DRIP, seconds=0.5)
    connection = socket.create_connection(("127.0.0.1", api.port), timeout=5)
    connection.sendall(b"GET /api/v2/ext/clients HTTP/1.1\r\n\r\n")
    answer = connection.makefile("rb", buffering=0)
    while answer.readline().strip():
        pass
    assert [answer.read(100) for _ in range(2)] == [b"{", b'"']
    connection.close()


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
