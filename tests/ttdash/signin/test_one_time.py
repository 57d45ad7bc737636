"""One-time links: by mail, by a manager, and the administrator's way back in."""

import re
from datetime import datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.links import NEXT_PASSWORD, can_sign_in, link_on, sets_password
from tests.pages import text_of

pytestmark = pytest.mark.usefixtures("nothing_counted")

LIST = "/auth/user/"
PASSWORD = "right-Password-7"


@pytest.fixture
def manager(visitor):
    return visitor("manager")


@pytest.fixture
def vera(account):
    person = account("viewer", "vera")
    User.objects.filter(pk=person.pk).update(email="vera@office.example")
    return User.objects.get(pk=person.pk)


def new_link(manager, person):
    return link_on(manager.post(f"{LIST}{person.pk}/link/"))


def test_a_link_opens_once(manager, vera):
    link = new_link(manager, vera)
    assert can_sign_in("vera", PASSWORD)
    link = new_link(manager, vera)
    sets_password(link)
    assert can_sign_in("vera", NEXT_PASSWORD)
    assert "This link was used before, or is too old" in text_of(sets_password(link, "third-Password-9"))
    assert not can_sign_in("vera", "third-Password-9")


def mailed():
    """The links in the mails that went out."""
    return [re.search(r"http://[^/]+(/password/set/\S+)", message.body)[1] for message in mail.outbox]


def test_a_second_link_ends_the_first_whoever_made_them(manager, vera, account, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    first, second = new_link(manager, vera), new_link(manager, vera)
    Client().post("/password/forgotten/", {"email": vera.email})
    Client().post("/password/forgotten/", {"email": vera.email})
    account("viewer", "walter")
    links = [first, second, *mailed()]
    new_link(manager, User.objects.get(username="walter"))  # another one's ends nothing
    assert len(set(links)) == 4
    for spent in links[:-1]:
        assert "This link was used before, or is too old" in text_of(sets_password(spent, "third-Password-9"))
    assert "Your password is set." in text_of(sets_password(links[-1]))
    assert can_sign_in("vera", NEXT_PASSWORD)


def test_a_link_that_was_opened_but_not_used_is_ended_by_the_next_one_too(manager, vera):
    browser = Client()
    where = browser.get(new_link(manager, vera), follow=True).redirect_chain[-1][0]
    new_link(manager, vera)
    answer = browser.post(where, {"new_password1": NEXT_PASSWORD, "new_password2": NEXT_PASSWORD}, follow=True)
    assert "This link was used before, or is too old" in text_of(answer)
    assert can_sign_in("vera", PASSWORD)


@pytest.mark.parametrize(("hours", "opens"), [(23, True), (25, False)])
def test_a_link_is_good_for_24_hours(manager, vera, monkeypatch, hours, opens):
    link = new_link(manager, vera)
    later = datetime.now() + timedelta(hours=hours)  # noqa: DTZ005 - as Django does
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda _: later)
    assert ("Your password is set." in text_of(sets_password(link))) is opens


def test_a_link_of_a_deactivated_account_opens_nothing(manager, vera):
    link = new_link(manager, vera)
    User.objects.filter(pk=vera.pk).update(is_active=False)
    assert "This link was used before, or is too old" in text_of(sets_password(link))
    assert manager.post(f"{LIST}{vera.pk}/link/").status_code == 403


def test_a_link_from_before_the_account_was_switched_off_opens_nothing_when_it_is_on_again(manager, vera):
    links = [new_link(manager, vera), printed("vera")]
    for active in (False, True):
        vera.is_active = active
        vera.save()
    assert "This link was used before, or is too old" in text_of(sets_password(links[0]))
    assert not opens(links[1])


@pytest.mark.parametrize(
    "path", ["/password/set/x/y/", "/password/set/MQ/set-password/", f"/password/set/{'9' * 60}/x-y/"]
)
def test_a_made_up_link_opens_nothing(vera, path):
    assert "This link was used before, or is too old" in text_of(Client().get(path))


def test_opening_the_page_makes_no_link(manager, vera):
    assert "one-time-link" not in manager.get(f"{LIST}{vera.pk}/link/").content.decode()


def test_whoever_asks_for_somebodys_link_again_and_again_fills_no_mailbox_and_ends_no_link_for_ever(vera, settings):
    settings.EMAIL_URL, settings.TRUSTED_PROXIES = "smtp://mail.example", 1
    answers = set()
    for number in range(40):
        strange = {"headers": {"x-forwarded-for": f"10.0.{number}.1"}}
        for address in (vera.email, vera.email.upper(), "nobody@office.example"):
            answers.add(Client().post("/password/forgotten/", {"email": address}, **strange).url)
    assert answers == {"/password/forgotten/sent/"}
    assert [message.to for message in mail.outbox] == [[vera.email]] * 3
    assert "Your password is set." in text_of(sets_password(mailed()[-1]))


def test_without_a_mail_server_nobody_is_offered_a_mail(vera):
    assert Client().get("/password/forgotten/").status_code == 404
    assert "Forgotten" not in text_of(Client().get("/login/"))


@pytest.mark.parametrize(("address", "mails"), [("VERA@office.example", 1), ("nobody@office.example", 0)])
def test_with_a_mail_server_a_forgotten_password_is_replaced_by_mail(vera, settings, address, mails):
    settings.EMAIL_URL = "smtp://mail.example"
    assert "Forgotten your password?" in text_of(Client().get("/login/"))
    answer = Client().post("/password/forgotten/", {"email": address}, follow=True)
    assert "If an account has that address, a link is on its way." in text_of(answer)
    assert len(mail.outbox) == mails
    for message in mail.outbox:
        sets_password(re.search(r"http://[^/]+(/password/set/\S+)", message.body)[1])
        assert can_sign_in("vera", NEXT_PASSWORD)


@pytest.mark.parametrize("address", ["vera@office.example", "nobody@office.example", "off@office.example"])
def test_a_forgotten_password_is_looked_up_after_the_answer_whoever_has_that_address(
    vera, account, settings, monkeypatch, address
):
    settings.EMAIL_URL = "smtp://mail.example"
    User.objects.filter(pk=account("viewer", "off").pk).update(email="off@office.example", is_active=False)
    later = []
    monkeypatch.setattr("ttdash.signin.afterwards.do", lambda what, work: later.append(work))
    browser = Client()
    with CaptureQueriesContext(connection) as asked:
        answer = browser.post("/password/forgotten/", {"email": address})
    assert answer.url == "/password/forgotten/sent/"
    assert not [query["sql"] for query in asked if "cache" not in query["sql"] and "SAVEPOINT" not in query["sql"]]
    assert (len(later), len(mail.outbox)) == (1, 0)
    later[0]()
    assert [message.to for message in mail.outbox] == ([[vera.email]] if address == vera.email else [])


def test_nobody_is_buried_in_mails(vera, settings):
    settings.EMAIL_URL = "smtp://mail.example"
    statuses = [Client().post("/password/forgotten/", {"email": vera.email}).status_code for _ in range(11)]
    assert statuses == [302] * 10 + [429]


# The administrator's way back in


def printed(*words):
    from io import StringIO

    out = StringIO()
    call_command("sign_in_link", *words, stdout=out)
    return "/" + out.getvalue().strip().split("/", 3)[3]


def opens(link):
    """Whether a printed link signs somebody in."""
    browser = Client()
    browser.post(link)
    return "_auth_user_id" in browser.session


def test_a_second_printed_link_ends_the_first(vera, account):
    account("viewer", "walter")
    first, second = printed("vera"), printed("vera")
    printed("walter")
    assert not opens(first)
    assert opens(second)


def test_a_link_that_was_used_is_spent_while_the_second_factor_is_awaited(vera):
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    link = printed("vera")
    assert Client().post(link).url == "/2fa/authenticate/"
    assert "This link was used before, or is too old" in text_of(Client().post(link))


def test_a_link_of_one_kind_is_none_of_the_other(manager, vera):
    password, sign_in = new_link(manager, vera), printed("vera")
    assert not opens("/login/link/" + password.removeprefix("/password/set/"))
    answer = sets_password("/password/set/" + sign_in.removeprefix("/login/link/"))
    assert "This link was used before, or is too old" in text_of(answer)
    assert opens(sign_in)


def test_who_comes_by_a_printed_link_alone_needs_no_other_confirmation(manager):
    manager.person.set_unusable_password()
    manager.person.save()
    browser = Client()
    browser.post(printed(manager.person.username))
    assert browser.get(f"{LIST}add/").status_code == 200


@pytest.mark.parametrize("passwords", [True, False])
def test_a_printed_link_signs_in_once_and_not_by_being_opened(vera, settings, passwords):
    settings.PASSWORD_SIGN_IN = passwords
    link, browser = printed("vera"), Client()
    assert browser.get(link).status_code == 200
    assert "_auth_user_id" not in browser.session
    assert browser.post(link).url == "/"
    assert browser.session["_auth_user_id"] == str(vera.pk)
    for path in (link, printed("vera").replace("vera", "x")[:-3] + "/"):
        again = Client()
        again.post(path)
        assert "_auth_user_id" not in again.session


def test_a_printed_link_asks_for_the_second_factor_unless_that_is_reset(vera):
    Authenticator.objects.create(user=vera, type="totp", data={"secret": "x"})
    assert Client().post(printed("vera")).url == "/2fa/authenticate/"
    assert Client().post(printed("vera", "--reset-second-factor")).url == "/"


@pytest.mark.parametrize(("name", "sentence"), [("nobody", "There is no account"), ("vera", "is not active")])
def test_there_is_no_link_for_who_cannot_sign_in(vera, name, sentence):
    User.objects.update(is_active=False)
    with pytest.raises(CommandError, match=sentence):
        call_command("sign_in_link", name)


def test_with_passwords_off_no_password_opens_anything(vera, manager, settings):
    settings.PASSWORD_SIGN_IN = False
    assert not can_sign_in("vera", PASSWORD)
    assert Client().post("/login/", {"username": "vera", "password": PASSWORD}).status_code == 403
    assert manager.post("/reauthenticate/", {"password": PASSWORD}).status_code == 403
    assert manager.post(f"{LIST}{vera.pk}/link/").status_code == 403
    assert Client().get("/password/set/x/y/").status_code == 404
    assert 'name="password"' not in Client().get("/login/").content.decode()
