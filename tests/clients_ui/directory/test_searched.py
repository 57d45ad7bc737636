"""What is searched, however it is laid out and whatever was written since. No I/O, no Django."""

from hypothesis import given
from hypothesis import strategies as st

from clients_ui.client.folding import plain
from clients_ui.client.record import FIELDS, ClientRecord
from clients_ui.directory.frame import page_of
from clients_ui.directory.index import MOST_WRITTEN, Index, Wanted
from clients_ui.directory.matching import BEGINS, ELSEWHERE, EXACT, NAMED, NOT, WORD

EMPTY = {name: field.empty for name, field in FIELDS.items()}
LETTERS = "ab ü-щ\x1e\x1f\n."
WORDS = ["a", "ab", "aa", "ba", "ue", "a-b", "bab", "щ", "щa", "b.", "aba"]

texts = st.text(LETTERS, max_size=7)
values = st.fixed_dictionaries(
    {
        "name": texts,
        "notes": texts,
        "addressCity": st.sampled_from(["", "Wien", "Öd", "a\x1fb"]),
        "enabled": st.sampled_from([True, False, None]),
    }
)
accounts = st.lists(values, max_size=9)
filters = st.sampled_from([(), (("addressCity", ""),), (("addressCity", "Wien"), ("enabled", "0")), (("notes", ""),)])
sorts = st.sampled_from(["", "name", "-addressCity", "enabled"])
searches = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
writes = st.lists(st.tuples(st.integers(1, 12), st.none() | values), max_size=6)


def client(id_, held):
    return ClientRecord(id_, {**EMPTY, "enabled": True, **held})


def index_of(clients, size=3):
    pages = [page_of(clients[start : start + size]) for start in range(0, len(clients), size)]
    return Index.of(pages, lambda _, value: str(value))


def step(record, words):
    """How well a client matches, as it is described."""
    name, phrase = plain(record.name.replace("\x1e", " ")), " ".join(words)
    others = [plain(str(value)) for field, value in record.values.items() if field not in {"name", "enabled"}]
    if not all(word in name or any(word in other for other in others) for word in words):
        return NOT
    if not all(word in name for word in words):
        return ELSEWHERE
    if name.startswith(phrase):
        return EXACT if name == phrase else BEGINS
    return WORD if f" {phrase}" in name else NAMED


@given(accounts, searches)
def test_a_client_is_found_by_what_stands_in_its_name_and_by_what_stands_elsewhere(account, words):
    clients = [client(number, held) for number, held in enumerate(account, 1)]
    assert index_of(clients).searched.matches(words).to_list() == [step(each, words) for each in clients]


@given(accounts, writes, searches)
def test_after_writes_every_client_is_found_by_what_it_holds_now(account, written, words):
    index = index_of([client(number, held) for number, held in enumerate(account, 1)])
    for id_, held in written:
        index = index.with_client(id_, client(id_, held) if held else None)
    now = list(index)
    assert {each.id for each in now} == {each.id for each in index.records(index.find(Wanted()).rows)}
    assert index.searched.matches(words).to_list() == [step(each, words) for each in now]
    assert index.named(words[0]) == [each for each in now if words[0] in plain(each.name.replace("\x1e", " "))]


@given(accounts, writes, st.just([]) | searches, filters, sorts)
def test_after_writes_it_finds_sorts_and_counts_like_one_that_was_just_filled(account, written, words, filters, sort):
    index = index_of([client(number, held) for number, held in enumerate(account, 1)])
    assert index.totals
    index.find(Wanted(sort=sort))
    for id_, held in written:
        index = index.with_client(id_, client(id_, held) if held else None)
    found, fresh = (each.find(Wanted(tuple(words), filters, sort)) for each in (index, index_of(list(index), size=5)))
    assert found.rows.to_list() == fresh.rows.to_list()
    assert found.counts == fresh.counts


@given(accounts, writes, searches)
def test_a_fill_after_writes_keeps_the_pages_and_lays_their_texts_out_anew(account, written, words):
    index = first = index_of([client(number, held) for number, held in enumerate(account, 1)])
    for id_, held in written:
        index = index.with_client(id_, client(id_, held) if held else None)
    clients, pages, start = list(index), [], 0
    for number, old in enumerate(index.pages):
        pages.append(page_of(clients[start : start + old.height], *index.known_page(number)))
        assert pages[-1].rows is old
        start += old.height
    assert index.is_of(pages)
    again = index.with_texts(pages)
    assert (again is index) == (index is first)
    assert (again.searched.written, again.wrong is index.wrong) == ({}, True)
    assert again.searched.matches(words).to_list() == [step(each, words) for each in clients]
    assert again.find(Wanted((), sort="addressCity")).rows.equals(index.find(Wanted((), sort="addressCity")).rows)


def test_a_page_that_lost_all_its_clients_holds_nothing_and_moves_nobody():
    pages = [page_of([client(1, {"name": "ab"})]), page_of([]), page_of([client(2, {"name": "ab"})])]
    index = Index.of(pages, lambda _, value: str(value))
    assert index.searched.matches(["ab"]).to_list() == [EXACT, EXACT]
    assert Index.of([page_of([])], index.shown).searched.matches(["ab"]).to_list() == []


def test_very_many_writes_wear_it_out():
    index = index_of([client(number, {"name": f"a{number}"}) for number in range(1, MOST_WRITTEN + 2)], size=1000)
    for number in range(1, MOST_WRITTEN + 1):
        index = index.with_client(number, client(number, {"name": f"b{number}"}))
    assert not index.worn
    index = index.with_client(MOST_WRITTEN + 1, client(MOST_WRITTEN + 1, {"name": "b"}))
    assert index.worn
    assert len(index.named("b")) == MOST_WRITTEN + 1


def test_very_many_deletions_wear_it_out():
    index = index_of([client(number, {"name": "a"}) for number in range(1, MOST_WRITTEN + 3)], size=1000)
    for number in range(1, MOST_WRITTEN + 2):
        index = index.with_client(number, None)
    assert index.worn
    assert len(index.named("a")) == 1
