"""The rows that cannot be done as they are, as a file again."""

import re

from django.utils import translation

from clients_ui.transfer import left_out
from clients_ui.transfer.plan import Options, planned
from tests.clients_ui.transfer.planning import client, table

HEAD = ["id", "name", "email", "Own remark"]


def taken_out(*rows):
    read = table(HEAD, *rows)
    return [*left_out.rows(read, planned(read, {0: "id", 1: "name", 2: "email"}, Options(), [[client(7, "Huber")]]))]


def test_the_rows_at_fault_stand_in_it_as_in_the_file_with_their_numbers_and_reasons():
    head, *rows = taken_out(["7", "Huber", "", "as it is"], ["", "Novak", "none", "new"], ["7", "Other", "none"])
    assert head == [*HEAD, "Row", "What is wrong"]
    assert [row[:5] for row in rows] == [
        ["7", "Huber", "", "as it is", "2"],
        ["", "Novak", "none", "new", "3"],
        ["7", "Other", "none", "", "4"],
    ]
    assert rows[0][5] == "Row 4 is about the same client. Keep only one of these rows in the file."
    assert rows[1][5] == "E-mail: This is not an e-mail address. It should look like name@company.at."
    third = [re.split("[:.]", line)[0] for line in rows[2][5].split("\n")]
    assert third == ["E-mail", "Name", "Row 2 is about the same client"]


def test_a_cell_without_a_head_keeps_its_place():
    head, row = taken_out(["x", "", "", "", "", "behind"])
    assert head == [*HEAD, "", "", "Row", "What is wrong"]
    assert row[:7] == ["x", "", "", "", "", "behind", "2"]


def test_its_head_is_in_the_readers_language_and_stands_alone_where_nothing_is_at_fault():
    with translation.override("de"):
        assert len(taken_out(["", "Novak"])) == 1
