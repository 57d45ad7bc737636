"""The page that shows two clients side by side, merges them or tells them apart."""

from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Permission

from clients_ui.models import BulkRun, Draft, NotDuplicate
from clients_ui.timetrack import account
from clients_ui.transfer.one_of_two import OneIsGone
from clients_ui.writing import form_tokens
from tests.clients_ui.transfer.rows import writes
from tests.filling import filled
from tests.pages import buttons_of, form_of, levels, links_of, said, text_of
from ttdash.sandbox import Fault

pytestmark = pytest.mark.usefixtures("unhurried")
URL = "/clients/merge/?a=1&b=2"


@pytest.fixture
def two(sandbox, settings):
    settings.BREAKER_FAILURES = 0
    sandbox.add(name="Weiss GmbH", phone="+43 1 1", notes="Skonto", addressCity="Villach", enabled=True)
    sandbox.add(name="Weiß GmbH & Co. KG", email="a@b.at", notes="Portal", addressCity="Villach", enabled=False)
    return sandbox


@pytest.fixture
def editor(visitor):
    return visitor("editor")


def project(sandbox, *owners):
    for owner in owners:
        sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": owner, "projectEnabled": True})


def press(browser, page=None, button="_merge", **chosen):
    page = page or browser.get(URL)
    return browser.post(
        URL, form_of(page) | {name.replace("use_", "use-"): it for name, it in chosen.items()} | {button: ""}
    )


# What it shows


def test_it_shows_both_side_by_side_and_what_they_share_once(two, editor):
    page = editor.get(URL)
    words = text_of(page)
    assert "Are these two the same client?" in words
    assert "Stays Weiss GmbH (#1) No project refers to it." in words
    assert "Stays Weiß GmbH &amp; Co. KG (#2) inactive".replace("&amp;", "&") in words
    assert "E-mail Keep – Keep a@b.at" in words
    assert "Notes Keep Skonto Keep Portal Keep both One below the other" in words
    assert "1 field is the same in both City Villach" in words
    assert "Only TimeTrack itself can change a client’s name and whether it is enabled" in words


def test_what_is_proposed_is_chosen_already(two, editor):
    form = form_of(editor.get(URL))
    assert {name: form[name] for name in form if name == "keep" or name.startswith("use-")} == {
        "keep": "a", "use-phone": "a", "use-email": "b", "use-notes": "both",
    }  # fmt: skip


def test_the_one_with_projects_is_proposed_to_stay_and_it_says_why_the_other_cannot(two, editor):
    project(two, "Weiß GmbH & Co. KG")
    page = editor.get(URL)
    assert form_of(page)["keep"] == "b"
    assert "“Weiß GmbH & Co. KG” has projects, which refer to it by its name, so it cannot be deleted." in text_of(page)
    assert "_merge" in buttons_of(page)


@pytest.mark.parametrize(
    "url", ["/clients/merge/?b=1", "/clients/merge/?a=1", "/clients/merge/?a=1&b=1", "/clients/merge/?a=1&b=x"]
)
def test_what_does_not_name_two_clients_is_no_page(two, editor, url):
    assert editor.get(url).status_code == 404


def test_where_one_is_not_there_that_is_told(two, editor):
    answer = editor.get("/clients/merge/?a=1&b=77")
    assert (answer.status_code, "No such client" in text_of(answer)) == (404, True)


def test_an_outage_is_told_as_everywhere(two, editor):
    two.fail(Fault.UNAVAILABLE, times=None)
    assert editor.get(URL).status_code == 503


def test_what_clients_hold_is_escaped(two, editor):
    two.clients[1].update(name="<b>x", notes="<i>y")
    page = editor.get(URL).content.decode()
    assert "<b>x" not in page
    assert "<i>y" not in page


# Merging


def test_it_merges_leads_to_the_one_that_stays_and_offers_undo(two, editor):
    answer = press(editor)
    assert answer.url == "/clients/1/"
    assert list(two.clients) == [1]
    page = editor.get(answer.url)
    ((level, sentence),) = said(page)
    assert (level, sentence) == ("success", "“Weiß GmbH & Co. KG” was merged into “Weiss GmbH” and deleted. Undo")
    (run,) = [link for link in links_of(page) if link.startswith("/runs/") and link != "/runs/"]
    undone = editor.post(run, {"_undo": ""})
    assert undone.status_code == 302
    assert {client["name"] for client in two.clients.values()} == {"Weiss GmbH", "Weiß GmbH & Co. KG"}
    assert two.clients[1]["notes"] == "Skonto"


def test_each_choice_counts(two, editor):
    press(editor, keep="b", use_phone="a", use_email="a", use_notes="a")
    assert two.clients.keys() == {2}
    kept = two.clients[2]
    assert (kept["name"], kept["enabled"], kept["phone"], kept["notes"]) == (
        "Weiß GmbH & Co. KG", False, "+43 1 1", "Skonto",
    )  # fmt: skip
    assert not kept["email"]


def test_the_way_back_to_the_list_is_kept(two, editor):
    url = f"{URL}&list=q%3DWei"
    answer = editor.post(url, form_of(editor.get(url)) | {"_merge": ""})
    assert answer.url == "/clients/1/?list=q%3DWei"


def test_pressing_twice_says_the_same_twice_and_does_it_once(two, editor):
    form = form_of(editor.get(URL)) | {"_merge": ""}
    answers = [editor.post(URL, form) for _ in range(2)]
    assert [answer.url for answer in answers] == ["/clients/1/"] * 2
    assert {level for level, _ in said(editor.get("/clients/1/"))} == {"success"}
    assert writes(two) == ["PUT", "DELETE"]


# Refused


@pytest.mark.parametrize(
    ("owners", "said_so", "offered"),
    [
        (["Weiß GmbH & Co. KG"], "“Weiß GmbH & Co. KG” has projects", True),
        (["Weiss GmbH", "Weiß GmbH & Co. KG"], "“Weiß GmbH & Co. KG” has projects", False),
    ],
)
def test_a_client_with_projects_is_not_deleted_and_that_is_said(two, editor, owners, said_so, offered):
    project(two, *owners)
    page = press(editor, keep="a")
    assert said(page)[0][0] == "error"
    assert said(page)[0][1].startswith(f"Nothing was merged. {said_so}")
    assert ("_merge" in buttons_of(page)) is offered
    assert ("Both have projects" in text_of(page)) is not offered
    assert writes(two) == []


def test_two_of_one_name_are_refused_before_anything_is_pressed_and_after_it(two, editor):
    two.clients[2]["name"] = "Weiss GmbH"
    page = editor.get(URL)
    assert "Both are called “Weiss GmbH”." in text_of(page)
    assert "_merge" not in buttons_of(page)
    assert "Both are called" in said(press(editor, page))[0][1]
    assert writes(two) == []


def test_where_projects_cannot_be_read_that_is_said_and_it_may_be_tried_again(two, editor):
    two.fail(Fault.SERVER_ERROR, path="projects", times=None)
    page = editor.get(URL)
    assert "could not be looked up, so neither of them can be deleted now" in text_of(page)
    refused = press(editor, page)
    assert said(refused)[0][1].startswith("Nothing was merged. Whether these two have projects")
    two.heal()
    assert press(editor, refused).status_code == 302


def test_what_somebody_changed_since_is_shown_with_what_was_there_and_the_choices_stay(two, editor):
    page = editor.get(URL)
    two.clients[2]["email"] = "new@b.at"
    again = press(editor, page, use_notes="b", keep="b")
    assert said(again)[0][1].startswith("Nothing was merged: somebody else changed one of them meanwhile.")
    assert "Before: “a@b.at”. Now: new@b.at" in text_of(again)
    assert (form_of(again)["use-notes"], form_of(again)["keep"]) == ("b", "b")
    assert writes(two) == []
    assert press(editor, again).status_code == 302


@pytest.mark.parametrize("theirs", [{"name": "Weiss AG"}, {"enabled": False}])
def test_a_name_or_a_status_that_changed_since_is_told_too(two, editor, theirs):
    page = editor.get(URL)
    two.clients[1].update(theirs)
    assert "Somebody else changed this. Before: “" in text_of(press(editor, page))
    assert writes(two) == []


@pytest.mark.parametrize("spoiled", ["", "x", "of another pair"])
def test_a_page_that_is_nobodys_does_nothing(two, editor, spoiled):
    two.add(name="Third")
    other = form_of(editor.get("/clients/merge/?a=1&b=3"))["snapshot"]
    form = form_of(editor.get(URL)) | {"snapshot": other if spoiled == "of another pair" else spoiled, "_merge": ""}
    page = editor.post(URL, form)
    assert said(page)[0][1].startswith("Nothing was merged: this page is too old, or not yours.")
    assert writes(two) == []
    assert press(editor, page).status_code == 302


def test_where_one_is_gone_the_list_says_so(two, editor):
    page = editor.get(URL)
    del two.clients[1]
    answer = press(editor, page)
    assert answer.url == "/clients/"
    assert said(editor.get(answer.url)) == [("warning", "Nothing was merged: one of the two is not there any more.")]


def test_what_was_saved_is_told_where_somebody_else_deletes_the_other_meanwhile(two, editor, monkeypatch):
    monkeypatch.setattr("clients_ui.web.views.merge.one_of_two.merge", lambda *_: OneIsGone(saved=True))
    answer = press(editor)
    sentence = "“Weiss GmbH” was saved with what you chose; somebody else deleted “Weiß GmbH & Co. KG” meanwhile."
    assert said(editor.get(answer.url)) == [("warning", sentence)]


# Failures


def test_what_was_rejected_is_told_by_its_field_and_both_stay(two, editor):
    two.switches.max_length, two.switches.too_long = 12, "refuse"
    two.clients[2]["address"] = "Italiener Straße 114"
    page = press(editor, use_notes="a")
    assert (page.status_code, levels(page)) == (200, ["error"])
    assert "Nothing was merged. Street:" in said(page)[0][1]
    assert sorted(two.clients) == [1, 2]


def test_an_outage_midway_says_what_is_there_and_the_page_is_ready_to_go_on(two, editor):
    page = editor.get(URL)
    two.fail(Fault.TOO_MANY, on="DELETE", times=None)
    halted = press(editor, page)
    assert (
        "“Weiss GmbH” was saved, but “Weiß GmbH & Co. KG” was not deleted: both are still there." in said(halted)[0][1]
    )
    assert sorted(two.clients) == [1, 2]
    two.heal()
    assert press(editor, halted).status_code == 302
    assert list(two.clients) == [1]
    assert writes(two).count("PUT") == 1


def test_a_deletion_that_fails_takes_nothing_back_of_what_is_said_of_the_save(two, editor):
    page = editor.get(URL)
    two.fail(Fault.SERVER_ERROR, on="DELETE")
    [(_, sentence)] = said(press(editor, page))
    assert "“Weiss GmbH” was saved, but “Weiß GmbH & Co. KG” was not deleted: both are still there." in sentence
    assert "Nothing was saved" not in sentence


def test_an_outage_at_the_beginning_keeps_what_was_chosen(two, editor):
    page = editor.get(URL)
    two.fail(Fault.UNAVAILABLE, times=None)
    halted = press(editor, page, use_notes="b")
    assert (halted.status_code, "Retry-After" in halted.headers) == (503, True)
    assert said(halted)[0][1].startswith("Nothing was merged. TimeTrack is not available")
    assert form_of(halted)["use-notes"] == "b"
    two.heal()
    assert press(editor, halted).status_code == 302


def after_the_session_expired(browser, url, form):
    """What a person comes to who sends this form without a session, and signs in again."""
    browser.logout()
    onward = browser.post(url, form).url
    browser.force_login(browser.person)
    return browser.get(unquote(onward.removeprefix("/login/?next=")))


def test_what_was_chosen_comes_back_after_the_session_expired(two, editor):
    form = form_of(editor.get(URL)) | {"use-notes": "b", "keep": "b", "_merge": ""}
    page = after_the_session_expired(editor, URL, form)
    assert (form_of(page)["use-notes"], form_of(page)["keep"]) == ("b", "b")
    assert writes(two) == []


def test_what_came_back_is_of_this_pair_alone_and_is_over_when_it_is_sent(two, editor):
    for name in ("Huber", "Hubert"):
        two.add(name=name, notes=name)
    page = after_the_session_expired(editor, URL, form_of(editor.get(URL)) | {"keep": "b", "_merge": ""})
    another = editor.get("/clients/merge/?a=3&b=4")
    assert (form_of(another)["keep"], levels(another)) == ("a", [])
    press(editor, page)
    assert Draft.objects.count() == 0


def test_two_that_were_ticked_in_the_list_are_compared_after_the_session_expired(two, editor):
    ticked = {"ids": ["1", "2"], "form_token": form_tokens.new(editor.person.pk)}
    answer = after_the_session_expired(editor, "/clients/merge/", ticked)
    assert answer.url == URL


def test_without_its_button_nothing_is_merged(two, editor):
    page = editor.post(URL, form_of(editor.get(URL)) | {"use-notes": "b"})
    assert form_of(page)["use-notes"] == "b"
    assert writes(two) == []


def test_where_the_history_keeps_no_values_no_undo_is_promised(two, editor, settings):
    settings.HISTORY_VALUES = False
    page = editor.get(URL)
    assert "This cannot be undone" in text_of(page)
    answer = press(editor, page)
    assert said(editor.get(answer.url))[0][1].endswith("and deleted. Details")


def test_no_undo_is_promised_to_somebody_who_may_not_add_clients(two, visitor):
    viewer = visitor("viewer")
    viewer.person.user_permissions.set(Permission.objects.filter(codename__in=["change_client", "delete_client"]))
    page = viewer.get(URL)
    assert "You cannot undo this yourself: that takes the right to add clients." in text_of(page)
    answer = press(viewer, page)
    assert said(viewer.get(answer.url))[0][1].endswith("and deleted. Details")
    assert "_undo" not in viewer.get(f"/runs/{BulkRun.objects.get().pk}/").content.decode()


# Told apart


@pytest.mark.parametrize(("url", "leads"), [(URL, "/findings/"), (f"{URL}&list=q%3DW", "/clients/?q=W")])
def test_two_are_told_apart_and_that_is_taken_back(two, editor, url, leads):
    answer = editor.post(url, form_of(editor.get(url)) | {"_not_duplicate": ""})
    assert answer.url == leads
    page = editor.get(answer.url)
    assert said(page)[0][1].startswith("These two are no duplicates: nobody is asked about them again.")
    assert NotDuplicate.objects.count() == 1
    (back,) = [link for link in links_of(page) if link.startswith("/clients/merge/") and "Look" in text_of(page)][:1]
    marked = editor.get(back)
    assert f"{editor.person.username} said on" in text_of(marked)
    assert "_not_duplicate" not in buttons_of(marked)
    assert editor.post(back, form_of(marked) | {"_duplicate": ""}).status_code == 302
    assert NotDuplicate.objects.count() == 0
    assert writes(two) == []


def test_to_tell_two_apart_timetrack_is_not_asked(two, editor):
    two.calls.clear()
    editor.post(URL, {"_not_duplicate": ""})
    assert two.calls == []


def test_a_mark_of_a_deleted_account_is_somebodys(two, editor, account):
    erik = account("editor", "erik")
    NotDuplicate.objects.create(a=1, b=2, person=erik)
    erik.delete()
    assert "Somebody said on" in text_of(editor.get(URL))


# The ways to it


@pytest.fixture
def read(db, two, settings):
    """All clients are in memory."""
    settings.DIRECTORY_SECONDS = 60
    two.clients[2]["name"] = "Weiß Ges.m.b.H."
    filled()
    return two


@pytest.mark.parametrize("path", ["/findings/", "/clients/?finding=duplicate", "/clients/1/"])
@pytest.mark.parametrize(("role", "may"), [("viewer", False), ("editor", True)])
def test_a_pair_leads_to_the_page_that_compares_it(read, visitor, path, role, may):
    links = [link for link in links_of(visitor(role).get(path)) if link.startswith("/clients/merge/")]
    assert bool(links) is may
    assert all("a=1" in link or "a=2" in link for link in links)


def test_pairs_are_shown_as_pairs(read, editor):
    assert "Weiss GmbH Villach Weiß Ges.m.b.H. Villach Compare and merge" in text_of(editor.get("/findings/"))


def test_one_of_whose_name_nothing_can_be_seen_is_called_by_its_id(two, editor, settings):
    settings.DIRECTORY_SECONDS = 60
    two.clients[1]["phone"] = "+43 1 5811234"
    two.clients[2].update(name="\u200b", phone="+43 1 5811234")
    project(two, "\u200b")
    filled()
    assert "(no name) #2 Villach Compare and merge" in text_of(editor.get("/findings/"))
    assert "“(no name) #2” has projects" in text_of(editor.get(URL))


def test_a_pair_that_was_told_apart_is_not_shown(read, editor):
    editor.post(URL, {"_not_duplicate": ""})
    for path in ("/findings/", "/clients/1/"):
        assert "Compare and merge" not in text_of(editor.get(path))
    assert "0 clients" in text_of(editor.get("/clients/?finding=duplicate"))


def test_the_page_of_findings_lists_who_was_told_apart_by_whom_and_leads_to_where_it_is_taken_back(
    read, editor, visitor
):
    editor.post(URL, {"_not_duplicate": ""})
    page = editor.get("/findings/")
    names = "Not duplicates Weiss GmbH Villach Weiß Ges.m.b.H. Villach"
    assert f"{names} {editor.person.username} ·" in text_of(page)
    assert "Look at them again" in text_of(page)
    assert URL in {link.split("&list")[0] for link in links_of(page)}
    assert "Look at them again" not in text_of(visitor("viewer").get("/findings/"))
    del read.clients[2]
    account.forget()  # and its directory
    filled()
    assert "Not duplicates" not in text_of(editor.get("/findings/"))


def test_two_that_are_ticked_in_the_list_are_compared_and_more_or_fewer_are_not(two, editor):
    assert editor.post("/clients/merge/", {"ids": ["2", "1"]}).url == "/clients/merge/?a=2&b=1"
    assert editor.post("/clients/merge/", {"ids": "1,2"}).url == "/clients/merge/?a=1&b=2"
    for ids in ([], ["1"], ["1", "2", "3"], ["x", "1"]):
        assert editor.post("/clients/merge/?list=q%3DW", {"ids": ids or ""}).url == "/clients/?q=W"
        assert said(editor.get("/clients/"))[0][1] == "Select two clients to compare them."
    assert editor.get("/clients/merge/?list=q%3DW").url == "/clients/?q=W"


def test_it_speaks_german(two, visitor):
    browser = visitor("editor", headers={"accept-language": "de"})
    page = text_of(browser.get(URL))
    assert "Sind diese beiden derselbe Kunde?" in page
    assert "Bleibt in TimeTrack, mit Namen und Status" in page
    assert buttons_of(browser.get(URL)) == ["_merge", "_not_duplicate"]
