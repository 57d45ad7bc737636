"""The list from the directory: searched in every field, sorted, filtered and counted, all of it in the URL."""

import re
from urllib.parse import quote, urlencode

import pytest
from django.contrib.admin.models import CHANGE

from clients_ui.directory import directory
from clients_ui.history import traces
from clients_ui.reading import listing
from clients_ui.web.views import client_list
from tests.filling import filled
from tests.pages import form_of, links_of, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(sandbox, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    eva = {"contactPerson": "Eva"}
    sandbox.add(name="Bäckerei Süß", addressCity="Wien", addressCountry="AT", email="office@suess.example", **eva)
    sandbox.add(name="Möbel Huber", addressCity="Graz", addressCountry="AT", notes="Liefert an die Bäckerei", **eva)
    sandbox.add(name="Zeman", addressCountry="DE", enabled=False, **eva)
    filled()
    return sandbox


def rows(page):
    return [record.name for record in page.context["listing"].rows]


@pytest.fixture
def listed(office, visitor):
    browser = visitor("editor")
    return lambda query="": browser.get(f"/clients/{query}")


@pytest.mark.parametrize("languages", [("de", "en", "de-AT"), ("en", "de-AT", "de")])
def test_each_reader_has_the_countries_sorted_in_their_own_language_whoever_asked_before(office, visitor, languages):
    browser = visitor("viewer")
    pages = {
        each: browser.get("/clients/?sort=addressCountry", headers={"accept-language": each}) for each in languages
    }
    for german in ("de", "de-AT"):
        assert rows(pages[german]) == ["Zeman", "Bäckerei Süß", "Möbel Huber"]  # Deutschland, Österreich
    assert rows(pages["en"]) == ["Bäckerei Süß", "Möbel Huber", "Zeman"]  # Austria, Germany


def test_it_is_sorted_by_name_and_says_how_many_there_are_and_how_old_it_is(listed):
    page = listed()
    assert rows(page) == ["Bäckerei Süß", "Möbel Huber", "Zeman"]
    assert "3 clients" in text_of(page)
    assert "Read from TimeTrack less than a minute ago." in text_of(page)


def test_it_asks_timetrack_nothing(listed, office):
    office.calls.clear()
    listed("?q=huber")
    assert office.calls == []


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?q=BAECKEREI", ["Bäckerei Süß", "Möbel Huber"]),
        ("?q=huber+möbel", ["Möbel Huber"]),
        ("?q=office%40suess", ["Bäckerei Süß"]),
        ("?sort=-name", ["Zeman", "Möbel Huber", "Bäckerei Süß"]),
        ("?sort=addressCity", ["Möbel Huber", "Bäckerei Süß", "Zeman"]),
        ("?addressCountry=AT&sort=addressCity", ["Möbel Huber", "Bäckerei Süß"]),
        ("?addressCity=", ["Zeman"]),
        ("?enabled=0", ["Zeman"]),
        ("?q=b&addressCountry=DE", []),
        ("?q=b", ["Bäckerei Süß", "Möbel Huber"]),
        ("?q=ub", []),
        ("?q=ube", ["Möbel Huber"]),
        ("?addressCountry=AT&addressCountry=DE&sort=-name", ["Zeman", "Möbel Huber", "Bäckerei Süß"]),
        ("?addressCity=Wien&addressCity=", ["Bäckerei Süß", "Zeman"]),
        ("?addressCity=Wien&addressCity=Graz&addressCountry=DE", []),
        ("?sort=nonsense&page=nonsense", ["Bäckerei Süß", "Möbel Huber", "Zeman"]),
    ],
)
def test_what_the_url_says_is_what_is_listed(listed, query, found):
    assert rows(listed(query)) == found


def test_the_matched_part_is_marked_in_the_spelling_it_has(listed):
    content = listed("?q=baeck").content.decode()
    assert "<mark>Bäck</mark>erei Süß" in content


def test_a_match_in_a_field_without_a_column_is_shown_with_that_field(listed):
    assert "Notes: Liefert an die <mark>Bäckerei</mark>" in listed("?q=bäckerei").content.decode()


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("SÜSS", "Bäckerei <mark>Süß</mark>"),
        ("Möbél", "<mark>Möbel</mark> Huber"),
        ("zurich und", "<mark>Zürich</mark> <mark>&amp;</mark> Co"),
        ("zürich", "<mark>Zurich</mark> Nord"),
    ],
)
def test_a_word_is_marked_in_the_spelling_in_which_it_is_stored(office, listed, typed, marked):
    office.add(name="Zürich & Co")
    office.add(name="Zurich Nord")
    directory.forget()
    filled()
    assert marked in listed(f"?q={typed}").content.decode()


def test_marking_never_lets_markup_through(office, listed):
    office.add(name="<b>fett</b>", notes="<script>x</script>")
    directory.forget()
    filled()
    assert "<b>" not in listed("?q=fett").content.decode()
    assert "&lt;b&gt;<mark>fett</mark>&lt;/b&gt;" in listed("?q=fett").content.decode()
    assert "&lt;<mark>script</mark>&gt;" in listed("?q=script").content.decode()


def test_the_filters_tell_how_many_clients_they_leave_and_keep_the_search(listed):
    page = listed("?q=e&sort=name")
    values = {v.text: (v.number, v.name, v.value) for f in page.context["facets"] for v in f.values}
    assert values["Austria"] == (2, "addressCountry", "AT")
    assert values["Germany"][0] == 1
    assert values["No"][0] == 1
    assert page.context["kept"] == [("sort", "name")]


def test_where_filters_leave_nothing_of_a_search_it_can_be_made_without_them_and_nothing_is_created(listed):
    page = listed("?q=huber&addressCity=Wien&sort=-name")
    assert "No client was found for “huber” with these filters." in text_of(page)
    assert "/clients/?q=huber&sort=-name" in links_of(page)
    assert not [link for link in links_of(page) if "name=huber" in link]
    assert [link for link in links_of(listed("?q=nobody")) if "name=nobody" in link]


@pytest.mark.parametrize(("asked", "led_to"), [(99, "?page=2"), (3, "?page=2"), (2, "")])
def test_from_behind_the_list_previous_leads_to_its_last_page(listed, monkeypatch, asked, led_to):
    monkeypatch.setattr(listing, "PAGE_SIZE", 2)
    monkeypatch.setattr(client_list, "PAGE_SIZE", 2)
    assert listed(f"?page={asked}").context["previous"] == f"/clients/{led_to}"


def test_a_filter_at_work_can_be_taken_away(listed):
    page = listed("?addressCountry=AT&q=huber")
    assert "Country: Austria" in text_of(page)
    assert "/clients/?q=huber" in links_of(page)


def test_each_value_of_a_filter_that_is_repeated_can_be_taken_away_and_the_counts_stay(listed):
    page = listed("?addressCountry=AT&addressCountry=DE&enabled=1")
    facets = {facet.title: facet for facet in page.context["facets"]}
    assert (facets["Country"].chosen, facets["Country"].without) == ("Austria, Germany", "/clients/?enabled=1")
    assert facets["Enabled"].chosen == "Yes"
    choices = {c.text: (c.number, c.selected) for f in facets.values() for c in f.values}
    assert (choices["Austria"], choices["Germany"]) == ((2, True), (0, True))
    assert choices["No"][0] == 1


def test_a_filter_that_has_no_menu_is_shown_and_can_be_taken_away(listed):
    page = listed("?contactPerson=Eva&field1=x&finding=vat&q=e")
    told = [(each.text, each.url) for each in page.context["other_filters"]]
    assert ("Free field 1: x", "/clients/?q=e&finding=vat&contactPerson=Eva") in told
    assert {("field1", "x"), ("finding", "vat")} <= set(page.context["kept"])


def test_searching_again_keeps_the_filters_and_the_order(listed):
    page = listed("?addressCountry=AT&sort=-name")
    assert page.context["kept"] == [("sort", "-name")]
    assert '<input type="checkbox" name="addressCountry" value="AT" checked>' in page.content.decode()


def test_a_heading_sorts_by_its_column_and_then_the_other_way_round(listed):
    assert "/clients/?sort=addressCity" in links_of(listed())
    page = listed("?sort=addressCity")
    assert "/clients/?sort=-addressCity" in links_of(page)
    assert 'aria-sort="ascending"' in page.content.decode()


def test_the_state_of_the_list_survives_an_edit(listed, visitor):
    link = next(url for url in links_of(listed("?sort=-name&enabled=0")) if url.startswith("/clients/3/"))
    browser = visitor("editor")
    saved = browser.post(link, form_of(browser.get(link)) | {"phone": "1", "_save": ""})
    assert saved.url == "/clients/?sort=-name&enabled=0"


def test_what_was_just_saved_is_on_the_list(listed, visitor):
    browser = visitor("editor")
    browser.post("/clients/3/", form_of(browser.get("/clients/3/")) | {"phone": "+43 77", "_save": ""})
    assert rows(listed("?q=%2B43+77")) == ["Zeman"]


def test_one_hit_of_go_to_client_opens_it(office, visitor):
    browser = visitor("viewer")
    assert browser.get("/clients/?q=zeman&go=1").url == "/clients/3/?list=q%3Dzeman"
    assert browser.get("/clients/?q=e&go=1").status_code == 200


def test_every_page_has_go_to_client(office, visitor):
    browser = visitor("viewer")
    for url in ("/", "/clients/", "/clients/1/", "/findings/", "/sessions/"):
        assert 'id="go-box"' in browser.get(url).content.decode(), url


def test_refresh_reads_all_again(office, listed):
    office.add(name="Elsewhere")
    assert "Elsewhere" not in rows(listed())
    link = next(url for url in links_of(listed()) if "fresh=" in url)
    assert "Elsewhere" in rows(listed(link.removeprefix("/clients/")[:-10] + "9999999999"))


@pytest.mark.parametrize("fresh", ["x", "-1", "9" * 400, "٣", "²"])
def test_a_spoilt_moment_of_refresh_is_no_error(listed, fresh):
    assert listed(f"?fresh={fresh}").status_code == 200


def test_in_an_outage_it_stands_in_marked_as_what_it_is(office, listed):
    office.fail(Fault.HANG, times=None)
    directory.current().renew(10)
    page = listed("?q=zeman")
    assert rows(page) == ["Zeman"]
    assert "did not answer in time" in text_of(page)
    assert "It may have changed" in text_of(page)


def test_after_more_lost_answers_than_can_be_looked_up_it_shows_what_there_is_and_says_so(office, listed, visitor):
    person = visitor("editor").person
    for number in range(1, directory.MOST_ASKED + 2):
        entry = traces.begin(person.pk, CHANGE, number, "x", {})
        traces.complete(entry, "unclear", number)
    page = listed("?addressCountry=AT")
    assert rows(page) == ["Bäckerei Süß", "Möbel Huber"]
    assert "Some of the last changes made here are not in this list yet" in text_of(page)
    filled()
    assert "are not in this list yet" not in text_of(listed())


def test_look_alikes_are_found_among_all_names(office, visitor):
    office.switches.name_filter_ignores_case = False
    browser = visitor("editor")
    page = browser.get("/clients/add/?name=BAECKEREI+SUESS+GmbH")
    answer = browser.post("/clients/add/", form_of(page) | {"_save": ""})
    assert "there are clients with such a name" in text_of(answer)
    assert [call.method for call in office.calls if call.method == "POST"] == []


# Without the directory


def test_while_it_is_being_read_the_list_works_by_name_and_says_what_is_missing(sandbox, settings, visitor):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Zeman")
    sandbox.add(name="Huber")
    sandbox.fail(Fault.HANG, on="GET", path="clients", times=1)
    browser = visitor("viewer")
    assert "All clients are being read at this moment." in text_of(page := browser.get("/clients/?q=Hub"))
    assert rows(page) == ["Huber"]
    assert page.context["facets"] == []
    assert "neither sorted nor filtered" in text_of(browser.get("/clients/?enabled=0"))


def test_switched_off_it_says_so_only_where_it_is_missed(sandbox, visitor):
    sandbox.add(name="Zeman")
    browser = visitor("viewer")
    assert "switched off" not in text_of(browser.get("/clients/"))
    assert "switched off" in text_of(browser.get("/clients/?sort=name"))


def test_a_list_without_all_fields_is_not_taken_for_all_there_is(sandbox, settings, visitor):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Zeman", email="a@b.example")
    sandbox.switches.list_fields = "few"
    filled()
    assert "does not tell all fields" in text_of(visitor("viewer").get("/clients/"))


def test_what_was_found_behind_many_umlauts_is_in_what_is_shown_of_the_notes(sandbox, settings, visitor):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Alpha", notes="Größere Überprüfung für Müller nötig. " * 12 + "Der Schlüssel liegt beim Portier.")
    filled()
    assert "beim <mark>Portier</mark>." in visitor().get("/clients/?q=portier").content.decode()


def test_what_is_cut_off_before_the_match_leaves_a_sign(sandbox, settings, visitor):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Alpha", notes="Das steht weit hinten in einer Notiz: Quetzalcoatl")
    sandbox.add(name="Beta", notes="Vorn: Popocatepetl")
    filled()
    assert "Notes: …ten in einer Notiz: Quetzal" in text_of(visitor().get("/clients/?q=quetzal"))
    assert "Notes: Vorn: Popoca" in text_of(visitor().get("/clients/?q=popoca"))


@pytest.mark.parametrize("typed", ["aerger", "arger", "ärger"])
def test_a_letter_that_is_torn_from_its_mark_does_not_take_the_list_away(sandbox, settings, visitor, typed):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Alpha", notes="Viel A\u200b\u0308rger")
    filled()
    assert "Notes: Viel" in text_of(visitor().get(f"/clients/?q={typed}"))


@pytest.mark.parametrize(("letters", "shown"), [(20, "x" * 20), (21, f"…{'x' * 20}")])
def test_of_what_stands_before_the_match_20_letters_are_shown(sandbox, settings, visitor, letters, shown):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Alpha", notes="x" * letters + "Quetzal")
    filled()
    assert f"Notes: {shown} Quetzal" in text_of(visitor().get("/clients/?q=quetzal"))


@pytest.mark.parametrize(
    "typed",
    ["hubr", "moebel hubre", "moebel hubber", "Zemann", "zewan", "bäckeri süß", "bakerei suss", "BAECKEREI SUESS X"],
)
def test_a_name_with_a_wrong_letter_is_asked_back_before_it_is_created(listed, typed):
    page = listed(f"?q={typed}")
    text = text_of(page)
    [name] = [each for each in ("Möbel Huber", "Zeman", "Bäckerei Süß") if each in text]
    assert text.index(f"Did you mean: {name}") < text.index(f"Create the client “{typed}”")
    link = f"/clients/?{urlencode({'q': name})}"
    assert link in links_of(page)
    assert rows(listed(link.removeprefix("/clients/"))) == [name]


@pytest.mark.parametrize("query", ["?q=hub", "?q=xyzxyz", "?q=hxb", "?q=hubr&addressCity=Wien", "?q=hubr&page=2"])
def test_nothing_is_asked_back_where_something_is_found_or_nothing_is_like_it(listed, query):
    assert "Did you mean" not in text_of(listed(query))


def test_three_names_are_asked_back_at_most_and_no_name_is_markup(office, listed):
    for number in range(5):
        office.add(name=f"<b>Schneider{number}")
    directory.forget()
    filled()
    page = listed("?q=schnaider")
    assert page.content.decode().count("&lt;b&gt;Schneider") == 3
    assert "<b>S" not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "marked"),
    [
        ("0664 1234", "+43 <mark>664/12-34</mark>567 DW 8"),
        ("%2B43 664 12", "<mark>+43 664/12</mark>-34567 DW 8"),
        ("34 56", "+43 664/12-<mark>3456</mark>7 DW 8"),
        ("5678", "+43 664/12-34<mark>567 DW 8</mark>"),
    ],
)
def test_the_digits_of_a_phone_number_are_marked_as_they_are_written(office, listed, typed, marked):
    office.add(name="Gruber", phone="+43 664/12-34567 DW 8", addressCountry="AT")
    directory.forget()
    filled()
    assert marked in listed(f"?q={typed}").content.decode()


@pytest.mark.parametrize(
    ("held", "typed", "marked"),
    [
        ({"name": "Die Media Markt GmbH"}, "mediamarkt", "Die <mark>Media Markt</mark> GmbH"),
        ({"name": "Die Media Markt GmbH"}, "gmbh mediam", "Die <mark>Media M</mark>arkt <mark>GmbH</mark>"),
        ({"name": "Rosa D’Angelo"}, "d'angelo", "Rosa <mark>D’Angelo</mark>"),
        ({"name": "Meier–Huber"}, "meier-huber", "<mark>Meier</mark>–<mark>Huber</mark>"),
        ({"name": "Meier–Huber"}, "meierhuber", "<mark>Meier–Huber</mark>"),
        ({"contactPerson": "Eva Müller-Süß"}, "mullersuss eva", "<mark>Eva</mark> <mark>Müller-Süß</mark>"),
        ({"contactPerson": "Eva Müller-Süß"}, "mullersuss", "Eva <mark>Müller-Süß</mark>"),
        ({"address": "Am Haupt Platz 1"}, "hauptplatz", "Am <mark>Haupt Platz</mark> 1"),
        ({"phone": "01 5812345", "name": "Media Markt"}, "mediamarkt 5812", "<mark>Media Markt</mark>"),
        ({"name": "Zürich"}, "zurich", "<mark>Zürich</mark>"),
        ({"name": "Łukasz"}, "lukasz", "<mark>Łukasz</mark>"),
        ({"addressCountry": "DE"}, "germany", "<mark>Germany</mark>"),
        ({"addressCountry": "DE"}, "deutschland", "<mark>Deutschland</mark>"),
    ],
)
def test_a_match_is_marked_in_the_text_as_it_is_stored(office, listed, held, typed, marked):
    office.add(**{"name": "Zwettl"} | held)
    directory.forget()
    filled()
    assert marked in listed(f"?q={quote(typed)}").content.decode()


def test_choosing_any_value_a_missing_one_too_keeps_the_filters_of_other_fields(office, listed):
    office.add(name="Ohne Land", addressCity="Wien", addressCountry="")
    directory.forget()
    filled()
    boxes = re.findall(
        r'<input type="checkbox" name="(\w+)" value="([^"]*)"( checked)?>',
        listed("?addressCity=Wien&enabled=1").content.decode(),
    )
    assert {(name, value) for name, value, ticked in boxes if ticked} == {("addressCity", "Wien"), ("enabled", "1")}
    assert ("addressCountry", "", "") in boxes
    chosen = listed("?addressCity=Wien&enabled=1&addressCountry=")
    assert rows(chosen) == ["Ohne Land"]
