"""Real HTTP on loopback, with everything that can go wrong on the way."""

import json
import socket
import socketserver
import struct
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from ttdash.sandbox.answers import Answer, Call, errors
from ttdash.sandbox.faults import Fault, Plan

if TYPE_CHECKING:
    from ttdash.sandbox.sandbox import Sandbox

HOST = "127.0.0.1"
BASE = "/api/v2/ext/"
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Turn(NamedTuple):
    """One request and what is planned for it."""

    call: Call
    plan: Plan
    healed: Event
    era: int
    delay: float


class Server(ThreadingHTTPServer):
    """One thread for each connection, and none that outlives it."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        self._connections: set[socket.socket] = set()
        super().__init__(address, Handler)

    def server_bind(self) -> None:
        # HTTPServer's own asks the name service for this machine's name, which can take seconds.
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._connections.discard(request)
        super().shutdown_request(request)

    def disconnect(self) -> None:
        """End the kept connections."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # a connection that ended is no news
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """One connection: its requests, one after the other."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: Server

    def serve(self) -> None:
        """Answer one request, or do to it what is planned."""
        call = self._read()
        if call is None:
            self._send(errors(411, "The request must have a Content-Length."), close=True)
        else:
            self._respond(self.server.sandbox.admit(call))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = serve  # noqa: N815 - the names that http.server looks for

    def _read(self) -> Call | None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            return None
        sent, body = self.rfile.read(int(length)), None
        with suppress(ValueError):
            body = json.loads(sent)
        address = urlsplit(self.path)
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Call(self.command, address.path.removeprefix(BASE), query, body, headers)

    def _respond(self, turn: Turn) -> None:
        plan, fault = turn.plan, turn.plan.fault
        turn.healed.wait(turn.delay)
        if fault is Fault.DELAY:
            turn.healed.wait(plan.seconds)
        answer = plan.instead()
        if answer is None and fault not in {Fault.RESET_BEFORE, Fault.HANG}:
            answer = self.server.sandbox.perform(turn)
        if fault in {Fault.RESET_BEFORE, Fault.RESET_AFTER}:
            self._reset()
        elif fault in {Fault.HANG, Fault.HANG_AFTER}:
            turn.healed.wait(plan.seconds)
            self.close_connection = True
        elif answer is None:
            self.close_connection = True
        elif fault is Fault.DRIP:
            self._drip(turn, answer)
        else:
            self._send(plan.spoil(answer), close=fault is Fault.TRUNCATED)

    def _send(self, answer: Answer, *, close: bool = False) -> None:
        self.close_connection = self.close_connection or close
        self.wfile.write(answer.head(close=self.close_connection) + answer.body)

    def _drip(self, turn: Turn, answer: Answer) -> None:
        head = answer.head(close=self.close_connection)
        data = head + answer.body
        start = 0 if turn.plan.headers else len(head)
        self.wfile.write(data[:start])
        for position in range(start, len(data)):
            if turn.healed.wait(turn.plan.seconds):
                self.wfile.write(data[position:])
                return
            self.wfile.write(data[position : position + 1])

    def _reset(self) -> None:
        """Close at once, so that the other side gets a reset instead of an orderly end."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        socket.close(self.connection.detach())
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - http.server's own signature
        pass
