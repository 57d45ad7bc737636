"""Which account has which role, and the one rule above all: there is always a manager."""

import logging

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils.translation import gettext_lazy, gettext_noop

from ttdash.team.roles import ROLES

MANAGERS = "Managers"
LAST_MANAGER = gettext_lazy(
    "This is the last manager: without one, nobody could look after accounts. Make somebody else a manager first."
)
BY_COMPANY = gettext_noop("role by company sign-in")
logger = logging.getLogger(__name__)


def is_last_manager(account: User) -> bool:
    """Whether this is the only active account in the role. Superusers do not count: they may be for emergencies only.

    Ask inside a transaction: it waits until no other one is about to take the role from somebody.
    """
    managers = Group.objects.select_for_update().get(name=MANAGERS).user_set.filter(is_active=True)
    return managers.filter(pk=account.pk).exists() and not managers.exclude(pk=account.pk).exists()


def set_roles(account: User, roles: set[str]) -> None:
    """Give an account these roles and take the others from it. The last manager stays one."""
    with transaction.atomic():
        before = set(account.groups.filter(name__in=ROLES).values_list("name", flat=True))
        gained, lost = roles - before, before - roles
        if MANAGERS in lost and is_last_manager(account):
            logger.warning("%s would have lost the role Managers, and is the last one", account.username)
            lost.discard(MANAGERS)
        if not gained and not lost:
            return
        account.groups.remove(*Group.objects.filter(name__in=lost))
        account.groups.add(*Group.objects.filter(name__in=gained))
        # As the account's own act, since it happens at its sign-in. In Django's form, which is translated when read.
        changes = [{"added": {"name": BY_COMPANY, "object": role}} for role in ROLES if role in gained]
        changes += [{"deleted": {"name": BY_COMPANY, "object": role}} for role in ROLES if role in lost]
        LogEntry.objects.log_actions(account.pk, [account], CHANGE, changes, single_object=True)
    logger.info("%s: roles %s, before that %s", account.username, sorted((before - lost) | roles), sorted(before))
