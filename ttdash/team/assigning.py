"""Roles as accounts hold them, and the one rule above all: there is always a manager."""

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

    To be asked inside of a transaction: it waits until no other one is about to take the role from somebody.
    """
    managers = Group.objects.select_for_update().get(name=MANAGERS).user_set.filter(is_active=True)
    return managers.filter(pk=account.pk).exists() and not managers.exclude(pk=account.pk).exists()


def set_roles(account: User, wanted: set[str]) -> None:
    """Give an account these of the three roles and take the others, the last manager's aside."""
    with transaction.atomic():
        held = set(account.groups.filter(name__in=ROLES).values_list("name", flat=True))
        gained, lost = wanted - held, held - wanted
        if MANAGERS in lost and is_last_manager(account):
            logger.warning("%s would have lost the role Managers, and is the last one", account.username)
            lost.discard(MANAGERS)
        if not gained and not lost:
            return
        account.groups.remove(*Group.objects.filter(name__in=lost))
        account.groups.add(*Group.objects.filter(name__in=gained))
        _into_history(account, gained, lost)
    logger.info("%s: roles %s, before that %s", account.username, sorted((held - lost) | wanted), sorted(held))


def _into_history(account: User, gained: set[str], lost: set[str]) -> None:
    """Write a change of roles down where managers read what was done to an account.

    By the account itself: the company's word came with its own sign-in. In Django's form, translated when it is read.
    """
    told = [{"added": {"name": BY_COMPANY, "object": role}} for role in ROLES if role in gained]
    told += [{"deleted": {"name": BY_COMPANY, "object": role}} for role in ROLES if role in lost]
    LogEntry.objects.log_actions(account.pk, [account], CHANGE, told, single_object=True)
