"""Texts as far as a page shows them: TimeTrack may hold any length, and a form alone shows all of it."""

from clients_ui.client.record import Field, Value


def shortened(text: str, most: int) -> str:
    """A text, or where it is longer than so many letters its beginning."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def read(field: Field, value: Value) -> str:
    """A value as a reader sees it; what could be typed into its field is whole."""
    return shortened(field.kind.text(value), field.kind.longest)
