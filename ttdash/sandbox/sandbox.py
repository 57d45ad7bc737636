"""The sandbox itself: an account, a server in front of it, and the faults that wait for their requests."""

import time
from collections.abc import Iterable, Mapping
from threading import Event, RLock, Thread
from typing import Any, Self

from ttdash.sandbox.answers import Answer, Call, Row
from ttdash.sandbox.api import answered
from ttdash.sandbox.faults import INSTEAD, Fault, Plan
from ttdash.sandbox.server import BASE, HOST, Server, Turn
from ttdash.sandbox.state import AccountState
from ttdash.sandbox.switches import Switches

KEY, SECRET = "sandbox-key", "sandbox-secret"


class Sandbox(AccountState):
    """An emulated TimeTrack. Its state may be read and changed directly; hold `lock` while requests are under way."""

    def __init__(
        self,
        port: int = 0,
        key: str = KEY,
        secret: str = SECRET,
        clients: Mapping[int, Row] | Iterable[Row] = (),
        projects: Iterable[Row] = (),
    ) -> None:
        super().__init__(key, secret)
        self.port = port
        self.lock = RLock()
        self.calls: list[Call] = []
        self._credentials = key, secret
        self._plans: list[Plan] = []
        self._healed = Event()
        self._era = 0
        self._recent: list[float] = []
        self._server: Server | None = None
        self.fill(clients, projects)

    # Its life

    def start(self) -> Self:
        """Listen; after a stop, on the same port and with the same state."""
        if self._server is None:
            self._server = Server((HOST, self.port), self)
            self.port = self._server.server_port
            Thread(target=self._server.serve_forever, args=(0.02,), name="sandbox", daemon=True).start()
        return self

    def stop(self) -> None:
        """Be gone: nobody listens, kept connections end, and nothing that still waits takes effect."""
        server, self._server = self._server, None
        if server is None:
            return
        server.shutdown()
        server.server_close()
        with self.lock:
            self._era += 1
            self._release()
        server.disconnect()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}{BASE}"

    # What tests do with it

    def add(self, name: str = "A client", **values: object) -> int:
        """Store a client, whatever the rules; its id."""
        with self.lock:
            return self.store({"name": name, "enabled": True, **values})

    def fail(self, fault: Fault, *, on: str | None = None, path: str | None = None, **options: Any) -> None:
        """Let the next requests of this method meet a fault; `path` is a pattern for the whole of it."""
        with self.lock:
            self._plans.append(Plan(fault, on, path, **options))

    def heal(self) -> None:
        """No more faults; requests that hang end now, without an answer, and delayed ones go on."""
        with self.lock:
            self._plans.clear()
            self._release()

    def reset(self, clients: Mapping[int, Row] | Iterable[Row] = (), projects: Iterable[Row] = ()) -> None:
        """As new, with these clients. A request that is still under way takes no effect any more."""
        with self.lock:
            self.heal()
            self._era += 1
            self.key, self.secret = self._credentials
            self.switches = Switches()
            self.calls.clear()
            self._recent.clear()
            self.fill(clients, projects)

    # What the handlers do with it

    def admit(self, call: Call) -> Turn:
        """Take note of a request, and of what awaits it."""
        with self.lock:
            self.calls.append(call)
            plan = next((plan for plan in self._plans if plan.meets(call)), Plan())
            if plan.times is not None:
                plan.times -= 1
            return Turn(call, plan, self._healed, self._era, self.switches.delay)

    def perform(self, turn: Turn) -> Answer | None:
        """Do what was asked; nothing where the sandbox was reset or stopped since."""
        with self.lock:
            if turn.era != self._era:
                return None
            if self._over_limit():
                return INSTEAD[Fault.TOO_MANY].adding({"Retry-After": "1"})
            return answered(self, turn.call)

    def _over_limit(self) -> bool:
        if self.switches.rate_limit is None:
            return False
        now = time.monotonic()
        self._recent = [moment for moment in self._recent if moment > now - 1]
        if len(self._recent) >= self.switches.rate_limit:
            return True
        self._recent.append(now)
        return False

    def _release(self) -> None:
        self._healed.set()
        self._healed = Event()
