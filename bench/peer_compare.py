"""The dashboard beside a stock Django admin that keeps the same clients in a table of its own.

    .venv/bin/python bench/peer_compare.py

`bench/peer/` is that admin: its defaults, our columns, fifty rows a page, the search over the name, SQLite. Both are
served in the same way and asked in turn, page by page. The dashboard's directory is filled once, before the rounds; its
API answers at once. Its search looks into every field, the admin's into the name alone.

"Save" is what a person waits for after pressing the button: the POST and the list that it leads to, which tells of it.
The first list of each round finds what was saved through the other worker in the round before.
"""

from collections import defaultdict
from collections.abc import Callable
from contextlib import ExitStack
from statistics import median
from typing import NamedTuple
from urllib.parse import quote

from peer.serving import FORM as THEIR_FORM
from peer.serving import LISTED, LOGIN, peer
from stage import (
    FORM,
    FROM_DIRECTORY,
    LIST,
    Person,
    account,
    arguments,
    described,
    filled,
    one_on_each_worker,
    table,
    verdict,
    with_another_phone,
)
from words import TRADES, rare, two

FOR_EVER = 86_400
SEARCHED = 'id="changelist"'
"""By what the admin's list is known, also where nothing was found."""
SAVE = "save, with its list"
SEARCHES = ("search, a rare word", "search, a frequent word", "search, two words")
BOUNDS = {
    1_000: {"list": 0.35, **dict.fromkeys(SEARCHES, 0.5), "form": 0.8, SAVE: 0.7},
    100_000: {"list": 0.2, **dict.fromkeys(SEARCHES, 0.5), "form": 1.0, SAVE: 0.5},
}
NAMES = ("list", *SEARCHES, "form", SAVE, "of that the POST", "list after another's save")
Words = tuple[str, ...]
Found = dict[tuple[str, int], dict[str, list[float]]]
Team = dict[str, list[Person]]


def ours(person: Person, words: Words, pk: int, number: int) -> dict[str, float]:
    """Milliseconds of the dashboard's pages."""
    return round_of(person, words, number, Pages("/clients/", FROM_DIRECTORY, FROM_DIRECTORY, f"/clients/{pk}/", FORM))


def theirs(person: Person, words: Words, pk: int, number: int) -> dict[str, float]:
    """Milliseconds of the admin's pages."""
    return round_of(person, words, number, Pages(LISTED, LIST, SEARCHED, f"{LISTED}{pk}/change/", THEIR_FORM))


class Pages(NamedTuple):
    """Where a list and a form are, and by what each is known."""

    list: str
    listed: str
    searched: str
    form: str
    opened: str


def round_of(person: Person, words: Words, number: int, at: Pages) -> dict[str, float]:
    """Milliseconds of two lists, three searches, a form, and of sending it with another phone number."""
    searches = {name: f"{at.list}?q={quote(word)}" for name, word in zip(SEARCHES, words, strict=True)}
    took = {name: person.get(at.list, at.listed)[0] for name in ("list after another's save", "list")}
    took |= {name: person.get(path, at.searched)[0] for name, path in searches.items()}
    took["form"], page = person.get(at.form, at.opened)
    post = person.save(at.form, with_another_phone(page, number))
    return took | {"of that the POST": post, SAVE: post + person.get(at.list, at.listed)[0]}


BOTH: dict[str, Callable[[Person, Words, int, int], dict[str, float]]] = {"ours": ours, "peer": theirs}


def begun(stack: ExitStack, clients: int) -> Team:
    """Both of them with so many clients, and somebody on each of their workers."""
    our, other = stack.enter_context(account(clients, FOR_EVER)), stack.enter_context(peer(clients))
    people = one_on_each_worker(our.url, our.process.pid)
    filled(people)
    return {"ours": people, "peer": one_on_each_worker(other.url, other.process.pid, LOGIN)}


def measure(sizes: list[int], rounds: int) -> Found:
    """(page, size) → whose → milliseconds."""
    found: Found = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        teams = {size: begun(stack, size) for size in sizes}
        for number in range(-4, rounds):  # the first four are not counted: two for each worker
            for size, who in ((size, who) for size in sizes for who in BOTH):
                people, words = (
                    teams[size][who],
                    (rare(size, number), TRADES[number % len(TRADES)], " ".join(two(number))),
                )
                took = BOTH[who](people[number % len(people)], words, 1 + number * 37 % size, number + 4)
                for name in NAMES if number >= 0 else ():
                    found[name, size][who].append(took[name])
    return found


def row(name: str, size: int, took: dict[str, list[float]]) -> list[str]:
    """A line of the table."""
    ratio = median(took["ours"]) / median(took["peer"])
    bound = BOUNDS.get(size, {}).get(name)
    judged = [f"{bound}", verdict(ratio <= bound)] if bound else ["–", "–"]
    return [f"{size:,}", name, described(took["ours"]), described(took["peer"]), f"{ratio:.2f}", *judged]


def main() -> None:
    """Measure and print."""
    options = arguments(__doc__, rounds=60).parse_args()
    found = measure(sorted(options.sizes), options.rounds)
    print(f"ms: median (p95) of {options.rounds} interleaved rounds\n")
    rows = [row(name, size, took) for (name, size), took in sorted(found.items(), key=lambda item: item[0][1])]
    table(["clients", "page", "dashboard", "stock admin", "ratio", "bound", ""], rows)


if __name__ == "__main__":
    main()
