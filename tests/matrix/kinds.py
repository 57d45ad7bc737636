"""Every fault of the sandbox and what a person must be told of it: from interface.md and the API page alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ttdash.sandbox import Fault


@dataclass(frozen=True)
class Kind:
    """A fault as the person meets it."""

    status: int = 502  # of the page that it makes fail
    effect: bool = False  # a write that meets it takes effect
    confirms: bool = False  # it passes for a good answer to a write
    refuses: bool = False  # 4xx: nothing can have happened
    passing: bool = False  # a read that meets it is repeated, so that one alone is not noticed
    outage: bool = False  # TimeTrack cannot be reached: what was seen lately stands in
    slow: bool = False  # costs time
    gone: bool = False  # as the answer to the question for one client it means that there is none
    options: Mapping[str, Any] = field(default_factory=dict)


DRIPPING = {"seconds": 0.03, "headers": True}
"""Slower than the page's deadline, but never silent for long."""

KINDS: dict[Fault, Kind] = {
    Fault.TOO_MANY: Kind(503, refuses=True, passing=True),
    Fault.SERVER_ERROR: Kind(),
    Fault.UNAVAILABLE: Kind(503, passing=True, outage=True),
    Fault.HTML_502: Kind(passing=True, outage=True),
    Fault.GATEWAY_TIMEOUT: Kind(504, passing=True, outage=True),
    Fault.UNAUTHORIZED: Kind(refuses=True),
    Fault.FORBIDDEN_HTML: Kind(refuses=True),
    Fault.REDIRECT: Kind(),
    Fault.ERRORS_IN_OK: Kind(),
    Fault.RESET_BEFORE: Kind(passing=True, outage=True),
    Fault.HANG: Kind(504, passing=True, outage=True, slow=True),
    Fault.SERVER_ERROR_AFTER: Kind(effect=True),
    Fault.HTML_502_AFTER: Kind(effect=True, passing=True, outage=True),
    Fault.RESET_AFTER: Kind(effect=True, passing=True, outage=True),
    Fault.HANG_AFTER: Kind(504, effect=True, passing=True, outage=True, slow=True),
    Fault.TRUNCATED: Kind(effect=True, outage=True),
    Fault.BROKEN_JSON: Kind(effect=True),
    Fault.EMPTY: Kind(effect=True, confirms=True),
    Fault.WRONG_BODY: Kind(effect=True, confirms=True),
    Fault.NULL: Kind(effect=True, confirms=True, gone=True),
    Fault.HUGE: Kind(effect=True, options={"size": 2 * 1024 * 1024}),
    Fault.DRIP: Kind(504, effect=True, outage=True, slow=True, options=DRIPPING),
    Fault.DELAY: Kind(200, effect=True, confirms=True, passing=True, options={"seconds": 0.02}),  # late, but in time
}

QUICK = [fault for fault, kind in KINDS.items() if not kind.slow]
SLOW = [fault for fault, kind in KINDS.items() if kind.slow]
