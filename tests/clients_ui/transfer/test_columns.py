"""Columns are matched by what stands at their heads."""

import pytest
from django.utils.translation import gettext, override

from clients_ui.client.record import FIELDS
from clients_ui.transfer.columns import known_heads, match


def test_timetracks_parameters_are_all_known():
    heads = ["id", *FIELDS]
    assert match(heads).taken == dict(enumerate(heads))
    assert not match(heads).unknown


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_labels_of_each_language_are_all_known_whatever_the_persons_language(language):
    with override(language):
        heads = [gettext(field.label) for field in FIELDS.values()]
    assert match(heads).taken == dict(enumerate(FIELDS))


def test_the_free_fields_go_by_what_the_office_calls_them(settings):
    settings.TIMETRACK_FIELD1_LABEL = "Kundennummer"
    settings.TIMETRACK_FIELD3_LABEL = "Branche"
    assert match(["Branche", "KUNDENNUMMER", "field2", "Free field 1"]).taken == {
        0: "field3",
        1: "field1",
        2: "field2",
    }


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Firma", "name"),
        ("Kunde", "name"),
        ("Ansprechpartner", "contactPerson"),
        ("Tel.", "phone"),
        ("Telefon:", "phone"),
        ("TELEFON", "phone"),
        (" telefon ", "phone"),
        ("Mobil", "phone"),
        ("Mail", "email"),
        ("E-Mail-Adresse", "email"),
        ("Email", "email"),
        ("Straße", "address"),
        ("Strasse", "address"),
        ("Straße/Hausnummer", "address"),
        ("Adresszusatz", "address2"),
        ("PLZ", "addressZipCode"),
        ("Post\ncode", "addressZipCode"),
        ("Ort", "addressCity"),
        ("Land", "addressCountry"),
        ("Country code", "addressCountry"),
        ("Bemerkungen", "notes"),
        ("Farbe", "color"),
        ("Color", "color"),
        ("Aktiv", "enabled"),
        ("TimeTrack-ID", "id"),
        ("address_zip_code", "addressZipCode"),
    ],
)
def test_usual_heads_are_known(head, field):
    assert match([head]).taken == {0: field}


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Telefonn", "phone"),
        ("Telefon (Büro)", "phone"),
        ("Name [Pflichtfeld]", "name"),
        ("Addresse", "address"),
        ("Ansprechpartnerr", "contactPerson"),
        ("Postleizahl", "addressZipCode"),
    ],
)
def test_what_is_only_similar_is_proposed_not_taken(head, field):
    found = match([head])
    assert (found.taken, found.proposed, found.unknown) == ({}, {0: field}, [])


@pytest.mark.parametrize(
    "head", ["Telefax", "Fax", "Kundennummer", "Hausnummer", "Vorname", "Umsatz", "Ro", "X", "Sort", "Bundesland"]
)
def test_what_means_something_else_is_neither(head):
    found = match([head])
    assert (found.taken, found.proposed, found.unknown) == ({}, {}, [head])


def test_unknown_columns_are_named_and_those_without_a_head_are_not():
    found = match(["Name", " Umsatz 2026 ", "", "Rabatt", "*"])
    assert (found.taken, found.unknown, found.doubled) == ({0: "name"}, ["Umsatz 2026", "Rabatt"], [])


def test_of_two_columns_for_one_field_the_better_known_is_taken_and_the_other_is_named():
    found = match(["Mobil", "Name", "Telefon", "Handy"])
    assert (found.taken, found.doubled) == ({1: "name", 2: "phone"}, ["Mobil", "Handy"])
    assert found.unknown == ["Mobil", "Handy"]


def test_of_two_equal_heads_the_first_is_taken():
    found = match(["Telefon", "Telefon"])
    assert (found.taken, found.doubled) == ({0: "phone"}, ["Telefon"])


def test_beside_a_company_a_name_is_proposed_as_the_person():
    found = match(["Name", "Firma"])
    assert (found.taken, found.proposed, found.unknown) == ({1: "name"}, {0: "contactPerson"}, [])
    assert match(["Name"]).taken == {0: "name"}


def test_beside_a_company_and_a_person_a_name_is_one_too_many():
    found = match(["Name", "Firma", "Ansprechpartner"])
    assert (found.taken, found.proposed, found.doubled) == ({1: "name", 2: "contactPerson"}, {}, ["Name"])


def test_no_field_is_proposed_twice_nor_where_it_is_taken():
    found = match(["Telefonn", "Telefohn", "Postleizahl", "PLZ"])
    assert (found.taken, found.proposed) == ({3: "addressZipCode"}, {0: "phone"})
    assert found.unknown == ["Telefohn", "Postleizahl"]


@pytest.mark.parametrize("head", ["UID", "UID-Nummer", "USt-IdNr.", "VAT ID"])
def test_a_vat_id_is_the_field_that_the_settings_name_for_it(head, settings):
    assert match([head]).taken == {}
    settings.TIMETRACK_VAT_FIELD = "field2"
    assert match([head]).taken == {0: "field2"}


def test_a_row_is_known_by_how_many_fields_it_names():
    assert [
        known_heads(row) for row in ([], ["Unsere Kunden"], ["Firma", "PLZ", "Ort", "X"], ["Telefon", "Mobil"])
    ] == [
        0,
        0,
        3,
        1,
    ]


def test_a_very_long_head_is_no_field():
    assert match(["Name" * 10_000]).taken == {}
