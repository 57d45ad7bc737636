"""How much a file may hold that somebody brings in."""

from clients_ui.transfer import files, guard
from clients_ui.transfer.archive import Archive
from clients_ui.transfer.as_shown import GENERAL, shown
from clients_ui.transfer.refused import MIB, Bounds, FileRefused
from clients_ui.transfer.table import Choices, Odd, UnreadableFile
from tests.boundaries.table import from_on, up_to
from tests.clients_ui.transfer.workbooks import Sheet, xlsx


def is_read(data):
    try:
        files.read(data, Choices())
    except UnreadableFile:
        return False
    return True


def is_admitted(*texts, longest_cell):
    try:
        Bounds(longest_cell).admit(1, texts)
    except FileRefused:
        return False
    return True


@up_to("clients_ui.transfer.refused.MOST_COLUMNS", 256)
def a_row_of_so_many_columns_is_read(world, number):
    return is_read(b"Name\n" + b";".join([b"A"] * number))


@up_to("clients_ui.transfer.refused.LONGEST_CELL", 32_767)
def a_cell_of_so_many_letters_is_read(world, letters):
    return is_read(xlsx(Sheet({1: ["Name"], 2: ["A" * letters]})))


@up_to("clients_ui.transfer.refused.MOST_MEMORY", 100 * MIB)
def cells_that_take_so_many_bytes_are_admitted(world, amount):
    return is_admitted("A" * (amount - 49 - 8), longest_cell=amount)  # a text itself takes 49 bytes, its slot 8


@up_to("clients_ui.transfer.csv_in.LONGEST_CELL", 131_072)
def a_cell_of_a_csv_file_of_so_many_letters_is_read(world, letters):
    return is_read(b"Name\n" + b"A" * letters)


@up_to("clients_ui.transfer.csv_in.LONGEST_ROW", 1_000_000)
def a_row_of_a_csv_file_of_so_many_letters_is_read(world, letters):
    return is_read(b"Name\n" + (b"A" * 99_999 + b";") * 9 + b"A" * (letters - 900_000))


@up_to("clients_ui.transfer.guard.MOST_AREA", 8_000_000)
def cells_that_lie_so_far_apart_are_read(world, row):
    archive = Archive(xlsx(Sheet({1: ["Name"], row: ["A"]})))
    try:
        guard.surroundings(archive, "xl/worksheets/sheet1.xml", [])
    except FileRefused:
        return False
    return True


@from_on("clients_ui.transfer.as_shown.DIGITS_KEPT", 10**15)
def a_number_from_here_on_has_lost_digits(world, number):
    return shown(float(number), GENERAL, "en")[1] is Odd.DIGITS_LOST
