"""The three accounts of the demonstration: one for each role, one password for all."""

from typing import Final

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group, User
from django.utils.crypto import salted_hmac

# Name: the role, and what it may do
ACCOUNTS: Final = {
    "demo-viewer": ("Viewers", "may look at clients"),
    "demo-editor": ("Editors", "may add, change and delete clients"),
    "demo-manager": ("Managers", "may look after accounts, too"),
}


def password() -> str:
    """The password: nobody can guess it, and it stays the same as long as SECRET_KEY does."""
    return _derived("password")[:20]


def _derived(purpose: str) -> str:
    """Hexadecimal digits that follow from SECRET_KEY alone."""
    return salted_hmac("ttdash.demo_accounts", purpose, algorithm="sha256").hexdigest()


def keep() -> None:
    """Make the accounts, or bring them back to what they were. The hash stays the same, and so sessions go on."""
    encoded = make_password(password(), salt=_derived("salt")[:32])
    for name, (role, _) in ACCOUNTS.items():
        defaults = {"password": encoded, "is_active": True, "is_staff": False, "is_superuser": False}
        user = User.objects.update_or_create(username=name, defaults=defaults)[0]
        user.user_permissions.clear()
        user.groups.set([Group.objects.get(name=role)])


def present() -> list[str]:
    """The names of those accounts that exist."""
    return list(User.objects.filter(username__in=ACCOUNTS).order_by("username").values_list("username", flat=True))


def remove() -> list[str]:
    """Delete the accounts. Returns the names of those that existed."""
    names = present()
    User.objects.filter(username__in=names).delete()
    return names
