"""Everything that can go wrong between a program and TimeTrack, on demand."""

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from ttdash.sandbox.answers import Answer, Call, ErrorEntry, as_json, errors, nothing, page

MEBIBYTE = 1024 * 1024
FORM_OF_HUGE = b'[{"ID": 1, "name": "', b'"}]'


class Fault(Enum):
    """What goes wrong, and whether a write that meets it takes effect."""

    # Before anything happened: a write takes no effect.
    TOO_MANY = auto()  # 429, with `retry_after` if given
    SERVER_ERROR = auto()  # 500 with a list of errors
    UNAVAILABLE = auto()  # 503, an HTML page, with `retry_after` if given
    HTML_502 = auto()  # an HTML page
    GATEWAY_TIMEOUT = auto()  # 504, an HTML page
    UNAUTHORIZED = auto()  # 401 with a list of errors
    FORBIDDEN_HTML = auto()  # 403, an HTML page
    REDIRECT = auto()  # 302 to `location`
    ERRORS_IN_OK = auto()  # 200 whose body is a list of errors
    RESET_BEFORE = auto()  # the connection is reset
    HANG = auto()  # no answer until heal(), stop() or `seconds`; then the connection ends

    # After a write took effect.
    SERVER_ERROR_AFTER = auto()
    HTML_502_AFTER = auto()
    RESET_AFTER = auto()  # before the first byte of the answer
    HANG_AFTER = auto()

    # The answer itself is spoiled on its way: a write took effect here too.
    TRUNCATED = auto()  # the connection ends in the middle of the body
    BROKEN_JSON = auto()  # 200 with a complete body that is no JSON
    EMPTY = auto()  # 200 with an empty body
    WRONG_BODY = auto()  # 200 with JSON that has nothing to do with the question
    NULL = auto()  # 200 with null
    HUGE = auto()  # 200 with a small gzip body that unpacks to `size` bytes
    DRIP = auto()  # the body comes one byte every `seconds`; with `headers` the status line and the headers do too

    # Only late: `seconds` pass, then the request takes effect and is answered as ever.
    DELAY = auto()


@dataclass
class Plan:
    """A fault that waits for its requests."""

    fault: Fault
    on: str | None = None
    path: str | None = None
    times: int | None = 1
    seconds: float | None = None
    retry_after: str | None = None
    location: str = "http://127.0.0.1:9/elsewhere"
    size: int = 40 * MEBIBYTE
    headers: bool = False

    def meets(self, call: Call) -> bool:
        """Whether it is this call's; the pattern is held against the whole path without a slash at its end."""
        if self.times == 0 or self.on not in (None, call.method):
            return False
        return self.path is None or re.fullmatch(self.path, call.path.rstrip("/")) is not None

    def pause(self, default: float) -> float:
        return default if self.seconds is None else self.seconds


def _retry_after(plan: Plan, answer: Answer) -> Answer:
    if plan.retry_after is None:
        return answer
    return Answer(answer.status, answer.body, {**answer.headers, "Retry-After": plan.retry_after})


def _server_error(_: Plan) -> Answer:
    return errors(500, [ErrorEntry(10500, "Something went wrong.")])


def _bad_gateway(_: Plan) -> Answer:
    return page(502, "The server behind this one sent an answer that makes no sense.")


# Instead of doing what was asked
INSTEAD: dict[Fault, Callable[[Plan], Answer]] = {
    Fault.TOO_MANY: lambda plan: _retry_after(plan, errors(429, [ErrorEntry(10429, "Too many requests.")])),
    Fault.SERVER_ERROR: _server_error,
    Fault.UNAVAILABLE: lambda plan: _retry_after(plan, page(503, "TimeTrack is being maintained.")),
    Fault.HTML_502: _bad_gateway,
    Fault.GATEWAY_TIMEOUT: lambda _: page(504, "The server behind this one took too long."),
    Fault.UNAUTHORIZED: lambda _: errors(401, [ErrorEntry(10401, "The API key or secret is not valid.")]),
    Fault.FORBIDDEN_HTML: lambda _: page(403, "Your request looks like an attack."),
    Fault.REDIRECT: lambda plan: Answer(302, headers={"Location": plan.location}),
    Fault.ERRORS_IN_OK: lambda _: errors(500, [ErrorEntry(10500, "Something went wrong.")], sent_as=200),
}

# Instead of the answer to what was done
SPOILED: dict[Fault, Callable[[Plan, Answer], Answer]] = {
    Fault.SERVER_ERROR_AFTER: lambda plan, _: _server_error(plan),
    Fault.HTML_502_AFTER: lambda plan, _: _bad_gateway(plan),
    Fault.TRUNCATED: lambda _, answer: _truncated(answer),
    Fault.BROKEN_JSON: lambda _, __: Answer(200, b'[{"ID": 1, "name": "Alp', {"Content-Type": "application/json"}),
    Fault.EMPTY: lambda _, __: nothing(200),
    Fault.WRONG_BODY: lambda _, __: as_json({"status": "ok"}),
    Fault.NULL: lambda _, __: as_json(None),
    Fault.HUGE: lambda plan, _: _huge(plan.size),
}


def _truncated(answer: Answer) -> Answer:
    body = answer.body or b'{"ID": 1}'
    status = 200 if answer.status == 204 else answer.status
    return Answer(status, body[: len(body) // 2], {"Content-Type": "application/json"}, announced=len(body))


def _huge(size: int) -> Answer:
    return Answer(200, _packed(size), {"Content-Type": "application/json", "Content-Encoding": "gzip"})


@cache
def _packed(size: int) -> bytes:
    """A list of one client whose name is very long, packed without ever being held unpacked."""
    start, end = FORM_OF_HUGE
    packer = zlib.compressobj(level=1, wbits=31)
    parts = [packer.compress(start)]
    left = size - len(start) - len(end)
    block = b"a" * MEBIBYTE
    while left > 0:
        parts.append(packer.compress(block[:left]))
        left -= MEBIBYTE
    return b"".join([*parts, packer.compress(end), packer.flush()])
