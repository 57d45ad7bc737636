"""The account: its clients and projects, and TimeTrack's rules for reading and writing. Nothing here knows HTTP."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from ttdash.sandbox.answers import ErrorEntry, Refusal, Row
from ttdash.sandbox.switches import Switches

# The client object, in the order of the API page
PARAMETERS = (
    "name",
    "enabled",
    "color",
    "notes",
    "email",
    "phone",
    "address",
    "address2",
    "addressZipCode",
    "addressCity",
    "addressCountry",
    "contactPerson",
    "field1",
    "field2",
    "field3",
)
FORBIDDEN_ON_UPDATE = ("name", "enabled")
EMPTY: dict[str, Row] = {
    "": dict.fromkeys(PARAMETERS, "") | {"enabled": None},
    "null": dict.fromkeys(PARAMETERS),
    "missing": {},
}
DEFAULT_LIMIT, HIGHEST_LIMIT = 50, 1000
FIRST_ID = 1

NOT_FOUND, INVALID, IN_USE = 15020, 15030, 15040

TODAYS_RULES = {
    "email": (re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+"), "is not a valid e-mail address"),
    "addressCountry": (re.compile(r"[A-Z]{2}"), "is not a two-letter country code"),
    "color": (re.compile(r"#?[0-9A-Fa-f]{6}|rgb\(\d{1,3}, ?\d{1,3}, ?\d{1,3}\)"), "is not a color in RGB format"),
}

Item = TypeVar("Item")
Clients = dict[int, dict[str, object]]


class AccountState:
    """What TimeTrack stores for one customer, and the credentials that open it."""

    def __init__(self, key: str, secret: str) -> None:
        self.key = key
        self.secret = secret
        self.switches = Switches()
        self.clients: Clients = {}
        self.projects: list[Row] = []
        self._next_id = FIRST_ID

    def fill(self, clients: Mapping[int, Row] | Iterable[Row], projects: Iterable[Row]) -> None:
        """Store these clients and projects and nothing else; clients without ids are numbered from the start."""
        numbered = sorted(clients.items()) if isinstance(clients, Mapping) else enumerate(clients, FIRST_ID)
        self.clients = {number: dict(values) for number, values in numbered}
        self.projects = [dict(project) for project in projects]
        self._next_id = max(self.clients, default=FIRST_ID - 1) + 1

    def store(self, values: dict[str, object]) -> int:
        while self._next_id in self.clients:
            self._next_id += 1
        number = self._next_id
        self._next_id += 1
        self.clients[number] = values
        return number

    # Reading

    def listed(self, query: Mapping[str, str]) -> list[Row]:
        """A page of the list: without a sorting, in the order in which the clients were stored."""
        page, limit = _paging(query, self.switches)
        numbers = _slice(self._matching(query.get("name", "")), page, limit, self.switches)
        if self.switches.list_fields == "few":
            return [{self.switches.id_key: number, "name": self.clients[number].get("name")} for number in numbers]
        return [self.shown(number) for number in numbers]

    def _matching(self, text: str) -> Iterable[int]:
        numbers, clients = self._sorted(), self.clients
        if text:
            fold = folding(self.switches)
            wanted = fold(text)
            numbers = (number for number in numbers if wanted in fold(str(clients[number].get("name", ""))))
        if not self.switches.list_disabled:
            numbers = (number for number in numbers if clients[number].get("enabled"))
        return numbers

    def _sorted(self) -> Iterable[int]:
        if self.switches.sorting == "name":
            return sorted(self.clients, key=lambda number: str(self.clients[number].get("name", "")).lower())
        return reversed(self.clients) if self.switches.sorting == "newest" else self.clients

    def known(self, number: int) -> dict[str, object]:
        """The stored values of one client."""
        try:
            return self.clients[number]
        except KeyError:
            raise Refusal(404, ErrorEntry(NOT_FOUND, f"There is no client with the ID {number}.")) from None

    def shown(self, number: int) -> Row:
        """One client as the API answers it."""
        switches = self.switches
        row: Row = {switches.id_key: number, **EMPTY[switches.empty_as]}
        row.update({name: value for name, value in self.clients[number].items() if value is not None and value != ""})
        if "enabled" in row:
            row["enabled"] = _flag(row["enabled"], switches)
        if switches.color_format != "as stored" and row.get("color"):
            row["color"] = _colour(str(row["color"]), switches)
        return row | _unknown(number) if switches.unknown_keys else row

    def listed_projects(self, query: Mapping[str, str]) -> list[Row]:
        page, limit = _paging(query, self.switches)
        fold = folding(self.switches)
        filters = {name: fold(query[name]) for name in ("projectName", "clientName") if name in query}
        found = (
            project
            for project in self.projects
            if all(text in fold(str(project.get(name, ""))) for name, text in filters.items())
        )
        return [self._shown_project(project) for project in _slice(found, page, limit, self.switches)]

    def _shown_project(self, project: Row) -> Row:
        row = {self.switches.id_key if key in {"ID", "id"} else key: value for key, value in project.items()}
        if "projectEnabled" in row:
            row["projectEnabled"] = _flag(row["projectEnabled"], self.switches)
        return row

    # Writing

    def create(self, body: object) -> int:
        sent = self._taken(_object(body), PARAMETERS)
        name = str(sent.get("name", ""))
        if not name.strip():
            raise Refusal(400, ErrorEntry(INVALID, "name: is required"))
        if self.switches.unique_names and any(values.get("name") == name for values in self.clients.values()):
            raise Refusal(400, ErrorEntry(IN_USE, "name: is already used by another client"))
        if sent.get("enabled") is None:
            sent["enabled"] = self.switches.enabled_default
        return self.store({name: value for name, value in sent.items() if value is not None})

    def update(self, number: int, body: object) -> None:
        """Change what was sent, and nothing else."""
        values = self.known(number)
        sent = _object(body)
        forbidden = [parameter for parameter in FORBIDDEN_ON_UPDATE if parameter in sent]
        if forbidden and self.switches.forbidden_parameter == "refuse":
            problems = (ErrorEntry(INVALID, f"{parameter}: cannot be changed by an update") for parameter in forbidden)
            raise Refusal(400, *problems)
        changeable = [name for name in PARAMETERS if name not in {*FORBIDDEN_ON_UPDATE, *self.switches.put_drops}]
        taken = self._taken(sent, changeable)
        values.update({name: value for name, value in taken.items() if value != "" or self.switches.empty_clears})

    def delete(self, number: int) -> None:
        name = self.known(number).get("name")
        has_projects = any(project.get("clientName") == name for project in self.projects)
        if has_projects and self.switches.delete_with_projects == "refuse":
            raise Refusal(409, ErrorEntry(IN_USE, "The client has projects and cannot be deleted."))
        del self.clients[number]

    def _taken(self, sent: Row, parameters: Iterable[str]) -> dict[str, object]:
        """The values to be stored, or a refusal that names every parameter that is at fault."""
        taken: dict[str, object] = {}
        problems: list[ErrorEntry] = []
        for parameter in parameters:
            if parameter in sent:
                taken[parameter], fault = stored(parameter, sent[parameter], self.switches)
                problems += [ErrorEntry(INVALID, f"{parameter}: {fault}")] if fault else []
        if problems:
            raise Refusal(400, *problems)
        return taken


def stored(parameter: str, value: object, switches: Switches) -> tuple[object, str]:
    """What becomes of a value that was sent, and what is wrong with it."""
    if parameter == "enabled":
        right = value is None or (isinstance(value, int) and value in (0, 1))
        return None if value is None else bool(value), "" if right else "must be true or false"
    if value is None:
        return "", ""
    if not isinstance(value, str):
        return value, "must be a text"
    text = value.strip() if switches.trims else value
    if switches.max_length is not None and len(text) > switches.max_length:
        return text[: switches.max_length], "is too long" if switches.too_long == "refuse" else ""
    pattern, complaint = TODAYS_RULES.get(parameter, (None, ""))
    broken = switches.checks_values and pattern and text and not pattern.fullmatch(text)
    return text, complaint if broken else ""


def folding(switches: Switches) -> Callable[[str], str]:
    """What the name filter makes of both texts before it compares them."""
    ignores_case, folds_accents = switches.name_filter_ignores_case, switches.name_filter_folds_accents
    if folds_accents:
        return (lambda text: _without_accents(text).lower()) if ignores_case else _without_accents
    return str.lower if ignores_case else str


@lru_cache(maxsize=200_000)
def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.replace("ß", "ss"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _object(body: object) -> Row:
    if not isinstance(body, dict):
        raise Refusal(400, ErrorEntry(INVALID, "The body must be a JSON object."))
    return body


def _paging(query: Mapping[str, str], switches: Switches) -> tuple[int, int]:
    """The page and its size."""
    page = _whole("page_number", query.get("page_number", "0"), 10**9)
    limit = _whole("limit", query.get("limit", str(DEFAULT_LIMIT)), HIGHEST_LIMIT)
    return page, limit if switches.limit_cap is None else min(limit, switches.limit_cap)


def _whole(name: str, text: str, highest: int) -> int:
    if not re.fullmatch("[0-9]{1,9}", text) or int(text) > highest:
        raise Refusal(400, ErrorEntry(INVALID, f"{name}: must be a whole number from 0 to {highest}"))
    return int(text)


def _slice(found: Iterable[Item], page: int, limit: int, switches: Switches) -> list[Item]:
    """What is on this page, without touching what lies behind it."""
    if switches.page_number == "ignored":
        page = 0
    if switches.page_number == "repeats_last" and limit:
        found = list(found)
        page = min(page, max(len(found) - 1, 0) // limit)
    return list(islice(found, page * limit, (page + 1) * limit))


def _flag(value: object, switches: Switches) -> object:
    return int(value) if switches.booleans == "1" and isinstance(value, bool) else value


def _colour(value: str, switches: Switches) -> str:
    """A colour in the notation of the switch; what is no colour stays as it is."""
    if match := re.fullmatch(r"#?([0-9A-Fa-f]{6})", value):
        digits = match[1].upper()
    elif match := re.fullmatch(r"rgb\((\d+), ?(\d+), ?(\d+)\)", value):
        digits = "".join(f"{int(part):02X}" for part in match.groups())
    else:
        return value
    if switches.color_format == "rgb":
        return f"rgb({','.join(str(part) for part in bytes.fromhex(digits))})"
    return f"#{digits}" if switches.color_format == "#RRGGBB" else digits


def _unknown(number: int) -> Row:
    """Keys that no documentation mentions, the traps among them nested."""
    region = {"id": 7, "name": "West", "email": "west@region.example"}
    return {"customerNumber": f"K-{number:05}", "tags": ["a", {"ID": 1}], "region": region, "deletedAt": None}
