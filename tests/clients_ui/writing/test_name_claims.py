"""Who is creating a client of which name, as the database keeps it."""

from datetime import timedelta

import pytest
from django.db import DatabaseError
from django.db.models import F, QuerySet

from clients_ui.models import NameClaim
from clients_ui.timetrack.errors import NotRecorded, Rejected, TimedOut, Unreachable
from clients_ui.writing import name_claims
from clients_ui.writing.outcomes import BeingCreated, Created, LookAlikes, NotSaved, Unclear
from tests.pages import form_of, posts, said
from ttdash.sandbox import Fault

URL = "/clients/add/"
LOST = TimedOut(reached=True)


@pytest.fixture
def eva(account):
    return account("editor", "eva")


@pytest.fixture
def otto(account):
    return account("editor", "otto")


def later(seconds):
    NameClaim.objects.update(at=F("at") - timedelta(seconds=seconds))


@pytest.mark.parametrize("name", ["Müller GmbH", "MÜLLER", "Mueller Ges.m.b.H.", " müller "])
def test_the_second_who_creates_such_a_name_is_told_who_is_at_it(eva, otto, name):
    name_claims.claim("Müller GmbH", eva.pk)
    assert name_claims.claim(name, otto.pk) == BeingCreated("eva", unclear=False)
    assert name_claims.claim(name, eva.pk) == BeingCreated("eva", unclear=False)


def test_another_name_is_free(eva, otto):
    name_claims.claim("Müller", eva.pk)
    assert isinstance(name_claims.claim("Müllerei", otto.pk), NameClaim)


def test_the_name_itself_lies_nowhere_and_its_hash_needs_the_servers_key(eva, settings):
    name_claims.claim("Geheimrat", eva.pk)
    first = NameClaim.objects.values().get()
    assert "geheimrat" not in str(first).lower()
    NameClaim.objects.all().delete()
    settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz-0123"
    name_claims.claim("Geheimrat", eva.pk)
    assert NameClaim.objects.get().name_hash != first["name_hash"]


@pytest.mark.parametrize(
    "outcome", [Created(1, None, {}), LookAlikes([]), NotSaved(Rejected()), NotSaved(Unreachable(reached=False))]
)
def test_a_creation_whose_end_is_known_sets_the_name_free(eva, otto, outcome):
    name_claims.settle(name_claims.claim("Müller", eva.pk), outcome)
    assert isinstance(name_claims.claim("Müller", otto.pk), NameClaim)


@pytest.mark.parametrize("outcome", [Unclear(LOST), Unclear(None), NotSaved(LOST)])
def test_one_whose_end_is_not_known_keeps_others_off_and_may_be_tried_again_by_the_same_person(eva, otto, outcome):
    name_claims.settle(name_claims.claim("Müller", eva.pk), outcome)
    assert name_claims.claim("Müller", otto.pk) == BeingCreated("eva", unclear=True)
    assert isinstance(name_claims.claim("Müller", eva.pk), NameClaim)
    assert name_claims.claim("Müller", otto.pk) == BeingCreated("eva", unclear=False)


@pytest.mark.parametrize("outcome", [None, Unclear(LOST)])
def test_what_nobody_ended_holds_for_the_deadline_and_ten_seconds_and_is_taken_over_once(
    eva, otto, account, settings, outcome
):
    held = name_claims.claim("Müller", eva.pk)
    if outcome:
        name_claims.settle(held, outcome)
    later(settings.TIMETRACK_DEADLINE + 5)
    assert isinstance(name_claims.claim("Müller", otto.pk), BeingCreated)
    later(6)
    assert isinstance(name_claims.claim("Müller", otto.pk), NameClaim)
    assert name_claims.claim("Müller", account("editor").pk) == BeingCreated("otto", unclear=False)


def test_the_end_of_an_attempt_that_was_taken_over_ends_nothing_of_its_successor(eva, otto, settings):
    first = name_claims.claim("Müller", eva.pk)
    later(settings.TIMETRACK_DEADLINE + 11)
    name_claims.claim("Müller", otto.pk)
    name_claims.settle(first, Created(1, None, {}))
    assert name_claims.claim("Müller", eva.pk) == BeingCreated("otto", unclear=False)


def test_a_claim_that_cannot_be_ended_fails_no_creation_and_ends_by_its_age(eva, otto, monkeypatch, caplog):
    def gone(_):
        raise DatabaseError

    held = name_claims.claim("Müller", eva.pk)
    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "delete", gone)
        name_claims.settle(held, Created(1, None, {}))
    assert "the claim of a name could not be ended" in caplog.text
    assert name_claims.claim("Müller", otto.pk) == BeingCreated("eva", unclear=False)


def test_whoever_never_gets_hold_of_a_name_gives_up(eva, monkeypatch):
    monkeypatch.setattr(name_claims, "_claimed", lambda mine: None)
    with pytest.raises(NotRecorded):
        name_claims.claim("Müller", eva.pk)


def test_old_claims_are_cleared_in_portions(eva, settings):
    for number in range(name_claims.PORTION + 5):
        name_claims.claim(f"Huber {number}", eva.pk)
    later(settings.TIMETRACK_DEADLINE + 11)
    name_claims.claim("Müller", eva.pk)
    assert NameClaim.objects.count() == 5 + 1
    name_claims.claim("Maier", eva.pk)
    assert NameClaim.objects.count() == 2


# On the page


@pytest.mark.parametrize("button", ["_save", "_create_anyway"])
def test_while_somebody_creates_it_nothing_is_sent_and_the_typing_stays(sandbox, visitor, eva, button):
    held = name_claims.claim("Müller GmbH", eva.pk)
    browser = visitor("editor")
    page = browser.post(URL, form_of(browser.get(URL)) | {"name": "Mueller", "phone": "1", button: ""})
    assert (page.status_code, page.headers["Retry-After"]) == (503, "3")
    ((level, sentence),) = said(page)
    assert level == "warning"
    assert sentence == "Nothing was created: eva is creating a client of such a name. Try again in a moment."
    assert (form_of(page)["name"], form_of(page)["phone"], sandbox.calls) == ("Mueller", "1", [])
    name_claims.settle(held, Created(1, None, {}))
    assert browser.post(URL, form_of(page) | {"_retry": ""}).status_code == 302


def test_a_colleague_is_kept_off_while_the_end_of_a_creation_is_not_known(sandbox, visitor):
    sandbox.fail(Fault.HANG, on="POST")
    first, second = visitor("editor"), visitor("editor")
    assert first.post(URL, {"name": "Müller", "enabled": "on", "_save": ""}).status_code == 504
    page = second.post(URL, {"name": "Müller", "enabled": "on", "_save": ""})
    assert f"{first.person.username} tried to create a client of such a name" in said(page)[0][1]
    assert len(posts(sandbox)) == 1
