"""One client out: as TimeTrack has it, what is wrong with it, and whom it looks like."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.directory import directory, fine
from clients_ui.history import marks, traces
from clients_ui.models import FineAsItIs
from clients_ui.quality import findings, mending
from clients_ui.quality.findings import Finding
from clients_ui.reading.listing import Stale, all_clients, with_told_apart
from clients_ui.timetrack import account
from clients_ui.timetrack.errors import OUTAGE, NotFound, TimeTrackError


@dataclass(frozen=True, slots=True)
class Found:
    """One client."""

    record: ClientRecord
    stale: Stale | None = None


def field_of(finding: Finding) -> str:
    """The parameter that a finding is about; "" for a VAT id where no free field holds one."""
    return finding.field or settings.TIMETRACK_VAT_FIELD


@dataclass(frozen=True, slots=True)
class Judged:
    """What is wrong with one client by itself, and what looks wrong and is marked as fine as it is."""

    wrong: list[Finding]
    fine: list[tuple[Finding, FineAsItIs]]


def judged(record: ClientRecord) -> Judged:
    """What is wrong with one client, and what would be if nobody had looked at it."""
    vat_field = settings.TIMETRACK_VAT_FIELD
    found, made = findings.of(record, vat_field), {each.kind: each for each in marks.of_client(record.id)}
    digests = {kind: each.digest for kind, each in made.items()}
    fitting = fine.fitting(record, digests, vat_field, marks.digest)
    return Judged(
        [finding for finding in Finding if finding in found - fitting],
        [(finding, made[finding.word]) for finding in Finding if finding in found & fitting],
    )


def mended(record: ClientRecord, finding: Finding) -> dict[str, Value]:
    """Parameter → the value that is certainly right, where the finding is gone with it; nothing where none is."""
    return mending.mended(record, finding, settings.TIMETRACK_VAT_FIELD)


def alike(record: ClientRecord) -> list[ClientRecord]:
    """The clients that are likely the same as this one, among those in memory: nothing is asked for it."""
    contents = directory.current().contents if settings.DIRECTORY_SECONDS else None
    return with_told_apart(contents).database.alike(record) if contents else []


def named_like(name: str, but: int | None = None) -> list[ClientRecord]:
    """The clients of such a name among all but one, as far as they are known here."""
    contents = all_clients()
    return [record for record in contents.database.named(name) if record.id != but] if contents else []


def client(id: int) -> Found:  # noqa: A002 - TimeTrack's name
    """One client; as the directory has it where TimeTrack cannot be reached. Raises NotFound for none."""
    try:
        return Found(current(id))
    except OUTAGE as error:
        contents = all_clients()
        known = contents and contents.age < settings.STALE_SECONDS and id not in contents.unknown
        record = contents.database.get(id) if contents and known else None
        if contents is None or record is None:
            raise
        return Found(record, Stale(contents.age, error))


def client_if_any(id: int) -> Found | None:  # noqa: A002
    """The same; None for none."""
    try:
        return client(id)
    except NotFound:
        return None


def holds(id: int, values: Mapping[str, Value]) -> bool:  # noqa: A002
    """Whether TimeTrack holds these values of a client; not where it cannot be asked."""
    try:
        record = current(id)
    except TimeTrackError:
        return False
    return all(FIELDS[name].kind.same(record[name], value) for name, value in values.items())


def changed_elsewhere(record: ClientRecord) -> list[str]:
    """The parameters that TimeTrack holds otherwise than this dashboard wrote them last."""
    written = traces.last_written(record.id)
    return [name for name, value in written.items() if not FIELDS[name].kind.same(record[name], value)]


def projects(record: ClientRecord) -> list[str] | None:
    """The names of a client's projects; None where they cannot be looked up."""
    return account.current().projects.of_client(record.name)


def with_projects() -> frozenset[str] | None:
    """The names of all clients that have projects; None where they cannot all be looked up."""
    return account.current().projects.owners()


def current(id: int) -> ClientRecord:  # noqa: A002
    """One client as TimeTrack has it now and not otherwise; raises NotFound where there is none."""
    return account.current().clients.get(id)
