"""What is said about the rows of a plan, and in a word or two about what was done."""

from collections.abc import Iterable, Sequence
from itertools import islice

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from clients_ui.client.countries import country_name
from clients_ui.client.record import FIELDS, ClientRecord, Value
from clients_ui.transfer.planned import Done, RowPlan
from clients_ui.transfer.refused import letters
from clients_ui.transfer.table import Odd
from clients_ui.wording import labels, texts

LONGEST = 80
"""Letters of a value, or of a name, that stand in a sentence."""
MOST = 5
"""Rows, or clients, that a sentence lists."""
ODD: dict[Odd, Promise] = {
    Odd.ERROR: _("In this cell the spreadsheet shows an error instead of a value."),
    Odd.DIGITS_LOST: _("Excel has lost digits here: it keeps 15 of a number. Type it anew, as text."),
    Odd.DATE: _("This cell holds a date. It is taken as the spreadsheet shows it."),
    Odd.PERCENTAGE: _("This cell holds a percentage. It is taken as the spreadsheet shows it."),
    Odd.YES_NO: _("This cell holds yes or no. It is taken as the spreadsheet shows it."),
}


def planned() -> dict[RowPlan, str]:
    """What is to happen to a row, in a word or two."""
    return {
        RowPlan.CREATE: gettext("new"),
        RowPlan.UPDATE: gettext("change"),
        RowPlan.DELETE: gettext("delete"),
        RowPlan.UNCHANGED: gettext("as it is"),
        RowPlan.LOOK_ALIKE: gettext("look-alike"),
        RowPlan.CONFLICT: gettext("conflict"),
        RowPlan.BLOCKED: gettext("blocked"),
        RowPlan.INVALID: gettext("error"),
        RowPlan.ALREADY_DONE: gettext("done before"),
    }


def not_done(outcome: RowPlan | None) -> str:
    """What is said afterwards of a row that nobody approved; `outcome`: what the plan says of it, if there is one."""
    if outcome is None:
        return gettext("not imported")
    if outcome in {RowPlan.CREATE, RowPlan.UPDATE, RowPlan.LOOK_ALIKE}:
        return gettext("not imported: %(word)s") % {"word": planned()[outcome]}
    return planned()[outcome]


def done() -> dict[Done, str]:
    """What happened to a row, in a word or two."""
    return {
        Done.CREATED: gettext("created"),
        Done.SAVED: gettext("changed"),
        Done.DELETED: gettext("deleted"),
        Done.UNCHANGED: gettext("as it is"),
        Done.ALREADY_DONE: gettext("done before"),
        Done.CLASH: gettext("changed by somebody else meanwhile"),
        Done.GONE: gettext("gone"),
        Done.NOT_SAVED: gettext("not saved"),
        Done.UNCLEAR: gettext("unclear"),
    }


def unreadable(number: int) -> str:
    """How many clients a plan does not know of; "" for none."""
    said = ngettext(
        "%(n)s client cannot be read, so a row about it counts as new. Look for it in TimeTrack before you import.",
        "%(n)s clients cannot be read, so rows about them count as new. Look for them in TimeTrack before you import.",
        number,
    )
    return said % {"n": texts.number(number)} if number else ""


def odd(how: Odd) -> str:
    """Why the text of a cell cannot be taken, or asks for a second look."""
    return str(ODD[how])


def column(at: int) -> str:
    """What a column without a head is called."""
    return gettext("column %(letters)s") % {"letters": letters(at)}


def no_id() -> str:
    """A cell in the column of ids that holds none."""
    return gettext("This is no id: an id is a whole number, as in a file that was exported here.")


def unknown_id() -> str:
    """An id that nobody has."""
    return gettext("No client has this id. Leave it empty for a new client.")


def not_there() -> str:
    """A client of a selection that is gone."""
    return gettext("There is no such client any more.")


def has_projects() -> str:
    """A client that is not deleted with many others."""
    return gettext("This client has projects, so it is left as it is. Delete it on its own page.")


def gone(id: int) -> str:  # noqa: A002 - TimeTrack's name
    """A client that a row was done for is not there any more."""
    return gettext("This row was done before, for client #%(id)s, which is gone.") % {"id": id}


def unclear() -> str:
    """The row was broken off, and nobody knows what came of it."""
    return gettext(
        "It is unclear whether this row was done before. The import looks it up first, and never simply sends it again."
    )


def neither_yes_nor_no() -> str:
    """A cell that should say yes or no."""
    return gettext("This is neither yes nor no.")


def no_country(code: str) -> str:
    """A cell that should say a country; `code`: the country that is likely meant, "" for none."""
    if code:
        return gettext("This is no country. Did you mean %(country)s (%(code)s)?") % {
            "country": country_name(code),
            "code": code,
        }
    return gettext("This is no country: write its name or its code, such as Austria or AT.")


def locked(name: str, held: Value) -> str:
    """A value that cannot be changed, and that the file says otherwise."""
    text = texts.shortened(FIELDS[name].kind.text(held), LONGEST)
    return gettext("TimeTrack holds “%(value)s” here. Only TimeTrack itself can change that.") % {"value": text}


def same_client(rows: Sequence[int]) -> str:
    """Other rows that are about the same client."""
    said = ngettext(
        "Row %(rows)s is about the same client. Keep only one of these rows in the file.",
        "Rows %(rows)s are about the same client. Keep only one of these rows in the file.",
        len(rows),
    )
    return said % {"rows": _listed(map(str, rows), len(rows))}


def same_name(rows: Sequence[int]) -> str:
    """Other rows that would create a client of the very same name."""
    said = ngettext(
        "Row %(rows)s would create a client of the same name. Keep only one of these rows in the file.",
        "Rows %(rows)s would create a client of the same name. Keep only one of these rows in the file.",
        len(rows),
    )
    return said % {"rows": _listed(map(str, rows), len(rows))}


def name_of_several(ids: Sequence[int]) -> str:
    """A name that more than one client bears."""
    said = gettext("More than one client is called this: %(clients)s. Say by its id which of them is meant.")
    return said % {"clients": _ids(ids)}


def value_of_several(field: str, ids: Sequence[int]) -> str:
    """A value of a free field that more than one client has."""
    said = gettext("More than one client has this in “%(field)s”: %(clients)s. Say by its id which of them is meant.")
    return said % {"field": labels.label(FIELDS[field]), "clients": _ids(ids)}


def two_clients(field: str, name: int, value: Sequence[int]) -> str:
    """A name and a value of a free field that lead to different clients."""
    said = gettext("The name is that of client %(name)s, but “%(field)s” leads to %(clients)s.")
    return said % {"name": _ids([name]), "field": labels.label(FIELDS[field]), "clients": _ids(value)}


def alike(clients: Sequence[ClientRecord], rows: Sequence[int]) -> str:
    """Clients that a new one resembles, and rows that would create such a one too."""
    said = []
    if clients:
        names = (f"{texts.client_called(client.name, client.id, LONGEST)} (#{client.id})" for client in clients)
        said += [gettext("Clients that look like it: %(clients)s.") % {"clients": _listed(names, len(clients))}]
    if rows:
        too = ngettext(
            "Row %(rows)s would create a client of such a name too.",
            "Rows %(rows)s would create a client of such a name too.",
            len(rows),
        )
        said += [too % {"rows": _listed(map(str, rows), len(rows))}]
    return " ".join(said)


def _ids(ids: Sequence[int]) -> str:
    return _listed((f"#{each}" for each in ids), len(ids))


def _listed(each: Iterable[str], number: int) -> str:
    return ", ".join(islice(each, MOST)) + (", …" if number > MOST else "")
