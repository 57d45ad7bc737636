"""One client out: as TimeTrack has it, what is wrong with it, and whom it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from clients_ui.client.folding import folded, plain, search_run
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.client.rules import same
from clients_ui.directory import directory
from clients_ui.directory.directory import Held
from clients_ui.history import traces
from clients_ui.quality import findings as rules_of_findings
from clients_ui.quality.findings import Finding
from clients_ui.reading import outage
from clients_ui.reading.listing import Stale, known_clients, seen_lately
from clients_ui.timetrack import account
from clients_ui.timetrack.errors import OUTAGE, TimeTrackError


@dataclass(frozen=True, slots=True)
class Found:
    """One client."""

    record: ClientRecord
    stale: Stale | None = None


def field_of(finding: Finding) -> str:
    """The parameter that a finding is about; "" for a VAT id where no free field holds one."""
    return finding.field or settings.TIMETRACK_VAT_FIELD


def wrong(record: ClientRecord) -> list[Finding]:
    """What is wrong with one client by itself; most have been checked already."""
    held = _at_hand()
    found = held.index.wrong_with(record) if held else None
    if found is None:
        found = rules_of_findings.of(record, settings.TIMETRACK_VAT_FIELD)
    return [finding for finding in Finding if finding in found]


def alike(record: ClientRecord) -> list[ClientRecord]:
    """The clients that are likely the same as this one, among those in memory: nothing is asked for it."""
    held = _at_hand()
    return held.index.alike(record) if held else []


def _at_hand() -> Held | None:
    return directory.current().at_hand if settings.DIRECTORY_SECONDS else None


def named_like(name: str) -> list[ClientRecord]:
    """The clients of such a name among all, as far as they are known here."""
    held, part = known_clients(), search_run(name)
    candidates = held.index.named(part) if held and plain(part) else []
    return [client for client in candidates if folded(client.name) == folded(name)]


def client(id: int) -> Found:  # noqa: A002 - TimeTrack's name
    """One client; as this worker saw it lately where TimeTrack cannot be reached. Raises NotFound for none."""
    key = (settings.TIMETRACK_API_URL, id)
    try:
        record = account.current().clients.get(id)
    except OUTAGE as error:
        return Found(*seen_lately(outage.clients, key, error))
    outage.clients.remember(key, record)
    return Found(record)


def holds(id: int, values: Mapping[str, Value]) -> bool:  # noqa: A002
    """Whether TimeTrack holds these values of a client; not where it cannot be asked."""
    try:
        record = current(id)
    except TimeTrackError:
        return False
    return all(same(FIELDS[name], record[name], value) for name, value in values.items())


def changed_elsewhere(record: ClientRecord) -> list[str]:
    """The parameters that TimeTrack holds otherwise than this dashboard wrote them last."""
    written = traces.last_written(record.id)
    return [name for name, value in written.items() if not same(FIELDS[name], record[name], value)]


def projects(record: ClientRecord) -> list[str] | None:
    """The names of the client's projects; None where they cannot be looked up."""
    return account.current().projects.of_client(record.name)


def current(id: int) -> ClientRecord:  # noqa: A002
    """One client as TimeTrack has it now and not otherwise; raises NotFound where there is none."""
    return account.current().clients.get(id)
