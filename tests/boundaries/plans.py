"""What is told of the rows of a file, and for how long a plan may be carried out; how many clients are selected."""

from django.http import QueryDict

from clients_ui.client import country_words
from clients_ui.timetrack import account
from clients_ui.transfer import merging, packages, selection
from clients_ui.transfer.many import Action, Intent
from clients_ui.transfer.merging import Pair, ShownPair
from clients_ui.transfer.packages import Package
from clients_ui.web import bulk_page, selected
from clients_ui.web.selected import Selected
from tests.boundaries.table import DAY, from_on, up_to
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


@up_to("clients_ui.transfer.selection.MAX_AGE", DAY)
def a_selection_is_opened(world, age):
    sealed = selection.sealed([1, 2], 1)
    world.clock.move(age)
    return selection.opened(sealed, 1) == [1, 2]


@up_to("clients_ui.transfer.selection.MOST", 10_000)
def so_many_clients_are_taken_at_once(world, number):
    posted = QueryDict(mutable=True)
    posted["ids"] = ",".join(map(str, range(1, number + 1)))
    return selected.ids_of(posted, 1) == [*range(1, number + 1)]


def chosen(number, name="A"):
    """A selection of so many clients, all of one name."""
    records = {id_: client(id_, name) for id_ in range(1, number + 1)}
    return Selected([*records], records)


@up_to("clients_ui.web.selected.FIRST", 5)
def so_many_of_a_selection_are_all_named(world, number):
    return len(selected.names(chosen(number))) == number


@up_to("clients_ui.web.selected.LONGEST_NAME", 60)
def a_client_of_a_selection_is_named_whole(world, letters):
    return selected.names(chosen(1, "x" * letters)) == ["x" * letters]


@from_on("clients_ui.web.bulk_page.TYPED_FROM", 11)
def so_many_are_changed_only_by_who_types_their_number(world, number):
    return bulk_page.planned(chosen(number), Intent(Action.SET, "phone", "1")).confirm == number


@up_to("clients_ui.timetrack.projects.MOST_PAGES", 20)
def so_many_pages_of_projects_are_read(world, number):
    world.monkeypatch.setattr("clients_ui.timetrack.projects.MOST", 50)
    for each in range(50 * (number - 1) + 1):
        world.sandbox.projects.append({"ID": each + 1, "projectName": f"P{each}", "clientName": "Müller"})
    return account.current().projects.owners() == {"Müller"}


@from_on("clients_ui.timetrack.projects.SHORTEST_PAGE", 50)
def a_page_of_so_many_projects_may_not_be_the_last(world, number):
    world.sandbox.reset()
    for each in range(number):
        world.sandbox.projects.append({"ID": each + 1, "projectName": f"P{each}", "clientName": "Müller"})
    world.sandbox.calls.clear()
    account.current().projects.owners()
    return len(world.sandbox.calls) == 2
