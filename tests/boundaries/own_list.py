"""What each person may choose for the list: how many views, of which lengths, and how many clients they saw last."""

from clients_ui.models import SavedView
from tests.boundaries.table import always, up_to
from tests.filling import filled


def kept(browser, search, name):
    browser.post(f"/clients/?{search}", {"_keep_view": "", "view_name": name})
    return SavedView.objects.filter(name=name).exists()


@up_to("clients_ui.web.own_list.MOST_VIEWS", 20)
def one_more_view_is_kept(world, number):
    browser = world.sandbox and world.visitor("viewer")
    SavedView.objects.bulk_create(SavedView(person=browser.person, name=f"{n}", query="q=x") for n in range(number - 1))
    return kept(browser, "q=x", "One more")


@always("clients_ui.web.own_list.MOST_VIEWS", 20)
def a_view_is_kept_anew_under_its_name_however_many_there_are(world, number):
    browser = world.sandbox and world.visitor("viewer")
    SavedView.objects.bulk_create(SavedView(person=browser.person, name=f"{n}", query="q=x") for n in range(number))
    kept(browser, "q=y", "0")
    return SavedView.objects.get(name="0").query.startswith("q=y&")


@up_to("clients_ui.web.own_list.LONGEST_NAME", 60)
def the_name_of_a_view_is_whole(world, length):
    return kept(world.sandbox and world.visitor("viewer"), "q=x", "n" * length)


@up_to("clients_ui.web.own_list.LONGEST_QUERY", 2000)
def a_search_is_kept_as_a_view(world, length):
    search = "columns=name%2Cemail&addressCity=" + "a" * 900 + "&addressCity=" + "c" * 900 + "&addressCity=b"
    return kept(world.sandbox and world.visitor("viewer"), search.ljust(length, "b"), "Long")


@up_to("clients_ui.web.views.seen.MOST", 5)
def every_client_that_was_seen_last_is_named(world, number):
    return named(world, number, ",".join(str(each + 1) for each in range(number)))


@up_to("clients_ui.web.views.seen.LONGEST_ID", 18)
def a_client_is_named_by_its_id(world, length):
    return named(world, 1, "1".rjust(length, "0"))


def named(world, number, ids):
    for each in range(number):
        world.sandbox.add(name=f"Client {each}")
    world.settings.DIRECTORY_SECONDS = 60
    filled()
    return len(world.visitor("viewer").get(f"/clients/seen/?ids={ids}").context["clients"]) == number
