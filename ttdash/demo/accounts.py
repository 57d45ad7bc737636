"""The three accounts of the demonstration: one for each role, one password for all."""

from typing import Final

from django.contrib.auth.hashers import identify_hasher, make_password
from django.contrib.auth.models import Group, User
from django.utils.crypto import salted_hmac

ROLES: Final = {"demo-viewer": "Viewers", "demo-editor": "Editors", "demo-manager": "Managers"}


def password() -> str:
    """The password: nobody can guess it, and it stays the same as long as SECRET_KEY does."""
    return _derived("password")[:20]


def _derived(purpose: str) -> str:
    """Hexadecimal digits that follow from SECRET_KEY alone."""
    return salted_hmac("ttdash.demo_accounts", purpose, algorithm="sha256").hexdigest()


def keep() -> None:
    """Make the accounts, or bring them back to what they were. A hash that still fits stays, and so do its sessions."""
    encoded = _encoded()
    for name, role in ROLES.items():
        defaults = {"password": encoded, "is_active": True, "is_staff": False, "is_superuser": False}
        user, _ = User.objects.update_or_create(username=name, defaults=defaults)
        user.user_permissions.clear()
        user.groups.set([Group.objects.get(name=role)])


def _encoded() -> str:
    """The password's hash, one for all, since it is slow to make.

    It is slow to check as well, so it is known by its salt, which follows from SECRET_KEY as the password does. The
    salt of a password that somebody sets comes by chance.
    """
    salt = _derived("salt")[:32]
    found = User.objects.filter(username__in=ROLES).values_list("password", flat=True)
    return next((encoded for encoded in found if _salt(encoded) == salt), None) or make_password(password(), salt)


def _salt(encoded: str) -> str:
    """The salt of a hash, or "" where nobody can say."""
    try:
        return str(identify_hasher(encoded).decode(encoded)["salt"])
    except ValueError:
        return ""


def present() -> list[str]:
    """The names of those accounts that exist."""
    return list(User.objects.filter(username__in=ROLES).order_by("username").values_list("username", flat=True))


def remove() -> list[str]:
    """Delete the accounts. Returns the names of those that existed."""
    names = present()
    User.objects.filter(username__in=names).delete()
    return names
