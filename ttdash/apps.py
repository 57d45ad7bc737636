import logging

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate

from ttdash.team.roles import keep_roles


class TtdashConfig(AppConfig):
    """The deployment and the team."""

    name = "ttdash"

    def ready(self) -> None:
        """Keep the three groups after every migration, and after a flush; log sign-ins, end sessions."""
        logging.raiseExceptions = settings.DEBUG  # it would print what a line could not be made of, secrets and all
        # Its receivers connect when it is imported, which is not possible before there are models.
        from ttdash.signin import sessions  # noqa: F401, PLC0415

        # For the app of the clients' permissions: the groups cannot be given them before.
        post_migrate.connect(keep_roles, sender=apps.get_app_config("clients_ui"), dispatch_uid="ttdash.team.roles")
