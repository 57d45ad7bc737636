"""The one file that the import page takes: whose, how long, how many, and that it lies nowhere."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.pages import text_of

PAGE = "/clients/import/"
MIB = 1024 * 1024
MULTIPART = "multipart/form-data; boundary=b"


class Unread:
    """A body that nobody may look into."""

    def read(self, *_):
        raise AssertionError

    readline = read


def table(length=0):
    """A CSV file of one client, and of so many bytes at least."""
    text = b"Name;Notes\r\nTischlerei Neu;"
    return SimpleUploadedFile("clients.csv", text + b"x" * (length - len(text)), "text/csv")


def parts(*names):
    """A body of several files."""
    part = '--b\r\nContent-Disposition: form-data; name="{}"; filename="a.csv"\r\n\r\nName\r\nNeu\r\n'
    return "".join(part.format(name) for name in names) + "--b--\r\n"


@pytest.fixture
def office(sandbox):
    sandbox.add(name="Müller")
    return sandbox


@pytest.fixture
def seen(monkeypatch):
    """The bytes of the files that came as far as being read."""
    from clients_ui.transfer.table import UnreadableFile

    found = []

    def read(data, choices):
        found.append(data)
        raise UnreadableFile("as far as this")

    monkeypatch.setattr("clients_ui.transfer.files.read", read)
    return found


def test_a_file_far_above_what_forms_may_hold_is_taken_whole(office, visitor, settings, seen):
    sent = table(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + MIB)
    assert visitor("editor").post(PAGE, {"file": sent}).status_code == 200
    sent.seek(0)
    assert seen == [sent.read()]


def test_no_byte_of_a_file_touches_the_disk(office, visitor, settings, seen, monkeypatch):
    def refuse(*_, **__):
        raise AssertionError

    for name in ("mkstemp", "NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refuse)
    visitor("editor").post(PAGE, {"file": table(settings.FILE_UPLOAD_MAX_MEMORY_SIZE + MIB)})
    assert len(seen) == 1


@pytest.mark.parametrize(("shift", "taken"), [(-1, True), (0, True), (1, False), (MIB, False)])
def test_a_file_may_be_as_long_as_the_setting_says(office, visitor, settings, seen, shift, taken):
    settings.IMPORT_BYTES = 3 * MIB
    answer = visitor("editor").post(PAGE, {"file": table(3 * MIB + shift)})
    assert answer.status_code == 200
    assert len(seen) == taken
    assert ("This file is larger than 3 MB" in text_of(answer)) is not taken


def test_of_a_file_that_is_too_long_no_more_is_kept_than_it_may_hold(office, visitor, settings, monkeypatch):
    from ttdash.web.uploads import InMemory

    kept = []

    def complete(handler, size):
        kept.append(handler.file.tell())
        return original(handler, size)

    original = InMemory.file_complete
    monkeypatch.setattr(InMemory, "file_complete", complete)
    settings.IMPORT_BYTES = MIB
    visitor("editor").post(PAGE, {"file": table(4 * MIB)})
    assert kept == [MIB + 1]


def test_a_second_file_is_refused(office, visitor, seen):
    answer = visitor("editor").generic("POST", PAGE, parts("file", "other"), content_type=MULTIPART)
    assert answer.status_code == 400
    assert seen == []


def test_fields_beside_the_file_have_the_bounds_of_every_form(office, visitor, settings, seen):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = MIB
    assert visitor("editor").post(PAGE, {"cells": "x" * (MIB + 1), "file": table()}).status_code == 400
    assert seen == []


@pytest.mark.parametrize(
    "path", ["/login/", "/clients/add/", "/clients/1/", "/auth/user/add/", "/clients/import", "/no"]
)
def test_every_other_address_takes_no_file_and_no_longer_body(office, visitor, settings, path):
    person = visitor("manager")
    assert person.generic("POST", path, parts("file"), content_type=MULTIPART).status_code == 400
    said = {"CONTENT_LENGTH": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "wsgi.input": Unread()}
    assert person.post(path, content_type=MULTIPART, **said).status_code == 400


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/csv"])
def test_the_import_page_too_takes_nothing_longer_but_a_form_with_a_file(visitor, settings, content_type):
    said = {"CONTENT_LENGTH": str(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1), "wsgi.input": Unread()}
    assert visitor("editor").post(PAGE, content_type=content_type, **said).status_code == 400


@pytest.mark.parametrize("length", [100, 30 * MIB])
def test_who_lacks_the_right_is_refused_before_a_byte_is_read(visitor, length):
    said = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    for checks in (False, True):
        answer = visitor("viewer", enforce_csrf_checks=checks).post(PAGE, content_type=MULTIPART, **said)
        assert answer.status_code == 403


@pytest.mark.parametrize("length", [100, 30 * MIB])
def test_who_is_signed_out_is_led_to_the_sign_in_page_before_a_byte_is_read(visitor, length):
    said = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    nobody = visitor(None, enforce_csrf_checks=True)
    answer = nobody.post(PAGE, content_type=MULTIPART, **said)
    assert (answer.status_code, answer.url) == (302, f"/login/?next={PAGE}")
    assert nobody.post(PAGE, content_type=MULTIPART, headers={"X-Fragment": "1"}, **said).status_code == 401


def test_whoever_has_the_right_still_needs_the_token_of_the_form(office, visitor, seen):
    answer = visitor("editor", enforce_csrf_checks=True).post(PAGE, {"file": table()})
    assert answer.status_code == 302
    assert seen == []


def test_without_a_file_the_page_asks_for_one(visitor):
    answer = visitor("editor").post(PAGE, {"empty": "keep"})
    assert answer.status_code == 200
    assert "Choose a file." in text_of(answer)
