"""The judge of e-mail addresses. Its sources stand behind the rows: RFC 5321, 6531, 6761, 6762, 5890, 9476."""

import pytest

from clients_ui.client.addresses import Address, judged
from clients_ui.client.kinds import EMAIL, ValueProblem

PUBLIC, LOCAL, NONE = Address.PUBLIC, Address.LOCAL, Address.NONE
ROWS = [
    # RFC 5321, 4.1.2: a dot-string, or a quoted string, then a domain, or an address in brackets
    ("office@huber.at", PUBLIC),
    ("Office+Rechnung@Huber.CO.at", PUBLIC),
    ("o'neil@example.ie", PUBLIC),
    ("!#$%&'*+-/=?^_`{|}~@huber.at", PUBLIC),
    ("office@1und1.de", PUBLIC),
    ('"eva huber"@huber.at', PUBLIC),
    ("office@[192.0.2.1]", PUBLIC),
    ("office@[IPv6:2001:db8::1]", PUBLIC),
    ("office@[192.0.2]", NONE),
    (".office@huber.at", NONE),
    ("office.@huber.at", NONE),
    ("of..fice@huber.at", NONE),
    ("@huber.at", NONE),
    ("office@", NONE),
    ("office", NONE),
    ("office@@huber.at", NONE),
    ("office huber@huber.at", NONE),
    ("office@huber .at", NONE),
    ("office@huber.at.", NONE),
    ("office@huber..at", NONE),
    ("office@-huber.at", NONE),
    ("office@huber_wien.at", NONE),
    ("office@huber.at; eva@huber.at", NONE),
    ("office@huber.at, eva@huber.at", NONE),
    ("Eva <eva@huber.at>", NONE),
    ("mailto:office@huber.at, x", NONE),
    (f"{'x' * 245}@huber.at", PUBLIC),
    (f"{'x' * 246}@huber.at", NONE),
    ("x" * 1_000_000 + "@huber.at", NONE),
    # RFC 6531, 3.3: letters beyond ASCII before the @ too
    ("büro@huber.at", PUBLIC),
    ("büro@möbel-huber.at", PUBLIC),
    ("jürgen.größe@straße.de", PUBLIC),
    ("коля@пример.рф", PUBLIC),
    ("δοκιμή@παράδειγμα.δοκιμή", PUBLIC),
    ("用户@例え.jp", PUBLIC),
    ("अजय@डाटा.भारत", PUBLIC),
    # RFC 5890: domains as Unicode or as ASCII; no signs in them
    ("office@xn--mller-kva.at", PUBLIC),
    ("office@xn--zzzz.at", NONE),
    ("office@☃.at", NONE),
    # no domain of the whole net has one part alone, or digits at its end (RFC 3696, 2)
    ("office@huber", NONE),
    ("office@192.0.2.1", NONE),
    # RFC 6761, 6762, 9476 and appendix G of 6762: domains that are inside one network
    ("office@localhost", LOCAL),
    ("office@LOCALHOST", LOCAL),
    ("info@firma.local", LOCAL),
    ("info@Firma.Local", LOCAL),
    ("büro@müller.local", LOCAL),
    ("info@server.test", LOCAL),
    ("info@firma.invalid", LOCAL),
    ("info@router.home.arpa", LOCAL),
    ("info@firma.lan", LOCAL),
    ("info@firma.internal", LOCAL),
    ("info@firma.corp", LOCAL),
    ("info@firma.alt", LOCAL),
    ("info@local.at", PUBLIC),
    ("in fo@firma.local", NONE),
    ("info@@firma.local", NONE),
    ("info@-firma.local", NONE),
    ("localhost", NONE),
]


@pytest.mark.parametrize(("text", "address"), ROWS)
def test_an_address_is_judged_by_its_form_and_by_where_it_can_be_reached_from(text, address):
    assert judged(text) is address


@pytest.mark.parametrize(("text", "address"), [row for row in ROWS if len(row[0]) < 255])
def test_what_may_be_saved_is_what_has_the_form_of_an_address(text, address):
    assert EMAIL.problem(text) is (ValueProblem.NO_EMAIL if address is NONE else None)
