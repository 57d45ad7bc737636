"""What makes two clients alike."""

from clients_ui.client.record import EMPTY, ClientRecord
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.quality.findings import Finding
from tests.boundaries.table import from_on, up_to


def are_alike(*clients):
    """Whether these are alike to who looks for all, and to who looks for one of them."""
    records = [ClientRecord(number, {**EMPTY, **values}) for number, values in enumerate(clients, 1)]
    database = Database()
    database.refill([records])
    database.checks.check_next(0, 1000)
    among_all = database.find(ClientQuery(finding=Finding.DUPLICATE)).total == len(records)
    assert all((len(database.alike(each)) == len(records) - 1) is among_all for each in records)
    return among_all


@up_to("clients_ui.quality.duplicates.MOST_SHARED", 5)
def so_many_with_one_address_are_alike(world, number):
    return are_alike(*({"name": f"{each}", "email": "office@group.example"} for each in range(number)))


@up_to("clients_ui.quality.duplicates.MOST_SHARED", 5)
def so_many_with_one_phone_number_are_alike(world, number):
    return are_alike(*({"name": f"{each}", "phone": "+43 1 5811234"} for each in range(number)))


@up_to("clients_ui.quality.duplicates.MOST_EDITS", 2)
def so_many_letters_more_make_no_other_name(world, number):
    return are_alike({"name": "b" * 40}, {"name": "b" * 40 + "n" * number})


@from_on("clients_ui.quality.duplicates.LETTERS_PER_EDIT", 2 * 12, step=2)
def another_letter_is_a_slip_where_both_have_so_many_letters(world, letters):
    return are_alike({"name": "b" * (letters // 2)}, {"name": "b" * (letters // 2 - 1) + "n"})


@up_to("clients_ui.client.folding.LONGEST", 10_000)
def another_digit_behind_so_many_letters_makes_another_name(world, length):
    return not are_alike(*({"name": f"{'n' * (length - 1)}{digit}"} for digit in "12"))


@from_on("clients_ui.quality.duplicates.SHORTEST_PHONE", 6)
def so_many_digits_are_a_number(world, length):
    return are_alike(*({"name": name, "phone": "5811239"[:length]} for name in "bn"))
