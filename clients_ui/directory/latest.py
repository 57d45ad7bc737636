"""What became of clients that were written since the directory was read, as far as the trace of the writes tells."""

from collections import Counter
from collections.abc import Iterable, Mapping

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.history.written_since import Write
from clients_ui.models import AttemptOutcome

MOST_REMEMBERED = 1000


class Writes:
    """The writes that were taken over, by client: its newest entry."""

    def __init__(self) -> None:
        self._newest: dict[int, int] = {}

    def latest(
        self, writes: Iterable[Write], database: Database
    ) -> tuple[dict[int, ClientRecord | None], set[int | None]]:
        """The clients as these writes have made them, None for one that is gone; and those that remain unknown.

        Of these the trace does not tell enough; None stands for one whose id is not known.
        """
        listed = list(writes)
        refilled, twice = database.take_refilled(), _written_twice(listed)
        changes, unknown = dict[int, ClientRecord | None](), set[int | None]()
        for write in listed:
            if write.client is None:
                unknown.add(None)
                continue
            if write.outcome in {AttemptOutcome.DELETED, AttemptOutcome.GONE}:
                changes[write.client] = None
            elif changes.get(write.client, write) is not None:
                before = changes.get(write.client) or database.get(write.client)
                late = self._newest.get(write.client, 0) > write.entry or write.client in twice
                after = None if late else _after(write, before, fresh=write.client in refilled)
                if after:
                    changes[write.client] = after
                else:
                    unknown.add(write.client)
            self._newest[write.client] = max(write.entry, self._newest.pop(write.client, 0))
            while len(self._newest) > MOST_REMEMBERED:
                del self._newest[next(iter(self._newest))]
        return changes, unknown - {id_ for id_, record in changes.items() if record is None}


def _after(write: Write, before: ClientRecord | None, *, fresh: bool) -> ClientRecord | None:
    """The client after a write, None where that is not known.

    `fresh`: it was read at about the same time, before or after the write, and may have been changed elsewhere since.
    """
    if write.values is None or write.outcome is AttemptOutcome.UNCLEAR or write.client is None:
        return None
    if write.outcome is AttemptOutcome.CREATED:
        return before or ClientRecord(write.client, {**EMPTY, **write.values})
    if before is None or (fresh and any(before[name] != value for name, value in write.values.items())):
        return None
    return ClientRecord(write.client, {**before.values, **write.values})


def _written_twice(writes: Iterable[Write]) -> set[int | None]:
    """The clients of which one field was written more than once: which of two came last the trace does not tell."""
    saved: Mapping[tuple[int | None, str], int] = Counter(
        (write.client, name) for write in writes if write.outcome is AttemptOutcome.SAVED for name in write.values or ()
    )
    return {client for (client, _), number in saved.items() if number > 1}
