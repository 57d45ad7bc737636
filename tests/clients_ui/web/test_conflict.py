"""Two people change the same client."""

import pytest

from clients_ui.directory import directory
from tests.filling import filled
from tests.pages import form_of, levels, said, text_of

URL = "/clients/1/"


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", email="a@b.at", notes="a\r\nb", addressCity="Wien", enabled=False)
    return sandbox


@pytest.fixture
def eva(muller, visitor):
    """Somebody who has the client's form open."""
    browser = visitor("editor")
    browser.form = form_of(browser.get(URL))
    return browser


def save(browser, **typed):
    page = browser.post(URL, browser.form | typed | {"_save": ""})
    if page.status_code == 200:
        browser.form = form_of(page)
    return page


def puts(sandbox):
    return [call.body for call in sandbox.calls if call.method == "PUT"]


def test_fields_that_different_people_changed_are_both_kept_and_that_is_said(muller, eva):
    muller.clients[1]["email"] = "new@b.at"
    save(eva, phone="2")
    assert puts(muller) == [{"phone": "2"}]
    assert (muller.clients[1]["phone"], muller.clients[1]["email"]) == ("2", "new@b.at")
    page = eva.get("/clients/")
    assert levels(page) == ["success", "warning"]
    assert "E-mail" in said(page)[1][1]


def test_a_field_that_both_changed_stops_the_save_and_shows_all_three_values(muller, eva):
    muller.clients[1]["phone"] = "theirs 3"
    page = save(eva, phone="mine 2", email="mine@b.at")
    assert page.status_code == 200
    assert puts(muller) == []
    for words in ("Before 1", "Theirs, in TimeTrack now theirs 3", "Mine, not saved mine 2"):
        assert words in text_of(page)
    assert (eva.form["phone"], eva.form["email"]) == ("mine 2", "mine@b.at")
    assert levels(page) == ["error"]


@pytest.mark.parametrize("choice", ["", "both", "MINE"])
def test_a_choice_that_is_none_sends_nothing(muller, eva, choice):
    muller.clients[1]["phone"] = "3"
    save(eva, phone="2")
    page = save(eva, **{"use-phone": choice})
    assert "Choose which value to keep." in text_of(page)
    assert puts(muller) == []


def test_nothing_is_sent_until_a_choice_is_made(muller, eva):
    muller.clients[1]["phone"] = "3"
    save(eva, phone="2")
    page = save(eva)
    assert puts(muller) == []
    assert "Choose which value to keep." in text_of(page)
    assert "Before 1" in text_of(page)


@pytest.mark.parametrize(
    ("choice", "sent"), [("mine", [{"phone": "2", "email": "mine@b.at"}]), ("theirs", [{"email": "mine@b.at"}])]
)
def test_a_choice_settles_the_conflict_and_the_rest_is_saved_too(muller, eva, choice, sent):
    muller.clients[1]["phone"] = "3"
    save(eva, phone="2", email="mine@b.at")
    assert save(eva, **{"use-phone": choice}).status_code == 302
    assert puts(muller) == sent


def test_mine_may_be_edited_before_it_is_chosen(muller, eva):
    muller.clients[1]["phone"] = "3"
    save(eva, phone="2")
    save(eva, **{"use-phone": "mine", "phone": "both 2 and 3"})
    assert puts(muller) == [{"phone": "both 2 and 3"}]


def test_a_conflict_stops_once_more_when_a_colleague_changes_the_client_once_more(muller, eva):
    muller.clients[1]["phone"] = "3"
    save(eva, phone="2")
    muller.clients[1]["phone"] = "4"
    page = save(eva, **{"use-phone": "mine"})
    assert puts(muller) == []
    assert "Theirs, in TimeTrack now 4" in text_of(page)


def test_a_field_that_somebody_else_changed_is_not_taken_for_this_persons_after_a_conflict(muller, eva):
    muller.clients[1].update(phone="3", addressCity="Graz")
    save(eva, phone="2")
    save(eva, **{"use-phone": "mine"})
    assert puts(muller) == [{"phone": "2"}]
    assert muller.clients[1]["addressCity"] == "Graz"


def test_the_same_change_made_by_both_is_no_conflict_and_sends_nothing(muller, eva):
    muller.clients[1]["phone"] = "2"
    assert save(eva, phone="2").status_code == 302
    assert puts(muller) == []


@pytest.mark.parametrize("snapshot", ["", "made up", "another's", "another client's", "too old"])
def test_a_form_that_cannot_be_trusted_is_compared_with_what_timetrack_has_now(
    muller, eva, visitor, snapshot, monkeypatch
):
    if snapshot == "another's":
        snapshot = form_of(visitor("editor").get(URL))["snapshot"]
    elif snapshot == "another client's":
        muller.add(name="Other")
        snapshot = form_of(eva.get("/clients/2/"))["snapshot"]
    elif snapshot == "too old":
        from datetime import timedelta

        snapshot = eva.form["snapshot"]
        monkeypatch.setattr("clients_ui.writing.snapshot.MAX_AGE", timedelta(seconds=-1))
    muller.clients[1]["notes"] = "a colleague's"
    page = save(eva, phone="2", snapshot=snapshot)
    monkeypatch.undo()
    assert puts(muller) == []
    assert "Mine, not saved 2" in text_of(page)
    assert "Theirs, in TimeTrack now a colleague's" in text_of(page)
    save(eva, **{"use-phone": "mine", "use-notes": "theirs"})
    assert puts(muller) == [{"phone": "2"}]


def test_a_client_that_was_deleted_meanwhile_can_be_created_again_with_what_was_typed(muller, eva):
    muller.clients.clear()
    page = save_gone(eva, phone="2")
    assert page.status_code == 404
    assert form_of(page)["phone"] == "2"
    answer = eva.post(URL, form_of(page) | {"_create_again": ""})
    assert answer.url == "/clients/2/"
    wanted = {"name": "Müller", "enabled": False, "phone": "2", "email": "a@b.at", "notes": "a\r\nb"}
    assert muller.clients[2] == wanted | {"addressCity": "Wien"}
    assert "Its id in TimeTrack is new: 2." in said(eva.get("/clients/"))[0][1]


def test_a_client_that_is_gone_is_no_look_alike_of_itself_and_leaves_the_list_at_once(muller, eva, settings):
    settings.DIRECTORY_SECONDS = 600
    filled()
    muller.clients.clear()
    page = save_gone(eva, phone="2")
    assert "Müller" not in text_of(eva.get("/clients/"))
    answer = eva.post(URL, form_of(page) | {"_create_again": ""})
    assert answer.url == "/clients/2/"


def test_a_client_that_another_worker_knows_to_be_gone_is_no_look_alike_of_itself(muller, eva, settings):
    muller.clients.clear()
    page = save_gone(eva, phone="2")
    settings.DIRECTORY_SECONDS = 600
    muller.add(name="Müller", phone="1")
    filled()  # as a worker has it that did not ask for it since
    id_ = max(muller.clients)
    again = form_of(page) | {"_create_again": ""}
    assert "there are clients with such a name" in said(eva.post(URL, again))[0][1]
    muller.clients[1] = muller.clients.pop(id_)
    directory.forget()
    filled()
    muller.clients.clear()
    assert eva.post(URL, again).status_code == 302


def test_creating_again_twice_creates_one_client(muller, eva):
    muller.clients.clear()
    typed = form_of(save_gone(eva, phone="2")) | {"_create_again": ""}
    eva.post(URL, typed)
    assert eva.post(URL, typed).url == "/clients/2/"
    assert list(muller.clients) == [2]


def save_gone(browser, **typed):
    return browser.post(URL, browser.form | typed | {"_save": ""})
