"""What the company's provider says: its ID token and its user info → a `Person`, or why nobody comes in. Pure.

The ID token is signed and answers one question of one browser. So every word that opens something is taken from it
alone: `sub`, the address, whether it is vouched for, the roles. The user info has no signature: it may add a name, and
where it contradicts the token, nobody comes in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import validate_email
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Claims = Mapping[str, Any]
VOUCHING: Final = ("email_verified", "xms_edov")  # the second is Microsoft Entra ID's: the domain's owner verified it
LONGEST_SUB: Final = 191  # as allauth keeps it


class Refused(PermissionDenied):
    """Nobody comes in: a sentence for the person, and the reason for the log, which names no address."""

    def __init__(self, sentence: str | Promise, reason: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.reason = reason


@dataclass(frozen=True)
class Person:
    """Whom the provider vouches for."""

    sub: str
    address: str
    given_name: str
    family_name: str
    roles: list[str]
    auth_time: int | None
    """When the provider last asked who it is, if it says so."""


def person_in(token: Claims, info: Claims, role_claim: str, role_map: Mapping[str, str]) -> Person:
    """The person of whom both speak. Raises Refused."""
    contradicted = _contradicted(token, info)
    if contradicted:
        raise Refused(
            gettext_lazy(
                "The company’s sign-in says two different things about you, so nobody can tell who you are. "
                "Tell your administrator."
            ),
            f"ID token and user info contradict each other: {', '.join(contradicted)}",
        )
    address = address_in(token)
    if not address:
        raise Refused(
            gettext_lazy("Your company account has no verified mail address, so nobody can tell whose it is."),
            "no verified address in the ID token",
        )
    names = {**info, **token}
    return Person(
        sub=_sub_in(token),
        address=address,
        given_name=_name(names.get("given_name")),
        family_name=_name(names.get("family_name")),
        roles=sorted(roles_in(token, role_claim, role_map)),
        auth_time=moment if isinstance(moment := token.get("auth_time"), int) else None,
    )


def _contradicted(token: Claims, info: Claims) -> list[str]:
    """The claims of which the user info says something else than the token."""
    found = [] if "sub" in info and info["sub"] == token.get("sub") else ["sub"]
    if "email" in token and "email" in info and _folded(info["email"]) != _folded(token["email"]):
        found.append("email")
    found += [name for name in VOUCHING if name in info and _is_yes(info[name]) != _is_yes(token.get(name, True))]
    return found


def _sub_in(token: Claims) -> str:
    """By what the person is known from now on. Nothing is made a text that is none: null would be everybody's."""
    sub = token.get("sub")
    if not isinstance(sub, str) or not sub.strip() or not sub.isprintable() or len(sub) > LONGEST_SUB:
        raise Refused(
            gettext_lazy("The company’s sign-in does not say who you are. Tell your administrator."),
            "the ID token's sub is no text, a blank one or too long",
        )
    return sub


def address_in(token: Claims) -> str:
    """The person's mail address, in lower case, or "" where the token does not vouch for it.

    One beyond ASCII is none: the Kelvin sign becomes a k in lower case, and a database may find an s for a long one.
    """
    address = _folded(token.get("email"))
    vouched = [token[name] for name in VOUCHING if name in token]
    if not vouched or not all(map(_is_yes, vouched)):
        return ""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def _folded(address: Any) -> str:
    return address.strip().lower() if isinstance(address, str) and address.isascii() else ""


def _is_yes(word: Any) -> bool:
    return str(word).lower() in {"true", "1"}  # some write it as a text, or as a number


def _name(text: Any) -> str:
    return "".join(filter(str.isprintable, text))[:150] if isinstance(text, str) else ""


def roles_in(token: Claims, claim: str, role_map: Mapping[str, str]) -> set[str]:
    """The roles that a claim gives. One inside another is written `realm_access.roles`."""
    found = token.get(claim)
    if found is None:
        found = token
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    values = found if isinstance(found, list) else [found]
    return {role for value, role in role_map.items() if value in values}
