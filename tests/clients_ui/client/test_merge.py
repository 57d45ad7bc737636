"""Three values of every field, merged."""

import pytest

from clients_ui.client.merge import Clash, merge
from clients_ui.client.record import EMPTY, ClientRecord


def client(**values):
    return ClientRecord(1, {**EMPTY, **values})


@pytest.mark.parametrize(
    ("shown", "now", "typed", "send", "clash", "theirs"),
    [
        ("1", "1", "2", True, False, False),  # only this person changed it
        ("1", "2", None, False, False, True),  # only somebody else did
        ("1", "3", "2", False, True, False),  # both did
        ("1", "2", "2", False, False, False),  # both, to the same
        ("1", "", "2", False, True, False),  # cleared by somebody else
        ("1", "2", "", False, True, False),  # cleared by this person
    ],
)
def test_a_field_is_sent_kept_or_contested(shown, now, typed, send, clash, theirs):
    touched = {} if typed is None else {"phone": typed}
    merged = merge(client(phone=shown), client(phone=now), touched)
    assert merged.send == (touched if send else {})
    assert merged.clashes == ({"phone": Clash(shown, now, typed)} if clash else {})
    assert merged.theirs == (["phone"] if theirs else [])


def test_a_clash_in_one_field_leaves_the_others_to_be_sent():
    merged = merge(client(), client(phone="3"), {"phone": "2", "email": "a@b.at"})
    assert (list(merged.clashes), merged.send) == (["phone"], {"email": "a@b.at"})


def test_where_it_is_not_known_what_was_shown_every_difference_is_a_clash():
    now = client(phone="1", notes="a\r\nb", color="112233")
    merged = merge(None, now, {"phone": "2", "email": "", "notes": "a\nb", "color": "#112233"})
    assert merged.clashes == {"phone": Clash(None, "1", "2")}
    assert (merged.send, merged.theirs) == ({}, [])


@pytest.mark.parametrize(
    ("now", "typed", "send", "clash"),
    [
        ("#ABC", "#AABBCC", True, False),  # asked for by somebody who was shown the other
        ("#AABBCC", "#ABC", True, False),  # and put back
        ("#aabbcc", "#AABBCC", False, False),  # somebody else wrote the same meanwhile
        ("#112233", "#AABBCC", False, True),  # somebody else wrote another one
    ],
)
def test_another_notation_of_a_value_is_sent_to_whoever_asks_for_it_and_is_never_a_clash(now, typed, send, clash):
    shown = now if send else "#ABC"
    merged = merge(client(color=shown), client(color=now), {"color": typed})
    assert (merged.send == {"color": typed}, "color" in merged.clashes) == (send, clash)
