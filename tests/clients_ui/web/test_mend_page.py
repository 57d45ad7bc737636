"""A whole kind of findings mended at once: where it is offered, what its plan says, what comes of it, and back."""

import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission

from clients_ui.directory import directory
from clients_ui.models import Attempt, BulkRun
from tests.filling import filled
from tests.hostile import strings
from tests.pages import form_of, links_of, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("unhurried")]
BULK = "/clients/bulk/"


@pytest.fixture
def office(sandbox, settings, monkeypatch):
    settings.DIRECTORY_SECONDS = 60
    monkeypatch.setattr(directory, "SHORTEST_PAUSE", 0)
    monkeypatch.setattr(directory, "PAUSE", 0)
    add = sandbox.add
    add(name="Auer", addressCountry="Österreich", phone="0664 1234567", email="a@b.at", color="#ABC")
    add(name="Berger", addressCountry="at", addressCity=" Wien\u00a0", email="a@b.at")
    add(name="Cerny", addressCountry="Oesterreih", email="c\u200b@b.at")
    add(name="Dorn", addressCountry="AT", phone="01/5811234", email="a@b.at", color="#112233")
    filled()
    return sandbox


@pytest.fixture
def editor(visitor):
    return visitor("editor")


def url(word):
    return f"{BULK}?{urlencode({'action': 'mend', 'finding': word, 'list': f'finding={word}'})}"


def hidden(page):
    """What the form of the plan carries."""
    form = re.search(r'<form id="plan-form".*?</form>', page.content.decode(), re.DOTALL)[0]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def planned(page):
    """Client → what the plan says of it."""
    told = {}
    for row in page.context["rows"]:
        told[row.name] = {name: (one.shown[name], new) for one in row.updates for name, new in one.values.items()}
    return {name: {k: v for k, v in values.items() if v[0] != v[1]} for name, values in told.items()}


def apply(browser, page, **more):
    return browser.post(BULK, hidden(page) | {"_apply": ""} | more)


def puts(office):
    return [(int(call.path.split("/")[1]), call.body) for call in office.calls if call.method == "PUT"]


MENDS = {
    "bad-country": {"Auer": {"addressCountry": ("Österreich", "AT")}, "Berger": {"addressCountry": ("at", "AT")}},
    "colour": {"Auer": {"color": ("#ABC", "#AABBCC")}},
    "phone-notation": {"Dorn": {"phone": ("01/5811234", "+43 1 5811234")}},
    "unseen": {"Berger": {"addressCity": (" Wien\u00a0", "Wien")}, "Cerny": {"email": ("c\u200b@b.at", "c@b.at")}},
    "email": {"Cerny": {"email": ("c\u200b@b.at", "c@b.at")}},
}


@pytest.mark.parametrize(("word", "mends"), MENDS.items())
def test_the_page_of_findings_leads_to_a_plan_with_a_value_for_each_client(office, editor, word, mends):
    assert url(word) in links_of(editor.get("/findings/"))
    office.calls.clear()
    page = editor.get(url(word))
    assert planned(page) == mends
    assert office.calls == [], "nothing without the preview, and the preview asks for nothing"
    assert "Nothing has been sent to TimeTrack yet." in text_of(page)


@pytest.mark.parametrize(("word", "mends"), MENDS.items())
def test_applied_each_client_gets_its_value_in_one_run_and_undone_all_that_it_held(office, editor, word, mends):
    before = {id_: dict(row) for id_, row in office.clients.items()}
    done = apply(editor, editor.get(url(word)))
    run = BulkRun.objects.get()
    assert (done.url, run.kind, run.saved) == (f"/runs/{run.pk}/", "change", len(mends))
    for row in office.clients.values():
        for name, (_, new) in mends.get(row["name"], {}).items():
            assert row[name] == new
    assert url(word) not in links_of(editor.get("/findings/"))
    editor.post(done.url, {"_undo": ""})
    assert office.clients == before


def test_only_what_is_mended_is_sent(office, editor):
    apply(editor, editor.get(url("bad-country")))
    assert puts(office) == [(1, {"addressCountry": "AT"}), (2, {"addressCountry": "AT"})]
    assert {attempt.entry.change_message for attempt in Attempt.objects.all()} == {
        '{"fields": {"addressCountry": ["Österreich", "AT"]}, "outcome": "saved"}',
        '{"fields": {"addressCountry": ["at", "AT"]}, "outcome": "saved"}',
    }


def test_the_page_tells_how_many_and_the_button_says_so(office, editor):
    assert "Mend 2 of these …" in text_of(editor.get("/findings/"))
    told = text_of(editor.get(url("bad-country")))
    assert "Mend: Country is not a code" in told
    assert "2 clients can be mended with certainty. The others of this kind are left as they are." in told
    assert "Change 2 clients" in told


def test_who_was_shown_is_frozen_who_comes_later_is_not_touched_and_who_was_mended_is_no_row_of_a_new_plan(
    office, editor
):
    page = editor.get(url("bad-country"))
    office.add(name="Ebner", addressCountry="Schweiz")
    directory.current().renew(10)
    filled()
    apply(editor, page)
    assert office.clients[5]["addressCountry"] == "Schweiz"
    assert set(planned(editor.get(url("bad-country")))) == {"Ebner"}


def test_a_client_that_somebody_changed_since_is_left_as_it_is(office, editor):
    page = editor.get(url("bad-country"))
    office.clients[1]["addressCountry"] = "Schweiz"
    apply(editor, page)
    assert (office.clients[1]["addressCountry"], office.clients[2]["addressCountry"]) == ("Schweiz", "AT")


@pytest.mark.parametrize(
    ("word", "id_", "changed"),
    [("phone-notation", 4, {"addressCountry": "DE"}), ("bad-country", 1, {"addressZipCode": "80331"})],
)
def test_so_is_one_of_which_what_made_the_value_certain_changed_since(office, editor, word, id_, changed):
    page = editor.get(url(word))
    office.clients[id_] |= changed
    apply(editor, page)
    assert id_ not in dict(puts(office))


def test_any_other_change_since_is_kept_and_the_client_mended(office, editor):
    page = editor.get(url("phone-notation"))
    office.clients[4]["notes"] = "of a colleague"
    apply(editor, page)
    assert (office.clients[4]["phone"], office.clients[4]["notes"]) == ("+43 1 5811234", "of a colleague")


def test_a_second_plan_of_the_same_clients_is_done_once_more_where_the_values_came_back(office, editor):
    apply(editor, editor.get(url("colour")))
    editor.get("/findings/")
    office.clients[1]["color"] = "#ABC"
    directory.current().renew(10)
    filled()
    apply(editor, editor.get(url("colour")))
    assert office.clients[1]["color"] == "#AABBCC"


def test_the_same_plan_twice_is_done_once(office, editor):
    page = editor.get(url("colour"))
    apply(editor, page)
    office.calls.clear()
    apply(editor, page)
    assert puts(office) == []


def test_above_ten_their_number_is_typed(office, editor):
    for number in range(12):
        office.add(name=f"Client {number}", color="#123")
    directory.current().renew(10)
    filled()
    page = editor.get(url("colour"))
    assert page.context["confirm"] == 13
    apply(editor, page)
    assert puts(office) == []
    apply(editor, editor.get(url("colour")), confirm="13")
    assert len(puts(office)) == 13


def test_ids_that_are_posted_are_planned_likewise_and_others_are_left(office, editor):
    page = editor.post(BULK, {"ids": "1,2,3,99", "action": "mend", "finding": "bad-country"})
    assert planned(page) == MENDS["bad-country"] | {"Cerny": {}, "#99": {}}
    assert [row.outcome for row in page.context["rows"]] == ["update", "update", "unchanged", "invalid"]


def test_what_is_marked_as_fine_is_not_mended(office, editor):
    form = form_of(editor.get("/clients/1/")) | {"_fine": "bad-country"}
    editor.post("/clients/1/", form)
    assert set(planned(editor.get(url("bad-country")))) == {"Berger"}
    assert "Mend 1 of these …" in text_of(editor.get("/findings/"))


@pytest.mark.parametrize("word", ["", "nonsense", "duplicate", "no-country", "unreachable", "\0"])
def test_what_nobody_can_mend_selects_nobody(office, editor, word):
    answer = editor.get(url(word))
    assert answer.status_code == 302
    page = editor.post(BULK, {"ids": "1", "action": "mend", "finding": word})
    assert (page.status_code, "rows" in page.context) == (200, False)
    assert puts(office) == []


def test_any_text_at_all_is_answered(office, editor):
    for text in strings()[::10]:
        assert editor.get(url(text[:100])).status_code == 302
        assert editor.post(BULK, {"ids": "1", "action": "mend", "finding": text}).status_code == 200


def test_where_there_is_nothing_to_mend_any_more_it_says_so(office, editor):
    assert "There is nothing to mend here any more." in text_of(editor.get(url("postcode")))


def test_without_a_directory_it_says_why_there_is_none(sandbox, editor):
    sandbox.add(name="Auer", color="#ABC")
    page = editor.get(url("colour"))
    assert "switched off here" in text_of(page)


@pytest.mark.parametrize("role", ["viewer", "nobody"])
def test_it_takes_the_right_to_change(office, visitor, role):
    browser = visitor(role)
    assert browser.get(url("colour")).status_code == 403
    assert browser.post(BULK, {"ids": "1", "action": "mend", "finding": "colour"}).status_code == 403
    if role == "viewer":
        page = browser.get("/findings/")
        assert "Colour in another notation" in text_of(page)
        assert not [link for link in links_of(page) if "action=mend" in link]


def test_who_may_only_delete_mends_nothing(office, visitor):
    browser = visitor("nobody")
    browser.person.user_permissions.set(Permission.objects.filter(codename__in=["view_client", "delete_client"]))
    assert browser.get(url("colour")).status_code == 403


def test_a_notation_is_no_finding_of_the_client(office, editor):
    told = text_of(editor.get("/findings/"))
    assert told.index("What is wrong with our data") < told.index("Right, but in another notation")
    assert "Such as #ABC in place of #AABBCC." in told
    assert "another notation" not in text_of(editor.get("/clients/4/"))
    assert "another notation" not in text_of(editor.get("/"))
    rows = editor.get("/clients/?finding=colour").context["listing"].rows
    assert [record.name for record in rows] == ["Auer"]
