"""What tests see of the sandbox, and do with it."""

import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.ttdash.sandbox.over_http import Api, wait_for
from ttdash.sandbox import (
    Fault,
    Switches,
)


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
    api.remove(3)
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
