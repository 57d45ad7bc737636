"""In which language a page is, and how dates, numbers, files and mails are written in it."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import formats, translation
from django.utils.timezone import localtime

from clients_ui.client.countries import country_names
from clients_ui.client.kinds import ValueProblem
from clients_ui.client.record import FIELDS
from clients_ui.reading import listing
from clients_ui.wording import failures
from tests.filling import filled
from tests.pages import confirmed, form_of, language_of, text_of
from ttdash.models import Preferences
from ttdash.sandbox import Fault, faults
from ttdash.sandbox.answers import errors
from ttdash.signin import one_time

pytestmark = pytest.mark.django_db
GERMAN = {"accept-language": "de"}


# Who decides


@pytest.mark.parametrize(
    ("browser", "language"),
    [
        ("de", "de"),
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de-at"),
        ("de-CH", "de-ch"),
        ("de-LI", "de"),
        ("en-GB,de;q=0.5", "en"),
        ("fr,de;q=0.5", "de"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_whoever_has_chosen_nothing_reads_what_their_browser_asks_for(visitor, browser, language):
    for path, role in (("/login/", None), ("/password_change/", "viewer"), ("/no/such/page/", "viewer")):
        page = visitor(role).get(path, headers={"accept-language": browser})
        assert (language_of(page), page["Content-Language"]) == (language, language)


def test_a_browser_that_asks_for_neither_gets_the_language_of_the_settings(visitor, settings):
    settings.LANGUAGE_CODE = "de"
    assert language_of(visitor(None).get("/login/")) == "de"
    assert language_of(visitor(None).get("/login/", headers={"accept-language": "fr"})) == "de"
    english = visitor(None).get("/login/", headers={"accept-language": "en"})
    assert "Username or e-mail" in text_of(english)


def choose(browser, language, **more):
    return browser.post("/i18n/setlang/", {"language": language, **more})


def test_what_an_account_chose_counts_in_each_of_its_browsers_at_once_and_before_what_these_ask_for(visitor):
    one, other = visitor("viewer"), Client()
    other.force_login(one.person)
    choose(other, "en")
    assert language_of(other.get("/password_change/", headers=GERMAN)) == "en"
    choose(one, "de-at")
    for path in ("/password_change/", "/no/such/page/", "/clients/add/"):
        assert language_of(other.get(path, headers={"accept-language": "en"})) == "de-at"
    assert Preferences.objects.get().account == one.person


def test_what_was_chosen_signed_out_lasts_in_this_browser_and_gives_way_to_the_accounts_choice(visitor):
    browser = visitor(None)
    answer = choose(browser, "de", next="/login/?next=/clients/")
    assert (answer.status_code, answer.url) == (302, "/login/?next=/clients/")
    assert language_of(browser.get("/login/", headers={"accept-language": "en"})) == "de"
    person = User.objects.create_user("anna")
    browser.force_login(person)
    assert language_of(browser.get("/password_change/")) == "de"
    assert not Preferences.objects.exists()
    Preferences.objects.create(account=person, language="en")
    assert language_of(browser.get("/password_change/")) == "en"


def test_what_an_account_chose_is_what_its_browser_speaks_after_it_signed_out(visitor):
    browser = visitor("viewer")
    choose(browser, "de")
    browser.post("/logout/")
    assert language_of(browser.get("/login/", headers={"accept-language": "en"})) == "de"


@pytest.mark.parametrize("odd", ["", "fr", "xx", "de-at'", "\0", "x" * 1000])
def test_a_language_that_is_none_of_ours_changes_nothing(visitor, odd):
    browser = visitor("viewer")
    assert choose(browser, odd).status_code == 302
    assert not Preferences.objects.exists()
    assert language_of(browser.get("/password_change/")) == "en"


def test_a_choice_that_is_no_longer_offered_is_none(visitor, settings):
    browser = visitor("viewer")
    choose(browser, "de-ch")
    settings.LANGUAGES = [("de", "Deutsch"), ("en", "English")]
    browser.cookies.pop(settings.LANGUAGE_COOKIE_NAME)
    assert language_of(browser.get("/password_change/", headers={"accept-language": "en"})) == "en"


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_of_the_language_is_closed_to_scripts_and_other_sites(visitor, settings, secure):
    settings.LANGUAGE_COOKIE_SECURE = secure
    cookie = choose(visitor(None), "de").cookies[settings.LANGUAGE_COOKIE_NAME]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], bool(cookie["secure"])) == (
        True,
        "Lax",
        "/",
        secure,
    )
    assert cookie["max-age"] == 365 * 24 * 3600


def test_it_is_chosen_by_a_form_alone_and_leads_to_no_other_site(visitor):
    browser = visitor("viewer")
    assert browser.get("/i18n/setlang/?language=de").status_code == 405
    assert choose(browser, "de", next="https://evil.example/").url == "/"
    forged = Client(enforce_csrf_checks=True)
    forged.force_login(browser.person)
    choose(forged, "en")
    assert Preferences.objects.get().language == "de"


@pytest.mark.parametrize(("role", "path"), [("viewer", "/password_change/"), (None, "/login/")])
def test_the_menu_and_the_sign_in_page_offer_each_language_by_its_own_name_and_mark_the_one_at_hand(
    visitor, role, path
):
    page = visitor(role).get(path, headers={"accept-language": "de-AT"}).content.decode()
    offered = re.findall(r'name="language" value="([^"]+)" formaction="/i18n/setlang/" lang="\1"( aria-current)?', page)
    assert offered == [("de", ""), ("de-at", " aria-current"), ("de-ch", ""), ("en", "")]
    assert ">Deutsch (Österreich)</button>" in page


def test_an_account_and_its_choice_are_one_question_to_the_database(visitor):
    browser = visitor("viewer")
    choose(browser, "de")
    with CaptureQueriesContext(connection) as asked:
        browser.get("/password_change/done/")
    assert [query["sql"] for query in asked if 'FROM "ttdash_preferences"' in query["sql"]] == []
    assert len([query["sql"] for query in asked if 'JOIN "ttdash_preferences"' in query["sql"]]) == 1


# Dates and numbers


@pytest.mark.parametrize(
    ("language", "day", "moment", "number", "part"),
    [  # as CLDR has them, but for English: its own is that of the United States
        ("de", "04.11.2026", "04.11.2026 14:05", "1.234.567", "0,5"),
        ("de-at", "04.11.2026", "04.11.2026 14:05", "1\xa0234\xa0567", "0,5"),
        ("de-ch", "04.11.2026", "04.11.2026 14:05", "1’234’567", "0.5"),
        ("en", "4 Nov 2026", "4 Nov 2026, 14:05", "1,234,567", "0.5"),
    ],
)
def test_dates_and_numbers_are_written_as_readers_of_each_language_have_them(language, day, moment, number, part):
    when = datetime(2026, 11, 4, 13, 5, tzinfo=UTC)
    with translation.override(language):
        for name in ("DATE_FORMAT", "SHORT_DATE_FORMAT"):
            assert formats.date_format(localtime(when), name) == day
        for name in ("DATETIME_FORMAT", "SHORT_DATETIME_FORMAT"):
            assert formats.date_format(localtime(when), name) == moment
        assert formats.number_format(1234567, force_grouping=True) == number
        assert formats.number_format(0.5) == part


@pytest.mark.parametrize(
    ("language", "counted"),
    [("en", "1,201 clients"), ("de", "1.201 Kunden"), ("de-AT", "1\xa0201 Kunden"), ("de-CH", "1’201 Kunden")],
)
def test_how_many_clients_there_are_is_grouped_as_the_reader_has_it(sandbox, visitor, settings, language, counted):
    settings.DIRECTORY_SECONDS = 60
    sandbox.reset([{"name": f"{number}", "addressCountry": "AT"} for number in range(1201)])
    filled()
    page = visitor("viewer").get("/clients/", headers={"accept-language": language}).content.decode()
    assert f'<strong id="count">{counted}</strong>' in page
    assert f'<span class="n">{counted.split()[0]}'.split("\xa0")[0] in page
    assert 'href="/clients/1/"' in page or 'href="/clients/10/"' in page  # no address is grouped


def test_the_time_of_a_change_is_written_in_the_same_way_on_every_page(sandbox, visitor):
    sandbox.add(name="Huber")
    manager = visitor("manager")
    manager.post("/clients/1/", form_of(manager.get("/clients/1/")) | {"phone": "1"})
    LogEntry.objects.update(action_time=datetime(2026, 11, 4, 13, 5, tzinfo=UTC))
    for path in ("/history/", "/clients/1/history/"):
        assert "04.11.2026 14:05" in text_of(manager.get(path, headers=GERMAN))


# What leaves the dashboard


def test_the_file_of_the_history_has_its_heads_in_the_readers_language(visitor):
    manager = visitor("manager")
    heads = {
        language: b"".join(
            manager.get("/history/?format=csv", headers={"accept-language": language}).streaming_content
        ).decode("utf-8-sig")
        for language in ("en", "de-AT")
    }
    assert heads["en"].startswith('"time";"person";"action";"client";"name";"outcome";"parameter";"old";"new"')
    assert heads["de-AT"].startswith('"Zeitpunkt";"Person";"Aktion";"Kunde";"Name";"Ergebnis";"Parameter";"alt";"neu"')


def test_the_file_of_the_history_says_what_was_done_and_how_it_ended_in_the_readers_language(sandbox, visitor):
    manager = visitor("manager")
    manager.post("/clients/add/", form_of(manager.get("/clients/add/")) | {"name": "Huber"})
    files = {
        language: b"".join(
            manager.get("/history/?format=csv", headers={"accept-language": language}).streaming_content
        ).decode()
        for language in ("en", "de")
    }
    assert ';"created";"\t1";"Huber";"done";"enabled";"";"Yes"' in files["en"]
    assert ';"angelegt";"\t1";"Huber";"erledigt";"enabled";"";"Ja"' in files["de"]


def test_what_managers_did_to_an_account_is_told_in_the_language_of_whoever_reads_it(visitor, account):
    manager, person = visitor("manager"), account("viewer", "vera")
    pages = f"/auth/user/{person.pk}"
    role = {"groups": [group.pk for group in manager.person.groups.all()]}
    manager.post(f"{pages}/link/", headers=GERMAN)
    manager.post(f"{pages}/second-factor/", headers=GERMAN)
    changed = {"username": "vera", "first_name": "Vera", "last_name": "Wong", "is_active": "on", **role}
    manager.post(f"{pages}/change/", changed, headers=GERMAN)
    manager.post("/auth/user/invite/", {"username": "eva", **role}, headers=GERMAN)
    invited = f"/auth/user/{User.objects.get(username='eva').pk}"
    told = {
        language: [
            text_of(manager.get(f"{each}/history/", headers={"accept-language": language})) for each in (pages, invited)
        ]
        for language in ("en", "de")
    }
    for sentence in ("Made a one-time link.", "Reset the second factor.", "Changed First name, Last name and Roles."):
        assert sentence in told["en"][0]
    for sentence in (
        "Einmal-Link erstellt.",
        "Zweiter Faktor zurückgesetzt.",
        "Vorname, Nachname und Rollen geändert.",
    ):
        assert sentence in told["de"][0]
    assert ("Invited." in told["en"][1], "Eingeladen." in told["de"][1]) == (True, True)


def test_the_page_that_gives_an_account_its_first_password_is_german_to_its_title(visitor):
    person = User.objects.create_user("vera")
    page = text_of(visitor("manager").get(f"/auth/user/{person.pk}/password/", headers=GERMAN))
    assert "Passwort festlegen: vera" in page


def test_a_filter_by_what_is_no_country_stands_between_the_readers_quotation_marks(sandbox, visitor):
    sandbox.add(name="Huber")
    viewer = visitor("viewer")
    for language, quoted in (("en", "Country: “Ö”"), ("de", "Land: „Ö“")):
        assert quoted in text_of(viewer.get("/clients/?addressCountry=Ö", headers={"accept-language": language}))


def test_a_character_that_nobody_sees_is_called_as_its_reader_calls_it():
    told = {}
    for language in ("en", "de"):
        with translation.override(language):
            told[language] = failures.problem(ValueProblem.UNSEEN, FIELDS["name"], "Hu\u00a0ber")
    assert "NO-BREAK SPACE (U+00A0) behind “Hu”" in told["en"]
    assert "geschütztes Leerzeichen (U+00A0) nach „Hu“" in told["de"]


def test_no_country_has_an_english_name_in_german():
    german = country_names("de")
    assert [name for name in german.values() if re.search(r"\b(?:and|Island|Islands|of|South|States)\b", name)] == [
        "Island"
    ]


@pytest.fixture
def by_mail(settings):
    settings.EMAIL_URL = "filemail:///nowhere"


def test_a_forgotten_password_is_answered_in_the_language_that_the_account_chose_else_the_askers(
    by_mail, nothing_counted
):
    eva = User.objects.create_user("eva", "eva@office.example", "right-Password-7")
    asked = {"email": "eva@office.example"}
    Client().post("/password/forgotten/", asked, headers=GERMAN)
    Preferences.objects.create(account=eva, language="en")
    Client().post("/password/forgotten/", asked, headers=GERMAN)
    assert [sent.subject for sent in mail.outbox] == [
        "Neues Passwort für TimeTrack Clients",
        "New password for TimeTrack Clients",
    ]
    assert "Der Link gilt nur einmal" in mail.outbox[0].body
    assert "The link works once" in mail.outbox[1].body


def test_an_invitation_is_written_in_the_language_that_the_account_chose_else_the_managers(by_mail, rf):
    eva = User.objects.create_user("eva", "eva@office.example")
    with translation.override("de"):
        one_time.send_invitation(rf.get("/"), eva)
        Preferences.objects.create(account=eva, language="en")
        one_time.send_invitation(rf.get("/"), User.objects.get())
        assert translation.get_language() == "de"
    assert [sent.subject for sent in mail.outbox] == [
        "Ihr Konto für TimeTrack Clients",
        "Your account for TimeTrack Clients",
    ]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "“Bad Request: no: Müller”"), ("de", "„Bad Request: no: Müller“")]
)
def test_what_timetrack_says_stays_as_it_is_between_the_readers_quotation_marks(
    sandbox, visitor, monkeypatch, language, said
):
    sandbox.add(name="Huber")
    monkeypatch.setitem(faults.INSTEAD, Fault.REDIRECT, errors(400, "no: Müller"))
    editor = visitor("editor")
    form = form_of(editor.get("/clients/1/"))
    sandbox.fail(Fault.REDIRECT, on="PUT")
    page = editor.post("/clients/1/", form | {"phone": "1"}, headers={"accept-language": language})
    assert said in text_of(page)


def test_the_pages_for_a_mistake_of_ours_and_for_too_many_attempts_are_in_the_browsers_language(
    visitor, monkeypatch, by_mail, nothing_counted
):
    def broken(_):
        raise RuntimeError

    monkeypatch.setattr(listing, "find", broken)
    failed = visitor("viewer", raise_request_exception=False).get("/clients/", headers=GERMAN)
    assert (failed.status_code, language_of(failed)) == (500, "de")
    assert "Es ist etwas schiefgegangen" in text_of(failed)
    asked = [Client().post("/password/forgotten/", {"email": "e@e.example"}, headers=GERMAN) for _ in range(12)]
    assert (asked[-1].status_code, language_of(asked[-1])) == (429, "de")
    assert "Zu viele Versuche" in text_of(asked[-1])


def test_a_message_of_a_form_whose_token_was_refused_is_in_the_language_of_the_account(visitor):
    browser = Client(enforce_csrf_checks=True)
    person = visitor("viewer").person
    Preferences.objects.create(account=person, language="de")
    browser.force_login(person)
    answer = browser.post("/password_change/", {}, follow=True, headers={"accept-language": "en"})
    assert "Bitte geben Sie Ihre Änderung noch einmal ein." in text_of(answer)


def test_one_worker_draws_the_same_page_for_readers_of_both_languages(sandbox, visitor):
    sandbox.add(name="Huber", addressCountry="AT", email="nobody")
    browser = visitor("editor")
    for _ in range(2):
        english, german = (
            text_of(browser.get("/clients/1/", headers={"accept-language": each})) for each in ("en", "de")
        )
        assert ("Contact person" in english, "Ansprechpartner" in english) == (True, False)
        assert ("Contact person" in german, "Ansprechpartner" in german) == (False, True)
        assert ("Austria" in english, "Österreich" in german) == (True, True)


def test_deleting_is_confirmed_in_german(sandbox, visitor):
    sandbox.add(name="Huber")
    browser = visitor("editor")
    choose(browser, "de")
    confirmed(browser)
    assert "Der Kunde Huber wurde gelöscht." in text_of(browser.get(reverse("clients_ui:list")))
