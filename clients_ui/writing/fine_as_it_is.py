"""A finding that somebody looked at is fine as it is, or is to be looked at again: for the whole team.

TimeTrack knows nothing of it, and is not asked.
"""

from django.conf import settings

from clients_ui.client.record import ClientRecord
from clients_ui.history import marks
from clients_ui.quality import findings
from clients_ui.quality.findings import Finding


def mark(record: ClientRecord, finding: Finding, by: int) -> bool:
    """Mark a finding about a client as somebody was shown it; whether there is such a finding.

    Where the client was changed since, the mark does not fit, and the finding stays. Raises NotRecorded where it cannot
    be written down.
    """
    if finding not in findings.of(record, settings.TIMETRACK_VAT_FIELD):
        return False
    values = findings.values_of(record, finding, settings.TIMETRACK_VAT_FIELD)
    marks.mark(by, record.id, record.name, finding.word, marks.digest(record.id, finding.word, values))
    return True


def take_back(client: int, name: str, finding: Finding, by: int) -> bool:
    """Take a mark back; whether there was one. Raises NotRecorded as `mark` does."""
    return marks.unmark(by, client, name, finding.word)
