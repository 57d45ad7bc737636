"""Invented customers of an office, the same ones every time."""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle, islice
from random import Random

from ttdash.sandbox import names
from ttdash.sandbox.answers import Row

NUMBER_OF_CLIENTS = 240
NUMBER_OF_PROJECTS = 80
COUNTRY_CODES = {"AT": "+43", "DE": "+49", "CH": "+41"}
VAT_IDS = {"AT": "ATU0000{:04}", "DE": "DE00000{:04}", "CH": "CHE-000.00{:04}"}
UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"} | dict(zip("éëžčćšáíçğ", "eezccsaicg", strict=True))
)

# Names that contain each other, and values that break today's rules
ODD_CLIENTS: list[Row] = [
    {"name": "Alpen"},
    {"name": "Alpenblick", "addressCity": "Lienz", "addressCountry": "AT"},
    {"name": "Hotel Alpenblick GmbH", "email": "rezeption@alpenblick.example", "addressCountry": "Austria"},
    {"name": "Gruber", "contactPerson": "Sabine Gruber", "addressCountry": "at"},
    {"name": "Gruber GmbH", "email": "office@gruber", "phone": "auf Anfrage"},
    {"name": "Tischlerei Gruber GmbH", "email": "tischlerei(at)gruber.example", "color": "rgb(12,34,56)"},
    {"name": "Berger & Partner", "addressCity": "Linz", "addressCountry": "AT", "color": "336699"},
    {"name": "Berger & Partner", "addressCity": "Wels", "addressCountry": "AT", "color": "blau"},
    {"name": "<script>alert(1)</script> & Söhne", "email": "javascript:alert(1)", "notes": '<b>fett</b> & "kursiv"'},
    {"name": "Möbel Süß e.U.", "email": "süß@möbel.example", "notes": "Telefon: siehe\r\nVisitenkarte\r\n"},
    {"name": "  Kaffeerösterei mit Leerzeichen ", "addressZipCode": "A-1010", "addressCountry": "Österreich"},
    {"name": "Ömer Çelik Übersetzungen", "email": "a@b.example, c@d.example", "phone": "+43 1 0000-0; DW 12"},
]


def demo_clients() -> list[Row]:
    """240 customers of an office in Austria, the special ones among the ordinary."""
    random = Random(240)  # noqa: S311 - the same data every time is what is wanted
    special = [{"enabled": True, **client} for client in ODD_CLIENTS]
    special += [_client(random, name, names.AT_HOME) for name in names.LONG_NAMES]
    taken = {str(client["name"]) for client in special}
    fresh = (client for client in _endless(random) if _is_new(str(client["name"]), taken))
    clients = [*islice(fresh, NUMBER_OF_CLIENTS - len(special))]
    for position, client in enumerate(special):
        clients.insert(position * 10 + 5, client)
    return clients


def demo_projects() -> list[Row]:
    """80 projects of the demo clients: those whose names contain each other first, then every fourth client's."""
    kinds = ["Wartung", "Relaunch", "Jahresabschluss", "Umbau", "Beratung", "Schulung", "Planung"]
    owners = [str(client["name"]) for client in ODD_CLIENTS]
    owners += [str(client["name"]) for client in demo_clients()[::4] if client["name"] not in owners]
    rows = []
    for number, kind in enumerate(islice(cycle(kinds), NUMBER_OF_PROJECTS), 1):
        name = owners[number % len(owners)]
        project = f"{kind} {2020 + number % 6}"
        rows.append({"ID": number, "projectName": project, "clientName": name, "projectEnabled": number % 5 != 0})
    return rows


def many_clients(number: int, seed: int = 1) -> list[Row]:
    """As many customers as a measurement needs; names are numbered, and every tenth bears that of the one before."""
    random = Random(seed)  # noqa: S311 - the same data every time is what is wanted
    clients = list(islice(_endless(random), number))
    for position, client in enumerate(clients, 1):
        twin = position % 10 == 0
        client["name"] = clients[position - 2]["name"] if twin else f"{client['name']} {position}"
    return clients


def _endless(random: Random) -> Iterator[Row]:
    while True:
        yield _client(random, _firm(random), names.AT_HOME if random.random() < 0.8 else names.ABROAD)


def _firm(random: Random) -> str:
    chance = random.random()
    surname, form = random.choice(names.SURNAMES), random.choice(names.FORMS)
    if chance < 0.5:
        return f"{random.choice(names.TRADES)} {surname} {form}"
    if chance < 0.65:
        return f"{surname} & {random.choice(names.SURNAMES)} {random.choice(['OG', 'KG', 'Ges.m.b.H.'])}"
    if chance < 0.75:
        return f"{surname} & Söhne {random.choice(['GmbH & Co. KG', 'KG', 'AG'])}"
    if chance < 0.9:
        return f"{random.choice(names.REGIONS)} {random.choice(names.INDUSTRIES)} {random.choice(['AG', 'GmbH'])}"
    person = f"{random.choice(names.TITLES)}{random.choice(names.FIRST_NAMES)} {surname}"
    return f"{person} {random.choice(['', 'e.U.'])}".strip()


def _client(random: Random, name: str, towns: list[names.Town]) -> Row:
    """A customer who, as they do, has not told everything."""
    town = random.choice(towns)
    person = f"{random.choice(names.FIRST_NAMES)} {random.choice(names.SURNAMES)}"
    digits = random.randrange(1000, 10000)
    client: Row = {"name": name, "enabled": random.random() < 0.92}
    values = {
        "color": (0.5, random.choice(names.COLORS)),
        "notes": (0.3, random.choice(names.NOTES)),
        "email": (0.8, _email(random, name, person)),
        "phone": (0.75, _phone(random, COUNTRY_CODES[town.country], town.dialling_code, digits)),
        "address": (0.85, f"{random.choice(names.STREETS)} {random.randrange(1, 120)}"),
        "address2": (0.15, random.choice(names.ADDITIONS)),
        "contactPerson": (0.7, f"{random.choice(names.TITLES)}{person}"),
        "field1": (0.45, VAT_IDS[town.country].format(digits)),
        "field2": (0.35, f"KST-{random.randrange(1, 60) * 10:04}"),
        "field3": (0.1, random.choice(["A-Kunde", "B-Kunde", "Neukunde"])),
    }
    client |= {parameter: value for parameter, (share, value) in values.items() if random.random() < share}
    if random.random() < 0.9:
        client |= {"addressZipCode": town.zip_code, "addressCity": town.city, "addressCountry": town.country}
    return client


def _email(random: Random, name: str, person: str) -> str:
    domain = "-".join(_plain(name).split("-")[:2])[:40]
    local = (
        _plain(person).replace("-", ".", 1) if random.random() < 0.4 else random.choice(["office", "info", "kontakt"])
    )
    return f"{local}@{domain}.example"


def _phone(random: Random, country: str, code: str, digits: int) -> str:
    """A number that nobody can have, since no subscriber's begins with a zero, in one of the ways people write it."""
    pattern = random.choice(["{} {} 000{}", "{} ({}) 000 {}", "{} {} / 000-{}", "{} (0){} 00 {}"])
    return pattern.format(country, code, digits)


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower().translate(UMLAUTS)).strip("-")


def _is_new(name: str, taken: set[str]) -> bool:
    if name in taken:
        return False
    taken.add(name)
    return True
