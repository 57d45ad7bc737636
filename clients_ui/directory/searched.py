"""What an index is searched by: its clients' texts as they were laid out, and those of the few that were written since.

Pure. So a write lays nothing out anew; the next fill does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from clients_ui.directory.matching import NOT, match, matches
from clients_ui.directory.texts import Texts

Pair = tuple[str, str]
"""The two texts of a client."""


@dataclass(frozen=True, slots=True)
class Searched:
    """All texts.

    `left`: the positions in `texts` of the clients that are still there, None for all. `written`: position now → texts;
    a client that came since is behind the others. `changed`: the numbers of the pages that these were or are in.
    """

    texts: Texts
    left: pl.Series | None = None
    written: Mapping[int, Pair] = field(default_factory=dict)
    changed: frozenset[int] = frozenset()

    @property
    def writes(self) -> int:
        """How many clients were written or deleted."""
        return len(self.written) + (0 if self.left is None else self.texts.clients - len(self.left))

    def page(self, number: int) -> pl.DataFrame | None:
        """The texts of a page; None after a client of it was written."""
        return None if number in self.changed else self.texts.pages[number : number + 1]

    def matches(self, words: Sequence[str]) -> pl.Series:
        """For each client, how well it matches these folded words."""
        steps = matches(self.texts, words)
        if self.left is not None:
            steps = steps[self.left]
        if self.written:
            if new := sum(row >= len(steps) for row in self.written):
                steps = pl.concat([steps, pl.Series([NOT] * new, dtype=steps.dtype)])
            steps = steps.scatter([*self.written], [match(*texts, words) for texts in self.written.values()])
        return steps

    def with_client(self, row: int, page: int, texts: Pair | None) -> "Searched":
        """The same after the client at this position was written, behind the last created, or deleted (None)."""
        changed = self.changed | {page}
        if texts is not None:
            return replace(self, written={**self.written, row: texts}, changed=changed)
        written = {each - (each > row): held for each, held in self.written.items() if each != row}
        left = self.left if self.left is not None else pl.int_range(self.texts.clients, dtype=pl.UInt32, eager=True)
        return replace(self, left=pl.concat([left[:row], left[row + 1 :]]), written=written, changed=changed)
