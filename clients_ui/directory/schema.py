"""How clients lie in the database: its tables, and what stands in a row of each. Pure.

`stored` has the values as TimeTrack has them, `client` what lists are made by. A facet is a combination of the values
that the list's filters count, kept once for all clients that share it.
"""

from typing import Any

from clients_ui.client.countries import LANGUAGES, country_name
from clients_ui.client.folding import WORD, ordering, runs, spellings
from clients_ui.client.kinds import BOOLEAN, NAME, SURROGATES, TEXT, readable
from clients_ui.client.phones import phone_digits
from clients_ui.client.record import FIELDS, ClientRecord, Value

SEPARATOR = "\x1f"
"""Between texts that are searched as one; where a value holds it, it is another sign there."""
NAMES = tuple(FIELDS)
JOINED = tuple(field.name for field in FIELDS.values() if field.kind in {NAME, TEXT})
"""The values that are found across their blanks too."""
COUNTED = ("addressCountry", "addressCity", "enabled")
"""The filters that show how many clients there are for each of their values."""
MISSING = ("email", "phone", "contactPerson", "addressZipCode")
"""The filters that only show how many clients have no value."""
BITS = {name: 1 << number for number, name in enumerate(MISSING)}
VALUES = ", ".join(NAMES)
LONG = 32_767
"""Bytes of all texts of a client together, above which it is a long one: of any other, each text fits into a cell of
a spreadsheet."""
TEXTS = [field.name for field in FIELDS.values() if field.kind is not BOOLEAN]
IS_LONG = f"length(CAST({' || '.join(TEXTS)} AS BLOB)) > {LONG}"
TABLES = f"""
CREATE TABLE client ( -- narrow, as a search reads many rows of it
    id INTEGER PRIMARY KEY,
    position INTEGER NOT NULL, -- TimeTrack's order
    facet INTEGER NOT NULL,
    name_key TEXT NOT NULL, -- sorts by name
    names TEXT NOT NULL, -- searched: the spellings of its name
    name_words TEXT NOT NULL -- the words of its name, where signs stand between them
);
CREATE TABLE stored (
    id INTEGER PRIMARY KEY,
    others TEXT NOT NULL, -- searched: all values but the name, and what is found across blanks
    {VALUES}
);
CREATE INDEX stored_long ON stored (id) WHERE {IS_LONG}; -- so that these few are found at once
CREATE VIEW searched AS SELECT client.id, names, others FROM client JOIN stored USING (id);
CREATE INDEX client_facet ON client (facet);
CREATE TABLE facet (
    id INTEGER PRIMARY KEY,
    addressCountry TEXT, addressCity TEXT, enabled TEXT, -- as a filter names them
    missing INTEGER, -- a bit for each value of MISSING that is empty
    clients INTEGER,
    UNIQUE (addressCountry, addressCity, enabled, missing)
);
CREATE VIRTUAL TABLE letters USING fts5 ( -- every three letters in a row
    names, others, content = 'searched', content_rowid = 'id', columnsize = 0, detail = none,
    tokenize = 'trigram case_sensitive 1'
);
CREATE VIRTUAL TABLE beginnings USING fts5 ( -- the first letter, and the first two, of every word
    names, others, content = 'searched', content_rowid = 'id', columnsize = 0, detail = none, prefix = '1 2',
    tokenize = 'unicode61 remove_diacritics 0'
);
CREATE TABLE sorted (
    sort INTEGER, empty INTEGER, key TEXT, position INTEGER, id INTEGER,
    PRIMARY KEY (sort, empty, key, position, id)
) WITHOUT ROWID;
CREATE TABLE hit (id INTEGER PRIMARY KEY, facet INTEGER); -- whom the last search for more than two letters found
CREATE TABLE checked ( -- what is wrong with a client, and what of it is compared with others
    id INTEGER PRIMARY KEY, findings INTEGER, -- a bit for each, and one for each that can be mended
    email INTEGER, phone INTEGER, city INTEGER, postcode INTEGER, -- their hashes
    every INTEGER -- the findings that are fine as they are among them
);
CREATE INDEX checked_email ON checked (email) WHERE email IS NOT NULL;
CREATE INDEX checked_phone ON checked (phone) WHERE phone IS NOT NULL;
CREATE TABLE found ( -- how many clients have which findings
    findings INTEGER PRIMARY KEY, clients INTEGER
);
CREATE TRIGGER checked_put AFTER INSERT ON checked BEGIN
    INSERT INTO found VALUES (new.findings, 1) ON CONFLICT DO UPDATE SET clients = clients + 1;
END;
CREATE TRIGGER checked_removed AFTER DELETE ON checked BEGIN
    UPDATE found SET clients = clients - 1 WHERE findings = old.findings;
END;
CREATE TABLE folded_name ( -- each name twice: read forwards (0) and backwards (1)
    direction INTEGER, digits TEXT, length INTEGER, name TEXT, id INTEGER,
    PRIMARY KEY (direction, digits, length, name, id)
) WITHOUT ROWID;
CREATE TABLE near (a INTEGER, b INTEGER, PRIMARY KEY (a, b)) WITHOUT ROWID; -- each pair both ways round
CREATE TABLE duplicate (id INTEGER PRIMARY KEY, place INTEGER); -- place: where it is shown, once all are in order
"""
PUT = "INSERT INTO client VALUES (?, ?, ?, ?, ?, ?)"
STORE = f"INSERT INTO stored VALUES ({', '.join('?' * (2 + len(NAMES)))})"
COUNT_ONE = (
    "INSERT INTO facet (addressCountry, addressCity, enabled, missing, clients) VALUES (?, ?, ?, ?, 1)"
    " ON CONFLICT DO UPDATE SET clients = clients + 1 RETURNING id"
)
INDEXES = ("letters", "beginnings")


def values_of(record: ClientRecord) -> tuple[Value, ...]:
    """The values in the order of the columns."""
    return tuple([record.values[name] for name in NAMES])


def storable(record: ClientRecord) -> ClientRecord:
    """The client as the database can hold it: as it is, since whoever is shown it may compare it with TimeTrack's."""
    texts = {name: value for name, value in record.values.items() if isinstance(value, str)}
    if not SURROGATES.search("".join(texts.values())):
        return record
    return ClientRecord(record.id, {**record.values} | {name: readable(text) for name, text in texts.items()})


def record_of(row: tuple[Any, ...]) -> ClientRecord:
    """The client of a row that begins with its id and its values."""
    values = dict(zip(NAMES, row[1:], strict=True))
    if values["enabled"] is not None:
        values["enabled"] = bool(values["enabled"])
    return ClientRecord(row[0], values)


def texts(record: ClientRecord) -> tuple[str, str, str]:
    """What a client is searched by: `names`, `name_words` and `others`, folded.

    Each in its spellings: a name stands between separators, with a blank before each of its words; of the others,
    the second spelling has the words alone that are written in another way.
    """
    values = {key: value for key, value in record.values.items() if value and isinstance(value, str)}
    spelt = {key: spellings(value.replace(SEPARATOR, "\ufffd")) for key, value in values.items()}
    names = [" ".join(name.split()) for name in spelt.get("name", ("",))]
    words = " ".join(word for name in names for word in WORD.findall(name))
    code = str(record["addressCountry"] or "")
    countries = sorted({name for language in LANGUAGES if (name := country_name(code, language)) != code})
    others = [*(value for key, value in spelt.items() if key != "name"), *map(spellings, countries)]
    phones = phone_digits(str(record["phone"] or ""), code)
    joined = [run for key in JOINED for text in spelt.get(key, ()) for run in runs(text)]
    named = "".join(f" {name}{SEPARATOR}" for name in names)
    return (
        f"{SEPARATOR}{named}",
        f" {words}" if words != names[0] else "",
        SEPARATOR.join([*map(_with_other_words, others), *phones, *dict.fromkeys(joined)]),
    )


def _with_other_words(spelt: tuple[str, ...]) -> str:
    first, *second = spelt
    known = set(first.split())
    other = [word for bare in second for word in bare.split() if word not in known]
    return SEPARATOR.join([first, " ".join(other)]) if other else first


def facet(record: ClientRecord) -> tuple[str | int, ...]:
    """How the filters of the list count a client: its values of COUNTED, and the bits of those of MISSING."""
    missing = sum(bit for name, bit in BITS.items() if not record[name])
    return *(filter_value(record[name]) for name in COUNTED), missing


def filter_value(value: Value) -> str:
    """A value as it stands in a filter."""
    if isinstance(value, bool):
        return "1" if value else "0"
    return value or ""


def sort_key(name: str, language: str, value: Value, name_key: str) -> tuple[bool, str]:
    """Whether a client comes last, having no value, and else where it comes, sorted by this parameter."""
    text = FIELDS[name].kind.sort_text(value, language)
    if not text or name == "name":
        return not text, name_key
    return False, f"{ordering(text)}\0{name_key}"  # so that a text comes before those that begin with it
