"""What people sign in by: in whatever capitals, and one account's alone."""

import re
from html import unescape
from io import StringIO

import pytest
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.pages import form_of, text_of
from tests.people import has_address
from ttdash.models import SignInKey

LIST = "/auth/user/"
PASSWORD = "right-Password-7"


def signs_in(typed):
    """Who comes in by this name and the password that all have here."""
    browser = Client()
    browser.post("/login/", {"username": typed, "password": PASSWORD})
    number = browser.session.get("_auth_user_id")
    return User.objects.get(pk=number).username if number else None


def saved(name, address=""):
    return User.objects.create_user(name, address, PASSWORD)


def older(name, address=""):
    """An account as an earlier version left it: nobody looked who else has its name or address."""
    User.objects.bulk_create([User(username=name, email=address, password=make_password(PASSWORD))])
    return User.objects.get(username=name)


def upgraded():
    call_command("migrate", verbosity=0)


def named_by_the_check():
    told = StringIO()
    call_command("check", databases=["default"], stderr=told)
    return told.getvalue()


# One name in two spellings. Sources: Unicode's CaseFolding.txt (status C and F, given by code point) and, for width and
# ligatures, the compatibility decompositions of UnicodeData.txt
SAME = [
    ("anna", "ANNA"),
    ("Anna.Berger", "anna.berger"),
    ("ANNA", "anna"),
    ("anna+x@OFFICE.example", "Anna+X@office.EXAMPLE"),
    ("MÜLLER", "müller"),  # 00DC
    ("öllinger", "ÖLLINGER"),  # 00D6
    ("élodie", "ÉLODIE"),  # 00C9
    ("łukasz", "ŁUKASZ"),  # 0141
    ("đorđe", "ĐORĐE"),  # 0110
    ("žiga", "ŽIGA"),  # 017D
    ("øystein", "ØYSTEIN"),  # 00D8
    ("þór", "ÞÓR"),  # 00DE
    ("æsa", "ÆSA"),  # 00C6
    ("œuvre", "ŒUVRE"),  # 0152
    ("strauß", "STRAUSS"),  # 00DF: two letters
    ("strauß", "STRAUẞ"),  # 1E9E: the same two
    ("νίκος", "ΝΊΚΟΣ"),  # 03C2 and 03A3: both sigmas
    ("иван", "ИВАН"),  # 0418
    ("ђорђе", "ЂОРЂЕ"),  # 0402
    ("ոսկի", "ՈՍԿԻ"),  # 0548
    ("ﬁona", "FIONA"),  # FB01: a ligature
    ("ａｎｎａ", "anna"),  # FF41: full width
    ("zoë", "ZOE\u0308"),  # 00EB, and with a combining mark
]


@pytest.mark.parametrize(("stored", "typed"), SAME)
def test_a_user_name_signs_in_in_whatever_capitals(db, stored, typed):
    account = saved(stored)
    assert signs_in(typed) == account.username


@pytest.mark.parametrize(("stored", "typed"), SAME)
def test_an_address_signs_in_in_whatever_capitals(db, stored, typed):
    local, _, domain = stored.partition("@")
    spelt = typed if "@" in typed else f"{typed}@{(domain or 'Office.example').upper()}"
    saved("somebody", f"{local}@{domain or 'office.example'}")
    assert signs_in(spelt) == "somebody"


@pytest.mark.parametrize(("stored", "typed"), SAME)
@pytest.mark.parametrize(("one", "other"), [("username", "username"), ("email", "email"), ("username", "email")])
def test_no_second_account_is_saved_under_a_name_of_the_first_by_whatever_way(db, stored, typed, one, other):
    User(**{"username": "first", one: stored}).save()
    second = User(**{"username": "second", other: typed})
    with pytest.raises(ValidationError):
        second.save()
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("anna", "anne"),
        ("müller", "muller"),
        ("anna@a.example", "anna@b.example"),
        ("łukasz", "lukasz"),
        ("ivan", "иван"),
    ],
)
def test_names_that_differ_in_more_than_capitals_are_two(db, one, other):
    saved(one)
    saved(other)
    assert (signs_in(one), signs_in(other)) == (one, other)


# What cannot be saved


def group(name):
    return Group.objects.get(name=name).pk


ADD, INVITE, CHANGE = "add/", "invite/", "{}/change/"
TAKEN = [
    ({"username": "vera"}, "The account vera has this user name already."),
    ({"username": "VERA"}, "The account vera has this user name already."),
    ({"username": "ＶＥＲＡ"}, "The account vera has this user name already."),
    ({"username": "Vera@Office.example"}, "This is the e-mail address of the account vera."),
    ({"email": "VERA@office.example"}, "The account vera has this e-mail address already."),
    ({"email": "CHEF@office.example"}, "This is the user name of the account chef@office.example."),
]


@pytest.fixture
def team(account):
    has_address(account("viewer", "vera"), "vera@office.example")
    account("viewer", "chef@office.example")
    return account("viewer", "walter")


@pytest.mark.parametrize("page", [ADD, INVITE, CHANGE])
@pytest.mark.parametrize(("typed", "sentence"), TAKEN)
def test_a_form_says_whose_name_it_is_and_saves_nothing(visitor, team, page, typed, sentence):
    before = set(User.objects.values_list("username", "email"))
    manager = visitor("manager")
    form = {"username": "someone", "password1": PASSWORD, "password2": PASSWORD, "is_active": "on"} | typed
    answer = manager.post(LIST + page.format(team.pk), form)
    assert answer.status_code == 200
    assert sentence in unescape(answer.content.decode())
    assert set(User.objects.values_list("username", "email")) == before | {(manager.person.username, "")}


def test_ones_own_name_in_other_capitals_and_as_ones_own_address_is_no_clash(visitor, team):
    typed = {"username": "Walter@office.example", "email": "walter@OFFICE.example", "is_active": "on"}
    for username in ("WALTER", typed["username"], "walter@office.example"):
        answer = visitor("manager").post(f"{LIST}{team.pk}/change/", typed | {"username": username})
        assert answer.status_code == 302
    assert signs_in("WALTER@OFFICE.EXAMPLE") == "walter@office.example"


@pytest.mark.parametrize(("typed", "sentence"), TAKEN[1:])
def test_the_command_line_makes_no_account_of_a_taken_name(team, typed, sentence):
    typed = {"username": "root", "email": ""} | typed
    with pytest.raises(CommandError, match=re.escape(sentence)):
        call_command("createsuperuser", interactive=False, **typed)
    assert not User.objects.filter(is_superuser=True).exists()


def test_an_account_that_is_refused_is_not_there_even_without_a_transaction_around_it(transactional_db):
    saved("vera")
    with pytest.raises(ValidationError):
        User.objects.create_user("VERA")
    assert list(User.objects.values_list("username", flat=True)) == ["vera"]


def test_the_database_itself_takes_a_key_once(db):
    vera, walter = saved("vera"), saved("walter")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInKey.objects.create(key="vera", account=walter)
    assert SignInKey.objects.get(key="vera").account == vera


def test_a_name_that_somebody_gave_up_or_took_along_is_free(db):
    vera = saved("vera", "office@office.example")
    vera.email = "vera@office.example"
    vera.save()
    assert signs_in("office@office.example") is None
    walter = saved("walter", "OFFICE@office.example")
    assert signs_in("office@office.example") == "walter"
    walter.delete()
    saved("xaver", "office@office.example")
    assert signs_in("Office@office.example") == "xaver"


def test_what_an_account_was_known_by_is_read_once_for_each_save(db):
    vera = saved("vera")
    with CaptureQueriesContext(connection) as captured:
        has_address(vera, "vera@office.example")
    whole_rows = [query["sql"] for query in captured if re.match(r'SELECT "auth_user"\."id".* LIMIT 1$', query["sql"])]
    assert len(whole_rows) == 1


def test_an_address_longer_than_any_is_one_account_s_alone_too(db):
    endless = "ﷺ" * 60  # each of them 18 characters, decomposed (UnicodeData.txt, FDFA)
    saved("vera", f"vera@{endless}.example")
    with pytest.raises(ValidationError):
        saved("walter", f"VERA@{endless}.example")
    assert signs_in(f"Vera@{endless}.example") == "vera"


# Accounts that are older than the rule

DOUBLES = {
    "two user names": (("vera", ""), ("VERA", ""), "Vera", "vera"),
    "an address of two": (("vera", "a@office.example"), ("max", "A@office.example"), "a@office.example", None),
    "an address with an umlaut": (("vera", "ü@office.example"), ("max", "Ü@office.example"), "ü@office.example", None),
    "a user name that is another's address": (
        ("v@office.example", ""),
        ("max", "V@office.example"),
        "V@Office.example",
        0,
    ),
}


@pytest.mark.parametrize("kind", DOUBLES)
def test_of_two_who_claim_one_name_both_sign_in_by_user_name_and_nobody_by_what_they_share(db, kind):
    *accounts, shared, _ = DOUBLES[kind]
    for each in accounts:
        older(*each)
    upgraded()
    assert [signs_in(name) for name, _ in accounts] == [name for name, _ in accounts]
    assert signs_in(shared) is None


@pytest.mark.parametrize("kind", DOUBLES)
def test_the_check_names_both_until_it_is_mended_and_then_each_has_their_own(db, kind):
    *accounts, shared, _ = DOUBLES[kind]
    for each in accounts:
        older(*each)
    upgraded()
    told = named_by_the_check()
    assert all(repr(name) in told for name, _ in accounts)
    other = User.objects.get(username=accounts[1][0])
    other.username, other.email = "max-2", "max-2@office.example"
    other.save()
    assert named_by_the_check() == ""
    assert signs_in(shared) == accounts[0][0]


def test_one_of_two_who_share_an_address_is_changed_otherwise_before_that_is_mended(visitor, db):
    older("vera", "office@office.example")
    walter = older("walter", "office@office.example")
    upgraded()
    typed = {"username": "walter", "email": "office@office.example", "first_name": "Walter", "is_active": "on"}
    assert visitor("manager").post(f"{LIST}{walter.pk}/change/", typed).status_code == 302
    assert signs_in("office@office.example") is None


def test_a_third_does_not_get_an_address_that_two_share(db):
    older("vera", "office@office.example")
    older("walter", "office@office.example")
    upgraded()
    with pytest.raises(ValidationError):
        saved("third", "Office@office.example")


def test_once_one_of_two_is_gone_the_address_is_the_other_one_s(db):
    older("vera", "office@office.example")
    older("walter", "office@office.example").delete()
    assert signs_in("OFFICE@office.example") == "vera"


def test_an_address_written_past_the_pages_opens_nothing_until_the_check_that_names_it_was_obeyed(db):
    vera = saved("vera", "old@office.example")
    User.objects.filter(pk=vera.pk).update(email="new@office.example")
    assert [signs_in(address) for address in ("old@office.example", "new@office.example")] == [None, None]
    assert "Run manage.py migrate" in named_by_the_check()
    upgraded()
    assert [signs_in(address) for address in ("old@office.example", "NEW@office.example")] == [None, "vera"]


def test_a_team_without_doubles_is_not_troubled(db):
    saved("vera", "vera@office.example")
    saved("vera@elsewhere.example")
    assert named_by_the_check() == ""


def test_the_administrator_s_link_finds_the_account_in_whatever_capitals(db):
    saved("Vera")
    told = StringIO()
    call_command("sign_in_link", "vERA", stdout=told)
    assert "Vera" in text_of(Client().get("/" + told.getvalue().strip().split("/", 3)[3]))


# What was typed is kept


def test_the_sign_in_page_after_an_expired_session_says_that_what_was_typed_is_kept(sandbox, visitor):
    sandbox.add(name="Müller")
    editor = visitor("editor")
    form = form_of(editor.get("/clients/1/"))
    editor.logout()
    page = editor.post("/clients/1/", form | {"phone": "2", "_save": ""}, follow=True)
    assert "What you typed is kept" in text_of(page)
    again = editor.post("/login/", {"username": "x", "password": "wrong", "next": page.wsgi_request.GET["next"]})
    assert "What you typed is kept" in text_of(again)


@pytest.mark.parametrize("next_", ["", "/clients/", "/clients/1/?q=draft", "https://evil.example/?draft=1"])
def test_the_sign_in_page_says_so_to_nobody_else(db, next_):
    assert "is kept" not in text_of(Client().get("/login/", {"next": next_}))
