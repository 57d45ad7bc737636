"""How this TimeTrack behaves where its documentation says nothing.

One switch for every fact that the API page marks with a question mark; the line above each says which. The default is
the reading that seems most plausible. A wrong name or value is refused at once, so that no test passes by a typo.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

WORDS = {"on": True, "true": True, "1": True, "off": False, "false": False, "0": False, "none": None}


@dataclass(slots=True)
class Switches:
    """How the sandbox reads what is not documented."""

    # Connection ------------------------------------------------------------------------------------------------
    # "a filter in front of TimeTrack turns others away with an HTML page": all but browsers get a 403
    filter_by_user_agent: bool = False
    # "Every request carries … Content-Type: application/json": documented; whether one without it is refused is not
    content_type_required: bool = False
    # "Rate limits … none documented. Treat 429 and Retry-After as possible": calls a second, None: no limit
    rate_limit: int | None = None
    # "response headers, ETags, … a total count … none documented": answers carry such headers all the same
    extra_headers: bool = False
    # not a fact but weather: seconds before every answer
    delay: int | float = 0.0

    # Reading ---------------------------------------------------------------------------------------------------
    # what GET of one client answers: "an object (accept a one-element array too)"
    single: Literal["object", "array"] = "object"
    # "as a 200 whose body is not what was asked for": what an id that does not exist is answered with on GET
    unknown_client: Literal["404", "null", "[]"] = "404"
    # "sorting: none documented": the order of the list
    sorting: Literal["id", "name", "newest"] = "id"
    # "Whether a cap between 50 and 1000 is applied silently"
    limit_cap: int | None = None
    # "whether `page_number` may be ignored, or an unknown page repeats the last one"
    page_number: Literal["works", "ignored", "repeats_last"] = "works"
    # "whether the `name` filter ignores case or folds accents"
    name_filter_ignores_case: bool = True
    name_filter_folds_accents: bool = False
    # "whether list rows hold every field": few are the id and the name
    list_fields: Literal["all", "few"] = "all"
    # "a row of a list that is no client": one more row, the first, of a list that no name filters
    broken_row: Literal["none", "null", "text", "no id"] = "none"
    # "whether disabled clients are listed"
    list_disabled: bool = True

    # Writing ---------------------------------------------------------------------------------------------------
    # "answers 200 or 201, with the whole object, only an id, or nothing"
    created: Literal["object", "array", "id_object", "id", "nothing", "null"] = "object"
    created_status: Literal[200, 201] = 201
    # "answers the object, or 200/204 with nothing"
    updated: Literal["object", "array", "nothing"] = "object"
    updated_status: Literal[200, 204] = 200
    # "whether a forbidden parameter is refused or ignored": a PUT with `name` or `enabled`
    forbidden_parameter: Literal["refuse", "ignore"] = "refuse"
    # what DELETE answers: "200 or 204"; and what a 200 carries
    deleted_status: Literal[200, 204] = 204
    deleted: Literal["nothing", "object", "null"] = "nothing"
    # "whether a client with projects can be deleted"
    delete_with_projects: Literal["refuse", "allow"] = "allow"
    # "whether two clients may share a name"
    unique_names: bool = False
    # "what `enabled` becomes when it is not sent"
    enabled_default: bool | None = True
    # "maximum lengths, and whether a text that is too long is refused or silently cut"
    max_length: int | None = None
    too_long: Literal["refuse", "cut"] = "refuse"
    # "whether values are trimmed"
    trims: bool = False
    # "whether a PUT may silently drop a field": the parameters that it drops
    put_drops: frozenset[str] = frozenset()
    # whether an empty text clears a value: otherwise it is ignored
    empty_clears: bool = True
    # "Stored values may break today's rules": whether such rules are applied to what is sent
    checks_values: bool = False
    # "whether a code that ISO 3166-1 leaves to its users is taken": `XK` and the like as a country
    user_assigned_countries: Literal["take", "refuse"] = "take"

    # The client object -----------------------------------------------------------------------------------------
    # how the id is spelled: "`ID` in the table; other endpoints answer `id`"
    id_key: Literal["ID", "id"] = "ID"
    # "Booleans are written `true`/`false` or `1`/`0`"
    booleans: Literal["true", "1"] = "true"
    # "`#RRGGBB`, `RRGGBB` or `rgb(r,g,b)`": how a stored colour is answered
    color_format: Literal["as stored", "#RRGGBB", "RRGGBB", "rgb"] = "as stored"
    # how an empty value is answered: "`""`, `null` or a missing key"
    empty_as: Literal["", "null", "missing"] = ""
    # "Unknown keys may appear"
    unknown_keys: bool = False

    # Errors ----------------------------------------------------------------------------------------------------
    # "An error can also come as an HTML page …, as an empty body, or as a 200 …"
    errors: Literal["json", "html", "empty", "ok"] = "json"
    # "there can be several"
    error_list_has_several: bool = False

    def __setattr__(self, name: str, value: object) -> None:
        if name in TYPES and not _fits(value, TYPES[name]):
            raise ValueError(f"{value!r} is no value of the switch {name}: {_described(TYPES[name])}.")
        object.__setattr__(self, name, value)

    def turn(self, assignment: str) -> None:
        """Set a switch from the text NAME=VALUE, as it is written on a command line."""
        name, separator, text = assignment.partition("=")
        if not separator or name not in TYPES:
            raise ValueError(f"“{assignment}” is no NAME=VALUE of a switch; there are: {', '.join(TYPES)}.")
        setattr(self, name, next((value for value in _readings(text) if _fits(value, TYPES[name])), text))


TYPES: dict[str, Any] = get_type_hints(Switches)


def _fits(value: object, allowed: Any) -> bool:
    if get_origin(allowed) is Literal:
        return any(value == choice and type(value) is type(choice) for choice in get_args(allowed))
    return type(value) in (get_args(allowed) if isinstance(allowed, UnionType) else [get_origin(allowed) or allowed])


def _described(allowed: Any) -> str:
    """The values that a switch takes, in words."""
    if get_origin(allowed) is Literal:
        return " | ".join(repr(choice) for choice in get_args(allowed))
    return getattr(allowed, "__name__", str(allowed)).replace("bool", "True | False")


def _readings(text: str) -> Iterator[object]:
    """All that a text can stand for: a switch takes the first that is one of its values."""
    yield text
    for number in (int, float):
        with suppress(ValueError):
            yield number(text)
    yield WORDS.get(text.lower(), text)
    yield frozenset(part.strip() for part in text.split(",") if part.strip())
