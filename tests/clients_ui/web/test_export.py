"""The clients of a list as a file: what it holds, when there is none, and what the history says of it."""

import csv
import io
import re

import pytest
from django.db import DatabaseError
from django.utils import timezone

from clients_ui.client.record import FIELDS
from clients_ui.directory import directory
from clients_ui.models import Attempt
from clients_ui.timetrack.errors import TimeTrackError
from clients_ui.transfer import export as files
from clients_ui.transfer.xlsx_out import TooLong
from tests.clients_ui.transfer.spreadsheet import rows_of_csv, rows_of_xlsx, texts_of_csv
from tests.filling import filled
from tests.pages import break_off, links_of, text_of
from ttdash.sandbox import Fault

URL, XLSX = "/clients/export/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NASTY = {"phone": "+43 1 234", "addressZipCode": "01067", "notes": "one\r\n\ttwo\r_x000D_\n", "contactPerson": "=1+1"}


@pytest.fixture
def office(sandbox):
    for number in range(25):
        sandbox.add(name=f"Client {number:02}", addressCity="Wien" if number % 2 else "Graz")
    sandbox.add(name="Müller & Söhne", enabled=False, addressCountry="AT", color="rgb(1,2,3)", **NASTY)
    return sandbox


@pytest.fixture
def known(db, office, settings):
    """An account that this worker has read."""
    settings.DIRECTORY_SECONDS = 60
    filled()
    return office


@pytest.fixture
def pages_of_ten(monkeypatch):
    monkeypatch.setattr("clients_ui.timetrack.repository.WALK_SIZE", 10)


def names(answer):
    return [row[1] for row in rows_of_xlsx(answer.getvalue())[1:]]


def outcomes():
    return [attempt.outcome for attempt in Attempt.objects.order_by("pk")]


# What it holds


def test_it_is_an_excel_file_of_all_clients_with_all_their_fields(known, visitor):
    answer = visitor("viewer").get(URL)
    assert (answer.status_code, answer["Content-Type"]) == (200, XLSX)
    rows = rows_of_xlsx(answer.getvalue())
    assert rows[0][:4] == ["ID", "Name", "Enabled", "Colour"]
    assert len(rows) == 27
    [muller] = [dict(zip(["id", *FIELDS], row, strict=True)) for row in rows if row[1] == "Müller & Söhne"]
    assert muller["id"] == "26"
    assert {name: muller[name] for name in NASTY} == NASTY
    assert (muller["enabled"], muller["addressCountry"], muller["color"]) == ("No", "AT", "rgb(1,2,3)")


IN_TWO_LANGUAGES = [("en", ",", "Notes", "No"), ("de-at", ";", "Notizen", "Nein")]


@pytest.mark.parametrize(("language", "separator", "head", "no"), IN_TWO_LANGUAGES)
def test_as_csv_it_has_the_words_and_the_separator_of_its_readers(known, visitor, language, separator, head, no):
    answer = visitor("viewer").get(f"{URL}?format=csv&q=Söhne", headers={"accept-language": language})
    content = answer.getvalue()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert content.startswith(b"\xef\xbb\xbf")
    heads, muller = texts_of_csv(content, separator)
    assert (heads[-1], muller[2], muller[-1]) == (head, no, NASTY["notes"])
    assert "\t+43 1 234" in rows_of_csv(content, separator)[1]


def test_its_heads_are_timetracks_parameters_by_choice(known, visitor):
    rows = rows_of_xlsx(visitor("viewer").get(f"{URL}?heads=parameters&q=Söhne").getvalue())
    assert rows[0] == ["id", *FIELDS]
    assert rows[1][2:3] == ["false"]


def test_a_word_for_the_format_or_the_heads_that_nobody_knows_is_none(known, visitor):
    answer = visitor("viewer").get(f"{URL}?format=ods&heads=x")
    assert answer["Content-Type"] == XLSX
    assert rows_of_xlsx(answer.getvalue())[0][0] == "ID"


def test_its_name_says_what_it_is_and_of_which_day(known, visitor):
    browser, today = visitor("viewer"), timezone.localdate().isoformat()
    german = {"accept-language": "de"}
    for query, headers, name in (("", {}, f"clients-{today}.xlsx"), ("?format=csv", german, f"kunden-{today}.csv")):
        answer = browser.get(URL + query, headers=headers)
        answer.getvalue()
        assert answer["Content-Disposition"].lower() == f'attachment; filename="{name}"'


@pytest.mark.parametrize(
    "query", ["q=client+1", "addressCity=Wien", "sort=-name", "q=2&addressCity=Graz&sort=addressCity", "q=nobody"]
)
def test_it_has_the_clients_of_the_list_in_their_order(known, visitor, query):
    browser = visitor("viewer")
    listed = [row.name for row in browser.get(f"/clients/?{query}").context["listing"].rows]
    assert names(browser.get(f"{URL}?{query}&page=7&columns=name,phone")) == listed


def test_without_a_directory_it_has_what_timetrack_itself_lists(office, visitor, pages_of_ten):
    answer = visitor("viewer").get(f"{URL}?q=client+1")
    assert names(answer) == [f"Client {number}" for number in range(10, 20)]


def test_head_makes_no_file(known, visitor):
    browser = visitor("viewer")
    known.calls.clear()
    answer = browser.head(f"{URL}?format=csv")
    assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "text/csv; charset=utf-8", b"")
    assert outcomes() == []


# Streamed


def test_the_first_bytes_come_before_the_second_page_is_asked_for(office, visitor, pages_of_ten):
    answer = visitor("viewer").get(f"{URL}?format=csv")
    assert {call.query["page_number"] for call in office.calls if call.path == "clients"} == {"0"}
    assert len(texts_of_csv(answer.getvalue(), ",")) == 27


def test_an_archive_is_not_compressed_once_more_but_text_is(known, visitor):
    own = {"sec-fetch-site": "same-origin", "accept-encoding": "gzip"}
    browser = visitor("viewer")
    plain = browser.get(URL, headers=own)
    assert ("Content-Encoding" in plain, len(names(plain))) == (False, 26)
    text = browser.get(f"{URL}?format=csv", headers=own)
    assert text["Content-Encoding"] == "gzip"
    assert text.getvalue()[:2] == b"\x1f\x8b"


# Where there is none

OUTAGES = [
    *((fault, 502) for fault in (Fault.HTML_502, Fault.UNAUTHORIZED, Fault.SERVER_ERROR, Fault.BROKEN_JSON)),
    *((fault, 502) for fault in (Fault.TRUNCATED, Fault.RESET_BEFORE, Fault.WRONG_BODY)),
    *((Fault.TOO_MANY, 503), (Fault.UNAVAILABLE, 503), (Fault.HANG, 504), (Fault.GATEWAY_TIMEOUT, 504)),
]


@pytest.mark.parametrize("url", [URL, f"{URL}?format=csv"])
@pytest.mark.parametrize(("fault", "status"), OUTAGES)
def test_an_outage_before_the_first_byte_is_the_failure_page(office, impatient, visitor, url, fault, status):
    impatient(fault)
    office.fail(fault, times=None)
    page = visitor("viewer").get(url)
    assert page.status_code == status
    assert page["Content-Type"].startswith("text/html")
    assert "TimeTrack" in text_of(page)
    assert outcomes() == []


def test_an_outage_midway_breaks_the_download_off(office, visitor, pages_of_ten):
    browser = visitor("viewer")
    office.fail(None, path="clients", times=1)
    office.fail(Fault.HTML_502, path="clients", times=None)
    answer = browser.get(f"{URL}?format=csv")
    assert answer.status_code == 200
    with pytest.raises(TimeTrackError):
        answer.getvalue()
    [attempt] = Attempt.objects.all()
    assert (attempt.outcome, attempt.exported.number) == ("broken off", 10)


def test_where_nothing_could_tell_that_a_text_broke_off_it_comes_whole_or_not_at_all(office, visitor, pages_of_ten):
    browser = visitor("viewer", SERVER_PROTOCOL="HTTP/1.0")  # as many a proxy asks
    assert len(texts_of_csv(browser.get(f"{URL}?format=csv").content, ",")) == 27
    office.fail(None, path="clients", times=1)
    office.fail(Fault.HTML_502, path="clients", times=None)
    assert browser.get(f"{URL}?format=csv").status_code == 502
    assert outcomes() == ["exported", "broken off"]
    office.heal()
    assert browser.get(URL).streaming


def test_a_download_that_the_browser_breaks_off_is_one_that_was_broken_off(known, visitor):
    answer = visitor("viewer").get(URL)
    next(iter(answer.streaming_content))
    assert outcomes() == ["begun"]
    break_off(answer)
    assert outcomes() == ["broken off"]


@pytest.mark.parametrize("directory_seconds", [0, 60])
def test_a_text_that_no_cell_holds_is_said_before_the_first_byte(office, visitor, settings, directory_seconds):
    office.clients[7]["notes"] = "x" * 32_768
    settings.DIRECTORY_SECONDS = directory_seconds
    if directory_seconds:
        filled()
    browser = visitor("viewer")
    page = browser.get(f"{URL}?q=client&heads=parameters")
    assert page.status_code == 422
    said = "“Notes” of the client “Client 06” has 32,768 characters, and a cell holds 32,767 at most."
    assert said in text_of(page)
    [instead] = [link for link in links_of(page) if "format=csv" in link]
    assert instead == f"{URL}?q=client&format=csv&heads=parameters"
    assert outcomes() == []
    rows = texts_of_csv(browser.get(instead).getvalue(), ",")
    assert [row[-1] for row in rows if row[1] == "Client 06"] == ["x" * 32_768]


def test_a_text_that_has_grown_too_long_since_breaks_the_download_off(known, visitor, monkeypatch):
    monkeypatch.setattr(files, "_too_long", lambda _whole: None)
    known.clients[26]["notes"] = "x" * 40_000
    directory.forget()
    filled()
    answer = visitor("viewer").get(URL)
    with pytest.raises(TooLong):
        answer.getvalue()
    assert outcomes() == ["broken off"]


@pytest.mark.parametrize("query", ["addressCity=Wien", "finding=phone"])
def test_what_cannot_be_filtered_is_no_file_of_everybody(office, visitor, query):
    page = visitor("viewer").get(f"{URL}?{query}")
    assert page.status_code == 422
    assert "Sorting, filters and totals are switched off here." in text_of(page)
    assert f"/clients/?{query}" in links_of(page)


def test_while_all_clients_are_read_a_search_is_asked_to_come_back(office, visitor, settings):
    settings.DIRECTORY_SECONDS = 60
    office.fail(Fault.HANG, times=None)
    page = visitor("viewer").get(f"{URL}?q=client")
    office.heal()
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "All clients are being read at this moment." in text_of(page)
    assert f"{URL}?q=client" in links_of(page)


def test_a_fourth_download_at_once_is_asked_to_come_back(known, visitor):
    browser = visitor("viewer")
    under_way = [browser.get(URL) for _ in range(3)]
    page = browser.get(URL)
    assert (page.status_code, page["Retry-After"]) == (503, "5")
    assert "Several files are being downloaded at this moment." in text_of(page)
    break_off(under_way.pop())
    assert names(browser.get(URL))
    for answer in under_way:
        assert names(answer)


# The history


def entries(browser, query=""):
    page = browser.get(f"/history/{query}")
    return [text_of_part(part) for part in re.findall('<li class="trace".*?</li>', page.content.decode(), re.DOTALL)]


def text_of_part(part):
    return " ".join(re.sub("<[^>]+>", " ", part).split())


def test_the_team_history_says_who_took_out_what_and_how_much(known, visitor):
    browser = visitor("editor")
    browser.get(f"{URL}?q=client&addressCity=Wien&addressCity=Graz&format=csv").getvalue()
    browser.get(URL).getvalue()
    whole, part = entries(visitor("manager"))
    assert f"{browser.person.username} · exported · “client” · City: Wien · City: Graz" in part
    assert "Clients 25 File CSV done" in part
    assert "· exported · All clients" in whole
    assert "Clients 26 File Excel (XLSX) done" in whole


def test_its_entry_leads_to_the_list_that_it_was(known, visitor):
    visitor("editor").get(f"{URL}?q=Söhne&sort=-name&page=3").getvalue()
    assert "/clients/?q=S%C3%B6hne&sort=-name" in links_of(visitor("manager").get("/history/"))


def test_the_history_shows_exports_alone_or_none_by_its_filter(known, visitor):
    visitor("editor").get(URL).getvalue()
    manager = visitor("manager")
    assert len(entries(manager, "?action=export")) == 1
    assert entries(manager, "?action=change") == []


def test_the_historys_file_has_them_too(known, visitor):
    browser = visitor("editor")
    browser.get(f"{URL}?q=client&addressCity=Wien").getvalue()
    content = visitor("manager").get("/history/?format=csv").getvalue().decode("utf-8-sig")
    [row] = list(csv.DictReader(io.StringIO(content, newline=""), delimiter=";"))
    told = (row["person"], row["action"], row["name"], row["outcome"], row["new"].strip("\t"))
    assert told == (browser.person.username, "exported", "“client”, City: Wien", "done", "12")


def test_what_was_taken_out_is_no_change_of_a_client(known, visitor):
    browser = visitor("editor")
    browser.get(URL).getvalue()
    known.calls.clear()
    assert "exported" not in text_of(browser.get("/"))
    page = browser.get("/clients/")
    assert page.context["listing"].directory
    assert not page.context["listing"].directory.behind
    assert known.calls == [] or {call.path for call in known.calls} <= {"clients"}


def test_where_the_history_cannot_be_written_nothing_leaves(known, visitor, monkeypatch):
    browser = visitor("editor")

    def refuse(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr("clients_ui.history.exports.LogEntry.objects.create", refuse)
    page = browser.get(URL)
    assert page.status_code == 503
    assert "The history cannot be written" in text_of(page)
    monkeypatch.undo()
    for _ in range(4):  # and its place is free again
        assert names(browser.get(URL))


def test_a_download_ends_although_the_history_cannot_be_completed(known, visitor, monkeypatch):
    answer = visitor("editor").get(URL)

    def refuse(*_args, **_options):
        raise DatabaseError

    monkeypatch.setattr(Attempt, "save", refuse)
    assert len(names(answer)) == 26
    monkeypatch.undo()
    assert outcomes() == ["begun"]


# Where it is offered


def test_the_list_offers_its_own_search_and_filters_as_a_file(known, visitor):
    query = "q=cli&addressCity=Wien&addressCity=Graz&sort=-name&page=1&columns=name,phone"
    page = visitor("viewer").get(f"/clients/?{query}")
    [form] = re.findall(f'<form[^>]*action="{URL}".*?</form>', page.content.decode(), re.DOTALL)
    hidden = re.findall('<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    assert hidden == [("q", "cli"), ("sort", "-name"), ("addressCity", "Wien"), ("addressCity", "Graz")]
    assert re.findall('name="format" value="([a-z]+)"', form) == ["xlsx", "csv"]
    assert "25 clients of this list, with all their fields." in text_of(page)


def test_a_filter_for_clients_without_a_value_is_kept(known, visitor):
    page = visitor("viewer").get("/clients/?email=")
    assert ("email", "") in page.context["exported"]


# Of a selection


def test_those_that_were_selected_are_a_file_in_their_order_with_the_same_heads(known, visitor):
    browser = visitor("editor")
    answer = browser.post(f"{URL}?ids=", {"ids": ["3,1", "26"], "format": "xlsx"})
    rows, every = rows_of_xlsx(answer.getvalue()), rows_of_xlsx(browser.get(URL).getvalue())
    assert [row[1] for row in rows[1:]] == ["Client 02", "Client 00", "Müller & Söhne"]
    assert rows[0] == every[0]
    assert rows[3] in every
    as_csv = browser.post(URL, {"ids": "3", "format": "csv", "heads": "parameters"})
    assert [row[1] for row in rows_of_csv(as_csv.getvalue(), ",")] == ["name", "Client 02"]


def test_a_selection_without_a_directory_is_read_from_timetrack(db, office, visitor):
    assert names(visitor("viewer").post(URL, {"ids": "3,999,1"})) == ["Client 02", "Client 00"]


def test_the_history_says_how_many_were_selected(known, visitor):
    list(visitor("editor").post(URL, {"ids": "3,1"}).streaming_content)
    exported = Attempt.objects.get().exported
    assert (exported.selected, exported.number, exported.query) == (2, 2, "")
    manager = visitor("manager")
    assert "2 selected clients Clients 2" in text_of(manager.get("/history/"))
    assert "2 selected clients" in manager.get("/history/?format=csv").getvalue().decode()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "No client is selected."),
        ({"ids": ""}, "No client is selected."),
        ({"ids": "1,x"}, "This selection cannot be used any more."),
        ({"ids": ",".join(map(str, range(1, 10_002)))}, "At most 10,000 clients can be taken at once."),
        ({"selection": "x"}, "This selection cannot be used any more."),
    ],
)
def test_where_nothing_is_selected_there_is_no_file_and_never_one_of_all(known, visitor, sent, sentence):
    answer = visitor("editor").post(f"{URL}?ids=", sent)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)
    assert Attempt.objects.count() == 0


def test_who_was_signed_out_meanwhile_gets_no_file_of_all_after_signing_in(known, visitor):
    answer = visitor(None).post(f"{URL}?ids=", {"ids": "3,1"})
    assert answer.url == "/login/?next=/clients/export/%3Fids%3D"
    assert visitor("editor").get("/clients/export/?ids=").status_code == 422
