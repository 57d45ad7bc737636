"""What the company's word is worth: what opens something is the ID token's, and the user info contradicts nothing."""

import pytest

from ttdash.signin.claims import Refused, address_in, person_in, roles_in

ANNA = {"sub": "anna-1", "email": "Anna@Office.example", "email_verified": True}


def person(token, info=None, claim="groups"):
    return person_in(token, {"sub": "anna-1"} if info is None else info, claim, {"a": "Viewers", "b": "Editors"})


@pytest.mark.parametrize(
    ("claims", "address"),
    [
        (ANNA, "anna@office.example"),
        (ANNA | {"email_verified": "true"}, "anna@office.example"),
        ({"email": "a@office.example", "xms_edov": True}, "a@office.example"),
        ({"email": "a@office.example", "xms_edov": "1"}, "a@office.example"),
        ({"email": "a@office.example"}, ""),
        (ANNA | {"email_verified": False}, ""),
        (ANNA | {"email_verified": "false"}, ""),
        (ANNA | {"email_verified": None}, ""),
        (ANNA | {"email_verified": "yes"}, ""),
        (ANNA | {"email_verified": [True]}, ""),
        (ANNA | {"email_verified": {"true": True}}, ""),
        (ANNA | {"email_verified": 2}, ""),
        (ANNA | {"xms_edov": False}, ""),
        (ANNA | {"email": "a@b@office.example"}, ""),
        (ANNA | {"email": ["a@office.example"]}, ""),
        (ANNA | {"email": None}, ""),
        ({}, ""),
    ],
)
def test_an_address_counts_only_where_the_provider_vouches_for_it(claims, address):
    assert address_in(claims) == address


@pytest.mark.parametrize("alike", ["\u212aarl@office.example", "\u017fam@office.example", "karl@o\ufb03ce.example"])
def test_an_address_with_letters_that_fold_into_others_is_nobodys(alike):
    assert address_in(ANNA | {"email": alike}) == ""


@pytest.mark.parametrize(
    ("claim", "claims", "roles"),
    [
        ("groups", {"groups": ["a", "b", "other"]}, {"Viewers", "Editors"}),
        ("groups", {"groups": "a"}, {"Viewers"}),
        ("groups", {"groups": []}, set()),
        ("groups", {}, set()),
        ("groups", {"groups": None}, set()),
        ("groups", {"groups": [["a"], {"a": 1}, 7, "A", " a"]}, set()),
        ("groups", {"groups": {"a": True}}, set()),
        ("realm_access.roles", {"realm_access": {"roles": ["b"]}}, {"Editors"}),
        ("realm_access.roles", {"realm_access": "b"}, set()),
        ("https://x.example/roles", {"https://x.example/roles": ["a"]}, {"Viewers"}),
    ],
)
def test_a_claim_gives_the_roles_that_the_map_names_and_no_other(claim, claims, roles):
    assert roles_in(claims, claim, {"a": "Viewers", "b": "Editors"}) == roles


def test_the_user_info_adds_a_name_and_nothing_that_opens_anything():
    info = {"sub": "anna-1", "given_name": "Anna", "family_name": "Berger", "groups": ["b"]}
    found = person(ANNA | {"family_name": "Huber"}, info)
    assert (found.sub, found.address, found.roles) == ("anna-1", "anna@office.example", [])
    assert (found.given_name, found.family_name) == ("Anna", "Huber")


@pytest.mark.parametrize(
    ("token", "info", "about"),
    [
        (ANNA, ANNA | {"sub": "boss-1"}, "sub"),
        (ANNA, {"email": "anna@office.example"}, "sub"),
        (ANNA, {}, "sub"),
        (ANNA | {"sub": None}, {}, "sub"),
        (ANNA | {"sub": "1"}, {"sub": 1}, "sub"),
        (ANNA, ANNA | {"email": "boss@office.example"}, "email"),
        (ANNA, ANNA | {"email": None}, "email"),
        (ANNA, ANNA | {"email_verified": False}, "email_verified"),
        (ANNA, ANNA | {"email_verified": None}, "email_verified"),
        (ANNA | {"email_verified": False}, ANNA, "email_verified"),
        (ANNA, ANNA | {"xms_edov": False}, "xms_edov"),
        (ANNA | {"xms_edov": False}, ANNA | {"xms_edov": True}, "xms_edov"),
        (ANNA, {"sub": "boss-1", "email": "boss@office.example"}, "sub, email"),
    ],
)
def test_a_user_info_that_contradicts_the_token_lets_nobody_in(token, info, about):
    with pytest.raises(Refused, match="says two different things about you") as refused:
        person(token, info)
    assert refused.value.reason == f"ID token and user info contradict each other: {about}"


def test_the_same_word_in_another_spelling_is_no_contradiction():
    info = {"sub": "anna-1", "email": "anna@office.EXAMPLE", "email_verified": "true"}
    assert person(ANNA, info).address == "anna@office.example"


@pytest.mark.parametrize("lacking", ["email", "email_verified"])
def test_what_vouches_for_an_address_is_not_taken_from_the_user_info(lacking):
    token = {name: value for name, value in ANNA.items() if name != lacking}
    with pytest.raises(Refused, match="no verified mail address"):
        person(token, ANNA)


@pytest.mark.parametrize(
    "sub", [None, "", " ", "\t", 1, 0, True, ["anna-1"], {"id": "anna-1"}, "a\0b", "a\nb", "a" * 192]
)
def test_a_sub_that_is_no_text_or_a_blank_one_is_nobodys(sub):
    with pytest.raises(Refused, match="does not say who you are"):
        person(ANNA | {"sub": sub}, {"sub": sub})


def test_the_longest_sub_that_can_be_kept_is_somebodys():
    assert person(ANNA | {"sub": "a" * 191}, {"sub": "a" * 191}).sub == "a" * 191


@pytest.mark.parametrize(("said", "name"), [("Anna\0\n", "Anna"), (["Anna"], ""), (7, ""), ("a" * 151, "a" * 150)])
def test_a_name_is_a_text_on_one_line_that_fits(said, name):
    assert person(ANNA | {"given_name": said}).given_name == name


@pytest.mark.parametrize(("said", "kept"), [(1_800_000_000, 1_800_000_000), ("0", None), (None, None), (1.5, None)])
def test_when_the_person_was_asked_last_is_a_number_of_seconds(said, kept):
    assert person(ANNA | {"auth_time": said}).auth_time == kept
