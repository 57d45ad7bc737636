"""The operations of the dashboard: the filled form of each, what it sends, and what TimeTrack must hold after it."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from tests.pages import form_of

Clients = Mapping[int, Mapping[str, Any]]

STORED = {
    "name": "Müller GmbH",
    "enabled": True,
    "color": "336699",
    "phone": "+43 1",
    "email": "no mail",
    "addressCountry": "Austria",
    "field1": " spaced ",
    "notes": "a\r\nb",
}
"""A client that breaks today's rules: nobody touches these values, so nothing may touch them."""
OTHER = {"name": "Huber", "enabled": False}
NEW = {"name": "Öko Nord", "enabled": True, "color": "#1F6FEB", "phone": "+43 5", "notes": "one\ntwo"}
TYPED_NEW = NEW | {"enabled": "on", "notes": "one\r\ntwo"}
MINE, THEIRS = {"phone": "+43 2"}, {"phone": "+43 3"}
ADD, CHANGE, DELETE, LIST = "/clients/add/", "/clients/1/", "/clients/1/delete/", "/clients/"


@dataclass(frozen=True)
class Operation:
    """Something that a person does: `open` leads to the filled form, `state` is TimeTrack's by then."""

    method: str
    url: str
    open: Callable[[Any, Any], dict[str, str]]
    state: Callable[[], dict[int, dict[str, Any]]]
    sends: Mapping[str, Any] | None  # the body of its one write
    typed: Mapping[str, str] = field(default_factory=dict)  # what has to stay on the screen until it is saved
    remembered: bool = True  # whether the form is the same one for each test


def _both():
    return {1: deepcopy(STORED), 2: deepcopy(OTHER)}


def _without():
    return {2: deepcopy(OTHER)}


def _with_theirs():
    return {1: deepcopy(STORED) | THEIRS, 2: deepcopy(OTHER)}


def _with_alike():
    return _both() | {3: {"name": "Oeko Nord", "enabled": True}}


def _add(sandbox, browser):
    return form_of(browser.get(ADD)) | TYPED_NEW | {"_save": ""}


def _add_anyway(sandbox, browser):
    sandbox.fill(_with_alike(), [])
    return form_of(browser.post(ADD, _add(sandbox, browser))) | {"_create_anyway": ""}


def _change(sandbox, browser):
    return form_of(browser.get(CHANGE)) | MINE | {"_save": ""}


def _choose_mine(sandbox, browser):
    typed = _change(sandbox, browser)
    sandbox.clients[1].update(THEIRS)
    return form_of(browser.post(CHANGE, typed)) | {"use-phone": "mine", "_save": ""}


def _create_again(sandbox, browser):
    typed = _change(sandbox, browser)
    del sandbox.clients[1]
    return form_of(browser.post(CHANGE, typed)) | {"_create_again": ""}


def _confirm(sandbox, browser):
    return form_of(browser.get(DELETE))


def _confirm_again(sandbox, browser):
    typed = _confirm(sandbox, browser)
    sandbox.clients[1].update(THEIRS)
    return form_of(browser.post(DELETE, typed))


def _undo(sandbox, browser):
    broken, sandbox.switches.broken_row = sandbox.switches.broken_row, "none"  # a list of that row alone is none
    browser.post(DELETE, _confirm(sandbox, browser))
    form = form_of(browser.get(LIST)) | {"_undo": ""}
    sandbox.switches.broken_row = broken
    return form


_AGAIN = STORED | {"enabled": "on"}

WRITES: dict[str, Operation] = {
    "create": Operation("POST", ADD, _add, _both, NEW, TYPED_NEW),
    "create anyway": Operation("POST", ADD, _add_anyway, _with_alike, NEW, TYPED_NEW),
    "save": Operation("PUT", CHANGE, _change, _both, MINE, MINE),
    "save after a clash": Operation("PUT", CHANGE, _choose_mine, _with_theirs, MINE, MINE | {"use-phone": "mine"}),
    "delete": Operation("DELETE", DELETE, _confirm, _both, None),
    "delete after a change": Operation("DELETE", DELETE, _confirm_again, _with_theirs, None),
    "undo": Operation("POST", ADD, _undo, _without, STORED, _AGAIN, remembered=False),
    "create again": Operation("POST", CHANGE, _create_again, _without, STORED | MINE, _AGAIN | MINE),
}
CLASHES: dict[str, Operation] = {
    "save into a clash": Operation("PUT", CHANGE, _change, _with_theirs, MINE, MINE),
    "delete what was changed": Operation("DELETE", DELETE, _confirm, _with_theirs, None),
}
READS = {"list": LIST, "search": "/clients/?q=ller", "open": CHANGE, "ask before deletion": DELETE}

_forms: dict[tuple[str, int, str], dict[str, str]] = {}


def filled_form(operation, sandbox, browser):
    """The operation's form, ready to be sent, and TimeTrack as it is at that moment.

    A form is signed for a person and holds what TimeTrack answered: the same person may send it in another test.
    """
    key = (operation.open.__name__, browser.person.pk, repr(sandbox.switches))
    form = _forms.get(key) if operation.remembered else None
    if form is None:
        sandbox.fill(_both(), [])
        form = _forms[key] = operation.open(sandbox, browser)
    sandbox.fill(operation.state(), [])
    sandbox.calls.clear()
    return form
