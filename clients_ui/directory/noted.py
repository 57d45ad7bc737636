"""The marks of findings as they come to this worker: all of them after a fill, and what the history tells since."""

from collections.abc import Iterable

from clients_ui.directory.database import Database
from clients_ui.history import marks
from clients_ui.history.written_since import Write
from clients_ui.models import AttemptOutcome


class Noted:
    """Up to which fill the marks were read as a whole. A fill itself does not read them: it asks TimeTrack alone."""

    def __init__(self) -> None:
        self._fills = 1
        self._read = 0

    def after_fill(self) -> None:
        """All marks are to be read once more, whatever the history tells (of which entries may be forgotten)."""
        self._fills += 1

    def take(self, writes: Iterable[Write], database: Database) -> list[Write]:
        """Take the marks that were made or taken back since; what else was written."""
        rest, noted, fills = list[Write](), set[int](), self._fills
        for write in writes:
            if write.outcome is not AttemptOutcome.NOTED:
                rest.append(write)
            elif write.client:
                noted.add(write.client)
        if self._read != fills:
            database.checks.take_marks(marks.digests())
            self._read = fills
        elif noted:
            database.checks.take_marks(marks.digests([*noted]), noted)
        return rest
