"""JSON ↔ record, answer → value or error. Pure: no I/O.

Tolerant exactly as docs/timetrack-api.md asks: every reading marked ? is accepted, none is relied on.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from clients_ui.client.kinds import readable
from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.timetrack.errors import (
    CredentialsRefused,
    NotFound,
    Rejected,
    TimedOut,
    TimeTrackError,
    TooManyRequests,
    Unavailable,
    Unintelligible,
    Unreachable,
)

PLAIN_NUMBER = re.compile("[0-9]{1,18}")
MAX_ID = 10**18 - 1
LONGEST_DETAIL = 50_000
"""Characters: so many that the transport, which cuts it shorter, finds secrets whole."""
MOST_DETAILS = 20
"""Texts of one error that are read: each stands on the page."""
RETRY_AFTER = 30
"""Seconds to wait where a 429 or 503 does not say."""

MEANINGS: Mapping[int, type[TimeTrackError]] = {
    401: CredentialsRefused,
    403: CredentialsRefused,
    404: NotFound,
    408: TimedOut,
    429: TooManyRequests,
    502: Unreachable,
    503: Unavailable,
    504: TimedOut,
}


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What came back: HTTP status, lower-cased headers, and the body, decompressed."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def content(answer: RawAnswer) -> Any:
    """The decoded body of an answer to a read, which is never empty; raises as `json_of` does."""
    found = json_of(answer)
    if not answer.body.strip():
        raise Unintelligible("an empty answer to a question")
    return found


def json_of(answer: RawAnswer) -> Any:
    """The decoded body (None where it is empty), or the error that the answer is.

    Raises one of `errors` for every status that is not 2xx, for an `errors` list behind a 200, and for no JSON.
    """
    success = 200 <= answer.status < 300
    try:
        found = json.loads(answer.body) if answer.body.strip() else None
    except (ValueError, RecursionError):
        if success:
            raise Unintelligible(f"status {answer.status}, but no JSON", reached=True) from None
        found = None
    listed = _errors_in(found)
    if listed or not success:
        raise _error(answer, _status_in(listed) if success else answer.status, listed)
    return found


def records(answer: RawAnswer) -> list[ClientRecord | None]:
    """The clients of a list answer, None for a row that is none; raises Unintelligible for anything but an array."""
    return [_record_or_none(entry) for entry in _entries(answer)]


def clients_in(rows: Iterable[ClientRecord | None]) -> list[ClientRecord]:
    """The rows that are clients; raises Unintelligible where there are rows and none of them is."""
    listed = list(rows)
    found = [row for row in listed if row is not None]
    if listed and not found:
        raise Unintelligible("a list of clients was asked for, and no row of it is one")
    return found


def one(answer: RawAnswer, id: int) -> ClientRecord:  # noqa: A002 - TimeTrack's name
    """The client `id` out of an object or a one-element array.

    Raises NotFound for `null` and `[]`, Unintelligible for anything else that is not this client.
    """
    entry = content(answer)
    if entry in (None, []):
        raise NotFound("no client in the answer")
    found = record(_alone(entry))
    if found.id != id:
        raise Unintelligible(f"client {id} was asked for, another one came")
    return found


def record(entry: Any) -> ClientRecord:
    """One client; unknown keys are ignored. Raises Unintelligible where there is no object or no id."""
    id_ = identifier(entry)
    if id_ is None or not isinstance(entry, dict):
        raise Unintelligible("a client without an id")
    return ClientRecord(id_, {name: field.kind.parse(entry.get(name)) for name, field in FIELDS.items()})


def _record_or_none(entry: Any) -> ClientRecord | None:
    return record(entry) if isinstance(entry, dict) and identifier(entry) else None


def projects(answer: RawAnswer) -> list[tuple[str, str]]:
    """(project's name, client's name) of a list answer; raises Unintelligible for anything but a list of objects."""
    entries = _entries(answer)
    if not all(isinstance(entry, dict) for entry in entries):
        raise Unintelligible("a list of projects was asked for, something else came")
    return [(readable(entry.get("projectName")), readable(entry.get("clientName"))) for entry in entries]


def identifier(content: Any) -> int | None:
    """The id in a created client's answer: `{"ID": 5, …}`, `[{"id": 5}]`, `5` or `"5"`; None where none is named."""
    content = _alone(content)
    if isinstance(content, dict):
        content = content.get("ID") or content.get("id")
    if isinstance(content, str) and PLAIN_NUMBER.fullmatch(content):
        content = int(content)
    return content if isinstance(content, int) and not isinstance(content, bool) and 0 < content <= MAX_ID else None


def whole(content: Any, names: Iterable[str]) -> ClientRecord | None:
    """The client in an answer to a write, where it has an id and all these parameters; None where it has not."""
    content = _alone(content)
    complete = isinstance(content, dict) and identifier(content) and all(name in content for name in names)
    return record(content) if complete else None


def _alone(content: Any) -> Any:
    """The only entry of an array: a single thing may come in one."""
    return content[0] if isinstance(content, list) and len(content) == 1 else content


def _entries(answer: RawAnswer) -> list[Any]:
    listed = content(answer)
    if not isinstance(listed, list):
        raise Unintelligible("a list was asked for, something else came")
    return listed


def _error(answer: RawAnswer, status: int, listed: list[Mapping[str, Any]]) -> TimeTrackError:
    """An error answer by its meaning. A status of 5xx may stand before or after the effect, 4xx means no effect."""
    reached = not 400 <= status < 500
    kind = MEANINGS.get(status, Unintelligible if reached else Rejected)
    if status == 403 and answer.body.strip() and not listed:
        kind = Unintelligible  # a filter's page, not TimeTrack's answer
    details = [text for text in map(_detail, listed[:MOST_DETAILS]) if text]
    wait = seconds(answer.headers.get("retry-after", ""))
    return kind(f"status {status}", reached=reached, details=details, retry_after=wait)


def seconds(retry_after: str) -> int:
    """A Retry-After header (seconds or an HTTP date) as whole seconds from 1 to a day; 30 where it says nothing."""
    text = retry_after.strip()
    try:
        if PLAIN_NUMBER.fullmatch(text):
            wait = float(text)
        else:
            due = parsedate_to_datetime(text)
            wait = ((due if due.tzinfo else due.replace(tzinfo=UTC)) - datetime.now(UTC)).total_seconds()
    except (ValueError, OverflowError):
        return RETRY_AFTER
    return min(max(round(wait), 1), 86_400)


def _errors_in(content: Any) -> list[Mapping[str, Any]]:
    listed = content.get("errors") if isinstance(content, dict) else None
    if not isinstance(listed, list):
        return []
    return [entry if isinstance(entry, dict) else {"detail": str(entry)} for entry in listed]


def _status_in(listed: list[Mapping[str, Any]]) -> int:
    """The HTTP status that an `errors` list behind a 200 names; 500 where it names none that is an error."""
    status = str(listed[0].get("status"))
    return int(status) if re.fullmatch("[45][0-9][0-9]", status) else 500


def _detail(entry: Mapping[str, Any]) -> str:
    parts = (entry.get("title"), entry.get("detail"))
    texts = [readable(part.strip()) for part in parts if isinstance(part, str) and part.strip()]
    return ": ".join(dict.fromkeys(texts))[:LONGEST_DETAIL]
