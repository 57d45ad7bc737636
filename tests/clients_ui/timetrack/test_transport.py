"""One request: time-outs, retries of reads, one deadline, size bound, credentials."""

import gzip
import logging
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from ipaddress import ip_address
from types import SimpleNamespace

import pytest
import responses
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from responses.matchers import header_matcher

from clients_ui.timetrack import errors
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.transport import Connection, Transport
from ttdash.sandbox import Fault


def transport_to(url, **values):
    quick = {"connect_timeout": 0.5, "read_timeout": 0.5, "deadline": 3.0}
    return Transport(Connection(url, "sandbox-key", "sandbox-secret", **quick | values))


def answer_of(transport, method, path, **options):
    return transport.ask(lambda answer: answer, method, path, **options)


@pytest.fixture
def transport(sandbox):
    return transport_to(sandbox.url)


def methods(sandbox):
    return [call.method for call in sandbox.calls]


def test_credentials_go_into_the_headers_and_reads_have_no_body(sandbox, transport):
    answer_of(transport, "GET", "clients", params={"limit": 1})
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
    assert answer_of(transport, "GET", "clients").status == 200
    assert len(sandbox.calls) == 3


@pytest.mark.parametrize("fault", RETRIED)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_is_sent_once_whatever_happens(sandbox, transport, method, fault):
    sandbox.fail(fault, times=None)
    try:
        answer_of(transport, method, "clients/1", json={"name": "X"})
    except errors.TimeTrackError as error:
        assert error.reached
    assert methods(sandbox) == [method]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_a_write_connects_once_even_where_nobody_listens(monkeypatch, method):
    tried = []
    connect = socket.socket.connect
    monkeypatch.setattr(socket.socket, "connect", lambda s, address: tried.append(address) or connect(s, address))
    with pytest.raises(errors.Unreachable) as caught:
        answer_of(transport_to("http://127.0.0.1:9/"), method, "clients", json={})
    assert not caught.value.reached
    assert len(tried) == 1


def test_a_read_that_finds_nobody_is_unreachable_and_had_no_effect():
    with pytest.raises(errors.Unreachable) as caught:
        answer_of(transport_to("http://127.0.0.1:9/"), "GET", "clients")
    assert not caught.value.reached


@pytest.fixture
def pauses(monkeypatch):
    """The seconds that would have been waited before a call was tried again."""
    waited = []
    clock = SimpleNamespace(sleep=waited.append, time=time.time)
    monkeypatch.setattr("urllib3.util.retry.time", clock)
    return waited


def test_retry_after_is_honoured(sandbox, transport, pauses):
    sandbox.fail(Fault.TOO_MANY, retry_after="1")
    assert answer_of(transport, "GET", "clients").status == 200
    assert pauses == [1]


@pytest.mark.parametrize("retry_after", ["3600", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_long_retry_after_is_passed_on_and_not_waited_for(sandbox, transport, pauses, retry_after):
    sandbox.fail(Fault.TOO_MANY, retry_after=retry_after, times=None)
    assert answer_of(transport, "GET", "clients").status == 429
    assert (len(sandbox.calls), pauses) == (1, [])


def test_a_retry_after_for_which_the_deadline_leaves_no_time_is_not_waited_for(sandbox, pauses):
    sandbox.fail(Fault.TOO_MANY, retry_after="4", times=None)
    assert answer_of(transport_to(sandbox.url, deadline=3.0), "GET", "clients").status == 429
    assert (len(sandbox.calls), pauses) == (1, [])


@pytest.mark.parametrize("retry_after", ["soon", "Fri, 01 Jan 10000 00:00:00 GMT", "Thu, 99 Foo 2026 99:99:99 GMT"])
def test_a_retry_after_that_says_nothing_is_no_error(sandbox, transport, retry_after):
    sandbox.fail(Fault.TOO_MANY, retry_after=retry_after, times=None)
    assert answer_of(transport, "GET", "clients").status == 429
    assert len(sandbox.calls) == 3


def test_a_hanging_server_times_out(sandbox, transport):
    sandbox.fail(Fault.HANG, times=None)
    with pytest.raises(errors.TimedOut) as caught:
        answer_of(transport, "GET", "clients")
    assert caught.value.reached


def test_one_deadline_holds_for_all_calls_and_their_retries(sandbox):
    transport = transport_to(sandbox.url, read_timeout=10.0, deadline=60.0)
    sandbox.fail(Fault.HANG, times=None)
    with within(0.5):
        for _ in range(2):
            with pytest.raises(errors.TimedOut):
                answer_of(transport, "GET", "clients")
    assert len(sandbox.calls) == 1  # which took all the time that there was


@pytest.mark.parametrize("headers", [False, True])
def test_an_answer_that_drips_is_cut_at_the_deadline(sandbox, headers):
    """No single byte is late, and without a deadline the answer would be there after minutes."""
    sandbox.add(name="X" * 1000)
    sandbox.fail(Fault.DRIP, seconds=0.1, headers=headers, times=None)
    with pytest.raises(errors.TimedOut):
        answer_of(transport_to(sandbox.url, deadline=1.0), "GET", "clients")


def test_a_deadline_that_has_passed_sends_nothing(sandbox, transport):
    with within(0.0), pytest.raises(errors.TimedOut) as caught:
        answer_of(transport, "POST", "clients", json={})
    assert not caught.value.reached
    assert sandbox.calls == []


def test_an_answer_over_32_mib_decompressed_is_refused(sandbox):
    sandbox.fail(Fault.HUGE)
    with pytest.raises(errors.Unintelligible):
        answer_of(transport_to(sandbox.url, read_timeout=5.0, deadline=20.0), "GET", "clients")


def test_redirects_are_not_followed(sandbox, transport):
    sandbox.fail(Fault.REDIRECT, location=sandbox.url + "elsewhere")
    assert answer_of(transport, "GET", "clients").status == 302
    assert [call.path for call in sandbox.calls] == ["clients"]


@responses.activate
def test_a_redirect_to_nowhere_is_an_answer_like_any_other():
    responses.get("https://tt.example/clients", status=302, headers={"Location": "http://["}, body=b"moved")
    assert answer_of(transport_to("https://tt.example/"), "GET", "clients").body == b"moved"


def test_a_broken_connection_is_made_anew(sandbox, transport):
    answer_of(transport, "GET", "clients")
    sandbox.stop()
    sandbox.start()
    assert answer_of(transport, "GET", "clients").status == 200


@responses.activate
def test_no_cookie_is_kept():
    responses.get("https://tt.example/clients", json=[], headers={"Set-Cookie": "a=b"})
    transport = transport_to("https://tt.example/")
    answer_of(transport, "GET", "clients")
    answer_of(transport, "GET", "clients")
    assert "Cookie" not in responses.calls[1].request.headers


@responses.activate
def test_a_compressed_answer_is_unpacked_and_a_broken_one_makes_no_sense():
    packed = {"Content-Encoding": "gzip"}
    responses.get("https://tt.example/clients", body=gzip.compress(b"[]"), headers=packed)
    responses.get("https://tt.example/clients", body=b"not gzip", headers=packed)
    transport = transport_to("https://tt.example/")
    assert answer_of(transport, "GET", "clients").body == b"[]"
    with pytest.raises(errors.Unintelligible):
        answer_of(transport, "GET", "clients")


@responses.activate
def test_the_user_agent_is_the_settings():
    responses.get("https://tt.example/clients", json=[], match=[header_matcher({"User-Agent": "Mozilla/5.0"})])
    assert answer_of(transport_to("https://tt.example/", user_agent="Mozilla/5.0"), "GET", "clients").status == 200


@responses.activate
class Secured:
    """A server with a certificate that it made for itself: what it read of requests, and the certificate's file."""

    def __init__(self, folder):
        self.certificate, self.received, key = folder / "certificate.pem", [], folder / "key.pem"
        self_signed(self.certificate, key)
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(self.certificate, key)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self._listening.getsockname()[1]}/"

    def answer_once(self):
        connection, _ = self._listening.accept()
        with connection, suppress(OSError), self._context.wrap_socket(connection, server_side=True) as secured:
            self.received.append(secured.recv(65536))
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")

    def close(self):
        self._listening.close()


def self_signed(certificate, key):
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, private.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2120, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    plain = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    key.write_bytes(private.private_bytes(*plain))


@pytest.fixture
def secured(tmp_path):
    server = Secured(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        answered = pool.submit(server.answer_once)
        yield server
        answered.result(10)
    server.close()


@pytest.mark.parametrize("method", ["POST", "DELETE"])
def test_a_server_whose_certificate_nobody_vouches_for_reads_nothing_of_a_request(secured, method):
    with pytest.raises(errors.Unreachable) as caught:
        answer_of(transport_to(secured.url), method, "clients")
    assert (caught.value.reached, secured.received) == (False, [])


def test_a_certificate_that_the_setting_names_is_taken(secured):
    transport = transport_to(secured.url, ca_bundle=str(secured.certificate))
    assert answer_of(transport, "GET", "clients").body == b"[]"
    assert b"sandbox-secret" in secured.received[0]


@responses.activate
def test_a_certificate_authority_of_the_environment_does_not_override_the_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    responses.get("https://tt.example/clients", json=[])
    answer_of(transport_to("https://tt.example/", ca_bundle=str(tmp_path)), "GET", "clients")
    assert responses.calls[0].request.req_kwargs["verify"] == str(tmp_path)


@responses.activate
def test_a_password_in_netrc_is_not_sent(monkeypatch, tmp_path):
    (tmp_path / "netrc").write_text("machine tt.example login someone password hunter2\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    responses.get("https://tt.example/clients", json=[])
    answer_of(transport_to("https://tt.example/"), "GET", "clients")
    assert "Authorization" not in responses.calls[0].request.headers


@pytest.mark.parametrize(("exempt", "proxy"), [("", "http://proxy.example:3128"), ("tt.example", None)])
@responses.activate
def test_the_proxies_of_the_environment_are_used(monkeypatch, exempt, proxy):
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")
    monkeypatch.setenv("NO_PROXY", exempt)
    responses.get("https://tt.example/clients", json=[])
    answer_of(transport_to("https://tt.example/"), "GET", "clients")
    assert responses.calls[0].request.req_kwargs["proxies"].get("https") == proxy


@pytest.mark.parametrize("fault", [*RETRIED, Fault.UNAUTHORIZED, Fault.BROKEN_JSON, None])
def test_key_and_secret_are_in_no_log_exception_or_repr(sandbox, transport, caplog, fault):
    caplog.set_level(logging.DEBUG)
    if fault:
        sandbox.fail(fault, times=None)
    told = [repr(transport), repr(transport.connection), str(vars(transport))]
    try:
        answer_of(transport, "GET", "clients", params={"name": "Geheim"})
    except errors.TimeTrackError as error:
        told += [repr(error), str(error)]
    told += [record.getMessage() for record in caplog.records if record.name == "timetrack"]
    assert "sandbox-key" not in " ".join(told)
    assert "sandbox-secret" not in caplog.text + " ".join(told)
    assert "Geheim" not in " ".join(told)


def test_a_call_logs_one_line_with_its_duration(sandbox, transport, caplog):
    caplog.set_level(logging.INFO, logger="timetrack")
    answer_of(transport, "GET", "clients", params={"name": "Geheim"})
    (line,) = [record.getMessage() for record in caplog.records if record.name == "timetrack"]
    assert line.startswith("GET clients: 200 after ")
    assert line.endswith(" ms")
