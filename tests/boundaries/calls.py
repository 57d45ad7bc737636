"""Calls to TimeTrack: how many, how long, how large, and when it is left alone."""

import json
from contextlib import ExitStack, suppress
from types import SimpleNamespace

import responses

from clients_ui.history import traces
from clients_ui.timetrack import account, wire
from clients_ui.timetrack.errors import Busy, CredentialsRefused, TimeTrackError, Unintelligible
from clients_ui.timetrack.limits import CallSlots
from clients_ui.timetrack.repository import ClientRepository
from clients_ui.timetrack.transport import Connection, Transport
from clients_ui.timetrack.wire import RawAnswer, identifier
from clients_ui.writing import saving
from clients_ui.writing.outcomes import LookAlikes, NotSaved
from tests.boundaries.table import always, below, from_on, up_to
from ttdash.sandbox import Fault
from ttdash.surroundings import places
from ttdash.web import shared_cache

MIB = 1024 * 1024


class Waits(Exception):
    """Somebody waits for a slot."""


def telling(world, slots):
    def waits(_):
        raise Waits

    world.monkeypatch.setattr(slots._condition, "wait", waits)
    return slots


def slots_that_tell(world, number):
    return telling(world, CallSlots(number))


def one_more_waits(world, slots, seconds):
    """Whether one does for which there is no slot, so many seconds after the last one was taken."""
    with ExitStack() as taken:
        while slots._free:
            taken.enter_context(slots.slot())
        world.clock.move(seconds)
        try:
            with slots.slot():
                raise AssertionError
        except Waits:
            return True
        except Busy:
            return False


@below("clients_ui.timetrack.limits.PATIENCE", 0.35, step=0.01)
def a_call_waits_for_a_place(world, seconds):
    return one_more_waits(world, slots_that_tell(world, 1), seconds)


@below("ttdash.surroundings.places.PATIENCE", 0.15, step=0.01)
def a_statement_waits_for_a_place(world, seconds):
    world.monkeypatch.setattr(places, "_places", [])
    places.keep_one_free(8)
    return one_more_waits(world, telling(world, places._places[0]), seconds)


@below("ttdash.web.shared_cache.PATIENCE", 0.1, step=0.01)
def a_call_to_redis_waits_for_a_place(world, seconds):
    return one_more_waits(world, telling(world, shared_cache._slots), seconds)


@up_to("ttdash.settings.TIMETRACK_CONCURRENCY", 6)
def so_many_calls_are_made_at_once(world, number):
    slots = slots_that_tell(world, world.settings.TIMETRACK_CONCURRENCY)
    with suppress(Waits), ExitStack() as calls:
        for _ in range(number):
            calls.enter_context(slots.slot())
        return True
    return False


def write(clients):
    """A write, which is never tried again."""
    with suppress(TimeTrackError):
        clients.delete(9)


def is_left_alone(world, failures, seconds, fault):
    """Whether nothing is sent to TimeTrack after so many failures, and so many seconds behind the last."""
    world.sandbox.fail(fault, times=None)
    clients = account.current().clients
    for _ in range(failures):
        write(clients)
    world.clock.move(seconds)
    world.sandbox.calls.clear()
    write(clients)
    return world.sandbox.calls == []


@from_on("ttdash.settings.BREAKER_FAILURES", 5)
def after_so_many_writes_that_failed_it_is_left_alone(world, number):
    return is_left_alone(world, number, 0, Fault.HTML_502)


@from_on("ttdash.settings.BREAKER_FAILURES", 5)
def after_so_many_503_it_is_left_alone(world, number):
    return is_left_alone(world, number, 0, Fault.UNAVAILABLE)


@below("ttdash.settings.BREAKER_SECONDS", 15)
def so_long_it_is_left_alone(world, seconds):
    return is_left_alone(world, 5, seconds, Fault.HTML_502)


# Time


def paged(world):
    for number in range(50):
        world.sandbox.add(name=f"Client {number}")
    world.settings.TIMETRACK_DEADLINE = 20
    return world.visitor("viewer")


@below("ttdash.settings.TIMETRACK_DEADLINE", 20)
def a_page_makes_its_second_call(world, seconds):
    browser, follows = paged(world), ClientRepository.follows

    def late(*of):
        world.clock.move(seconds)
        return follows(*of)

    world.monkeypatch.setattr(ClientRepository, "follows", late)
    return browser.get("/clients/").status_code == 200


@below("ttdash.settings.TIMETRACK_DEADLINE", 21 / 3)
def projects_are_looked_up_within_a_third_of_it(world, seconds):
    world.sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": "Müller"})
    world.settings.TIMETRACK_DEADLINE = 21
    exchange = Transport._exchange
    world.monkeypatch.setattr(Transport, "_exchange", lambda *of: (world.clock.move(seconds), exchange(*of))[1])
    return account.current().projects.of_client("Müller") == ["P"]


def answer_after(world, retry_after, deadline):
    """Whether a read that TimeTrack put off by so many seconds is answered all the same."""
    world.monkeypatch.setattr("urllib3.util.retry.time", SimpleNamespace(sleep=world.clock.move, time=world.clock.time))
    world.sandbox.fail(Fault.TOO_MANY, retry_after=str(retry_after))
    transport = Transport(Connection(world.sandbox.url, "sandbox-key", "sandbox-secret", deadline=deadline))
    before = world.clock.now
    status = transport.ask(lambda answer: answer.status, "GET", "clients")
    assert world.clock.now - before == (retry_after if status == 200 else 0)  # nobody waits in vain
    return status == 200


@up_to("clients_ui.timetrack.transport.LONGEST_PAUSE", 5)
def a_read_waits_as_long_as_timetrack_asks(world, seconds):
    return answer_after(world, seconds, deadline=20)


@below("clients_ui.timetrack.transport.LONGEST_PAUSE", 3)
def a_read_waits_where_that_leaves_time_for_it(world, seconds):
    return answer_after(world, seconds, deadline=3)


# Size


@up_to("clients_ui.timetrack.transport.MAX_BODY", 32 * MIB)
def an_answer_is_read(world, size):
    world.sandbox.fail(Fault.HUGE, size=size)
    connection = Connection(world.sandbox.url, "sandbox-key", "sandbox-secret", read_timeout=20, deadline=60)
    try:
        return Transport(connection).ask(lambda answer: len(answer.body), "GET", "clients") == size
    except Unintelligible:
        return False


def known_of(text, secret):
    """What is known of an error's text that TimeTrack sent to whoever has this secret."""
    url = "https://timetrack.example/"
    with responses.RequestsMock() as web:
        web.get(f"{url}clients", json={"errors": [{"detail": text}]}, status=401)
        try:
            Transport(Connection(url, "sandbox-key", secret)).ask(wire.content, "GET", "clients")
        except CredentialsRefused as error:
            return error.details[0]


@from_on("clients_ui.timetrack.hiding.SHORTEST", 4)
def a_secret_that_an_error_repeats_is_taken_out(world, length):
    secret = "s" * length
    return f"{secret}!" not in known_of(f"bad {secret}!", secret)


@up_to("clients_ui.timetrack.transport.LONGEST_DETAIL", 500)
def what_timetrack_says_of_an_error_is_whole(world, length):
    return known_of("d" * length, "sandbox-secret") == "d" * length


@from_on("clients_ui.timetrack.wire.LONGEST_DETAIL", 50_000)
def a_secret_is_whole_where_what_timetrack_says_is_cut(world, length):
    said = RawAnswer(401, {}, json.dumps({"errors": [{"detail": "d" * length}]}).encode())
    try:
        wire.content(said)
    except CredentialsRefused as error:
        return len(error.details[0]) == 50_000


@up_to("clients_ui.timetrack.wire.MOST_DETAILS", 20)
def each_text_about_an_error_is_read(world, number):
    said = RawAnswer(401, {}, json.dumps({"errors": [{"detail": "d"}] * number}).encode())
    try:
        wire.content(said)
    except CredentialsRefused as error:
        return len(error.details) == number


@up_to("clients_ui.timetrack.projects.LONGEST_FILTER", 100)
def projects_are_asked_for_by_the_whole_name(world, length):
    name = "n" * length
    world.sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": name})
    assert account.current().projects.of_client(name) == ["P"]
    return world.sandbox.calls[-1].query["clientName"] == name


@up_to("clients_ui.timetrack.wire.MAX_ID", 10**18 - 1)
def an_id_is_one(world, number):
    return identifier({"ID": number}) == number and identifier(str(number)) == number


@always("clients_ui.timetrack.repository.WALK_SIZE", 1000)
def every_client_is_read_and_none_can_have_been_missed(world, number):
    for each in range(number):
        world.sandbox.add(name=f"Client {each}")
    walk = account.current().clients.walk()
    return sum(map(len, walk.pages())) == number and walk.sure


@always("clients_ui.timetrack.projects.MOST", 1000)
def every_project_of_a_client_is_named(world, number):
    for each in range(number):
        world.sandbox.projects.append({"ID": each + 1, "projectName": f"P{each}", "clientName": "Müller"})
    return len(account.current().projects.of_client("Müller")) == number


# Look-alikes, and clients whose creation was not answered


def crowd(world, number, last):
    """So many clients whose names hold "uber", the last of them this one."""
    for each in range(number - 1):
        world.sandbox.add(name=f"Huberei {each}")
    world.sandbox.add(name=last)


@up_to("clients_ui.writing.lost.MOST_ROWS", 1000)
def a_look_alike_is_found_behind_so_many_others(world, number):
    crowd(world, number, "Huber")
    return isinstance(saving.create({"name": "Huber"}, world.account("editor").pk), LookAlikes)


@below("clients_ui.writing.lost.SURELY_ALL", 50)
def a_client_that_is_not_among_so_many_is_surely_not_there(world, number):
    crowd(world, number, "Huberei")
    world.sandbox.fail(Fault.RESET_BEFORE, on="POST")
    outcome = saving.create({"name": "Huber", "enabled": True}, world.account("editor").pk)
    return isinstance(outcome, NotSaved)


@from_on("clients_ui.writing.lost.BEGINNING", 10)
def a_name_of_which_timetrack_kept_so_many_letters_is_found(world, length):
    world.sandbox.switches.max_length, world.sandbox.switches.too_long = length, "cut"
    world.sandbox.fail(Fault.RESET_AFTER, on="POST")
    outcome = saving.create({"name": "Abcdfghijklmnpqrst", "enabled": True}, world.account("editor").pk)
    return bool(getattr(outcome, "alike", ()))


@below("clients_ui.history.traces.LOOKED_BACK", 50)
def what_was_written_is_known_behind_so_many_later_writes(world, number):
    by = world.account("editor").pk
    for name in ["phone", *["email"] * number]:
        begun = traces.begin(by, 2, 1, "Müller", {name: ("", "1")})
        traces.complete(begun, "saved")
        begun.read_back = True
        begun.save()
    return "phone" in traces.last_written(1)
