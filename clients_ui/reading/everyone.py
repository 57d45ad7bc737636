"""All clients, a portion at a time: from the directory, else from TimeTrack itself."""

from collections.abc import Iterator, Sequence

from clients_ui.client.record import ClientRecord
from clients_ui.reading.listing import all_clients
from clients_ui.timetrack import account


def portions() -> Iterator[Sequence[ClientRecord]]:
    """Every client once. Nobody has to wait for whoever goes through them."""
    contents = all_clients()
    return account.current().clients.walk().pages() if contents is None else contents.database.portions()
