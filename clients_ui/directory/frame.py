"""Clients as rows of a polars frame: packed for keeping, unpacked for showing; and their texts for searching. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl

from clients_ui.client.folding import plain
from clients_ui.client.kinds import BOOLEAN
from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory import checking
from clients_ui.directory.texts import END, page_of_texts

SEPARATOR = "\x1f"
"""Between the values of a client, which so cannot hold it: an index shows it as the sign for what is missing."""
TEXTS = tuple(f.name for f in FIELDS.values() if f.kind is not BOOLEAN)
KEYS = (*TEXTS, "enabled")
PLACE = {name: place for place, name in enumerate(TEXTS)}
BIT = {name: 1 << place for place, name in enumerate(TEXTS)}
KEPT = {
    "id": pl.Int64,
    "enabled": pl.Boolean,
    "packed": pl.String,
}
"""From these a client is made again."""
SCHEMA = KEPT | {
    "missing": pl.UInt32,
    "addressCountry": pl.Categorical,
    "addressCity": pl.Categorical,
    **checking.COLUMNS,
}
"""`missing`: a bit for each empty value."""


class Page(NamedTuple):
    """Clients for an index: a row for each, and their texts, as `texts` has them."""

    rows: pl.DataFrame
    texts: pl.DataFrame


def page_of(
    clients: Iterable[ClientRecord], rows: pl.DataFrame | None = None, texts: pl.DataFrame | None = None
) -> Page:
    """A page; of these rows, and texts of the same, where they hold these very clients: so nothing is checked twice."""
    listed = list(clients)
    if rows is None or not rows.select(*KEPT).equals(pl.DataFrame(_kept(listed), schema=KEPT)):
        return Page(rows_of(listed), _texts_of(listed))
    return Page(rows, _texts_of(listed) if texts is None else texts)


def rows_of(clients: Sequence[ClientRecord], found: Mapping[str, list[Any]] | None = None) -> pl.DataFrame:
    """A row for each client, checked where it is known what was `found`."""
    derived = {
        "missing": [_missing(client) for client in clients],
        "addressCountry": [_clean(client, "addressCountry") for client in clients],
        "addressCity": [_clean(client, "addressCity") for client in clients],
    }
    unchecked = dict.fromkeys(checking.COLUMNS, [None] * len(clients))
    return pl.DataFrame({**_kept(clients), **derived, **(found or unchecked)}, SCHEMA)


def texts_of(client: ClientRecord) -> tuple[str, str]:
    """What is searched, folded: the name, with a space before each of its words, and all other values."""
    values = [str(client[name]) for name in TEXTS if name != "name" and client[name]]
    return f" {searchable(client.name)}", searchable(SEPARATOR.join(values))


def searchable(text: str) -> str:
    """A text, or a part of one, as it is searched."""
    return plain(text.replace(END, " "))


def cleaned(client: ClientRecord) -> ClientRecord:
    """The client as an index shows it."""
    return ClientRecord(client.id, {name: _clean(client, name) for name in TEXTS} | {"enabled": client["enabled"]})


def _texts_of(clients: Sequence[ClientRecord]) -> pl.DataFrame:
    both = [texts_of(client) for client in clients]
    return page_of_texts([name for name, _ in both], [others for _, others in both])


def _kept(clients: Sequence[ClientRecord]) -> dict[str, list[Any]]:
    return {
        "id": [client.id for client in clients],
        "enabled": [client["enabled"] for client in clients],
        "packed": [packed(client) for client in clients],
    }


def records(ids: pl.Series, enabled: pl.Series, kept: pl.Series) -> list[ClientRecord]:
    """The clients in these columns, as TimeTrack described them."""
    return [
        ClientRecord(id_, dict(zip(KEYS, [*unpacked(texts), flag], strict=True)))
        for id_, flag, texts in zip(ids.to_list(), enabled.to_list(), kept.to_list(), strict=True)
    ]


def packed(client: ClientRecord) -> str:
    """The values of a client but `enabled`, as one text."""
    return SEPARATOR + SEPARATOR.join(_clean(client, name) for name in TEXTS) + SEPARATOR


def unpacked(kept: str) -> list[str]:
    """The values in the order of `TEXTS`."""
    return kept[1:-1].split(SEPARATOR)


def column(kept: pl.Series, name: str) -> list[str]:
    """The values of one parameter."""
    return kept.str.split(SEPARATOR).list.get(PLACE[name] + 1).to_list()


def _clean(client: ClientRecord, name: str) -> str:
    return str(client[name]).replace(SEPARATOR, "\ufffd")


def _missing(client: ClientRecord) -> int:
    return sum(BIT[name] for name in TEXTS if not client[name])
