"""Everything that can go wrong between a program and TimeTrack, on demand."""

import re
import zlib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache

from ttdash.sandbox.answers import Answer, Call, as_json, errors, page

MEBIBYTE = 1024 * 1024
JSON = {"Content-Type": "application/json"}


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


# Instead of doing what was asked
INSTEAD = {
    Fault.TOO_MANY: errors(429, "Too many requests."),
    Fault.SERVER_ERROR: errors(500, "Something went wrong."),
    Fault.UNAVAILABLE: page(503, "TimeTrack is being maintained."),
    Fault.HTML_502: page(502, "The server behind this one sent an answer that makes no sense."),
    Fault.GATEWAY_TIMEOUT: page(504, "The server behind this one took too long."),
    Fault.UNAUTHORIZED: errors(401, "The API key or secret is not valid."),
    Fault.FORBIDDEN_HTML: page(403, "Your request looks like an attack."),
    Fault.REDIRECT: Answer(302, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
    Fault.ERRORS_IN_OK: errors(500, "Something went wrong.", sent_as=200),
}

# Instead of the answer to what was done
SPOILED = {
    Fault.SERVER_ERROR_AFTER: INSTEAD[Fault.SERVER_ERROR],
    Fault.HTML_502_AFTER: INSTEAD[Fault.HTML_502],
    Fault.BROKEN_JSON: Answer(200, b'[{"ID": 1, "name": "Alp', JSON),
    Fault.EMPTY: Answer(200),
    Fault.WRONG_BODY: as_json({"status": "ok"}),
    Fault.NULL: as_json(None),
}


@dataclass
class Plan:
    """A fault that waits for its requests; without a fault all goes well."""

    fault: Fault | None = None
    on: str | None = None
    path: str | None = None
    times: int | None = 1
    seconds: float | None = None
    retry_after: str | None = None
    location: str | None = None
    size: int = 40 * MEBIBYTE
    headers: bool = False

    def meets(self, call: Call) -> bool:
        """Whether it is this call's; the pattern is held against the whole path without a slash at its end."""
        if self.times == 0 or self.on not in (None, call.method):
            return False
        return self.path is None or re.fullmatch(self.path, call.path.rstrip("/")) is not None

    def instead(self) -> Answer | None:
        """What is answered instead of doing what was asked, if anything is."""
        if self.fault not in INSTEAD:
            return None
        headers = {"Retry-After": self.retry_after, "Location": self.location}
        return INSTEAD[self.fault].adding({name: value for name, value in headers.items() if value is not None})

    def spoil(self, answer: Answer) -> Answer:
        """What becomes of an answer on its way."""
        if self.fault is Fault.TRUNCATED:
            body = answer.body or b'{"ID": 1}'
            status = 200 if answer.status == 204 else answer.status
            return Answer(status, body[: len(body) // 2], JSON | {"Content-Length": str(len(body))})
        if self.fault is Fault.HUGE:
            return Answer(200, _huge(self.size), JSON | {"Content-Encoding": "gzip"})
        return SPOILED.get(self.fault, answer) if self.fault else answer


@cache
def _huge(size: int) -> bytes:
    """A list of one client whose name is very long, packed without ever being held unpacked."""
    start, end = b'[{"ID": 1, "name": "', b'"}]'
    packer = zlib.compressobj(level=1, wbits=31)
    beginning = packer.compress(start)
    blocks = [packer.compress(b"a" * min(left, MEBIBYTE)) for left in range(size - len(start) - len(end), 0, -MEBIBYTE)]
    return b"".join([beginning, *blocks, packer.compress(end), packer.flush()])
