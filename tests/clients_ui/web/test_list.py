"""The list of clients."""

import re

import pytest

from tests.filling import filled
from tests.pages import form_of, links_of, said, text_of


@pytest.fixture
def many(sandbox):
    for number in range(120):
        sandbox.add(name=f"Client {number:03}")
    return sandbox


def test_a_row_shows_every_column_of_a_client(sandbox, visitor):
    address = {"addressCity": "Wien", "addressCountry": "AT"}
    contact = {"contactPerson": "Eva", "email": "eva@mueller.example", "phone": "+43 1 (0) 23-4"}
    sandbox.add(name="Müller & Söhne", color="#1F6FEB", enabled=True, **address, **contact)
    page = visitor("viewer").get("/clients/")
    for text in ("Müller & Söhne", "Eva", "eva@mueller.example", "+43 1 (0) 23-4", "Wien", "Austria"):
        assert text in text_of(page)
    assert {"/clients/1/", "mailto:eva@mueller.example", "tel:+431234"} <= set(links_of(page))
    assert 'fill="#1f6feb"' in page.content.decode()


@pytest.mark.parametrize(
    ("stored", "fill"),
    [
        ("336699", "#336699"),
        ("rgb(12,34,56)", "#0c2238"),
        ("rgb(255,0,0)", "#ff0000"),
        ("rgb(0,256,0)", None),
        ("blau", None),
    ],
)
def test_a_colour_has_a_swatch_where_its_notation_is_known_and_is_a_text_otherwise(sandbox, visitor, stored, fill):
    sandbox.add(name="X", color=stored)
    page = visitor("viewer").get("/clients/").content.decode()
    assert (f'fill="{fill}"' in page) if fill else (f">{stored}<" in page)


def test_text_from_timetrack_is_never_markup(sandbox, visitor):
    evil = '"><script>alert(1)</script>'
    sandbox.add(name=evil, contactPerson=evil, email="javascript:alert(1)//@" + evil, phone=evil, color=evil)
    page = visitor("viewer").get("/clients/")
    assert "<script>alert" not in page.content.decode()
    assert not [link for link in links_of(page) if link.startswith("javascript:")]


def test_a_client_without_a_name_can_still_be_opened(sandbox, visitor):
    sandbox.add(name="")
    assert "/clients/1/" in links_of(visitor("viewer").get("/clients/"))


def test_fifty_clients_stand_on_a_page_and_next_leads_on_to_the_last(many, visitor):
    browser, seen, url = visitor("viewer"), 0, "/clients/"
    for _ in range(3):
        page = browser.get(url)
        seen += page.content.decode().count('<th scope="row"')
        url = next((link for link in links_of(page) if f"page={page.context['listing'].query.page + 1}" in link), None)
    assert (seen, url) == (120, None)


def test_a_page_costs_one_call_and_a_full_one_two(many, visitor):
    browser = visitor("viewer")
    browser.get("/clients/?page=3")
    assert len(many.calls) == 1
    browser.get("/clients/?page=2")
    assert len(many.calls) == 3


def test_clients_are_searched_by_name(many, visitor):
    page = visitor("viewer").get("/clients/?q=+Client+01+")
    assert page.content.decode().count('<th scope="row"') == 10
    assert many.calls[0].query["name"] == "Client 01"
    assert 'value="Client 01"' in page.content.decode()


def test_in_a_list_that_timetrack_itself_searched_nothing_is_marked(many, visitor):
    assert "<mark>" not in visitor("viewer").get("/clients/?q=Client").content.decode()


def test_the_search_goes_on_over_the_pages(many, visitor):
    links = links_of(visitor("viewer").get("/clients/?q=Client"))
    assert "/clients/?q=Client&page=2" in links


def test_the_search_box_has_the_focus_on_arrival(sandbox, visitor):
    assert "autofocus" in visitor("viewer").get("/clients/").content.decode()


def test_no_result_offers_to_create_a_client_of_that_name(sandbox, visitor):
    page = visitor("editor").get("/clients/?q=Müller+%26+Co")
    assert "/clients/add/?name=M%C3%BCller+%26+Co&list=q%3DM%25C3%25BCller%2B%2526%2BCo" in links_of(page)
    prefilled = visitor("editor").get("/clients/add/?name=M%C3%BCller%20%26%20Co")
    assert 'value="Müller &amp; Co"' in prefilled.content.decode()


def test_no_result_offers_nothing_to_those_who_may_not_create(sandbox, visitor):
    assert "/clients/add/" not in str(links_of(visitor("viewer").get("/clients/?q=Müller")))


def test_a_page_past_the_end_says_so_and_leads_to_the_first(many, visitor):
    page = visitor("viewer").get("/clients/?q=Client&page=9")
    assert page.status_code == 200
    assert "There is no page 9" in text_of(page)
    assert "/clients/?q=Client" in links_of(page)


def test_an_empty_account_says_so(sandbox, visitor):
    assert "no clients in TimeTrack yet" in text_of(visitor("viewer").get("/clients/"))


@pytest.mark.parametrize("page", ["0", "-1", "x", "", "²", "1.5"])
def test_a_page_that_is_no_number_is_the_first(many, visitor, page):
    visitor("viewer").get("/clients/", {"page": page})
    assert many.calls[0].query["page_number"] == "0"


@pytest.mark.parametrize("q", ["\0", "%", "a" * 5000, "\ud83d\ude00", "'\"<>&", "../..", "\r\nX: y"])
def test_no_search_text_breaks_the_page(sandbox, visitor, q):
    assert (
        visitor("viewer").get("/clients/", {"q": q.encode("utf-16", "surrogatepass").decode("utf-16")}).status_code
        == 200
    )


def test_the_state_of_the_list_survives_an_edit_and_the_way_back(many, visitor):
    browser = visitor("editor")
    link = next(link for link in links_of(browser.get("/clients/?q=Client&page=2")) if link.startswith("/clients/51/"))
    client = browser.get(link)
    assert "/clients/?q=Client&page=2" in links_of(client)
    saved = browser.post(link, {**form_of(client), "phone": "1", "_save": ""})
    assert saved.url == "/clients/?q=Client&page=2"


@pytest.mark.parametrize("page", ["/clients/add/", "/clients/1/"])
@pytest.mark.parametrize(
    ("button", "leads_to"),
    [
        ("_save", "/clients/?q=M%C3%BCll%26x"),
        ("_addanother", "/clients/add/?list=q%3DM%25C3%25BCll%2526x"),
        ("_continue", "/clients/1/?list=q%3DM%25C3%25BCll%2526x"),
    ],
)
def test_every_button_of_a_form_keeps_the_list_that_it_was_opened_from(sandbox, visitor, page, button, leads_to):
    browser = visitor("editor")
    if page == "/clients/1/":
        sandbox.add(name="Müller")
    url = f"{page}?list=q%3DM%25C3%25BCll%2526x"
    typed = form_of(browser.get(url)) | {"phone": "1"} | ({"name": "Müller"} if page == "/clients/add/" else {})
    assert browser.post(url, typed | {button: ""}).url == leads_to


def test_the_way_back_cannot_lead_elsewhere(sandbox, visitor):
    sandbox.add(name="X")
    links = links_of(visitor("editor").get("/clients/1/?list=https://evil.example/%3Fq=1"))
    assert not [link for link in links if "evil" in link]


def test_where_there_is_no_value_there_is_no_link(sandbox, visitor):
    sandbox.add(name="X")
    assert not re.search("<a [^>]*></a>", visitor("viewer").get("/clients/").content.decode())


@pytest.mark.parametrize("name", ["", " \u200b", "\u3164"])
def test_a_client_whose_name_nobody_can_see_has_a_link_that_can_be_read_on_every_page(sandbox, settings, visitor, name):
    settings.DIRECTORY_SECONDS = 60
    sandbox.add(name=name, email="a@b.example", phone="+43 1 111 22 33", addressCountry="AT")
    sandbox.add(name=name, email="a@b.example", phone="+43 1 111 22 33", addressCountry="AT")
    filled()
    browser = visitor("manager")
    saved = browser.post("/clients/1/", form_of(browser.get("/clients/1/")) | {"phone": "+43 1 999", "_save": ""})
    pages = {url: browser.get(url) for url in ("/clients/", "/clients/seen/?ids=1,2", "/", "/history/")}
    for url, page in pages.items():
        assert "(no name) #1" in links_named(page), url
    assert saved.url == "/clients/"
    assert "(no name) #1" in said(pages["/clients/"])[0][1]
    assert "Quick look at (no name) #2" in pages["/clients/"].content.decode()
    for url in ("/clients/1/", "/clients/1/delete/", "/clients/1/history/", "/clients/1/projects/"):
        assert "(no name) #1" in text_of(browser.get(url)), url
    browser.post("/clients/1/delete/", form_of(browser.get("/clients/1/delete/")))
    gone = text_of(browser.get("/clients/"))
    assert "The client (no name) #1 was deleted." in gone
    assert "You deleted “(no name) #1”." in gone


def links_named(page):
    """The texts of all links of a page."""
    return [re.sub("<.*?>", "", text).strip() for text in re.findall("(?s)<a .*?>(.*?)</a>", page.content.decode())]
