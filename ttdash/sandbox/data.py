"""Invented customers of an office, the same ones every time."""

import re
import tomllib
from functools import lru_cache
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from ttdash.sandbox.answers import Row

NUMBER_OF_CLIENTS = 240
NUMBER_OF_PROJECTS = 80
NAMES: dict[str, Any] = tomllib.loads(Path(__file__).with_name("names.toml").read_text(encoding="utf-8"))
PLAIN_LETTERS = str.maketrans(NAMES["plain_letters"])


def demo_clients() -> list[Row]:
    """240 customers of an office in Austria, the special ones among the ordinary."""
    random = Random(240)  # noqa: S311 - the data must be the same every time
    special = [{"enabled": True, **client} for client in NAMES["odd_clients"]]
    special += [_client(random, name, NAMES["at_home"]) for name in NAMES["long_names"]]
    names_of_special = {client["name"] for client in special}
    ordinary: dict[str, Row] = {}
    while len(ordinary) < NUMBER_OF_CLIENTS - len(special):
        client = _ordinary_client(random)
        if client["name"] not in names_of_special:
            ordinary.setdefault(client["name"], client)
    clients = list(ordinary.values())
    for position, client in enumerate(special):
        clients.insert(position * 10 + 5, client)
    return clients


def demo_projects() -> list[Row]:
    """80 projects of the demo clients: those whose names contain each other first, then every fourth client's."""
    owners = [client["name"] for client in NAMES["odd_clients"]]
    owners += [client["name"] for client in demo_clients()[::4] if client["name"] not in owners]
    return [
        {
            "ID": number,
            "projectName": f"{kind} {2020 + number % 6}",
            "clientName": owners[number % len(owners)],
            "projectEnabled": number % 5 != 0,
        }
        for number, kind in enumerate(islice(cycle(NAMES["project_kinds"]), NUMBER_OF_PROJECTS), 1)
    ]


def many_clients(number: int, seed: int = 1) -> list[Row]:
    """As many customers as a measurement needs; names are numbered, and every tenth bears that of the one before."""
    random = Random(seed)  # noqa: S311 - the data must be the same every time
    clients = [_ordinary_client(random) for _ in range(number)]
    for position, client in enumerate(clients, 1):
        twin = position % 10 == 0
        client["name"] = clients[position - 2]["name"] if twin else f"{client['name']} {position}"
    return clients


def _ordinary_client(random: Random) -> Row:
    return _client(random, _firm(random), NAMES["at_home" if random.random() < 0.8 else "abroad"])


def _firm(random: Random) -> str:
    chance = random.random()
    surname, form = random.choice(NAMES["surnames"]), random.choice(NAMES["legal_forms"])
    if chance < 0.5:
        return f"{random.choice(NAMES['trades'])} {surname} {form}"
    if chance < 0.65:
        return f"{surname} & {random.choice(NAMES['surnames'])} {random.choice(['OG', 'KG', 'Ges.m.b.H.'])}"
    if chance < 0.75:
        return f"{surname} & Söhne {random.choice(['GmbH & Co. KG', 'KG', 'AG'])}"
    if chance < 0.9:
        return f"{random.choice(NAMES['regions'])} {random.choice(NAMES['industries'])} {random.choice(['AG', 'GmbH'])}"
    person = f"{random.choice(NAMES['titles'])}{random.choice(NAMES['first_names'])} {surname}"
    return f"{person} {random.choice(['', 'e.U.'])}".strip()


def _client(random: Random, name: str, towns: list[dict[str, str]]) -> Row:
    """A customer who, as they do, has not told everything."""
    town = random.choice(towns)
    country = NAMES["countries"][town["country"]]
    person = f"{random.choice(NAMES['first_names'])} {random.choice(NAMES['surnames'])}"
    digits = random.randrange(1000, 10000)
    client: Row = {"name": name, "enabled": random.random() < 0.92}
    values = {
        "color": (0.5, random.choice(NAMES["colors"])),
        "notes": (0.3, random.choice(NAMES["notes"])),
        "email": (0.8, _email(random, name, person)),
        # Nobody can have such a number, since no subscriber's begins with a zero.
        "phone": (0.75, random.choice(NAMES["phones"]).format(country["calling_code"], town["dialling_code"], digits)),
        "address": (0.85, f"{random.choice(NAMES['streets'])} {random.randrange(1, 120)}"),
        "address2": (0.15, random.choice(NAMES["address_additions"])),
        "contactPerson": (0.7, f"{random.choice(NAMES['titles'])}{person}"),
        "field1": (0.45, country["vat_id"].format(digits)),
        "field2": (0.35, f"KST-{random.randrange(1, 60) * 10:04}"),
        "field3": (0.1, random.choice(["A-Kunde", "B-Kunde", "Neukunde"])),
    }
    client |= {parameter: value for parameter, (share, value) in values.items() if random.random() < share}
    if random.random() < 0.9:
        client |= {"addressZipCode": town["zip_code"], "addressCity": town["city"], "addressCountry": town["country"]}
    return client


def _email(random: Random, name: str, person: str) -> str:
    domain = "-".join(_plain(name).split("-")[:2])[:40]
    personal = random.random() < 0.4
    local = _plain(person).replace("-", ".", 1) if personal else random.choice(["office", "info", "kontakt"])
    return f"{local}@{domain}.example"


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    return re.sub("[^a-z0-9]+", "-", text.lower().translate(PLAIN_LETTERS)).strip("-")
