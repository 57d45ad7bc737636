"""VAT ids. The numbers are the examples of the authorities: the EU's page on VAT identification (VIES) and stdnum's."""

import pytest

from clients_ui.quality.vat import VatId, judged

R, N, W, A, O = VatId.RIGHT, VatId.NOT_JUDGED, VatId.WRONG_DIGITS, VatId.OF_ANOTHER_COUNTRY, VatId.NONE  # noqa: E741
ROWS = [
    # with and without its prefix, however it is written
    ("AT", "ATU13585627", R),
    ("AT", "atu 1358 5627", R),
    ("AT", "U13585627", R),
    ("DE", "DE136695976", R),
    ("DE", "136695976", R),
    ("DE", "DE 136.695.976", R),
    ("AT", "DE136695976", R),
    ("CH", "CHE-107.787.577 MWST", R),
    ("LI", "CHE-107.787.577", R),
    ("GR", "EL094259216", R),
    ("GB", "XI980780684", R),
    ("MC", "FR40303265045", R),
    ("NO", "995 525 828 MVA", R),
    ("NO", "995525828", R),
    ("RS", "RS101134702", R),
    ("IE", "IE6433435F", R),
    ("", "ATU13585627", R),
    # labels before it, and what stands behind it
    ("AT", "UID: ATU13585627", R),
    ("AT", "UID-Nr. ATU 13585627", R),
    ("DE", "USt-IdNr. DE136695976", R),
    ("DE", "USt-ID: DE 136 695 976", R),
    ("DE", "Umsatzsteuer-Identifikationsnummer 136695976", R),
    ("AT", "VAT Reg. No. ATU13585627", R),
    ("CH", "MWST-Nr. CHE-107.787.577", R),
    ("CH", "CHE-107.787.577 TVA", R),
    ("CH", "CHE-107.787.577 IVA", R),
    ("FR", "TVA intracommunautaire FR 40 303 265 045", R),
    ("IT", "P.IVA 00743110157", R),
    ("IT", "Partita IVA: IT00743110157", R),
    ("BE", "BTW BE 0428.759.497", R),
    ("NL", "BTW-nr. NL123456782B90", R),
    ("ES", "NIF B58378431", R),
    ("CZ", "DIČ CZ25123891", R),
    ("SK", "IČ DPH: SK2022749619", R),
    ("HU", "Adószám HU12892312", R),
    ("PL", "NIP PL 8567346215", R),
    ("AT", "ATU13585627 (Organschaft)", R),
    ("AT", "ATU13585627, FN 12345a", R),
    ("DE", "DE136695976 / StNr. 12/345", R),
    # the EU's one-stop-shop and import scheme: the directive 2006/112/EC, 369 and its guide
    ("AT", "EU372022452", R),
    ("US", "EU 372022452", R),
    ("", "OSS: EU372022452", R),
    ("", "IM3720000224", R),
    ("CN", "IOSS IM3720000224", R),
    ("", "EU999022452", O),
    # its digits do not agree
    ("AT", "ATU13585626", W),
    ("AT", "UID: ATU13585626", W),
    ("DE", "DE136695978", W),
    ("DE", "136695978", W),
    ("DE", "USt-IdNr. DE 136 695 978", W),
    ("CH", "CHE-107.787.578", W),
    ("", "DE136695978", W),
    # nobody can tell
    ("", "ask them", N),
    ("", "12345", N),
    ("", "UID", N),
    ("US", "12-3456789", N),
    ("US", "EIN 12-3456789", N),
    ("AT", "US123456789", N),
    ("HK", "12345", N),
    ("XK", "330123456", N),
    # another country's, and nobody's
    ("AT", "136695976", A),
    ("AT", "USt-IdNr. 136695976", A),
    ("DE", "U13585627", A),
    ("DE", "UID: U13585627", A),
    ("AT", "ask them", O),
    ("AT", "ATU1", O),
    ("", "ATU1", O),
    ("DE", "DE1", O),
    ("AT", "../../os", O),
    ("AT", "٣" * 9, O),
]


@pytest.mark.parametrize(("country", "text", "verdict"), ROWS)
def test_a_vat_id_is_judged_by_its_own_letters_or_its_country_whatever_is_written_around_it(country, text, verdict):
    assert judged(text, country) is verdict


@pytest.mark.parametrize("text", ["1," * 10**5, "1 " * 10**5, "AT" * 10**5, "1" * 10**6, "\0" * 300, "\ud800"])
def test_no_text_is_too_much_for_it(text):
    for country in ("AT", "", "US"):
        assert judged(text, country) in {O, N}
