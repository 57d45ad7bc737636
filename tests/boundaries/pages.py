"""Full pages: of the list, of the history, of what was done last."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.utils import timezone

from clients_ui.history import traces
from clients_ui.models import Attempt
from tests.boundaries.table import always, up_to
from tests.filling import filled
from tests.pages import form_of, links_of

ROW, ENTRY = '<th scope="row"', '<li class="trace"'


def is_last(browser, url, page, mark, number):
    """Whether this page shows what is left of so many, and leads to no other page behind it."""
    found = browser.get(f"{url}page={page}")
    assert found.content.decode().count(mark) == min(number - 50 * (page - 1), 50)
    return not any(f"page={page + 1}" in link for link in links_of(found))


def clients(world, number, directory=0):
    for each in range(number):
        world.sandbox.add(name=f"Client {each}")
    world.settings.DIRECTORY_SECONDS = directory
    if directory:
        filled()
    return world.visitor("viewer")


@up_to("clients_ui.reading.listing.PAGE_SIZE", 50)
def the_first_page_of_timetracks_own_list_is_the_last(world, number):
    return is_last(clients(world, number), "/clients/?", 1, ROW, number)


@up_to("clients_ui.reading.listing.PAGE_SIZE", 2 * 50)
def the_second_page_of_timetracks_own_list_is_the_last(world, number):
    return is_last(clients(world, number), "/clients/?", 2, ROW, number)


@up_to("clients_ui.reading.listing.PAGE_SIZE", 50)
def the_first_page_of_a_search_is_the_last(world, number):
    return is_last(clients(world, number), "/clients/?q=Client&", 1, ROW, number)


@up_to("clients_ui.reading.listing.PAGE_SIZE", 50)
def the_first_page_of_the_directory_is_the_last(world, number):
    return is_last(clients(world, number, directory=60), "/clients/?", 1, ROW, number)


@up_to("clients_ui.reading.listing.PAGE_SIZE", 2 * 50)
def the_second_page_of_the_directory_is_the_last(world, number):
    return is_last(clients(world, number, directory=60), "/clients/?", 2, ROW, number)


@up_to("clients_ui.reading.listing.FOLLOWING", 10)
def a_client_so_far_behind_is_led_to_by_save_and_next_when_all_between_are_gone(world, number):
    for each in range(1, number + 2):
        world.sandbox.add(name=f"Client {each:02}")
    world.settings.DIRECTORY_SECONDS = 600
    filled()
    browser = world.visitor("editor")
    form = form_of(browser.get("/clients/1/")) | {"phone": "1", "_next": ""}
    for gone in range(2, number + 1):
        del world.sandbox.clients[gone]
        browser.get(f"/clients/{gone}/")
    return browser.post("/clients/1/", form).url.startswith(f"/clients/{number + 1}/")


# The history


def changes(world, number):
    """Somebody who made so many changes of one client, each of another value."""
    browser = world.visitor("manager")
    first = traces.begin(browser.person.pk, CHANGE, 1, "Müller", {"phone": ("a", "b")})
    same = {"user": browser.person, "content_type": first.entry.content_type, "action_flag": CHANGE}
    same |= {"object_id": "1", "object_repr": "Müller", "change_message": first.entry.change_message}
    entries = LogEntry.objects.bulk_create(LogEntry(**same) for _ in range(number - 1))
    Attempt.objects.bulk_create(Attempt(entry=entry, client=1) for entry in entries)
    return browser


@up_to("clients_ui.web.views.history.PAGE_SIZE", 50)
def the_first_page_of_the_teams_history_is_the_last(world, number):
    return is_last(changes(world, number), "/history/?", 1, ENTRY, number)


@up_to("clients_ui.web.views.history.PAGE_SIZE", 2 * 50)
def the_second_page_of_the_teams_history_is_the_last(world, number):
    return is_last(changes(world, number), "/history/?", 2, ENTRY, number)


@up_to("clients_ui.web.views.history.PAGE_SIZE", 50)
def the_first_page_of_a_clients_history_is_the_last(world, number):
    return is_last(changes(world, number), "/clients/1/history/?", 1, ENTRY, number)


@always("clients_ui.web.views.history.ROWS_AT_ONCE", 500)
def every_change_is_in_the_csv(world, number):
    lines = changes(world, number).get("/history/?format=csv").getvalue().decode().strip().splitlines()
    return len(lines) == 1 + number


@always("clients_ui.history.traces.PORTION", 500)
def every_entry_that_is_too_old_is_forgotten(world, number):
    changes(world, number)
    world.clock.move(1)
    return traces.forget_before(timezone.now()) == number and not Attempt.objects.exists()


@up_to("clients_ui.web.views.overview.LAST_CHANGES", 10)
def each_of_the_last_changes_is_on_the_overview(world, number):
    changes(world, number)
    browser = clients(world, 1, directory=60)
    return len(browser.get("/").context["traces"]) == number
