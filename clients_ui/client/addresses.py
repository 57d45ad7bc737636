"""E-mail addresses: the one judge, for what is typed and for what is stored. Pure; nothing is asked of the network."""

import re
from enum import Enum, auto

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

LONGEST = 254
"""Letters of an address, by RFC 5321."""
LOCAL_DOMAINS = frozenset(SPECIAL_USE_DOMAIN_NAMES) | {
    *("intranet", "internal", "private", "corp", "home", "lan"),  # RFC 6762, appendix G
    "alt",  # RFC 9476
}
"""Last parts of domains that no mail from outside can reach."""
DOT = re.compile("[.\u3002\uff0e\uff61]")
"""What separates the parts of a domain, by RFC 3490."""


class Address(Enum):
    """What a text is as an e-mail address, by its form."""

    PUBLIC = auto()
    LOCAL = auto()
    NONE = auto()


def judged(text: str) -> Address:
    """Whether this is one e-mail address, and whether it can be one outside a network of its own."""
    if len(text) > LONGEST:
        return Address.NONE
    local = DOT.split(text.rpartition("@")[2])[-1].casefold() in LOCAL_DOMAINS
    try:
        validate_email(
            f"{text}.at" if local else text,  # a local domain has the form of one if it has it inside another
            check_deliverability=False,
            allow_quoted_local=True,
            allow_domain_literal=True,
        )
    except EmailNotValidError:
        return Address.NONE
    return Address.LOCAL if local else Address.PUBLIC
