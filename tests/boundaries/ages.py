"""How long something is good, kept, waited for or left alone."""

from datetime import timedelta
from itertools import cycle

from allauth.mfa.models import Authenticator
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from clients_ui.directory import directory
from clients_ui.directory.directory import Directory
from clients_ui.history import traces
from clients_ui.history.written_since import position_now
from clients_ui.models import FormToken
from clients_ui.reading import summary, whole_list
from clients_ui.reading.list_query import ListQuery
from clients_ui.timetrack.errors import Unreachable
from clients_ui.writing import form_tokens
from tests.boundaries.table import DAY, HOUR, MINUTE, always, below, from_on, up_to
from tests.codes import code_now
from tests.filling import ended, filled
from tests.pages import confirmed, form_of
from tests.people import has_address
from ttdash.sandbox import Fault
from ttdash.signin import one_time, throttle

PASSWORD = "right-Password-7"
ADD, MULLER = "/clients/add/", "/clients/1/"

# Forms


def opened_add_form(world):
    world.sandbox  # noqa: B018 - it is started before anybody signs in
    browser = world.visitor("editor")
    return browser, form_of(browser.get(ADD)) | {"name": "Neu", "_save": ""}


@up_to("clients_ui.writing.form_tokens.MAX_AGE", DAY)
def a_form_creates_its_client(world, age):
    browser, typed = opened_add_form(world)
    world.clock.move(age)
    browser.post(ADD, typed)
    return len(world.sandbox.clients) == 1


@always("clients_ui.writing.form_tokens.MAX_AGE", DAY)
def a_form_that_was_sent_at_once_creates_no_second_client(world, age):
    browser, typed = opened_add_form(world)
    browser.post(ADD, typed)
    world.clock.move(age)
    other = world.visitor("editor")
    other.post(ADD, form_of(other.get(ADD)) | {"name": "Anders", "_save": ""})  # what is too old is forgotten by this
    browser.post(ADD, typed | {"_create_anyway": ""})
    return [row["name"] for row in world.sandbox.clients.values()] == ["Neu", "Anders"]


@up_to("ttdash.settings.TIMETRACK_DEADLINE", 20)
def a_second_press_waits_for_the_client_of_the_first(world, seconds):
    person, until = world.account("editor").pk, world.clock.now + seconds
    token = form_tokens.new(person)
    first = form_tokens.claim(token, person)

    def sleep(_):
        world.clock.move(1)
        if world.clock.now >= until:
            FormToken.objects.filter(pk=first.pk).update(state=FormToken.State.CREATED, created_id=7)

    world.monkeypatch.setattr(form_tokens, "sleep", sleep)
    return form_tokens.claim(token, person).id == 7


@up_to("ttdash.settings.TIMETRACK_DEADLINE", 30)
def ten_seconds_longer_than_any_page_lasts_a_form_counts_as_being_sent(world, age):
    person = world.account("editor").pk
    token = form_tokens.new(person)
    form_tokens.claim(token, person)
    world.clock.move(age)
    with form_tokens._waiting:
        return form_tokens.claim(token, person).under_way


@up_to("clients_ui.writing.snapshot.MAX_AGE", DAY)
def a_change_is_saved_without_a_question(world, age):
    world.sandbox.add(name="Müller", phone="1")
    browser = world.visitor("editor")
    typed = form_of(browser.get(MULLER)) | {"phone": "2", "_save": ""}
    world.clock.move(age)
    browser.post(MULLER, typed)
    return world.sandbox.clients[1]["phone"] == "2"


@up_to("clients_ui.web.drafts.MAX_AGE", 30 * MINUTE)
def a_draft_is_given_back(world, age):
    world.sandbox.add(name="Müller", phone="1")
    browser, colleague = world.visitor("editor"), world.visitor("editor")
    lose_session(browser)
    world.clock.move(age)
    lose_session(colleague)  # what is too old is forgotten by this
    browser.force_login(browser.person)
    return form_of(browser.get(MULLER))["phone"] == "2"


def lose_session(browser):
    typed = form_of(browser.get(MULLER)) | {"phone": "2", "_save": ""}
    browser.logout()
    browser.post(MULLER, typed)


@up_to("clients_ui.web.undo.OFFERED_SECONDS", 10 * MINUTE)
def undoing_a_deletion_is_offered(world, age):
    world.sandbox.add(name="Müller")
    browser = world.visitor("editor")
    confirmed(browser, f"{MULLER}delete/")
    world.clock.move(age)
    return "snapshot" in form_of(browser.get("/clients/"))


# Sign-in


@up_to("ttdash.settings.PASSWORD_RESET_TIMEOUT", DAY)
def a_link_signs_in(world, age):
    path = one_time.sign_in_path(world.account("viewer"))
    world.clock.move(age)
    browser = Client()
    browser.post(path)
    return "_auth_user_id" in browser.session


@up_to("ttdash.settings.PASSWORD_RESET_TIMEOUT", DAY)
def a_link_sets_a_password(world, age):
    person = world.account("viewer")
    path = one_time.password_link(world.rf.get("/"), person).removeprefix("http://testserver")
    world.clock.move(age)
    browser, new = Client(), "another-Good-one-8"
    form = browser.get(path, follow=True)
    browser.post(form.request["PATH_INFO"], {"new_password1": new, "new_password2": new})
    return User.objects.get(pk=person.pk).check_password(new)


def signs_in(person, password=PASSWORD):
    browser = Client()
    browser.post("/login/", {"username": person.username, "password": password})
    return "_auth_user_id" in browser.session


@below("ttdash.settings.ACCOUNT_RATE_LIMITS[wrong_secret]", 6)
def after_so_many_wrong_passwords_the_right_one_opens(world, number):
    person = world.account("viewer")
    for _ in range(number):
        signs_in(person, "wrong")
    return signs_in(person)


@from_on("ttdash.settings.ACCOUNT_RATE_LIMITS[wrong_secret]", 15 * MINUTE)
def after_a_lock_the_right_password_opens_again(world, age):
    person = world.account("viewer")
    for _ in range(6):
        signs_in(person, "wrong")
    world.clock.move(age)
    return signs_in(person)


@below("ttdash.settings.ACCOUNT_RATE_LIMITS[wrong_secret]", 6)
def after_so_many_wrong_codes_the_right_one_opens(world, number):
    browser = world.visitor("viewer")
    browser.post("/reauthenticate/", {"password": PASSWORD})
    secret = browser.get("/2fa/totp/activate/").context["form"].secret
    browser.post("/2fa/totp/activate/", {"code": code_now(secret)})
    world.clock.move(MINUTE)
    again = Client()
    again.post("/login/", {"username": browser.person.username, "password": PASSWORD})
    for _ in range(number):
        again.post("/2fa/authenticate/", {"code": "000000"})
    again.post("/2fa/authenticate/", {"code": code_now(secret)})
    assert Authenticator.objects.filter(user=browser.person, type="totp").exists()
    return "_auth_user_id" in again.session


def wrong_passwords(world, number):
    """So many from one address, each for another account: the last ten are typed, which shows that each counts."""
    for _ in range(number - 10):
        throttle.was_wrong(world.rf.post("/login/"))
    for each in range(10):
        Client().post("/login/", {"username": f"name-{each}", "password": "Summer-2026"})


@below("ttdash.settings.ACCOUNT_RATE_LIMITS[sprayed]", 100)
def after_so_many_wrong_passwords_of_others_ones_own_opens(world, number):
    person = world.account("viewer")
    wrong_passwords(world, number)
    return signs_in(person)


@from_on("ttdash.settings.ACCOUNT_RATE_LIMITS[sprayed]", MINUTE)
def after_a_minute_an_address_may_try_again(world, age):
    person = world.account("viewer")
    wrong_passwords(world, 100)
    world.clock.move(age)
    return signs_in(person)


@up_to("ttdash.settings.ACCOUNT_RATE_LIMITS[reset_password]", 10)
def so_many_links_by_mail_are_asked_for_in_a_minute(world, number):
    world.settings.EMAIL_URL = "smtp://localhost:25"
    answers = [Client().post("/password/forgotten/", {"email": "a@b.at"}).status_code for _ in range(number)]
    return 429 not in answers


@up_to("ttdash.settings.ACCOUNT_RATE_LIMITS[mails_to_one]", 3)
def so_many_links_go_to_one_address_whoever_asks(world, number):
    world.settings.EMAIL_URL = "smtp://localhost:25"
    world.settings.TRUSTED_PROXIES = 1
    person = world.account("viewer")
    has_address(person, "a@b.at")
    for each, spelt in zip(range(number), cycle(["a@b.at", "A@B.AT"]), strict=False):
        Client().post("/password/forgotten/", {"email": spelt}, headers={"x-forwarded-for": f"10.0.0.{each}"})
    return len(mail.outbox) == number


@from_on("ttdash.settings.ACCOUNT_RATE_LIMITS[mails_to_one]", 15 * MINUTE)
def after_so_many_links_another_one_goes_to_that_address(world, age):
    world.settings.EMAIL_URL = "smtp://localhost:25"
    has_address(world.account("viewer"), "a@b.at")
    for _ in range(3):
        Client().post("/password/forgotten/", {"email": "a@b.at"})
    world.clock.move(age)
    Client().post("/password/forgotten/", {"email": "a@b.at"})
    return len(mail.outbox) == 4


# What is held in memory


def office(world, seconds=60):
    world.settings.DIRECTORY_SECONDS = seconds
    world.sandbox.add(name="Müller")
    filled()
    return world.sandbox


def walks(sandbox):
    return sum(call.path == "clients" and call.query.get("limit") == "1000" for call in sandbox.calls)


@below("ttdash.settings.DIRECTORY_SECONDS", 60)
def it_is_young_enough_not_to_be_read_anew(world, age):
    sandbox = office(world)
    world.clock.move(age)
    directory.current().caught_up()
    ended()
    return walks(sandbox) == 1


@below("ttdash.settings.DIRECTORY_SECONDS", 60)
def a_list_that_makes_no_directory_is_not_read_again(world, age):
    world.settings.DIRECTORY_SECONDS = 60
    world.sandbox.add(name="Müller", phone="1")
    world.sandbox.switches.list_fields = "few"
    directory.current().renew(10)
    assert directory.current().useless
    world.clock.move(age)
    directory.current().caught_up()
    ended()
    return walks(world.sandbox) == 1


@below("clients_ui.directory.directory.SHORTEST_PAUSE", 1, step=0.5)
def after_a_quick_fill_none_may_begin(world, age):
    sandbox = office(world)
    world.clock.move(age)
    directory.current().renew(10)
    return walks(sandbox) == 1


@below("clients_ui.directory.directory.PAUSE", 20 * 2)
def after_a_fill_of_two_seconds_none_may_begin(world, age):
    read = Directory._read
    world.monkeypatch.setattr(Directory, "_read", lambda *of: (world.clock.move(2), read(*of)))
    sandbox = office(world)
    world.clock.move(age)
    directory.current().renew(10)
    return walks(sandbox) == 1


@below("clients_ui.directory.directory.RETRY", 15)
def after_a_fill_that_failed_slowly_none_may_begin(world, age):
    def fails(*_):
        world.clock.move(2)
        raise Unreachable

    with world.monkeypatch.context() as meanwhile:
        meanwhile.setattr(Directory, "_read", fails)
        world.settings.DIRECTORY_SECONDS = 60
        directory.current().renew(10) if world.sandbox else None
        ended()
    world.clock.move(age)
    directory.current().renew(10)
    return directory.current().contents is None


def stands_in(world, age, url):
    """Whether what was read so long ago is shown during an outage."""
    sandbox = office(world)
    sandbox.fail(Fault.HTML_502, times=None)
    world.clock.move(1)
    directory.current().renew(10)
    world.clock.move(age - 1)
    return world.visitor("viewer").get(url).status_code == 200


@below("ttdash.settings.STALE_SECONDS", HOUR)
def the_list_stands_in(world, age):
    return stands_in(world, age, "/clients/")


@below("ttdash.settings.STALE_SECONDS", HOUR)
def a_client_stands_in(world, age):
    return stands_in(world, age, MULLER)


@from_on("clients_ui.reading.summary.PROBE_SECONDS", 5)
def whether_timetrack_answers_is_asked_again(world, age):
    world.sandbox.add(name="Müller")
    summary.reachable()
    world.clock.move(age)
    summary.reachable()
    return len(world.sandbox.calls) == 2


@below("clients_ui.reading.summary.PROBE_TIMEOUT", 2)
def a_slow_probe_is_still_an_answer(world, seconds):
    probe = summary.probe if world.sandbox else None
    world.monkeypatch.setattr(summary, "probe", lambda: (world.clock.move(seconds), probe()))
    return summary.reachable()


# The history


def attempt(by, **values):
    return traces.begin(by, CHANGE, 1, "Müller", {name: ("", value) for name, value in values.items()})


@below("clients_ui.history.written_since.LONGEST_ATTEMPT", HOUR)
def an_attempt_that_never_ended_is_waited_for(world, age):
    by = world.account("editor").pk
    lost = attempt(by)
    world.clock.move(age)
    for _ in range(50):
        traces.complete(attempt(by), "saved")
    return lost.pk in position_now().open


@up_to("ttdash.settings.HISTORY_DAYS", 30 * DAY)
def an_entry_is_kept(world, age):
    world.settings.HISTORY_DAYS = 30
    attempt(world.account("editor").pk)
    LogEntry.objects.update(action_time=timezone.now() - timedelta(seconds=age))
    call_command("prune_history")
    return LogEntry.objects.count() == 1


@below("clients_ui.history.written_since.LATEST", 50)
def an_entry_that_is_committed_late_is_waited_for(world, number):
    by = world.account("editor").pk
    late = attempt(by)
    its_number = late.pk
    late.delete()  # another connection has not committed it yet
    for _ in range(number):
        traces.complete(attempt(by), "saved")
    return its_number in position_now().open


@below("clients_ui.reading.whole_list.OLD", 600)
def all_clients_are_taken_out_as_they_were_read(world, age):
    world.settings.DIRECTORY_SECONDS = DAY
    world.sandbox.add(name="Before")
    world.db  # noqa: B018 - the history is asked by a fill
    filled()
    world.sandbox.clients[1]["name"] = "Since"
    world.clock.move(age)
    [[client]] = whole_list.find(ListQuery(), 10).portions()
    return client.name == "Before"
