"""What is told of the rows of a file, and for how long a plan may be carried out."""

from clients_ui.client import country_words
from clients_ui.transfer import packages
from clients_ui.transfer.packages import Package
from tests.boundaries.table import DAY, up_to
from tests.clients_ui.transfer.planning import client, plan_of


@up_to("clients_ui.transfer.packages.MAX_AGE", DAY)
def a_package_is_opened(world, age):
    rows = {row.row: row for row in plan_of([], ["name"], ["Novak"])}
    [text] = packages.sealed(Package("run", "digest", "", rows), by=1)
    world.clock.move(age)
    return packages.opened(text, by=1) is not None


@up_to("clients_ui.client.country_words.LONGEST", 80)
def a_text_so_long_may_be_a_country(world, number):
    return country_words.code_of("Austria".ljust(number)) == "AT"


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
