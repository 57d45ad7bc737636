"""The state of the list, as its URL has it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import QueryDict

from clients_ui.client.folding import alternatives
from clients_ui.client.record import FIELDS, POSSIBLE_COLUMNS
from clients_ui.quality.findings import BY_WORD, Finding

LAST_PAGE = 1_000_000
LONGEST_SEARCH, LONGEST_FILTER = 200, 1000
"""Letters of what is searched for, and of a value that is chosen."""
ID = re.compile(r"#?([0-9]{1,18})")  # SQLite knows no longer ones
SORTABLE = {column.name for column in POSSIBLE_COLUMNS}


@dataclass(frozen=True, slots=True)
class ListQuery:
    """The state of the list, as its URL has it.

    `q` is searched for; `page` counts from 1; `sort` is a column's parameter, with "-" in front for the other way
    round, "" for none; `filters`: parameter → the values of which a client holds one, "" for clients without a value;
    `finding`: only clients that have this wrong with them; `columns`: the parameters that are shown, name first, none
    for those that the person has chosen.
    """

    q: str = ""
    page: int = 1
    sort: str = ""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    finding: Finding | None = None
    columns: tuple[str, ...] = ()

    @classmethod
    def of(cls, parameters: QueryDict) -> "ListQuery":
        """The query in a URL's parameters; a page that is no number is the first, an unknown column is none."""
        digits = parameters.get("page", "")
        page = int(digits[:7]) if digits.isascii() and digits.isdigit() else 1
        sort = parameters.get("sort", "")
        return cls(
            _bounded(parameters.get("q", "")).strip(),
            min(max(page, 1), LAST_PAGE),
            sort if sort.removeprefix("-") in SORTABLE else "",
            {
                name: tuple(dict.fromkeys(_bounded(each, LONGEST_FILTER) for each in parameters.getlist(name)))
                for name in FIELDS
                if name in parameters
            },
            BY_WORD.get(parameters.get("finding", "")),
            columns_of(parameters.get("columns", "").split(",")),
        )

    def at(self, page: int) -> "ListQuery":
        """The same list on another page."""
        return replace(self, page=page)

    def sorted_by(self, name: str) -> "ListQuery":
        """The same clients in the order of a column; where that is their order, the other way round."""
        return replace(self, sort=f"-{name}" if self.sort == name else name, page=1)

    def holding(self, name: str, value: str | None) -> "ListQuery":
        """The same list, of the clients alone that hold this value (None: whatever they hold)."""
        return self._filtered(name, () if value is None else (value,))

    def without(self, name: str, *values: str) -> "ListQuery":
        """The same list, without these values among those that a filter asks for."""
        return self._filtered(name, tuple(each for each in self.filters.get(name, ()) if each not in values))

    def _filtered(self, name: str, values: tuple[str, ...]) -> "ListQuery":
        filters = {**self.filters, name: values}
        return replace(self, filters={key: filters[key] for key in sorted(filters) if filters[key]}, page=1)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The parameters that another search in the same list keeps."""
        finding = self.finding.word if self.finding else ""
        single = [("sort", self.sort), ("finding", finding), ("columns", ",".join(self.columns))]
        filters = [(name, value) for name, values in self.filters.items() for value in values]
        return [pair for pair in single if pair[1]] + filters

    @property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """What is searched for, word by word, each in all the ways in which it may be written."""
        return alternatives(self.q)

    @property
    def id(self) -> int | None:
        """The client's id that is searched for: "123" or "#123"."""
        number = ID.fullmatch(self.q)
        return int(number[1]) if number else None

    def encoded(self) -> str:
        """The query as part of a URL; empty for the plain list."""
        single = [("q", self.q), ("page", str(self.page) if self.page > 1 else "")]
        return urlencode([pair for pair in single if pair[1]] + self.kept)


def columns_of(names: Collection[str]) -> tuple[str, ...]:
    """The columns among these names, in their order and with the name first; none where no name is a column's."""
    found = tuple(field.name for field in POSSIBLE_COLUMNS if field.name in names and field.name != "name")
    return ("name", *found) if found or "name" in names else ()


def _bounded(text: str, most: int = LONGEST_SEARCH) -> str:
    return text.replace("\0", "")[:most]
