"""What is told of the rows of a file, and for how long a plan may be carried out."""

from clients_ui.transfer import country, merging, packages
from clients_ui.transfer.merging import Pair, ShownPair
from clients_ui.transfer.packages import Package
from tests.boundaries.table import DAY, up_to
from tests.clients_ui.transfer.planning import client, plan_of
from tests.filling import filled
from tests.pages import links_of


@up_to("clients_ui.transfer.packages.MAX_AGE", DAY)
def a_package_is_opened(world, age):
    rows = {row.row: row for row in plan_of([], ["name"], ["Novak"])}
    [text] = packages.sealed(Package("run", "digest", "", rows), by=1)
    world.clock.move(age)
    return packages.opened(text, by=1) is not None


@up_to("clients_ui.transfer.merging.MAX_AGE", DAY)
def a_pair_that_was_shown_is_merged(world, age):
    text = merging.sealed(ShownPair(Pair(client(1, "Novak"), client(2, "Nowak")), "run"), by=1)
    world.clock.move(age)
    return merging.opened(text, 1, [1, 2]) is not None


@up_to("clients_ui.web.merge_page.MOST_PAIRS", 20)
def so_many_pairs_of_possible_duplicates_are_shown_beside_the_findings(world, number):
    world.settings.DIRECTORY_SECONDS = 60
    for each in range(number):
        for name in ("Firma", "Firma GmbH"):
            world.sandbox.add(name=f"{name} {each}", enabled=True)
    browser = world.visitor("editor")
    filled()
    links = {link for link in links_of(browser.get("/findings/")) if link.startswith("/clients/merge/")}
    return len(links) == number


@up_to("clients_ui.transfer.country.LONGEST", 80)
def a_text_so_long_may_be_a_country(world, number):
    return country.code_of("Austria".ljust(number)) == "AT"


@up_to("clients_ui.transfer.judging.MOST_ALIKE", 5)
def so_many_clients_can_all_be_chosen(world, number):
    [row] = plan_of([client(each, f"novak {'.' * each}") for each in range(1, number + 1)], ["name"], ["Novak"])
    return len(row.updates) == number


@up_to("clients_ui.transfer.judging.LONGEST_NAME", 255)
def a_row_is_called_by_its_whole_name(world, number):
    [row] = plan_of([], ["name"], ["x" * number])
    return row.name == "x" * number


@up_to("clients_ui.transfer.words.MOST", 5)
def so_many_rows_are_all_named(world, number):
    first, *_ = plan_of([], ["name"], *[["Novak"]] * (number + 1))
    return "…" not in first.problems[""]


@up_to("clients_ui.transfer.words.LONGEST", 80)
def a_value_is_told_whole(world, number):
    [row] = plan_of([client(1, "x" * number)], ["id", "name"], ["1", "Novak"])
    return "x" * number in row.problems["name"]
