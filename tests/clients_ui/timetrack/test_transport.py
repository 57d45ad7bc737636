"""One request: time-outs, retries of reads, one deadline, size bound, credentials."""

import gzip
import logging
import socket
import time

import pytest
import responses
from responses.matchers import header_matcher

from clients_ui.timetrack import errors
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.transport import Connection, Transport
from ttdash.sandbox import Fault


def transport_to(url, **values):
    quick = {"connect_timeout": 0.5, "read_timeout": 0.5, "deadline": 3.0}
    return Transport(Connection(url, "sandbox-key", "sandbox-secret", **quick | values))


@pytest.fixture
def transport(sandbox):
    return transport_to(sandbox.url)


def methods(sandbox):
    return [call.method for call in sandbox.calls]


def test_credentials_go_into_the_headers_and_reads_have_no_body(sandbox, transport):
    transport.send("GET", "clients", params={"limit": 1})
    (call,) = sandbox.calls
    assert call.headers["x-timetrack-api-key"] == "sandbox-key"
    assert call.headers["x-timetrack-api-secret"] == "sandbox-secret"
    assert call.headers["content-type"] == "application/json"
    assert "content-length" not in call.headers
    assert call.query == {"limit": "1"}


RETRIED = [
    Fault.TOO_MANY,
    Fault.UNAVAILABLE,
    Fault.HTML_502,
    Fault.GATEWAY_TIMEOUT,
    Fault.RESET_BEFORE,
    Fault.HANG,
]


@pytest.mark.parametrize("fault", RETRIED)
def test_a_read_is_tried_again_twice_at_most(sandbox, transport, fault):
    sandbox.fail(fault, times=2)
    assert transport.send("GET", "clients").status == 200
    assert len(sandbox.calls) == 3


@pytest.mark.parametrize("fault", RETRIED)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_is_sent_once_whatever_happens(sandbox, transport, method, fault):
    sandbox.fail(fault, times=None)
    try:
        transport.send(method, "clients/1", json={"name": "X"})
    except errors.TimeTrackError as error:
        assert error.reached
    assert methods(sandbox) == [method]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_connects_once_even_where_nobody_listens(monkeypatch, method):
    tried = []
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda s, address: tried.append(address) or connect(s, address))
    with pytest.raises(errors.Unreachable) as caught:
        transport_to("http://127.0.0.1:9/").send(method, "clients", json={})
    assert not caught.value.reached
    assert len(tried) == 1


def test_a_read_that_finds_nobody_is_unreachable_and_had_no_effect():
    with pytest.raises(errors.Unreachable) as caught:
        transport_to("http://127.0.0.1:9/").send("GET", "clients")
    assert not caught.value.reached


def test_retry_after_is_honoured(sandbox, transport):
    sandbox.fail(Fault.TOO_MANY, retry_after="1")
    started = time.monotonic()
    assert transport.send("GET", "clients").status == 200
    assert time.monotonic() - started >= 1


@pytest.mark.parametrize("retry_after", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_long_retry_after_is_told_and_not_waited_for(sandbox, transport, retry_after):
    sandbox.fail(Fault.TOO_MANY, retry_after=retry_after, times=None)
    started = time.monotonic()
    assert transport.send("GET", "clients").status == 429
    assert time.monotonic() - started < 1
    assert len(sandbox.calls) == 1


@pytest.mark.parametrize("retry_after", ["soon", "Fri, 01 Jan 10000 00:00:00 GMT", "Thu, 99 Foo 2026 99:99:99 GMT"])
def test_a_retry_after_that_says_nothing_is_no_error(sandbox, transport, retry_after):
    sandbox.fail(Fault.TOO_MANY, retry_after=retry_after, times=None)
    assert transport.send("GET", "clients").status == 429
    assert len(sandbox.calls) == 3


def test_a_hanging_server_times_out(sandbox, transport):
    sandbox.fail(Fault.HANG, times=None)
    with pytest.raises(errors.TimedOut) as caught:
        transport.send("GET", "clients")
    assert caught.value.reached


def test_one_deadline_holds_for_all_calls_and_their_retries(sandbox):
    transport = transport_to(sandbox.url, read_timeout=10.0, deadline=60.0)
    sandbox.fail(Fault.HANG, times=None)
    started = time.monotonic()
    with within(1.0):
        for _ in range(2):
            with pytest.raises(errors.TimedOut):
                transport.send("GET", "clients")
    assert time.monotonic() - started < 1.5


@pytest.mark.parametrize("headers", [False, True])
def test_an_answer_that_drips_is_cut_at_the_deadline(sandbox, headers):
    transport = transport_to(sandbox.url, deadline=1.0)
    sandbox.add(name="X" * 1000)
    sandbox.fail(Fault.DRIP, seconds=0.1, headers=headers, times=None)
    started = time.monotonic()
    with pytest.raises(errors.TimedOut):
        transport.send("GET", "clients")
    assert time.monotonic() - started < 2


def test_a_deadline_that_has_passed_sends_nothing(sandbox, transport):
    with within(0.0), pytest.raises(errors.TimedOut) as caught:
        transport.send("POST", "clients", json={})
    assert not caught.value.reached
    assert sandbox.calls == []


def test_an_answer_over_32_mib_decompressed_is_refused(sandbox):
    sandbox.fail(Fault.HUGE)
    with pytest.raises(errors.Unintelligible):
        transport_to(sandbox.url, read_timeout=5.0, deadline=20.0).send("GET", "clients")


def test_redirects_are_not_followed(sandbox, transport):
    sandbox.fail(Fault.REDIRECT, location=sandbox.url + "elsewhere")
    assert transport.send("GET", "clients").status == 302
    assert [call.path for call in sandbox.calls] == ["clients"]


def test_a_broken_connection_is_made_anew(sandbox, transport):
    transport.send("GET", "clients")
    sandbox.stop()
    sandbox.start()
    assert transport.send("GET", "clients").status == 200


@responses.activate
def test_no_cookie_is_kept():
    responses.get("https://tt.example/clients", json=[], headers={"Set-Cookie": "a=b"})
    transport = transport_to("https://tt.example/")
    transport.send("GET", "clients")
    transport.send("GET", "clients")
    assert "Cookie" not in responses.calls[1].request.headers


@responses.activate
def test_a_compressed_answer_is_unpacked_and_a_broken_one_makes_no_sense():
    packed = {"Content-Encoding": "gzip"}
    responses.get("https://tt.example/clients", body=gzip.compress(b"[]"), headers=packed)
    responses.get("https://tt.example/clients", body=b"not gzip", headers=packed)
    transport = transport_to("https://tt.example/")
    assert transport.send("GET", "clients").body == b"[]"
    with pytest.raises(errors.Unintelligible):
        transport.send("GET", "clients")


@responses.activate
def test_the_user_agent_is_the_settings():
    responses.get("https://tt.example/clients", json=[], match=[header_matcher({"User-Agent": "Mozilla/5.0"})])
    assert transport_to("https://tt.example/", user_agent="Mozilla/5.0").send("GET", "clients").status == 200


def test_a_certificate_authority_of_the_environment_does_not_override_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    asked = {}
    transport = transport_to("https://tt.example/", ca_bundle=str(tmp_path))

    def send(request, **options):
        asked.update(options)
        raise errors.Unreachable

    monkeypatch.setattr(transport._adapter, "send", send)
    with pytest.raises(errors.Unreachable):
        transport.send("GET", "clients")
    assert asked["verify"] == str(tmp_path)


@pytest.mark.parametrize("fault", [*RETRIED, Fault.UNAUTHORIZED, Fault.BROKEN_JSON, None])
def test_key_and_secret_are_in_no_log_exception_or_repr(sandbox, transport, caplog, fault):
    caplog.set_level(logging.DEBUG)
    if fault:
        sandbox.fail(fault, times=None)
    told = [repr(transport), repr(transport.connection), str(vars(transport))]
    try:
        transport.send("GET", "clients", params={"name": "Geheim"})
    except errors.TimeTrackError as error:
        told += [repr(error), str(error)]
    told += [record.getMessage() for record in caplog.records if record.name == "timetrack"]
    assert "sandbox-key" not in " ".join(told)
    assert "sandbox-secret" not in caplog.text + " ".join(told)
    assert "Geheim" not in " ".join(told)


def test_a_call_logs_one_line_with_its_duration(sandbox, transport, caplog):
    caplog.set_level(logging.INFO, logger="timetrack")
    transport.send("GET", "clients", params={"name": "Geheim"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "timetrack"]
    assert line.startswith("GET clients: 200 after ")
    assert line.endswith(" ms")
