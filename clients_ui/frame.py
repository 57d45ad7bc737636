"""Clients as rows of a polars frame: packed for keeping, folded for searching, unpacked for showing. Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from clients_ui import checking
from clients_ui.folding import plain
from clients_ui.record import FIELDS, ClientRecord, Kind

SEPARATOR = "\x1f"
"""Between the values of a client, which so cannot hold it: an index shows it as the sign for what is missing."""
TEXTS = tuple(f.name for f in FIELDS.values() if f.kind is not Kind.BOOLEAN)
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
    "text": pl.String,
    "named": pl.UInt32,
    **checking.COLUMNS,
}
"""`missing`: a bit for each empty value; `text`: all values, folded, the name first; `named`: its length in bytes."""


def page_of(
    clients: Iterable[ClientRecord], like: pl.DataFrame | None = None, found: Mapping[str, list[Any]] | None = None
) -> pl.DataFrame:
    """A page of an index, checked where it is known what was `found`.

    `like` itself where that holds the very same, so that nothing is kept twice.
    """
    listed = list(clients)
    kept = {
        "id": [client.id for client in listed],
        "enabled": [client["enabled"] for client in listed],
        "packed": [packed(client) for client in listed],
    }
    if like is not None and like.select(*KEPT).equals(pl.DataFrame(kept, schema=KEPT)):
        return like
    made = {
        "missing": [_missing(client) for client in listed],
        "addressCountry": [_clean(client, "addressCountry") for client in listed],
        "addressCity": [_clean(client, "addressCity") for client in listed],
        "text": [_text(client) for client in listed],
        "named": [len(plain(client.name).encode()) for client in listed],
    }
    return pl.DataFrame({**kept, **made, **(found or dict.fromkeys(checking.COLUMNS, [None] * len(listed)))}, SCHEMA)


def records(ids: pl.Series, enabled: pl.Series, kept: pl.Series) -> list[ClientRecord]:
    """The clients in these columns, as TimeTrack described them."""
    return [
        ClientRecord(id_, dict(zip(TEXTS, unpacked(texts), strict=True)) | {"enabled": flag})
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


def _text(client: ClientRecord) -> str:
    """What is searched: all values that there are, folded."""
    return plain(SEPARATOR.join(str(client[name]) for name in TEXTS if client[name]))
