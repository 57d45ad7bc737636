"""The account: its clients and projects, and TimeTrack's rules for reading and writing. Nothing here knows HTTP."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from ttdash.sandbox.answers import Refusal, Row
from ttdash.sandbox.switches import Switches

# The client object, in the order of the API page
FORBIDDEN_ON_UPDATE = ("name", "enabled")
CONTACT = ("email", "phone")
ADDRESS = ("address", "address2", "addressZipCode", "addressCity", "addressCountry")
CHANGEABLE = ("color", "notes", *CONTACT, *ADDRESS, "contactPerson", "field1", "field2", "field3")
PARAMETERS = (*FORBIDDEN_ON_UPDATE, *CHANGEABLE)

EMPTY: dict[str, Row] = {
    "": dict.fromkeys(PARAMETERS, "") | {"enabled": None},
    "null": dict.fromkeys(PARAMETERS),
    "missing": {},
}
BROKEN: dict[str, Any] = {"null": None, "text": "broken", "no id": {"name": "Nobody", "phone": "1"}}
DEFAULT_LIMIT, HIGHEST_LIMIT = 50, 1000
TODAYS_RULES = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "is not a valid e-mail address"),
    "addressCountry": (re.compile(r"[A-Z]{2}"), "is not a two-letter country code"),
    "color": (re.compile(r"#?[0-9A-Fa-f]{6}|rgb\(\d{1,3}, ?\d{1,3}, ?\d{1,3}\)"), "is not a color in RGB format"),
}

USER_ASSIGNED = re.compile("AA|Q[M-Z]|X[A-Z]|ZZ")
"""The codes that ISO 3166-1 leaves to its users."""

Item = TypeVar("Item")


class AccountState:
    """What TimeTrack stores for one customer, and the credentials that open it."""

    def __init__(self, key: str, secret: str) -> None:
        self.key = key
        self.secret = secret
        self.switches = Switches()
        self.clients: dict[int, Row] = {}
        self.projects: list[Row] = []
        self._next_id = 1

    def fill(self, clients: Mapping[int, Row] | Iterable[Row], projects: Iterable[Row]) -> None:
        """Store these clients and projects and nothing else; clients without ids are numbered from the start."""
        numbered = sorted(clients.items()) if isinstance(clients, Mapping) else enumerate(clients, 1)
        self.clients = {number: dict(values) for number, values in numbered}
        self.projects = [dict(project) for project in projects]
        self._next_id = max(self.clients, default=0) + 1

    def store(self, values: Row) -> int:
        """Store these values under an id that was never used; the id."""
        while self._next_id in self.clients:
            self._next_id += 1
        number = self._next_id
        self._next_id += 1
        self.clients[number] = values
        return number

    # Reading

    def listed(self, query: Mapping[str, str]) -> list[Row]:
        """A page of the list: without a sorting, in the order in which the clients were stored."""
        name = query.get("name", "")
        broken = [] if name or self.switches.broken_row == "none" else [0]
        return [self._listed(number) for number in self._page(chain(broken, self._matching(name)), query)]

    def _listed(self, number: int) -> Any:
        """A row of the list; the client 0 is the one that makes no sense."""
        if not number:
            return BROKEN[self.switches.broken_row]
        if self.switches.list_fields == "few":
            return {self.switches.id_key: number, "name": self.clients[number].get("name")}
        return self.shown(number)

    def listed_projects(self, query: Mapping[str, str]) -> list[Row]:
        """A page of the projects that match the filters."""
        found: Iterable[Row] = self.projects
        for name in ("projectName", "clientName"):
            text = self._folded(query.get(name, ""))
            found = [project for project in found if text in self._folded(str(project.get(name, "")))]
        return [
            {self.switches.id_key if key in {"ID", "id"} else key: self._flag(value) for key, value in project.items()}
            for project in self._page(found, query)
        ]

    def _matching(self, text: str) -> Iterable[int]:
        part = self._folded(text)
        for number in self._sorted():
            client = self.clients[number]
            listed = self.switches.list_disabled or client.get("enabled")
            if listed and (not part or part in self._folded(str(client.get("name", "")))):
                yield number

    def _sorted(self) -> Iterable[int]:
        if self.switches.sorting == "name":
            return sorted(self.clients, key=lambda number: str(self.clients[number].get("name", "")).lower())
        return reversed(self.clients) if self.switches.sorting == "newest" else self.clients

    def _folded(self, text: str) -> str:
        """What the filters make of both texts before they compare them."""
        if self.switches.name_filter_folds_accents:
            text = _without_accents(text)
        return text.lower() if self.switches.name_filter_ignores_case else text

    def _page(self, found: Iterable[Item], query: Mapping[str, str]) -> list[Item]:
        """What is on the page that was asked for, without touching what lies behind it."""
        page = _whole(query, "page_number", 0, 10**9)
        limit = _whole(query, "limit", DEFAULT_LIMIT, HIGHEST_LIMIT)
        if self.switches.limit_cap is not None:
            limit = min(limit, self.switches.limit_cap)
        if self.switches.page_number == "ignored":
            page = 0
        if self.switches.page_number == "repeats_last" and limit:
            found = list(found)
            page = min(page, max(len(found) - 1, 0) // limit)
        return list(islice(found, page * limit, (page + 1) * limit))

    def known(self, number: int) -> Row:
        """The stored values of one client."""
        if number not in self.clients:
            raise Refusal(404, f"There is no client with the ID {number}.")
        return self.clients[number]

    def shown(self, number: int) -> Row:
        """One client as the API answers it."""
        values = {name: self._flag(value) for name, value in self.known(number).items() if value not in (None, "")}
        row: Row = {self.switches.id_key: number} | EMPTY[self.switches.empty_as] | values
        if self.switches.color_format != "as stored" and row.get("color"):
            row["color"] = _colour(str(row["color"]), self.switches.color_format)
        if self.switches.unknown_keys:  # with traps among them, nested
            region = {"id": 7, "name": "West", "email": "west@region.example"}
            row |= {"customerNumber": f"K-{number:05}", "tags": ["a", {"ID": 1}], "region": region, "deletedAt": None}
        return row

    def _flag(self, value: object) -> object:
        return int(value) if self.switches.booleans == "1" and isinstance(value, bool) else value

    # Writing

    def create(self, body: object) -> int:
        """Store a new client; its id."""
        values = self._accepted(_object(body), PARAMETERS)
        name = str(values.get("name", ""))
        if not name.strip():
            raise Refusal(400, "name: is required")
        if self.switches.unique_names and any(client.get("name") == name for client in self.clients.values()):
            raise Refusal(400, "name: is already used by another client")
        if values.get("enabled") is None:
            values["enabled"] = self.switches.enabled_default
        return self.store({name: value for name, value in values.items() if value is not None})

    def update(self, number: int, body: object) -> None:
        """Change what was sent, and nothing else."""
        client, sent = self.known(number), _object(body)
        forbidden = [parameter for parameter in FORBIDDEN_ON_UPDATE if parameter in sent]
        if forbidden and self.switches.forbidden_parameter == "refuse":
            raise Refusal(400, *(f"{parameter}: cannot be changed by an update" for parameter in forbidden))
        values = self._accepted(sent, [name for name in CHANGEABLE if name not in self.switches.put_drops])
        client.update({name: value for name, value in values.items() if value != "" or self.switches.empty_clears})

    def delete(self, number: int) -> None:
        """Remove a client, unless it has projects and these are in the way."""
        name = self.known(number).get("name")
        has_projects = any(project.get("clientName") == name for project in self.projects)
        if has_projects and self.switches.delete_with_projects == "refuse":
            raise Refusal(409, "The client has projects and cannot be deleted.")
        del self.clients[number]

    def _accepted(self, sent: Row, parameters: Iterable[str]) -> Row:
        """The values to be stored, or a refusal that names every parameter that is at fault."""
        checked = {name: _checked(name, sent[name], self.switches) for name in parameters if name in sent}
        if problems := [f"{name}: {problem}" for name, (_, problem) in checked.items() if problem]:
            raise Refusal(400, *problems)
        return {name: value for name, (value, _) in checked.items()}


def _checked(parameter: str, value: object, switches: Switches) -> tuple[object, str]:
    """What becomes of a value that was sent, and what is wrong with it."""
    if value is None:
        return None if parameter == "enabled" else "", ""
    if parameter == "enabled":
        return bool(value), "" if isinstance(value, int) and value in (0, 1) else "must be true or false"
    if not isinstance(value, str):
        return value, "must be a text"
    text = value.strip() if switches.trims else value
    if switches.max_length is not None and len(text) > switches.max_length:
        return text[: switches.max_length], "is too long" if switches.too_long == "refuse" else ""
    if parameter == "addressCountry" and USER_ASSIGNED.fullmatch(text) and switches.user_assigned_countries == "refuse":
        return text, "is not a code of ISO 3166-1"
    pattern, problem = TODAYS_RULES.get(parameter, (None, ""))
    broken = switches.checks_values and pattern and text and not pattern.fullmatch(text)
    return text, problem if broken else ""


@lru_cache(maxsize=200_000)
def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _object(body: object) -> Row:
    if not isinstance(body, dict):
        raise Refusal(400, "The body must be a JSON object.")
    return body


def _whole(query: Mapping[str, str], name: str, default: int, highest: int) -> int:
    text = query.get(name, str(default))
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) > highest:
        raise Refusal(400, f"{name}: must be a whole number from 0 to {highest}")
    return int(text)


def _colour(value: str, notation: str) -> str:
    """A colour in the notation of the switch; what is no colour stays as it is."""
    if match := re.fullmatch(r"#?([0-9A-Fa-f]{6})", value):
        parts = list(bytes.fromhex(match[1]))
    elif match := re.fullmatch(r"rgb\((\d{1,3}), ?(\d{1,3}), ?(\d{1,3})\)", value):
        parts = [int(part) for part in match.groups()]
    else:
        return value
    if max(parts) > 255:
        return value
    if notation == "rgb":
        return f"rgb({','.join(map(str, parts))})"
    return f"{'#' if notation == '#RRGGBB' else ''}{bytes(parts).hex().upper()}"
