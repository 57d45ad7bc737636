"""Every odd file gives one clear sentence, or the right rows."""

import pytest

from clients_ui.transfer import files
from clients_ui.transfer.table import UnreadableFile
from tests.clients_ui.transfer.odd_files import CASES


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.sentence])
def test_it_is_read_as_its_author_sees_it(name):
    case = CASES[name]
    table = files.read(case.data, case.choices)
    assert [(row.number, [*row.texts]) for row in table.rows] == case.rows
    assert {(row.number, column): how for row in table.rows for column, how in row.odd.items()} == case.odd
    assert table.read_as.doubtful == [*case.doubtful]


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.sentence])
def test_it_is_refused_with_one_sentence(name):
    case = CASES[name]
    with pytest.raises(UnreadableFile) as refused:
        files.read(case.data, case.choices)
    assert str(refused.value) == case.sentence


def test_there_are_many_of_them():
    assert len(CASES) >= 60
