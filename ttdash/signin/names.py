"""What an account signs in by: its user name and its e-mail address, in one spelling, each of them one account's alone.

`SignInKey` holds them, under a unique constraint. A key that several accounts claim, as older ones may, is nobody's:
each of those signs in by its user name exactly as it is written, until a manager has given one of them another.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.apps import apps as installed
from django.contrib.auth.models import Group, User
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004 - Django's name
from django.core.exceptions import ValidationError
from django.db import connections, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from ttdash.models import SignInKey
from ttdash.signin.throttle import folded
from ttdash.team.membership import MANAGERS

FIELDS = ("username", "email")
# The field of the account at hand, and the one of another account that says the same
TAKEN = {
    ("username", "username"): _("The account %(name)s has this user name already. Capitals make no difference."),
    ("username", "email"): _("This is the e-mail address of the account %(name)s."),
    ("email", "email"): _("The account %(name)s has this e-mail address already."),
    ("email", "username"): _("This is the user name of the account %(name)s."),
}


def key_of(name: str) -> str:
    """One key for all spellings of a user name or an address; of a longer one than the table takes, its hash."""
    key = folded(name)
    return key if len(key) <= SignInKey.LONGEST else hashlib.sha256(key.encode()).hexdigest()


def keys_of(account: User) -> set[str]:
    """The keys that an account claims."""
    return {key_of(name) for name in (account.username, account.email) if name}


def account_of(typed: str) -> User | None:
    """Whose user name this is, else whose user name or e-mail address it is but for capitals."""
    by_name = User.objects.filter(username=User.normalize_username(typed)).first()
    held = SignInKey.objects.select_related("account").filter(key=key_of(typed)).first()  # whatever the name brought
    is_theirs = held is not None and held.key in keys_of(held.account)  # else written past `save`
    return by_name or (held.account if held and is_theirs else None)


def claiming(name: str) -> list[User]:
    """Every account that has this user name or address: more than one only where they are older than this rule."""
    key = key_of(name)
    return [account for account in User.objects.iterator() if key in keys_of(account)]


def clashes(account: User) -> dict[str, str]:
    """A sentence for each field that is new to the account and says what another account is known by.

    Ask inside a transaction: it waits until no other one is about to take a name.
    """
    return _clashes(account, _stored_keys(account))


def _clashes(account: User, held: set[str]) -> dict[str, str]:
    new = {field: key_of(getattr(account, field)) for field in FIELDS if getattr(account, field)}
    new = {field: key for field, key in new.items() if key not in held}
    if not new:
        return {}
    _wait_for_others()
    found: dict[str, str] = {}
    for other in User.objects.exclude(pk=account.pk).only(*FIELDS).iterator():
        for theirs in FIELDS:
            same = [field for field, key in new.items() if key == key_of(getattr(other, theirs))]
            found |= {field: TAKEN[field, theirs] % {"name": other.username} for field in same}
    return found


def keep(*, apps: Any = installed, **_: object) -> None:
    """Bring the table into step with the accounts. It is right already but for a first time, and bulk updates."""
    try:
        accounts, table = apps.get_model("auth", "User").objects, apps.get_model("ttdash", "SignInKey").objects
    except LookupError:
        return  # migrated back to before there was any
    with transaction.atomic():
        _wait_for_others()
        held = dict(table.values_list("key", "account_id"))
        right = {key: who[0].pk for key, who in _claims(accounts.iterator()).items() if len(who) == 1}
        table.filter(key__in=[key for key in held if held[key] != right.get(key)]).delete()
        missing = [key for key in right if held.get(key) != right[key]]
        table.bulk_create([table.model(key=key, account_id=right[key]) for key in missing])


def _claims(accounts: Iterable[User]) -> dict[str, list[User]]:
    """Who claims which key."""
    claims = defaultdict(list)
    for account in accounts:
        for key in keys_of(account):
            claims[key].append(account)
    return claims


def _stored_keys(account: User) -> set[str]:
    stored = User.objects.filter(pk=account.pk).first()
    return keys_of(stored) if stored else set()


def _wait_for_others() -> None:
    """Names are taken one after the other: by this row in PostgreSQL, by the transaction itself in SQLite."""
    Group.objects.select_for_update().filter(name=MANAGERS).first()


def in_step(save: Callable[..., None]) -> Callable[..., None]:
    """`User.save`, which refuses what another account is known by, and keeps the table in the same transaction.

    Signals would not do: Django sends `post_save` after it has committed. Raises ValidationError.
    """

    @wraps(save)
    def saved(account: User, *args: Any, **options: Any) -> None:
        only = options.get("update_fields")
        if only is not None and not set(only) & set(FIELDS):
            save(account, *args, **options)
            return
        with transaction.atomic():
            before = _stored_keys(account)
            if found := _clashes(account, before):
                raise ValidationError(list(found.values()))
            save(account, *args, **options)
            if keys_of(account) != before:
                keep()

    return saved


@receiver(post_delete, sender=User)
def give_back(**_: object) -> None:
    """A key that two claimed is the other one's, once one of them is gone."""
    keep()


@register(Tags.database)
def check_keys(*, databases: Sequence[str] | None = None, **_: object) -> list[CheckMessage]:
    """Name the accounts that share a user name or an address, and a table that is out of step with them."""
    found: list[CheckMessage] = []
    if "default" not in (databases or ()):
        return found
    tables = connections["default"].introspection.table_names()
    if User._meta.db_table not in tables:  # noqa: SLF001 - Django's own name for it
        return found
    claims = _claims(User.objects.order_by("pk").iterator())
    for key, who in sorted(claims.items()):
        if len(who) > 1:
            names = ", ".join(repr(account.username) for account in who)
            what = f"The user name or e-mail address {key!r} belongs to several accounts: {names}."
            hint = "Give all but one another on the page of accounts. Until then each signs in by its exact user name."
            found.append(Warning(what, hint, id="ttdash.W001"))
    right = {(key, who[0].pk) for key, who in claims.items() if len(who) == 1}
    if SignInKey._meta.db_table in tables and right != set(SignInKey.objects.values_list("key", "account_id")):  # noqa: SLF001
        what = "Accounts were changed by other ways than their pages, so not all can sign in by what they are known by."
        found.append(Warning(what, "Run manage.py migrate, which brings that into order.", id="ttdash.W002"))
    return found
