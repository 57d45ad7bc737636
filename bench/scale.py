"""How the pages grow with the account: 1,000, 10,000 and 100,000 clients.

    .venv/bin/python bench/scale.py

One sandbox and one dashboard per size run at the same time. Each round asks each of them for every page, and one
worker after the other answers the rounds; a search is another one in each round, so that no remembered result answers.
Each round saves one client: the POST alone counts as "save", the first list of each worker behind it as "list right
after a save" (that worker asks the history, and reads the client again). One fill after the other may run behind the
pages, as in production; `--directory-seconds 86400` keeps them out.
"""

from collections import defaultdict
from contextlib import ExitStack
from statistics import median

from stage import (
    FORM,
    FROM_DIRECTORY,
    OVERVIEW,
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
from words import SORTS, lists

Found = dict[str, dict[int, list[float]]]
GROWTH, LONGER = 1.5, 100
GROW = {"list": GROWTH, "client": GROWTH}
"""From the smallest account to the largest at most so many times as long."""
ADD = {"search, two frequent words": LONGER, "search, one letter": LONGER}
"""At most so many milliseconds longer."""


def warmed(people: list[Person]) -> list[Person]:
    """These people, after each worker has filled its directory and sorted it by every column that is measured."""
    filled(people)
    for person in people:
        for sort in SORTS:
            person.get(f"/clients/?sort={sort}", FROM_DIRECTORY)
    return people


def one_round(people: list[Person], clients: int, number: int) -> dict[str, list[float]]:
    """Milliseconds of every page, from one worker in this round and from the other in the next."""
    person = people[number % len(people)]
    took = {name: [person.get(path, FROM_DIRECTORY)[0]] for name, path in lists(clients, number).items()}
    took["overview"] = [person.get("/", OVERVIEW)[0]]
    path = f"/clients/{1 + number * 37 % clients}/"
    milliseconds, page = person.get(path, FORM)
    took["client"] = [milliseconds]
    took["save"] = [person.save(path, with_another_phone(page, number))]
    took["list right after a save"] = [each.get("/clients/", FROM_DIRECTORY)[0] for each in people]
    return took


def measure(sizes: list[int], rounds: int, directory_seconds: int) -> Found:
    """Name → size → milliseconds."""
    found: Found = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        served = {size: stack.enter_context(account(size, directory_seconds)) for size in sizes}
        people = {size: warmed(one_on_each_worker(one.url, one.process.pid)) for size, one in served.items()}
        for number in range(-4, rounds):  # the first four are not counted: two for each worker
            for size in sizes:
                for name, took in one_round(people[size], size, number + 4).items():
                    found[name][size] += took if number >= 0 else []
    return found


def row(name: str, by_size: dict[int, list[float]]) -> list[str]:
    """A line of the table."""
    least, most = (median(by_size[size]) for size in (min(by_size), max(by_size)))
    growth, added = most / least, most - least
    bound, true = "–", "–"
    if name in GROW:
        bound, true = f"× {GROW[name]}", verdict(growth <= GROW[name])
    if name in ADD:
        bound, true = f"+ {ADD[name]} ms", verdict(added <= ADD[name])
    return [name, *(described(took) for took in by_size.values()), f"× {growth:.2f}", f"{added:+.1f}", bound, true]


def main() -> None:
    """Measure and print."""
    parser = arguments(__doc__, rounds=60)
    parser.add_argument("--directory-seconds", type=int, default=60, help="the setting, default %(default)s")
    options = parser.parse_args()
    found = measure(sorted(options.sizes), options.rounds, options.directory_seconds)
    print(f"ms: median (p95) of {options.rounds} interleaved rounds\n")
    head = ["page", *(f"{size:,}" for size in sorted(options.sizes)), "grows", "ms", "bound", ""]
    table(head, [row(name, by_size) for name, by_size in found.items()])


if __name__ == "__main__":
    main()
