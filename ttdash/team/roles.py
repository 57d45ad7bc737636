"""The three groups of the team and what each of them may do."""

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from clients_ui.web.permissions import ADD, CHANGE, DELETE, VIEW, VIEW_ACCOUNTS, VIEW_HISTORY

VIEWER = (VIEW,)
EDITOR = (*VIEWER, ADD, CHANGE, DELETE)
# No delete on accounts: it would erase what the account did. Nothing on groups: they are maintained here.
MANAGER = (*EDITOR, VIEW_ACCOUNTS, "auth.add_user", "auth.change_user", VIEW_HISTORY)

ROLES = {"Viewers": VIEWER, "Editors": EDITOR, "Managers": MANAGER}


def keep_roles(*, apps: Any = installed, using: str = DEFAULT_DB_ALIAS, **_: object) -> None:
    """Add the groups that are missing, and the permissions missing from them. Nothing is removed."""
    try:
        groups, permissions = (apps.get_model("auth", name).objects.using(using) for name in ("Group", "Permission"))
        apps.get_model("clients_ui", "Client")
    except LookupError:
        return  # migrated back to before there was any
    for label in ("admin", "auth", "clients_ui"):
        # Django makes permissions at the end of a migration too, perhaps for these apps after ours.
        create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    for name, names in ROLES.items():
        role, _ = groups.get_or_create(name=name)
        for app_label, codename in (full.split(".") for full in names):
            role.permissions.add(*permissions.filter(content_type__app_label=app_label, codename=codename))
