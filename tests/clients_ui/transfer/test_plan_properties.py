"""Whatever an account holds: a file that was made of it changes nothing, and no plan does more than its rows say."""

from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.record import FIELDS
from clients_ui.transfer.planned import RowPlan
from tests.clients_ui.transfer.planning import PARAMETERS, as_text, client, exported, outcomes, plan_of

TEXTS = st.one_of(
    st.text(max_size=12),
    st.text(alphabet=" \t\r\n\0\x07\x1f\u00a0\u200b\ufffd\ufffeaÄ'\"=+@#0", max_size=8),
    st.sampled_from(
        ["", "AT", "at", "Austria", "Österreich", "#1F6FEB", "rgb(1,2,3)", "red", "0", "1", "true", "ja", "–"]
    ),
    st.sampled_from(["01067", "+43 1 23", "=1+1", "#N/A", "#12", "office@huber.at", "nobody", "Huber GmbH", "huber"]),
)
ACCOUNTS = st.lists(
    st.fixed_dictionaries(
        {**dict.fromkeys(PARAMETERS, TEXTS), "enabled": st.sampled_from([True, False, None])},
    ),
    max_size=3,
).map(lambda held: [client(number * 3, **values) for number, values in enumerate(held, 1)])
EMPTY_CELLS = st.sampled_from(["keep", "clear"])
MATCH = st.sampled_from([None, "field1", "field3"])


def through(line_end, lost):
    """What a program does to a text that it reads and writes again."""

    def passed(text):
        for letter in lost:
            text = text.replace(letter, "\ufffd")
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", line_end)

    return passed


PROGRAMS = st.sampled_from(
    [lambda text: text, through("\n", "\0\x07\x1f\ufffe"), through("\r\n", "\0"), through("\r", "")]
)


@given(ACCOUNTS, PROGRAMS, EMPTY_CELLS, MATCH)
def test_a_file_made_of_an_account_is_unchanged_in_every_row(account, program, empty, match):
    rows = [[program(text) for text in row] for row in exported(account)]
    planned = plan_of(account, ["id", *PARAMETERS], *rows, empty=empty, match=match)
    assert outcomes(planned) == ["unchanged"] * len(account)
    assert [row.empties for row in planned] == [0] * len(account)


@given(
    ACCOUNTS,
    st.sampled_from([("Ja", "Nein"), ("Yes", "No"), ("WAHR", "FALSCH"), ("1", "0")]),
    st.permutations(PARAMETERS),
)
def test_in_whatever_words_and_order_of_columns(account, words, order):
    said = {True: words[0], False: words[1]}
    rows = [[*(said.get(each[name], as_text(each[name])) for name in order), str(each.id)] for each in account]
    assert outcomes(plan_of(account, [*order, "id"], *rows)) == ["unchanged"] * len(account)


@given(ACCOUNTS, st.data(), EMPTY_CELLS, MATCH)
def test_no_plan_does_more_than_its_rows_say(account, data, empty, match):
    head = data.draw(st.lists(st.sampled_from(["id", *PARAMETERS]), min_size=1, max_size=5, unique=True))
    ids = st.sampled_from(["", "3", "6", "9", "nobody"])
    names = st.sampled_from(["", "Huber GmbH", "HUBER", *(each.name for each in account)]) | TEXTS
    cells = st.tuples(*({"id": ids, "name": names}.get(name, TEXTS) for name in head))
    rows = data.draw(st.lists(cells, max_size=6))
    held = {each.id: each for each in account}
    planned = plan_of(account, head, *rows, empty=empty, match=match)
    assert [row.row for row in planned] == list(range(2, 2 + len(rows)))
    for row in planned:
        assert (row.create is not None) == (row.outcome in {RowPlan.CREATE, RowPlan.LOOK_ALIKE})
        assert bool(row.updates) == (row.outcome is RowPlan.UPDATE or bool(row.alike))
        assert bool(row.problems) == (row.outcome in {RowPlan.INVALID, RowPlan.BLOCKED, RowPlan.CONFLICT})
        for update in row.updates:
            assert not {"name", "enabled"} & update.values.keys()
            assert update.values.keys() == update.shown.keys() <= set(head)
            assert update.shown == {name: held[update.id][name] for name in update.values}
            assert all(value != update.shown[name] for name, value in update.values.items())
        if row.create:
            assert row.create.keys() <= {*head, "enabled"}
            assert row.create["name"]
            assert all(isinstance(value, bool if name == "enabled" else str) for name, value in row.create.items())
    changed = [row.id for row in planned if row.outcome is RowPlan.UPDATE]
    assert len(changed) == len({*changed})
    created = [row.create["name"] for row in planned if row.outcome is RowPlan.CREATE]
    assert len(created) == len({*created})
    assert not {*created} & {each.name for each in account}


@given(ACCOUNTS, st.data())
def test_what_was_done_is_unchanged_when_the_same_row_comes_again(account, data):
    head = ["id", *(name for name in PARAMETERS if name not in {"name", "enabled"})]
    row = data.draw(st.tuples(st.sampled_from(["3", "6"]), *[TEXTS] * (len(head) - 1)))
    empty = data.draw(EMPTY_CELLS)
    [planned] = plan_of(account, head, row, empty=empty)
    if planned.outcome is RowPlan.UPDATE:
        done = [
            client(each.id, **{**each.values, **(planned.updates[0].values if each.id == planned.id else {})})
            for each in account
        ]
        assert outcomes(plan_of(done, head, row, empty=empty)) == ["unchanged"]


@given(st.fixed_dictionaries(dict.fromkeys(PARAMETERS, TEXTS)))
def test_a_client_that_was_created_is_unchanged_when_the_same_row_comes_again(row):
    head, texts = [*row], [*row.values()]
    [planned] = plan_of([], head, texts)
    if planned.outcome is RowPlan.CREATE:
        assert all(value != "" for value in planned.create.values())
        assert outcomes(plan_of([client(3, **planned.create)], head, texts)) == ["unchanged"]


def test_all_parameters_are_tried():
    assert {*PARAMETERS} == {*FIELDS}
