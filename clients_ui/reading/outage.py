"""What this worker saw lately, for as long as TimeTrack cannot be reached: in memory, bounded, never for a save."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from clients_ui.client.record import ClientRecord
from clients_ui.timetrack.repository import PageOfClients

T = TypeVar("T")


class Seen(Generic[T]):
    """The last so many things, by key, each with the moment at which it was seen."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._things: OrderedDict[Hashable, tuple[float, T]] = OrderedDict()
        self._lock = Lock()

    def remember(self, key: Hashable, thing: T) -> T:
        """Remember a thing, and forget the one that was not seen for longest."""
        with self._lock:
            self._things[key] = (monotonic(), thing)
            self._things.move_to_end(key)
            if len(self._things) > self._most:
                self._things.popitem(last=False)
        return thing

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._things.clear()

    def recall(self, key: Hashable, seconds: float) -> tuple[T, float] | None:
        """The thing and its age in seconds, unless it was seen longer ago."""
        with self._lock:
            moment, thing = self._things.get(key, (0.0, None))
        age = monotonic() - moment
        return (thing, age) if thing is not None and age < seconds else None


lists: Seen[PageOfClients] = Seen(most=100)
clients: Seen[ClientRecord] = Seen(most=1000)
answered: Seen[bool] = Seen(most=1)
