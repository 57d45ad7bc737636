"""What people call a character that nobody sees."""

from django.utils.translation import gettext, gettext_noop

from clients_ui.client import unseen

KNOWN = (
    gettext_noop("TAB"),
    gettext_noop("LINE FEED"),
    gettext_noop("CARRIAGE RETURN"),
    gettext_noop("NULL"),
    gettext_noop("ESCAPE"),
    gettext_noop("DELETE"),
    gettext_noop("NO-BREAK SPACE"),
    gettext_noop("NARROW NO-BREAK SPACE"),
    gettext_noop("FIGURE SPACE"),
    gettext_noop("SOFT HYPHEN"),
    gettext_noop("ZERO WIDTH SPACE"),
    gettext_noop("ZERO WIDTH NON-JOINER"),
    gettext_noop("ZERO WIDTH JOINER"),
    gettext_noop("ZERO WIDTH NO-BREAK SPACE"),
    gettext_noop("WORD JOINER"),
    gettext_noop("LINE SEPARATOR"),
    gettext_noop("LEFT-TO-RIGHT MARK"),
    gettext_noop("RIGHT-TO-LEFT MARK"),
    gettext_noop("LEFT-TO-RIGHT EMBEDDING"),
    gettext_noop("RIGHT-TO-LEFT EMBEDDING"),
    gettext_noop("POP DIRECTIONAL FORMATTING"),
)
"""Those that come with what is copied out of mails, pages and address books; the rest keep Unicode's names."""


def named(character: str) -> str:
    """Its name, if it has one, and its number, by which it can be looked up."""
    name, number = unseen.name_of(character), f"(U+{ord(character):04X})"
    return f"{gettext(name) if name in KNOWN else name} {number}".strip()
