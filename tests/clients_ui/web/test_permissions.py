"""One matrix of single permissions: every page of the clients, method and button, for whoever holds just these.

A page is opened and filled in while all is allowed; then rights are taken away, and the button is pressed. So every
attempt carries what a real form carries, whatever its sender may do.
"""

import re
from collections.abc import Callable
from contextlib import contextmanager
from copy import deepcopy
from typing import NamedTuple

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver

from clients_ui.models import SavedView
from tests.clients_ui.transfer import rows
from tests.pages import buttons_of, form_of, levels, links_of
from tests.project_copy import ROOT
from tests.undone import undone

CLIENT, LIST, ADD = "/clients/1/", "/clients/", "/clients/add/"
IMPORT, BULK = "/clients/import/", "/clients/bulk/"
COUNTRY = {"ids": "1", "action": "set", "field": "addressCountry", "value": "AT"}
DELETION = {"ids": "1", "action": "delete"}
MERGE = "/clients/merge/?a=1&b=2"
DELETE, HISTORY, RUN = "/clients/1/delete/", "/clients/1/history/", "/runs/run-1/"
EVERY = {"view_client", "add_client", "change_client", "delete_client", "view_user", "view_logentry"}
HOLDERS = {
    "nothing": set(),
    **{f"{name} alone": {name} for name in EVERY},
    "view and add": {"view_client", "add_client"},
    "view and change": {"view_client", "change_client"},
    "view and delete": {"view_client", "delete_client"},
    **{f"all but {name}": EVERY - {name} for name in EVERY},
    "superuser": EVERY,
}


# What stands on the screen before a button is pressed


def change_form(browser, sandbox):
    return form_of(browser.get(CLIENT)) | {"phone": "2"}


def form_of_a_client_that_is_gone(browser, sandbox):
    form = change_form(browser, sandbox)
    sandbox.clients.clear()
    return form


def add_form(browser, sandbox):
    return form_of(browser.get(ADD)) | {"name": "Neumann"}


def add_form_of_a_known_name(browser, sandbox):
    return form_of(browser.get(ADD)) | {"name": "Müller"}


def offer_to_undo(browser, sandbox):
    browser.post(DELETE, form_of(browser.get(DELETE)))
    return form_of(browser.get(LIST))


def question_before_deleting(browser, sandbox):
    return form_of(browser.get(DELETE))


def question_that_asks_for_the_name(browser, sandbox):
    sandbox.projects.append({"ID": 1, "projectName": "P", "clientName": "Müller", "projectEnabled": True})
    return form_of(browser.get(DELETE)) | {"confirm": "Müller"}


def history_of_a_change(browser, sandbox):
    browser.post(CLIENT, change_form(browser, sandbox) | {"_save": ""})
    (number,) = re.findall('name="_revert" value="([0-9]+)"', browser.get(HISTORY).content.decode())
    return {"_revert": number}


def import_that_created(browser, sandbox):
    rows.send(rows.package(rows.creation()), browser.person)
    return {}


def import_that_changed(browser, sandbox):
    rows.send(rows.package(rows.update(phone="2")), browser.person)
    return {}


def plan_of_a_selection(asked):
    """A page with the plan of what is asked for; made by somebody who may do it."""

    def before(browser, sandbox):
        page = browser.post(BULK, asked).content.decode()
        return asked | {"packages": re.search('name="packages" value="([^"]+)"', page)[1]}

    return before


def part_of_a_selection(asked):
    return lambda browser, sandbox: {
        "packages": plan_of_a_selection(asked)(browser, sandbox)["packages"],
        "approved": "[[1, 1]]",
        "all": "1",
    }


def another_client(browser, sandbox):
    sandbox.add(name="Mueller", phone="2")
    return {}


def two_side_by_side(browser, sandbox):
    another_client(browser, sandbox)
    return form_of(browser.get(MERGE)) | {"keep": "a", "use-phone": "a", "use-notes": "a"}


def a_finding_to_mark(browser, sandbox):
    return form_of(browser.get(CLIENT)) | {"_fine": "no-country"}


def a_mark(browser, sandbox):
    browser.post(CLIENT, a_finding_to_mark(browser, sandbox))
    return form_of(browser.get(CLIENT)) | {"_check_again": "no-country"}


def a_mark_in_the_list_of_findings(browser, sandbox):
    a_mark(browser, sandbox)
    return {"_check_again": "1/no-country"}


OWN_LIST = ("_columns", "_keep_view", "_rename_view", "_delete_view")


def own_view(browser, sandbox):
    view = SavedView.objects.create(person=browser.person, name="Mine", query="q=M")
    return form_of(browser.get(LIST)) | {"view": view.pk, "view_name": "Müller", "columns": "phone"}


def file_alone(browser, sandbox):
    return {"file": SimpleUploadedFile("clients.csv", b"Name;Phone\r\nNeumann;1")}


def plan_of_a_file(browser, sandbox):
    page = browser.post(IMPORT, file_alone(browser, sandbox)).content.decode()
    return {"packages": re.search('name="packages" value="([^"]+)"', page)[1]}


def run_under_way(browser, sandbox):
    return plan_of_a_file(browser, sandbox) | {"approved": "[[2, null]]", "all": "1"}


class Step(NamedTuple):
    """What somebody does: which permissions it takes, what is answered then, and what is sent to TimeTrack.

    `either`: other permissions that open it too.
    """

    view: str
    method: str
    path: str
    needs: set[str]
    status: int = 200
    button: str = ""
    before: Callable = lambda browser, sandbox: {}
    writes: tuple[str, ...] = ()
    either: set[str] | None = None

    def open_to(self, held):
        return self.needs <= held or (self.either is not None and self.either <= held)


MAY_CHANGE, MAY_DELETE = {"view_client", "change_client"}, {"view_client", "delete_client"}


def pressed(view, path, needs, before, writes, *buttons):
    return [Step(view, "POST", path, needs, 302, button, before, (writes,)) for button in buttons]


STEPS = [
    *(
        Step(view, method, path, {permission})
        for method in ("GET", "HEAD")
        for view, path, permission in [
            ("list", LIST, "view_client"),
            ("list", f"{LIST}?q=M&page=2&fresh=1", "view_client"),
            ("seen", "/clients/seen/?ids=1", "view_client"),
            ("export", "/clients/export/?q=M", "view_client"),
            ("export", "/clients/export/?format=csv", "view_client"),
            ("add", f"{ADD}?name=M", "add_client"),
            ("change", CLIENT, "view_client"),
            ("delete", DELETE, "delete_client"),
            ("client_history", HISTORY, "view_client"),
            ("projects", "/clients/1/projects/", "view_client"),
            ("findings", "/findings/", "view_client"),
            ("history", "/history/", "view_logentry"),
            ("history", "/history/?format=csv", "view_logentry"),
            ("runs", "/runs/", "view_client"),
        ]
    ),
    *(Step("import", method, IMPORT, {"add_client", "change_client"}) for method in ("GET", "HEAD", "POST")),
    *pressed("import", IMPORT, {"add_client", "change_client"}, plan_of_a_file, "POST", "_apply"),
    *pressed("import", IMPORT, {"add_client", "change_client"}, run_under_way, "POST", "_next"),
    *(
        Step("import", "POST", IMPORT, {"add_client", "change_client"}, button=button, before=file_alone)
        for button in ("_invalid", "_outcomes")
    ),
    *(Step("bulk", method, f"{BULK}?all=1", MAY_CHANGE, either=MAY_DELETE) for method in ("GET", "HEAD")),
    Step("bulk", "POST", BULK, MAY_CHANGE, before=lambda *_: {"ids": "1"}, either=MAY_DELETE),
    Step("bulk", "POST", BULK, MAY_CHANGE, before=lambda *_: COUNTRY),
    Step("bulk", "POST", BULK, MAY_DELETE, before=lambda *_: DELETION),
    *pressed("bulk", BULK, MAY_CHANGE, plan_of_a_selection(COUNTRY), "PUT", "_apply"),
    *pressed("bulk", BULK, MAY_DELETE, plan_of_a_selection(DELETION), "DELETE", "_apply"),
    *pressed("bulk", BULK, MAY_CHANGE, part_of_a_selection(COUNTRY), "PUT", "_next"),
    *pressed("bulk", BULK, MAY_DELETE, part_of_a_selection(DELETION), "DELETE", "_next"),
    *(Step("bulk", method, f"{BULK}?action=mend&finding=colour", MAY_CHANGE) for method in ("GET", "HEAD")),
    Step("bulk", "POST", BULK, MAY_CHANGE, before=lambda *_: {"ids": "1", "action": "mend", "finding": "colour"}),
    Step("change", "POST", CLIENT, {"change_client"}, 302, "_fine", a_finding_to_mark),
    Step("change", "POST", CLIENT, {"change_client"}, 302, "_check_again", a_mark),
    Step("findings", "POST", "/findings/", {"change_client"}, 302, "_check_again", a_mark_in_the_list_of_findings),
    Step("export", "POST", "/clients/export/", {"view_client"}, before=lambda *_: {"ids": "1"}),
    *(
        Step("merge", method, MERGE, {"change_client", "delete_client"}, before=another_client)
        for method in ("GET", "HEAD")
    ),
    *pressed("merge", MERGE, {"change_client", "delete_client"}, two_side_by_side, "DELETE", "_merge"),
    *(
        Step("merge", "POST", MERGE, {"change_client", "delete_client"}, 302, button, two_side_by_side)
        for button in ("_not_duplicate", "_duplicate")
    ),
    *(Step("run", method, RUN, {"view_client"}, before=import_that_created) for method in ("GET", "HEAD")),
    Step("list", "GET", f"{LIST}?q=M&go=1", {"view_client"}, 302),
    *(Step("list", "POST", LIST, {"view_client"}, 302, button, own_view) for button in OWN_LIST),
    *pressed("add", ADD, {"add_client"}, add_form, "POST", "_save", "_addanother", "_continue", "_retry"),
    *pressed("add", ADD, {"add_client"}, add_form_of_a_known_name, "POST", "_create_anyway"),
    *pressed("add", ADD, {"add_client"}, offer_to_undo, "POST", "_undo"),
    *pressed(
        "change", CLIENT, {"change_client"}, change_form, "PUT", "_save", "_addanother", "_continue", "_next", "_retry"
    ),
    *pressed("change", CLIENT, {"change_client", "add_client"}, form_of_a_client_that_is_gone, "POST", "_create_again"),
    *pressed("delete", DELETE, {"delete_client"}, question_before_deleting, "DELETE", ""),
    *pressed("delete", DELETE, {"delete_client"}, question_that_asks_for_the_name, "DELETE", "confirm"),
    *pressed("run", RUN, {"view_client", "delete_client"}, import_that_created, "DELETE", "_undo"),
    *pressed("run", RUN, {"view_client", "change_client"}, import_that_changed, "PUT", "_undo"),
    *pressed("client_history", HISTORY, {"change_client"}, history_of_a_change, "PUT", "_revert"),
]
PRESSED = [step for step in STEPS if step.method == "POST"]


def name_of(step):
    return f"{step.method} {step.path} {step.button}".strip()


@pytest.fixture
def muller(sandbox):
    sandbox.add(name="Müller", phone="1", notes="kept")
    return sandbox


@pytest.fixture
def browser(db):
    """Somebody who may do everything, until that is taken away."""
    browser = Client()
    browser.person = User.objects.create_superuser("somebody")
    browser.force_login(browser.person)
    return browser


def hold(browser, holder):
    """Take every right from the person but these."""
    if holder != "superuser":
        User.objects.filter(pk=browser.person.pk).update(is_superuser=False)
        browser.person.user_permissions.add(*Permission.objects.filter(codename__in=HOLDERS[holder]))


@contextmanager
def holding(browser, sandbox, holder):
    """Leave the person just these rights; all that happens until the end is undone then, at TimeTrack too."""
    clients, projects = deepcopy(sandbox.clients), deepcopy(sandbox.projects)
    with undone(browser):
        hold(browser, holder)
        sandbox.calls.clear()
        yield
    sandbox.clients.clear()
    sandbox.clients.update(clients)
    sandbox.projects[:] = projects


def do(browser, step, typed):
    for value in typed.values():
        if isinstance(value, SimpleUploadedFile):
            value.seek(0)  # it may have been sent before
    if step.method != "POST":
        answer = browser.generic(step.method, step.path)
        b"".join(answer)  # a file is one when it has come
        return answer
    answer = browser.post(step.path, ({step.button: ""} if step.button else {}) | typed)
    b"".join(answer)
    return answer


def writes(sandbox):
    return tuple(call.method for call in sandbox.calls if call.method != "GET")


@pytest.mark.parametrize("step", STEPS, ids=name_of)
def test_a_step_is_open_to_those_who_hold_its_permissions_and_writes_nothing_for_anybody_else(muller, browser, step):
    typed = step.before(browser, muller)
    found, expected = {}, {}
    for holder, held in HOLDERS.items():
        before, may = deepcopy(muller.clients), step.open_to(held)
        with holding(browser, muller, holder):
            answer = do(browser, step, typed)
            found[holder] = (answer.status_code, writes(muller), muller.clients != before)
            assert {"private", "no-cache"} <= set(answer["Cache-Control"].split(", ")), holder
        expected[holder] = (step.status, step.writes, bool(step.writes)) if may else (403, (), False)
    assert found == expected


@pytest.mark.parametrize("holder", HOLDERS)
def test_who_is_refused_has_not_even_made_timetrack_be_asked(muller, browser, holder):
    hold(browser, holder)
    refused = [step for step in STEPS if not step.needs & HOLDERS[holder]]
    for step in refused:
        assert do(browser, step, {"name": "Neumann", "phone": "2"}).status_code == 403
    assert muller.calls == []


@pytest.mark.parametrize("step", STEPS, ids=name_of)
def test_a_step_is_closed_to_who_has_signed_out(muller, browser, step):
    typed = step.before(browser, muller)
    browser.logout()
    muller.calls.clear()
    answer = do(browser, step, typed)
    assert (answer.status_code, answer.url.partition("?")[0], muller.calls) == (302, "/login/", [])


# Nothing is missing from the matrix


def pages():
    (found,) = [each for each in get_resolver().url_patterns if getattr(each, "app_name", "") == "clients_ui"]
    return {
        pattern.name: f"/{pattern.pattern}".replace("<id:pk>", "1").replace("<slug:run>", "run-1")
        for pattern in found.url_patterns
    }


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_every_page_answers_the_methods_of_the_matrix_and_no_other(muller, browser, method):
    form = "application/x-www-form-urlencoded"
    answered = {view for view, path in pages().items() if browser.generic(method, path, "", form).status_code != 405}
    assert answered == {step.view for step in STEPS if step.method == method}


def test_every_button_of_the_clients_pages_is_in_the_matrix():
    templates = (ROOT / "templates" / "clients").glob("*")
    buttons = {name for each in templates for name in re.findall(r'name="(_[a-z_]+)"', each.read_text())}
    assert buttons == {step.button for step in PRESSED} - {"", "confirm"}


# What is offered


OFFERS = {
    "add a client": (LIST, f"{ADD}", {"add_client"}),
    "import": (LIST, IMPORT, {"add_client", "change_client"}),
    "delete many": (LIST, "action", {"delete_client"}),
    "undo": (LIST, "_undo", {"add_client"}),
    "fine as it is": (CLIENT, "_fine", {"change_client"}),
    "save": (CLIENT, "_save", {"change_client"}),
    "save and add another": (CLIENT, "_addanother", {"change_client", "add_client"}),
    "delete": (CLIENT, "/clients/1/delete/", {"change_client", "delete_client"}),
    "revert": (HISTORY, "_revert", {"change_client"}),
    "undo an import": (RUN, "_undo", {"delete_client"}),
    "accounts": (LIST, "/auth/user/", {"view_user"}),
    "history": (LIST, "/history/", {"view_logentry"}),
    "files": (LIST, "format", set()),
}


@pytest.mark.parametrize("offer", OFFERS)
def test_what_somebody_may_not_do_is_not_offered_to_them(muller, browser, offer):
    path, offered, needs = OFFERS[offer]
    if offer == "undo":
        offer_to_undo(browser, muller)
    elif offer == "undo an import":
        import_that_created(browser, muller)
    elif offer == "revert":
        history_of_a_change(browser, muller)
    found, expected = {}, {}
    for holder, held in [(holder, held) for holder, held in HOLDERS.items() if "view_client" in held]:
        with holding(browser, muller, holder):
            page = browser.get(path)
        buttons = re.findall(r'<(?:input type="submit"|button)[^>]*? name="(\w+)"', page.content.decode())
        found[holder] = offered in [*links_of(page), *buttons]
        expected[holder] = needs <= held
    assert found == expected


@pytest.mark.parametrize("holder", ["superuser", "view and change", "all but add_client"])
def test_a_client_that_is_gone_is_offered_to_be_created_again_to_those_who_may_add(muller, browser, holder):
    typed = form_of_a_client_that_is_gone(browser, muller)
    hold(browser, holder)
    page = browser.post(CLIENT, typed | {"_save": ""})
    assert page.status_code == 404
    assert ("_create_again" in buttons_of(page)) == (holder == "superuser")


@pytest.mark.parametrize(("holder", "may_change"), [("view and add", False), ("superuser", True)])
def test_what_was_stored_otherwise_than_typed_is_a_form_only_to_those_who_may_change_it(
    muller, browser, holder, may_change
):
    muller.switches.max_length, muller.switches.too_long = 8, "cut"
    typed = add_form(browser, muller) | {"phone": "123456789", "_save": ""}
    hold(browser, holder)
    page = browser.post(ADD, typed)
    assert page.status_code == 200
    assert "123456789" in page.content.decode()
    assert ("_save" in buttons_of(page), "phone" in form_of(page)) == (may_change, may_change)


# The same step by somebody else


@pytest.fixture
def colleague(browser):
    """Somebody else who may do everything too."""
    colleague = Client()
    colleague.force_login(User.objects.create_superuser("colleague"))
    return colleague


UNBOUND = {"client_history", "run"}  # a form of these is of no one person
BOUND = [step for step in PRESSED if step.writes and step.button.startswith("_") and step.view not in UNBOUND]


@pytest.mark.parametrize("step", BOUND, ids=name_of)
def test_a_form_that_was_made_for_somebody_else_writes_nothing(muller, browser, colleague, step):
    typed = step.before(browser, muller)
    muller.calls.clear()
    answer = do(colleague, step, typed)
    assert (answer.status_code, writes(muller)) == (200, ())
    assert {"warning", "error"} & set(levels(answer)), "it says that nothing was done"
    assert do(browser, step, typed).status_code == 302, "it is still its owner's"
    assert writes(muller) == step.writes


@pytest.mark.parametrize("step", [step for step in BOUND if step.view == "change"], ids=name_of)
def test_a_form_of_another_client_writes_nothing(muller, browser, step):
    muller.add(name="Maier", phone="7")
    typed = step.before(browser, muller)
    muller.clients.setdefault(2, {"name": "Maier", "enabled": True, "phone": "7"})
    muller.calls.clear()
    do(browser, step._replace(path="/clients/2/"), typed)
    assert writes(muller) == ()
    assert muller.clients[2]["phone"] == "7"
