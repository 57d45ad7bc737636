"""Which findings are fine as they are, as far as this worker knows the marks. No I/O."""

from collections.abc import Callable, Iterable, Mapping

from clients_ui.client.record import ClientRecord
from clients_ui.quality import findings
from clients_ui.quality.findings import BY_WORD, Finding

Digest = Callable[[int, str, list[str]], str]
"""What names the values of a finding: the client's id, the finding's word, the values."""


def fitting(record: ClientRecord, marks: Mapping[str, str], vat_field: str, digest: Digest) -> set[Finding]:
    """The findings about a client whose marks (kind → digest) fit the values that it has."""
    kinds = {BY_WORD[word]: mark for word, mark in marks.items() if word in BY_WORD}
    return {
        finding
        for finding, mark in kinds.items()
        if finding in findings.LOOKED_AT
        and digest(record.id, finding.word, findings.values_of(record, finding, vat_field)) == mark
    }


class Marks:
    """The marks of all clients, by client."""

    def __init__(self, vat_field: str, digest: Digest) -> None:
        self._vat_field = vat_field
        self._digest = digest
        self._of: dict[int, Mapping[str, str]] = {}

    def fitting(self, record: ClientRecord) -> set[Finding]:
        """What is fine as it is about a client."""
        marks = self._of.get(record.id)
        return fitting(record, marks, self._vat_field, self._digest) if marks else set()

    def take(self, marks: Mapping[int, Mapping[str, str]], of: Iterable[int] | None) -> set[int]:
        """Take the marks of these clients (None: of all) in place of those that they had; whose are others now."""
        concerned = {*self._of, *marks} if of is None else {*of}
        changed = {id_ for id_ in concerned if self._of.get(id_) != marks.get(id_)}
        for id_ in changed:
            if id_ in marks:
                self._of[id_] = marks[id_]
            else:
                del self._of[id_]
        return changed
