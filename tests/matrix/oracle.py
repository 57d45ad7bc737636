"""What is true, told from TimeTrack's own state: the judge over every page."""

import json
import logging
import re
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.models import LogEntry

from tests.matrix.operations import LIST, filled_form
from tests.pages import form_of, said, text_of
from ttdash.sandbox.state import PARAMETERS

NOTHING = re.compile(r"Nothing was (saved|created|deleted)|was not deleted")
UNCLEAR = re.compile("unclear", re.IGNORECASE)
DONE_TRACES = {"POST": "created", "PUT": "saved", "DELETE": "deleted"}


@dataclass
class Cell:
    """One operation that met what was planned for it, and all that can be seen of it."""

    operation: Any
    browser: Any
    form: dict[str, str]
    page: Any
    said: list[tuple[str, str]]
    before: dict
    after: dict
    calls: list
    traces: list[str]
    records: list[logging.LogRecord]

    @property
    def levels(self):
        return [level for level, _ in self.said]

    @property
    def words(self):
        return " ".join(sentence for _, sentence in self.said)

    @property
    def writes(self):
        return [(call.method, call.body) for call in self.calls if call.method != "GET"]

    @property
    def unchanged(self):
        return self.after == self.before

    @property
    def as_typed(self):
        return is_as_typed(self.operation, self.before, self.after)


def run(operation, sandbox, browser, caplog, plan):
    """Send the operation's form into what `plan` prepares."""
    form = filled_form(operation, sandbox, browser)
    plan(sandbox)
    traced = set(LogEntry.objects.values_list("pk", flat=True))
    before = deepcopy(sandbox.clients)
    caplog.clear()
    page = browser.post(operation.url, form)
    with sandbox.lock:
        after, calls = deepcopy(sandbox.clients), list(sandbox.calls)
    records = list(caplog.records)
    sandbox.heal()
    sentences = said(browser.get(LIST) if page.status_code == 302 else page)
    entries = LogEntry.objects.exclude(pk__in=traced)
    traces = [json.loads(entry.change_message)["outcome"] for entry in entries]
    return Cell(operation, browser, form, page, sentences, before, after, calls, traces, records)


def is_as_typed(operation, before, after):
    """Whether TimeTrack now holds what was asked for, and everything else as it was."""
    if operation.method == "DELETE":
        return after == {id_: client for id_, client in before.items() if id_ != 1}
    if operation.method == "PUT":
        rest = {id_: client for id_, client in after.items() if id_ != 1}
        untouched = {id_: client for id_, client in before.items() if id_ != 1}
        return rest == untouched and 1 in after and holds(after[1], before[1] | operation.sends)
    new = {id_: client for id_, client in after.items() if id_ not in before}
    kept = {id_: client for id_, client in after.items() if id_ in before}
    return kept == before and len(new) == 1 and all(holds(client, operation.sends) for client in new.values())


def holds(stored, wanted):
    """Whether a client is what was wanted, notations apart."""
    return not differing(stored, wanted)


def differing(stored, wanted):
    """The parameters of which TimeTrack holds something else than was wanted."""
    return {name for name in PARAMETERS if plain(name, stored.get(name)) != plain(name, wanted.get(name))}


def is_sent(body, wanted):
    """Whether what was sent is exactly what was to be sent, notations apart."""
    if body is None or wanted is None:
        return body is wanted
    return body.keys() == wanted.keys() and all(plain(name, body[name]) == plain(name, wanted[name]) for name in body)


def plain(name, value):
    """A value without the notations that TimeTrack may choose: of nothing, of line ends, of colours."""
    if isinstance(value, bool) or value is None:
        return value or (False if name == "enabled" else "")
    text = value.replace("\r\n", "\n").strip()
    if name != "color":
        return text
    if parts := re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", text):
        return "".join(f"{int(part):02x}" for part in parts.groups())
    return text.removeprefix("#").lower()


def assert_truth(cell):
    """What holds for every cell, whatever went wrong in it."""
    assert_no_crash(cell.page, cell.records)
    assert cell.said, "nothing is said"
    assert len(cell.writes) <= 1
    for method, body in cell.writes:
        assert method == cell.operation.method
        assert is_sent(body, cell.operation.sends)
    if "success" in cell.levels:
        assert cell.as_typed
    if NOTHING.search(cell.words):
        assert cell.unchanged
    if not cell.unchanged and not cell.as_typed:
        assert "did not take" in cell.words or UNCLEAR.search(cell.words)
    if "success" not in cell.levels and cell.operation.typed:
        assert cell.page.status_code != 302
        assert lost(cell.page, cell.operation.typed) == {}
    assert_traced(cell)


def assert_no_crash(page, records):
    """No 500, no traceback; what was expected to fail is a warning."""
    assert page.status_code in {200, 302, 404, 502, 503, 504}
    assert ("Retry-After" in page.headers) is (page.status_code == 503)
    assert [record for record in records if record.exc_info or record.levelno > logging.WARNING] == []


def assert_traced(cell):
    """Every write that was sent has its trace, which is completed, and true."""
    assert len(cell.traces) == len(cell.writes)
    for trace in cell.traces:
        if trace == "not_saved":
            assert cell.unchanged
        elif trace == DONE_TRACES[cell.operation.method]:
            assert cell.as_typed or "did not take" in cell.words or "could not be read back" in cell.words
        else:
            assert trace == "unclear"
            assert UNCLEAR.search(cell.words)


def filled(page):
    """The form of a page, which is read but once."""
    if not hasattr(page, "filled_form"):
        page.filled_form = form_of(page)
    return page.filled_form


def offers(page, button):
    """Whether a button is on the page."""
    return re.search(f'type="submit"[^>]* name="{button}"', page.content.decode()) is not None


def lost(page, typed):
    """What was typed and is not on the page any more."""
    shown = filled(page)
    same = {name: shown.get(name) == value for name, value in typed.items()}
    if "color" in typed:  # of a deleted client, as TimeTrack writes it
        same["color"] = plain("color", shown.get("color")) == plain("color", typed["color"])
    return {name: value for name, value in typed.items() if not same[name]}


def assert_done(cell, *, checked=True):
    """It succeeded: one write, a redirect, and a success that is true; a warning, and the form, if nobody saw it."""
    assert cell.page.status_code == (302 if checked else 200)
    assert cell.levels == (["success"] if checked else ["warning"])
    assert checked or "could not be read back" in cell.words
    assert len(cell.writes) == 1
    assert cell.as_typed


def assert_failed(cell, status, *, unclear=False, sent=True):
    """It failed, or nobody knows: the status, one error, the page of the form with all that was typed."""
    assert cell.page.status_code == status
    assert cell.levels == ["error"]
    assert bool(UNCLEAR.search(cell.words)) is unclear
    assert bool(NOTHING.search(cell.words)) is not unclear
    assert len(cell.writes) == sent
    if cell.operation.method == "DELETE":
        assert "Müller GmbH" in text_of(cell.page)
    else:
        assert offers(cell.page, "_retry")
        assert offers(cell.page, "_save")


def assert_safe_to_retry(cell, sandbox):
    """Sent once more as the page offers it, it writes what was wanted at most once, and says so truthfully."""
    form = filled(cell.page) | ({} if cell.operation.method == "DELETE" else {"_retry": ""})
    action = re.search('id="client_form" action="([^"]+)"', cell.page.content.decode())
    again = cell.browser.post(action[1] if action else cell.operation.url, form)
    assert again.status_code in {200, 302}
    if again.status_code == 302:
        assert is_as_typed(cell.operation, cell.before, sandbox.clients)
    else:
        assert sandbox.clients == cell.after
        assert lost(again, cell.operation.typed) == {}
    return again
