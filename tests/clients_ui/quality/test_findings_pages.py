"""What is wrong with our data, as people meet it: the page of findings, the filter, and the client's page."""

import pytest

from clients_ui.directory import directory
from tests.filling import filled
from tests.hostile import strings
from tests.pages import form_of, links_of, said, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.django_db
GOOD = {"addressCountry": "AT", "addressZipCode": "1010", "email": "office@huber.at", "phone": "+43 1 5811234"}


# The page


@pytest.fixture
def office(sandbox, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    settings.TIMETRACK_VAT_FIELD = "field1"
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    sandbox.add(name="Huber GmbH", **GOOD)
    sandbox.add(name="Möbel Zeman", **GOOD | {"email": "zeman", "phone": "n/a", "addressZipCode": "80331"})
    sandbox.add(name="Ahorn", addressCountry="Austria", field1="ATU1")
    sandbox.add(name="Huber KG", email="kg@huber.at", phone="+43 1 7654321", enabled=False)
    filled()
    return sandbox


@pytest.fixture
def browser(visitor):
    return visitor("viewer")


def bars(page):
    return {bar.text: (bar.number, bar.url) for bar in page.context["picture"].bars}


def rows(page):
    return [record.name for record in page.context["listing"].rows]


EXPECTED = {
    "Possible duplicates": (2, "/clients/?finding=duplicate"),
    "Country missing": (1, "/clients/?finding=no-country"),
    "Country is not a code": (1, "/clients/?finding=bad-country"),
    "Postcode does not fit the country": (1, "/clients/?finding=postcode"),
    "E-mail that reaches nobody": (1, "/clients/?finding=email"),
    "Phone that is no number": (1, "/clients/?finding=phone"),
    "No e-mail and no phone": (1, "/clients/?finding=unreachable"),
    "VAT id that fails its check": (1, "/clients/?finding=vat"),
}


def test_it_counts_each_kind_and_each_number_leads_to_those_clients(office, browser):
    page = browser.get("/findings/")
    assert bars(page) == EXPECTED
    assert {url for _, url in EXPECTED.values()} <= set(links_of(page))


def test_the_kind_with_most_clients_comes_first_and_leads_into_its_first_client(office, visitor):
    page = visitor("editor").get("/findings/")
    numbers = [bar.number for bar in page.context["picture"].bars]
    assert numbers == sorted(numbers, reverse=True)
    links = links_of(page)
    assert links.index("/clients/?finding=duplicate") < links.index("/clients/?finding=duplicate&go=first")
    assert "fix one after the other" in text_of(page).lower()


@pytest.mark.parametrize(("word", "field"), [("email", "email"), ("vat", "field1"), ("no-country", "addressCountry")])
def test_fixing_one_after_the_other_opens_the_first_client_at_its_field_with_its_list(office, browser, word, field):
    way = f"/clients/?finding={word}"
    first = browser.get(way).context["listing"].rows[0].id
    assert browser.get(f"{way}&go=first").url == f"/clients/{first}/?list=finding%3D{word}#id_{field}"


def test_who_may_not_change_clients_is_not_asked_to_fix_them(office, browser):
    assert not [link for link in links_of(browser.get("/findings/")) if "go=first" in link]


def test_kinds_without_findings_stand_apart(sandbox, settings, browser):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name="Huber", email="no mail", phone="+43 1 7654321", addressCountry="AT")
    filled()
    told = text_of(browser.get("/findings/"))
    assert told.index("E-mail that reaches nobody") < told.index("Nothing to do") < told.index("Country missing")


def test_the_first_request_of_a_small_account_has_them_at_once(office, browser):
    directory.forget()
    assert bars(browser.get("/findings/")) == EXPECTED


def test_it_costs_no_call(office, browser):
    office.calls.clear()
    browser.get("/findings/")
    browser.get("/clients/?finding=duplicate")
    assert office.calls == []


def test_the_overview_has_the_same_numbers(office, browser):
    page = browser.get("/")
    assert "Open findings" in text_of(page)
    assert bars(page) == EXPECTED


def test_it_is_in_the_navigation_where_it_can_be_of_use(office, browser, settings):
    assert "/findings/" in links_of(browser.get("/clients/"))
    settings.DIRECTORY_SECONDS = 0
    assert "/findings/" not in links_of(browser.get("/clients/"))
    assert "switched off here" in text_of(browser.get("/findings/"))


def test_without_a_declared_field_there_are_no_vat_ids(office, browser, settings):
    settings.TIMETRACK_VAT_FIELD = ""
    assert "VAT id that fails its check" not in bars(browser.get("/findings/"))


def test_while_clients_are_read_it_says_so_instead_of_counting(sandbox, settings, browser):
    settings.DIRECTORY_SECONDS = 60
    sandbox.fail(Fault.HANG, on="GET", path="clients", times=1)
    assert "being read at this moment" in text_of(browser.get("/findings/"))


def test_while_they_are_checked_it_says_so_and_does_not_show_0(sandbox, settings, browser, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory.Directory, "_check", lambda _: None)
    sandbox.add(name="Huber")
    sandbox.add(name="Zeman")
    directory.current().renew(10)
    for path in ("/findings/", "/"):
        page = browser.get(path)
        assert "2 clients are being checked at this moment" in text_of(page)
        assert bars(page) == {}
        assert "Nothing was found" not in text_of(page)
    assert "are being checked" in text_of(browser.get("/clients/?finding=email"))
    assert "are being checked" not in text_of(browser.get("/clients/"))


def test_an_empty_account_has_no_findings(sandbox, settings, browser):
    settings.DIRECTORY_SECONDS = 60
    filled()
    assert {number for number, _ in bars(browser.get("/findings/")).values()} == {0}


# The filter


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("finding=email", ["Möbel Zeman"]),
        ("finding=duplicate", ["Huber GmbH", "Huber KG"]),
        ("finding=duplicate&sort=-name", ["Huber KG", "Huber GmbH"]),
        ("finding=duplicate&enabled=1", ["Huber GmbH"]),
        ("finding=duplicate&q=kg", ["Huber KG"]),
        ("finding=vat&q=huber", []),
        ("finding=nonsense", ["Ahorn", "Huber GmbH", "Huber KG", "Möbel Zeman"]),
        ("finding=%00", ["Ahorn", "Huber GmbH", "Huber KG", "Möbel Zeman"]),
    ],
)
def test_the_list_shows_those_with_a_finding(office, browser, query, found):
    assert rows(browser.get(f"/clients/?{query}")) == found


def test_the_filter_is_kept_by_search_and_sorting_and_can_be_taken_away(office, browser):
    page = browser.get("/clients/?finding=duplicate&sort=name&q=huber")
    assert page.context["kept"] == [("sort", "name"), ("finding", "duplicate")]
    assert "/clients/?q=huber&sort=addressCity&finding=duplicate" in links_of(page)
    assert "Possible duplicates" in text_of(page)
    assert "/clients/?q=huber&sort=name" in links_of(page)


@pytest.mark.parametrize(
    ("word", "field"), [("email", "email"), ("duplicate", "name"), ("vat", "field1"), ("no-country", "addressCountry")]
)
def test_each_client_of_it_opens_at_the_field(office, browser, visitor, word, field):
    link = next(url for url in links_of(browser.get(f"/clients/?finding={word}")) if "?list=" in url and "#" in url)
    assert link.endswith(f"/?list=finding%3D{word}#id_{field}")
    for role in ("viewer", "editor"):
        assert f'id="id_{field}"' in visitor(role).get(link).content.decode()


def test_the_counts_beside_the_list_are_of_those_with_the_finding(office, browser):
    counts = browser.get("/clients/?finding=duplicate").context["listing"].directory.counts
    assert counts["enabled"] == {"1": 1, "0": 1}


def test_without_the_directory_the_list_says_that_it_is_not_filtered(sandbox, browser):
    sandbox.add(name="Huber")
    page = browser.get("/clients/?finding=email")
    assert "neither sorted nor filtered" in text_of(page)
    assert rows(page) == ["Huber"]


# The client's page


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_the_page_of_a_client_says_at_its_fields_what_looks_wrong(office, visitor, role):
    office.calls.clear()
    page = visitor(role).get("/clients/2/")
    assert [call.path for call in office.calls] == ["clients/2"]
    assert "No postcode in Austria looks like “80331”." in text_of(page)
    assert "“zeman” is not an e-mail address, or more than one." in text_of(page)
    assert "“n/a” cannot be a phone number." in text_of(page)


def test_a_finding_is_tied_to_its_input_and_is_no_error(office, visitor):
    page = visitor("editor").get("/clients/2/").content.decode()
    assert 'aria-describedby="finding_email"' in page
    assert 'id="finding_email"' in page
    assert "errorlist" not in page


def test_it_does_without_the_directory(sandbox, visitor):
    sandbox.add(name="Zeman", email="zeman")
    assert "“zeman” is not an e-mail address" in text_of(visitor("viewer").get("/clients/1/"))


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_clients_that_look_like_the_same_one_are_linked(office, visitor, role):
    page = visitor(role).get("/clients/1/")
    assert "Looks like the same client: Huber KG (#4)" in text_of(page)
    assert "/clients/4/" in links_of(page)
    assert "Looks like" not in text_of(visitor(role).get("/clients/2/"))


@pytest.mark.parametrize(
    ("language", "more", "all_of_them"),
    [
        ("en", "Looks like the same client: {} and others", "Looks like the same client: {}"),
        ("de", "Möglicherweise derselbe Kunde: {} und weitere", "Möglicherweise derselbe Kunde: {}"),
    ],
)
def test_how_many_look_like_it_is_one_sentence_in_each_language(office, visitor, language, more, all_of_them):
    for _ in range(7):
        office.add(name="Lang AG", addressCity="Wien")  # from 5 to 11
    directory.forget()
    filled()
    browser = visitor("viewer")  # who may merge reads the way to it between them

    def told():
        page = text_of(browser.get("/clients/5/", headers={"accept-language": language}))
        return page.replace(" ; ", "; ").replace("AG ,", "AG,")

    def named(last):
        return "; ".join(f"Lang AG, Wien (#{number})" for number in range(6, last + 1))

    assert more.format(named(10)) in told()  # at the field
    assert more.format(named(8)) in told()  # beside the form
    for number in (9, 10, 11):
        del office.clients[number]
    directory.forget()
    filled()
    assert told().count(all_of_them.format(named(8))) == 2
    assert more.format(named(8)) not in told()


def test_a_finding_blocks_no_save(office, visitor):
    editor = visitor("editor")
    saved = editor.post("/clients/2/", form_of(editor.get("/clients/2/")) | {"phone": "keine", "_continue": ""})
    assert saved.status_code == 302
    assert office.clients[2]["phone"] == "keine"
    page = editor.get(saved.url)
    assert [level for level, _ in said(page)] == ["success"]
    assert "“keine” cannot be a phone number." in text_of(page)


def test_what_was_corrected_is_no_finding_any_more(office, visitor):
    editor = visitor("editor")
    editor.post("/clients/2/", form_of(editor.get("/clients/2/")) | {"email": "office@zeman.at", "_save": ""})
    assert rows(editor.get("/clients/?finding=email")) == []
    assert bars(editor.get("/findings/"))["E-mail that reaches nobody"] == (0, "")


def test_a_form_that_comes_back_with_typing_does_not_speak_of_what_was_stored(office, visitor):
    editor = visitor("editor")
    page = editor.post("/clients/2/", form_of(editor.get("/clients/2/")) | {"email": "still wrong", "_save": ""})
    assert page.status_code == 200
    assert "“zeman” is not" not in text_of(page)


def test_hostile_values_are_found_and_shown_as_text(office, browser):
    for text in strings():
        office.add(name=text or "x", email=text, phone=text, addressZipCode=text, addressCountry="AT", field1=text)
    directory.forget()
    filled(60)
    page = browser.get("/findings/")
    assert bars(page)["E-mail that reaches nobody"][0] > 300
    shown = browser.get("/clients/?finding=duplicate").content.decode()
    assert "<script>window" not in shown
    for number in range(5, 400, 13):
        assert "<script>window" not in browser.get(f"/clients/{number}/").content.decode()
