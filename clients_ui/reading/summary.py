"""The account as a whole: how many clients, what is wrong with them, and whether TimeTrack answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import monotonic

from django.conf import settings

from clients_ui.client.countries import country_codes
from clients_ui.client.record import ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.history import marks, told_apart
from clients_ui.models import FineAsItIs, NotDuplicate
from clients_ui.quality.findings import BY_WORD, Finding
from clients_ui.reading.listing import (
    FromDirectory,
    NoDirectory,
    all_clients,
    from_directory,
    why_no_directory,
    with_told_apart,
)
from clients_ui.reading.one_client import field_of
from clients_ui.timetrack import account
from clients_ui.timetrack.deadline import within
from clients_ui.timetrack.errors import TimeTrackError

PROBE_SECONDS, PROBE_TIMEOUT = 5, 2
COUNTRIES_IN_USE = 5
MARKS_LOOKED_AT, MARKS_SHOWN = 100, 25


@dataclass(frozen=True, slots=True)
class Findings:
    """How many of the clients that were checked have what wrong with them (or why that is not known).

    `notations`: how many are right, but in a notation of their own. `mendable`: of how many the right value is certain.
    `fine`: the last that were marked as fine as they are, with their clients. `told_apart`: the last pairs of which
    somebody said that they are two.
    """

    directory: FromDirectory | None
    no_directory: NoDirectory | None
    counts: Mapping[Finding, int] = field(default_factory=dict)
    notations: Mapping[Finding, int] = field(default_factory=dict)
    mendable: Mapping[Finding, int] = field(default_factory=dict)
    fine: Sequence[tuple[ClientRecord, Finding, FineAsItIs]] = ()
    told_apart: Sequence[tuple[ClientRecord, ClientRecord, NotDuplicate]] = ()


def findings(with_marks: bool = False) -> Findings:
    """What is wrong with how many clients, as far as they were checked, without waiting for it."""
    contents = all_clients()
    if contents is None:
        return Findings(None, why_no_directory())
    checks = with_told_apart(contents).database.checks
    known = {finding: number for finding, number in checks.counts.items() if field_of(finding)}
    return Findings(
        from_directory(contents, contents.database.find(ClientQuery())),
        None,
        {finding: number for finding, number in known.items() if not finding.of_notation},
        {finding: number for finding, number in known.items() if finding.of_notation},
        checks.mendable,
        _last_marked(contents.database) if with_marks else (),
        _last_told_apart(contents.database) if with_marks else (),
    )


def _last_marked(database: Database) -> list[tuple[ClientRecord, Finding, FineAsItIs]]:
    """The last findings that were marked and that would be there without it."""
    made = [*marks.newest()[:MARKS_LOOKED_AT]]
    records = {record.id: record for record in database.records([each.client for each in made])}
    fine = {id_: database.checks.fine(record) for id_, record in records.items()}
    fitting = [each for each in made if BY_WORD.get(each.kind) in fine.get(each.client, set())]
    return [(records[each.client], BY_WORD[each.kind], each) for each in fitting[:MARKS_SHOWN]]


def _last_told_apart(database: Database) -> list[tuple[ClientRecord, ClientRecord, NotDuplicate]]:
    """The last pairs that were told apart, both of which are there."""
    made = [*told_apart.newest()[:MARKS_LOOKED_AT]]
    records = {record.id: record for record in database.records([id_ for each in made for id_ in (each.a, each.b)])}
    there = [each for each in made if {each.a, each.b} <= records.keys()]
    return [(records[each.a], records[each.b], each) for each in there[:MARKS_SHOWN]]


def pairs(most: int) -> list[tuple[ClientRecord, ClientRecord]]:
    """So many pairs of possible duplicates, as far as the clients were checked."""
    contents = all_clients()
    return with_told_apart(contents).database.pairs(most) if contents else []


def countries_in_use() -> list[str]:
    """The countries of most clients, as far as these are in memory: nothing is asked for it."""
    contents = directory.current().contents if settings.DIRECTORY_SECONDS else None
    counts = contents.database.find(ClientQuery()).counts["addressCountry"] if contents else {}
    known = sorted((-number, code) for code, number in counts.items() if number and code in country_codes())
    return [code for _, code in known[:COUNTRIES_IN_USE]]


def probe() -> None:
    """Read one client, to see whether address and credentials work; raises where they do not."""
    account.current().clients.rows(0, 1)


def clock() -> datetime | None:
    """What time it is at TimeTrack; None where its answer does not say. Raises where TimeTrack cannot be asked."""
    return account.current().clients.clock()


def reachable() -> bool:
    """Whether TimeTrack answers this dashboard: one call of at most 2 seconds, at most every 5 seconds."""
    moment, answers = _answers.get(settings.TIMETRACK_API_URL, (-PROBE_SECONDS, False))
    if monotonic() - moment >= PROBE_SECONDS:
        try:
            with within(PROBE_TIMEOUT):
                probe()
            answers = True
        except TimeTrackError:
            answers = False
        _answers[settings.TIMETRACK_API_URL] = monotonic(), answers
    return answers


def answered_last() -> bool:
    """Whether TimeTrack answered when it was asked last; False where it never was. Asks nothing."""
    return _answers.get(settings.TIMETRACK_API_URL, (0, False))[1]


_answers: dict[str, tuple[float, bool]] = {}
"""Address → when it was asked last, and whether it answered."""
forget = _answers.clear
