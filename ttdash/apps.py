import logging
from inspect import unwrap

from django.apps import AppConfig, apps
from django.conf import settings
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from ttdash.team.roles import keep_roles


class TtdashConfig(AppConfig):
    """The deployment and the team."""

    name = "ttdash"

    def ready(self) -> None:
        """Keep groups and sign-in names after every migration, and after a flush; log sign-ins, end sessions."""
        logging.raiseExceptions = settings.DEBUG  # it would print what a line could not be made of, secrets and all
        # Their receivers connect when they are imported, which is not possible before there are models.
        from django.contrib.auth.models import User  # noqa: PLC0415

        from ttdash.signin import names, sessions  # noqa: F401, PLC0415
        from ttdash.surroundings import settings_checks  # noqa: F401, PLC0415

        # Commands and libraries call it too, and the class is Django's own; its signals would come too late.
        # Once, however often an app is made ready.
        User.save = names.in_step(unwrap(User.save))  # type: ignore[method-assign]
        post_migrate.connect(names.keep, sender=self, dispatch_uid="ttdash.signin.names")

        if settings.SENTRY_DSN:
            from ttdash.web import error_reports  # noqa: PLC0415 - nobody else has to load it

            error_reports.begin()

        pre_migrate.connect(take_your_time, sender=self, dispatch_uid="ttdash.migrate")
        # For the app of the clients' permissions: the groups cannot be given them before.
        post_migrate.connect(keep_roles, sender=apps.get_app_config("clients_ui"), dispatch_uid="ttdash.team.roles")


def take_your_time(using: str, **_: object) -> None:
    """Let a migration last as long as it has to, and compute between statements: only what is served has bounds."""
    if connections[using].vendor == "postgresql":
        with connections[using].cursor() as cursor:
            cursor.execute("SET statement_timeout = 0")
            cursor.execute("SET idle_in_transaction_session_timeout = 0")
