"""The three accounts of the demonstration: one for each role, one password for all."""

from typing import Final

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.models import Group, User
from django.utils.crypto import salted_hmac

ROLES: Final = {"demo-viewer": "Viewers", "demo-editor": "Editors", "demo-manager": "Managers"}


def password() -> str:
    """The password: nobody can guess it, and it stays the same as long as SECRET_KEY does."""
    return salted_hmac("ttdash.demo_accounts", "password", algorithm="sha256").hexdigest()[:20]


def keep() -> None:
    """Make the accounts, or bring them back to what they were. A hash that still fits stays, and so do its sessions."""
    encoded = _encoded(password())
    for name, role in ROLES.items():
        defaults = {"password": encoded, "is_active": True, "is_staff": False, "is_superuser": False}
        user, _ = User.objects.update_or_create(username=name, defaults=defaults)
        user.user_permissions.clear()
        user.groups.set([Group.objects.get(name=role)])


def _encoded(plain: str) -> str:
    """The password's hash. It is slow to make and slow to check, so the accounts share one."""
    found = User.objects.filter(username__in=ROLES).values_list("password", flat=True)
    fitting = (encoded for encoded in set(found) if check_password(plain, encoded))
    return next(fitting, None) or make_password(plain)


def present() -> list[str]:
    """The names of those accounts that exist."""
    return list(User.objects.filter(username__in=ROLES).order_by("username").values_list("username", flat=True))


def remove() -> list[str]:
    """Delete the accounts. Returns the names of those that existed."""
    names = present()
    User.objects.filter(username__in=names).delete()
    return names
