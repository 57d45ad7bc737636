"""What can go wrong between here and TimeTrack, named by what a person can do about it.

No sentences here: `wording` has them. Source: docs/timetrack-api.md, "Errors".
"""

from collections.abc import Sequence
from typing import ClassVar


class TimeTrackError(Exception):
    """A call to TimeTrack that did not bring what it was made for.

    `reached`: the request may have had an effect at TimeTrack, so a write may be done although it failed here.
    `details`: TimeTrack's own texts, one for each entry of its `errors` list.
    `retry_after`: seconds to wait, where the error is a ComeBack.
    `status`: the HTTP status of a page that fails for this reason.
    """

    status: ClassVar[int] = 502

    def __init__(
        self, cause: str = "", *, reached: bool = False, details: Sequence[str] = (), retry_after: int = 30
    ) -> None:
        super().__init__(cause)
        self.reached = reached
        self.details = tuple(details)
        self.retry_after = retry_after


class Unreachable(TimeTrackError):
    """No connection, or one that broke: check the network, try again."""


class TimedOut(TimeTrackError):
    """No answer in time: try again later."""

    status = 504


class CredentialsRefused(TimeTrackError):
    """The key or the secret: an administrator must look at the settings."""


class NotFound(TimeTrackError):
    """There is no such client (any more)."""

    status = 404


class Rejected(TimeTrackError):
    """TimeTrack turned the input down: correct it as `details` say."""


class ComeBack(TimeTrackError):
    """Not now: wait `retry_after` seconds, then try again."""

    status = 503


class TooManyRequests(ComeBack):
    """TimeTrack asks to wait."""


class Unavailable(ComeBack):
    """TimeTrack, or what stands in front of it, says that it is not available (503)."""


class Busy(ComeBack):
    """All of this worker's call slots are in use, and none becomes free: TimeTrack is slow. Nothing was sent."""


class FailingFast(ComeBack):
    """TimeTrack failed several times in a row and is left alone for a while. Nothing was sent."""


class NotRecorded(ComeBack):
    """The history could not be written, so the write was not attempted: tell the administrator."""


class Unintelligible(TimeTrackError):
    """An answer that makes no sense, TimeTrack's own failure (500) included: try again, or ask an administrator."""


OUTAGE = (Unreachable, Unavailable, TimedOut, FailingFast)
"""Failures during which what was read earlier may stand in for TimeTrack."""
