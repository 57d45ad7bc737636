"""How long a text may be, and how many things of a kind there may be."""

from datetime import timedelta
from urllib.parse import parse_qs, urlencode

from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from clients_ui.client import addresses, rules
from clients_ui.client.addresses import Address
from clients_ui.client.folding import parts
from clients_ui.client.kinds import ValueProblem
from clients_ui.client.names import search_run
from clients_ui.client.phones import phone_digits, typed_digits
from clients_ui.client.record import EMPTY, FIELDS, ClientRecord
from clients_ui.directory import directory
from clients_ui.directory.database import Database
from clients_ui.directory.query import ClientQuery
from clients_ui.directory.resemblance import resembling
from clients_ui.history import traces
from clients_ui.models import FormToken
from clients_ui.quality.findings import Finding, phone_number
from clients_ui.reading.list_query import ListQuery
from clients_ui.reading.listing import FromDirectory, Listing
from clients_ui.timetrack.errors import TimedOut
from clients_ui.transfer import xlsx_out
from clients_ui.web.answers import shortened
from clients_ui.web.bars import by_value
from clients_ui.web.facets import facets
from clients_ui.web.links import list_state
from clients_ui.wording import exports
from clients_ui.wording.findings import found_wrong
from clients_ui.writing import form_tokens
from tests.boundaries.table import always, from_on, up_to
from tests.filling import filled
from tests.pages import break_off, form_of
from ttdash.config import environment

MIB = 1024 * 1024


def client(id_, name="X", **values):
    return ClientRecord(id_, {**EMPTY, "name": name, **values})


# What comes in


@up_to("ttdash.web.headers.LONGEST_QUERY", 7000)
def an_address_is_answered(world, length):
    return Client().get(f"/login/?{'a' * length}").status_code == 200


@up_to("ttdash.settings.DATA_UPLOAD_MAX_MEMORY_SIZE", 8 * MIB)
def a_form_is_read(world, length):
    body = "username=".ljust(length, "a")
    return Client().post("/login/", body, content_type="application/x-www-form-urlencoded").status_code == 200


@up_to("ttdash.config.environment.LONGEST_FILE", 64 * 1024)
def a_file_holds_a_secret(world, length):
    path = world.tmp_path / "secret"
    path.write_text("s" * length)
    world.monkeypatch.delenv("EMAIL_URL", raising=False)
    world.monkeypatch.setenv("EMAIL_URL_FILE", str(path))
    try:
        return environment.text("EMAIL_URL") == "s" * length
    except ImproperlyConfigured:
        return False


@up_to("clients_ui.reading.list_query.LAST_PAGE", 1_000_000)
def a_page_is_asked_for(world, number):
    return ListQuery.of(QueryDict(f"page={number}")).page == number


@up_to("clients_ui.reading.list_query.LONGEST_SEARCH", 200)
def a_search_is_whole(world, length):
    return ListQuery.of(QueryDict(f"q={'a' * length}")).q == "a" * length


@up_to("clients_ui.reading.list_query.LONGEST_FILTER", 1000)
def a_filter_is_whole(world, length):
    return ListQuery.of(QueryDict(f"addressCity={'a' * length}")).filters == {"addressCity": ("a" * length,)}


@up_to("clients_ui.transfer.xlsx_out.LONGEST", 32_767)
def a_cell_holds_a_text(_world, length):
    try:
        return bool([*xlsx_out.pieces([["a" * length]], "A")])
    except xlsx_out.TooLong:
        return False


@up_to("clients_ui.directory.schema.LONG", 32_767)
def a_client_is_known_to_fit_into_a_spreadsheet(_world, length):
    database = Database()
    database.write({1: client(1, name="é", notes="a" * (length - 2))})
    return database.long_ids() == []


@up_to("clients_ui.wording.exports.LONGEST_NAME", 100)
def a_name_stands_whole_in_what_is_said_of_a_text_that_is_too_long(_world, length):
    return "a" * length in exports.too_long("a" * length, FIELDS["notes"], 1, 1)


@up_to("clients_ui.transfer.export.AT_ONCE", 3)
def so_many_files_are_downloaded_at_once(world, number):
    world.sandbox.add(name="X")
    browser = world.visitor("viewer")
    answers = [browser.get("/clients/export/") for _ in range(number)]
    for answer in answers:
        break_off(answer)
    return {answer.status_code for answer in answers} == {200}


@up_to("clients_ui.transfer.export.LONGEST", 3600)
def a_download_of_so_many_seconds_comes_to_its_end(world, seconds):
    world.sandbox.add(name="X")
    answer = world.visitor("viewer").get("/clients/export/?format=csv")
    rows = iter(answer.streaming_content)
    world.clock.move(seconds)
    try:
        return bool(b"".join(rows))
    except TimedOut:
        return False


@up_to("clients_ui.web.links.MOST_PARAMETERS", 50)
def the_way_back_keeps_the_list(world, number):
    way_back = "&".join(["q=x", *["a=1"] * (number - 1)])
    return list_state(world.rf.get("/", {"list": way_back})).q == "x"


@up_to("clients_ui.web.drafts.MOST_DRAFTS", 5)
def every_draft_of_a_page_is_given_back(world, number):
    world.sandbox.add(name="Müller", phone="none")
    browser = world.visitor("editor", enforce_csrf_checks=True)
    forms = [form_of(browser.get("/clients/1/")) | {"phone": str(each)} for each in range(number)]
    places = [browser.post("/clients/1/", form).url for form in forms]
    return [form_of(browser.get(place))["phone"] for place in places] == [str(each) for each in range(number)]


@up_to("clients_ui.web.drafts.MOST_OF_A_PERSON", 20)
def every_draft_of_a_person_is_given_back(world, number):
    world.sandbox.add(name="Müller", phone="none")
    person, found = world.account("editor"), []
    browsers = [Client(enforce_csrf_checks=True) for _ in range(number)]
    for each, browser in enumerate(browsers):
        browser.force_login(person)
        world.clock.move(1)
        found.append(browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | {"phone": f"{each}"}).url)
    phones = [form_of(browser.get(place))["phone"] for browser, place in zip(browsers, found, strict=True)]
    return phones == [f"{each}" for each in range(number)]


def is_kept(world, typed):
    """Whether a form that was refused is given back as it was typed, given the text of its notes as it is sent."""
    browser = world.visitor("editor", enforce_csrf_checks=True)
    values = form_of(world.sandbox and browser.get("/clients/add/")) | {"name": "Neu"}
    sent = typed(urlencode(values | {"notes": ""}))
    notes = parse_qs(sent)["notes"]
    answer = browser.post("/clients/add/", sent, content_type="application/x-www-form-urlencoded")
    return [form_of(browser.get(answer.url))["notes"]] == notes


@up_to("clients_ui.web.drafts.MOST_BYTES", MIB)
def a_form_of_so_many_bytes_is_kept(world, size):
    return is_kept(world, lambda sent: sent.replace("notes=", f"notes={'n' * (size - len(sent))}"))


@up_to("clients_ui.web.drafts.MOST_BYTES", MIB)
def a_form_that_would_fill_so_many_bytes_is_kept(world, size):
    def typed(sent):
        escaped, plain = divmod(size - len(sent), 3)
        return sent.replace("notes=", f"notes={'(' * escaped}{'n' * plain}")  # "(" is kept as "%28"

    return is_kept(world, typed)


@up_to("clients_ui.models.portions.PORTION", 100)
def every_form_that_is_too_old_is_forgotten_at_once(world, number):
    person = world.account("editor").pk
    FormToken.objects.bulk_create(FormToken(pk=f"old {each}") for each in range(number))
    FormToken.objects.update(at=timezone.now() - timedelta(hours=25))
    form_tokens.claim(form_tokens.new(person), person)
    return FormToken.objects.count() == 1


@up_to("ttdash.signin.sessions.MOST_CLEARED", 100)
def every_session_that_is_over_is_forgotten_at_once(world, number):
    over = timezone.now() - timedelta(seconds=1)
    Session.objects.bulk_create(Session(pk=f"over {each}", expire_date=over) for each in range(number))
    world.visitor("viewer")
    return not Session.objects.filter(expire_date=over).exists()


# What is shown


@up_to("clients_ui.web.answers.LONGEST_NAME", 100)
def a_message_holds_the_name(world, length):
    return shortened("n" * length) == "n" * length


@up_to("clients_ui.wording.findings.LONGEST_VALUE", 80)
def a_finding_holds_the_value(world, length):
    return f"“{'v' * length}”" in found_wrong(Finding.EMAIL, "v" * length, client(1))


def cities(number):
    counts = {name: {} for name in ("addressCountry", "enabled")} | {
        "addressCity": {f"City {each:02}": 1 for each in range(number)}
    }
    return FromDirectory(number, counts, age=0, sure=True, unchecked=0)


@up_to("clients_ui.web.bars.LONGEST", 8)
def each_value_has_a_bar_of_its_own(world, number):
    bars = by_value("addressCity", cities(number)).bars
    assert sum(bar.number for bar in bars) == number
    return "Others" not in [bar.text for bar in bars]


@up_to("clients_ui.web.facets.LONGEST", 12)
def each_value_can_be_filtered_by(world, number):
    (facet,) = facets(Listing(ListQuery(), [], more=False, directory=cities(number)))
    assert len(facet.values) == min(number, 12)
    return facet.more == ""


# What is compared, and searched


@up_to("clients_ui.client.rules.LOOKED_AT", 1000)
def a_name_is_seen_behind_spaces(world, length):
    return rules.create_problems({"name": f"{' ' * (length - 1)}n"}) == {"name": ValueProblem.TOO_LONG}


@up_to("clients_ui.client.folding.LONGEST", 10_000)
def a_word_is_found_at_the_end_of_so_many_letters(world, length):
    return finds(f"{'n' * (length - 4)} bcd", "bcd")


@up_to("clients_ui.client.folding.WORDS_OF_A_RUN", 6)
def so_many_words_may_be_typed_as_one(world, number):
    return finds(" ".join(["ab"] * number), "ab" * number)


@up_to("clients_ui.client.folding.MOST_RUNS", 24)
def words_are_joined_from_each_of_so_many_on(world, number):
    return finds(f"{'x ' * (number - 1)}qu er y", "quer")


@up_to("clients_ui.client.folding.LONGEST_RUN", 60)
def so_many_letters_are_found_across_blanks(world, length):
    return finds(f"ab {'c' * (length - 2)}", f"ab{'c' * (length - 2)}")


@up_to("clients_ui.client.folding.MOST_MARKS", 30)
def every_mark_on_a_letter_is_shown(world, number):
    text = f"q{chr(0x301) * number} q"
    return "".join(part for part, _ in parts(text, ["q"])) == text


@up_to("clients_ui.quality.findings.LONGEST", 254)
def a_number_is_found_behind_a_remark(world, length):
    return phone_number("+43 1 5811234".rjust(length), "AT") == "+43 15811234"


@up_to("clients_ui.client.addresses.LONGEST", 254)
def an_address_is_one(world, length):
    before, domain = "a" * 64, ".".join(["d" * 60] * 3)  # neither has a part that is too long
    return addresses.judged(f"{before}@{'e' * (length - len(before) - len(domain) - 2)}.{domain}") is Address.PUBLIC


@from_on("clients_ui.client.phones.FEWEST_DIGITS", 4)
def so_many_digits_are_looked_for_in_every_notation(world, number):
    return typed_digits(["12345"[:number]]) != [""]


@up_to("clients_ui.client.phones.LONGEST", 254)
def a_phone_number_is_looked_at(world, length):
    return len(phone_digits("1" * length, "")[0]) == length


@up_to("clients_ui.directory.resemblance.MOST_NAMES", 3)
def so_many_names_are_asked_back(world, number):
    return len(resembling("hubr", [f"huber{each}" for each in range(number)])) == number


@from_on("clients_ui.directory.resemblance.FEWEST_LETTERS", 4)
def so_many_letters_resemble_a_name(world, length):
    return resembling("huber"[:length], ["huber"[:length] + "x"]) != []


@from_on("clients_ui.client.names.SHORTEST", 2)
def a_run_of_letters_is_searched_for(world, length):
    return search_run(f"Ö{'x' * length}Ö") == "x" * length


@up_to("clients_ui.client.names.LONGEST_RUN", 100)
def a_run_of_letters_is_searched_for_whole(world, length):
    return search_run("x" * length) == "x" * length


def finds(name, word):
    database = Database()
    database.refill([[client(1, name)]])
    return database.find(ClientQuery(((word,),))).total == 1


@from_on("clients_ui.client.folding.INSIDE_WORDS", 3)
def a_part_of_a_word_is_found(world, length):
    return finds("Abcdefg", "bcde"[:length])


@always("clients_ui.client.folding.INSIDE_WORDS", 3)
def a_beginning_of_a_word_is_found(world, length):
    return finds("Xy Abcdefg", "abcd"[:length])


@from_on("clients_ui.client.folding.INSIDE_WORDS", 3)
def a_part_of_a_word_is_marked(world, length):
    return ("bcde"[:length], True) in parts("Abcdefg", ["bcde"[:length]])


# What is kept


@up_to("clients_ui.history.traces.LONGEST_NAME", 200)
def an_entry_holds_the_name(world, length):
    return traces.begin(world.account("editor").pk, 2, 1, "n" * length, {}).entry.object_repr == "n" * length


@up_to("clients_ui.directory.database.FEW", 30)
def what_was_written_is_checked_at_once(world, number):
    database = Database()
    database.write({each: client(each) for each in range(1, number + 1)})
    return database.checks.unchecked == 0


@always("clients_ui.directory.database.BATCH", 200)
def every_client_is_held(world, number):
    database, clients = Database(), [client(each) for each in range(1, number + 1)]
    database.refill([clients])
    database.write({each.id: each for each in clients})
    assert database.find(ClientQuery(), 0, number).records == clients
    database.refill([[]])
    return len(database) == 0


@always("clients_ui.directory.database.GAP", 1000)
def so_many_come_in_between_two_clients_in_timetracks_order(world, number):
    database = Database()
    database.refill([[client(1), client(2)]])
    order = [1, *range(3, number + 3), 2]
    database.refill([[client(each) for each in order]])
    return [each.id for each in database.find(ClientQuery(), 0, number + 2).records] == order


@up_to("clients_ui.directory.directory.MOST_ASKED", 30)
def each_client_that_is_unclear_is_asked_about(world, number):
    world.settings.DIRECTORY_SECONDS = 60
    for _ in range(number):
        world.sandbox.add(name="X")
    by = world.account("editor").pk
    filled()
    for each in range(1, number + 1):
        traces.complete(traces.begin(by, 2, each, "X", {}), "unclear", each)
    return not directory.current().caught_up().behind
